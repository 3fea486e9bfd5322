"""Wars between states, crises, wars and armed conflicts within states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.rows import YEARS, Ints, positions, runs
from counterpoise.units.series import Floats, Series, series_plans
from counterpoise.units.site import KINDS, Site
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CIVIL", "CRISES", "INTERNAL", "WARS", "crisis_cells", "ucdp_cube", "war_cells"]

_WAR = (
    ("war_onset", "onset", "The two began to fight an interstate war", "0/1", 0.0, "cowinteronset"),
    ("war_ongoing", "ongoing", "The two fought an interstate war", "0/1", 0.0, "cowinterongoing"),
    ("war_number", "warnum", "Number of the war", "number", np.nan, "warnum"),
    ("war_side1", "sidea1", "Side of state 1", "1 or 2", np.nan, "sidea1"),
    ("war_initiator1", "initiator1", "State 1 began it", "0/1", np.nan, "initiator1"),
    ("war_initiator2", "initiator2", "State 2 began it", "0/1", np.nan, "initiator2"),
    ("war_outcome1", "outcome1", "Outcome for state 1", "code 1 to 8", np.nan, "outcome1"),
    ("war_deaths1", "batdeath1", "Battle deaths of state 1 in the war", "persons", np.nan, "batdeath1"),
    ("war_deaths2", "batdeath2", "Battle deaths of state 2 in the war", "persons", np.nan, "batdeath2"),
)


def war_cells(site: Site) -> Pairs:
    """Pairs at war; of two wars in a year a beginning one counts, then the deadlier."""
    return site.pairs("wars", tuple(column for _, column, *_ in _WAR), change=_foremost)


def _foremost(wars: pd.DataFrame) -> pd.DataFrame:
    dead = wars[["batdeath1", "batdeath2"]].sum(axis=1)
    order = wars.assign(dead=dead).sort_values(["onset", "dead", "warnum"], ascending=[False, False, True])
    return order.drop_duplicates(["ccode1", "ccode2", "year"])


def _wars(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    sources = site.panel.table_sources("wars")
    if site.dyadic:
        links = [
            Link(name, label, unit, partial(war_cells, site), column, absent, alias=alias)
            for name, column, label, unit, absent, alias in _WAR
        ]
        return link_plans(site, "wars", sources, links)

    def ever(column: str) -> Floats:
        table = war_cells(site)
        return site.summary(table, table.values[column], "max", "wars", column)

    series = [
        Series(
            "war_onset",
            "The state began to fight an interstate war",
            "0/1",
            sources,
            partial(ever, "onset"),
            "whole",
            alias="cowinteronset",
        ),
        Series(
            "war_ongoing",
            "The state fought an interstate war",
            "0/1",
            sources,
            partial(ever, "ongoing"),
            "whole",
            alias="cowinterongoing",
        ),
    ]
    return series_plans(site, "wars", series)


def crisis_cells(site: Site) -> Pairs:
    """Crisis actor (first) and the state whose act set the crisis off for it (second)."""
    return site.pairs("crises", ("present", "gravity", "violence"), change=_triggers)


def _triggers(crises: pd.DataFrame) -> pd.DataFrame:
    known = crises[crises["trigger_entity"].notna() & crises["ccode"].notna()]
    out = known.rename(columns={"ccode": "ccode1", "trigger_entity": "ccode2"})
    return out.sort_values(["year", "crisno"], kind="stable")


def _shared(site: Site) -> Pairs:
    """Pairs of actors of one crisis, in the years from its first trigger to its last resolution."""
    return site.pairs("crises", ("present",), change=_partners)


def _partners(crises: pd.DataFrame) -> pd.DataFrame:
    kept = crises.dropna(subset=["ccode", "year"])
    end = kept["end_year"].where(kept["end_year"].notna(), kept["year"])
    spells = kept.assign(start=kept["year"], end=end)[["crisno", "ccode", "start", "end"]]
    both = spells.merge(spells, on="crisno", suffixes=("1", "2"))
    both = both[both["ccode1"] != both["ccode2"]]
    return both.assign(
        start=both[["start1", "start2"]].max(axis=1), end=both[["end1", "end2"]].min(axis=1)
    ).dropna(subset=["start", "end"])


def _crises(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    sources = site.panel.table_sources("crises")
    if site.dyadic:
        table = partial(crisis_cells, site)
        links = [
            Link("crisis_triggered", "State 2 set off a crisis for state 1", "0/1", table),
            Link(
                "crisis_gravity",
                "Gravest value at stake for state 1",
                "code 0 to 7",
                table,
                "gravity",
                np.nan,
            ),
            Link(
                "crisis_violence",
                "Severity of violence for state 1",
                "code 1 to 4",
                table,
                "violence",
                np.nan,
            ),
            Link("crisis_shared", "Both were actors in one crisis", "0/1", partial(_shared, site)),
        ]
        if not site.directed:
            either = site.keep("crises", "either", make=lambda: crisis_cells(site).either(("present",)))
            links = [
                Link("crisis_triggered", "Either set off a crisis for the other", "0/1", lambda: either), links[3],
            ]  # fmt: skip
        return link_plans(site, "crises", sources, links)
    series = [
        Series(
            "crisis_onset",
            "A crisis began for the state",
            "0/1",
            sources,
            partial(_in_crisis, site, False),
            "whole",
        ),
        Series(
            "crisis_ongoing",
            "The state was in a crisis",
            "0/1",
            sources,
            partial(_in_crisis, site, True),
            "whole",
        ),
    ]
    return series_plans(site, "crises", series)


def _in_crisis(site: Site, whole: bool) -> Floats:
    def make() -> Floats:
        table = site.table("crises").dropna(subset=["ccode", "year"])
        start = table["year"].to_numpy(dtype=np.int64)
        end = table["end_year"].to_numpy(dtype=np.float64, na_value=np.nan)
        last = np.where(np.isnan(end), start, np.nan_to_num(end)).astype(np.int64) if whole else start
        which, year = runs(start, last)
        return _flagged(site, "crises", table["ccode"].to_numpy(dtype=np.int64)[which], year)

    return site.keep("in crisis", whole, make=make)


def _flagged(site: Site, table: str, codes: Ints, year: Ints) -> Floats:
    """1 where a code and year is listed, 0 in the rest of a table's window."""
    first, last = site.window(table)
    cube = np.full((YEARS, len(site.axis) + 1), np.nan)
    cube[first - FIRST_YEAR : last - FIRST_YEAR + 1, :-1] = 0.0
    place = positions(codes, site.axis)
    keep = (place >= 0) & (year >= first) & (year <= last)
    cube[year[keep] - FIRST_YEAR, place[keep]] = 1.0
    return cube


def _civil(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    sources = site.panel.table_sources("civil_wars")

    def cube(flag: str) -> Floats:
        def make() -> Floats:
            table = site.table("civil_wars").dropna(subset=["ccodea"])
            table = table[table[flag] == 1]
            codes, year = (table[name].to_numpy(dtype=np.int64) for name in ("ccodea", "year"))
            return _flagged(site, "civil_wars", codes, year)

        return site.keep("civil wars", flag, make=make)

    series = [
        Series(
            f"civil_war_{flag}", label, "0/1", sources, partial(cube, flag), "whole", alias=f"cowintra{flag}"
        )
        for flag, label in (
            ("onset", "A war within the state began"),
            ("ongoing", "A war within the state went on"),
        )
    ]
    return series_plans(site, "civil wars", series)


TYPES = ("extrasystemic", "interstate", "intrastate", "internationalised intrastate")
_BY_DEFAULT = ("intrastate",)


def ucdp_cube(site: Site, what: str, types: tuple[str, ...], wars: bool, own: bool = False) -> Floats:
    """Armed conflicts of the government's state: ``onset``, ``ongoing`` or ``intensity``.

    A conflict begins for a state in the first year in which it is listed (of the kind asked for).  With ``own``
    states stand on the Gleditsch-Ward list's own axis, by which the source codes them.
    """

    def make() -> Floats:
        table = site.table("armed_conflicts")
        table = table[table["type"].isin(types) & (table["intensity"] >= (2 if wars else 1))]
        gw, year, level, number = (
            table[name].to_numpy(dtype=np.int64) for name in ("gwcode_a", "year", "intensity", "conflict_id")
        )
        order = np.lexsort((year, gw, number))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (number[order][1:] != number[order][:-1]) | (gw[order][1:] != gw[order][:-1])
        begins = np.zeros(len(order), dtype=bool)
        begins[order[first]] = True
        keep = begins if what == "onset" else np.ones(len(order), dtype=bool)
        place = site.places(gw, year, own=own)
        low, high = site.window("armed_conflicts")
        cube = np.full((YEARS, site.size(own=own)), np.nan)
        cube[low - FIRST_YEAR : high - FIRST_YEAR + 1, :-1] = 0.0
        keep &= place >= 0
        value = level if what == "intensity" else np.ones(len(level))
        np.maximum.at(cube, (year[keep] - FIRST_YEAR, place[keep]), value[keep])
        return cube

    return site.keep("ucdp", what, types, wars, own, make=make)


def ucdp_options(options: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Types of conflict and whether only wars count, checked."""
    types = (options["types"],) if isinstance(options["types"], str) else tuple(options["types"])
    for name in types:
        if name not in TYPES:
            raise UnknownNameError(
                f"No type of conflict is called {name!r}.", where="armed conflicts",
                hint=nearest(str(name), TYPES) or f"The types are {', '.join(TYPES)}.",
            )  # fmt: skip
    if not isinstance(options["wars"], bool):
        raise CounterpoiseError("`wars` is true or false.", where="armed conflicts", hint="Write wars=True.")
    return types, options["wars"]


def _armed(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    types, wars = ucdp_options(options)
    prefix = "ucdp_war" if wars else "ucdp"
    sources = site.panel.table_sources("armed_conflicts")
    note = f"Types: {', '.join(types)}; " + ("wars only (1,000 deaths)" if wars else "25 deaths or more")
    series = [
        Series(
            f"{prefix}_{what}",
            label,
            unit,
            sources,
            partial(ucdp_cube, site, what, types, wars),
            "whole",
            note,
            alias,
            native=partial(ucdp_cube, site, what, types, wars, True),
        )
        for what, label, unit, alias in (
            ("onset", "An armed conflict began", "0/1", "ucdponset"),
            ("ongoing", "An armed conflict went on", "0/1", "ucdpongoing"),
            ("intensity", "Highest intensity", "0 none, 1 minor, 2 war", "maxintensity"),
        )
    ]
    return series_plans(site, "armed conflicts", series)


WARS = Family(
    "wars",
    "Interstate wars (COW 4.0)",
    KINDS,
    _wars,
    text="Where two fought two wars in a year, a beginning one counts, then the deadlier.",
    peacesciencer="add_cow_wars(type='inter')",
)
CRISES = Family(
    "crises",
    "International crises (ICB 13)",
    KINDS,
    _crises,
    text="Directed pairs: state 2's act set off a crisis for state 1, and how grave. States: whether a crisis "
    "began for the state, or went on.",
)
CIVIL = Family(
    "civil wars",
    "Wars within states (COW 4.1)",
    KINDS,
    _civil,
    text="Of the state that side A is.",
    peacesciencer="add_cow_wars(type='intra')",
)
INTERNAL = Family(
    "armed conflicts",
    "Armed conflicts (UCDP/PRIO 25.1)",
    KINDS,
    _armed,
    {"types": _BY_DEFAULT, "wars": False},
    text="Of the government's state; `types` are among extrasystemic, interstate, intrastate and internationalised "
    "intrastate; with `wars=True` only years with 1,000 deaths count. Coded by Gleditsch and Ward; rows of the COW "
    "system find it through the crosswalk.",
    peacesciencer="add_ucdp_acd()",
)
