"""The record of disputes: all that the hazards remember of history, as stocks that decay.

One function turns a year into the next, in history with what was coded and in simulation with what was drawn.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from counterpoise.measures._namespace import Array, namespace

__all__ = ["HALF_LIFE", "Record", "empty_record", "update_record"]

HALF_LIFE = {"initiated": 8.0, "onset": 8.0, "recent": 2.0}
"""Years in which a stock of past disputes loses half its weight."""


class Record(NamedTuple):
    """Disputes so far, as stocks that decay: all that the hazards remember of history.

    Attributes:
        initiated: Disputes that row started with column, half-life 8 years ``[..., source, target]``.
        onset: Disputes between the two, whoever started them, half-life 8 years, symmetric.
        recent: The same with a half-life of 2 years.
        peace_years: Full years since the last dispute between the two began, symmetric.
    """

    initiated: Array
    onset: Array
    recent: Array
    peace_years: Array


def empty_record(xp: Any, states: int) -> Record:
    """A record without disputes, for states that have never met."""
    zero = xp.zeros((states, states))
    return Record(zero, zero, zero, zero)


def update_record(record: Record, initiated: Array, onset: Array) -> Record:
    """The record a year later: stocks halve once per half-life, and this year's disputes join them.

    ``stock' = stock 2**(-1 / half-life) + this year``; ``peace' = (peace + 1)(1 - onset)``.  With zeros and
    ones this counts; with probabilities it carries the expected record over years that nobody has coded.

    Args:
        record: The record at the start of the year.
        initiated: 1 (or a probability) where row starts a dispute with column this year.
        onset: 1 (or a probability) where a dispute between the two begins this year.  Symmetrised here: pass
            ``initiated`` again where nobody joins the disputes of others, as in the simulation.

    Returns:
        The record at the start of the next year.

    >>> import numpy as np
    >>> start = empty_record(np, 2)._replace(initiated=np.array([[0.0, 1.0], [0.0, 0.0]]))
    >>> quiet = np.zeros((2, 2))
    >>> for _ in range(8):
    ...     start = update_record(start, quiet, quiet)
    >>> round(float(start.initiated[0, 1]), 12), float(start.peace_years[0, 1])
    (0.5, 8.0)
    """
    xp = namespace(onset, record.onset)
    either = xp.maximum(onset, xp.swapaxes(onset, -1, -2))
    return Record(
        initiated=record.initiated * 2.0 ** (-1.0 / HALF_LIFE["initiated"]) + initiated,
        onset=record.onset * 2.0 ** (-1.0 / HALF_LIFE["onset"]) + either,
        recent=record.recent * 2.0 ** (-1.0 / HALF_LIFE["recent"]) + either,
        peace_years=(record.peace_years + 1.0) * (1.0 - either),
    )
