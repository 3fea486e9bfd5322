"""Heavy tails: Student's t for yearly shocks, fitted by maximum likelihood with a Laplace posterior.

Years are mostly quiet and now and then not: a normal shock would need a century for what decades have seen.
The two parameters are fitted as logarithms, so that every draw is positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, stdtrit

from counterpoise.estimate.logit import EstimationError

__all__ = ["Student", "crps", "fit_student", "student_log_density"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Student:
    """A fitted Student's t centred on zero.

    Attributes:
        scale: Scale of the shock.
        degrees: Degrees of freedom.
        log_mean: Logarithms of scale and degrees at the maximum.
        log_covariance: Their posterior covariance.
    """

    scale: float
    degrees: float
    log_mean: Floats
    log_covariance: Floats


def student_log_density(value: Any, scale: Any, degrees: Any) -> Any:
    """Log density of Student's t centred on zero, elementwise.

    >>> round(float(student_log_density(0.0, 1.0, 1.0)), 6)  # Cauchy: -log(pi)
    -1.14473
    """
    constant = gammaln((degrees + 1) / 2) - gammaln(degrees / 2) - 0.5 * np.log(degrees * np.pi)
    return constant - np.log(scale) - (degrees + 1) / 2 * np.log1p((value / scale) ** 2 / degrees)


def fit_student(shocks: Floats) -> Student:
    """Scale and degrees of freedom of shocks centred on zero.

    Raises:
        EstimationError: Fewer than twenty shocks, or no maximum.
    """
    if len(shocks) < 20:
        raise EstimationError(f"{len(shocks)} shocks are too few to learn the weight of their tails.")

    def loss(logs: Floats) -> float:
        return -float(np.sum(student_log_density(shocks, np.exp(logs[0]), np.exp(logs[1]))))

    from scipy.optimize import minimize  # slow to import, and a run needs none of it

    middle = float(np.median(np.abs(shocks))) or float(np.std(shocks))
    found = minimize(
        loss, [np.log(middle), np.log(4.0)], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9}
    )
    if not found.success:
        raise EstimationError(f"The tails of {len(shocks)} shocks have no maximum: {found.message}")
    covariance = np.asarray(np.linalg.inv(_curvature(loss, found.x)))
    return Student(float(np.exp(found.x[0])), float(np.exp(found.x[1])), found.x, covariance)


def crps(errors: Floats, scale: float, degrees: float, nodes: int = 199) -> float:
    """Mean continuous ranked probability score of a Student's t forecast, by its quantiles.

    ``CRPS = 2 mean_q pinball_q(error - quantile_q)`` over evenly spaced probabilities (Laio and Tamea 2007,
    *Hydrology and Earth System Sciences* 11).
    """
    levels = (np.arange(nodes) + 0.5) / nodes
    gap = errors[:, None] - scale * stdtrit(degrees, levels)
    return float(2.0 * np.mean(np.where(gap >= 0, levels * gap, (levels - 1.0) * gap)))


def _curvature(loss: Any, at: Floats, step: float = 1e-3) -> Floats:
    """Second differences of a loss."""
    size = len(at)
    out = np.zeros((size, size))
    for a in range(size):
        for b in range(size):
            total = 0.0
            for sign_a in (1, -1):
                for sign_b in (1, -1):
                    moved = at.copy()
                    moved[a] += sign_a * step
                    moved[b] += sign_b * step
                    total += sign_a * sign_b * loss(moved)
            out[a, b] = total / (4 * step * step)
    return out
