"""Combined forecasts: a linear pool whose weights were learnt on folds that were over before the origin.

Events: ``p = sum_m w_m p_m`` with the weights that give the past folds the largest likelihood, by the
expectation-maximisation of a mixture (Yao, Vehtari, Simpson and Gelman 2018, *Bayesian Analysis* 13(3)).
Quantities: quantile functions are averaged (Vincent) with the weights of least CRPS, by exponentiated gradients.

A pool can only choose between voices.  Where theories speak of different things, what each adds can be added:
``odds = controls + sum_m w_m (odds_m - controls)`` with weights of at least nothing, learnt on the same past folds
(Wolpert 1992, *Neural Networks* 5(2)); for quantities the same of the quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders.base import LEVELS, odds_of
from counterpoise.measures.hazard import bernoulli_log_density, probability

__all__ = ["added", "parts", "pooled", "weights"]

Floats = NDArray[np.float64]

_ROUNDS = 200
_MANY = 60_000
"""Non-events kept at most while weights are learnt; the rest are stood for by weight."""


def weights(kind: str, outcome: Floats, forecasts: Sequence[Floats]) -> Floats:
    """Weight of each forecast, summing to one.

    >>> outcome = np.array([1.0, 0.0] * 50)
    >>> good, idle = 3.0 * (2 * outcome - 1), np.zeros(100)
    >>> bool(weights("event", outcome, [good, idle])[0] > 0.95)
    True
    """
    return _of_events(outcome, forecasts) if kind == "event" else _of_quantities(outcome, forecasts)


def pooled(kind: str, forecasts: Sequence[Floats], shares: Floats) -> Floats:
    """The combined forecast: log-odds of the pooled chance, or the mean quantiles."""
    if kind == "event":
        return odds_of(sum(w * probability(f) for w, f in zip(shares, forecasts, strict=True)))
    return np.asarray(sum(w * f for w, f in zip(shares, forecasts, strict=True)))


def parts(kind: str, outcome: Floats, controls: Floats, forecasts: Sequence[Floats]) -> Floats:
    """Weight of what each forecast adds to the controls, 0 to 2; a small ridge draws them to nothing.

    >>> outcome = np.array([1.0, 0.0] * 50)
    >>> right, wrong = 2 * outcome - 1, 1 - 2 * outcome
    >>> parts("event", outcome, np.zeros(100), [right, wrong]).round(1).tolist()[1]
    0.0
    """
    told, count = outcome, np.ones(len(outcome))
    if kind == "event":
        kept, count = _thinned(outcome)
        told, controls = outcome[kept], controls[kept]
        forecasts = [forecast[kept] for forecast in forecasts]
    shifts = np.stack([forecast - controls for forecast in forecasts])

    def loss(shares: Floats) -> tuple[float, Floats]:
        made = controls + np.tensordot(shares, shifts, axes=1)
        if kind == "event":
            value = -float(count @ bernoulli_log_density(made, told))
            slope = -shifts @ (count * (told - probability(made)))
        else:
            gap = told[:, None] - made
            value = float(2.0 * np.where(gap >= 0, LEVELS * gap, (LEVELS - 1.0) * gap).mean(axis=1).sum())
            pull = 2.0 * np.where(gap >= 0, -LEVELS, 1.0 - LEVELS)
            slope = np.array([float((pull * shift).mean(axis=1).sum()) for shift in shifts])
        return value + float(shares @ shares), np.asarray(slope + 2.0 * shares)

    start = np.full(len(shifts), 1.0 / len(shifts))
    from scipy.optimize import minimize  # slow to import, and the studio needs none of it

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 2.0)] * len(shifts))
    return np.asarray(found.x)


def added(controls: Floats, forecasts: Sequence[Floats], shares: Floats) -> Floats:
    """The controls with what the forecasts add, in order of level where they are quantiles."""
    made = controls + sum(w * (f - controls) for w, f in zip(shares, forecasts, strict=True))
    return np.asarray(np.sort(made, axis=1) if made.ndim == 2 else made)


def _thinned(outcome: Floats) -> tuple[NDArray[np.int64], Floats]:
    """All events and some non-events, with the number of cases that each stands for."""
    quiet, count = np.flatnonzero(outcome == 0), np.ones(len(outcome))
    step = max(1, len(quiet) // _MANY)
    kept = np.sort(np.concatenate([np.flatnonzero(outcome == 1), quiet[::step]]))
    count[quiet] = len(quiet) / max(len(quiet[::step]), 1)
    return kept, count[kept]


def _of_events(outcome: Floats, forecasts: Sequence[Floats]) -> Floats:
    kept, count = _thinned(outcome)
    told = outcome[kept]
    chance = np.column_stack([probability(f[kept]) for f in forecasts])
    likelihood = np.where(told[:, None] == 1, chance, 1.0 - chance)
    shares = np.full(len(forecasts), 1.0 / len(forecasts))
    for _ in range(_ROUNDS):
        part = likelihood * shares
        part /= part.sum(axis=1, keepdims=True)
        shares = (count @ part) / count.sum()
    return np.asarray(shares)


def _of_quantities(outcome: Floats, forecasts: Sequence[Floats]) -> Floats:
    stack = np.stack(forecasts)
    shares = np.full(len(forecasts), 1.0 / len(forecasts))
    for turn in range(_ROUNDS):
        gap = outcome[:, None] - np.tensordot(shares, stack, axes=1)
        pull = np.where(gap >= 0, -LEVELS, 1.0 - LEVELS)
        slope = np.array([(pull * part).mean() for part in stack])
        step = 2.0 / (1.0 + 0.02 * turn) / max(float(np.abs(slope - slope.mean()).max()), 1e-9) * 0.1
        shares = shares * np.exp(-step * (slope - slope.mean()))
        shares /= shares.sum()
    return shares
