"""What to watch: observable quantities, where each stands, and where the verdict would flip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

__all__ = ["Tripwire", "find_tripwire"]

_RIDGE = 1e-3


@dataclass(frozen=True)
class Tripwire:
    """An observable and the level at which the odds turn.

    Attributes:
        label: What to watch.
        unit: Its unit.
        now: Its level in the start year.
        threshold: Level, ten years before the verdict, at which it holds in half of the futures; None where
            no level within the range of futures does that.
        direction: ``below`` or ``above``: the side on which the balance is more likely lost.
        weight: Share of the outcome's variance that the observable tells beforehand.
    """

    label: str
    unit: str
    now: float
    threshold: float | None
    direction: str
    weight: float

    def as_dict(self) -> dict[str, object]:
        """For the answer, with a sentence."""
        return {
            "label": self.label,
            "unit": self.unit,
            "now": round(self.now, 3),
            "threshold": None if self.threshold is None else round(self.threshold, 3),
            "direction": self.direction,
            "weight": round(self.weight, 3),
            "text": self._sentence(),
        }

    def _sentence(self) -> str:
        if self.threshold is None:
            return "No level within the range of futures turns the odds by itself."
        return f"The odds turn {self.direction} {self.threshold:.2f} {self.unit}".rstrip() + "."


def find_tripwire(
    label: str, unit: str, now: float, level: NDArray[np.float64], outcome: NDArray[np.bool_]
) -> Tripwire:
    """Find the level of an observable at which the outcome's odds are even, over the ensemble.

    A logit of the outcome on the standardised level gives the turning point ``-a / b``; it is reported only where
    it falls inside the middle 98 per cent of levels that futures reach.

    Args:
        label: What is watched.
        unit: Its unit.
        now: Level in the start year.
        level: Level in each future, some years before the verdict.
        outcome: Whether the outcome came about in it.
    """
    centre, width = float(level.mean()), float(level.std()) or 1.0
    z, y = (level - centre) / width, outcome.astype(float)

    def loss(w: NDArray[np.float64]) -> float:
        eta = w[0] + w[1] * z
        return float(np.logaddexp(0.0, eta).sum() - y @ eta + _RIDGE * w[1] ** 2)

    constant, slope = minimize(loss, np.zeros(2), method="BFGS").x
    chance = 1.0 / (1.0 + np.exp(-(constant + slope * z)))
    low, high = np.quantile(level, [0.01, 0.99])
    turning = centre - width * constant / slope if slope else np.inf
    inside = bool(low < turning < high)
    weight = float(chance.var() / max(y.mean() * (1 - y.mean()), 1e-12))
    return Tripwire(label, unit, now, turning if inside else None, "below" if slope > 0 else "above", weight)


def most_telling(found: Mapping[str, Tripwire], count: int = 3) -> list[Tripwire]:
    """The observables that tell most, those with a turning point first."""
    ranked = sorted(found.values(), key=lambda t: (t.threshold is None, -t.weight))
    return ranked[:count]
