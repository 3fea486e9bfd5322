"""Output and population over two centuries, with posterior standard deviations; and trade."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from counterpoise.units.column import Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.series import of_variable, series_plans
from counterpoise.units.site import KINDS, Site

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OUTPUT", "TRADE"]

_OUTPUT = (
    ("gdp_long", "pwtrgdp", True),
    ("gdp_long_sd", "sd_pwtrgdp", False),
    ("gdppc_long", "mrgdppc", False),
    ("gdppc_long_sd", "sd_mrgdppc", False),
    ("pop_long", "", True),
    ("pop_long_sd", "", False),
)
"""Variable, name in peacesciencer, whether members may be summed; ``pwtpop`` counts millions and ours persons."""


def _output(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    return series_plans(
        site,
        "gdp and population",
        [
            of_variable(site, name, alias=alias, additive=additive, table="gw_output", dtype="float32")
            for name, alias, additive in _OUTPUT
        ],
    )


def _dependence(site: Site) -> Pairs:
    return site.pairs("trade_dependence", ("dependence",), change=_both_ways)


def _both_ways(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    one = frame[["ccode1", "ccode2", "year", "dependence1"]].rename(columns={"dependence1": "dependence"})
    two = frame[["ccode1", "ccode2", "year", "dependence2"]].rename(
        columns={"ccode1": "ccode2", "ccode2": "ccode1", "dependence2": "dependence"}
    )
    return pd.concat([one, two], ignore_index=True)


def _trade(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    series = [of_variable(site, f"trade_{name}", alias=name) for name in ("imports", "exports")]
    plans = series_plans(site, "trade", series)
    if site.dyadic:
        table = partial(_dependence, site)
        sources = site.panel.table_sources("trade_dependence")
        links = [
            Link("trade_dependence1", "Trade with state 2 over the output of state 1", "share", table,
                 "dependence", np.nan, _WINDOW, dtype="float32"),
        ]  # fmt: skip
        plans += link_plans(site, "trade", sources, links)
        plans += link_plans(
            site, "trade", sources,
            [Link("trade_dependence2", "Trade with state 1 over the output of state 2", "share",
                  partial(_mirrored, site), "dependence", np.nan, _WINDOW, dtype="float32")],
        )  # fmt: skip
    return plans


def _mirrored(site: Site) -> Pairs:
    return site.pairs("trade_dependence", ("dependence",), change=_mirror)


def _mirror(frame: pd.DataFrame) -> pd.DataFrame:
    return _both_ways(frame).rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})


_WINDOW = "Politically relevant dyads, 1885-1991 (Oneal and Russett): the only dyadic trade history here."
OUTPUT = Family(
    "gdp and population",
    "Output and population (Fariss and others)",
    KINDS,
    _output,
    text="Estimates of a latent-variable model, each with its posterior standard deviation (`_sd`), which can be "
    "40 per cent of the mean. `gdp_long` is in millions of 2017 dollars, `gdppc_long` in 2011 dollars, `pop_long` "
    "in persons (peacesciencer's `pwtpop` is in millions, so the column keeps its own name under its names).",
    peacesciencer="add_sim_gdp_pop()",
)
TRADE = Family(
    "trade",
    "Trade (COW 4.0, Oneal and Russett)",
    KINDS,
    _trade,
    text="Imports and exports of states, 1870-2014, in millions of current dollars; for pairs also trade over "
    f"output. {_WINDOW}",
    peacesciencer="add_cow_trade()",
)
