"""Plain and weighted ridge logits on named terms: the field's own baselines and our declared specifications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders.base import MOST_CERTAIN, recency
from counterpoise.backtest.rows import Rows
from counterpoise.estimate.logit import EstimationError, fit_logit

__all__ = ["FEWEST", "RidgeLogit"]

FEWEST = 10
"""Events below which nothing is fitted."""


@dataclass(frozen=True)
class RidgeLogit:
    """A logit of past outcomes on terms known at the start.

    Attributes:
        name: Short name.
        label: A line.
        terms: Names of the terms.
        ridge: Precision of the prior on standardised coefficients.
        since: First year fitted; None for all.
        half_life: Years in which a case loses half its weight; None for equal weights.
    """

    name: str
    label: str
    terms: tuple[str, ...]
    ridge: float = 1.0
    since: int | None = None
    half_life: float | None = None

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> NDArray[np.float64]:
        """Log-odds of the cases ahead.

        Raises:
            EstimationError: Fewer than ten events, or a fit that does not converge.
        """
        seen = past if self.since is None else past.where(past.year >= self.since)
        if seen.events < FEWEST:
            raise EstimationError(
                f"{seen.events} events to {cut} are too few for {self.name}.",
                hint=f"Choose an origin with at least {FEWEST} events behind it.",
            )
        fit = fit_logit(
            seen.columns(self.terms),
            seen.outcome,
            self.terms,
            weights=recency(seen, cut, self.half_life),
            ridge=self.ridge,
        )
        return np.clip(fit.log_odds(ahead.columns(self.terms)), -MOST_CERTAIN, MOST_CERTAIN)
