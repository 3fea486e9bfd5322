"""The rows of a panel before it has columns: keys, years, and where each side stands on the state axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR

__all__ = ["CODES", "YEARS", "Groups", "Ints", "Rows", "positions", "runs"]

YEARS = LAST_YEAR - FIRST_YEAR + 1
"""Length of the year axis."""

CODES = 1_000
"""No state code is this large: the length of an axis of codes."""

Ints = NDArray[np.int64]


class Meets(Protocol):
    """A table that finds rows in itself."""

    def meet(self, rows: Rows) -> tuple[Ints, Ints]:
        """Two sets of numbers, as the table means them."""
        ...


@dataclass(frozen=True)
class Groups:
    """The members of rows that stand for several states at once.

    Attributes:
        row: Row of each membership, ascending.
        place: Place of the member on the state axis.
        member: Row of the table of treaties that says what binds it.
    """

    row: Ints
    place: Ints
    member: Ints


@dataclass(frozen=True)
class Rows:
    """Rows of a unit of analysis.

    Attributes:
        keys: Key columns by name, in order.
        time: Years since 1816 ``[row]``.
        places: Place of each side on the axis of COW states, -1 where that list has no such state.
        states: Length of the state axis.
        entry: Years since 1816 of the first year of the row's present spell of membership.
        ordered: Whether the cells of the rows ascend without repeating.
        groups: Members, where a row stands for several states.
        extra: Arrays that some columns need beyond the keys.
        own: For rows of the Gleditsch-Ward system, place of each side on that list's own axis.
        gw_states: Length of that axis.
    """

    keys: dict[str, NDArray[Any]]
    time: Ints
    places: tuple[Ints, ...]
    states: int
    entry: Ints
    ordered: bool
    groups: Groups | None = None
    extra: dict[str, NDArray[Any]] = field(default_factory=dict)
    own: tuple[Ints, ...] = ()
    gw_states: int = 0
    _met: dict[int, tuple[Ints, Ints]] = field(default_factory=dict, repr=False)
    _away: dict[tuple[int, int], Ints | None] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.time)

    @cached_property
    def year(self) -> Ints:
        """Calendar year of each row."""
        return self.time + FIRST_YEAR

    @cached_property
    def spots(self) -> tuple[Ints, ...]:
        """Place of each side's state-year in a cube ``[year, state + 1]``, whose last column is missing."""
        return tuple(
            self.time * (self.states + 1) + np.where(place < 0, self.states, place) for place in self.places
        )

    @cached_property
    def gw(self) -> Rows | None:
        """The same rows on the Gleditsch-Ward list's own axis; none for rows of the COW system."""
        if not self.own:
            return None
        return Rows(self.keys, self.time, self.own, self.gw_states, self.entry, True)

    @cached_property
    def pair(self) -> Ints:
        """Number of each row's directed pair, -1 where a side has no COW code."""
        one, two = self.places
        return np.where((one < 0) | (two < 0), -1, one * self.states + two)

    @cached_property
    def cell(self) -> Ints:
        """Number of each row's directed pair-year, negative where a side has no COW code."""
        return self.pair * YEARS + self.time

    @cached_property
    def mirrored(self) -> Ints:
        """``cell`` with the sides exchanged."""
        one, two = self.places
        pair = np.where((one < 0) | (two < 0), -1, two * self.states + one)
        return pair * YEARS + self.time

    def outside(self, first: int, last: int) -> Ints | None:
        """Numbers of the rows whose year is not from first to last, None where there are none."""
        low, high = first - FIRST_YEAR, last - FIRST_YEAR
        if len(self) == 0 or (self.earliest >= low and self.latest <= high):
            return None
        if (low, high) not in self._away:
            self._away[low, high] = np.flatnonzero((self.time < low) | (self.time > high))
        return self._away[low, high]

    def met(self, table: Meets) -> tuple[Ints, Ints]:
        """What a table says of where these rows stand in it; found once for each table."""
        if id(table) not in self._met:
            self._met[id(table)] = table.meet(self)
        return self._met[id(table)]

    @cached_property
    def earliest(self) -> int:
        """First year, counted from 1816."""
        return int(self.time.min(initial=YEARS))

    @cached_property
    def latest(self) -> int:
        """Last year, counted from 1816."""
        return int(self.time.max(initial=0))

    @cached_property
    def unknown(self) -> NDArray[np.bool_] | None:
        """Rows of which a side has no COW code, None where all have one."""
        bad = np.zeros(len(self), dtype=bool)
        for place in self.places:
            bad |= place < 0
        return bad if bad.any() else None

    def select(self, keep: NDArray[Any]) -> Rows:
        """The rows that ``keep`` (a mask or ascending numbers) picks."""
        groups = self.groups
        if groups is not None:
            number = np.full(len(self), -1, dtype=np.int64)
            picked = np.flatnonzero(keep) if keep.dtype == bool else keep
            number[picked] = np.arange(len(picked))
            stays = number[groups.row] >= 0
            groups = Groups(number[groups.row[stays]], groups.place[stays], groups.member[stays])
        return Rows(
            {name: values[keep] for name, values in self.keys.items()},
            self.time[keep],
            tuple(place[keep] for place in self.places),
            self.states,
            self.entry[keep],
            self.ordered,
            groups,
            {name: values[keep] for name, values in self.extra.items()},
            tuple(place[keep] for place in self.own),
            self.gw_states,
        )


def runs(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Each span as its single years: the number of the span, and the year.

    >>> [part.tolist() for part in runs(np.array([5, 9]), np.array([6, 9]))]
    [[0, 0, 1], [5, 6, 9]]
    """
    length = np.maximum(end - start + 1, 0)
    which = np.repeat(np.arange(len(length)), length)
    begins = np.cumsum(length) - length
    return which, np.arange(int(length.sum())) + np.repeat(start - begins, length)


def positions(codes: NDArray[Any], axis: Sequence[int]) -> Ints:
    """Place of each code on an ascending axis, -1 where it is not on it.

    >>> positions(np.array([20, 3]), [2, 20]).tolist()
    [1, -1]
    """
    whole = np.asarray(axis, dtype=np.int64)
    found = np.searchsorted(whole, codes)
    found[found == len(whole)] = 0
    return np.where(whole[found] == codes, found, -1).astype(np.int64)
