"""A probability with its two errors: what parameters leave open, and what a finite number of futures leaves.

Every future has parameters of its own, so no single set of parameters shows its chance.  But a future can be told
again: the same parameters, other luck.  If the chance given the parameters is ``P``, two tellings of one future
share nothing but ``P``, and

    Cov(first, again) = Var(P),

without bias and without a model of how parameters act.  The range is that of a chance with this mean and variance
whose log-odds are normal, as they are where many small causes add up in log-odds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, ndtri

__all__ = ["LEVEL", "between_parameters", "chance", "frequency", "paired_change"]

LEVEL = 0.9
"""Level of every interval."""

_GRID = ndtri((np.arange(400) + 0.5) / 400)
"""Evenly likely normal scores over which a chance is averaged."""

_WIDEST = 20.0
"""Log-odds wider than this are a coin already thrown."""

_Z = 1.6448536269514722
"""Standard normal quantile of .95: a two-sided 90 per cent error."""


def chance(outcome: NDArray[np.bool_], again: NDArray[np.bool_] | None = None) -> dict[str, float]:
    """Probability of an outcome over the ensemble, its range over what we cannot pin down, and simulation error.

    ``p`` is the share of futures; ``low`` to ``high`` is the central 90 per cent range of the chance *given* the
    parameters that describe the world, widened by the simulation error in quadrature (without a second telling:
    the simulation error alone, Wilson).

    Args:
        outcome: Whether each member's future had it.
        again: The same for the same members with other luck, one row a telling ``[telling, member]``.
    """
    p, error = float(outcome.mean()), simulation_error(outcome)
    low, high = wilson(int(outcome.sum()), len(outcome))
    if again is not None and len(outcome) > 1:
        told = np.vstack([outcome[None, :], again]).astype(float)
        inner = normal_log_odds(float(told.mean()), between_parameters(told))
        shift = p - float(told.mean())
        low = min(low, p - np.hypot(p - min(inner[0] + shift, p), error))
        high = max(high, p + np.hypot(max(inner[1] + shift, p) - p, error))
    return {
        "p": round(p, 4),
        "low": round(max(0.0, float(low)), 4),
        "high": round(min(1.0, float(high)), 4),
        "level": LEVEL,
        "mc_error": round(error, 4),
    }


def between_parameters(told: NDArray[np.float64]) -> float:
    """Variance of the chance given the parameters: mean covariance of two tellings of one member.

    Args:
        told: 0 or 1 by telling and member ``[telling, member]``, at least two tellings.

    Returns:
        The variance, between 0 and ``p (1 - p)``.

    >>> between_parameters(np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]]))
    0.25
    """
    tellings, members = told.shape
    mean = told.mean()
    total = told.sum(axis=0)
    both = (total**2 - (told**2).sum(axis=0)).sum() / (tellings * (tellings - 1) * members)
    return float(np.clip(both - mean**2, 0.0, mean * (1.0 - mean)))


def normal_log_odds(mean: float, variance: float, level: float = LEVEL) -> tuple[float, float]:
    """Central range of a chance with normal log-odds, given its mean and variance.

    >>> low, high = normal_log_odds(0.7, 0.04)
    >>> (round(low, 2), round(high, 2))
    (0.31, 0.95)
    """
    most = mean * (1.0 - mean)
    if variance <= 1e-9 or most <= 1e-9:
        return mean, mean

    def centre(width: float) -> float:
        return float(brentq(lambda c: expit(c + width * _GRID).mean() - mean, -60.0, 60.0))

    def surplus(width: float) -> float:
        return float(expit(centre(width) + width * _GRID).var() - min(variance, 0.97 * most))

    width = float(brentq(surplus, 1e-6, _WIDEST)) if surplus(_WIDEST) > 0 else _WIDEST
    tail = ndtri(0.5 + level / 2.0)
    middle = centre(width)
    return float(expit(middle - width * tail)), float(expit(middle + width * tail))


def frequency(outcome: NDArray[np.bool_]) -> float:
    """Share of futures, rounded for the answer."""
    return round(float(outcome.mean()), 4)


def simulation_error(outcome: NDArray[np.bool_]) -> float:
    """Half-width of the 90 per cent error of a share from a finite number of futures."""
    p = (outcome.sum() + 1.0) / (len(outcome) + 2.0)
    return float(_Z * np.sqrt(p * (1.0 - p) / len(outcome)))


def paired_change(after: NDArray[np.bool_], before: NDArray[np.bool_]) -> tuple[float, float]:
    """Change of a probability between two stories that share their luck, and its 90 per cent error.

    Common noise makes most futures agree, so the error is that of the members that differ.

    >>> paired_change(np.array([True, False]), np.array([True, True]))[0]
    -0.5
    """
    difference = after.astype(float) - before.astype(float)
    members = len(difference)
    error = _Z * difference.std(ddof=1) / np.sqrt(members) if members > 1 else 1.0
    return float(difference.mean()), float(error)


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Wilson's 90 per cent interval of a binomial share (Wilson 1927, JASA 22).

    >>> low, high = wilson(0, 100)
    >>> (round(low, 4), round(high, 3))
    (0.0, 0.026)
    """
    p, z2 = successes / n, _Z**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))
