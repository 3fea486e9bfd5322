"""Growth that lasts: how far the last observed year of output ran beyond the path that follows it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.mechanisms.growth import LARGEST_SHOCK
from counterpoise.vocabulary import Mask

__all__ = ["momentum"]

Floats = NDArray[np.float64]

_RECENT = 5
"""Years before the start among which the last observed year of output is looked for."""


def momentum(panel: Panel, codes: Sequence[int], start: int) -> Floats:
    """Growth of the last year observed beyond that of the path after it; 0 where no year before the start was."""
    years = list(range(start - _RECENT, start + 1))
    output = np.log(np.asarray(panel.values("gdp_market", list(codes), years), dtype=float))
    mask = np.asarray(panel.masks("gdp_market", list(codes), years))
    growth, told = np.diff(output, axis=0), (mask == Mask.OBSERVED) | (mask == Mask.IMPUTED)
    found = np.zeros(len(codes))
    for t in range(1, len(growth)):
        found = np.where(told[t] & ~told[t + 1], growth[t - 1] - growth[t], found)
    return np.clip(np.nan_to_num(found), -LARGEST_SHOCK, LARGEST_SHOCK)
