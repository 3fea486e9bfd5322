"""Simulation-based calibration: planted parameters must fall anywhere among their posterior draws, evenly.

Talts, Betancourt, Simpson, Vehtari and Gelman (2018), arXiv:1804.06788.  Parameters are drawn from the prior, data
from the parameters, draws from the posterior; the rank of the planted value among thinned draws is uniform if the
sampler and the model agree.  Parameters and data are planted by NumPy alone (:mod:`counterpoise.sampling.planted`),
so that an error in a model's density cannot hide in its own simulation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare

from counterpoise.estimate.posterior import generator
from counterpoise.sampling.models import numpyro
from counterpoise.sampling.planted import TRIALS, Planting
from counterpoise.sampling.store import shipped_folder

__all__ = ["calibrate", "calibrated", "evenness", "ranks"]


def calibrate(name: str, times: int, *, seed: int = 1, draws: int = 190, bins: int = 5) -> dict[str, float]:
    """Evenness of ranks of a model's sites, as chi-square p-values.

    Args:
        name: Of a trial in :data:`counterpoise.sampling.planted.TRIALS`.
        times: How often to plant.
        seed: Of everything.
        draws: Iterations kept.
        bins: Bins of ranks.
    """
    model, plant = TRIALS[name]
    rng = generator(seed, f"planted {name}")
    found = ranks(model, [plant(rng) for _ in range(times)], draws=draws, seed=seed)
    return {site: evenness(rank, draws // 10, bins) for site, rank in found.items()}


def ranks(
    model: Callable[..., None],
    plantings: Sequence[Planting],
    *,
    warmup: int = 200,
    draws: int = 190,
    thin: int = 10,
    seed: int = 0,
) -> dict[str, NDArray[np.int64]]:
    """Ranks of planted values, by site ``[time, ...]``, from 0 to ``draws // thin``.

    All plantings are sampled in one run, as one posterior of independent parts: one compilation, the same kernel.

    Args:
        model: A NumPyro model.
        plantings: True values by site, and the model's arguments; all of the same shapes.
        warmup: Iterations of adaptation.
        draws: Iterations kept.
        thin: Every so-manieth is compared.
        seed: Of the chain.
    """
    util = numpyro().infer.util
    key = jax.random.PRNGKey(seed)
    data = jax.tree.map(lambda *parts: jnp.stack(parts), *(data for _, data in plantings))
    first = plantings[0][1]
    sites = util.initialize_model(key, model, model_args=first).param_info.z
    start = {name: jnp.zeros((len(plantings), *np.shape(value))) for name, value in sites.items()}

    def potential(free: dict[str, jax.Array]) -> jax.Array:
        def alone(part: dict[str, jax.Array], arguments: Any) -> Any:
            return util.potential_energy(model, arguments, {}, part)

        return jnp.asarray(jax.vmap(alone)(free, data).sum())

    def constrained(part: dict[str, jax.Array], arguments: Any) -> Any:
        return util.constrain_fn(model, arguments, {}, part, return_deterministic=True)

    kernel = numpyro().infer.NUTS(potential_fn=potential, target_accept_prob=0.9)
    state = kernel.init(key, warmup, start, model_args=(), model_kwargs={})

    def step(now: Any, _: None) -> Any:
        after = kernel.sample(now, (), {})
        return after, after.z

    _, free = jax.jit(lambda s: jax.lax.scan(step, s, None, length=warmup + draws))(state)
    kept = {name: value[warmup::thin] for name, value in free.items()}
    sampled = jax.vmap(lambda part: jax.vmap(constrained)(part, data))(kept)
    truth = {name: np.stack([truth[name] for truth, _ in plantings]) for name in plantings[0][0]}
    return {
        name: np.asarray((np.asarray(sampled[name]) < value).sum(axis=0)) for name, value in truth.items()
    }


def evenness(rank: NDArray[np.int64], largest: int, bins: int = 5) -> float:
    """Chi-square p-value that ranks from 0 to ``largest`` are even.

    >>> round(evenness(np.arange(100) % 20, 19), 3)
    1.0
    """
    edges = np.linspace(0, largest + 1, bins + 1)
    share = np.histogram(np.arange(largest + 1), edges)[0] / (largest + 1)
    counts = np.histogram(rank.ravel(), edges)[0]
    return float(chisquare(counts, share * rank.size).pvalue)


def calibrated() -> dict[str, Any]:
    """Results that ship: how often each model was planted, and the evenness of each site."""
    return dict(json.loads((shipped_folder() / "calibration.json").read_text(encoding="utf-8")))
