"""A probability with its two errors: what parameters leave open, and what a finite number of futures leaves.

Every future has parameters of its own, so no single set of parameters shows its chance.  But a future can be told
again: the same parameters, other luck.  If the chance given the parameters is ``P``, two tellings of one future
share nothing but ``P``, and

    Cov(first, again) = Var(P),

without bias and without a model of how parameters act.  The range is that of a chance with this mean and variance
whose log-odds are normal, as they are where many small causes add up in log-odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

__all__ = [
    "LEVEL",
    "Z90",
    "between_parameters",
    "chance",
    "frequency",
    "paired_change",
    "quantiles",
    "stored_chance",
]

LEVEL = 0.9
"""Level of every interval."""

_GRID = ndtri((np.arange(400) + 0.5) / 400)
"""Evenly likely normal scores over which a chance is averaged."""

_WIDEST = 20.0
"""Log-odds wider than this are a coin already thrown."""

_FLAT = 2
"""Axes of one outcome told more than once: telling and member."""

Z90 = 1.6448536269514722
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
    p = float(outcome.mean())
    if again is None or len(outcome) == 1:
        return stored_chance(p, len(outcome), p, np.nan)
    told = np.vstack([outcome[None, :], again]).astype(float)
    return stored_chance(p, len(outcome), float(told.mean()), between_parameters(told))


def stored_chance(p: float, members: int, mean: float, variance: float) -> dict[str, float]:
    """The same as :func:`chance`, from what an ensemble keeps instead of from the futures themselves.

    Args:
        p: Share of futures.
        members: Number of futures.
        mean: Share over all tellings of these futures.
        variance: Of the chance between parameters; NaN where the futures were told once.

    >>> first, again = np.array([True, False, True, True]), np.array([[True, False, False, True]])
    >>> told = np.vstack([first[None, :], again]).astype(float)
    >>> chance(first, again) == stored_chance(0.75, 4, told.mean(), between_parameters(told))
    True
    """
    successes = round(p * members)
    error = _share_error(successes, members)
    low, high = wilson(successes, members)
    if members > 1 and not np.isnan(variance):
        low, high = widened(p, (low, high), error, mean, variance)
    return {
        "p": round(p, 4),
        "low": round(max(0.0, float(low)), 4),
        "high": round(min(1.0, float(high)), 4),
        "level": LEVEL,
        "mc_error": round(error, 4),
    }


def widened(
    p: float, simulated: tuple[float, float], error: float, mean: float, variance: float
) -> tuple[float, float]:
    """The range of simulation alone, widened by that over parameters, in quadrature with the simulation error."""
    inner = normal_log_odds(mean, variance)
    shift = p - mean
    low = min(simulated[0], p - float(np.hypot(p - min(inner[0] + shift, p), error)))
    high = max(simulated[1], p + float(np.hypot(max(inner[1] + shift, p) - p, error)))
    return low, high


def quantiles(values: NDArray[Any], levels: Sequence[float]) -> NDArray[np.float64]:
    """Quantiles over members, ``[level, ...]``: those of NumPy, which is three times as fast on what is sorted.

    Args:
        values: By member ``[member, ...]``.
        levels: Probabilities.

    >>> quantiles(np.array([[3.0], [1.0], [2.0]]), [0.5]).tolist()
    [[2.0]]
    """
    ordered = np.sort(np.ascontiguousarray(np.moveaxis(values, 0, -1)), axis=-1)
    return np.asarray(np.quantile(ordered, levels, axis=-1))


def between_parameters(told: NDArray[np.float64]) -> Any:
    """Variance of the chance given the parameters: mean covariance of two tellings of one member.

    Args:
        told: 0 or 1 by telling and member ``[telling, member, ...]``, at least two tellings.

    Returns:
        The variance ``[...]``, between 0 and ``p (1 - p)``.

    >>> between_parameters(np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]]))
    0.25
    """
    tellings, members = told.shape[:2]
    mean = told.mean(axis=(0, 1))
    total = told.sum(axis=0)
    both = (total**2 - (told**2).sum(axis=0)).sum(axis=0) / (tellings * (tellings - 1) * members)
    variance = np.clip(both - mean**2, 0.0, mean * (1.0 - mean))
    return float(variance) if told.ndim == _FLAT else variance


def normal_log_odds(mean: float, variance: float, level: float = LEVEL) -> tuple[float, float]:
    """Central range of a chance with normal log-odds, given its mean and variance.

    >>> low, high = normal_log_odds(0.7, 0.04)
    >>> (round(low, 2), round(high, 2))
    (0.31, 0.95)
    """
    from scipy.optimize import brentq  # slow to import, and the first answer needs none of it

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
    return _share_error(int(outcome.sum()), len(outcome))


def _share_error(successes: int, members: int) -> float:
    p = (successes + 1.0) / (members + 2.0)
    return float(Z90 * np.sqrt(p * (1.0 - p) / members))


def paired_change(after: NDArray[np.bool_], before: NDArray[np.bool_]) -> tuple[float, float]:
    """Change of a probability between two stories that share their luck, and its 90 per cent error.

    Common noise makes most futures agree, so the error is that of the members that differ.

    >>> paired_change(np.array([True, False]), np.array([True, True]))[0]
    -0.5
    """
    difference = after.astype(float) - before.astype(float)
    members = len(difference)
    error = Z90 * difference.std(ddof=1) / np.sqrt(members) if members > 1 else 1.0
    return float(difference.mean()), float(error)


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Wilson's 90 per cent interval of a binomial share (Wilson 1927, JASA 22).

    >>> low, high = wilson(0, 100)
    >>> (round(low, 4), round(high, 3))
    (0.0, 0.026)
    """
    p, z2 = successes / n, Z90**2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z90 * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))
