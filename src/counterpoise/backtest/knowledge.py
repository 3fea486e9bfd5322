"""What the world knew at the end of a year: history cut off, physically, with nothing behind the cut.

A forecast of year ``t`` is made from ``knowledge.until(t - 1)``, whose arrays end there.  Reading on raises an
IndexError, so a year cannot see its future by mistake; a test scrambles every later value and finds the same
forecasts.  Gaps are carried forward only.  One thing is carried back: distances of territories are coded from
1886, and earlier years take those of that first year.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, LAST_YEAR, History, read_history
from counterpoise.vocabulary import DataError

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.data import Panel

__all__ = ["CELLS", "MATRICES", "Knowledge", "know"]

Floats = NDArray[np.floating[Any]]

FIRST_DISTANCE = 1886
"""First year whose distances of territories are coded."""

CELLS = (
    "burden", "cinc", "gdp_long", "gdp_ppp", "gdppc_long", "ideal_point", "nmc_milper", "nmc_tpop", "population",
    "us_troops",
)  # fmt: skip
"""State-years read beside the history, gaps left open."""

MATRICES = ("offence_pact", "neutrality", "exercise", "dispute_ongoing")
"""Pair-years read beside the history."""

_FAR = 5000.0


@dataclass(frozen=True)
class Knowledge:
    """History to the end of a year.

    Attributes:
        history: All that the hazards read; arrays end with ``last``.
        cells: Further series ``[year, state]``, NaN where unknown.
        pairs: Further ties ``[year, state, state]``, symmetric, NaN where nobody has coded.
        treaties: One row per treaty and member; entries and exits after ``last`` are unknown.
        at_war: 1 where a state was in a dispute that reached war ``[year, state]``.
        last: Last year known.
    """

    history: History
    cells: dict[str, Floats]
    pairs: dict[str, Floats]
    treaties: pd.DataFrame
    at_war: Floats
    last: int

    def until(self, year: int) -> Knowledge:
        """The same, ended with ``year``.

        Raises:
            DataError: A year before 1816 or after what is known here.
        """
        if not FIRST_YEAR <= year <= self.last:
            raise DataError(
                f"Nothing is known to the end of {year}.",
                hint=f"Choose a year from {FIRST_YEAR} to {self.last}.",
            )
        size = year - FIRST_YEAR + 1
        changed: dict[str, Any] = {}
        for entry in fields(self.history):
            value = getattr(self.history, entry.name)
            if isinstance(value, dict):
                changed[entry.name] = {key: inner[:size] for key, inner in value.items()}
            elif entry.name != "codes":
                changed[entry.name] = value[:size]
        return Knowledge(
            replace(self.history, **changed),
            {name: value[:size] for name, value in self.cells.items()},
            {name: value[:size] for name, value in self.pairs.items()},
            _treaties_until(self.treaties, year),
            self.at_war[:size],
            year,
        )

    @cached_property
    def place(self) -> dict[int, int]:
        """Place of each COW code on the axes."""
        return {int(code): place for place, code in enumerate(self.history.codes)}


def know(panel: Panel) -> Knowledge:
    """All that a panel knows, laid out by year."""
    history = read_history(panel)
    years = list(range(FIRST_YEAR, LAST_YEAR + 1))
    codes = [int(code) for code in history.codes]
    cells: dict[str, Floats] = {name: panel.values(name, codes, years) for name in CELLS}
    pairs: dict[str, Floats] = {
        name: _either(panel.matrix(name, codes, years).astype(np.float32)) for name in MATRICES
    }
    distance = _distances(panel.matrix("mindist", codes, years).astype(np.float32), history.capital_km)
    disputes = panel.table("disputes")
    war = np.zeros((len(years), len(codes)))
    hot = disputes[disputes["hostility"] == 5]
    place = np.searchsorted(history.codes, hot["ccode1"].to_numpy(dtype=np.int64))
    war[hot["year"].to_numpy(dtype=np.int64) - FIRST_YEAR, place] = 1.0
    history = replace(history, mindist=distance)
    return Knowledge(history, cells, pairs, panel.table("treaties"), war, LAST_YEAR)


def _treaties_until(treaties: pd.DataFrame, year: int) -> pd.DataFrame:
    """Members that had entered; exits that had not come are unknown."""
    out = treaties[treaties["entry_year"] <= year].copy()
    out.loc[out["exit_year"].fillna(0) > year, ["exit", "exit_year"]] = None
    return out


def _distances(known: NDArray[np.float32], capital: NDArray[np.float32]) -> NDArray[np.float32]:
    """Distances carried forward, before 1886 those of 1886, and failing both those of the capitals."""
    first = FIRST_DISTANCE - FIRST_YEAR
    filled = known.copy()
    filled[:first] = known[first]
    for t in range(first + 1, len(filled)):
        gap = np.isnan(filled[t])
        filled[t][gap] = filled[t - 1][gap]
    filled = np.where(np.isnan(filled), capital, filled)
    return np.nan_to_num(filled, nan=_FAR)


def _either(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """The greater of the two directions."""
    return np.fmax(matrix, matrix.transpose(0, 2, 1))
