"""Penalised logit by Newton's method, with a Laplace posterior that can be widened for clusters of rows.

Maximises ``sum w [y eta - log(1 + exp eta)] - ridge/2 sum b**2`` over standardised terms (the intercept is
free), then returns coefficients on the scale of the data.  The curvature at the maximum is the precision of
the posterior; where rows of one cluster share their luck (pacts formed at one conference), the sandwich
``H^-1 (sum_g s_g s_g') H^-1`` of cluster scores takes its place.

Sources: Le Cessie and van Houwelingen (1992) *Applied Statistics* 41 (ridge logit); Tierney and Kadane (1986)
*JASA* 81 (Laplace); Liang and Zeger (1986) *Biometrika* 73 (sandwich).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterpoise.measures.hazard import bernoulli_log_density, probability
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["EstimationError", "Logit", "fit_logit"]

Floats = NDArray[np.floating[Any]]

_BLOCK = 200_000
"""Rows worked on at a time: keeps the peak of memory far below the table itself."""

_MANY, _THIN = 100_000, 20
"""Above so many rows Newton starts from the maximum of a sample with every 20th non-event."""

_NEGLIGIBLE = 1e-9
"""A Newton step that promises less than this share of the log likelihood is the last."""

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
    if len(events) > _MANY:
        sample = problem.thinned()
        beta = _ascend(sample, sample.origin(), steps)[0]
    else:
        beta = problem.origin()
    beta, view, taken = _ascend(problem, beta, steps)
    return problem.posterior(beta, view, taken, clusters)


def _ascend(
    problem: _Problem, beta: NDArray[np.float64], steps: int
) -> tuple[NDArray[np.float64], _View, int]:
    """Newton's method from a starting point to the maximum."""
    view, gained, names = problem.view(beta), np.inf, problem.names
    for step in range(1, steps + 1):
        move = _solve(view, names)
        if np.abs(beta[1:] + move[1:]).max(initial=0.0) > _SEPARATED:
            worst = names[int(np.abs(beta[1:] + move[1:]).argmax())]
            raise EstimationError(
                f"The term {worst} separates events from non-events.", hint="Drop it or raise the ridge."
            )
        if float(view.gradient @ move) < _NEGLIGIBLE * max(1.0, abs(view.value)):
            return beta + move, view, step
        before = view.value
        beta, view = _climb(problem, beta, move, view)
        gained = view.value - before
    raise EstimationError(
        f"No maximum after {steps} Newton steps (last gain {gained:.2g} log units).",
        hint="Terms may be collinear: raise the ridge.",
    )


class _View(NamedTuple):
    """The penalised log likelihood at a point, with its gradient and curvature (minus the Hessian)."""

    value: float
    gradient: NDArray[np.float64]
    curvature: NDArray[np.float64]


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

    def origin(self) -> NDArray[np.float64]:
        """No term matters and the intercept is the base rate."""
        rate = float(np.average(self.events, weights=self.weights))
        beta = np.zeros(len(self.names) + 1)
        beta[0] = np.log(rate / (1.0 - rate))
        return beta

    def thinned(self) -> _Problem:
        """All events and every so-manieth non-event, weighted in proportion: a quick first approximation."""
        keep = self.events == 1
        keep[np.flatnonzero(~keep)[::_THIN]] = True
        weights = np.where(self.events == 1, 1.0, float(_THIN)) * self.weights
        return replace(self, terms=self.terms[keep], events=self.events[keep], weights=weights[keep])

    def blocks(self) -> Any:
        """Standardised rows with a leading one, their events and weights."""
        for start in range(0, len(self.events), _BLOCK):
            rows = slice(start, start + _BLOCK)
            design = np.ones((len(self.events[rows]), len(self.names) + 1))
            design[:, 1:] = (self.terms[rows] - self.centre) / self.scale
            yield design, self.events[rows], self.weights[rows], rows

    def view(self, beta: NDArray[np.float64]) -> _View:
        """Penalised log likelihood at a point with its gradient and curvature, in one pass over the rows."""
        value = -0.5 * float(np.sum(self.penalty * beta**2))
        gradient = -self.penalty * beta
        curvature = np.diag(self.penalty)
        for design, events, weights, _ in self.blocks():
            odds = design @ beta
            chance = probability(odds)
            value += float(np.sum(weights * bernoulli_log_density(odds, events)))
            gradient = gradient + design.T @ (weights * (events - chance))
            curvature = curvature + (design * (weights * chance * (1.0 - chance))[:, None]).T @ design
        return _View(value, gradient, curvature)

    def scores(self, beta: NDArray[np.float64], clusters: NDArray[Any]) -> NDArray[np.float64]:
        """Gradient contributed by each cluster."""
        labels, which = np.unique(clusters, return_inverse=True)
        scores: NDArray[np.float64] = np.zeros((len(beta), len(labels)))
        for design, events, weights, rows in self.blocks():
            surprise = weights * (events - probability(design @ beta))
            for k in range(len(beta)):
                scores[k] += np.bincount(which[rows], design[:, k] * surprise, len(labels))
        return scores.T

    def posterior(
        self, beta: NDArray[np.float64], view: _View, steps: int, clusters: NDArray[Any] | None
    ) -> Logit:
        """Back to the scale of the data."""
        covariance: NDArray[np.float64] = np.asarray(np.linalg.inv(view.curvature), dtype=np.float64)
        if clusters is not None:
            covariance = _sandwich(covariance, self.scores(beta, clusters))
        back = np.diag(np.concatenate([[1.0], 1.0 / self.scale]))
        back[0, 1:] = -self.centre / self.scale
        likelihood = view.value + 0.5 * float(np.sum(self.penalty * beta**2))
        wide = np.asarray(back @ covariance @ back.T, dtype=np.float64)
        wide = 0.5 * (wide + wide.T)
        return Logit(("intercept", *self.names), back @ beta, wide, likelihood, steps)


def _sandwich(bread: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariance robust to clusters, from their scores."""
    return np.asarray(bread @ (scores.T @ scores) @ bread, dtype=np.float64)


def _solve(view: _View, names: tuple[str, ...]) -> NDArray[np.float64]:
    """The Newton step, or an error that names the terms that cannot be told apart."""
    try:
        return np.asarray(np.linalg.solve(view.curvature, view.gradient), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise EstimationError(
            f"The terms cannot be told apart: {', '.join(names)}.", hint="Drop one or set a ridge."
        ) from error


def _climb(
    problem: _Problem, beta: NDArray[np.float64], move: NDArray[np.float64], view: _View
) -> tuple[NDArray[np.float64], _View]:
    """Halve the step until it does not lose ground."""
    size = 1.0
    while size > 1e-8:
        reached = problem.view(beta + size * move)
        if reached.value >= view.value:
            return beta + size * move, reached
        size /= 2.0
    return beta, view
