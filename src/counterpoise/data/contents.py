"""What the panel holds: all cells of all variables, the table of states, and the dyadic and event tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from counterpoise.data import (
    repairs,
    sources_conflict,
    sources_economy,
    sources_power,
    sources_society,
    sources_technology,
    sources_ties,
)
from counterpoise.data.catalogue import LIBRARY, read_toml
from counterpoise.data.harmonise import CELL, cells, join, worst
from counterpoise.data.read import Shelf
from counterpoise.vocabulary import Mask

__all__ = ["TABLES", "TableSpec", "state_list", "state_years", "variable_text"]

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


@dataclass(frozen=True, slots=True)
class TableSpec:
    """How a dyadic or event table is read: its builder, source and the years in which it speaks.

    Attributes:
        build: Makes the table from the raw shelf.
        source: Catalogue key.
        time: ``span`` (start, end), ``year``, ``treaty`` (entry, exit), ``date`` or ``static``.
        first: First year covered.
        last: Last year observed; afterwards an absent row means unknown.
        carried: Last year to which open spans are carried, imputed; equals ``last`` where nothing is.
    """

    build: Callable[[Shelf], pd.DataFrame]
    source: str
    time: str
    first: int
    last: int
    carried: int


TABLES: Mapping[str, TableSpec] = {
    "alliances": TableSpec(sources_ties.alliances, "atop", "span", 1815, 2018, 2018),
    "capitals": TableSpec(sources_ties.capitals, "capitals", "span", 1816, 2024, 2025),
    "claims": TableSpec(sources_conflict.claims, "claim_dyads", "static", 2015, 2015, 2015),
    "contiguity": TableSpec(sources_ties.contiguity, "contiguity", "span", 1816, 2016, 2025),
    "crises": TableSpec(sources_conflict.crises, "icb_actors", "year", 1918, 2017, 2017),
    "disputes": TableSpec(sources_conflict.disputes, "gml", "year", 1816, 2010, 2010),
    "dyads": TableSpec(sources_ties.dyads, "cow_dyads", "span", 1816, 2016, 2025),
    "events": TableSpec(sources_conflict.events, "events_2015", "date", 2010, 2025, 2025),
    "exercises": TableSpec(sources_ties.exercises, "exercises", "year", 1980, 2010, 2010),
    "majors": TableSpec(sources_conflict.majors, "cow_majors", "span", 1816, 2016, 2025),
    "mindist": TableSpec(sources_ties.mindist, "mindist", "span", 1886, 2019, 2025),
    "rivalries": TableSpec(sources_conflict.rivalries, "rivalries", "span", 1494, 2020, 2020),
    "treaties": TableSpec(sources_ties.treaties, "atop_members", "treaty", 1815, 2018, 2018),
    "us_base_sites": TableSpec(sources_ties.bases, "us_bases", "static", 2018, 2018, 2018),
    "wars": TableSpec(sources_conflict.wars, "cow_wars", "year", 1823, 2003, 2003),
}


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
            sources_technology.knowledge(shelf),
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
    links = sources_ties.spans(cross, ["ccode", "gwcode"], [])
    out = spells.join(geo[["iso3", "common"]]).reset_index()
    out["common"] = out["common"].fillna(out["name"])
    out = out.merge(links.rename(columns={"start": "gw_start", "end": "gw_end"}), on="ccode", how="left")
    return out.sort_values(["ccode", "gwcode", "gw_start"], ignore_index=True)
