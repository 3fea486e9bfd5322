"""Where a panel is built: the opened data, the unit of analysis, and the arrays that are kept between builds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR
from counterpoise.data.panel import Panel
from counterpoise.units.pairs import Pairs, from_frame, summary
from counterpoise.units.rows import CODES, YEARS, positions, runs
from counterpoise.vocabulary import Mask

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KINDS", "Site"]

KINDS = ("state-years", "dyad-years", "leader-years", "dispute-years", "treaty-years", "treaty-members")
"""Units of analysis."""

_MEMBERSHIP = frozenset({"cow_states", "gw_states", "dyads", "gw_dyads", "gw_to_cow", "cow_to_gw"})
"""Lists of who is a member of the state system, and the crosswalk between the two."""

T = TypeVar("T")
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Site:
    """What the columns of one panel are drawn from.

    Attributes:
        panel: Opened panel.
        kind: One of KINDS.
        directed: Whether a pair counts in both directions.
        system: ``cow`` or ``gw``.
        carry: Whether spells left open where a list ends are carried on.
        filled: Whether the gaps count that the panel fills from elsewhere (its imputed cells).
        disputes: Whose disputes the rows of dispute-years are, ``gml`` or ``cow``.
    """

    panel: Panel
    kind: str
    directed: bool
    system: str
    carry: bool
    filled: bool = False
    disputes: str = "gml"

    @property
    def dyadic(self) -> bool:
        """Whether a row has two sides."""
        return self.kind in {"dyad-years", "dispute-years"}

    @property
    def axis(self) -> tuple[int, ...]:
        """COW codes of the state axis."""
        return self.panel.states

    def keep(self, *key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, computed once for as long as the panel is open."""
        return self.panel.remember(("units", *key), make)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the panel, read once."""
        return self.keep("table", name, make=lambda: self._behind(name).table(name))

    def window(self, name: str) -> tuple[int, int]:
        """First and last year in which a table speaks, carried years only where they are wanted."""
        first, last, carried = self._behind(name).window(name)
        return first, carried if self.carry else last

    def listed(self, name: str) -> tuple[int, int]:
        """First and last year of a list of rows, its open spells carried."""
        first, _, last = self._behind(name).window(name)
        return first, last

    @property
    def knowable(self) -> bool:
        """Whether membership is taken as contemporaries could know it, for its list came out after the vintage."""
        name = {"cow": "cow_states", "gw": "gw_states"}[self.system]
        return self._behind(name) is not self.panel

    def _behind(self, name: str) -> Panel:
        """The panel that a table is read from.

        Who is a member of the state system is no secret until a list of it is published: in a vintage from before
        its list, membership counts as ``knowable`` (of a year, from the middle of the next).
        """
        panel = self.panel
        if panel.cut is None or name not in _MEMBERSHIP or panel.window(name)[1] > 0:
            return panel
        return self.keep("knowable", make=lambda: panel.vintage(str(panel.cut), knowable=True))

    def cube(self, variable: str) -> Floats:
        """A variable as ``[year, state + 1]``; projections are left out, the last column is missing.

        Imputed cells count where they are wanted: those after the last *observed* year if spells are carried,
        the others if gaps are filled.
        """
        return self.keep("cube", variable, self.carry, self.filled, make=partial(self._cube, variable))

    def _cube(self, variable: str) -> Floats:
        years = range(FIRST_YEAR, LAST_YEAR + 1)
        cube = np.full((YEARS, len(self.axis) + 1), np.nan)
        cube[:, :-1] = self.panel.values(variable, self.axis, years)
        mask = self.panel.masks(variable, self.axis, years)
        observed = np.flatnonzero((mask == Mask.OBSERVED).any(axis=1))
        late = np.arange(YEARS)[:, None] > (observed[-1] if len(observed) else YEARS)
        unwanted = (mask == Mask.PROJECTED) | (late if not self.carry else False)
        if not self.filled:
            unwanted |= (mask == Mask.IMPUTED) & ~late
        cube[:, :-1][unwanted] = np.nan
        return cube

    @cached_property
    def member(self) -> NDArray[np.bool_]:
        """Membership of the COW system, ``[year, state]``, open spells carried."""

        def make() -> NDArray[np.bool_]:
            table = self.table("cow_states")
            code, start, end = (table[name].to_numpy(dtype=np.int64) for name in ("ccode", "start", "end"))
            grid = np.zeros((YEARS, len(self.axis)), dtype=bool)
            which, year = runs(start, end)
            grid[year - FIRST_YEAR, positions(code, self.axis)[which]] = True
            return grid

        return self.keep("member", make=make)

    @property
    def gw_axis(self) -> tuple[int, ...]:
        """Codes of the Gleditsch-Ward list, ascending."""
        return self.keep(
            "gw axis", make=lambda: tuple(sorted({*self.table("gw_states")["gwcode"].astype(int)}))
        )

    def native(self, table: str, variable: str) -> Floats:
        """A variable of a table that Gleditsch-Ward codes key, ``[year, state + 1]`` on that list's axis."""

        def make() -> Floats:
            frame = self.table(table).dropna(subset=[variable])
            cube = np.full((YEARS, len(self.gw_axis) + 1), np.nan)
            year = frame["year"].to_numpy(dtype=np.int64) - FIRST_YEAR
            place = positions(frame["gwcode"].to_numpy(dtype=np.int64), self.gw_axis)
            inside = (year >= 0) & (year < YEARS) & (place >= 0)
            value = frame[variable].to_numpy(dtype=np.float64, na_value=np.nan)
            cube[year[inside], place[inside]] = value[inside]
            return cube

        return self.keep("native", table, variable, make=make)

    def pairs(
        self,
        name: str,
        columns: Sequence[str],
        *,
        both: bool = False,
        latest: bool = False,
        least: str = "",
        gw: bool = False,
        change: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    ) -> Pairs:
        """A dyadic table as sorted cells (see ``from_frame``), kept.

        ``change`` reworks the table first; the window stays the table's own.  With ``gw`` the table is keyed by
        Gleditsch-Ward codes and the cells lie on that list's axis.
        """

        def make() -> Pairs:
            frame = self.table(name)
            frame = frame if change is None else change(frame)
            if gw:
                frame = frame.rename(columns={"gwcode1": "ccode1", "gwcode2": "ccode2"})
            axis = self.gw_axis if gw else self.axis
            window = self.window(name)
            return from_frame(frame, axis, tuple(columns), window, both=both, latest=latest, least=least)

        how = getattr(change, "__qualname__", None)
        return self.keep("pairs", name, tuple(columns), both, latest, least, how, self.carry, make=make)

    def summary(
        self, table: Pairs, values: NDArray[Any], how: str, *key: object, absent: float = 0.0
    ) -> Floats:
        """A table of pairs by state-year (see ``summary``), kept under ``key``."""
        return self.keep("summary", how, self.carry, *key, make=lambda: summary(table, values, how, absent))

    def places_of_gw(self, codes: NDArray[np.int64], year: NDArray[np.int64]) -> NDArray[np.int64]:
        """Place on the axis of COW states of Gleditsch-Ward state-years, -1 where the crosswalk has none."""
        grid = self.keep("crosswalk", make=self._crosswalk)
        return np.asarray(grid[codes, year - FIRST_YEAR])

    def places(self, codes: NDArray[np.int64], year: NDArray[np.int64], *, own: bool) -> NDArray[np.int64]:
        """Place of Gleditsch-Ward state-years on that list's own axis, or by the crosswalk on COW's."""
        return positions(codes, self.gw_axis) if own else self.places_of_gw(codes, year)

    def size(self, *, own: bool) -> int:
        """Columns of a cube on the one axis or the other, the last of them missing."""
        return len(self.gw_axis if own else self.axis) + 1

    def _crosswalk(self) -> NDArray[np.int64]:
        """Place on the COW axis by Gleditsch-Ward code and year."""
        table = self.table("gw_to_cow").dropna(subset=["ccode"])
        gw, cow, start, end = (
            table[name].to_numpy(dtype=np.int64) for name in ("gwcode", "ccode", "start", "end")
        )
        grid = np.full((CODES, YEARS), -1, dtype=np.int64)
        which, year = runs(np.maximum(start, FIRST_YEAR), end)
        grid[gw[which], year - FIRST_YEAR] = positions(cow, self.axis)[which]
        return grid
