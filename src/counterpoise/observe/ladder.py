"""The ladder of ties of a hindcast: from open traces, and where the sourced table speaks, from its moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.estimate.history import LAST_PACT_YEAR
from counterpoise.measures.hazard import REGIONS, region_of
from counterpoise.observe.alignment import depth_at
from counterpoise.scenario import Scenario
from counterpoise.vintage.calibration import SLOPE, Calibration, Fold, calibrate
from counterpoise.vintage.inclination import CLIMB, FALL, Past, first_moves
from counterpoise.vintage.lapses import BILATERAL, MANY, Lapses, bound_by, count_lapses
from counterpoise.vintage.panel import VintagePanel
from counterpoise.vintage.ties import Ladder, ladder_of, split

__all__ = ["ladder_facts", "ladder_in", "lapses_in", "tabled"]

Floats = NDArray[np.float64]

_EVEN = 1e-9
"""Spread below which a term does not tell pairs apart."""

_TABLE = 2010
"""Year in which the sourced table of ties begins."""


def tabled(scenario: Scenario) -> bool:
    """Whether the sourced table of ties speaks of a scenario: Asia from 2010 on."""
    return scenario.origin is None or (
        scenario.origin >= _TABLE and scenario.scenario.theatres.startswith("asia")
    )


def ladder_in(panel: Panel, scenario: Scenario, codes: Sequence[int]) -> Ladder | None:
    """The ladder of a hindcast; None for a scenario of the present, whose rates are parameters.

    Where the sourced table of ties exists its rungs take the place of the traces.  What the traces taught by the year
    in which the table begins is then a forecast of the table's own moves to the origin, and is believed as far as those
    bear it out: half, until they speak.  Traces count exercises, the table what was signed, and what is signed follows
    the size of the two and the distance between them more than exercises do: climbs weigh gravity afresh.
    """
    if not isinstance(panel, VintagePanel):
        return None
    ladder = ladder_of(panel, codes)
    if not tabled(scenario):
        return ladder
    years = range(_TABLE, panel.origin + 1)
    depth = {year: depth_at(panel, scenario.states, f"{year}-12-31") for year in years}
    if len(depth) == 1:
        return replace(ladder, depth=depth[_TABLE])
    up, inclination, climbing = _by_the_table(depth, ladder, CLIMB)
    down, loosening, falling = _by_the_table(depth, ladder, FALL)
    spread, luck = (climbing.spread, falling.spread), (climbing.luck, falling.luck)
    return replace(
        ladder, depth=depth[panel.origin], climb=up, fall=down, inclination=inclination, loosening=loosening,
        spread=spread, luck=luck,
    )  # fmt: skip


def _by_the_table(depth: dict[int, Floats], ladder: Ladder, sign: int) -> tuple[Floats, Floats, Calibration]:
    """Rates by rung, what pairs have beyond them, and how far the traces were right about the table's moves.

    Climbs of the table are many enough for one rate, and rungs differ as in the traces.  Of falls every rung has its
    rate, and the traces speak of no pair but those that stood where they could fall in them too.
    """
    move, rungs = (0, (0, 1, 2)) if sign == CLIMB else (1, (1, 2, 3))
    above = np.triu_indices(len(ladder.seen), 1)
    levels = {year: at[above].astype(np.int8) for year, at in depth.items()}
    last = max(levels)
    past = Past(levels, dict.fromkeys(levels, np.ones(len(above[0]), dtype=bool)), {}, (), last)
    years, moved = first_moves(past, _TABLE, sign, last - _TABLE)
    risk = years > 0
    told = ladder.yearly[move] - ladder.step[move][ladder.seen.astype(int)]
    gravity = ladder.gravity[above]
    gravity = (gravity - gravity.mean(axis=0)) / np.maximum(gravity.std(axis=0), _EVEN)
    if sign == CLIMB:
        rate, step = np.full(5, _rate(past, sign, rungs)), ladder.step[move]
    else:
        gravity = gravity[:, :0]
        rate, step = np.full(5, np.nan), np.zeros(5)
        rate[list(rungs)] = [_rate(past, sign, (rung,)) for rung in rungs]
        there = np.isin(ladder.seen, rungs)
        told = np.where(there, told - told[there].mean() if there.any() else 0.0, 0.0)
    x = told[above] + step[levels[_TABLE]]
    centre = float(x[risk].mean()) if risk.any() else 0.0
    base, watched = rate[levels[_TABLE]], years.astype(float)
    fold = Fold(base[risk], x[risk] - centre, watched[risk], moved[risk].astype(float), gravity[risk])
    prior = Calibration(0.0, SLOPE, ladder.spread[move], ladder.luck[move])
    found = calibrate([fold], prior)
    now = depth[last]
    rung = np.clip(now, rungs[0], rungs[-1]).astype(int)
    drawn = np.zeros(now.shape)
    drawn[above] = gravity @ np.asarray(found.weights)
    yearly = (
        rate[rung] + found.eras[0] + found.slope * (told + step[now.astype(int)] - centre) + drawn + drawn.T
    )
    own = found.slope * step if sign == CLIMB else np.where(np.isnan(rate), 0.0, rate)
    return *split(yearly, own, now, rungs), found


def _rate(past: Past, sign: int, rungs: tuple[int, ...]) -> float:
    """Yearly log-odds of a move from some rungs, short of a pact, in the years of the table; half a move is added."""
    events, years = 0.5, 1.0
    for year in sorted(past.levels)[:-1]:
        before, after = past.levels[year], past.levels[year + 1]
        here = np.isin(before, rungs) & ((after < _TOP) | (sign == FALL))
        events += float((sign * (after - before) > 0)[here].sum())
        years += float(here.sum())
    return float(np.log(events) - np.log(years - events))


def lapses_in(panel: VintagePanel) -> Lapses:
    """How pacts had lapsed by the origin; kept."""
    return panel.remember("lapses", lambda: count_lapses(panel, panel.origin))


def ladder_facts(panel: Panel, codes: Sequence[int], depth: Floats, ladder: Ladder | None) -> dict[str, Any]:
    """What a Setting holds of ties.

    In the present all allies outside the region are bound by one treaty of many, and nothing tells pairs of a rung
    apart.

    Args:
        panel: Vintage.
        codes: COW codes on the state axis.
        depth: Rungs at the start ``[state, state]``.
        ladder: Of a hindcast.
    """
    if ladder is None or not isinstance(panel, VintagePanel):
        outside = np.asarray(region_of(np.asarray(codes)) != REGIONS.index("asia_pacific"))
        none = np.zeros_like(depth)
        many = (outside[:, None] & outside[None, :]).astype(float)
        return {
            "inclination": none,
            "loosening": none,
            "tie_spread": np.zeros(2),
            "lapse": none,
            "of_many": many,
        }
    kind, _ = bound_by(panel.table("treaties"), codes, min(panel.origin, LAST_PACT_YEAR))
    rate = lapses_in(panel).rate
    odds = np.log(rate) - np.log1p(-rate)
    return {
        "inclination": ladder.inclination,
        "loosening": ladder.loosening,
        "tie_spread": np.array(ladder.spread),
        "lapse": np.where(kind < 0, 0.0, odds[np.maximum(kind, 0)] - odds[BILATERAL]),
        "of_many": (kind == MANY).astype(float),
    }


_TOP = 4
