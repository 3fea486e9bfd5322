"""Contenders made of others: averages of log-odds, and counts corrected by what past origins needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders.base import Contender, forecast_of
from counterpoise.backtest.rows import Rows
from counterpoise.estimate.logit import EstimationError
from counterpoise.measures.hazard import probability

__all__ = ["Blend", "Recalibrated"]


@dataclass(frozen=True)
class Blend:
    """The mean of the log-odds of several contenders, each with equal weight.

    Attributes:
        name: Short name.
        label: A line.
        parts: The contenders.
    """

    name: str
    label: str
    parts: tuple[Contender, ...]

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> NDArray[np.float64]:
        """Mean log-odds of the cases ahead."""
        return np.asarray(np.mean([forecast_of(part, past, ahead, cut) for part in self.parts], axis=0))


@dataclass(frozen=True)
class Recalibrated:
    """A contender whose log-odds are shifted by what it would have needed at past origins.

    At each of the past origins the contender is fitted on what was known then and foretells the ``span``
    years that follow, all of them over by ``cut``; origins that knew too little are passed over.  The shift
    is the mean of ``log(observed / foretold)``, shrunk by one half-origin towards no shift.  Ranking is
    untouched.

    Attributes:
        name: Short name.
        label: A line.
        inner: The contender corrected.
        origins: Past origins, in years before the cut.
        span: Years foretold from each.
    """

    name: str
    label: str
    inner: Contender
    origins: tuple[int, ...] = (20, 10)
    span: int = 10

    def shift(self, past: Rows, cut: int) -> float:
        """Log of observed over foretold events, averaged over past origins."""
        needed = []
        for back in self.origins:
            origin = cut - back
            then = past.until(origin)
            ahead = past.where((past.year > origin) & (past.ends <= origin + self.span))
            if then.events < 2 * 10 or ahead.events == 0:
                continue
            try:
                odds = self.inner.forecast(then, ahead.hidden(), origin)
            except EstimationError:  # too little was known then for this contender
                continue
            needed.append(float(np.log(ahead.events / probability(odds).sum())))
        return float(np.sum(needed) / (len(needed) + 0.5))

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> NDArray[np.float64]:
        """Shifted log-odds of the cases ahead."""
        return forecast_of(self.inner, past, ahead, cut) + self.shift(past, cut)
