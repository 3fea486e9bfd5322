"""The record of disputes at a scenario's start, from the panel: coded to 2010, expected by the fitted equation after.

Nobody has coded militarised disputes after 2014 in directed form.  Missing is not zero: for those years the
equation's own expectation enters the record, so that a rivalry of 2010 fades as the equation says it would.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.estimate.history import History
from counterpoise.measures.hazard import ENEMY_YEARS, DisputeMoment, Record, dispute_log_odds, probability

__all__ = ["record_at"]

Floats = NDArray[np.float64]


def record_at(
    history: History, year: int, states: Sequence[int], coefficients: Floats
) -> tuple[Record, Floats, Floats]:
    """The record among some states at the start of a year, their stocks and common enemies with everybody else.

    Args:
        history: From :func:`counterpoise.estimate.history.read_history`.
        year: The year that begins.
        states: COW codes, in the order wanted.
        coefficients: Mean coefficients of the dispute equation.

    Returns:
        The :class:`Record` among the states; ``[state, 3]``: stocks started, suffered and begun with states that
        are not among them; and ``[later, state, state]``: how many of those are revealed adversaries of both at the
        start of that year and of each later one, until what is recorded is too long ago.
    """

    def expected(moment: DisputeMoment) -> Floats:
        return np.asarray(probability(dispute_log_odds(moment, coefficients)))

    record = dict(history.records(year, year, expected))[year]
    place = np.searchsorted(history.codes, states)
    inside = np.ix_(place, place)
    among = Record(*(np.asarray(stock)[inside] for stock in record))
    started = record.initiated[place].sum(1) - among.initiated.sum(1)
    suffered = record.initiated[:, place].sum(0) - among.initiated.sum(0)
    begun = record.onset[place].sum(1) - among.onset.sum(1)
    rest = np.delete(np.arange(len(history.codes)), place)
    quiet, ever = (np.asarray(stock)[np.ix_(place, rest)] for stock in (record.peace_years, record.onset))
    hostile = 1.0 * (quiet + np.arange(ENEMY_YEARS)[:, None, None] < ENEMY_YEARS) * (ever > 0)
    enemies = hostile @ np.swapaxes(hostile, 1, 2)
    return among, np.stack([started, suffered, begun], axis=1), enemies


def pacts_at(panel: Panel, name: str, states: Sequence[int], year: int) -> Floats:
    """A kind of pact among states, symmetric, in the last year up to ``year`` that is coded."""
    years = list(range(year - 15, year + 1))
    matrix = np.asarray(panel.matrix(name, list(states), years), dtype=float)
    known = ~np.isnan(matrix).all(axis=(1, 2))
    last = np.nan_to_num(matrix[np.flatnonzero(known)[-1]]) if known.any() else np.zeros(matrix.shape[1:])
    return np.asarray(np.maximum(last, last.T))
