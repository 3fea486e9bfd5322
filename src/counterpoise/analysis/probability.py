"""A probability with its two errors: what parameters leave open, and what a finite number of futures leaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.emulator import emulate

__all__ = ["LEVEL", "chance", "frequency", "paired_change"]

LEVEL = 0.9
"""Level of every interval."""

_Z = 1.6448536269514722
"""Standard normal quantile of .95: a two-sided 90 per cent error."""


def chance(outcome: NDArray[np.bool_], score: NDArray[np.float64] | None = None) -> dict[str, float]:
    """Probability of an outcome over the ensemble, its range over what we cannot pin down, and simulation error.

    ``p`` is the share of futures; ``low`` to ``high`` is the central 90 per cent range of the chance *given* the
    parameters, from the calibrated emulator, widened by the simulation error in quadrature (without scores: the
    simulation error alone, Wilson).

    Args:
        outcome: Whether each member's future had it.
        score: Normal scores of the parameters that describe the world (member, parameter).
    """
    p, error = float(outcome.mean()), simulation_error(outcome)
    if score is None:
        low, high = wilson(int(outcome.sum()), len(outcome))
    else:
        low, high = emulate(outcome, score).interval(LEVEL)
        low = p - np.hypot(p - min(low, p), error)
        high = p + np.hypot(max(high, p) - p, error)
    return {
        "p": round(p, 4),
        "low": round(max(0.0, float(low)), 4),
        "high": round(min(1.0, float(high)), 4),
        "level": LEVEL,
        "mc_error": round(error, 4),
    }


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
