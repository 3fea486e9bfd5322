"""A task: cases, a split by time, an outcome, and the contenders that were declared for it beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders.base import Contender
from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.rows import Rows
from counterpoise.vocabulary import DataError

__all__ = ["Fold", "Task"]

Build = Callable[..., Rows]


@dataclass(frozen=True)
class Fold:
    """What is fitted when, and asked when.

    Attributes:
        cut: The origin: outcomes known at the end of this year are fitted.
        first: First year asked.
        last: Last year asked.
    """

    cut: int
    first: int
    last: int


@dataclass(frozen=True)
class Task:
    """One line of the scoreboard.

    Attributes:
        name: As users write it.
        question: What is foretold, in a line.
        definition: Cases, outcome and split, so that another can rebuild them.
        kind: ``event`` or ``quantity``.
        window: Years an outcome spans, from the year that opens it.
        first: First year of the training cases.
        folds: Origins and the years each is asked about.
        build: Lays out the cases between two years, with terms or without.
        contenders: Those declared, baselines first.
        headline: The contender that speaks for the project, named before the test was run.
        rival: The baseline that the interval of the difference is taken to.
        published: Scores of others, or targets, on the same cases: measure -> value.
        compared: How the cases differ from those of the published numbers.
        declared: How the headline was chosen, on which folds, and how many specifications saw the test.
    """

    name: str
    question: str
    definition: str
    kind: str
    window: int
    first: int
    folds: tuple[Fold, ...]
    build: Build
    contenders: tuple[Contender, ...]
    headline: str
    rival: str
    published: dict[str, dict[str, float]] = field(default_factory=dict)
    compared: str = ""
    declared: str = ""

    @property
    def last(self) -> int:
        """Last year asked about."""
        return max(fold.last for fold in self.folds)

    @property
    def file(self) -> str:
        """Name of its file."""
        return self.name.replace("/", "-")

    def fold(self, cut: int) -> Fold:
        """The fold of an origin.

        Raises:
            DataError: No fold begins there.
        """
        for fold in self.folds:
            if fold.cut == cut:
                return fold
        known = ", ".join(str(fold.cut) for fold in self.folds)
        raise DataError(f"{self.name} has no origin {cut}.", hint=f"Its origins are {known}.")

    def tested(self, knowledge: Knowledge) -> Rows:
        """The cases asked about that count in the score, with what happened and without terms."""
        rows = self.build(knowledge, min(fold.first for fold in self.folds), self.last, terms=False)
        return rows.where(rows.scored & self.asked(rows))

    def asked(self, rows: Rows) -> NDArray[np.bool_]:
        """Which cases lie in the years of a fold."""
        year: NDArray[Any] = rows.year
        inside = np.zeros(len(rows), dtype=bool)
        for fold in self.folds:
            inside |= (year >= fold.first) & (year <= fold.last)
        return inside
