"""How well probabilities did on years that were not seen: ranking, log loss, calibration.

Average precision ranks rare events where the ROC area flatters; log loss punishes false confidence; the ratio
of predicted to observed says whether there were as many events as foretold.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.logit import EstimationError
from counterpoise.measures.hazard import bernoulli_log_density, probability

__all__ = ["area_under_roc", "average_precision", "log_loss", "record_entry", "scores", "year_interval"]

Floats = NDArray[np.float64]


def average_precision(events: Floats, score: Floats) -> float:
    """Mean precision at each event, rows ranked by score (ties share their place).

    >>> average_precision(np.array([1.0, 0.0, 1.0, 0.0]), np.array([4.0, 3.0, 2.0, 1.0]))
    0.8333333333333333
    """
    order = np.argsort(-score, kind="stable")
    hits, ranked = np.cumsum(events[order]), score[order]
    last = np.append(ranked[1:] != ranked[:-1], True)
    recall, precision = hits[last] / hits[-1], hits[last] / (np.flatnonzero(last) + 1)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def area_under_roc(events: Floats, score: Floats) -> float:
    """Probability that an event outranks a non-event.

    >>> area_under_roc(np.array([1.0, 0.0, 0.0]), np.array([2.0, 2.0, 1.0]))
    0.75
    """
    from scipy.stats import rankdata  # slow to import, and a run needs none of it

    positive = float(events.sum())
    ranks = float(rankdata(score)[events == 1].sum())
    return (ranks - positive * (positive + 1) / 2) / (positive * (len(events) - positive))


def log_loss(events: Floats, odds: Floats) -> float:
    """Mean of minus the log-probability given to what happened."""
    return -float(np.mean(bernoulli_log_density(odds, events)))


def scores(events: Floats, odds: Floats) -> dict[str, float]:
    """Average precision, ROC area, log loss, Brier score and predicted over observed."""
    if not 0 < events.sum() < len(events):
        raise EstimationError(f"{events.sum():.0f} events in {len(events)} held-out rows cannot be scored.")
    chance = probability(odds)
    return {
        "ap": average_precision(events, odds),
        "auc": area_under_roc(events, odds),
        "log_loss": log_loss(events, odds),
        "brier": float(np.mean((chance - events) ** 2)),
        "predicted_over_observed": float(chance.sum() / events.sum()),
    }


def year_interval(
    events: Floats, odds: Floats, reference: Floats, years: NDArray[Any], level: float = 0.9
) -> tuple[float, float]:
    """Interval of the difference in log loss (ours minus the reference), bootstrapped over calendar years."""
    gain = bernoulli_log_density(reference, events) - bernoulli_log_density(odds, events)
    _, which = np.unique(years, return_inverse=True)
    totals, counts = np.bincount(which, gain), np.bincount(which)
    picks = np.random.default_rng(1).integers(0, len(counts), (2000, len(counts)))
    means = totals[picks].sum(1) / counts[picks].sum(1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def record_entry(
    label: str,
    train: str,
    test: str,
    events: Floats,
    odds: Floats,
    reference: str,
    reference_odds: Floats,
    years: NDArray[Any],
) -> dict[str, Any]:
    """One line of the record: our scores on years not seen, beside those of a reference."""
    ours, theirs = scores(events, odds), scores(events, reference_odds)
    return {
        "label": label,
        "train": train,
        "test": test,
        "rows": len(events),
        "events": int(events.sum()),
        "ap": ours["ap"],
        "ap_reference": theirs["ap"],
        "auc": ours["auc"],
        "auc_reference": theirs["auc"],
        "reference": reference,
        "log_loss": ours["log_loss"],
        "log_loss_reference": theirs["log_loss"],
        "log_loss_difference": list(year_interval(events, odds, reference_odds, years)),
        "predicted_over_observed": ours["predicted_over_observed"],
    }
