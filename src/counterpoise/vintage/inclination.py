"""Which pairs climb or fall: a ridge logit on closed windows, believed as far as its own past forecasts deserve.

The logit is fitted on windows of five years that were over by the origin: whether a pair stood above (or below) its
first rung at the end of any of the five years, short of a pact.  The same fit is made as of five, ten, fifteen and
twenty years before, each time on windows that were over by then; the moves of the ten years after each, as far as the
origin has seen them, calibrate it (:mod:`counterpoise.vintage.calibration`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.logit import fit_logit
from counterpoise.vintage.calibration import Calibration, Fold, calibrate

__all__ = ["CLIMB", "FALL", "FOLDS", "HORIZON", "WINDOWS", "Inclination", "Past", "first_moves", "incline"]

Floats = NDArray[np.float64]

HORIZON, WINDOWS, FOLDS = 5, 30, 4
"""Years of a window, how many windows a fit may look back on, and how many past forecasts are checked."""

CLIMB, FALL = 1, -1
"""Directions."""


@dataclass(frozen=True, eq=False)
class Past:
    """The ladder as it was recorded, by year; pairs in any order that does not change.

    Attributes:
        levels: Rung of each pair at the end of a year.
        alive: Whether both were states at the end of a year.
        terms: What was known of each pair at the end of a year ``[pair, term]``.
        names: Of the terms.
        last: Last year of all of these.
    """

    levels: Mapping[int, NDArray[np.int8]]
    alive: Mapping[int, NDArray[np.bool_]]
    terms: Mapping[int, NDArray[np.float32]]
    names: tuple[str, ...]
    last: int


@dataclass(frozen=True, eq=False)
class Inclination:
    """Yearly log-odds of a move from the last year on.

    Attributes:
        yearly: Those of each pair, as far as the logit is believed; a pair that stands where no such move can be made
            counts as if it stood on the nearest rung where it can ``[pair]``.
        step: What rungs 0 to 4 have beyond the lowest from which the move can be made, all else equal ``[rung]``.
        calibration: How far the logit is believed.
    """

    yearly: Floats
    step: Floats
    calibration: Calibration


def incline(past: Past, sign: int) -> Inclination:
    """Who moves in a direction after the last year of a past.

    Args:
        past: What is known.
        sign: :data:`CLIMB` or :data:`FALL`.
    """
    folds = []
    for cut in range(past.last - HORIZON, past.last - HORIZON * FOLDS - 1, -HORIZON):
        if cut - HORIZON not in past.terms:
            break
        rung, weights = _fit(past, cut, sign)
        years, moved = first_moves(past, cut, sign, _AHEAD)
        risk = years > 0
        if not risk.any():
            continue
        beyond = _beyond(past, cut, sign, rung, weights)
        here = past.levels[cut][risk]
        folds.append(Fold(rung[here], beyond[risk], years[risk].astype(float), moved[risk].astype(float)))
    calibration = calibrate(folds)
    rung, weights = _fit(past, past.last, sign)
    at, slope = np.clip(past.levels[past.last], *_RUNGS[sign]), calibration.slope
    yearly = rung[at] + calibration.shift + slope * _beyond(past, past.last, sign, rung, weights)
    alone = np.zeros(_TOP + 1)
    if weights is not None:
        alone[1:_TOP] = [weights[1 + past.names.index(f"depth_{level}")] for level in range(1, _TOP)]
    rungs = np.clip(np.arange(_TOP + 1), *_RUNGS[sign])
    step = (1.0 - slope) * rung[rungs] + slope * alone[rungs]
    return Inclination(yearly, step - step[_RUNGS[sign][0]], calibration)


def first_moves(past: Past, year: int, sign: int, ahead: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Years watched after the end of a year, and whether the last of them brought a move short of a pact.

    A pair is watched until it moves, concludes a pact, loses a state, or the record or the years ahead end; pairs that
    can make no such move are watched for no year.
    """
    first = past.levels[year]
    low, high = _RUNGS[sign]
    watched = past.alive[year] & (first >= low) & (first <= high)
    years, moved = np.zeros(len(first), dtype=np.int64), np.zeros(len(first), dtype=bool)
    for k in range(1, ahead + 1):
        if year + k > past.last:
            break
        level = past.levels[year + k]
        watched = watched & past.alive[year + k] & ((level < _TOP) if sign == CLIMB else True)
        years[watched] = k
        moves = watched & (sign * (level - first) > 0)
        moved |= moves
        watched = watched & ~moves
    return years, moved


def _fit(past: Past, cut: int, sign: int) -> tuple[Floats, Floats | None]:
    """Yearly log-odds by rung and coefficients of the logit, from windows that were over by a year."""
    terms, events, rungs = [], [], []
    closed = Past(past.levels, past.alive, past.terms, past.names, cut)
    for year in range(cut - HORIZON - WINDOWS + 1, cut - HORIZON + 1):
        if year not in past.terms:
            continue
        years, moved = first_moves(closed, year, sign, HORIZON)
        full = moved | (years == HORIZON)
        terms.append(past.terms[year][full])
        events.append(moved[full])
        rungs.append(past.levels[year][full])
    happened, level = np.concatenate(events).astype(float), np.concatenate(rungs)
    share = (happened.sum() + 0.5) / (len(happened) + 1.0)
    rate = np.full(_TOP + 1, np.nan)
    low, high = _RUNGS[sign]
    for rung in range(low, high + 1):
        here = level == rung
        odds = (happened[here].sum() + _WORTH * share) / (here.sum() + _WORTH)
        rate[rung] = _yearly(np.log(odds) - np.log1p(-odds))
    if happened.sum() < _FEWEST:
        return rate, None
    return rate, fit_logit(np.concatenate(terms), happened, past.names, ridge=_RIDGE).mean


def _beyond(past: Past, year: int, sign: int, rung: Floats, weights: Floats | None) -> Floats:
    """What the logit gives each pair beyond the rate of its rung."""
    if weights is None:
        return np.zeros(len(past.levels[year]))
    whole = _yearly(np.asarray(weights[0] + past.terms[year] @ weights[1:], dtype=float))
    return np.asarray(whole - rung[np.clip(past.levels[year], *_RUNGS[sign])])


def _yearly(odds: Floats) -> Floats:
    """Yearly log-odds of something that has the given log-odds over the window."""
    stay = -np.logaddexp(0.0, odds) / HORIZON
    return np.asarray(np.log(-np.expm1(stay)) - stay)


_TOP, _RIDGE = 4, 30.0
_RUNGS = {CLIMB: (0, 2), FALL: (1, 3)}
"""Lowest and highest rung from which a pair can move short of a pact."""

_AHEAD = 10
"""Years of a past forecast that are checked."""

_WORTH, _FEWEST = 10.0, 5
"""Windows that the rate of all rungs is worth in that of one, and the fewest moves from which a logit is fitted."""
