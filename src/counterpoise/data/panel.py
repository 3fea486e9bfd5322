"""The panel: observed facts by year, state and partner, each with its mask and its source.

Claim: missing is never zero.  A cell that nothing is known about is ``NaN`` with mask 0, and every series
and table turns missing where its source ends.  Arrays are ``[year, state]`` and ``[year, source, target]``.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import tables
from counterpoise.data.bounds import Bounds
from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR, Cubes, Floats, Masks
from counterpoise.data.meaning import Meaning, meaning, told_meaning
from counterpoise.data.names import Names, State
from counterpoise.data.store import PANEL, Store
from counterpoise.provenance import Source
from counterpoise.vocabulary import DataError, Mask, UnknownNameError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.data.catalogue import Entry

__all__ = ["PANEL", "Panel", "Variable", "open_panel"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Variable:
    """What a column of the panel means.

    Attributes:
        name: Stable name.
        label: A few words.
        unit: Unit of the values.
        sources: Catalogue keys of the tables that feed it.
        first: First year with a value.
        last: Last year with a value, projections included.
        note: What a reader must know.
        low: Least value that can be at all.
        high: Largest value that can be at all.
    """

    name: str
    label: str
    unit: str
    sources: tuple[str, ...]
    first: int
    last: int
    note: str = ""
    low: float = -math.inf
    high: float = math.inf

    @property
    def bounds(self) -> Bounds:
        """What the values can be at all."""
        return Bounds(self.name, self.unit, self.low, self.high)


class Panel:
    """Read access to a compiled panel, as a whole or as it was public on a date.

    Attributes:
        cut: ISO date of the vintage, None for the whole panel.
        knowable: Whether the vintage is cut by what contemporaries could know instead of by publication.
        digest: SHA-256 over all compiled files.
        released: ISO date on which the newest number in the panel became public.
    """

    def __init__(self, store: Store, cut: str | None = None, *, knowable: bool = False) -> None:
        self._store = store
        self.cut, self.knowable = cut, knowable
        self.digest = store.digest
        self.released = store.released if cut is None else min(cut, store.released)
        self._memory: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._latch = threading.Lock()

    def __repr__(self) -> str:
        when = f", vintage {self.cut}" if self.cut else ""
        return f"Panel({self.digest[:12]}, released {self.released}{when})"

    def ccode(self, name: str | int, year: int | None = None) -> int:
        """COW code of a state called by code, abbreviation, ISO3, ``gw:`` code or name.

        >>> open_panel().ccode("JPN"), open_panel().ccode("gw:260", 2000), open_panel().ccode("Germany", 1970)
        (740, 255, 260)
        """
        return self._store.names.ccode(name, year)

    def ccodes(self, names: Iterable[str | int], year: int | None = None) -> list[int]:
        """COW codes of several states."""
        return [self.ccode(name, year) for name in names]

    def state(self, name: str | int) -> State:
        """Codes, name and membership of a state."""
        return self._store.names.states[self.ccode(name)]

    def iso3(self, ccode: int) -> str:
        """ISO3 code of a COW code, or its COW abbreviation where ISO has none."""
        state = self._store.names.states[self.ccode(ccode)]
        return state.iso3 or state.abbreviation

    @property
    def names(self) -> Names:
        """All spellings of all states."""
        return self._store.names

    @property
    def states(self) -> tuple[int, ...]:
        """COW codes of all states, ascending."""
        return self._store.ccodes

    def variables(self) -> tuple[str, ...]:
        """Names of all state-year variables."""
        return tuple(sorted(self._store.variables))

    def variable(self, name: str) -> Variable:
        """Label, unit, sources and coverage of a variable.

        Raises:
            UnknownNameError: No variable has that name.
        """
        text = self._store.variables.get(name)
        if text is None:
            raise UnknownNameError(
                f"The panel has no variable {name!r}.", hint=nearest(name, self._store.variables)
            )
        return Variable(
            name,
            text["label"],
            text["unit"],
            tuple(text["sources"]),
            text["first"],
            text["last"],
            text.get("note", ""),
            float(text.get("low", -math.inf)),
            float(text.get("high", math.inf)),
        )

    def seven_digits(self, variable: str) -> bool:
        """Whether the panel keeps a variable in single precision: all that its source is good for."""
        self.variable(variable)
        return "file" in self._store.variables[variable]

    def source(self, key: str) -> Source:
        """Citation, version and licence of a source."""
        return self._store.entry(key).source

    def passport(self, key: str) -> Entry:
        """All that the catalogue says of a source, the days included on which its years became public."""
        return self._store.entry(key)

    def values(self, variable: str, ccodes: Sequence[str | int], years: Sequence[int]) -> Floats:
        """Values of a variable.

        Args:
            variable: Name.
            ccodes: States, by code or any other name.
            years: Years; those outside 1816-2050 are missing.

        Returns:
            ``[year, state]``; NaN where nothing is known.

        >>> round(float(open_panel().values("cinc", ["CHN"], [2022])[0, 0]), 4)
        0.2341
        """
        cube, _, _ = self._cube(variable)
        rows, inside = self._rows(years)
        out = cube[np.ix_(rows, self._columns(ccodes))]
        out[~inside] = np.nan
        return out

    def masks(self, variable: str, ccodes: Sequence[str | int], years: Sequence[int]) -> Masks:
        """Masks of the same cells: 0 missing, 1 observed, 2 imputed, 3 projected."""
        _, mask, _ = self._cube(variable)
        rows, inside = self._rows(years)
        out = mask[np.ix_(rows, self._columns(ccodes))]
        out[~inside] = Mask.MISSING
        return out

    def sources(
        self, variable: str, ccodes: Sequence[str | int], years: Sequence[int]
    ) -> NDArray[np.object_]:
        """Catalogue key of the source of each cell, empty where missing."""
        _, mask, index = self._cube(variable)
        rows, inside = self._rows(years)
        place = np.ix_(rows, self._columns(ccodes))
        keys = np.array([*self._store.source_keys, ""], dtype=object)
        known = (mask[place] > 0) & inside[:, None]
        chosen: NDArray[np.object_] = keys[np.where(known, index[place], -1)]
        return chosen

    def public(self, variable: str, state: str | int, year: int) -> str:
        """ISO date from which a cell was public, empty where nothing is known."""
        if self.masks(variable, [state], [year])[0, 0] == Mask.MISSING:
            return ""
        if "file" in self._store.variables[variable]:
            return self._store.entry(self._store.variables[variable]["sources"][0]).public(year)
        return self._store.public(self._store.order[variable], int(self._columns([state])[0]), year)

    def latest(
        self, variable: str, ccodes: Sequence[str | int], year: int
    ) -> tuple[Floats, NDArray[np.int64]]:
        """The newest value not later than ``year``, projections left out, and the year it speaks of.

        Returns:
            Values and years by state; NaN and 0 where there is none.
        """
        span = range(FIRST_YEAR, year + 1)
        values = self.values(variable, ccodes, span)
        values[self.masks(variable, ccodes, span) == Mask.PROJECTED] = np.nan
        known = ~np.isnan(values)
        last = len(span) - 1 - np.argmax(known[::-1], axis=0)
        some = known.any(axis=0)
        picked = np.where(some, values[last, np.arange(values.shape[1])], np.nan)
        return picked, np.where(some, np.asarray(span)[last], 0)

    def tables(self) -> tuple[str, ...]:
        """Names of the dyadic and event tables."""
        return tuple(sorted([*self._store.table_specs, "repairs", "ties"]))

    def window(self, name: str) -> tuple[int, int, int]:
        """First year, last year observed and last year carried of a table, as far as the vintage knows."""
        return tables.window(self._store, name, self.cut, knowable=self.knowable)

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, computed once for as long as this panel is open; threads may ask at once."""
        with self._latch:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._memory:
                self._memory[key] = make()
            kept: T = self._memory[key]
            return kept

    def table_sources(self, name: str) -> tuple[str, ...]:
        """Catalogue keys of the tables behind a dyadic or event table."""
        return tables.source_keys(self._store, name)

    def meaning(self, table: str) -> Meaning:
        """What a row of a table and its columns stand for.

        Raises:
            UnknownNameError: No table has that name.
        """
        own = self._store.table_specs.get(table, {}).get("meaning")
        return told_meaning(table, own) if own else meaning(table)

    def matrices(self) -> tuple[str, ...]:
        """Names of all dyadic quantities."""
        return tuple(sorted(tables.MATRICES))

    def counts(self, variable: str) -> dict[str, int]:
        """Number of observed, imputed and projected cells of a variable in this panel."""
        self.variable(variable)
        _, mask, _ = self._cube(variable)
        return {kind.name.lower(): int((mask == kind).sum()) for kind in Mask if kind}

    def table(self, name: str) -> pd.DataFrame:
        """A dyadic or event table, cut to the vintage.

        Raises:
            UnknownNameError: No table has that name.
            DataError: Its file is missing or damaged.
        """
        if name not in self.tables():
            raise UnknownNameError(f"The panel has no table {name!r}.", hint=nearest(name, self.tables()))
        frame = tables.table(self._store, name, self.cut, knowable=self.knowable)
        return frame if name != "repairs" or self.cut is None else self._surviving(frame)

    def matrix(self, name: str, ccodes: Sequence[str | int], years: Sequence[int]) -> Floats:
        """A dyadic quantity, expanded.

        ``member_dyad``, ``contiguity`` (0 none, 1 land ... 5), ``mindist`` and ``capital_distance`` (km),
        ``defence_pact``, ``offence_pact``, ``neutrality``, ``nonaggression``, ``consultation`` (owed by
        source to target), ``dispute_onset``, ``dispute_ongoing``, ``dispute_initiated``, ``rivalry``,
        ``exercise``.

        Returns:
            ``[year, source, target]``; NaN in years that the source does not cover, and where a distance is
            unknown.
        """
        return tables.matrix(self._store, name, self.ccodes(ccodes), years, self.cut, knowable=self.knowable)

    def matrix_masks(self, name: str, ccodes: Sequence[str | int], years: Sequence[int]) -> Masks:
        """Masks of ``matrix``: carried years are imputed, the others observed, unknown cells missing."""
        values = self.matrix(name, ccodes, years)
        last = tables.last_observed(self._store, name)
        kind = np.where(np.asarray(years) > last, Mask.IMPUTED, Mask.OBSERVED)
        return np.where(np.isnan(values), Mask.MISSING, kind[:, None, None]).astype(np.uint8)

    def observed(self, matrix: str) -> int:
        """Last year that a dyadic quantity observes rather than carries."""
        return tables.last_observed(self._store, matrix)

    def public_pair(self, matrix: str, year: int) -> str:
        """ISO date from which a dyadic quantity was public for a year; carried years count from their start."""
        last = self.observed(matrix)
        key = self.table_sources(tables.MATRICES[matrix][0])[0]
        return f"{year}-01-01" if year > last else self._store.entry(key).public(year)

    def vintage(self, date: str, *, knowable: bool = False) -> Panel:
        """The panel as far as it was public on ``date``; later cells and rows are gone, not hidden.

        A figure counts as public from its first publication and keeps its present value (real-time vintages
        of most tables cannot be had).  Projections are rebuilt from the last observation that is left.
        With ``knowable`` a fact of year Y counts from the middle of Y + 1 whenever its table was compiled:
        for hindcasts of 1905.

        Raises:
            DataError: ``date`` is not an ISO date.

        >>> bool(np.isnan(open_panel().vintage("2025-03-31").values("burden", ["JPN"], [2024])[0, 0]))
        True
        """
        if len(date) != 10 or not tables.is_date(date):
            raise DataError(f"{date!r} is not a date.", hint="Write it as 2025-03-31.")
        earlier = date if self.cut is None else min(date, self.cut)
        return Panel(self._store, earlier, knowable=knowable or self.knowable)

    def _surviving(self, log: pd.DataFrame) -> pd.DataFrame:
        """The repairs whose cells the vintage keeps."""
        kept = []
        for variable, rows in log.groupby("variable", sort=False):
            _, mask, _ = self._cube(str(variable))
            at = (rows["year"].to_numpy() - FIRST_YEAR, self._columns(rows["ccode"].tolist()))
            kept.append(rows[mask[at] != Mask.MISSING])
        return (
            log.iloc[:0]
            if not kept
            else log.loc[sorted(i for rows in kept for i in rows.index)].reset_index(drop=True)
        )

    def _rows(self, years: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        wanted = np.asarray(years, dtype=np.int64)
        inside = (wanted >= FIRST_YEAR) & (wanted <= LAST_YEAR)
        return np.where(inside, wanted - FIRST_YEAR, 0), inside

    def _columns(self, ccodes: Sequence[str | int]) -> NDArray[np.int64]:
        return np.array([self._store.column[self.ccode(code)] for code in ccodes], dtype=np.int64)

    def _cube(self, variable: str) -> tuple[Floats, Masks, NDArray[np.int16]]:
        if variable not in self._store.variables:
            self.variable(variable)
        return self._cubes[self._store.order[variable]]

    @cached_property
    def _cubes(self) -> dict[int, tuple[Floats, Masks, NDArray[np.int16]]]:
        return Cubes(self)


@cache
def _opened(path: Path, stamp: float) -> Panel:
    return Panel(Store(path))


def open_panel(path: Path | str | None = None) -> Panel:
    """The bundled panel, or another one that was compiled or laid over it; opened once and kept.

    Args:
        path: Folder of the panel; by default the one that ``COUNTERPOISE_PANEL`` names, else the bundled one.

    Raises:
        DataError: A file is missing, cut short or not the one the manifest names.
    """
    named = path if path is not None else os.environ.get("COUNTERPOISE_PANEL") or PANEL
    place = Path(named).resolve()
    return _opened(place, _stamp(place))


def _stamp(place: Path) -> float:
    """When the manifest was written: a panel that was laid anew is opened anew."""
    manifest = place / "manifest.json"
    return manifest.stat().st_mtime_ns if manifest.is_file() else 0
