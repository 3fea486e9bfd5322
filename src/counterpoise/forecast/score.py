"""Scores of settled questions: Brier and log score beside two simple rules, calibration, misses first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

__all__ = ["RIVALS", "brier", "calibration", "log_score", "misses", "scores_of", "summary"]

RIVALS = ("forecast", "persistence", "base_rate")
"""Whose probabilities are scored, ours first."""

BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)
"""Edges between which forecasts are pooled; the last bin holds its upper edge."""


def brier(p: float, true: bool) -> float:
    """Squared error of a probability.

    >>> brier(0.75, True)
    0.0625
    """
    return (p - true) ** 2


def log_score(p: float, true: bool, floor: float) -> float:
    """Minus the logarithm of the probability given to what happened; lower is better.

    Args:
        p: Probability of yes.
        true: Whether it came true.
        floor: Least probability that either outcome is granted.

    >>> round(log_score(0.5, True, 0.001), 4), round(log_score(0.0, True, 0.01), 4)
    (0.6931, 4.6052)
    """
    kept = min(max(p, floor), 1.0 - floor)
    return -math.log(kept if true else 1.0 - kept)


def probabilities(question: Mapping[str, Any]) -> dict[str, float]:
    """What forecast, persistence and base rate said."""
    references = question["references"]
    return {
        "forecast": float(question["p"]),
        "persistence": float(references["persistence"]),
        "base_rate": float(references["base_rate"]["p"]),
    }


def scores_of(question: Mapping[str, Any], true: bool, floor: float) -> dict[str, dict[str, float]]:
    """Brier and log score of each rival."""
    return {
        rival: {"brier": round(brier(p, true), 6), "log": round(log_score(p, true, floor), 6)}
        for rival, p in probabilities(question).items()
    }


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts and mean scores of settled questions.

    Args:
        rows: Each with ``true``, ``p`` and ``scores``.
    """
    if not rows:
        return {"settled": 0}
    means = {
        rival: {
            kind: round(float(np.mean([row["scores"][rival][kind] for row in rows])), 6)
            for kind in ("brier", "log")
        }
        for rival in RIVALS
    }
    expected = sum(row["p"] for row in rows)
    return {
        "settled": len(rows),
        "yes": sum(row["true"] for row in rows),
        "expected_yes": round(expected, 3),
        **means,
    }


def calibration(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, float]]:
    """Mean forecast and share that came true, by bin of the forecast; empty bins are left out."""
    pooled: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        place = min(int(np.searchsorted(BINS, row["p"], side="right")) - 1, len(BINS) - 2)
        pooled.setdefault(place, []).append(row)
    return [
        {
            "low": BINS[place],
            "high": BINS[place + 1],
            "questions": len(rows),
            "mean_p": round(float(np.mean([row["p"] for row in rows])), 4),
            "came_true": round(float(np.mean([row["true"] for row in rows])), 4),
        }
        for place, rows in sorted(pooled.items())
    ]


def misses(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Questions on whose wrong side the forecast stood, worst log score first."""
    wrong = [row for row in rows if (row["p"] >= _EVEN) != row["true"]]
    return sorted(wrong, key=lambda row: (-row["scores"]["forecast"]["log"], row["id"]))


_EVEN = 0.5
