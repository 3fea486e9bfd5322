"""Militarised interstate disputes, of Gibler, Miller and Little and of the Correlates of War."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs, from_frame
from counterpoise.units.rows import YEARS, positions
from counterpoise.units.series import Floats, Series, series_plans
from counterpoise.units.site import KINDS, Site
from counterpoise.units.whittle import RULES, rules_of, whittle
from counterpoise.vocabulary import UnknownNameError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.units.rows import Rows

__all__ = ["FAMILY", "LISTS", "all_disputes", "cells"]

LISTS = {"gml": ("gml_dyad_disputes", "gml_disputes"), "cow": ("mid_dyad_disputes", "mid_disputes")}
"""List -> its table by dispute and pair, and its table by dispute."""
_TITLE = {"gml": "GML", "cow": "COW"}
_ALWAYS = (
    ("onset", "onset", "A dispute between the two began", "0/1"),
    ("ongoing", "ongoing", "A dispute between the two was under way", "0/1"),
    (
        "initiator",
        "initiator",
        "State 1 began it against state 2 (originators, side A against side B)",
        "0/1",
    ),
)
_KEPT = (
    ("dispnum", "dispnum", "Number of the dispute kept", "number", "dispnum"),
    ("side_a1", "sidea1", "State 1 was on side A", "0/1", "sidea1"),
    ("side_a2", "sidea2", "State 2 was on side A", "0/1", "sidea2"),
    ("originator1", "orig1", "State 1 was in it from the first day", "0/1", "orig1"),
    ("originator2", "orig2", "State 2 was in it from the first day", "0/1", "orig2"),
    ("hostility1", "hostlev1", "Hostility level of state 1", "1 to 5", "hostlev1"),
    ("hostility2", "hostlev2", "Hostility level of state 2", "1 to 5", "hostlev2"),
    ("action1", "hiact1", "Highest action of state 1", "code 0 to 21", "hiact1"),
    ("action2", "hiact2", "Highest action of state 2", "code 0 to 21", "hiact2"),
    ("fatality1", "fatality1", "Fatality level of state 1", "0 to 6", "fatality1"),
    ("fatality2", "fatality2", "Fatality level of state 2", "0 to 6", "fatality2"),
    ("hostility", "hostlev", "Hostility level of the dispute", "1 to 5", "hostlev"),
    ("fatality", "fatality", "Fatality level of the dispute", "0 to 6", "fatality"),
    ("reciprocated", "recip", "The dispute was reciprocated", "0/1", "recip"),
    ("min_days", "mindur", "Shortest duration of the dispute", "days", "mindur"),
    ("max_days", "maxdur", "Longest duration of the dispute", "days", "maxdur"),
    ("start_month", "stmon", "Month in which the dispute began", "1 to 12", "stmon"),
)  # fmt: skip


def all_disputes(site: Site, name: str) -> pd.DataFrame:
    """Disputes by pair and year before whittling, each with what its list says of the dispute as a whole."""

    def make() -> pd.DataFrame:
        by_pair, by_dispute = (site.table(table) for table in LISTS[name])
        whole = ["dispnum", "hostlev", "fatality", "mindur", "maxdur", "recip", "stmon"]
        out = by_pair.merge(by_dispute[whole], on="dispnum", how="left", validate="many_to_one")
        flags = {
            flag: out[flag].to_numpy(dtype=np.float64, na_value=np.nan)
            for flag in ("onset", "sidea1", "sidea2")
        }
        first = (out["orig1"] == 1) & (out["orig2"] == 1)
        began = (flags["onset"] == 1) & (flags["sidea1"] == 1) & (flags["sidea2"] == 0)
        return out.assign(initiator=1.0 * (began & first.to_numpy(dtype=bool, na_value=False)))

    return site.keep("disputes", name, make=make)


def cells(site: Site, name: str, rules: Sequence[str] = RULES) -> Pairs:
    """Whittled disputes of a list."""
    columns = tuple(dict.fromkeys(column for _, column, *_ in (*_ALWAYS, *_KEPT)))

    def make() -> Pairs:
        kept = whittle(all_disputes(site, name), rules)
        return from_frame(kept, site.axis, columns, site.window(LISTS[name][0]))

    return site.keep("whittled", name, tuple(rules), make=make)


def _ever(site: Site, name: str, column: str) -> Floats:
    """Whether any pair of the state has it, over all disputes."""

    def make() -> Pairs:
        best = all_disputes(site, name).groupby(["ccode1", "ccode2", "year"], as_index=False)[
            ["onset", "ongoing", "initiator", "hostlev1"]
        ].max()  # fmt: skip
        return from_frame(
            best, site.axis, ("onset", "ongoing", "initiator", "hostlev1"), site.window(LISTS[name][0])
        )

    table = site.keep("disputes by pair", name, make=make)
    return site.summary(table, table.values[column], "max", "disputes", name, column)


def _count(site: Site, name: str, column: str) -> Floats:
    """Number of disputes of a state-year with a flag, each dispute once."""

    def make() -> Floats:
        every = all_disputes(site, name)
        once = every[every[column] == 1].drop_duplicates(["dispnum", "ccode1", "year"])
        first, last = site.window(LISTS[name][0])
        cube = np.full((YEARS, len(site.axis) + 1), np.nan)
        cube[first - FIRST_YEAR : last - FIRST_YEAR + 1, :-1] = 0.0
        time = once["year"].to_numpy(dtype=np.int64) - FIRST_YEAR
        np.add.at(cube, (time, positions(once["ccode1"].to_numpy(dtype=np.int64), site.axis)), 1.0)
        return cube

    return site.keep("dispute counts", name, column, make=make)


def _states(site: Site, name: str) -> list[Series]:
    sources, title = site.panel.table_sources(LISTS[name][0]), _TITLE[name]
    said = (
        ("onset", "onset", f"A dispute began ({title})"),
        ("ongoing", "ongoing", f"A dispute was under way ({title})"),
        ("initiator", "initiator", f"The state began a dispute ({title})"),
        (
            "hostility",
            "hostlev1",
            f"Highest hostility level of the state in any dispute ({title}); 0 without one",
        ),
    )
    series = [
        Series(f"{name}_{short}", label, "0/1" if column != "hostlev1" else "0 to 5", sources,
               partial(_ever, site, name, column), "whole")
        for short, column, label in said
    ]  # fmt: skip
    return series + [
        Series(f"{name}_{short}", label, "disputes", sources, partial(_count, site, name, column), "whole")
        for short, column, label in (
            ("disputes", "ongoing", f"Disputes under way ({title})"),
            ("new_disputes", "onset", f"Disputes that began ({title})"),
        )
    ]


def _pairs(site: Site, name: str, rules: Sequence[str]) -> list[Plan]:
    table: Callable[[], Pairs] = partial(cells, site, name, tuple(rules))
    title = _TITLE[name]
    alias = {"gml": "gmlmid", "cow": "cowmid"}[name]
    links = [
        Link(f"{name}_{short}", f"{label} ({title})", unit, table, column,
             alias=f"{alias}{short}" if short != "initiator" else "")
        for short, column, label, unit in _ALWAYS
    ]  # fmt: skip
    links += [
        Link(f"{name}_{short}", f"{label} ({title})", unit, table, column, np.nan,
             "Of the dispute that whittling kept; missing where there is none.", alias=known)
        for short, column, label, unit, known in _KEPT
    ]  # fmt: skip
    return link_plans(site, "disputes", site.panel.table_sources(LISTS[name][0]), links)


def _this_dispute(site: Site) -> list[Plan]:
    """For dispute-years: what is coded of the very dispute of each row."""
    name = site.disputes
    table = all_disputes(site, name)
    first, last = site.window(LISTS[name][0])
    sources = site.panel.table_sources(LISTS[name][0])

    def fill(column: str) -> Callable[[Rows, NDArray[Any]], None]:
        def write(rows: Rows, out: NDArray[Any]) -> None:
            out[:] = table[column].to_numpy(dtype=np.float64, na_value=np.nan)[rows.extra["dispute"]]

        return write

    said = [(short, column, label, unit) for short, column, label, unit, *_ in (*_ALWAYS, *_KEPT)]
    return [
        Plan(
            Column(f"{name}_{short}", label, unit, "float32", first, last, sources, "disputes", whole=True),
            fill(column),
        )
        for short, column, label, unit in said
        if short != "dispnum"
    ]


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    if site.kind == "dispute-years":
        return _this_dispute(site)
    wanted = options["source"]
    names = list(LISTS) if wanted == "both" else [wanted]
    for name in names:
        if name not in LISTS:
            raise UnknownNameError(
                f"There is no list of disputes {name!r}.", where="disputes",
                hint=nearest(str(name), LISTS) or "Write source='gml', 'cow' or 'both'.",
            )  # fmt: skip
    rules = rules_of(options["whittle"])
    if site.dyadic:
        return [plan for name in names for plan in _pairs(site, name, rules)]
    return series_plans(site, "disputes", [one for name in names for one in _states(site, name)])


FAMILY = Family(
    "disputes",
    "Militarised interstate disputes (GML 2.2.1 and COW MID 5.0)",
    KINDS,
    _plans,
    {"source": "both", "whittle": RULES},
    text="Pairs: onset, ongoing and initiator, which are 0 in every covered year without a dispute, and what is "
    "coded of the one dispute that whittling keeps, which is missing without one. `whittle` lists the rules in "
    f"order; by default {', '.join(RULES)}, then the lowest number. States: whether any dispute began, went on or "
    "was begun by the state, how high it went, and how many there were. GML ends in 2010, COW in 2014.",
    peacesciencer="add_gml_mids(), add_cow_mids()",
)
