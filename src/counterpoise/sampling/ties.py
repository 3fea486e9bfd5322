"""Ties short of a pact, year by year: which deepen, and which pairs begin to exercise together.

The scoreboard asks about windows of five years, which overlap; a posterior needs cases that do not, so here each year
is one.  Depth is the ladder of open data (:func:`counterpoise.backtest.terms.tie.depth`); exercises are coded from 1980
to 2010.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.moment import moments
from counterpoise.backtest.pairs import upper
from counterpoise.backtest.terms import tie as terms
from counterpoise.estimate.history import FIRST_YEAR

__all__ = ["DEEPENING_TERMS", "STARTING_TERMS", "TieRows", "tie_rows"]

STARTING_TERMS = (*terms.GRAVITY, *terms.THREAT, *terms.AFFINITY, *terms.TIES, *terms.NETWORK, *terms.WAVE)
DEEPENING_TERMS = (*terms.DEPTHS, *STARTING_TERMS)

FIRST, LAST = 1984, 2010
"""Years asked about; exercises are known from 1980 and to 2010."""

_QUIET = 8
"""Years without an exercise after which the next one is a start."""

_ENOUGH = 1.0 - 1e-4
"""Weight of one exercise of two states; weights are stored with six digits."""

TieRows = tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.int64]]


def tie_rows(knowledge: Knowledge) -> tuple[TieRows, TieRows]:
    """Which ties deepen, in Asia and the Pacific with the United States and Russia; which pairs of the world begin.

    Each is terms, events and years.  Exercises begin in Asia 73 times, too seldom for as many terms.
    """
    pairs = upper(len(knowledge.history.codes))
    asian = terms.asian_pairs(knowledge)
    weight = knowledge.pairs["exercise"]
    deeper: list[tuple[Any, ...]] = []
    begun: list[tuple[Any, ...]] = []
    before: NDArray[np.int8] | None = None
    for moment in moments(knowledge, FIRST, LAST):
        t = moment.year - FIRST_YEAR
        alive = knowledge.history.dyads[t] & knowledge.history.dyads[t - 1] & pairs
        made = terms.ties(moment, DEEPENING_TERMS)
        before = _depth(knowledge, moment.year - 1) if before is None else before
        after = _depth(knowledge, moment.year)
        risk = alive & asian & (before < 4)
        deeper.append(_cases(made, DEEPENING_TERMS, risk, after > before, moment.year))
        before = after
        if moment.year - _QUIET >= 1980:
            quiet = np.nansum(weight[t - _QUIET : t], axis=0) < _ENOUGH
            started = np.nan_to_num(weight[t]) >= _ENOUGH
            begun.append(_cases(made, STARTING_TERMS, alive & quiet, started, moment.year))
    return _joined(deeper), _joined(begun)


def _depth(knowledge: Knowledge, year: int) -> NDArray[np.int8]:
    known = knowledge.until(year)
    return terms.depth(known.history.pacts, known.pairs, known.cells["us_troops"], known.place[terms.PATRON])


def _cases(
    made: dict[str, Any], names: tuple[str, ...], risk: NDArray[np.bool_], event: NDArray[np.bool_], year: int
) -> tuple[Any, ...]:
    columns = np.column_stack([made[name][risk] for name in names])
    return columns, event[risk].astype(np.float64), np.full(len(columns), year, dtype=np.int64)


def _joined(parts: list[tuple[Any, ...]]) -> TieRows:
    one, two, three = (np.concatenate(column) for column in zip(*parts, strict=True))
    return one, two, three
