"""Dyadic tables of what binds or touches two states: geography, alliances, exercises, bases.

Spans carry ``start`` and ``end`` as years, both included.  A table covers the years its manifest entry
names; within them an absent pair is a true zero, after them it is unknown.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from counterpoise.data.harmonise import expand_years, gw_to_cow, spans
from counterpoise.data.read import Shelf

__all__ = [
    "OBLIGATIONS",
    "alliances",
    "bases",
    "capitals",
    "contiguity",
    "dyads",
    "exercises",
    "mindist",
    "seats",
]

OBLIGATIONS = ("defence", "offence", "neutrality", "nonaggression", "consultation")
_ATOP = ("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul")
_LIST_ENDS, _CARRIED, _UNIVERSE_ENDS = 2016, 2025, 2024


def dyads(shelf: Shelf) -> pd.DataFrame:
    """Pairs of states, lower code first, and the years in which both are members; carried to 2025."""
    raw = shelf.table("cow_dyads").rename(columns={"start_year": "start", "end_year": "end"})
    raw["end"] = raw["end"].where(raw["end"] < _UNIVERSE_ENDS, _CARRIED)
    return raw[["ccode1", "ccode2", "start", "end"]]


def contiguity(shelf: Shelf) -> pd.DataFrame:
    """Direct contiguity, both directions: 1 land, 2 to 5 water of at most 12, 24, 150 and 400 miles.

    0 is kept where the list says that a pair was apart before or between its borders: in the year in which a
    border came about, what stood at its beginning can then be told.  A spell that the list leaves open at its
    end in 2016 is carried to 2025 and counts as imputed from 2017.
    """
    raw = shelf.table("contiguity")
    out = pd.DataFrame(
        {
            "ccode1": raw["ccode1"],
            "ccode2": raw["ccode2"],
            "type": raw["conttype"],
            "start": raw["stdate"].dt.year,
            "end": raw["enddate"].dt.year,
        }
    )
    out["end"] = out["end"].where(out["end"] < _LIST_ENDS, _CARRIED)
    return out


def mindist(shelf: Shelf) -> pd.DataFrame:
    """Minimum distance between territories in km, 1886-2019 (1 January), carried to 2025 as imputed."""
    raw = shelf.table("mindist").rename(columns={"mindist": "km"})
    raw = raw.astype({"ccode1": "int64", "ccode2": "int64", "year": "int64"})
    raw["km"] = raw["km"].round(2)
    out = spans(raw, ["ccode1", "ccode2"], ["km"])
    out["end"] = out["end"].where(out["end"] < 2019, _CARRIED)
    return out


def capitals(shelf: Shelf) -> pd.DataFrame:
    """Capitals with their place, by span of years and to the day; the last is carried to 2025."""
    return seats(shelf.table("capitals"), "ccode")


def seats(raw: pd.DataFrame, code: str) -> pd.DataFrame:
    """Capitals of either list: an end in 2024 is where the list ends, and has no last day."""
    last = raw["enddate"].dt.year
    out = raw.assign(start=raw["stdate"].dt.year, end=last.where(last < _UNIVERSE_ENDS, _CARRIED))
    out["start_date"] = raw["stdate"].dt.date
    out["end_date"] = raw["enddate"].dt.date.where(last < _UNIVERSE_ENDS, None)
    return out[[code, "capital", "lat", "lng", "start", "end", "start_date", "end_date"]]


def alliances(shelf: Shelf) -> pd.DataFrame:
    """Obligations that ``ccode1`` owes to ``ccode2`` (ATOP 5.1), as directed spans to 2018.

    The direction is the treaty's: where it binds both alike the two directions agree, where it binds one
    side only (the United States to Japan since 1951) they differ, and neither is mended.
    """
    raw = shelf.table("atop").rename(columns=dict(zip(_ATOP, OBLIGATIONS, strict=True)))
    owed = raw[raw[list(OBLIGATIONS)].max(axis=1) > 0]
    return spans(owed, ["ccode1", "ccode2"], list(OBLIGATIONS))


def exercises(shelf: Shelf) -> pd.DataFrame:
    """Joint exercises by pair and year, 1980-2010.

    An exercise of n states adds ``1 / sqrt(n - 1)`` to each of its pairs (1 for two states): large
    exercises bind each pair less than a bilateral one, though more than an equal split would say.
    """
    raw = shelf.table("exercises", ["mmeid", "gwcode", "year"])
    codes = gw_to_cow(raw["gwcode"], raw["year"], shelf.table("isard_gw_cow_panel"))
    raw = raw.assign(ccode=codes).dropna(subset=["ccode"])
    weights: dict[tuple[int, int, int], float] = {}
    for _, part in raw.groupby(["mmeid", "year"], sort=True):
        states = sorted({int(code) for code in part["ccode"]})
        year = int(part["year"].iloc[0])
        for pair in combinations(states, 2):
            place = (*pair, year)
            weights[place] = weights.get(place, 0.0) + 1.0 / np.sqrt(len(states) - 1)
    rows = [(*place, round(weight, 6)) for place, weight in sorted(weights.items())]
    return pd.DataFrame(rows, columns=["ccode1", "ccode2", "year", "weight"])


def bases(shelf: Shelf) -> pd.DataFrame:
    """Sites of US forces abroad (Vine 2015, extended): Cold War to 2018, not today's list."""
    raw = shelf.table("us_bases").rename(columns={"basename": "name", "lon": "lng"})
    raw["ccode"] = raw["ccode"].replace({260: 255, 817: 816})
    return raw[["ccode", "name", "lat", "lng", "base", "lilypad", "fundedsite"]]


def directed_dyad_years(table: pd.DataFrame, first: int, last: int) -> int:
    """Number of directed dyad-years of a table of spans between two years.

    >>> directed_dyad_years(pd.DataFrame({"start": [2000], "end": [2001]}), 1816, 2024)
    4
    """
    clipped = table.assign(start=table["start"].clip(lower=first), end=table["end"].clip(upper=last))
    return 2 * len(
        expand_years(clipped[clipped["start"] <= clipped["end"]].reset_index(drop=True), "start", "end")
    )
