"""Growth of output sampled whole: state means, common years, shocks that persist a little and have heavy tails.

``g[i, t] = mean[i] + common[t] + r[i, t]``, ``r[i, t] = ar1 r[i, t-1] + shock[i, t]``, the shock Student's t.  The
fit that ships takes the same parts out one after the other and repeats that over states; here they are estimated
together, so that what is unknown of one widens the others.  The drift over nine years is a moment, not a parameter,
and has no likelihood of its own: it stays as shipped.
"""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from counterpoise.estimate.growth import FIRST, HORIZON
from counterpoise.estimate.logit import EstimationError
from counterpoise.sampling.models import numpyro
from counterpoise.sampling.problem import Problem

__all__ = ["growth_model", "growth_problem"]

UNIT = 0.05
"""Growth is sampled in units of five per cent."""

Floats = NDArray[np.float64]


def growth_model(growth: Array, known: Array) -> None:
    """Growth of a set of states.

    Args:
        growth: Log growth in UNIT ``[year, state]``, anything where unknown.
        known: Whether it is observed, same shape.
    """
    pyro = numpyro()
    law = pyro.distributions
    years, states = growth.shape
    centre = pyro.sample("centre", law.Normal(0.6, 0.5))
    apart = pyro.sample("apart", law.HalfNormal(0.5))
    mean = pyro.sample("mean", law.Normal(centre, apart).expand([states]).to_event(1))
    common_sd = pyro.sample("common_sd", law.HalfNormal(0.5))
    common = pyro.sample("common", law.Normal(0.0, common_sd).expand([years]).to_event(1))
    ar1 = pyro.sample("ar1", law.Normal(0.0, 0.4))
    scale = pyro.sample("scale", law.HalfNormal(1.0))
    degrees = pyro.sample("degrees", law.Gamma(2.0, 0.5)) + 1.0
    rest = growth - mean - common[:, None]
    shock = rest[1:] - ar1 * rest[:-1]
    both = known[1:] & known[:-1]
    density = law.StudentT(degrees, 0.0, scale).log_prob(jnp.where(both, shock, 0.0))
    pyro.factor("likelihood", jnp.sum(jnp.where(both, density, 0.0)))


def growth_problem(growth: Floats, codes: NDArray[np.int64], region: bool) -> Problem:
    """The world since 1961, or Asia and the Pacific with the United States since 1990.

    Raises:
        EstimationError: Fewer than three states with twice nine years of growth.
    """
    if region:
        growth = growth[1990 - FIRST :][:, (codes == 2) | ((codes >= 700) & (codes <= 990))]
    growth = growth[:, np.isfinite(growth).sum(axis=0) >= 2 * HORIZON]
    if growth.shape[1] < 3:
        raise EstimationError(
            f"{growth.shape[1]} states with {2 * HORIZON} years of growth are too few.",
            hint="Widen the states.",
        )
    known = np.isfinite(growth)
    data = (jnp.asarray(np.where(known, growth, 0.0) / UNIT, jnp.float32), jnp.asarray(known))
    tail = "_asia_pacific" if region else ""

    def natural(sites: Any) -> dict[str, Floats]:
        return {
            f"degrees{tail}": sites["degrees"] + 1.0,
            f"shock{tail}": sites["scale"] * UNIT,
            f"common{tail}": sites["common_sd"] * UNIT,
            f"ar1{tail}": sites["ar1"],
            f"mean{tail}": sites["centre"] * UNIT,
            f"mean_sd{tail}": sites["apart"] * UNIT,
        }

    rows = int((known[1:] & known[:-1]).sum())
    return Problem(
        growth_model, data, natural, rows, rows, None, ("Asia-Pacific since 1990" if region else "",)
    )
