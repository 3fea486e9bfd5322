"""State-years of output, arms spending, trade and research."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.catalogue import entry
from counterpoise.data.harmonise import LAST_YEAR, cells, interpolate_growth, join
from counterpoise.data.read import Shelf
from counterpoise.vocabulary import Mask

__all__ = [
    "BASE_YEAR",
    "OBSERVED_TO",
    "extend_with_growth",
    "long_run",
    "output",
    "scenarios",
    "trade_and_research",
]

BASE_YEAR = 2023
"""Prices and exchange rates of ``gdp_market`` and ``milex`` are those of this year."""
OBSERVED_TO = 2024
"""Last year in which output is observed; later years follow SSP2 growth."""
_MILLION = 1e-6
_SCENARIOS = ("SSP1", "SSP2", "SSP3", "SSP4", "SSP5")


def long_run(shelf: Shelf) -> pd.DataFrame:
    """Two centuries of modelled output and population (Fariss and others), with standard deviations."""
    raw = shelf.table("fariss")
    return join(
        [
            cells(raw, "pwtrgdp", "gdp_long", "fariss"),
            cells(raw, "sd_pwtrgdp", "gdp_long_sd", "fariss"),
            cells(raw, "mrgdppc", "gdppc_long", "fariss"),
            cells(raw, "pwtpop", "pop_long", "fariss", scale=1e6),
        ]
    )


def output(shelf: Shelf) -> pd.DataFrame:
    """Observed ``gdp_ppp``, ``gdp_market`` and ``burden``; projections and repairs come later.

    ``gdp_market`` is the World Bank's constant-2015 series times current over constant output of 2023:
    volumes grow as measured, and states are compared at the exchange rates of 2023.  Comparing at those of
    2015 would make China a quarter larger against the United States.
    """
    raw = shelf.table("gapminder_gdp")
    ppp = cells(
        raw,
        "gdp_ppp_2021intl_gapminder",
        "gdp_ppp",
        "gapminder_gdp",
        scale=_MILLION,
        years=(1945, OBSERVED_TO),
    )
    base = raw[raw["year"] == BASE_YEAR].dropna(subset=["ccode"]).set_index("ccode")
    ratio = base["gdp_current_usd_wdi"] / base["gdp_constant_2015usd_wdi"]
    market = raw.assign(rebased=raw["gdp_constant_2015usd_wdi"] * raw["ccode"].map(ratio))
    shelf.table("wdi_gdp")
    military = shelf.table("wdi_military")
    return join(
        [
            ppp,
            cells(market, "rebased", "gdp_market", "wdi_gdp", scale=_MILLION, years=(1960, OBSERVED_TO)),
            cells(military, "military_expenditure_percent_of_gdp", "burden", "wdi_military", scale=0.01),
        ]
    )


def scenarios(shelf: Shelf) -> pd.DataFrame:
    """Yearly output to 2050 on the five Shared Socioeconomic Pathways, at constant growth within steps.

    The OECD model is taken where it covers a state, otherwise the amended row that the collection lists
    first.
    """
    raw = shelf.table("ssp")
    raw = raw[raw["scenario"].isin(_SCENARIOS) & raw["ccode"].notna() & (raw["gdp_ppp_busd2017"] > 0)]
    raw = raw.assign(rank=(raw["data_version"] != "OECD").astype(int))
    raw = raw.sort_values(["scenario", "ccode", "year", "rank", "data_version"], kind="stable")
    raw = raw.drop_duplicates(["scenario", "ccode", "year"])
    rows = []
    for (scenario, code), steps in raw.groupby(["scenario", "ccode"], sort=True):
        years, values = interpolate_growth(
            steps["year"].to_numpy(), steps["gdp_ppp_busd2017"].to_numpy(dtype=float)
        )
        rows.append(pd.DataFrame({"scenario": scenario, "ccode": code, "year": years, "gdp": values}))
    yearly = pd.concat(rows, ignore_index=True)
    parts = [
        cells(
            part,
            "gdp",
            f"gdp_{str(scenario).lower()}",
            "ssp",
            scale=1000.0,
            years=(2020, LAST_YEAR),
            projected_after=0,
        )
        for scenario, part in yearly.groupby("scenario")
    ]
    return join(parts)


def extend_with_growth(cells_now: pd.DataFrame, growth: pd.DataFrame, variable: str) -> pd.DataFrame:
    """Cells after the last observed year of each state, following the growth of ``growth``.

    Args:
        cells_now: Cells, among them those of ``variable``.
        growth: Cells of the series whose growth is followed (``gdp_ssp2``).
        variable: Name of the extended variable.

    Returns:
        New cells, masked projected; public when both the last observation and the projection were.
    """
    released = entry("ssp").source.released
    own = cells_now[cells_now["variable"] == variable].sort_values("year")
    last = own.groupby("ccode", as_index=False).last()[["ccode", "year", "value", "public"]]
    path = growth[["ccode", "year", "value"]]
    base = last.merge(path, on=["ccode", "year"], suffixes=("", "_path"))
    ahead = path.merge(base, on="ccode", suffixes=("", "_last"))
    ahead = ahead[ahead["year"] > ahead["year_last"]]
    return pd.DataFrame(
        {
            "variable": variable,
            "ccode": ahead["ccode"],
            "year": ahead["year"],
            "value": ahead["value_last"] * ahead["value"] / ahead["value_path"],
            "mask": int(Mask.PROJECTED),
            "source": "ssp",
            "public": [max(day, released) for day in ahead["public"]],
        }
    )


def trade_and_research(shelf: Shelf) -> pd.DataFrame:
    """State totals of trade to 2014, US goods trade by partner in 2024, research as a share of output."""
    trade, partners = shelf.table("cow_trade"), shelf.table("us_trade")
    return join(
        [
            cells(trade, "exports", "trade_exports", "cow_trade"),
            cells(trade, "imports", "trade_imports", "cow_trade"),
            cells(partners, "us_exports_musd", "us_goods_exports", "us_trade"),
            cells(partners, "us_imports_musd", "us_goods_imports", "us_trade"),
            cells(shelf.table("rd_share"), "rd_share_gdp_pct", "rd_share", "rd_share", scale=0.01),
        ]
    )
