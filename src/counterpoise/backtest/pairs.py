"""Pairs of states as cases: a task says who is at risk, what happens and what was known; this lays them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.moment import Moment, moments
from counterpoise.backtest.rows import Rows, gather

__all__ = ["Pairs", "mirrored", "stacked", "upper"]

Matrix = NDArray[Any]
TermsOf = Callable[[Moment], tuple[tuple[str, ...], Callable[[Matrix, Matrix], Matrix]]]


@dataclass(frozen=True)
class Pairs:
    """How a task's cases are found.

    Attributes:
        risk: Pairs at risk in a year ``[a, b]``.
        outcome: What happens to each pair in the window that begins with a year ``[a, b]``.
        terms: Names of the terms at the start of a year, and a function from places to their values.
        window: Years the outcome spans.
        scored: Pairs that count in the test ``[a, b]``; None for all.
    """

    risk: Callable[[Knowledge, int], Matrix]
    outcome: Callable[[Knowledge, int], Matrix]
    terms: TermsOf
    window: int = 1
    scored: Callable[[Knowledge], Matrix] | None = None

    def rows(self, knowledge: Knowledge, first: int, last: int, *, terms: bool = True) -> Rows:
        """Cases that begin between two years, with or without what was known at their start."""
        if terms:
            return gather(
                self._year(knowledge, moment.year, moment) for moment in moments(knowledge, first, last)
            )
        return gather(self._year(knowledge, year, None) for year in range(first, last + 1))

    def _year(self, knowledge: Knowledge, year: int, moment: Moment | None) -> Rows:
        a, b = np.nonzero(self.risk(knowledge, year))
        codes = knowledge.history.codes
        happened = self.outcome(knowledge, year)[a, b]
        keys = np.column_stack([np.full(len(a), year), codes[a], codes[b]]).astype(np.int32)
        names, values = self.terms(moment) if moment is not None else ((), None)
        scored = np.ones(len(a), dtype=bool) if self.scored is None else self.scored(knowledge)[a, b]
        return Rows(
            keys=keys,
            outcome=happened.astype(np.float64),
            ends=np.full(len(a), year + self.window - 1, dtype=np.int32),
            start=np.zeros(len(a)),
            scored=np.asarray(scored, dtype=bool),
            terms=(values(a, b) if values is not None else np.zeros((len(a), 0))).astype(np.float32),
            names=names,
        )


def upper(states: int) -> NDArray[np.bool_]:
    """Each unordered pair once."""
    return np.triu(np.ones((states, states), dtype=bool), 1)


def stacked(matrices: dict[str, Matrix]) -> tuple[tuple[str, ...], Callable[[Matrix, Matrix], Matrix]]:
    """Named matrices as terms of pairs."""

    def values(a: Matrix, b: Matrix) -> Matrix:
        return np.column_stack([matrix[a, b] for matrix in matrices.values()])

    return tuple(matrices), values


def mirrored(matrices: dict[str, Matrix]) -> tuple[tuple[str, ...], Callable[[Matrix, Matrix], Matrix]]:
    """Sum and absolute difference of the two directions of each matrix, as terms of unordered pairs."""

    def values(a: Matrix, b: Matrix) -> Matrix:
        one = np.column_stack([matrix[a, b] for matrix in matrices.values()]).astype(np.float64)
        two = np.column_stack([matrix[b, a] for matrix in matrices.values()]).astype(np.float64)
        return np.concatenate([one + two, np.abs(one - two)], axis=1)

    return (*matrices, *(f"{name}:gap" for name in matrices)), values
