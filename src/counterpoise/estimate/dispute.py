"""Who starts a militarised dispute with whom: the strongest equation history offers.

Outcome: a dispute begins this year, j stands on side A, i on side B, both from the start (Gibler, Miller
and Little 2016).  Rows: every ordered pair of states that exist this year and did last year, 1887 to 2010,
exactly, without sampling.  Terms: :data:`counterpoise.measures.hazard.DISPUTE_COVARIATES`, all dated the
end of the year before.  Method: ridge 1 on standardised terms, Laplace posterior widened for unordered
pairs, whose rows share a quarrel.

What was tried and left out: lists of rivals (coded in hindsight, worse out of sample), territory at stake (no
gain once the rest is in), CINC for output (no better), a gradient on capitals or an exponential one (60 to 95
log units worse in training).  Stocks that enter as logarithms do as well one year ahead (log loss .00394
against .00390) but explode when run forward on their own disputes, so the form chosen saturates.  Some thirty
forms saw the years after 1989: their scores there are a little flattered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, LAST_DISPUTE_YEAR, History
from counterpoise.estimate.logit import Logit, fit_logit
from counterpoise.estimate.posterior import Posterior, normal_draws
from counterpoise.estimate.score import record_entry
from counterpoise.measures.hazard import (
    DISPUTE_COVARIATES,
    DisputeMoment,
    dispute_covariates,
    log_odds,
    probability,
)

__all__ = ["Rows", "dispute_rows", "fit_dispute", "hazard_of", "score_dispute"]

FIRST = 1887
"""First year fitted: distances are coded from 1886."""

GEOGRAPHY = ("log_distance", "land_border", "sea_neighbour")
"""The reference every richer equation has to beat."""


@dataclass(frozen=True)
class Rows:
    """Rows of the dispute equation.

    Attributes:
        terms: Covariates ``[row, term]`` in the order of DISPUTE_COVARIATES.
        events: 1 where source started a dispute with target.
        years: Calendar year of each row.
        relevant: Whether the pair is politically relevant.
        pair: Label of the unordered pair.
    """

    terms: NDArray[np.float32]
    events: NDArray[np.float64]
    years: NDArray[np.int64]
    relevant: NDArray[np.bool_]
    pair: NDArray[np.int64]

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        """The rows that are kept."""
        return Rows(
            self.terms[keep], self.events[keep], self.years[keep], self.relevant[keep], self.pair[keep]
        )


def dispute_rows(
    history: History, first: int = FIRST, last: int = LAST_DISPUTE_YEAR, power: str = "output_share"
) -> Rows:
    """All directed pairs at risk, year by year, with their terms and what happened."""
    place = np.arange(len(history.codes))
    low, high = np.minimum.outer(place, place), np.maximum.outer(place, place)
    parts: list[tuple[Any, ...]] = []
    for year, record in history.records(first, last):
        risk = history.at_risk(year)
        terms = dispute_covariates(history.dispute_moment(year, record, power))[risk]
        parts.append(
            (
                terms.astype(np.float32),
                1.0 * history.initiated[year - FIRST_YEAR][risk],
                np.full(len(terms), year, dtype=np.int64),
                history.relevant(year)[risk],
                (low * len(place) + high)[risk],
            )
        )
    return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def hazard_of(coefficients: NDArray[np.float64]) -> Callable[[DisputeMoment], NDArray[np.float64]]:
    """The fitted probability that row starts a dispute with column this year, as a function of the moment."""

    def hazard(moment: DisputeMoment) -> NDArray[np.float64]:
        chance = probability(log_odds(dispute_covariates(moment), coefficients))
        return np.where(np.eye(chance.shape[-1], dtype=bool), 0.0, chance)

    return hazard


def fit_dispute(rows: Rows, seed: int = 1) -> Posterior:
    """Posterior of the coefficients, from all rows given."""
    fit = fit_logit(rows.terms, rows.events, DISPUTE_COVARIATES, clusters=rows.pair)
    recent = rows.where(rows.years >= 1990)
    expected = float(np.sum(probability(fit.log_odds(recent.terms))))
    meta = {
        "specification": (
            "Logit of directed dispute initiation on geography, power, record, rates and regimes at the end "
            "of the year before; ridge 1 on standardised terms; covariance widened for unordered pairs."
        ),
        "sample": {
            "first": int(rows.years.min()),
            "last": int(rows.years.max()),
            "rows": len(rows.events),
            "events": int(rows.events.sum()),
            "log_likelihood": fit.log_likelihood,
            "predicted_over_observed_since_1990": expected / max(1.0, float(recent.events.sum())),
        },
        "seed": seed,
    }
    draws = normal_draws(fit.mean, fit.covariance, seed, "dispute_initiation")
    return Posterior(fit.names, fit.mean, fit.covariance, draws, meta)


def score_dispute(rows: Rows, cut: int = 1989) -> tuple[list[dict[str, Any]], Logit]:
    """Scores on the years after ``cut`` of an equation fitted up to it, and that equation."""
    entries, whole = [], None
    for label, pool in (("all pairs", rows), ("politically relevant pairs", rows.where(rows.relevant))):
        train, test = pool.where(pool.years <= cut), pool.where(pool.years > cut)
        fit = fit_logit(train.terms, train.events, DISPUTE_COVARIATES)
        whole = fit if whole is None else whole
        odds = fit.log_odds(test.terms)
        for reference, known in _references(train, test).items():
            entries.append(
                record_entry(
                    f"Who starts a dispute, {label}",
                    f"{pool.years.min()}-{cut}",
                    f"{cut + 1}-{pool.years.max()}",
                    test.events,
                    odds,
                    reference,
                    known,
                    test.years,
                )
            )
    assert whole is not None
    return entries, whole


def _references(train: Rows, test: Rows) -> dict[str, NDArray[np.float64]]:
    """Log-odds of those who know less: the base rate, and geography alone."""
    columns = [DISPUTE_COVARIATES.index(name) for name in GEOGRAPHY]
    geography = fit_logit(train.terms[:, columns], train.events, GEOGRAPHY)
    rate = float(train.events.mean())
    return {
        "base rate": np.full(len(test.events), np.log(rate / (1.0 - rate))),
        "geography": geography.log_odds(test.terms[:, columns]),
    }
