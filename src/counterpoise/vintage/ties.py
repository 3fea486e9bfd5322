"""The ladder of ties as a year could see it, and how fast and where it was being climbed.

Before the sourced table of ties (from 2010, for Asia) a rung is read from open traces: 4 a duty to defend or
attack together, 3 a hundred American troops, 2 joint exercises of weight 1 in three years, 1 a duty to consult,
stay neutral or not attack, or any exercise (:func:`counterpoise.backtest.terms.tie.depth`).  Exercises are coded
from 1980 to 2010 and troops from 1950: before that the rungs between are not seen, which is not to say empty.

Which pairs climb is a logit on gravity, threat, affinity, pacts and network, fitted on windows of five years that
were closed by the origin.  A pact proper has its own fitted hazard and may be reached from any rung.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge, know
from counterpoise.backtest.moment import Moment, moments
from counterpoise.backtest.pairs import upper
from counterpoise.backtest.terms import tie
from counterpoise.estimate.history import FIRST_YEAR, LAST_PACT_YEAR
from counterpoise.estimate.logit import fit_logit
from counterpoise.measures.hazard import log_odds

if TYPE_CHECKING:
    from counterpoise.data import Panel
    from counterpoise.vintage.panel import VintagePanel

__all__ = [
    "LAST_TRACE", "Ladder", "Traces", "depth_then", "ladder_at", "ladder_of", "laid_out", "rebased", "recorded_depth",
    "traces_at",
]  # fmt: skip

Floats = NDArray[np.float64]

LAST_TRACE = 2010
"""Last year in which exercises are coded; later years are asked with what was known then."""

HORIZON = 5
_WINDOWS = 30
_TERMS = (
    *tie.DEPTHS, *tie.GRAVITY, *tie.THREAT, "regime_likeness", "joint_polyarchy", "ideal_gap", *tie.TIES, *tie.NETWORK,
    *tie.WAVE,
)  # fmt: skip
_RIDGE = 30.0


@dataclass(frozen=True, eq=False)
class Ladder:
    """What an origin knows of the ladder among some states.

    Attributes:
        depth: Rung of each pair at the end of the origin ``[state, state]``.
        climb: Yearly log-odds of climbing from rungs 0, 1 and 2.
        fall: Yearly log-odds of falling from rungs 1, 2 and 3.
        inclination: Log-odds of climbing that a pair has beyond those of its rung ``[state, state]``.
        step: Log-odds of climbing that the fit gives rungs 0 to 3 beyond rung 0.
    """

    depth: Floats
    climb: Floats
    fall: Floats
    inclination: Floats
    step: Floats = field(default_factory=lambda: np.zeros(4))

    @property
    def yearly(self) -> Floats:
        """Yearly log-odds that each pair climbs from where it stands, short of a pact."""
        return np.asarray(self.climb[np.clip(self.depth, 0, 2).astype(int)] + self.inclination)


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

    def make() -> tuple[Knowledge, list[Moment]]:
        knowledge = _knowledge(panel)
        traces = traces_at(panel.origin)
        seen = min(panel.origin, traces.last)
        first = max(seen - _WINDOWS - HORIZON + 2, traces.first + 2)
        return knowledge, list(moments(knowledge, first, seen + 1))

    def laid() -> Ladder:
        return ladder_at(*panel.remember("moments", make), codes)

    return panel.remember(("ladder", tuple(codes)), laid)


def ladder_at(knowledge: Knowledge, told: list[Moment], codes: Sequence[int]) -> Ladder:
    """The ladder from moments that end with the year after the last trace.

    Args:
        knowledge: All that the origin knows.
        told: Moments of consecutive years; the last is asked, those five years and more before it are fitted.
        codes: COW codes on the state axis.
    """
    levels = {m.year - 1: recorded_depth(knowledge, m.year - 1) for m in told}
    now = told[-1]
    x, y, falls = _windows(told, levels)
    fit = fit_logit(x, y, _TERMS, ridge=_RIDGE)
    place = [knowledge.place[int(code)] for code in codes]
    inside = np.ix_(place, place)
    made = tie.ties(now, _TERMS)
    odds = np.stack([made[name][inside] for name in _TERMS], axis=-1)
    yearly = _yearly(log_odds(odds, fit.mean))
    depth = levels[now.year - 1][inside].astype(float)  # where the terms that are asked saw the pair
    step = np.array([0.0, *(float(fit.mean[1 + _TERMS.index(name)]) for name in tie.DEPTHS)])
    return rebased(Ladder(depth, np.zeros(3), falls, yearly), step)


def rebased(ladder: Ladder, step: Floats) -> Ladder:
    """The ladder with yearly log-odds by pair split into those of the rung and what the pair has beyond them.

    Args:
        ladder: Its ``inclination`` holds the whole yearly log-odds of a pair on its rung.
        step: Log-odds of climbing that rungs 0 to 3 have, rung 0 at nothing.
    """
    depth, yearly = ladder.depth, ladder.inclination
    below = np.clip(depth, 0, 3).astype(int)
    pairs = np.triu(np.ones(depth.shape, dtype=bool), 1) & (depth < _TOP)
    plain = float((yearly - step[below])[pairs].mean()) if pairs.any() else _RARE
    climb = np.clip(plain + step[:3], *_BOUNDS)
    inclination = np.where(depth < _TOP, yearly - climb[np.clip(below, 0, 2)], 0.0)
    np.fill_diagonal(inclination, 0.0)
    return replace(ladder, climb=climb, inclination=inclination, step=step)


def _windows(told: list[Moment], levels: dict[int, NDArray[np.int8]]) -> tuple[Floats, Floats, Floats]:
    """Terms and climbs short of a pact in closed windows, and yearly log-odds of falling by rung."""
    terms, climbed = [], []
    fell, stood = np.full(3, 0.5), np.full(3, 1.0)
    for moment in told:
        year = moment.year
        if year - 1 + HORIZON not in levels:
            continue
        before, after = levels[year - 1], levels[year - 1 + HORIZON]
        last = told[-1].known.history.dyads
        alive = moment.history.dyads[-1] & last[year - 1 + HORIZON - FIRST_YEAR] & upper(len(before))
        risk = alive & (before < 4) & (after < 4)
        made = tie.ties(moment, _TERMS)
        terms.append(np.stack([made[name][risk] for name in _TERMS], axis=-1))
        climbed.append((after > before)[risk])
        for k in (1, 2, 3):
            here = alive & (before == k)
            fell[k - 1] += (after < before)[here].sum()
            stood[k - 1] += here.sum()
    share = fell / stood
    return (
        np.concatenate(terms).astype(np.float32),
        np.concatenate(climbed).astype(np.float64),
        _yearly(np.log(share) - np.log1p(-share)),
    )


def _yearly(odds: Floats) -> Floats:
    """Yearly log-odds of something that has the given log-odds over the window."""
    stay = -np.logaddexp(0.0, odds) / HORIZON
    return np.asarray(np.log(-np.expm1(stay)) - stay)


_EXERCISES, _TROOPS = 1980, 1950
"""First years in which exercises and American troops are coded."""

_TOP, _RARE, _BOUNDS = 4, -6.0, (-9.0, -1.0)
