"""A likelihood of millions of rows made small: its peak and curvature over all rows, the rest at a few.

Near its peak a log likelihood is its second-order expansion plus a remainder.  Gradient and curvature are summed over
every row once; a sample of rows stands for the rest.  Each counts with one over its chance of having been taken, every
event certainly, and these weights are then moved as little as will give the sample the curvature of all rows exactly
(Deville and Sarndal 1992, *JASA* 87).  So the first two orders are those of all rows, and the sample has to estimate
only the third-order part, which is small (Bardenet, Doucet and Holmes 2017, *JMLR* 18; Quiroz, Kohn, Villani and Tran
2019, *JASA* 114).  Weights stay positive, so that the likelihood is concave whatever the sample: taking the second
order from all rows and the remainder from weights that do not agree with it leaves directions that few sampled rows
speak of, along which it rises without end, and chains that wander there.

Rows are taken in proportion to their chance of an event, to their leverage (so that no direction is left to one row),
and a few anywhere.  How good it is is not left to theory: :func:`weights` sets draws against the likelihood of all
rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.logit import EstimationError
from counterpoise.measures.hazard import probability

__all__ = ["Expansion", "Table", "effective_share", "expand", "peak", "weights"]

Floats = NDArray[np.floating[Any]]

BLOCK = 100_000
"""Rows worked on at a time."""

SAMPLE = 12_000
"""Non-events that the remainder is estimated from, about."""

FORGIVEN = 1e-3
"""Price of a unit in the weights' dual: differences of a thousandth of the sampling error are let be."""

SHRUNK = 0.15
"""Departure of eras from one another, in standardised units, at which the peak is looked for."""


@dataclass(frozen=True)
class Table:
    """Rows of an equation with the era of each.

    Attributes:
        terms: On the scale of the data ``[row, term]``.
        events: How often it happened.
        trials: Cases that the row stands for.
        era: Place of the era of each row.
        centre: Mean of each term.
        scale: Spread of each term.
    """

    terms: Floats
    events: NDArray[np.float64]
    trials: NDArray[np.float64]
    era: NDArray[np.int32]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]

    @property
    def eras(self) -> int:
        """Number of eras."""
        return int(self.era.max()) + 1

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Places of rows, and those rows with a leading one, standardised."""
        for start in range(0, len(self.events), BLOCK):
            rows = slice(start, start + BLOCK)
            design = np.ones((len(self.events[rows]), self.terms.shape[1] + 1))
            design[:, 1:] = (self.terms[rows] - self.centre) / self.scale
            yield rows, design


@dataclass(frozen=True)
class Expansion:
    """What a sampler needs of all rows.

    Attributes:
        mode: Point expanded about ``[era, 1 + term]``.
        gradient: Of the log likelihood of all rows there.
        curvature: Minus its Hessian there, by era.
        rows: Places of the rows sampled for the remainder.
        weight: How many rows each stands for: one over its chance of having been taken, made to agree with all rows.
        base: Log-odds of each at the mode.
    """

    mode: NDArray[np.float64]
    gradient: NDArray[np.float64]
    curvature: NDArray[np.float64]
    rows: NDArray[np.int64]
    weight: NDArray[np.float64]
    base: NDArray[np.float64]


def peak(table: Table, level: float, spread: float, steps: int = 40) -> NDArray[np.float64]:
    """Coefficients by era ``[era, 1 + term]`` where likelihood and prior together peak, by Newton's method.

    Args:
        table: Rows.
        level: Prior mean of the intercepts.
        spread: Their prior standard deviation.
        steps: Newton steps before giving up.

    Raises:
        EstimationError: No peak within so many steps.
    """
    eras, width = table.eras, table.terms.shape[1] + 1
    precision, middle = _prior(eras, width, level, spread)
    at = np.tile(np.concatenate([[level], np.zeros(width - 1)]), (eras, 1))
    value, gradient, curvature = _view(table, at)
    for _ in range(steps):
        away = (at - middle).ravel()
        slope = gradient.ravel() - precision @ away
        move = np.linalg.solve(_blocks(curvature) + precision, slope).reshape(eras, width)
        if float(slope @ move.ravel()) < 1e-6 * len(slope):
            return at + move
        before, size = value - 0.5 * float(away @ precision @ away), 1.0
        while size > 1e-6:
            tried = at + size * move
            gap = (tried - middle).ravel()
            value, gradient, curvature = _view(table, tried)
            if value - 0.5 * float(gap @ precision @ gap) >= before - 1e-9 * abs(before):
                break
            size /= 2.0
        at = tried
    raise EstimationError(f"No peak after {steps} Newton steps.", hint="Terms may be collinear: drop one.")


def expand(
    table: Table, at: NDArray[np.float64], rng: np.random.Generator, sample: int = SAMPLE
) -> Expansion:
    """Expand about a point: gradient and curvature over all rows, and a sample for what lies beyond.

    Args:
        table: Rows.
        at: Point, from :func:`peak`.
        rng: Takes the sample.
        sample: About how many non-events to take.
    """
    _, gradient, curvature = _view(table, at)
    root = np.stack([np.linalg.inv(np.linalg.cholesky(part + np.eye(len(part)))) for part in curvature])
    chance, leverage = _chances(table, at, root)
    taken = 0.5 * chance / chance.sum() + 0.4 * leverage / leverage.sum() + 0.1 / len(chance)
    taken = np.minimum(1.0, sample * taken)
    taken[table.events > 0] = 1.0
    kept = np.flatnonzero(rng.random(len(taken)) < taken)
    chance, weight, era = chance[kept], 1.0 / taken[kept], table.era[kept]
    design = _design(table, kept)
    for e in range(table.eras):
        here = era == e
        size = table.trials[kept][here] * chance[here] * (1.0 - chance[here])
        wanted = root[e] @ curvature[e] @ root[e].T
        weight[here] = _agreeing(weight[here], design[here] @ root[e].T, size, wanted)
    return Expansion(at, gradient, curvature, kept, weight, np.log(chance) - np.log1p(-chance))


def _chances(
    table: Table, at: NDArray[np.float64], root: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Chance of an event and leverage of every row."""
    parts = []
    for rows, design in table.blocks():
        chance = probability(np.sum(design * at[table.era[rows]], axis=1))
        spread = np.empty(len(design))
        for e in range(table.eras):
            here = table.era[rows] == e
            spread[here] = np.sum((design[here] @ root[e].T) ** 2, axis=1)
        parts.append((chance, chance * (1.0 - chance) * spread))
    one, two = (np.concatenate(part) for part in zip(*parts, strict=True))
    return one, two


def _design(table: Table, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Some rows with a leading one, standardised."""
    return np.column_stack([np.ones(len(rows)), (table.terms[rows] - table.centre) / table.scale])


def _agreeing(
    weight: NDArray[np.float64],
    design: NDArray[np.float64],
    size: NDArray[np.float64],
    wanted: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Weights near to those given, all positive, whose curvature is that of all rows.

    ``w exp(x lambda)``, ``x`` the parts of the curvature in units of their sampling error: least relative entropy with
    a price on what is left of the difference (``FORGIVEN``), so that an answer exists even where no positive weights
    agree to the last digit.  The dual is convex, and damped Newton steps find it.
    """
    upper = np.triu_indices(design.shape[1])
    parts = size[:, None] * design[:, upper[0]] * design[:, upper[1]]
    unit = np.sqrt((weight[:, None] * parts**2).sum(axis=0)) + 1e-12
    parts, target, dual = parts / unit, wanted[upper] / unit, np.zeros(len(unit))

    def view(at: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        now = weight * np.exp(np.minimum(parts @ at, 50.0))
        return now, float(now.sum() - target @ at + 0.5 * FORGIVEN * at @ at)

    now, value = view(dual)
    for _ in range(50):
        slope = now @ parts - target + FORGIVEN * dual
        move = np.linalg.solve((parts * now[:, None]).T @ parts + FORGIVEN * np.eye(len(dual)), -slope)
        promised, part = float(-slope @ move), 1.0
        if promised < 1e-9:
            break
        while part > 1e-6:
            after, lower = view(dual + part * move)
            if lower <= value - 1e-4 * part * promised:
                break
            part /= 2.0
        dual, now, value = dual + part * move, after, lower
    return np.asarray(now)


def weights(table: Table, expansion: Expansion, theta: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log of the likelihood of all rows over that which was sampled, for each draw, less its mean.

    Args:
        table: Rows.
        expansion: What was sampled.
        theta: Draws ``[draw, era, 1 + term]``.
    """
    whole = np.zeros(len(theta))
    for rows, design in table.blocks():
        for e in range(table.eras):
            here = table.era[rows] == e
            if here.any():
                odds = (design[here] @ theta[:, e].T).astype(np.float32)
                whole += table.events[rows][here] @ odds
                whole -= table.trials[rows][here] @ np.logaddexp(np.float32(0.0), odds)
    step = theta - expansion.mode
    close = np.einsum("dei,ei->d", step, expansion.gradient)
    design = _design(table, expansion.rows)
    moved = np.einsum("ri,dri->dr", design, step[:, table.era[expansion.rows]])
    base = expansion.base
    beyond = np.logaddexp(0.0, base + moved) - np.logaddexp(0.0, base) - probability(base) * moved
    ratio = whole - (close - beyond @ (expansion.weight * table.trials[expansion.rows]))
    return np.asarray(ratio - ratio.mean())


def effective_share(logs: NDArray[np.float64]) -> float:
    """Share of draws that would be left after reweighting them by ``exp(logs)``: 1 where nothing is to mend.

    >>> effective_share(np.zeros(10))
    1.0
    """
    weight = np.exp(logs - logs.max())
    return float(weight.sum() ** 2 / (weight**2).sum() / len(weight))


def _view(table: Table, at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Log likelihood, gradient and curvature by era, in one pass."""
    eras, width = at.shape
    value, gradient, curvature = 0.0, np.zeros((eras, width)), np.zeros((eras, width, width))
    for rows, design in table.blocks():
        for e in range(eras):
            here = table.era[rows] == e
            if not here.any():
                continue
            part = design if here.all() else design[here]
            happened, trials = table.events[rows][here], table.trials[rows][here]
            odds = part @ at[e]
            chance = probability(odds)
            value += float(happened @ odds - trials @ np.logaddexp(0.0, odds))
            gradient[e] += part.T @ (happened - trials * chance)
            curvature[e] += (part * (trials * chance * (1.0 - chance))[:, None]).T @ part
    return value, gradient, curvature


def _prior(eras: int, width: int, level: float, spread: float) -> tuple[Any, Any]:
    """Precision and mean of the coefficients at a fixed departure of eras."""
    apart = SHRUNK**2 if eras > 1 else 0.0
    slopes = np.linalg.inv(np.ones((eras, eras)) + apart * np.eye(eras)) if eras > 1 else np.ones((1, 1))
    precision = np.zeros((eras, width, eras, width))
    for e in range(eras):
        precision[e, 0, e, 0] = 1.0 / spread**2
        for f in range(eras):
            precision[e, np.arange(1, width), f, np.arange(1, width)] = slopes[e, f]
    middle = np.zeros((eras, width))
    middle[:, 0] = level
    return precision.reshape(eras * width, eras * width), middle


def _blocks(curvature: NDArray[np.float64]) -> NDArray[np.float64]:
    """Matrices along the diagonal of one."""
    eras, width = curvature.shape[:2]
    out = np.zeros((eras, width, eras, width))
    for e in range(eras):
        out[e, :, e, :] = curvature[e]
    return out.reshape(eras * width, eras * width)
