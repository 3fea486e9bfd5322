"""Models of events and of quantities whose coefficients may differ by era, in coordinates that a sampler likes.

Coefficients are of standardised terms: ``theta[era, k] = b[k] + tau[k] d[era, k]``, ``b ~ N(0, 1)`` as in the ridge
of the shipped fits, ``d ~ N(0, 1)``, ``tau ~ half-normal(.3)``: the eras of 1945 and 1989 may differ, and are shrunk
to one another as far as the data allow.  Intercepts are free in each era.

Sampled as it stands, this model has necks (small ``tau``) and ridges (``b`` against ``tau d``), where chains diverge.
So ``b`` is integrated out, contrasts between eras are scaled by ``tau``, and all are written as
``centre(tau) + root(tau) z``, where centre and root are those of the normal posterior that the likelihood would give if
it were its own second-order expansion (an :class:`Anchor`).  Then ``z`` is nearly standard normal whatever ``tau`` is.
The density is exact: the Jacobian of the map is part of it, and a poor anchor costs time, never truth.

Sources: Papaspiliopoulos, Roberts and Skold (2007) *Statistical Science* 22 (parametrisations); Rue, Martino and
Chopin (2009) *JRSS B* 71 (conditioning on the scales).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from counterpoise.vocabulary import CounterpoiseError, extra

__all__ = [
    "ERAS",
    "SPREAD",
    "Anchor",
    "anchored",
    "coefficients",
    "era_of",
    "event_model",
    "expanded_model",
    "numpyro",
    "quantity_model",
]

ERAS = ("to 1945", "1946-1989", "since 1990")
SPREAD = 0.3
"""Prior spread of how far an era may stray from the common coefficient, in standardised units."""


class Anchor(NamedTuple):
    """Where the likelihood peaks in each era, how sharply, and what is known of the intercepts beforehand.

    Attributes:
        mode: Intercept and slopes ``[era, 1 + term]``.
        curvature: Minus the Hessian of the log likelihood there ``[era, 1 + term, 1 + term]``.
        turned: The same in the coordinates of :func:`_rotation` ``[coordinate, coordinate]``.
        drawn: Curvature times mode in those coordinates.
        level: Prior mean of the intercepts.
        spread: Prior standard deviation of the intercepts.
    """

    mode: Array
    curvature: Array
    turned: Array
    drawn: Array
    level: Array
    spread: Array


def anchored(
    mode: NDArray[np.float64], curvature: NDArray[np.float64], level: float, spread: float
) -> Anchor:
    """An anchor from mode and curvature by era."""
    eras, width = mode.shape
    whole = np.zeros((eras, width, eras, width))
    for e in range(eras):
        whole[e, :, e, :] = curvature[e]
    data, turn = whole.reshape(eras * width, -1), _rotation(eras, width)
    arrays = (mode, curvature, turn.T @ data @ turn, turn.T @ data @ mode.ravel(), level, spread)
    return Anchor(*(jnp.asarray(array, jnp.float32) for array in arrays))


def numpyro() -> Any:
    """The library.

    Raises:
        CounterpoiseError: It is not installed.
    """
    try:
        library = import_module("numpyro")
        for part in ("diagnostics", "distributions", "infer"):
            import_module(f"numpyro.{part}")
    except ImportError as error:
        raise CounterpoiseError(
            "NumPyro is not installed.", hint=f"Install the extra: {extra('bayes')}."
        ) from error
    return library


def era_of(years: NDArray[Any]) -> NDArray[np.int32]:
    """Index into ERAS.

    >>> era_of(np.array([1914, 1946, 1989, 2001])).tolist()
    [0, 1, 1, 2]
    """
    return np.asarray((years > 1945) * 1 + (years > 1989), dtype=np.int32)


def coefficients(anchor: Anchor) -> Array:
    """Intercept and slopes by era ``[era, 1 + term]``, a draw from their prior under any likelihood that follows."""
    pyro = numpyro()
    eras, width = anchor.mode.shape
    normal = pyro.distributions.Normal(0.0, 1.0)
    stretch, common = jnp.ones(eras * width), jnp.ones(width - 1)
    if eras > 1:
        spread = pyro.distributions.HalfNormal(SPREAD).expand([width - 1]).to_event(1)
        tau = pyro.sample("tau", spread)
        stretch = stretch.at[eras + width - 1 :].set(jnp.tile(tau, eras - 1))
        common = 1.0 / (1.0 + tau**2 / eras)
    apart = jnp.ones((eras - 1) * (width - 1))
    precision = jnp.concatenate([jnp.full(eras, 1.0) / anchor.spread**2, common, apart])
    start = jnp.zeros(eras * width).at[:eras].set(anchor.level)
    z = pyro.sample("z", normal.expand([eras * width]).to_event(1))
    root = jnp.linalg.cholesky(anchor.turned * stretch[:, None] * stretch + jnp.diag(precision))
    centre = jax.scipy.linalg.cho_solve((root, True), anchor.drawn * stretch + precision * start)
    free = centre + jax.scipy.linalg.solve_triangular(root.T, z, lower=False)
    prior = -0.5 * jnp.sum(precision * (free - start) ** 2) + 0.5 * jnp.sum(jnp.log(precision))
    pyro.factor("map", prior - jnp.sum(jnp.log(jnp.diag(root))) + 0.5 * jnp.sum(z**2))
    theta = (jnp.asarray(_rotation(eras, width), free.dtype) @ (stretch * free)).reshape(eras, width)
    return jnp.asarray(pyro.deterministic("theta", theta))


def event_model(terms: Array, era: Array, trials: Array, events: Array, anchor: Anchor) -> None:
    """Events in trials, every row of them.

    Args:
        terms: Standardised ``[row, term]``.
        era: Era of each row, 0 to ``eras - 1``.
        trials: Cases that the row stands for.
        events: How many of the trials.
        anchor: Of the coefficients.
    """
    theta = coefficients(anchor)
    odds = _line(terms, era, theta)
    numpyro().factor("likelihood", jnp.sum(events * odds - trials * jax.nn.softplus(odds)))


def expanded_model(
    terms: Array, era: Array, weight: Array, base: Array, gradient: Array, anchor: Anchor
) -> None:
    """Events in more rows than a sampler can read at each step (:mod:`counterpoise.sampling.expansion`).

    The slope of the log likelihood of *all* rows at the anchor's mode, and its bend at a sample of rows whose weights
    give it the curvature of all rows there.

    Args:
        terms: Standardised terms of the sample ``[row, term]``.
        era: Era of each row of the sample.
        weight: How many rows it stands for.
        base: Log-odds of the row at the mode.
        gradient: Of the log likelihood of all rows at the mode ``[era, 1 + term]``.
        anchor: Mode and curvature, of all rows.
    """
    theta = coefficients(anchor)
    step = theta - anchor.mode
    moved = _line(terms, era, step)
    bend = jax.nn.softplus(base + moved) - jax.nn.softplus(base) - jax.nn.sigmoid(base) * moved
    numpyro().factor("likelihood", jnp.sum(gradient * step) - jnp.sum(weight * bend))


def quantity_model(terms: Array, era: Array, target: Array, anchor: Anchor) -> None:
    """A quantity in units of its spread, with Student's t about the line.

    Args:
        terms: Standardised ``[row, term]``.
        era: Era of each row.
        target: Standardised.
        anchor: Of the coefficients.
    """
    pyro = numpyro()
    theta = coefficients(anchor)
    scale = pyro.sample("scale", pyro.distributions.HalfNormal(1.0))
    degrees = pyro.sample("degrees", pyro.distributions.Gamma(2.0, 0.5)) + 1.0
    rest = target - _line(terms, era, theta)
    pyro.factor("likelihood", jnp.sum(pyro.distributions.StudentT(degrees, 0.0, scale).log_prob(rest)))


def _line(terms: Array, era: Array, theta: Array) -> Array:
    """Intercept plus slopes times terms; rows are multiplied with every era and their own is taken."""
    every = terms @ theta[:, 1:].T + theta[:, 0]
    return jnp.take_along_axis(every, era[:, None], axis=1)[:, 0]


def _rotation(eras: int, width: int) -> NDArray[np.float64]:
    """From coordinates to coefficients: intercepts, then the mean of each slope over eras, then its contrasts.

    Contrasts in units of ``tau`` are independent under the prior, with variance 1; means have ``1 + tau**2 / eras``.
    """
    slopes = width - 1
    turn = np.zeros((eras, width, eras * width))
    turn[np.arange(eras), 0, np.arange(eras)] = 1.0
    place = np.arange(slopes)
    turn[:, 1 + place, eras + place] = 1.0
    rest = np.eye(eras) - 1.0 / eras
    contrasts = np.linalg.svd(rest)[0][:, : eras - 1]
    for c in range(eras - 1):
        turn[:, 1 + place, eras + (1 + c) * slopes + place] = contrasts[:, [c]]
    return turn.reshape(eras * width, eras * width)
