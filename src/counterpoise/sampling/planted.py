"""Parameters drawn from the priors and data drawn from the parameters, by NumPy alone: what calibration plants.

Each trial is a model and a function that plants one set: true values by site, and the model's arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.measures.hazard import probability
from counterpoise.sampling.alignment import alignment_model
from counterpoise.sampling.expansion import Table, expand, peak
from counterpoise.sampling.growth import growth_model
from counterpoise.sampling.models import SPREAD, anchored, event_model, expanded_model, quantity_model
from counterpoise.sampling.problem import robust
from counterpoise.sampling.treaties import founding_model

__all__ = [
    "TRIALS",
    "Planting",
    "plant_alignment",
    "plant_events",
    "plant_founding",
    "plant_growth",
    "plant_quantity",
]

Floats = NDArray[np.float64]
Planting = tuple[dict[str, Any], tuple[Any, ...]]
Generator = np.random.Generator

_LEVEL, _LEVEL_SPREAD = -1.0, 2.0


def plant_events(
    rng: Generator, *, eras: int, rows: int = 24, terms: int = 2, trials: float = 20.0
) -> Planting:
    """Events in trials, for :func:`~counterpoise.sampling.models.event_model`."""
    truth, theta, values, era = _coefficients(rng, eras, rows, terms, _LEVEL, _LEVEL_SPREAD)
    odds = theta[era, 0] + np.sum(values * theta[era, 1:], axis=1)
    events = np.asarray(rng.binomial(int(trials), probability(odds)), dtype=np.float64)
    table = Table(values, events, np.full(rows, trials), era, np.zeros(terms), np.ones(terms))
    at = peak(table, _LEVEL, _LEVEL_SPREAD)
    curvature = expand(table, at, rng).curvature
    anchor = anchored(at, curvature, _LEVEL, _LEVEL_SPREAD)
    return truth, (*_floats(values), jnp.asarray(era), *_floats(table.trials, events), anchor)


def plant_expanded(rng: Generator, *, eras: int = 2, rows: int = 400, terms: int = 2) -> Planting:
    """The same by single rows, through the expansion of all of them and what lies beyond it at all of them."""
    truth, theta, values, era = _coefficients(rng, eras, rows, terms, _LEVEL, 1.0)
    odds = theta[era, 0] + np.sum(values * theta[era, 1:], axis=1)
    events = np.asarray(rng.binomial(1, probability(odds)), dtype=np.float64)
    table = Table(values, events, np.ones(rows), era, np.zeros(terms), np.ones(terms))
    at = peak(table, _LEVEL, 1.0)
    found = expand(table, at, rng, sample=10**9)
    anchor = anchored(at, found.curvature, _LEVEL, 1.0)
    return truth, (
        *_floats(values), jnp.asarray(era), *_floats(found.weight, found.base, found.gradient), anchor,
    )  # fmt: skip


def plant_quantity(rng: Generator, *, eras: int, rows: int = 60, terms: int = 1) -> Planting:
    """A quantity, for :func:`~counterpoise.sampling.models.quantity_model`."""
    truth, theta, values, era = _coefficients(rng, eras, rows, terms, 0.0, 1.0)
    scale, free = abs(rng.normal()), rng.gamma(2.0, 2.0)
    line = theta[era, 0] + np.sum(values * theta[era, 1:], axis=1)
    target = line + scale * rng.standard_t(free + 1.0, rows)
    design = np.column_stack([np.ones(rows), values])
    found = [robust(design[era == e], target[era == e]) for e in range(eras)]
    anchor = anchored(np.array([m for m, _ in found]), np.array([c for _, c in found]), 0.0, 1.0)
    truth |= {"scale": scale, "degrees": free}
    return truth, (*_floats(values), jnp.asarray(era), *_floats(target), anchor)


def plant_growth(rng: Generator, *, years: int = 20, states: int = 12) -> Planting:
    """Growth of a few states, for :func:`~counterpoise.sampling.growth.growth_model`.

    The model says nothing of the first year that is known of a state: it takes it as given.  So it is planted without
    regard to the parameters, and what follows departs from it.  Planting it about the mean and the common year instead
    would tell of both what the model does not hear.
    """
    centre, apart, common_sd = rng.normal(0.6, 0.5), abs(rng.normal(0, 0.5)), abs(rng.normal(0, 0.5))
    ar1, scale, free = rng.normal(0, 0.4), abs(rng.normal()), rng.gamma(2.0, 2.0)
    mean, common = rng.normal(centre, apart, states), rng.normal(0, common_sd, years)
    common -= common.mean()
    known = np.ones((years, states), dtype=bool)
    known[0, 0] = False
    growth = rng.normal(0.6, 1.0, (years, states))
    for t in range(1, years):
        rest = growth[t - 1] - mean - common[t - 1]
        made = mean + common[t] + ar1 * rest + scale * rng.standard_t(free + 1.0, states)
        growth[t] = np.where(known[t - 1], made, growth[t])
    truth = {
        "centre": centre, "apart": apart, "common_sd": common_sd, "ar1": ar1, "scale": scale, "degrees": free,
    }  # fmt: skip
    return truth, (*_floats(growth), jnp.asarray(known))


def plant_founding(rng: Generator, *, eras: int = 2, years: int = 60) -> Planting:
    """Treaties of many, for :func:`~counterpoise.sampling.treaties.founding_model`; ten sizes an era."""
    rate, clustering = np.exp(rng.normal(-1.0, 1.0, eras)), abs(rng.normal(0, 2.0))
    size, spread = rng.normal(1.5, 1.0, eras), abs(rng.normal())
    era, era_of_treaty = np.arange(years) % eras, np.arange(10 * eras) % eras
    counts = rng.poisson(rng.gamma(1.0 / clustering, clustering * rate[era]))
    founders = rng.normal(size[era_of_treaty], spread)
    truth = {"rate": rate, "clustering": clustering, "size": size, "spread": spread}
    return truth, (*_floats(counts), jnp.asarray(era), *_floats(founders), jnp.asarray(era_of_treaty))


def plant_alignment(rng: Generator, *, periods: int = 6, states: int = 8, items: int = 3) -> Planting:
    """Traces of two ties, a fifth of them unrecorded, for :func:`~counterpoise.sampling.alignment.alignment_model`."""
    between, within = rng.normal(0, 2, 2), rng.normal(0, 2, 2)
    level, spread, shock = rng.normal(-0.5, 1.5, 2), abs(rng.normal(0, 1.5, 2)), abs(rng.normal(0, 1, 2))
    state, period = rng.normal(0, 1, (2, states)) * spread[:, None], rng.normal(0, 0.5, (periods, 2))
    persistence, noise = rng.beta(2, 2, 2), np.exp(rng.normal(-1.0, 0.7, (2, items)))
    rung = np.array([[0.55, 0.19], [0.60, 0.22]])
    intercept = np.column_stack([rung[:, 0], rng.normal(0, 2, (2, items - 1))])
    loading = np.column_stack([rung[:, 1], np.exp(rng.normal(-0.7, 0.7, (2, items - 1)))])
    mean, pull = rng.normal(0, 0.5, states), rng.normal(0, 0.5, (periods, states))
    mean, pull = mean - mean.mean(), pull - pull.mean(axis=0)
    tie = np.zeros((periods, 2, states))
    for t in range(periods):
        new = rng.normal(0, 1, (2, states)) * shock[:, None]
        before = tie[t - 1] * persistence[:, None] if t else np.zeros((2, states))
        tie[t] = before + (new if t else new / np.sqrt(1.0 - persistence[:, None] ** 2))
    tie += (level + period)[:, :, None] + state + between[:, None] * mean + within[:, None] * pull[:, None]
    seen = intercept[:, None] + loading[:, None] * tie[..., None]
    seen = seen + noise[:, None] * rng.normal(size=seen.shape)
    known = rng.random(seen.shape) < 0.8
    truth = {
        "between": between, "within": within, "persistence": persistence, "shock": shock, "spread": spread,
        "loading": loading[:, 1:], "noise": noise,
    }  # fmt: skip
    return truth, (*_floats(np.where(known, seen, 0.0)), jnp.asarray(known), *_floats(pull, mean, rung))


def _coefficients(
    rng: Generator, eras: int, rows: int, terms: int, level: float, spread: float
) -> tuple[dict[str, Any], Floats, Floats, NDArray[np.int32]]:
    """Planted coefficients by era, and rows for them that are the same each time."""
    still = np.random.default_rng(7)
    values, era = still.normal(size=(rows, terms)), (np.arange(rows) % eras).astype(np.int32)
    tau = abs(rng.normal(0, SPREAD, terms))
    slopes = rng.normal(size=terms) + (tau if eras > 1 else 0.0) * rng.normal(size=(eras, terms))
    theta = np.column_stack([rng.normal(level, spread, eras), slopes])
    return ({"theta": theta} | ({"tau": tau} if eras > 1 else {})), theta, values, era


def _floats(*arrays: Any) -> tuple[Any, ...]:
    return tuple(jnp.asarray(array, jnp.float32) for array in arrays)


TRIALS: dict[str, tuple[Callable[..., None], Callable[[Generator], Planting]]] = {
    "events, all alike": (event_model, partial(plant_events, eras=1)),
    "events, two eras": (event_model, partial(plant_events, eras=2)),
    "events, expanded": (expanded_model, plant_expanded),
    "quantity, two eras": (quantity_model, partial(plant_quantity, eras=2)),
    "founding": (partial(founding_model, eras=2), plant_founding),
    "growth": (growth_model, plant_growth),
    "alignment": (alignment_model, plant_alignment),
}
"""Models and how each is planted, by name."""
