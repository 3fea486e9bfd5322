"""Gradient boosting: the reference that finds interactions by itself, tuned on past folds only.

Depth and number of trees are chosen by log loss on the last fifth of the events before the origin, from trees
grown on the years before those; then trees are grown again on all past cases, several times with other seeds.
Source: Ke et al. (2017) LightGBM, *NeurIPS* 30.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders.base import odds_of, recency
from counterpoise.backtest.contenders.logits import FEWEST
from counterpoise.backtest.rows import Rows
from counterpoise.estimate.logit import EstimationError
from counterpoise.measures.hazard import bernoulli_log_density
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Boosting"]

LEAVES = (4, 7, 15)
ROUNDS = (60, 120, 200, 300)
_RECENT = 0.2
"""Share of past events that choose depth and rounds."""


@dataclass(frozen=True)
class Boosting:
    """Boosted trees.

    Attributes:
        name: Short name.
        label: A line.
        terms: Names of the terms.
        since: First year of the training cases; None for all.
        half_life: Years in which a case loses half its weight; None for equal weights.
        rate: Learning rate.
        smallest: Fewest cases in a leaf.
        thin: Share of non-events kept (weighted in proportion); 1 keeps all.
        seeds: Number of forests averaged.
    """

    name: str
    label: str
    terms: tuple[str, ...]
    since: int | None = None
    half_life: float | None = None
    rate: float = 0.03
    smallest: int = 100
    thin: float = 1.0
    seeds: int = 3

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> NDArray[np.float64]:
        """Log-odds of the cases ahead.

        Raises:
            EstimationError: Fewer than ten events.
            CounterpoiseError: LightGBM is not installed.
        """
        seen = past if self.since is None else past.where(past.year >= self.since)
        if seen.events < 2 * FEWEST:
            raise EstimationError(f"{seen.events} events to {cut} are too few for {self.name}.")
        leaves, rounds = self._tuned(seen)
        asked = ahead.columns(self.terms)
        total = np.zeros(len(ahead))
        for seed in range(self.seeds):
            total += odds_of(self._grown(seen, cut, leaves, rounds, seed).predict(asked))
        return total / self.seeds

    def _tuned(self, seen: Rows) -> tuple[int, int]:
        """Leaves and rounds with the least log loss on the latest past cases."""
        order = np.argsort(seen.ends, kind="stable")
        reached = np.cumsum(seen.outcome[order]) >= (1.0 - _RECENT) * seen.events
        edge = int(seen.ends[order][int(reached.argmax())])
        early, late = seen.until(edge), seen.where(seen.year > edge)
        if early.events < FEWEST or late.events < FEWEST:
            return LEAVES[0], ROUNDS[1]
        best, choice = np.inf, (LEAVES[0], ROUNDS[1])
        held = late.columns(self.terms)
        for leaves in LEAVES:
            model = self._grown(early, edge, leaves, ROUNDS[-1], 0)
            for rounds in ROUNDS:
                odds = odds_of(model.predict(held, num_iteration=rounds))
                loss = -float(np.mean(bernoulli_log_density(odds, late.outcome)))
                if loss < best:
                    best, choice = loss, (leaves, rounds)
        return choice

    def _grown(self, seen: Rows, cut: int, leaves: int, rounds: int, seed: int) -> Any:
        """Trees grown on past cases."""
        library = _lightgbm()
        weight = recency(seen, cut, self.half_life)
        weight = np.ones(len(seen)) if weight is None else weight
        if self.thin < 1.0:
            keep = (seen.outcome > 0) | (np.random.default_rng(seed).random(len(seen)) < self.thin)
            weight = np.where(seen.outcome > 0, weight, weight / self.thin)[keep]
            seen = seen.where(keep)
        data = library.Dataset(seen.columns(self.terms), seen.outcome, weight=weight)
        settings = {
            "objective": "binary",
            "learning_rate": self.rate,
            "num_leaves": leaves,
            "min_data_in_leaf": self.smallest,
            "bagging_fraction": 0.7,
            "bagging_freq": 1,
            "feature_fraction": 0.4,
            "lambda_l2": 10.0,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbose": -1,
            "seed": seed,
        }
        return library.train(settings, data, rounds)


def _lightgbm() -> ModuleType:
    """The library, or a sentence that says what to install."""
    try:
        import lightgbm
    except ImportError as error:
        raise CounterpoiseError(
            "Boosted trees need LightGBM, which is not installed.",
            hint="Install lightgbm, or score the predictions that ship.",
        ) from error
    return lightgbm
