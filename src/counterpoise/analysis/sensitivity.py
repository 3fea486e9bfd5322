"""How the answer moves with the ruler: at three thresholds, and at either end of the exchange-rate question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.probability import frequency
from counterpoise.analysis.stories import Story, judged
from counterpoise.analysis.verdict import THRESHOLDS
from counterpoise.observe.case import Observed

__all__ = ["sensitivity_of"]

_END = 1.0 / 3.0
"""The third of the futures whose rate weight is lowest stands for market rates, the highest for purchasing power."""


def sensitivity_of(
    full: Story, observed: Observed, draws: Mapping[str, NDArray[np.float64]], years: Mapping[str, int]
) -> dict[str, dict[str, dict[str, float]]]:
    """Probability that the balance holds at b* = 1/3, 1/2 and 1, and at market and purchasing-power rates.

    Thresholds are applied to the same futures.  Rates act inside the futures, so they are compared by the third
    of futures that weigh purchasing power least and the third that weigh it most.
    """
    threshold = {
        name: _held(judged(full.series, observed, draws, value), years) for name, value in THRESHOLDS.items()
    }
    weight = draws["arming.rates"]
    low, high = np.quantile(weight, [_END, 1.0 - _END])
    if low == high:
        return {"threshold": threshold, "rates": {}}
    rates = {"market": _held(full, years, weight <= low), "ppp": _held(full, years, weight >= high)}
    return {"threshold": threshold, "rates": rates}


def _held(story: Story, years: Mapping[str, int], among: NDArray[np.bool_] | None = None) -> dict[str, float]:
    holds = story.verdict.balance_holds if among is None else story.verdict.balance_holds[among]
    return {year: frequency(holds[:, place]) for year, place in years.items()}
