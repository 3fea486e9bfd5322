"""Climatology: the share of past cases in which the event came, for every case alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders.base import odds_of
from counterpoise.backtest.rows import Rows
from counterpoise.estimate.logit import EstimationError

__all__ = ["BaseRate"]


@dataclass(frozen=True)
class BaseRate:
    """The base rate.

    Attributes:
        name: Short name.
        label: A line.
        since: First year counted.
    """

    name: str = "climatology"
    label: str = "base rate of the training years"
    since: int | None = None

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> NDArray[np.float64]:
        """The same log-odds for all.

        Raises:
            EstimationError: No events, or nothing but events.
        """
        seen = past.outcome if self.since is None else past.outcome[past.year >= self.since]
        if not 0 < seen.sum() < len(seen):
            raise EstimationError(
                f"{seen.sum():.0f} events in {len(seen)} cases to {cut}: too few for a base rate.",
                hint="Choose a later origin.",
            )
        return np.full(len(ahead), float(odds_of(np.array(seen.mean()))))
