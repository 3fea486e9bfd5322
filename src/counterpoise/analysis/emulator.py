"""How much of an answer is luck, and how much is what we do not know: a calibrated emulator of the ensemble.

Every future has parameters of its own, so the chance that the balance holds *given* a set of parameters must be
inferred from futures that resemble one another.  A ridge logit on the members' parameter scores does that; it is
cross-fitted (each half is predicted from the other) and its slope recalibrated, so that a small ensemble makes
the range narrower, never wider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm, rankdata

__all__ = ["Emulator", "emulate", "scores", "spread_by"]

_RIDGE = 8.0
"""Penalty on standardised slopes, in units of one observation's curvature; the fit is recalibrated afterwards."""


@dataclass(frozen=True)
class Emulator:
    """The chance of an outcome as a function of the parameters, one value per member.

    Attributes:
        chance: Calibrated out-of-fold probability of each member.
        slopes: Mean slope of each parameter's score on the log-odds.
    """

    chance: NDArray[np.float64]
    slopes: NDArray[np.float64]

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Central interval of the chance over the parameters."""
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(self.chance, [tail, 1.0 - tail])
        return float(low), float(high)

    @property
    def luck(self) -> float:
        """Share of the outcome's variance that parameters leave to luck: 1 - Var(chance) / p (1 - p)."""
        p = self.chance.mean()
        return float(np.clip(1.0 - self.chance.var() / max(p * (1.0 - p), 1e-12), 0.0, 1.0))


def scores(draws: Mapping[str, NDArray[np.float64]], paths: Sequence[str]) -> NDArray[np.float64]:
    """Normal scores of each parameter's draws, (member, path): monotone, so skew and unit do not matter.

    >>> import numpy as np
    >>> scores({"a": np.array([1.0, 100.0, 10.0])}, ["a"])[:, 0].argsort().tolist()
    [0, 2, 1]
    """
    columns = [norm.ppf((rankdata(draws[path]) - 0.5) / len(draws[path])) for path in paths]
    return np.stack(columns, axis=1) if columns else np.zeros((0, 0))


def emulate(outcome: NDArray[np.bool_], score: NDArray[np.float64]) -> Emulator:
    """Fit the emulator.

    Args:
        outcome: Whether each member's future had the outcome.
        score: Normal scores of its parameters (member, parameter).

    Returns:
        An :class:`Emulator`; where (nearly) all futures agree, its chance is that frequency for all.
    """
    y = outcome.astype(float)
    members = len(y)
    frequency = (y.sum() + 0.5) / (members + 1.0)
    if min(y.sum(), members - y.sum()) < 10:
        return Emulator(np.full(members, y.mean()), np.zeros(score.shape[1]))
    half = np.arange(members) % 2
    eta, slopes = np.empty(members), np.zeros(score.shape[1])
    for fold in (0, 1):
        fit, held = half != fold, half == fold
        weights = _ridge_logit(score[fit], y[fit])
        eta[held] = score[held] @ weights[1:]
        slopes += weights[1:] / 2.0
    calibrated = _ridge_logit(eta[:, None], y, ridge=1e-6)
    shrunk = np.clip(calibrated[1], 0.0, 1.0)
    chance = expit(_centre(eta * shrunk, frequency) + eta * shrunk)
    return Emulator(chance, slopes * shrunk)


def spread_by(emulator: Emulator, group: Sequence[str]) -> dict[str, float]:
    """Share of the spread that parameters cause, by group: squared slopes on scores of unit variance.

    >>> import numpy as np
    >>> spread_by(Emulator(np.zeros(1), np.array([3.0, 4.0])), ["judgement", "estimated"])
    {'judgement': 0.36, 'estimated': 0.64}
    """
    total = float((emulator.slopes**2).sum())
    if total == 0.0:
        return {}
    shares: dict[str, float] = {}
    for name, slope in zip(group, emulator.slopes, strict=True):
        shares[name] = shares.get(name, 0.0) + float(slope**2) / total
    return shares


def _centre(eta: NDArray[np.float64], frequency: float) -> float:
    """The constant at which the mean chance equals the frequency."""
    low, high = logit(frequency) - 12.0, logit(frequency) + 12.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if expit(middle + eta).mean() < frequency else (low, middle)
    return float((low + high) / 2.0)


def _ridge_logit(
    score: NDArray[np.float64], y: NDArray[np.float64], ridge: float = _RIDGE
) -> NDArray[np.float64]:
    """Constant and slopes of a penalised logit, by Newton's method on a concave function."""
    design = np.column_stack([np.ones(len(y)), score])
    penalty = np.full(design.shape[1], ridge / 4.0)
    penalty[0] = 1e-9
    weights = np.zeros(design.shape[1])
    weights[0] = logit(np.clip(y.mean(), 1e-3, 1 - 1e-3))
    for _ in range(_NEWTON_STEPS):
        chance = expit(design @ weights)
        slope = design.T @ (y - chance) - penalty * weights
        curvature = (design.T * (chance * (1.0 - chance))) @ design
        curvature[np.diag_indices_from(curvature)] += penalty
        step = np.linalg.solve(curvature, slope)
        weights = weights + step / max(1.0, float(np.abs(step).max()) / _LONGEST_STEP)
        if np.abs(step).max() < _CONVERGED:
            break
    return weights


_NEWTON_STEPS, _LONGEST_STEP, _CONVERGED = 50, 2.0, 1e-8
