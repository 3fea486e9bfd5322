"""Penalised logit by Newton's method, with a Laplace posterior that can be widened for clusters of rows.

Maximises ``sum w [y eta - log(1 + exp eta)] - ridge/2 sum b**2`` over standardised terms (the intercept is
free), then returns coefficients on the scale of the data.  The curvature at the maximum is the precision of
the posterior; where rows of one cluster share their luck (pacts formed at one conference), the sandwich
``H^-1 (sum_g s_g s_g') H^-1`` of cluster scores takes its place.

Sources: Le Cessie and van Houwelingen (1992) *Applied Statistics* 41 (ridge logit); Tierney and Kadane (1986)
*JASA* 81 (Laplace); Liang and Zeger (1986) *Biometrika* 73 (sandwich).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.measures.hazard import bernoulli_log_density, probability
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["EstimationError", "Logit", "fit_logit"]

Floats = NDArray[np.floating[Any]]

_BLOCK = 200_000
"""Rows worked on at a time: keeps the peak of memory far below the table itself."""

_SEPARATED = 25.0
"""A standardised coefficient beyond this says that a term separates events from the rest."""


class EstimationError(CounterpoiseError):
    """A fit that did not converge, or data that cannot support it."""

    exit_code = 4


@dataclass(frozen=True)
class Logit:
    """A fitted logit.

    Attributes:
        names: ``intercept`` and the terms, in order.
        mean: Coefficients on the scale of the data, where the posterior peaks.
        covariance: Of the posterior, same order.
        log_likelihood: At the peak, without the penalty.
        iterations: Newton steps taken.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    log_likelihood: float
    iterations: int

    @property
    def sd(self) -> NDArray[np.float64]:
        """Posterior standard deviation of each coefficient."""
        sd: NDArray[np.float64] = np.sqrt(np.diag(self.covariance))
        return sd

    def log_odds(self, terms: Floats) -> NDArray[np.float64]:
        """Log-odds of each row of terms."""
        odds: NDArray[np.float64] = self.mean[0] + np.asarray(terms @ self.mean[1:], dtype=np.float64)
        return odds


def fit_logit(
    terms: Floats,
    events: Floats,
    names: tuple[str, ...],
    *,
    weights: Floats | None = None,
    ridge: float = 1.0,
    clusters: NDArray[Any] | None = None,
    steps: int = 60,
) -> Logit:
    """Fit a logit.

    Args:
        terms: One row per case, one column per term.
        events: 1 where the event happened, else 0.
        names: Names of the columns.
        weights: Weight of each row, for samples of the non-events (King and Zeng 2001); 1 where None.
        ridge: Precision of the normal prior on each standardised coefficient.
        clusters: Label of each row's cluster; the posterior is widened by the sandwich where given.
        steps: Newton steps before giving up.

    Raises:
        EstimationError: No events, nothing but events, a term that is not finite, separation, or no maximum.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(4000, 1))
    >>> y = (rng.random(4000) < 1 / (1 + np.exp(1.0 - 2.0 * x[:, 0]))).astype(float)
    >>> fit = fit_logit(x, y, ("x",))
    >>> bool(abs(fit.mean - [-1.0, 2.0]).max() < 3 * fit.sd.max())
    True
    """
    problem = _Problem.pose(terms, events, names, weights, ridge)
    start = float(np.average(events, weights=weights))
    beta = np.zeros(len(names) + 1)
    beta[0] = np.log(start / (1.0 - start))
    value = problem.objective(beta)
    for step in range(1, steps + 1):
        gradient, curvature = problem.derivatives(beta)
        move = _solve(curvature, gradient, names)
        beta, gained, value = _climb(problem, beta, move, value)
        if np.abs(beta[1:]).max(initial=0.0) > _SEPARATED:
            worst = names[int(np.abs(beta[1:]).argmax())]
            raise EstimationError(
                f"The term {worst} separates events from non-events.", hint="Drop it or raise the ridge."
            )
        if gained < 1e-9 * max(1.0, abs(value)) and np.abs(gradient @ move) < 1e-8 * max(1.0, abs(value)):
            return problem.posterior(beta, step, clusters)
    raise EstimationError(
        f"No maximum after {steps} Newton steps (last gain {gained:.2g} log units).",
        hint="Terms may be collinear: raise the ridge.",
    )


@dataclass(frozen=True)
class _Problem:
    """The data of a fit, standardised block by block."""

    terms: Floats
    events: NDArray[np.float64]
    weights: NDArray[np.float64]
    names: tuple[str, ...]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    penalty: NDArray[np.float64]

    @classmethod
    def pose(
        cls, terms: Floats, events: Floats, names: tuple[str, ...], weights: Floats | None, ridge: float
    ) -> _Problem:
        """Check the data and find the scale of each term."""
        if terms.ndim != 2 or terms.shape != (len(events), len(names)):
            raise EstimationError(
                f"{len(events)} events and {len(names)} names do not fit terms of shape {terms.shape}."
            )
        total = float(np.sum(events))
        if not 0 < total < len(events):
            raise EstimationError(
                f"{total:.0f} events in {len(events)} rows: nothing to learn from.",
                hint="Widen the years or the states.",
            )
        centre = np.asarray(terms.mean(axis=0, dtype=np.float64))
        if not np.isfinite(centre).all():
            bad = [name for name, value in zip(names, centre, strict=True) if not np.isfinite(value)]
            raise EstimationError(f"Not finite: {', '.join(bad)}.", hint="Settle missing values first.")
        scale = np.asarray(terms.std(axis=0, dtype=np.float64))
        if ridge <= 0 and (scale == 0).any():
            flat = names[int(scale.argmin())]
            raise EstimationError(f"{flat} never varies.", hint="Drop it or set a ridge.")
        scale = np.where(scale > 1e-12, scale, 1.0)
        penalty = np.full(len(names) + 1, float(ridge))
        penalty[0] = 0.0
        weight = np.ones(len(events)) if weights is None else np.asarray(weights, dtype=np.float64)
        return cls(terms, np.asarray(events, dtype=np.float64), weight, names, centre, scale, penalty)

    def blocks(self) -> Any:
        """Standardised rows with a leading one, their events and weights."""
        for start in range(0, len(self.events), _BLOCK):
            rows = slice(start, start + _BLOCK)
            design = np.ones((len(self.events[rows]), len(self.names) + 1))
            design[:, 1:] = (self.terms[rows] - self.centre) / self.scale
            yield design, self.events[rows], self.weights[rows], rows

    def objective(self, beta: NDArray[np.float64]) -> float:
        """Penalised log likelihood."""
        total = 0.0
        for design, events, weights, _ in self.blocks():
            total += float(np.sum(weights * bernoulli_log_density(design @ beta, events)))
        return total - 0.5 * float(np.sum(self.penalty * beta**2))

    def derivatives(self, beta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Gradient, and minus the Hessian."""
        gradient = -self.penalty * beta
        curvature = np.diag(self.penalty)
        for design, events, weights, _ in self.blocks():
            chance = probability(design @ beta)
            gradient = gradient + design.T @ (weights * (events - chance))
            curvature = curvature + (design * (weights * chance * (1.0 - chance))[:, None]).T @ design
        return gradient, curvature

    def scores(self, beta: NDArray[np.float64], clusters: NDArray[Any]) -> NDArray[np.float64]:
        """Gradient contributed by each cluster."""
        labels, which = np.unique(clusters, return_inverse=True)
        scores: NDArray[np.float64] = np.zeros((len(beta), len(labels)))
        for design, events, weights, rows in self.blocks():
            surprise = weights * (events - probability(design @ beta))
            for k in range(len(beta)):
                scores[k] += np.bincount(which[rows], design[:, k] * surprise, len(labels))
        return scores.T

    def posterior(self, beta: NDArray[np.float64], steps: int, clusters: NDArray[Any] | None) -> Logit:
        """Back to the scale of the data."""
        covariance: NDArray[np.float64] = np.asarray(np.linalg.inv(self.derivatives(beta)[1]))
        if clusters is not None:
            scores = self.scores(beta, clusters)
            covariance = _sandwich(covariance, scores)
        back = np.diag(np.concatenate([[1.0], 1.0 / self.scale]))
        back[0, 1:] = -self.centre / self.scale
        likelihood = self.objective(beta) + 0.5 * float(np.sum(self.penalty * beta**2))
        names = ("intercept", *self.names)
        covariance = np.asarray(back @ covariance @ back.T, dtype=np.float64)
        return Logit(names, back @ beta, 0.5 * (covariance + covariance.T), likelihood, steps)


def _sandwich(bread: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariance robust to clusters, from their scores."""
    return np.asarray(bread @ (scores.T @ scores) @ bread, dtype=np.float64)


def _solve(
    curvature: NDArray[np.float64], gradient: NDArray[np.float64], names: tuple[str, ...]
) -> NDArray[np.float64]:
    """The Newton step, or an error that names the terms that cannot be told apart."""
    try:
        move: NDArray[np.float64] = np.linalg.solve(curvature, gradient)
    except np.linalg.LinAlgError as error:
        raise EstimationError(
            f"The terms cannot be told apart: {', '.join(names)}.", hint="Drop one or set a ridge."
        ) from error
    return move


def _climb(
    problem: _Problem, beta: NDArray[np.float64], move: NDArray[np.float64], value: float
) -> tuple[NDArray[np.float64], float, float]:
    """Halve the step until it does not lose ground."""
    size = 1.0
    while size > 1e-8:
        reached = problem.objective(beta + size * move)
        if reached >= value - 1e-9 * abs(value):
            return beta + size * move, reached - value, reached
        size /= 2.0
    return beta, 0.0, value
