"""How far a ranking of pairs is to be believed, learnt from forecasts that the past made and could check.

A logit fitted on one stretch of years is surer of the next than it should be: it has many terms, the next stretch is
busier or calmer, and pairs differ in ways that no term sees.  Old forecasts say by how much.  Where ``b`` is the yearly
log-odds of a pair's rung and ``x`` what the logit gave the pair beyond them, the pair's own log-odds are

    ``b + shift + luck * z + slope * x + spread * u``,  ``z`` one normal for an era, ``u`` one for a pair, for good,

and the year of its first move has the likelihood of that constant yearly chance, averaged over ``u``.  A slope below
one says that the logit was too sure, near nothing that it knew no more than the rung; it is never below nothing.  A
lasting ``spread`` makes chances grow more slowly with the years ahead than a coin tossed every year would.

Few moves say little: normal priors hold the slope at one half (:data:`SLOPE`), the shift at nothing, the log of the
spread at that of :data:`SPREAD`; eras differ by :data:`LUCK` as if one era more had been seen that did.  What the
checked moves teach beside the logit, ``+ weights . terms``, is held at nothing by :data:`WEIGHT`.

Sources: Cox (1958) *Biometrika* 45 (recalibration by slope and intercept); Vaupel, Manton and Stallard (1979)
*Demography* 16 (lasting differences between cases); Platt (1999) in *Advances in Large Margin Classifiers*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LUCK", "SLOPE", "SPREAD", "WEIGHT", "Calibration", "Fold", "calibrate", "chance"]

Floats = NDArray[np.float64]

SLOPE, SPREAD, LUCK = 0.5, 0.7, 0.7
"""What is believed before any forecast was checked: half of what a logit says, and log-odds that differ by 0.7."""

WEIGHT = 0.5
"""Standard deviation of the prior of a weight, log-odds for a standard deviation of its term."""


@dataclass(frozen=True, eq=False)
class Fold:
    """A forecast that was made and what came, one entry for each pair at risk.

    Attributes:
        rung: Yearly log-odds of the pair's rung ``[pair]``.
        beyond: What the logit gave the pair beyond them ``[pair]``.
        years: Years watched, to the first move or to the end ``[pair]``.
        moved: 1 where the last of those years brought the move ``[pair]``.
        terms: What the moves may be weighed by beside the logit, standardised ``[pair, term]``; None for nothing.
    """

    rung: Floats
    beyond: Floats
    years: Floats
    moved: Floats
    terms: Floats | None = None

    @property
    def beside(self) -> Floats:
        """Terms, of which there may be none ``[pair, term]``."""
        return np.zeros((len(self.rung), 0)) if self.terms is None else self.terms


@dataclass(frozen=True)
class Calibration:
    """What checked forecasts say of the next one.

    Attributes:
        shift: Log-odds by which moves came oftener than the rung's rate.
        slope: Share of what the logit says beyond the rung that is believed.
        spread: Standard deviation of what a pair has for good and no term sees, log-odds.
        luck: Standard deviation between eras, log-odds.
        eras: Shift of each fold.
        weights: Log-odds for a standard deviation of each term.
    """

    shift: float
    slope: float
    spread: float
    luck: float
    eras: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


def calibrate(folds: Sequence[Fold], prior: Calibration | None = None) -> Calibration:
    """The most likely calibration, given forecasts that were checked.

    Args:
        folds: Made and checked by then, all with as many terms; none leaves the prior.
        prior: Centre of what is believed before, and luck that one more era is worth.

    >>> calibrate([]).slope
    0.5
    """
    from scipy.optimize import minimize  # slow to import, and a run needs none of it

    centre = prior or Calibration(0.0, SLOPE, SPREAD, LUCK)
    many, beside = len(folds), folds[0].beside.shape[1] if folds else 0
    start = np.array([centre.shift, centre.slope, np.log(centre.spread), *np.zeros(many + beside)])
    bounds = [(-4.0, 4.0), (0.0, 2.5), (-3.0, 1.0), *[(-3.0, 3.0)] * (many + beside)]
    found = minimize(_loss, start, args=(folds, centre), jac=True, method="L-BFGS-B", bounds=bounds)
    shift, slope, log_spread, *rest = (float(value) for value in found.x)
    eras, weights = rest[:many], tuple(rest[many:])
    luck = float(np.sqrt((np.sum(np.square(eras)) + centre.luck**2) / (many + 1)))
    return Calibration(
        shift, slope, float(np.exp(log_spread)), luck, tuple(shift + era for era in eras), weights
    )


def chance(log_odds: Floats, spread: float, years: float) -> Floats:
    """Probability of a first move within some years, averaged over what no term sees.

    >>> round(float(chance(np.array([0.0]), 1e-9, 1)[0]), 3)
    0.5
    """
    odds = np.asarray(log_odds)[..., None] + spread * _NODES
    return np.asarray((-np.expm1(-years * np.logaddexp(0.0, odds))) @ _WEIGHTS)


def _loss(at: Floats, folds: Sequence[Fold], centre: Calibration) -> tuple[float, Floats]:
    """Negative log posterior and its gradient, for shift, slope, log spread, the folds' own shifts and the weights."""
    end = 3 + len(folds)
    shift, slope, log_spread, own, weights = at[0], at[1], at[2], at[3:end], at[end:]
    spread = np.exp(log_spread)
    strength = np.array([_SHIFT, _SLOPE, _LOG_SPREAD, *[centre.luck] * len(folds), *[WEIGHT] * len(weights)])
    middle = np.array([centre.shift, centre.slope, np.log(centre.spread), *np.zeros(len(at) - 3)])
    apart = (at - middle) / strength
    value, slopes = 0.5 * float(apart @ apart), apart / strength
    for k, fold in enumerate(folds):
        told = fold.rung + shift + own[k] + slope * fold.beyond + fold.beside @ weights
        odds = told[:, None] + spread * _NODES
        still, moved = (fold.years - fold.moved)[:, None], fold.moved[:, None]
        each = -still * np.logaddexp(0.0, odds) - moved * np.logaddexp(0.0, -odds)
        top = each.max(axis=1, keepdims=True)
        weight = np.exp(each - top) * _WEIGHTS
        total = weight.sum(axis=1, keepdims=True)
        value -= float((top + np.log(total)).sum())
        p = 1.0 / (1.0 + np.exp(-odds))
        pull = weight / total * (moved * (1.0 - p) - still * p)
        by_pair = pull.sum(axis=1)
        slopes[0] -= by_pair.sum()
        slopes[1] -= by_pair @ fold.beyond
        slopes[2] -= spread * float((pull @ _NODES).sum())
        slopes[3 + k] -= by_pair.sum()
        slopes[end:] -= by_pair @ fold.beside
    return value, slopes


_SHIFT, _SLOPE, _LOG_SPREAD = 1.0, 0.5, 0.5
"""Standard deviations of the priors."""

_nodes, _weights = np.polynomial.hermite_e.hermegauss(11)
_NODES: Floats = np.asarray(_nodes)
_WEIGHTS: Floats = np.asarray(_weights / _weights.sum())
