"""Ties before the sourced table begins, from open traces.

The sourced table of ties starts in 2010.  Before that a rung is read from treaties, American troops and joint
exercises (:func:`counterpoise.backtest.terms.tie.depth`), as hindcasts read it: a duty to defend is seen, a
partnership short of one often is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.terms import tie
from counterpoise.data import Panel

__all__ = ["traced"]

Floats = NDArray[np.float64]


def traced(panel: Panel, codes: list[int], years: Sequence[int]) -> dict[int, Floats]:
    """Rung of each pair at the end of consecutive years, from open traces alone ``[state, state]``."""
    before = list(range(years[0] - _MEMORY, years[-1] + 1))

    def pairs(name: str) -> NDArray[np.float32]:
        matrix = np.asarray(panel.matrix(name, codes, before), dtype=np.float32)
        return np.fmax(matrix, matrix.transpose(0, 2, 1))

    def until(tables: dict[str, Any], end: int) -> dict[str, Any]:
        return {name: table[:end] for name, table in tables.items()}

    pacts = {name: pairs(column) > 0 for name, column in _PACTS.items()}
    others = {name: pairs(name) for name in ("offence_pact", "neutrality", "exercise")}
    troops = np.asarray(panel.values("us_troops", codes, before), dtype=float)
    patron, found = codes.index(tie.PATRON), {}
    for end, year in enumerate(years, _MEMORY + 1):
        found[year] = tie.depth(until(pacts, end), until(others, end), troops[:end], patron).astype(float)
    return found


_PACTS = {"defence": "defence_pact", "nonaggression": "nonaggression", "consultation": "consultation"}

_MEMORY = 2
"""Years before its own of which a rung still sees the exercises."""
