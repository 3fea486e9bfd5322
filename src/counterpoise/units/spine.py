"""The spine of each unit of analysis: which rows there are, before anything is said of them.

States and pairs of states come from the list of one membership system, COW or Gleditsch-Ward, by calendar
year: a year in which both were members on some common day is a dyad-year.  The lists end; spells open at
their end are carried to the present, as everybody does.  Rows of the Gleditsch-Ward system find what is
coded by COW through the crosswalk of state-years, and are missing where it has no partner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.columns.disputes import all_disputes
from counterpoise.units.rows import CODES, YEARS, Groups, Ints, Rows, positions, runs

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.units.site import Site

__all__ = ["Span", "spine"]

_CODE = {"cow": "ccode", "gw": "gwcode"}
_DYADS = {"cow": "dyads", "gw": "gw_dyads"}
_STATES = {"cow": "cow_states", "gw": "gw_states"}


@dataclass(frozen=True, slots=True)
class Span:
    """Years asked for and states that may appear.

    Attributes:
        first: First year.
        last: Last year.
        states: Codes, in the membership system's own numbers, that every side must be among; None for all.
        microstates: Whether the microstates of the Gleditsch-Ward list count.
    """

    first: int
    last: int
    states: frozenset[int] | None
    microstates: bool


def spine(site: Site, span: Span) -> Rows:
    """Rows of a unit of analysis, in the order of their keys."""
    return {
        "state-years": _state_years,
        "dyad-years": _dyad_years,
        "leader-years": _leader_years,
        "dispute-years": _dispute_years,
        "treaty-years": _treaty_years,
        "treaty-members": _treaty_members,
    }[site.kind](site, span)


def _state_years(site: Site, span: Span) -> Rows:
    code = _CODE[site.system]
    table = site.table(_STATES[site.system])
    if site.system == "gw" and not span.microstates:
        table = table[table["microstate"] == 0]
    codes, start, end = (table[name].to_numpy(dtype=np.int64) for name in (code, "start", "end"))
    keep = _among(codes, span.states)
    codes, start, end = codes[keep], start[keep], end[keep]
    which, year = runs(np.maximum(start, span.first), np.minimum(end, span.last))
    pairs, unique = np.unique(codes[which] * 10_000 + year, return_index=True)
    which, year = which[unique], pairs % 10_000
    keys = {code: codes[which].astype(np.int32), "year": year.astype(np.int32)}
    place = _places(site, codes[which], year)
    own, size = _own(site, codes[which])
    return Rows(
        keys, year - FIRST_YEAR, (place,), len(site.axis), start[which] - FIRST_YEAR, site.system == "cow",
        own=own, gw_states=size,
    )  # fmt: skip


def _dyad_years(site: Site, span: Span) -> Rows:
    code = _CODE[site.system]
    one, two, start, end = site.keep("universe", site.system, site.directed, make=lambda: _universe(site))
    keep = _among(one, span.states) & _among(two, span.states)
    keep &= (start <= span.last) & (end >= span.first)
    if site.system == "gw" and not span.microstates:
        small = frozenset(site.table("gw_states").query("microstate == 1")["gwcode"].astype(int).tolist())
        keep &= ~_among(one, small) & ~_among(two, small)
    one, two, start, end = one[keep], two[keep], start[keep], end[keep]
    which, year = runs(np.maximum(start, span.first), np.minimum(end, span.last))
    keys = {
        f"{code}1": one.astype(np.int32)[which],
        f"{code}2": two.astype(np.int32)[which],
        "year": year.astype(np.int32),
    }
    if site.system == "cow":
        places = tuple(positions(side, site.axis)[which] for side in (one, two))
    else:
        places = tuple(_places(site, side[which], year) for side in (one, two))
    own, size = _own(site, one[which], two[which])
    entry, cow = (start - FIRST_YEAR)[which], site.system == "cow"
    return Rows(keys, year - FIRST_YEAR, places, len(site.axis), entry, cow, own=own, gw_states=size)


def _universe(site: Site) -> tuple[Ints, Ints, Ints, Ints]:
    """Both codes, first and last year of every spell of every pair, sorted as the rows will be."""
    code = _CODE[site.system]
    table = site.table(_DYADS[site.system])
    one, two, start, end = (
        table[name].to_numpy(dtype=np.int64) for name in (f"{code}1", f"{code}2", "start", "end")
    )
    if site.directed:
        one, two = np.concatenate([one, two]), np.concatenate([two, one])
        start, end = np.tile(start, 2), np.tile(end, 2)
    order = np.lexsort((start, two, one))
    return one[order], two[order], start[order], end[order]


def _leader_years(site: Site, span: Span) -> Rows:
    """One row per leader and year in office; leaders are coded by Gleditsch and Ward."""
    table = site.table("leaders")
    start, end = (table[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    which, year = runs(np.maximum(start, span.first), np.minimum(end, span.last))
    gw = table["gwcode"].to_numpy(dtype=np.int64)[which]
    place = site.places_of_gw(gw, year)
    codes = gw
    if site.system == "cow":
        codes = np.where(place < 0, -1, np.asarray(site.axis)[place])
    keep = _among(codes, span.states) & (codes >= 0) & _member(site, codes, year)
    which, year, codes, place = which[keep], year[keep], codes[keep], place[keep]
    born = table["born"].to_numpy(dtype=np.float64, na_value=np.nan)[which]
    order = np.lexsort((start[which], year, codes))
    keys: dict[str, NDArray[Any]] = {
        "obsid": table["obsid"].to_numpy()[which][order],
        _CODE[site.system]: codes[order].astype(np.int32),
        "year": year[order].astype(np.int32),
    }
    extra = {
        "leader": which[order],
        "age": (year - born)[order],
        "tenure": (year - start[which] + 1)[order],
    }
    time, entry = (year - FIRST_YEAR)[order], (start[which] - FIRST_YEAR)[order]
    own, size = _own(site, codes[order])
    return Rows(
        keys, time, (place[order],), len(site.axis), entry, False, extra=extra, own=own, gw_states=size
    )


def _dispute_years(site: Site, span: Span) -> Rows:
    """One row per dispute, pair and year, before any whittling."""
    table = all_disputes(site, site.disputes)
    one, two, year = (table[name].to_numpy(dtype=np.int64) for name in ("ccode1", "ccode2", "year"))
    keep = _among(one, span.states) & _among(two, span.states) & (year >= span.first) & (year <= span.last)
    if not site.directed:
        keep &= one < two
    index = np.flatnonzero(keep)
    number = table["dispnum"].to_numpy(dtype=np.int64)
    index = index[np.lexsort((number[index], year[index], two[index], one[index]))]
    keys = {
        "dispnum": number[index].astype(np.int32),
        "ccode1": one[index].astype(np.int32),
        "ccode2": two[index].astype(np.int32),
        "year": year[index].astype(np.int32),
    }
    places = tuple(positions(side[index], site.axis) for side in (one, two))
    time = year[index] - FIRST_YEAR
    return Rows(keys, time, places, len(site.axis), time, False, extra={"dispute": index})


def treaty_spells(site: Site) -> pd.DataFrame:
    """Members of treaties by phase with the first and last year in which the obligation stood."""
    table = site.table("treaties")
    last = site.window("treaties")[1]
    exits = table["exit_year"].to_numpy(dtype=np.float64, na_value=np.nan)
    return table.assign(
        start=table["entry_year"].to_numpy(dtype=np.int64),
        end=np.where(np.isnan(exits), last, np.nan_to_num(exits)).astype(np.int64),
    )


def _treaty_members(site: Site, span: Span) -> Rows:
    """One row per treaty, member and year; of two phases in a year the later counts."""
    table = site.keep("treaty spells", make=lambda: treaty_spells(site))
    code = table["ccode"].to_numpy(dtype=np.int64)
    start, end = (table[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    order = np.lexsort((start, code))[::-1]
    which, year = runs(np.maximum(start, span.first)[order], np.minimum(end, span.last)[order])
    row = order[which]
    treaty = table["atopid"].to_numpy(dtype=np.int64)
    cell = (treaty[row] * 1_000 + code[row]) * 10_000 + year
    _, first = np.unique(cell, return_index=True)
    row, year = row[first], year[first]
    keep = _among(code[row], span.states)
    row, year = row[keep], year[keep]
    keys = {
        "atopid": treaty[row].astype(np.int32),
        "ccode": code[row].astype(np.int32),
        "year": year.astype(np.int32),
    }
    order = np.lexsort((keys["ccode"], year, treaty[row]))
    rows = Rows(
        {name: values[order] for name, values in keys.items()},
        (year - FIRST_YEAR)[order],
        (positions(code[row], site.axis)[order],),
        len(site.axis),
        (start[row] - FIRST_YEAR)[order],
        False,
        extra={"member": row[order]},
    )
    return rows.select(rows.time >= 0)


def _treaty_years(site: Site, span: Span) -> Rows:
    """One row per treaty and year: the treaty as a whole, with its members."""
    members = _treaty_members(site, replace(span, states=None))
    treaty, year = members.keys["atopid"], members.keys["year"]
    new = np.ones(len(members), dtype=bool)
    new[1:] = (treaty[1:] != treaty[:-1]) | (year[1:] != year[:-1])
    row = np.cumsum(new) - 1
    keys: dict[str, NDArray[Any]] = {
        "atopid": treaty[new],
        "year": year[new],
        "members": _listed(members.keys["ccode"], np.flatnonzero(new)),
        "n_members": np.bincount(row).astype(np.int32),
    }
    rows = Rows(
        keys, members.time[new], (), len(site.axis), members.entry[new], False,
        Groups(row, members.places[0], members.extra["member"]),
    )  # fmt: skip
    if span.states is None:
        return rows
    inside = np.bincount(row, ~_among(members.keys["ccode"], span.states), minlength=len(rows)) == 0
    return rows.select(inside)


def _listed(codes: NDArray[Any], begins: Ints) -> NDArray[np.object_]:
    """Codes of each group with a space between."""
    words = [str(code) for code in codes.tolist()]
    edges = [*begins.tolist(), len(words)]
    return np.array([" ".join(words[a:b]) for a, b in pairwise(edges)], dtype=object)


def _among(codes: NDArray[Any], wanted: frozenset[int] | None) -> NDArray[np.bool_]:
    if wanted is None:
        return np.ones(len(codes), dtype=bool)
    return np.isin(codes, np.fromiter(wanted, dtype=np.int64, count=len(wanted)))


def _member(site: Site, codes: Ints, year: Ints) -> NDArray[np.bool_]:
    """Whether each code was on the list of the site's system in the year."""
    table = site.table(_STATES[site.system])
    listed, start, end = (
        table[name].to_numpy(dtype=np.int64) for name in (_CODE[site.system], "start", "end")
    )
    grid = np.zeros((CODES, YEARS), dtype=bool)
    which, when = runs(start, end)
    grid[listed[which], when - FIRST_YEAR] = True
    return np.asarray(grid[codes, year - FIRST_YEAR])


def _own(site: Site, *codes: Ints) -> tuple[tuple[Ints, ...], int]:
    """Places on the Gleditsch-Ward list's own axis, for rows of that system."""
    if site.system == "cow":
        return (), 0
    return tuple(positions(side, site.gw_axis) for side in codes), len(site.gw_axis)


def _places(site: Site, codes: Ints, year: Ints) -> Ints:
    """Place of each state-year of the site's system on the axis of COW states."""
    return positions(codes, site.axis) if site.system == "cow" else site.places_of_gw(codes, year)
