"""Tables of pairs as sorted cells: what lies between two states in a year, ready to be written into rows.

A cell is numbered ``(source * states + target) * years + year``, so the cells of a pair are neighbours and
ascend with the rows of a dyad-year panel.  A table keeps only the cells that its source lists; inside its
window an absent cell is a true zero, outside it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.rows import YEARS, Ints, Rows, positions, runs

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Pairs", "fill_pairs", "from_frame", "summary"]

_MANY = 400_000
"""Cells above which a table is laid out in full: one gather is then quicker than a search."""

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Pairs:
    """Cells of a dyadic table.

    Attributes:
        key: Number of each cell, ascending, each once.
        values: Columns, one value per cell.
        first: First year in which the source speaks.
        last: Last one.
        states: Length of the state axis.
    """

    key: Ints
    values: Mapping[str, NDArray[Any]]
    first: int
    last: int
    states: int

    @property
    def source(self) -> Ints:
        """Place of the first side of each cell."""
        return self.key // (YEARS * self.states)

    @property
    def target(self) -> Ints:
        """Place of the second side."""
        return self.key // YEARS % self.states

    @property
    def time(self) -> Ints:
        """Years since 1816."""
        return self.key % YEARS

    @cached_property
    def _full(self) -> dict[tuple[str, float], Floats]:
        return {}

    def full(self, name: str, absent: float) -> Floats:
        """A column laid out over all pairs and years; kept."""
        if (name, absent) not in self._full:
            cube = np.full(self.states**2 * YEARS, absent, dtype=np.float32)
            cube[self.key] = self.values[name]
            self._full[name, absent] = cube
        return self._full[name, absent]

    def meet(self, rows: Rows, *, mirrored: bool = False) -> tuple[Ints, Ints]:
        """The rows that have a cell here, and the cell of each."""
        wanted = rows.mirrored if mirrored else rows.cell
        if rows.ordered and not mirrored and len(self.key) < len(wanted):
            at = np.searchsorted(wanted, self.key)
            at[at == len(wanted)] = 0
            which = np.flatnonzero(wanted[at] == self.key) if len(wanted) else np.empty(0, dtype=np.int64)
            return at[which], which
        if not len(self.key):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        which = np.searchsorted(self.key, wanted)
        which[which == len(self.key)] = 0
        at = np.flatnonzero(self.key[which] == wanted)
        return at, which[at]

    def either(self, names: tuple[str, ...]) -> Pairs:
        """The same cells in both directions, each with the larger of the two values."""
        other = (self.target * self.states + self.source) * YEARS + self.time
        keys = np.concatenate([self.key, other])
        whole = np.unique(keys)
        place = np.searchsorted(whole, keys)
        values = {}
        for name in names:
            best = np.full(len(whole), -np.inf)
            np.maximum.at(best, place, np.tile(self.values[name].astype(np.float64), 2))
            values[name] = best
        return Pairs(whole, values, self.first, self.last, self.states)


def from_frame(
    frame: pd.DataFrame,
    axis: tuple[int, ...],
    names: tuple[str, ...],
    window: tuple[int, int],
    *,
    both: bool = False,
    latest: bool = False,
    least: str = "",
) -> Pairs:
    """Cells of a frame with ``ccode1``, ``ccode2`` and ``start``, ``end`` or ``year``.

    Args:
        frame: Rows; where two fall on one cell the earlier counts.
        axis: COW codes of the state axis.
        names: Columns to keep; ``present`` is 1 everywhere.
        window: Years in which the source speaks; years outside are dropped.
        both: Whether a row stands for both directions.
        latest: Let the later of two rows on one cell count instead.
        least: Let the row count that is smallest in this column, and of these the earlier.
    """
    ends = ("start", "end") if {"start", "end"} <= set(frame.columns) else ("year", "year")
    start, end = (frame[name].to_numpy(dtype=np.int64) for name in ends)
    start = np.maximum(start, max(window[0], FIRST_YEAR))
    end = np.minimum(end, min(window[1], FIRST_YEAR + YEARS - 1))
    one, two = (positions(frame[name].to_numpy(dtype=np.int64), axis) for name in ("ccode1", "ccode2"))
    order = np.lexsort((end, start, _plain(frame[least])) if least else (end, start))
    order = order[(one[order] >= 0) & (two[order] >= 0) & (one[order] != two[order])]
    order = order[::-1] if latest else order
    which, year = runs(start[order], end[order])
    row = order[which]
    key = (one[row] * len(axis) + two[row]) * YEARS + (year - FIRST_YEAR)
    if both:
        key = np.concatenate([key, (two[row] * len(axis) + one[row]) * YEARS + (year - FIRST_YEAR)])
        row = np.concatenate([row, row])
    key, first = np.unique(key, return_index=True)
    row = row[first]
    values = {
        name: np.ones(len(key), dtype=np.float32) if name == "present" else _plain(frame[name])[row]
        for name in names
    }
    return Pairs(key, values, window[0], window[1], len(axis))


def _plain(column: pd.Series) -> NDArray[Any]:
    """A column as floats, missing as NaN."""
    numbers: NDArray[Any] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers


def fill_pairs(
    pairs: Callable[[], Pairs], name: str, *, absent: float = 0.0, gw: bool = False
) -> Callable[[Rows, NDArray[Any]], None]:
    """A fill that writes one column of a table of pairs: ``absent`` inside the window, NaN outside it.

    With ``gw`` the table lies on the Gleditsch-Ward list's axis.
    """

    def fill(rows: Rows, out: NDArray[Any]) -> None:
        table = pairs()
        rows = rows.gw if gw and rows.gw is not None else rows
        if len(table.key) > _MANY < len(rows) and rows.unknown is None:
            np.take(table.full(name, absent), rows.cell, out=out, mode="clip")
        else:
            if absent != 0.0:
                out[:] = absent
            at, which = rows.met(table)
            out[at] = table.values[name][which]
        blank(rows, out, table.first, table.last)

    return fill


def blank(rows: Rows, out: NDArray[Any], first: int, last: int) -> None:
    """Forget what lies outside a window, or has a side that the COW list does not know."""
    away = rows.outside(first, last)
    if away is not None:
        out[away] = np.nan
    if rows.unknown is not None:
        out[rows.unknown] = np.nan


def summary(table: Pairs, values: NDArray[Any], how: str, absent: float = 0.0) -> Floats:
    """What a table says of each state-year: ``sum``, ``max`` or ``min`` over partners.

    Returns:
        ``[year, state + 1]``: ``absent`` inside the window, NaN outside it and in the last column.
    """
    cube = np.full((YEARS, table.states + 1), np.nan)
    low, high = max(table.first - FIRST_YEAR, 0), table.last - FIRST_YEAR + 1
    begin = {"sum": 0.0, "max": -np.inf, "min": np.inf}[how]
    cube[low:high, :-1] = begin
    known = ~np.isnan(values)
    spot = (table.time, table.source)
    {"sum": np.add, "max": np.maximum, "min": np.minimum}[how].at(
        cube, (spot[0][known], spot[1][known]), values[known]
    )
    if how != "sum":
        cube[np.isinf(cube)] = absent
    return cube
