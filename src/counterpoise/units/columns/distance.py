"""Distance: between the nearest points of two territories, and between two capitals."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.rows import YEARS, Rows, positions, runs
from counterpoise.units.series import Floats, Series, series_plans
from counterpoise.units.site import KINDS, Site
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["CAPITALS", "MINIMUM"]

EARTH_KM = 6371.0
"""Mean radius of the earth."""


def _nearest_cells(site: Site, gw: bool) -> Pairs:
    return site.pairs("gw_mindist" if gw else "mindist", ("km",), both=True, gw=gw)


def _nearest(site: Site, gw: bool) -> Floats:
    table = _nearest_cells(site, gw)
    return site.summary(table, table.values["km"], "min", "mindist", gw, absent=np.nan)


def _minimum(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    gw = site.system == "gw"
    sources = site.panel.table_sources("gw_mindist" if gw else "mindist")
    if site.dyadic:
        link = Link("mindist", "Minimum distance between territories", "km", partial(_nearest_cells, site, gw), "km",
                    np.nan, alias="mindist", dtype="float32", gw=gw)  # fmt: skip
        return link_plans(site, "minimum distance", sources, [link])
    series = Series(
        "nearest_km",
        "Minimum distance to the nearest state",
        "km",
        sources,
        partial(_nearest, site, False),
        "float32",
        alias="minmindist",
        additive=False,
        native=partial(_nearest, site, True) if gw else None,
    )
    return series_plans(site, "minimum distance", [series])


def _seats(site: Site, day: str, *, gw: bool) -> tuple[NDArray[np.int64], Floats]:
    """Number of each state's capital by year, the last number standing for none, and all distances in km."""
    name, code, axis = ("gw_capitals", "gwcode", site.gw_axis) if gw else ("capitals", "ccode", site.axis)

    def make() -> tuple[NDArray[np.int64], Floats]:
        table = site.table(name).sort_values("start", kind="stable", ignore_index=True)
        first, last = site.window(name)
        start, end = (table[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
        which, year = runs(np.maximum(start, first), np.minimum(end, last))
        if day == "first":
            which, year = which[::-1], year[::-1]
        seat = np.full((YEARS, len(axis) + 1), len(table))
        place = positions(table[code].to_numpy(dtype=np.int64), axis)
        seat[year - FIRST_YEAR, place[which]] = which
        seat[:, -1] = len(table)
        lat, lng = (np.radians(table[name].to_numpy(dtype=np.float64)) for name in ("lat", "lng"))
        half = np.sin((lat[:, None] - lat) / 2) ** 2
        half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lng[:, None] - lng) / 2) ** 2
        km = np.full((len(table) + 1,) * 2, np.nan)
        km[:-1, :-1] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
        return seat, km

    return site.keep("seats", name, day, site.carry, make=make)


def _between(site: Site, day: str) -> Plan:
    gw = site.system == "gw"
    name = "gw_capitals" if gw else "capitals"
    first, last = site.window(name)

    def fill(rows: Rows, out: NDArray[Any]) -> None:
        seat, km = _seats(site, day, gw=gw)
        rows = rows.gw if rows.gw is not None else rows
        flat = seat.ravel()
        pair = np.take(flat, rows.spots[0]) * len(km)
        pair += np.take(flat, rows.spots[1])
        np.take(km.astype(out.dtype).ravel(), pair, out=out, mode="clip")

    label = "Distance between capitals, as the crow flies"
    note = (
        f"Of the capitals on the {'first' if day == 'first' else 'last'} day of the year that both were on."
    )
    return Plan(
        Column("capdist", label, "km", "float32", first, last, site.panel.table_sources(name),
               "capital distance", note, "capdist"),
        fill,
    )  # fmt: skip


def _nearest_capital(site: Site, day: str) -> Floats:
    def make() -> Floats:
        seat, km = _seats(site, day, gw=False)
        member = site.member
        cube = np.full((YEARS, len(site.axis) + 1), np.nan)
        for t in np.flatnonzero(member.any(axis=1)):
            here = np.where(member[t], seat[t, :-1], len(km) - 1)
            between = km[here[:, None], here[None, :]]
            np.fill_diagonal(between, np.nan)
            some = ~np.isnan(between).all(axis=1)
            cube[t, :-1][some] = np.nanmin(between[some], axis=1)
        return cube

    return site.keep("nearest capital", day, site.carry, make=make)


def _capitals(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    day = options["day"]
    if day not in {"first", "last"}:
        raise CounterpoiseError(
            f"{day!r} is no day.", where="capital distance", hint="Write day='first' or day='last'."
        )
    if site.dyadic:
        return [_between(site, day)]
    series = Series(
        "nearest_capital_km", "Distance to the nearest other capital", "km",
        site.panel.table_sources("capitals"), partial(_nearest_capital, site, day), "float32",
        alias="mincapdist", additive=False,
    )  # fmt: skip
    return series_plans(site, "capital distance", [series])


MINIMUM = Family(
    "minimum distance",
    "Minimum distance between territories (CShapes)",
    KINDS,
    _minimum,
    text="On 1 January, 1886 to 2019; before that it is missing. States have the distance to the nearest other state.",
    peacesciencer="add_minimum_distance()",
)
CAPITALS = Family(
    "capital distance",
    "Distance between capitals",
    KINDS,
    _capitals,
    {"day": "first"},
    text="Great circle on a sphere of 6,371 km. Capitals are known to the day and a panel to the year: with "
    "`day='first'` (as in peacesciencer) the earlier capital of a year of a move counts, with `day='last'` the "
    "later. peacesciencer takes the equator's radius, so its kilometres are 0.11 per cent longer.",
    peacesciencer="add_capital_distance()",
)
