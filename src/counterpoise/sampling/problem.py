"""An equation made ready for the sampler: model, data, and the way back to the scale of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.logit import EstimationError
from counterpoise.estimate.posterior import generator
from counterpoise.sampling.expansion import Table, effective_share, expand, peak, weights
from counterpoise.sampling.models import (
    ERAS,
    anchored,
    era_of,
    event_model,
    expanded_model,
    quantity_model,
)

__all__ = ["Problem", "by_group", "eras_of", "event_problem", "quantity_problem", "robust"]

Floats = NDArray[np.float64]
Sites = Mapping[str, Floats]

LEAST_EVENTS = 20
"""Events without which no equation is sampled; each era needs a quarter of that."""

MANY = 30_000
"""Rows from which a likelihood is expanded instead of read at every step."""

WEAK = 2.5
"""Largest prior spread of a log-odds ratio where nothing ships to be compared with (Gelman and others 2008)."""

LEVEL_SPREAD = 2.0
"""Prior spread of intercepts about the log-odds of the whole table."""


@dataclass(frozen=True)
class Problem:
    """An equation ready to sample.

    Attributes:
        model: With data left open: ``model(*data)``.
        data: Arguments.
        natural: From sites ``[chain, draw, ...]`` to named coefficients ``[chain, draw]`` on the scale of the data.
        rows: Rows of the whole table.
        kept: Rows that the sampler sees at each step.
        events: Number of events, None for quantities.
        groups: Names of the eras (or other groups) that have coefficients of their own; one where all are alike.
        against: Log likelihood of all rows over that sampled, for draws by site; None where all rows are sampled.
        separated: Terms without an event on one of their sides, which only the prior keeps finite.
        dense: Whether chains should learn how coordinates hang together.
    """

    model: Callable[..., None]
    data: tuple[Any, ...]
    natural: Callable[[Sites], dict[str, Floats]]
    rows: int
    kept: int
    events: int | None
    groups: tuple[str, ...]
    against: Callable[[Sites], float] | None = None
    separated: tuple[str, ...] = ()
    dense: bool = False


def eras_of(years: NDArray[Any], by_era: bool) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Place of each row among the eras that the rows cover, and the names of those.

    >>> eras_of(np.array([1950, 2001]), True)
    (array([0, 1], dtype=int32), ('1946-1989', 'since 1990'))
    >>> eras_of(np.array([1950, 2001]), False)
    (array([0, 0], dtype=int32), ('',))
    """
    if not by_era:
        return np.zeros(len(years), dtype=np.int32), ("",)
    present, places = np.unique(era_of(np.asarray(years)), return_inverse=True)
    return places.astype(np.int32).ravel(), tuple(ERAS[k] for k in present)


def event_problem(
    name: str,
    names: tuple[str, ...],
    terms: NDArray[Any],
    events: NDArray[Any],
    groups: tuple[NDArray[np.int32], tuple[str, ...]],
    rename: Callable[[dict[str, Floats]], dict[str, Floats]] | None = None,
    weak: bool = False,
) -> Problem:
    """A logit of events, rows that are the same added up; expanded where that leaves too many.

    Slopes of standardised terms are ``N(0, 1)``, the ridge of the shipped fits.  For a mark that few rows bear that is
    hardly a prior: one pair in a hundred may then have odds ``exp(10)`` times those of the others.  ``weak`` keeps the
    log-odds ratios of terms of two values to ``N(0, 2.5)``.

    Args:
        name: Of the equation.
        names: Of the terms.
        terms: On the scale of the data ``[row, term]``.
        events: 1 where it happened.
        groups: From :func:`eras_of`.
        rename: From ``intercept`` and slopes of a group to other names and forms.
        weak: Whether rare marks get a weakly informative prior; leave it where a shipped fit is the yardstick.

    Raises:
        EstimationError: Too few events, in all or in one era.
    """
    place, labels = groups
    happened = np.asarray(events, dtype=np.float64)
    _enough(name, happened, place, labels)
    share = float(happened.mean())
    level = float(np.log(share / (1.0 - share)))
    table = _table(terms, happened, place, weak)
    apart = _separated(names, terms, happened, place, labels)
    at = peak(table, level, LEVEL_SPREAD)
    found = expand(table, at, generator(1, f"{name} rows"))
    anchor = anchored(at, found.curvature, level, LEVEL_SPREAD)

    def natural(sites: Sites) -> dict[str, Floats]:
        return by_group(sites["theta"], names, labels, table.centre, table.scale, rename)

    whole = len(table.events)
    if whole <= MANY:
        values = (table.terms - table.centre) / table.scale
        data = (*_floats(values), jnp.asarray(table.era), *_floats(table.trials, table.events), anchor)
        total = int(happened.sum())
        return Problem(event_model, data, natural, len(happened), whole, total, labels, None, apart)
    values = (np.asarray(table.terms[found.rows], dtype=np.float64) - table.centre) / table.scale
    data = (
        *_floats(values),
        jnp.asarray(table.era[found.rows]),
        *_floats(found.weight * table.trials[found.rows], found.base, found.gradient),
        anchor,
    )

    def against(sites: Sites) -> float:
        theta = sites["theta"]
        theta = theta.reshape(-1, *theta.shape[2:])
        return effective_share(weights(table, found, theta[:: max(1, len(theta) // 200)]))

    return Problem(
        expanded_model,
        data,
        natural,
        len(happened),
        len(found.rows),
        int(happened.sum()),
        labels,
        against,
        apart,
    )


def quantity_problem(
    names: tuple[str, ...],
    terms: NDArray[Any],
    target: NDArray[Any],
    groups: tuple[NDArray[np.int32], tuple[str, ...]],
    first: str = "constant",
) -> Problem:
    """A Student regression of a quantity.

    Args:
        names: Of the terms.
        terms: On the scale of the data ``[row, term]``.
        target: The quantity.
        groups: From :func:`eras_of`.
        first: Name of the intercept.

    Raises:
        EstimationError: Fewer rows than coefficients.
    """
    place, labels = groups
    if len(target) < 5 * len(labels) * (1 + terms.shape[1]):
        raise EstimationError(
            f"{len(target)} rows are too few for {len(labels) * (1 + terms.shape[1])} coefficients.",
            hint="Widen the years or the states.",
        )
    unit, middle = float(target.std()), float(target.mean())
    centre, scale = _spread(terms)
    values, outcome = (terms - centre) / scale, (target - middle) / unit
    design = np.column_stack([np.ones(len(values)), values])
    modes, curvatures = [], []
    for e in range(len(labels)):
        here = place == e
        mode, curvature = robust(design[here], outcome[here])
        modes.append(mode)
        curvatures.append(curvature)
    anchor = anchored(np.array(modes), np.array(curvatures), 0.0, 1.0)

    def natural(sites: Sites) -> dict[str, Floats]:
        theta = sites["theta"] * unit
        theta[..., 0] += middle
        out = by_group(theta, names, labels, centre, scale, None, first)
        return out | {"scale": sites["scale"] * unit, "degrees": sites["degrees"] + 1.0}

    data = (*_floats(values), jnp.asarray(place), *_floats(outcome), anchor)
    return Problem(quantity_model, data, natural, len(target), len(target), None, labels)


def by_group(
    theta: Floats,
    names: tuple[str, ...],
    labels: tuple[str, ...],
    centre: Floats,
    scale: Floats,
    rename: Callable[[dict[str, Floats]], dict[str, Floats]] | None = None,
    first: str = "intercept",
) -> dict[str, Floats]:
    """Coefficients of standardised terms ``[..., group, 1 + term]`` by name (and group) on the scale of the data."""
    out: dict[str, Floats] = {}
    for e, label in enumerate(labels):
        slopes = theta[..., e, 1:] / scale
        start = theta[..., e, 0] - slopes @ centre
        named = {first: start, **{term: slopes[..., k] for k, term in enumerate(names)}}
        named = rename(named) if rename else named
        out |= {f"{term}, {label}" if label else term: value for term, value in named.items()}
    return out


def _table(terms: NDArray[Any], events: Floats, place: NDArray[np.int32], weak: bool) -> Table:
    """Rows that are the same added up, if that saves anything."""
    centre, scale = _spread(terms)
    if weak:
        marks = np.isin(terms, (0.0, 1.0)).all(axis=0)
        scale = np.where(marks, np.maximum(scale, 1.0 / WEAK), scale)
    if len(events) <= MANY or terms.shape[1] <= 4:
        both = np.column_stack([place, terms])
        rows, which = np.unique(both, axis=0, return_inverse=True)
        which = which.ravel()
        return Table(
            rows[:, 1:],
            np.asarray(np.bincount(which, events), dtype=np.float64),
            np.bincount(which).astype(np.float64),
            rows[:, 0].astype(np.int32),
            centre,
            scale,
        )
    return Table(terms, events, np.ones(len(events)), place, centre, scale)


def _separated(
    names: tuple[str, ...],
    terms: NDArray[Any],
    events: Floats,
    place: NDArray[np.int32],
    labels: tuple[str, ...],
) -> tuple[str, ...]:
    """Terms that no event goes with, or all, in a group: marks of two values, and amounts that are 0 at every event."""
    out = []
    for e, label in enumerate(labels):
        here = (place == e) & (events > 0)
        for k, term in enumerate(names):
            seen = terms[here, k]
            if np.ptp(seen) == 0 and seen[0] in (0.0, 1.0):
                out.append(f"{term}, {label}" if label else term)
    return tuple(out)


def _enough(name: str, events: Floats, place: NDArray[np.int32], labels: tuple[str, ...]) -> None:
    """Events enough to learn from.

    Raises:
        EstimationError: There are not.
    """
    counts = np.bincount(place, events, len(labels))
    total = int(counts.sum())
    if total < LEAST_EVENTS or total > len(events) - LEAST_EVENTS:
        raise EstimationError(
            f"{name}: {total} events in {len(events)} rows are too few to sample"
            f" (at least {LEAST_EVENTS} events and as many rows without).",
            hint="Widen the years or the states.",
        )
    least = int(counts.argmin())
    if len(labels) > 1 and counts[least] < LEAST_EVENTS / 4:
        raise EstimationError(
            f"{name}: {int(counts[least])} events {labels[least]} are too few for coefficients of their own"
            f" (at least {LEAST_EVENTS // 4}).",
            hint="Widen the years or the states, or put that era with its neighbour.",
        )


def _spread(values: NDArray[Any]) -> tuple[Floats, Floats]:
    centre, scale = values.mean(axis=0, dtype=np.float64), values.std(axis=0, dtype=np.float64)
    return np.asarray(centre), np.where(scale > 1e-9, scale, 1.0)


def _floats(*arrays: Any) -> tuple[Any, ...]:
    return tuple(jnp.asarray(array, jnp.float32) for array in arrays)


def robust(design: Floats, target: Floats, rounds: int = 20) -> tuple[Floats, Floats]:
    """Coefficients by reweighted least squares for Student's t with four degrees, and their curvature."""
    degrees, weight = 4.0, np.ones(len(target))
    ridge = np.eye(design.shape[1])
    for _ in range(rounds):
        inner = (design * weight[:, None]).T @ design + ridge
        mode = np.linalg.solve(inner, design.T @ (weight * target))
        rest = target - design @ mode
        variance = float(np.average(rest**2, weights=weight)) + 1e-12
        weight = (degrees + 1.0) / (degrees + rest**2 / variance)
    curvature = (degrees + 1.0) / (degrees + 3.0) * (design.T @ design) / variance
    return np.asarray(mode, dtype=np.float64), curvature
