"""The record of disputes at the start of a scenario, where coding has ended and years have not.

Gibler, Miller and Little code disputes to 2010.  Later years add what the fitted equation expects, for
missing is not zero; named events that are known to have happened can be put in their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.dispute import hazard_of
from counterpoise.estimate.history import LAST_DISPUTE_YEAR, History, read_history
from counterpoise.estimate.posterior import load
from counterpoise.measures.hazard import ENEMY_YEARS, DisputeMoment, Record

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["Start", "start_record"]


class Start(NamedTuple):
    """The record of some states at the start of a year, and what lies beyond them.

    Attributes:
        record: Stocks between the states ``[state, state]``.
        beyond: Their stocks with all other states, initiated, initiated against, onsets ``[state, 3]``.
        enemies_beyond: States outside the scenario with which both had a dispute in the last ten years
            ``[state, state]``.
    """

    record: Record
    beyond: NDArray[np.float64]
    enemies_beyond: NDArray[np.float64]


def start_record(
    panel: Panel,
    ccodes: Sequence[int],
    year: int,
    observed: Iterable[tuple[int, int, int]] = (),
    coefficients: NDArray[np.float64] | None = None,
    history: History | None = None,
) -> Start:
    """The record at the start of ``year`` for the states of a scenario.

    Args:
        panel: Where history is.
        ccodes: COW codes, in the scenario's order.
        year: First year of the scenario.
        observed: Disputes known to have begun after 2010: (year, source, target) by COW code.
        coefficients: Of the dispute equation; the mean of the posterior that ships where None.
        history: The panel as arrays, where that has been laid out already.
    """
    history = read_history(panel) if history is None else history
    hazard = hazard_of(load("dispute_initiation").mean if coefficients is None else coefficients)
    place = {int(code): index for index, code in enumerate(history.codes)}
    known: dict[int, list[tuple[int, int]]] = {}
    for happened, source, target in observed:
        known.setdefault(happened, []).append((place[source], place[target]))

    when = iter(range(LAST_DISPUTE_YEAR + 1, year))

    def expected(moment: DisputeMoment) -> NDArray[np.float64]:
        chance = hazard(moment)
        for source, target in known.get(next(when), []):
            chance[source, target] = 1.0
        return chance

    ((_, record),) = history.records(year, year, expected)
    rows = np.array([place[int(code)] for code in ccodes])
    inside = np.zeros(len(history.codes), dtype=bool)
    inside[rows] = True
    starts, onset = record.initiated[rows], record.onset[rows]
    beyond = np.stack(
        [
            starts[:, ~inside].sum(axis=1),
            record.initiated[~inside][:, rows].sum(axis=0),
            onset[:, ~inside].sum(axis=1),
        ],
        axis=-1,
    )
    hostile = 1.0 * (record.peace_years < ENEMY_YEARS) * (record.onset > 0)
    outside = hostile[rows][:, ~inside]
    pick = np.ix_(rows, rows)
    return Start(Record(*(stock[pick] for stock in record)), beyond, outside @ outside.T)
