"""The ladder of ties as a year could see it, and how fast and where it was being climbed.

Before the sourced table of ties (from 2010, for Asia) a rung is read from open traces: 4 a duty to defend or
attack together, 3 a hundred American troops, 2 joint exercises of weight 1 in three years, 1 a duty to consult,
stay neutral or not attack, or any exercise (:func:`counterpoise.backtest.terms.tie.depth`).  Exercises are coded
from 1980 to 2010 and troops from 1950: before that the rungs between are not seen, which is not to say empty.

Which pairs climb, and which fall, are two logits on gravity, threat, affinity, pacts and network, believed as far as
their own past forecasts deserve (:mod:`counterpoise.vintage.inclination`).  A pact proper has its own fitted hazard,
may be reached from any rung, and ends by its own rates (:mod:`counterpoise.vintage.lapses`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge, know
from counterpoise.backtest.moment import moments
from counterpoise.backtest.terms import tie
from counterpoise.estimate.history import FIRST_YEAR, LAST_PACT_YEAR
from counterpoise.vintage.inclination import CLIMB, FALL, FOLDS, HORIZON, WINDOWS, Inclination, Past, incline

if TYPE_CHECKING:
    from counterpoise.data import Panel
    from counterpoise.vintage.panel import VintagePanel

__all__ = [
    "LAST_TRACE", "Ladder", "Traces", "depth_then", "ladder_of", "laid_out", "past_of", "recorded_depth", "split",
    "traces_at",
]  # fmt: skip

Floats = NDArray[np.float64]

LAST_TRACE = 2010
"""Last year in which exercises are coded; later years are asked with what was known then."""

_TERMS = (
    *tie.DEPTHS, *tie.GRAVITY, *tie.THREAT, "regime_likeness", "joint_polyarchy", "ideal_gap", *tie.TIES, *tie.NETWORK,
    *tie.WAVE,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ladder:
    """What an origin knows of the ladder among some states.

    Attributes:
        depth: Rung of each pair at the end of the origin ``[state, state]``.
        climb: Yearly log-odds of climbing from rungs 0, 1 and 2.
        fall: Yearly log-odds of falling from rungs 1, 2 and 3.
        inclination: Log-odds of climbing that a pair has beyond those of its rung ``[state, state]``.
        loosening: The same of falling.
        spread: Standard deviation of what each pair has beyond these for good and nothing told: climbing, falling.
        luck: The same of what an era has, for all pairs together.
        seen: Rung of each pair in the traces, where another source gives the depth ``[state, state]``.
        yearly: Log-odds of a move as the traces have it: climbing, falling ``[move, state, state]``.
        step: Part of them that is the rung's ``[move, rung]``.
        gravity: Outputs, distance and borders of each pair in the last year of the traces
            ``[state, state, term]``.
    """

    depth: Floats
    climb: Floats
    fall: Floats
    inclination: Floats
    loosening: Floats
    spread: tuple[float, float]
    luck: tuple[float, float]
    seen: Floats
    yearly: Floats
    step: Floats
    gravity: Floats


@dataclass(frozen=True)
class Traces:
    """Which traces a ladder is read from, so that no tie seems to deepen on the day on which its coding begins.

    Attributes:
        exercises: Whether joint exercises count: from 1990 on, ten years after their coding begins.
        troops: Whether American troops count: from 1960 on, ten years after.
        first: Year before the first window.
        last: Last year in which all of them are coded.
    """

    exercises: bool
    troops: bool
    first: int
    last: int


def traces_at(origin: int) -> Traces:
    """The traces of an origin's ladder.

    >>> traces_at(1970)
    Traces(exercises=False, troops=True, first=1950, last=2018)
    """
    exercises, troops = origin >= _EXERCISES + 10, origin >= _TROOPS + 10
    first = _EXERCISES if exercises else _TROOPS if troops else FIRST_YEAR + 20
    return Traces(exercises, troops, first, LAST_TRACE if exercises else LAST_PACT_YEAR)


def laid_out(panel: Panel, last: int, origin: int) -> Knowledge:
    """What a panel knows to the end of a year, with the traces of an origin's ladder and no others.

    Args:
        panel: Where to read.
        last: Last year wanted; after the origin it is what happened, laid out for comparison.
        origin: The origin that decides which traces count.
    """
    knowledge, traces = know(panel).until(last), traces_at(origin)
    cells, pairs = dict(knowledge.cells), dict(knowledge.pairs)
    if not traces.troops:
        cells["us_troops"] = np.full_like(cells["us_troops"], np.nan)
    if not traces.exercises:
        pairs["exercise"] = np.full_like(pairs["exercise"], np.nan)
    return replace(knowledge, cells=cells, pairs=pairs)


def _knowledge(panel: VintagePanel) -> Knowledge:
    return panel.remember("knowledge", lambda: laid_out(panel, panel.origin, panel.origin))


def recorded_depth(knowledge: Knowledge, year: int) -> NDArray[np.int8]:
    """Rung of every pair at the end of a year, from open traces ``[state, state]``."""
    known = knowledge if year == knowledge.last else knowledge.until(year)
    return tie.depth(known.history.pacts, known.pairs, known.cells["us_troops"], known.place[tie.PATRON])


def depth_then(panel: VintagePanel, codes: Sequence[int], year: int) -> Floats:
    """Rung of each pair of states at the end of a year that a vintage knows, from open traces ``[state, state]``."""
    knowledge = _knowledge(panel)
    place = [knowledge.place[int(code)] for code in codes]
    return recorded_depth(knowledge, year)[np.ix_(place, place)].astype(float)


def ladder_of(panel: VintagePanel, codes: Sequence[int]) -> Ladder:
    """The ladder at the end of a vintage's origin; kept, since it reads the whole of history.

    Args:
        panel: The past that ends with the origin.
        codes: COW codes on the state axis.
    """

    def moves() -> tuple[Floats, Floats, Inclination, Inclination]:
        past = past_of(_knowledge(panel), panel.origin)
        gravity = past.terms[past.last][:, [past.names.index(name) for name in tie.GRAVITY]].astype(float)
        return past.levels[past.last].astype(float), gravity, incline(past, CLIMB), incline(past, FALL)

    def laid() -> Ladder:
        knowledge = _knowledge(panel)
        place = [knowledge.place[int(code)] for code in codes]
        return _among(*panel.remember("moves", moves), len(knowledge.history.codes), place)

    return panel.remember(("ladder", tuple(codes)), laid)


def past_of(knowledge: Knowledge, origin: int) -> Past:
    """The ladder of all pairs, year by year, as far back as any fit of an origin looks.

    Args:
        knowledge: All that the origin knows, with its traces.
        origin: Decides which traces count.
    """
    traces = traces_at(origin)
    last = min(origin, traces.last)
    first = max(last - WINDOWS - FOLDS * HORIZON, traces.first + 2)
    above = np.triu_indices(len(knowledge.history.codes), 1)
    levels, alive, terms = {}, {}, {}
    for moment in moments(knowledge, first + 1, last + 1):
        year = moment.year - 1
        made = tie.ties(moment, _TERMS)
        levels[year] = recorded_depth(moment.known, year)[above]
        alive[year] = np.asarray(moment.history.dyads[-1][above])
        terms[year] = np.stack([made[name][above] for name in _TERMS], axis=-1)
    return Past(levels, alive, terms, _TERMS, last)


def _among(
    level: Floats, gravity: Floats, climb: Inclination, fall: Inclination, states: int, place: list[int]
) -> Ladder:
    """The ladder among the states at some places of the axis of all."""
    inside = np.ix_(place, place)

    def square(values: Floats) -> Floats:
        whole = np.zeros((states, states))
        whole[np.triu_indices(states, 1)] = values
        return np.asarray((whole + whole.T)[inside])

    depth = square(level)
    yearly = np.stack([square(climb.yearly), square(fall.yearly)])
    step = np.stack([climb.step, fall.step])
    up, inclination = split(yearly[0], step[0], depth, (0, 1, 2))
    down, loosening = split(yearly[1], step[1], depth, (1, 2, 3))
    found = climb.calibration, fall.calibration
    spread, luck = (found[0].spread, found[1].spread), (found[0].luck, found[1].luck)
    drawn = np.stack([square(term) for term in gravity.T], axis=-1)
    return Ladder(depth, up, down, inclination, loosening, spread, luck, depth, yearly, step, drawn)


def split(yearly: Floats, step: Floats, depth: Floats, rungs: tuple[int, int, int]) -> tuple[Floats, Floats]:
    """Rates by rung, and what each pair has beyond that of its own: nothing on average.

    Args:
        yearly: Log-odds of the move by pair ``[state, state]``.
        step: Part of them that is the rung's, rungs 0 to 4.
        depth: Rungs ``[state, state]``.
        rungs: Those from which the move can be made.
    """
    at = np.isin(depth, rungs)
    pairs = at & np.triu(np.ones(depth.shape, dtype=bool), 1)
    beyond = yearly - step[depth.astype(int)]
    shared = float(beyond[pairs].mean()) if pairs.any() else _RARE
    rates = np.clip(shared + step[list(rungs)], *_BOUNDS)
    own = np.where(at, yearly - rates[np.clip(depth - rungs[0], 0, 2).astype(int)], 0.0)
    np.fill_diagonal(own, 0.0)
    return rates, own


_EXERCISES, _TROOPS = 1980, 1950
"""First years in which exercises and American troops are coded."""

_RARE, _BOUNDS = -6.0, (-9.0, -1.0)
