"""The start of a year: everything a forecast of pairs may read, built up from the years before and nothing else.

Disputes leave memories of several lengths; the moment carries them, with geography, power, regimes and pacts as
they stood at the end of the year before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.estimate.history import FIRST_YEAR, LAST_DISPUTE_YEAR, History
from counterpoise.measures.record import Record, empty_record, update_record

__all__ = ["HALF_LIVES", "Memory", "Moment", "moments"]

HALF_LIVES = (2.0, 8.0, 20.0)
"""Years in which the memories of disputes lose half their weight."""

Floats = NDArray[np.floating[Any]]


@dataclass
class Memory:
    """Disputes and pacts so far.

    Attributes:
        initiated: Stock of disputes that row started with column, by half-life.
        onset: Stock of disputes between the two, by half-life.
        peace: Years since a dispute between the two was under way.
        enemies: Years since a dispute between the two began.
        met: Whether a dispute between the two ever began.
        together: Years that both have been members without a break.
        quarrels: Share of relevant pairs with an onset, decayed over two and over eight years.
        pacts: Share of pairs at risk that formed a defence pact, decayed over three years and over ten.
        formed: Pacts formed by each state, half-life three years.
        record: The same as the simulator keeps it.
    """

    initiated: dict[float, Floats]
    onset: dict[float, Floats]
    peace: Floats
    enemies: Floats
    met: Floats
    together: Floats
    quarrels: dict[float, tuple[float, float]]
    pacts: dict[float, tuple[float, float]]
    formed: Floats
    record: Record

    @classmethod
    def empty(cls, states: int) -> Memory:
        """Nobody has met."""
        zero = np.zeros((states, states), dtype=np.float32)
        return cls(
            dict.fromkeys(HALF_LIVES, zero),
            dict.fromkeys(HALF_LIVES, zero),
            zero,
            zero + 99.0,
            zero,
            zero,
            {2.0: (0.0, 0.0), 8.0: (0.0, 0.0)},
            {3.0: (0.0, 0.0), 10.0: (0.0, 0.0)},
            np.zeros(states, dtype=np.float32),
            empty_record(np, states),
        )

    def learn(self, known: Knowledge) -> None:
        """Add the last year known.  After disputes cease to be coded, what was last known stays: not zero."""
        history, year = known.history, known.last
        t = year - FIRST_YEAR
        self.together = np.where(history.dyads[t], self.together + 1.0, 0.0)
        if year <= LAST_DISPUTE_YEAR:
            self._learn_disputes(known)
        if t > 0:
            risk = history.dyads[t] & history.dyads[t - 1] & ~history.pacts["defence"][t - 1]
            new = history.pacts["defence"][t] & risk
            self.pacts = _decayed(self.pacts, float(new.sum()), float(risk.sum()))
            self.formed = np.float32(2.0 ** (-1.0 / 3.0)) * self.formed + new.sum(axis=1)

    def _learn_disputes(self, known: Knowledge) -> None:
        """Add the disputes of the last year known."""
        history, t = known.history, known.last - FIRST_YEAR
        started, begun = 1.0 * history.initiated[t], 1.0 * history.onset[t]
        under_way = np.maximum(begun, known.pairs["dispute_ongoing"][t] > 0)
        for half in HALF_LIVES:
            keep = np.float32(2.0 ** (-1.0 / half))
            self.initiated = {**self.initiated, half: keep * self.initiated[half] + started}
            self.onset = {**self.onset, half: keep * self.onset[half] + begun}
        self.peace = (self.peace + 1.0) * (1.0 - under_way)
        self.enemies = np.where(begun > 0.5, 0.0, self.enemies + 1.0)
        self.met = np.maximum(self.met, begun > 0.5)
        self.record = update_record(self.record, started, begun)
        risk = history.dyads[t] & history.relevant(known.last)
        self.quarrels = _decayed(self.quarrels, float(begun[risk].sum()), float(risk.sum()))


def _decayed(
    rates: dict[float, tuple[float, float]], events: float, cases: float
) -> dict[float, tuple[float, float]]:
    """Events and cases, each decayed by its half-life, with this year's added."""
    return {
        half: (2.0 ** (-1.0 / half) * e + events, 2.0 ** (-1.0 / half) * n + cases)
        for half, (e, n) in rates.items()
    }


@dataclass(frozen=True)
class Moment:
    """The start of ``year``.

    Attributes:
        year: The year that is about to begin.
        known: Knowledge that ends with the year before.
        memory: What is remembered of earlier years.
    """

    year: int
    known: Knowledge
    memory: Memory

    @property
    def history(self) -> History:
        """History to the end of the year before."""
        return self.known.history


def moments(knowledge: Knowledge, first: int, last: int) -> Iterator[Moment]:
    """The start of each year from first to last, remembered from 1816.

    Args:
        knowledge: What is known at all; each moment sees only the years before its own.
        first: First year wanted.
        last: Last year wanted.
    """
    memory = Memory.empty(len(knowledge.history.codes))
    for year in range(FIRST_YEAR, last):
        known = knowledge.until(year)
        memory.learn(known)
        if year + 1 >= first:
            yield Moment(year + 1, known, replace(memory))  # a list of moments keeps what each remembered
