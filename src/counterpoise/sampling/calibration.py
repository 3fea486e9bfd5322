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


CAREFUL = 0.95
"""Acceptance aimed at: small data leave necks that large data fill."""

THIN = 20
"""Iterations between draws that are compared, which must be as good as independent."""


def calibrate(name: str, times: int, *, seed: int = 1, draws: int = 380, bins: int = 5) -> dict[str, float]:
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
    found = ranks(model, [plant(rng) for _ in range(times)], draws=draws, thin=THIN, seed=seed)
    return {site: evenness(rank, draws // THIN, bins) for site, rank in found.items()}


def ranks(
    model: Callable[..., None],
    plantings: Sequence[Planting],
    *,
    warmup: int = 300,
    draws: int = 380,
    thin: int = 20,
    seed: int = 0,
) -> dict[str, NDArray[np.int64]]:
    """Ranks of planted values, by site ``[time, ...]``, from 0 to ``draws // thin``.

    One program samples every planting in turn, each with an adaptation of its own, as each real posterior has.

    Args:
        model: A NumPyro model.
        plantings: True values by site, and the model's arguments; all of the same shapes.
        warmup: Iterations of adaptation.
        draws: Iterations kept.
        thin: Every so-manieth is compared.
        seed: Of the chain.
    """
    util = numpyro().infer.util
    sites = util.initialize_model(jax.random.PRNGKey(seed), model, model_args=plantings[0][1]).param_info.z
    start = {name: jnp.zeros(np.shape(value)) for name, value in sites.items()}

    @jax.jit
    def chain(key: jax.Array, data: Any) -> Any:
        kernel = numpyro().infer.NUTS(
            potential_fn=lambda free: util.potential_energy(model, data, {}, free), target_accept_prob=CAREFUL
        )

        def step(now: Any, _: None) -> Any:
            after = kernel.sample(now, (), {})
            return after, after.z

        def constrained(part: dict[str, jax.Array]) -> Any:
            return util.constrain_fn(model, data, {}, part, return_deterministic=True)

        state = kernel.init(key, warmup, start, model_args=(), model_kwargs={})
        _, free = jax.lax.scan(step, state, None, length=warmup + draws)
        kept = {name: value[warmup::thin] for name, value in free.items()}
        return jax.vmap(constrained)(kept)

    found: dict[str, list[Any]] = {name: [] for name in plantings[0][0]}
    for number, (truth, data) in enumerate(plantings):
        sampled = chain(jax.random.PRNGKey(seed * 100_000 + number), data)
        for name, value in truth.items():
            found[name].append((np.asarray(sampled[name]) < value).sum(axis=0))
    return {name: np.array(values) for name, values in found.items()}


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
