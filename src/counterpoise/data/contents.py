"""What the panel holds: all cells of all variables, and the table of states."""

from __future__ import annotations

import pandas as pd

from counterpoise.data import (
    repairs,
    sources_economy,
    sources_power,
    sources_society,
    sources_technology,
)
from counterpoise.data.catalogue import LIBRARY, read_toml
from counterpoise.data.harmonise import CELL, cells, join, spans, worst
from counterpoise.data.read import Shelf
from counterpoise.vocabulary import Mask

__all__ = ["state_list", "state_years", "variable_text"]

_LISTS_END = "The list of states ends on 31 December 2016; open spells are carried forward."
_SYSTEMATIC = {
    "member": ("carry", _LISTS_END, "cow_states"),
    "major": ("carry", _LISTS_END, "cow_majors"),
    "milper": (
        "scale",
        "World Bank ends in 2020: NMC, scaled by the ratio of the two in 2020.",
        "wdi_military, nmc",
    ),
    "milex": (
        "product",
        "Burden times output at market rates, at least one of them imputed.",
        "see burden, gdp_market",
    ),
    "us_troops": (
        "replace",
        "The report prints nothing, or next to nothing, for a theatre of war and points to a table apart.",
        "Kane 2005 and Allen, Flynn and Machain 2022 (older series)",
    ),
    "gdp_ppp": ("mark", "North Korea publishes no accounts: Gapminder's guess.", "gapminder_gdp"),
}
_NORTH_KOREA = 731
_PROXIES = ("wgi_voice", "pwt_national")
"""Series that repairs draw on and the panel does not keep."""


def variable_text() -> dict[str, dict[str, object]]:
    """Label, unit, sources and note of every variable, as ``library/variables.toml`` states them."""
    return read_toml(LIBRARY / "variables.toml")


def state_years(shelf: Shelf) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All cells, and the log of repairs.

    Order matters in one way only: repairs fill burdens and output first, the product and the projections
    follow.
    """
    base = join(
        [
            sources_power.members(shelf),
            sources_power.capabilities(shelf),
            sources_power.force_posture(shelf),
            sources_economy.long_run(shelf),
            _guessed(sources_economy.output(shelf)),
            sources_economy.scenarios(shelf),
            sources_economy.trade_and_research(shelf),
            sources_technology.fields(shelf),
            sources_society.people(shelf),
            sources_society.regimes(shelf),
            cells(shelf.table("wgi"), "wgi_voice_accountability", "wgi_voice", "wgi"),
            cells(shelf.table("pwt"), "rgdpna", "pwt_national", "pwt"),
        ]
    )
    book = repairs.apply(base)
    whole = book.cells[~book.cells["variable"].isin(_PROXIES)]
    whole = join([whole, repairs.benchmark(book, _spending(whole), "milex")])
    paths = whole[whole["variable"] == "gdp_ssp2"]
    ahead = [sources_economy.extend_with_growth(whole, paths, name) for name in ("gdp_ppp", "gdp_market")]
    whole = join([whole, *ahead])
    _log_systematic(book, whole)
    log = pd.concat(book.log, ignore_index=True)
    log = log.drop_duplicates(["ccode", "year", "variable", "method"], keep="first")
    order = ["variable", "ccode", "year"]
    return whole.sort_values(order, ignore_index=True), log.sort_values(order, ignore_index=True)


def _guessed(output: pd.DataFrame) -> pd.DataFrame:
    """North Korea's output in purchasing power is a guess by its own publisher: masked imputed."""
    guess = (output["variable"] == "gdp_ppp") & (output["ccode"] == _NORTH_KOREA)
    output.loc[guess, "mask"] = int(Mask.IMPUTED)
    return output


def _spending(whole: pd.DataFrame) -> pd.DataFrame:
    """``milex``: burden times output at market rates, wherever both are known."""
    keys = ["ccode", "year"]
    both = whole[whole["variable"] == "burden"].merge(
        whole[whole["variable"] == "gdp_market"], on=keys, suffixes=("", "_gdp")
    )
    out = both[["ccode", "year", "source"]].copy()
    out["variable"] = "milex"
    out["value"] = both["value"] * both["value_gdp"]
    out["mask"] = worst([both["mask"], both["mask_gdp"]])
    out["public"] = both[["public", "public_gdp"]].max(axis=1)
    return out[list(CELL)]


def _log_systematic(book: repairs.Book, whole: pd.DataFrame) -> None:
    """Every imputed cell without a rule of its own gets the note of its variable: none goes unexplained."""
    imputed = whole[whole["mask"] == int(Mask.IMPUTED)]
    for variable, (method, why, source) in _SYSTEMATIC.items():
        book.note(imputed[imputed["variable"] == variable], method, why, source)


def state_list(shelf: Shelf) -> pd.DataFrame:
    """States with all their codes: one row per COW code, Gleditsch-Ward code and span of years."""
    states = shelf.table("cow_states")
    states = states.sort_values(["ccode", "styear"])
    states["spell"] = states["styear"].astype(str) + "-" + states["endyear"].astype(str)
    spells = states.groupby("ccode").agg(
        abbreviation=("stateabb", "first"), name=("statenme", "first"), spells=("spell", " ".join)
    )
    geo = (
        shelf.table("countries", ["ccode", "iso3", "name"]).dropna(subset=["ccode"]).drop_duplicates("ccode")
    )
    geo = geo.rename(columns={"name": "common"}).set_index("ccode")
    cross = shelf.table("isard_gw_cow_panel", ["gwcode", "ccode", "year"]).dropna()
    cross = cross.astype("int64").drop_duplicates(["gwcode", "ccode", "year"])
    links = spans(cross, ["ccode", "gwcode"], [])
    out = spells.join(geo[["iso3", "common"]]).reset_index()
    out["common"] = out["common"].fillna(out["name"])
    out = out.merge(links.rename(columns={"start": "gw_start", "end": "gw_end"}), on="ccode", how="left")
    return out.sort_values(["ccode", "gwcode", "gw_start"], ignore_index=True)
