"""Scores of forecasts against what happened: events by ranking and log loss, quantities by CRPS and coverage.

Every difference between two contenders comes with an interval over resampled calendar years, because cases of
one year share its luck.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders import LEVELS
from counterpoise.estimate.score import scores
from counterpoise.measures.hazard import bernoulli_log_density, probability

__all__ = ["MEASURES", "difference", "losses", "measured", "reliability", "widened"]

Floats = NDArray[np.float64]

MEASURES = (
    "ap",
    "auc",
    "log_loss",
    "brier",
    "crps",
    "rmse",
    "coverage_90",
    "coverage_50",
    "predicted_over_observed",
)
"""Every measure, in the order told; those that do not apply to a task are None."""

_DRAWS = 2000


def measured(kind: str, outcome: Floats, forecast: Floats) -> dict[str, float | None]:
    """All measures of a forecast.

    Args:
        kind: ``event`` or ``quantity``.
        outcome: What happened ``[row]``.
        forecast: Log-odds ``[row]``, or quantiles ``[row, level]``.

    >>> measured("event", np.array([1.0, 0.0]), np.array([0.0, 0.0]))["log_loss"]
    0.6931471805599453
    """
    out: dict[str, float | None] = dict.fromkeys(MEASURES)
    if kind == "event":
        return out | scores(outcome, forecast)
    error = forecast.mean(axis=1) - outcome
    return out | {
        "crps": float(np.mean(losses(kind, outcome, forecast))),
        "rmse": float(np.sqrt(np.mean(error**2))),
        "coverage_90": _covered(outcome, forecast, 0.05),
        "coverage_50": _covered(outcome, forecast, 0.25),
    }


def losses(kind: str, outcome: Floats, forecast: Floats) -> Floats:
    """What each case costs: minus the log-probability of what happened, or its CRPS.

    The CRPS is twice the mean pinball loss over evenly spaced quantiles (Laio and Tamea 2007).
    """
    if kind == "event":
        return np.asarray(-bernoulli_log_density(forecast, outcome))
    gap = outcome[:, None] - forecast
    return np.asarray(2.0 * np.mean(np.where(gap >= 0, LEVELS * gap, (LEVELS - 1.0) * gap), axis=1))


def _covered(outcome: Floats, forecast: Floats, tail: float) -> float:
    """Share of cases inside the central band that leaves ``tail`` on either side."""
    low, high = (int(np.argmin(np.abs(LEVELS - level))) for level in (tail, 1.0 - tail))
    eps = 1e-9
    inside = (outcome >= forecast[:, low] - eps) & (outcome <= forecast[:, high] + eps)
    return float(inside.mean())


def difference(
    kind: str, outcome: Floats, ours: Floats, theirs: Floats, clusters: NDArray[Any], level: float = 0.9
) -> tuple[float, float, float]:
    """Mean loss of ours minus theirs, with an interval over resampled clusters (calendar years).

    Returns:
        Difference, low, high; below zero ours is better.
    """
    gain = losses(kind, outcome, ours) - losses(kind, outcome, theirs)
    _, which = np.unique(clusters, return_inverse=True)
    totals, counts = np.bincount(which, gain), np.bincount(which)
    picks = np.random.default_rng(1).integers(0, len(counts), (_DRAWS, len(counts)))
    means = totals[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(gain.mean()), float(low), float(high)


def widened(years: NDArray[Any], window: int) -> NDArray[Any]:
    """Blocks of calendar years as long as the window, so that overlapping windows are drawn together.

    >>> widened(np.array([1990, 1994, 1995]), 5).tolist()
    [398, 398, 399]
    """
    return np.asarray(years // max(window, 1))


def reliability(outcome: Floats, forecast: Floats, bins: int = 10) -> list[dict[str, float]]:
    """Foretold and observed shares in bins that hold the same foretold events.

    Bins of equal size would put all of a rare event into the last; here each bin holds a tenth of the events
    foretold, so that every row of the table can be wrong.
    """
    chance = np.asarray(probability(forecast))
    order = np.argsort(chance, kind="stable")
    share = np.cumsum(chance[order]) / chance.sum()
    edges = np.searchsorted(share, np.arange(1, bins) / bins)
    table = []
    for rows in np.split(order, np.unique(edges)):
        if len(rows):
            table.append(
                {
                    "rows": len(rows),
                    "foretold": float(chance[rows].mean()),
                    "happened": float(outcome[rows].mean()),
                    "events": float(outcome[rows].sum()),
                }
            )
    return table
