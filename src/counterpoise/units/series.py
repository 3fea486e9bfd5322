"""Columns that belong to one state in a year, and how each unit of analysis shows them.

State-years, leader-years and members of treaties show ``cinc``; pairs show ``cinc1`` and ``cinc2``; a treaty
as a whole shows the sum, the mean, the smallest and the largest of its members' values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR
from counterpoise.units.column import Column, Plan

if TYPE_CHECKING:
    from counterpoise.units.rows import Rows
    from counterpoise.units.site import Site

__all__ = ["Series", "of_variable", "series_plans", "window_of"]

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Series:
    """One number per state and year.

    Attributes:
        name: Name of the column, without the number of a side.
        label: A few words.
        unit: Unit.
        sources: Catalogue keys.
        cube: Gives ``[year, state + 1]``, missing as NaN, the last column missing.
        dtype: ``whole`` for flags, counts and codes; ``float32`` for what has at most seven digits; ``float64``.
        note: What a reader must know.
        alias: Name in peacesciencer.
        additive: Whether a treaty's members may be summed.
        window: First and last year; found in the cube where None.
    """

    name: str
    label: str
    unit: str
    sources: tuple[str, ...]
    cube: Callable[[], Floats]
    dtype: str = "float64"
    note: str = ""
    alias: str = ""
    additive: bool = True
    window: tuple[int, int] | None = None
    native: Callable[[], Floats] | None = None
    """For rows of the Gleditsch-Ward system, the same on their own axis."""


def of_variable(
    site: Site,
    variable: str,
    name: str = "",
    *,
    alias: str = "",
    dtype: str = "",
    additive: bool = True,
    note: str = "",
    table: str = "",
) -> Series:
    """A variable of the panel as a series, under its own name or another.

    Without a ``dtype`` single precision is taken where the panel itself keeps seven digits.  ``table`` names
    the table of the same variable by Gleditsch-Ward code, where the source gives both.
    """
    meaning = site.panel.variable(variable)
    own = site.system == "gw" and table and variable in site.table(table)
    return Series(
        name or variable,
        meaning.label,
        meaning.unit,
        _behind(site, variable, meaning.sources),
        partial(site.cube, variable),
        dtype or ("float32" if site.panel.seven_digits(variable) else "float64"),
        note or meaning.note,
        alias,
        additive,
        native=partial(site.native, table, variable) if own else None,
    )


def _behind(site: Site, variable: str, sources: tuple[str, ...]) -> tuple[str, ...]:
    """The sources of a variable, without those that stand only behind cells that are left out (imputed ones)."""
    if len(sources) < 2:
        return sources

    def make() -> tuple[str, ...]:
        keys = np.asarray(site.panel.sources(variable, site.axis, range(FIRST_YEAR, LAST_YEAR + 1)))
        kept = ~np.isnan(site.cube(variable)[:, :-1])
        unused = set(keys[~kept].tolist()) - set(keys[kept].tolist())
        return tuple(key for key in sources if key not in unused)

    return site.keep("sources", variable, site.carry, site.filled, make=make)


def window_of(cube: Floats) -> tuple[int, int]:
    """First and last year in which a cube knows anything; (0, 0) where it never does."""
    known = np.flatnonzero(~np.isnan(cube).all(axis=1))
    return (int(known[0]) + FIRST_YEAR, int(known[-1]) + FIRST_YEAR) if len(known) else (0, 0)


def series_plans(site: Site, family: str, series: Iterable[Series]) -> list[Plan]:
    """The columns that a unit of analysis shows of each series."""
    if site.kind == "treaty-years":
        return [plan for one in series for plan in _of_treaty(family, one)]
    if not site.dyadic:
        return [Plan(_column(family, one, ""), _side(one, 0)) for one in series]
    return [Plan(_column(family, one, str(side + 1)), _side(one, side)) for one in series for side in (0, 1)]


def _column(family: str, one: Series, suffix: str, label: str = "") -> Column:
    first, last = one.window or window_of(one.cube())
    return Column(
        one.name + suffix,
        label or one.label + (f", state {suffix}" if suffix else ""),
        one.unit,
        "float32" if one.dtype == "whole" else one.dtype,
        first,
        last,
        one.sources,
        family,
        one.note,
        one.alias and one.alias + suffix,
        one.dtype == "whole" and suffix != "_mean",
    )


def _side(one: Series, side: int) -> Callable[[Rows, NDArray[Any]], None]:
    def fill(rows: Rows, out: NDArray[Any]) -> None:
        cube, here = one.cube, rows
        if one.native is not None and rows.gw is not None:
            cube, here = one.native, rows.gw
        flat = np.ascontiguousarray(cube(), dtype=out.dtype).ravel()
        np.take(flat, here.spots[side], out=out, mode="clip")

    return fill


def _of_treaty(family: str, one: Series) -> list[Plan]:
    ways = {"sum": "sum over members, missing where one is unknown"} if one.additive else {}
    ways |= {name: f"{name} over the members known" for name in ("mean", "min", "max")}
    return [
        Plan(_column(family, one, f"_{way}", f"{one.label}: {text}"), _over_members(one, way))
        for way, text in ways.items()
    ]


def _over_members(one: Series, way: str) -> Callable[[Rows, NDArray[Any]], None]:
    def fill(rows: Rows, out: NDArray[Any]) -> None:
        groups = rows.groups
        assert groups is not None
        padded = np.where(groups.place < 0, rows.states, groups.place)
        value = one.cube()[rows.time[groups.row], padded]
        known = ~np.isnan(value)
        count = np.bincount(groups.row[known], minlength=len(rows))
        if way in {"sum", "mean"}:
            total = np.bincount(groups.row[known], value[known], minlength=len(rows))
            every = np.bincount(groups.row, minlength=len(rows))
            total[count < every if way == "sum" else count == 0] = np.nan
            out[:] = total / np.maximum(count, 1) if way == "mean" else total
            return
        best = np.full(len(rows), np.inf if way == "min" else -np.inf)
        (np.minimum if way == "min" else np.maximum).at(best, groups.row[known], value[known])
        best[count == 0] = np.nan
        out[:] = best

    return fill
