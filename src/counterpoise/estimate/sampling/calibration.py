"""Simulation-based calibration: planted parameters must fall anywhere among their posterior draws, evenly.

Talts, Betancourt, Simpson, Vehtari and Gelman (2018), arXiv:1804.06788.  Parameters are drawn from the prior, data
from the parameters, draws from the posterior; the rank of the planted value among thinned draws is uniform if the
sampler and the model agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare

from counterpoise.estimate.sampling.models import numpyro

__all__ = ["evenness", "ranks"]


def ranks(
    model: Callable[..., None],
    data: tuple[Any, ...],
    times: int,
    *,
    warmup: int = 200,
    draws: int = 190,
    thin: int = 10,
    seed: int = 0,
) -> dict[str, NDArray[np.int64]]:
    """Ranks of planted values, by site ``[time, ...]``, from 0 to ``draws // thin``.

    All plantings are sampled in one run, as one posterior of independent parts: one compilation, the same kernel.

    Args:
        model: A NumPyro model whose last argument is what it observes under the name ``y``.
        data: Its arguments but the last.
        times: How often to plant.
        warmup: Iterations of adaptation.
        draws: Iterations kept.
        thin: Every so-manieth is compared.
        seed: Of everything.
    """
    pyro = numpyro()
    one, two = jax.random.split(jax.random.PRNGKey(seed))
    planted = dict(pyro.infer.Predictive(model, num_samples=times)(one, *data))
    seen = jnp.asarray(planted.pop("y"), jnp.float32)

    def potential(free: dict[str, jax.Array]) -> jax.Array:
        def alone(part: dict[str, jax.Array], y: jax.Array) -> Any:
            return pyro.infer.util.potential_energy(model, (*data, y), {}, part)

        return jnp.asarray(jax.vmap(alone)(free, seen).sum())

    def constrained(part: dict[str, jax.Array]) -> Any:
        return pyro.infer.util.constrain_fn(model, (*data, seen[0]), {}, part)

    kernel = pyro.infer.NUTS(potential_fn=potential, target_accept_prob=0.9)
    start = {name: jnp.zeros_like(value) for name, value in planted.items()}
    state = kernel.init(two, warmup, start, model_args=(), model_kwargs={})

    def step(now: Any, _: None) -> Any:
        after = kernel.sample(now, (), {})
        return after, after.z

    _, free = jax.jit(lambda s: jax.lax.scan(step, s, None, length=warmup + draws))(state)
    kept = {name: value[warmup::thin] for name, value in free.items()}
    sampled = jax.vmap(jax.vmap(constrained))(kept)
    return {
        name: np.asarray((np.asarray(sampled[name]) < np.asarray(value)).sum(axis=0))
        for name, value in planted.items()
    }


def evenness(rank: NDArray[np.int64], largest: int, bins: int = 5) -> float:
    """Chi-square p-value that ranks from 0 to ``largest`` are even.

    >>> round(evenness(np.arange(100) % 20, 19), 3)
    1.0
    """
    edges = np.linspace(0, largest + 1, bins + 1)
    counts = np.histogram(rank.ravel(), edges)[0]
    return float(chisquare(counts).pvalue)
