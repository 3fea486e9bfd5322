"""Two models for all equations: events by a logit, quantities by a Student regression, each with eras.

Coefficients are of standardised terms, ``b[era, k] = b[k] + tau[k] d[era, k]``: the eras of 1945 and 1989 may
differ, and are shrunk to one another by scales ``tau`` that the data choose, half-normal with spread .3.  Priors:
``b ~ N(0, 1)`` as in the ridge of the shipped fits, ``d ~ N(0, 1)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["ERAS", "era_of", "logit_model", "numpyro", "student_model"]

ERAS = ("to 1945", "1946-1989", "since 1990")
SPREAD = 0.3
"""Prior spread of how far an era may stray from the common coefficient, in standardised units."""


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
            "NumPyro is not installed.", hint="Install the extra: pip install 'counterpoise[bayes]'."
        ) from error
    return library


def era_of(years: NDArray[Any]) -> NDArray[np.int32]:
    """Index into ERAS.

    >>> era_of(np.array([1914, 1946, 1989, 2001])).tolist()
    [0, 1, 1, 2]
    """
    return np.asarray((years > 1945) * 1 + (years > 1989), dtype=np.int32)


def _coefficients(terms: int, eras: int) -> Array:
    """Slopes by era ``[era, term]``, in a form without funnels."""
    pyro = numpyro()
    normal = pyro.distributions.Normal(0.0, 1.0)
    common = pyro.sample("b", normal.expand([terms]).to_event(1))
    if eras == 1:
        return jnp.asarray(common[None, :])
    scale = pyro.sample("tau", pyro.distributions.HalfNormal(SPREAD).expand([terms]).to_event(1))
    apart = pyro.sample("d", normal.expand([eras, terms]).to_event(2))
    return jnp.asarray(common + scale * apart)


def _levels(eras: int, level: float, spread: float) -> Array:
    pyro = numpyro()
    free = pyro.distributions.Normal(level, spread).expand([eras]).to_event(1)
    return jnp.asarray(pyro.sample("a", free))


def logit_model(
    terms: Array,
    era: Array,
    trials: Array,
    offset: Array,
    events: Array | None = None,
    *,
    eras: int,
    level: float,
) -> None:
    """Events in trials.

    Args:
        terms: Standardised ``[row, term]``.
        era: Era of each row, 0 to ``eras - 1``.
        trials: Cases that the row stands for.
        offset: Log-odds known beforehand: the log of how much likelier events were to be kept than the rest.
        events: How many of the trials; None to draw them.
        eras: Number of eras; with 1 the model is the one that ships.
        level: Centre of the prior of the intercepts, log-odds.
    """
    pyro = numpyro()
    era = era.astype(jnp.int32)
    slopes, start = _coefficients(terms.shape[1], eras), _levels(eras, level, 2.0)
    odds = (
        start[era] + jnp.sum(terms * slopes[era], axis=1) + offset
        if eras > 1
        else start[0] + terms @ slopes[0] + offset
    )
    pyro.sample(
        "y", pyro.distributions.Binomial(total_count=trials.astype(jnp.int32), logits=odds), obs=events
    )


def student_model(terms: Array, era: Array, target: Array | None = None, *, eras: int) -> None:
    """A quantity in units of its spread, with Student's t about the line.

    Args:
        terms: Standardised ``[row, term]``.
        era: Era of each row.
        target: Standardised; None to draw it.
        eras: Number of eras.
    """
    pyro = numpyro()
    era = era.astype(jnp.int32)
    slopes, start = _coefficients(terms.shape[1], eras), _levels(eras, 0.0, 1.0)
    scale = pyro.sample("scale", pyro.distributions.HalfNormal(1.0))
    degrees = pyro.sample("degrees", pyro.distributions.Gamma(2.0, 0.5)) + 1.0
    line = start[era] + jnp.sum(terms * slopes[era], axis=1)
    pyro.sample("y", pyro.distributions.StudentT(degrees, line, scale), obs=target)
