"""What shares its luck: a treaty forms or ends once, however many pairs of states it binds.

Resampling calendar years treats the pairs of one conference as one draw of luck only where they share a year;
resampling treaties says it outright.  For formations, every event belongs to the treaty that made it and the pairs that
formed none belong to their year; for endings, every treaty-year belongs to its treaty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.task import Task

__all__ = ["treaty_clusters"]

_OWN, _FORMED = ("treaty-termination",), ("pact-formation",)


def treaty_clusters(task: Task, rows: Rows, knowledge: Knowledge) -> NDArray[np.int64] | None:
    """Label of each case's treaty, or None for tasks that no treaty clusters.

    Years of cases without a treaty are labelled below zero, so that they meet no treaty's number.
    """
    if task.name in _OWN:
        return rows.keys[:, 1].astype(np.int64)
    if not task.name.startswith(_FORMED):
        return None
    labels = -rows.year.astype(np.int64)
    made = _makers(knowledge)
    for row in np.flatnonzero(rows.outcome == 1):
        year, a, b = (int(part) for part in rows.keys[row])
        entries = made.get((min(a, b), max(a, b)), [])
        known = [entry for entry in entries if entry[0] <= year + task.window - 1]
        if known:
            labels[row] = min(known, key=lambda entry, year=year: abs(entry[0] - year))[1]
    return labels


def _makers(knowledge: Knowledge) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Year and number of every treaty that bound one of two states to defend, by their ordered codes."""
    table: Any = knowledge.treaties
    duty = set(table.loc[table["defence"] == 1, "atopid"])
    made: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for treaty, members in table[table["atopid"].isin(duty)].groupby("atopid", sort=True):
        spells = [(int(m.ccode), int(m.entry_year)) for m in members.itertuples()]
        for place, (a, begun) in enumerate(spells):
            for b, other in spells[place + 1 :]:
                if a != b:
                    made.setdefault((min(a, b), max(a, b)), []).append((max(begun, other), int(treaty)))
    return made
