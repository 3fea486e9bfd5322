"""The region before the tie table begins: stances from open traces, threat and protection from arms and distance.

The sourced table of ties starts in 2010.  Before that a rung is read from treaties, American troops and joint
exercises (:func:`counterpoise.backtest.terms.tie.depth`), as hindcasts read it: a duty to defend is seen, a
partnership short of one often is not.  Threat and protection are what the year's arms, distance and ties would mean
amid the dispositions of the start year, as in :mod:`counterpoise.analysis.past`; nobody has measured dispositions
year by year.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from counterpoise.analysis.past import FIRST_YEAR, readings
from counterpoise.analysis.stance import stance
from counterpoise.backtest.terms import tie
from counterpoise.data import Panel
from counterpoise.measures.stock import military_stock
from counterpoise.observe.alignment import VOTES_ANCHOR, depth_at, ties_to
from counterpoise.observe.case import Observed, spending_to
from counterpoise.parameters import ParameterSet

__all__ = ["SINCE", "levels_before", "stances_before"]

Floats = NDArray[np.float64]

SINCE = 1990
"""First year shown of a scenario that begins after :data:`counterpoise.analysis.past.FIRST_YEAR`."""


def stances_before(observed: Observed, panel: Panel) -> tuple[dict[int, NDArray[np.int8]], float]:
    """Stances of the years before the tie table, and how far both readings agree where both exist.

    Args:
        observed: The scenario, ready to run.
        panel: What its edition may know.

    Returns:
        Year to index into :data:`counterpoise.stances.STANCES` by state; and the share of states, other than the
        poles, whose stance in the first year of the table is named alike by open traces and by the table.
    """
    rungs = traced(panel, list(observed.codes), range(SINCE, FIRST_YEAR + 1))
    named = {year: _stances(observed, panel, year, depth) for year, depth in rungs.items()}
    table = _stances(observed, panel, FIRST_YEAR, depth_at(panel, observed.states, f"{FIRST_YEAR}-12-31"))
    others = [
        k for k, state in enumerate(observed.states) if state not in (observed.patron, observed.challenger)
    ]
    alike = named.pop(FIRST_YEAR) == table
    return named, float(alike[others].mean())


def levels_before(observed: Observed, panel: Panel, parameters: ParameterSet) -> dict[str, dict[int, Floats]]:
    """Threat and protection by year and state, from the first year in which the spending of every state is known.

    Args:
        observed: The scenario, ready to run.
        panel: What its edition may know.
        parameters: Central values are used.
    """
    codes, last = list(observed.codes), observed.start - 1
    stock = np.log(military_stock(spending_to(panel, codes, last), parameters["arming.depreciation"].value))
    years = range(max(SINCE, last - len(stock) + 1), last + 1)
    rungs = traced(panel, codes, range(years[0], FIRST_YEAR))
    rungs |= {year: depth_at(panel, observed.states, f"{year}-12-31") for year in years if year >= FIRST_YEAR}
    depth = np.stack([rungs[year] for year in years])
    read = readings(
        observed, parameters, stock[-len(years) :], depth, lambda r: jnp.stack([r.fear, r.protection])
    )
    return {
        name: dict(zip(years, read[:, k], strict=True)) for k, name in enumerate(("threat", "protection"))
    }


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


def _stances(observed: Observed, panel: Panel, year: int, depth: Floats) -> NDArray[np.int8]:
    poles = ((observed.patron, "patron"), (observed.challenger, "challenger"))
    anchor = min(VOTES_ANCHOR, observed.start - 1)
    sides = [
        np.asarray(expit(ties_to(panel, observed.states, pole, role, year, depth, anchor).value))
        for pole, role in poles
    ]
    return np.asarray(stance(*sides), dtype=np.int8)


_PACTS = {"defence": "defence_pact", "nonaggression": "nonaggression", "consultation": "consultation"}

_MEMORY = 2
"""Years before its own of which a rung still sees the exercises."""
