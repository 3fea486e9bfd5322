"""Direct contiguity, by land and across water.

The list of the Correlates of War gives spans of months, and two of them may lie on one year: a border that came
about, or a long span of type 0 with a border inside it (Russia and Afghanistan: 0 from 1919 to 2016, 1 from 1920 to
1991).  Which of them speaks for the year is a rule with a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.rows import YEARS, positions, runs
from counterpoise.units.series import Floats, Series, series_plans
from counterpoise.units.site import KINDS, Site
from counterpoise.vocabulary import CounterpoiseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FAMILY", "FIRST_LISTED", "PUBLISHED", "SMALLEST", "cells"]

SMALLEST, FIRST_LISTED = "smallest", "first listed"
"""Which span speaks for a year: the border of the smallest type, or whatever the list has first."""

PUBLISHED = (
    "the rule of the 111,991 dyad-years to 2010 that others publish; by the smallest type there are 112,282"
)
"""What the rule of the first span is kept for."""

_CODES = "0 none; 1 land; 2 to 5 water of at most 12, 24, 150 and 400 miles. The codes are no scale."
_NOTES = {
    SMALLEST: "The smallest type of the borders that stood at any time in the year; 0 where none did.",
    FIRST_LISTED: "The type of the first span that covers any of the year, 0 included (0 hides a border).",
}


def _bordering(spans: pd.DataFrame) -> pd.DataFrame:
    return spans[spans["type"] > 0]


def cells(site: Site, rule: str = SMALLEST) -> Pairs:
    """Contiguous pairs by year, under one of the two rules."""
    if rule == FIRST_LISTED:
        return site.pairs("contiguity", ("type",))
    return site.pairs("contiguity", ("type",), least="type", change=_bordering)


def _listed(site: Site, land: bool) -> Floats:
    """Pairs with a border under the rule of the first span, by state-year."""
    table = cells(site, FIRST_LISTED)
    kind = table.values["type"]
    return site.summary(table, 1.0 * ((kind == 1) if land else (kind > 1)), "sum", "borders", land)


def _borders(site: Site, land: bool) -> Floats:
    """Spans of a border that cover any of the year, ``[year, state + 1]``."""

    def make() -> Floats:
        table = _bordering(site.table("contiguity"))
        table = table[(table["type"] == 1) == land]
        first, last = site.window("contiguity")
        start, end = (table[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
        which, year = runs(np.maximum(start, max(first, FIRST_YEAR)), np.minimum(end, last))
        cube = np.full((YEARS, len(site.axis) + 1), np.nan)
        cube[max(first - FIRST_YEAR, 0) : last - FIRST_YEAR + 1, :-1] = 0.0
        place = positions(table["ccode1"].to_numpy(dtype=np.int64), site.axis)[which]
        known = place >= 0
        np.add.at(cube, (year[known] - FIRST_YEAR, place[known]), 1.0)
        return cube

    return site.keep("borders", land, site.carry, make=make)


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    rule = options["rule"]
    if rule not in _NOTES:
        raise CounterpoiseError(
            f"{rule!r} is no rule for a year with two spans.", where="contiguity",
            hint=f"Write rule={SMALLEST!r} or rule={FIRST_LISTED!r}.",
        )  # fmt: skip
    sources = site.panel.table_sources("contiguity")
    if site.dyadic:
        link = Link("contiguity", "Direct contiguity", "type 0 to 5", partial(cells, site, rule), "type",
                    note=f"{_CODES} {_NOTES[rule]}", alias="conttype")  # fmt: skip
        return link_plans(site, "contiguity", sources, [link])
    count = _borders if rule == SMALLEST else _listed
    series = [
        Series(f"{name}_borders", f"Neighbours {how}", "borders", sources, partial(count, site, land), "whole",
               alias=name)
        for name, how, land in (("land", "by land", True), ("sea", "across water", False))
    ]  # fmt: skip
    return series_plans(site, "contiguity", series)


FAMILY = Family(
    "contiguity",
    "Direct contiguity (COW)",
    KINDS,
    _plans,
    {"rule": SMALLEST},
    text=f"For pairs, `contiguity`: {_CODES} The list gives months, and of two spans on one year that of the smallest "
    "type counts; a year is 0 only where no border stood in it. For states, the borders that stood at any time in the "
    f"year: a neighbour whose water border changed its type counts with both. `rule={FIRST_LISTED!r}` takes the "
    "span that the list has first instead, 0 included. It differs in 1,410 directed dyad-years of 1816 to 2016 "
    "(Russia and Afghanistan: 0 throughout), 1,040 of them land borders, and serves replication: "
    f'`where("politically relevant")` goes by it, for it is {PUBLISHED}, which '
    '`where("politically relevant by any border")` keeps. The list ends in 2016.',
    peacesciencer="add_contiguity()",
)
