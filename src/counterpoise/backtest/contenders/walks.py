"""Forecasts of quantities as fifty quantiles: a random walk, and what little beats it.

A burden tomorrow is about what it is today.  What differs between states is how far it may stray: some have
never moved by a tenth, others double in a war.  The scaled walk lets past volatility, level and war set the
width, and asks of the centre only a small, shrunk pull.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from counterpoise.backtest.contenders.base import LEVELS, recency
from counterpoise.backtest.rows import Rows
from counterpoise.estimate.logit import EstimationError
from counterpoise.estimate.student import fit_student

__all__ = ["LevelClimate", "RandomWalk", "ScaledWalk", "StudentAdjustment", "weighted_quantiles"]

Floats = NDArray[np.float64]

_LEAST = 0.01
"""Added to changes before logs: one per cent, the rounding of published burdens."""

_WIDEST = 1.0
"""Changes beyond a log point are wars and revisions; the centre does not learn from more of them."""


@dataclass(frozen=True)
class LevelClimate:
    """Climatology of a quantity: the quantiles of what was, whoever and whenever it was."""

    name: str = "climatology"
    label: str = "quantiles of all past values"

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> Floats:
        """The same quantiles for all."""
        return np.tile(np.quantile(_enough(past).outcome, LEVELS), (len(ahead), 1))


@dataclass(frozen=True)
class RandomWalk:
    """Persistence of a quantity: its last value plus the changes that came in the past."""

    name: str = "persistence"
    label: str = "random walk: last value plus past changes"

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> Floats:
        """Quantiles around the last value."""
        changes = _enough(past).outcome - past.start
        return np.asarray(ahead.start[:, None] + np.quantile(changes, LEVELS))


@dataclass(frozen=True)
class StudentAdjustment:
    """Partial adjustment to a common level with Student's t shocks: what the simulator does to burdens.

    Attributes:
        name: Short name.
        label: A line.
        terms: Terms that move the centre beside the level.
        penalty: Ridge on their standardised coefficients.
    """

    name: str
    label: str
    terms: tuple[str, ...] = ()
    penalty: float = 5.0

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> Floats:
        """Quantiles of the adjustment."""
        change = _enough(past).outcome - past.start
        centre, coming = _centred(_design(past, self.terms), _design(ahead, self.terms), change, self.penalty)
        tails = fit_student(change - centre)
        spread = tails.scale * stdtrit(tails.degrees, LEVELS)
        return np.asarray(ahead.start[:, None] + coming[:, None] + spread)


@dataclass(frozen=True)
class ScaledWalk:
    """A walk whose width is the case's own: log absolute changes on volatility, level and war.

    Attributes:
        name: Short name.
        label: A line.
        width: Terms that set the width.
        pull: Terms that may move the centre, heavily shrunk; none for a pure walk.
        half_life: Years in which a past case loses half its weight.
        penalty: Ridge on the centre's standardised coefficients, in cases.
    """

    name: str
    label: str
    width: tuple[str, ...]
    pull: tuple[str, ...] = ()
    half_life: float = 15.0
    penalty: float = 500.0

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> Floats:
        """Quantiles around a nearly unmoved centre."""
        change = _enough(past).outcome - past.start
        weight = recency(past, cut, self.half_life)
        assert weight is not None
        if self.pull:
            kept = np.clip(change, -_WIDEST, _WIDEST)
            centre, coming = _centred(
                past.columns(self.pull).astype(np.float64),
                ahead.columns(self.pull).astype(np.float64),
                kept,
                self.penalty,
                weight,
            )
        else:
            centre, coming = np.zeros(len(past)), np.zeros(len(ahead))
        rest = change - centre
        size, width = _centred(
            past.columns(self.width).astype(np.float64),
            ahead.columns(self.width).astype(np.float64),
            np.log(np.abs(rest) + _LEAST),
            5.0,
            weight,
        )
        shape = weighted_quantiles(rest / np.exp(size), weight, LEVELS)
        return np.asarray(ahead.start[:, None] + coming[:, None] + np.exp(width)[:, None] * shape)


def weighted_quantiles(values: Floats, weights: Floats, levels: Any) -> Floats:
    """Quantiles of weighted values, each standing at the middle of its weight.

    >>> float(weighted_quantiles(np.array([1.0, 2.0, 3.0]), np.ones(3), np.array([0.5]))[0])
    2.0
    """
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) - 0.5 * weights[order]
    return np.asarray(np.interp(levels, share / weights.sum(), values[order]))


def _design(rows: Rows, terms: tuple[str, ...]) -> Floats:
    """The level and the terms."""
    return np.column_stack([rows.start, rows.columns(terms).astype(np.float64)])


def _centred(
    seen: Floats, asked: Floats, target: Floats, penalty: float, weight: Floats | None = None
) -> tuple[Floats, Floats]:
    """Weighted ridge forecast on standardised terms, of the cases seen and of those asked for."""
    w = np.ones(len(target)) if weight is None else weight
    total = w.sum()
    middle = (w @ seen) / total
    scale = np.sqrt(w @ (seen - middle) ** 2 / total) + 1e-9
    mean = float(w @ target / total)
    known = (seen - middle) / scale
    slope = np.linalg.solve(
        (known * w[:, None]).T @ known + penalty * np.eye(known.shape[1]), known.T @ (w * (target - mean))
    )
    return mean + known @ slope, mean + (asked - middle) / scale @ slope


def _enough(past: Rows) -> Rows:
    """The past, if there is enough of it to speak of quantiles."""
    if len(past) < 100:
        raise EstimationError(
            f"{len(past)} past cases are too few for quantiles.", hint="Choose a later origin."
        )
    return past
