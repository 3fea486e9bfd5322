"""Time the panel builder against a plain merge of the same tables in pandas: ``python -m benchmarks.panels``.

The plain build is what one writes without a builder: tables unfolded to years, one ``merge`` after the other.  Both
build directed dyad-years of 1816 to 2018 in turns in one process, the best of each counts, and the table is of
ratios.  The first build of a process also reads the tables from disk; later ones find them laid out.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import counterpoise as cp
from benchmarks.report import report, timed
from counterpoise.data.harmonise import expand_years
from counterpoise.units import frame as frames
from counterpoise.units.builder import Units
from counterpoise.units.registry import FAMILIES
from counterpoise.units.whittle import whittle
from counterpoise.vocabulary import Mask

YEARS = (1816, 2018)
FEW = ["CHN", "JPN", "KOR", "PRK", "TWN", "PHL", "VNM", "IND", "PAK", "AUS", "NZL", "IDN", "MYS", "SGP", "THA", "MMR",
       "KHM", "LAO", "BGD", "LKA", "NPL", "MNG", "BRN", "USA", "RUS", "GBR", "FRA", "DEU", "CAN", "PNG"]  # fmt: skip
SHARED = ("capabilities", "contiguity", "mindist", "alliances", "gml_onset", "gml_ongoing", "tss_rivalry",
          "polyarchy", "polity2", "gdp_long", "pop_long")  # fmt: skip
"""What both sides build."""
MINE = ("contiguity", "mindist", "defence", "gml_onset", "gml_ongoing", "tss_rivalry", "cinc1", "polyarchy2")
"""Columns held against one another."""


def measured(rounds: int) -> dict[str, float]:
    """Name of a quantity to its value."""
    cp.open_panel()
    families = [one.name for one in FAMILIES if "dyad-years" in one.kinds]
    families = [name for name in families if name not in {"arms transfers", "others"}]
    whole = cp.dyad_years(years=YEARS).add(*families)
    some = cp.dyad_years(years=YEARS).add(*SHARED)
    few = cp.dyad_years(years=(1990, 2018)).where(states=FEW).add(*families)
    first, built = timed(lambda: fresh(whole).to_pandas())
    rows, columns = built.shape
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    del built
    runs: dict[str, Callable[[], Any]] = {
        "whole": lambda: fresh(whole).to_pandas().shape,
        "few": lambda: fresh(few).to_pandas().shape,
        "some": lambda: fresh(some).to_pandas(),
        "plain": plain,
    }
    best, kept = dict.fromkeys(runs, np.inf), {}
    for _ in range(rounds):
        for name, run in runs.items():
            seconds, kept[name] = timed(run)
            best[name] = min(best[name], seconds)
    agree(kept["some"], kept["plain"])
    begun = time.process_time()
    runs["whole"]()
    busy = time.process_time() - begun
    return {
        "rows": rows,
        "columns": columns,
        "first build of a process, tables read, seconds": first,
        "later build, seconds": best["whole"],
        "later build, processor seconds of both threads": busy,
        "30 states, 1990-2018, seconds": best["few"],
        "same columns by merging in pandas, seconds": best["plain"],
        "same columns by the builder, seconds": best["some"],
        "pandas / builder": best["plain"] / best["some"],
        "peak memory of the first build, GB": peak,
        **costliest(whole),
    }


def fresh(unit: Units) -> Units:
    """The same unit without what it remembers of itself."""
    return Units(unit.site, unit.span, unit.rules, unit.functions, unit.requests)


def costliest(unit: Units, steps: int = 8) -> dict[str, float]:
    """Share of the later build that its costliest families and the rows take, on one thread."""
    again = fresh(unit)
    spent: dict[str, float] = {}
    spent["rows"], rows = timed(lambda: again._rows)
    _, targets, _ = frames._allocate(rows, again._plans)
    frames._prime(rows)
    for plan, target in zip(again._plans, targets, strict=True):
        name = plan.column.family
        spent[name] = (
            spent.get(name, 0.0) + timed(lambda plan=plan, target=target: plan.fill(rows, target))[0]
        )
    total = sum(spent.values())
    order = sorted(spent, key=lambda name: -spent[name])[:steps]
    return {f"share of {name}": spent[name] / total for name in order}


def plain() -> pd.DataFrame:
    """The dyad-years of SHARED, by merging."""
    panel = cp.open_panel()
    keys = ["ccode1", "ccode2", "year"]
    spans = panel.table("dyads")
    spans = spans[spans["start"] <= YEARS[1]].assign(end=spans["end"].clip(upper=YEARS[1]))
    once = expand_years(spans.reset_index(drop=True), "start", "end")[keys]
    out = pd.concat([once, _turned(once)], ignore_index=True)
    borders = panel.table("contiguity").query("type > 0").reset_index(drop=True)
    borders = expand_years(borders, "start", "end").groupby(keys, as_index=False)["type"].min()
    out = _joined(out, borders.rename(columns={"type": "contiguity"}), keys)
    out["contiguity"] = out["contiguity"].fillna(0).where(out["year"] <= 2016)
    near = _years(panel.table("mindist"), ["km"]).rename(columns={"km": "mindist"})
    out = _joined(out, pd.concat([near, _turned(near)]), keys)
    owed = ["defence", "offence", "neutrality", "nonaggression", "consultation"]
    out = _joined(out, _years(panel.table("alliances"), owed), keys)
    out[owed] = out[owed].fillna(0)
    every = panel.table("gml_dyad_disputes").merge(
        panel.table("gml_disputes")[["dispnum", "fatality", "hostlev", "mindur", "maxdur", "recip", "stmon"]],
        on="dispnum",
    )
    flags = {"onset": "gml_onset", "ongoing": "gml_ongoing"}
    out = _joined(out, whittle(every)[[*keys, *flags]].rename(columns=flags).astype("float64"), keys)
    for name in flags.values():
        out[name] = out[name].fillna(0).where(out["year"] <= 2010)
    rivals = _years(panel.table("rivalries"), []).assign(tss_rivalry=1.0)
    out = _joined(out, pd.concat([rivals, _turned(rivals)]), keys)
    out["tss_rivalry"] = out["tss_rivalry"].fillna(0)
    for side in (1, 2):
        out = out.merge(_states(panel, side), on=[f"ccode{side}", "year"], how="left")
    return out.sort_values(keys, ignore_index=True)


def _turned(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})


def _years(spans: pd.DataFrame, values: list[str]) -> pd.DataFrame:
    """Spans as years; of two in a year the first."""
    keys = ["ccode1", "ccode2", "year"]
    whole = expand_years(spans.sort_values("start", kind="stable").reset_index(drop=True), "start", "end")
    return whole.drop_duplicates(keys)[[*keys, *values]]


def _joined(left: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return left.merge(right.drop_duplicates(keys), on=keys, how="left")


def _states(panel: cp.Panel, side: int) -> pd.DataFrame:
    """State-years of the shared variables, named for a side."""
    names = ["cinc", "nmc_milex", "nmc_milper", "nmc_irst", "nmc_pec", "nmc_tpop", "nmc_upop", "polyarchy", "polity2",
             "gdp_long", "pop_long"]  # fmt: skip
    years = range(YEARS[0], YEARS[1] + 1)
    grid = pd.MultiIndex.from_product([years, panel.states], names=["year", f"ccode{side}"])

    def observed(name: str) -> np.ndarray:
        values = panel.values(name, panel.states, years)
        return np.where(panel.masks(name, panel.states, years) == Mask.OBSERVED, values, np.nan).ravel()

    columns = {f"{name}{side}": observed(name) for name in names}
    return pd.DataFrame(columns, index=grid).reset_index()


def agree(mine: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Both builds hold the same numbers, or there is nothing to compare."""
    for name in MINE:
        np.testing.assert_allclose(
            mine[name].to_numpy(float), theirs[name].to_numpy(float), rtol=1e-6, err_msg=name
        )


if __name__ == "__main__":
    report("python -m benchmarks.panels", __doc__, measured)
