"""Who concludes a defence pact with whom: shared revealed adversaries, nearness, region, like regimes.

Outcome: a defence pact in force at the end of the year between two states that had none at the end of the
year before (ATOP 5.1).  Rows: pairs of states that exist in both years, 1946 to 2018.  Terms:
:data:`counterpoise.measures.hazard.PACT_COVARIATES`.

Two honest corrections.  Pacts form at conferences (59 % of formations fall in ten calendar years), so the
covariance is widened for calendar years.  And the equation has foretold the wrong *number* of pacts
whenever it was carried across a break: fitted to 1989 it foretells 1.6 times as many as came.  The
intercept is therefore recalibrated: its shift is drawn from what past origins would have needed over the
nineteen years that followed them, with the spread between origins.  Ranking is untouched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, LAST_PACT_YEAR, History
from counterpoise.estimate.logit import Logit, fit_logit
from counterpoise.estimate.posterior import Posterior, normal_draws
from counterpoise.estimate.score import record_entry
from counterpoise.measures.hazard import PACT_COVARIATES, DisputeMoment, pact_covariates, probability

__all__ = ["PactRows", "fit_pact", "pact_rows", "recalibration", "score_pact"]

FIRST = 1946
"""First year fitted: likeness of regimes plays no part before 1945 and much after."""

GEOGRAPHY = ("log_capital_distance", "neighbours")
THREAT = (*GEOGRAPHY, "common_enemies", "recent_dispute")
"""The field's reference: geography and shared adversaries (task A)."""

ORIGINS = (1969, 1979, 1989, 1999)
"""Years at which the equation is carried forward to learn how many pacts too many it foretells."""

HORIZON = 19
"""Years carried forward from each origin, as from 2026 to 2045."""


@dataclass(frozen=True)
class PactRows:
    """Rows of the pact equation.

    Attributes:
        terms: Covariates ``[row, term]`` in the order of PACT_COVARIATES.
        events: 1 where a pact was formed.
        years: Calendar year.
        asia: Whether both states lie in Asia or the Pacific.
    """

    terms: NDArray[np.float32]
    events: NDArray[np.float64]
    years: NDArray[np.int64]
    asia: NDArray[np.bool_]

    def where(self, keep: NDArray[np.bool_]) -> PactRows:
        """The rows that are kept."""
        return PactRows(self.terms[keep], self.events[keep], self.years[keep], self.asia[keep])


def pact_rows(
    history: History,
    expected: Callable[[DisputeMoment], NDArray[np.float64]],
    first: int = 1817,
    last: int = LAST_PACT_YEAR,
) -> PactRows:
    """All pairs at risk, year by year; after 2010 the record takes in the ``expected`` disputes."""
    number = len(history.codes)
    above = np.triu(np.ones((number, number), dtype=bool), 1)
    parts: list[tuple[Any, ...]] = []
    for year, record in history.records(first, last, expected):
        t = year - FIRST_YEAR
        risk = history.at_risk(year) & above & ~history.pacts["defence"][t - 1]
        terms = pact_covariates(history.pact_moment(year, record))[risk]
        parts.append(
            (
                terms.astype(np.float32),
                1.0 * history.pacts["defence"][t][risk],
                np.full(len(terms), year, dtype=np.int64),
                terms[:, PACT_COVARIATES.index("in_asia_pacific")] > 0,
            )
        )
    return PactRows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def fit_pact(rows: PactRows, seed: int = 1) -> Posterior:
    """Posterior of the coefficients, its intercept recalibrated."""
    rows = rows.where(rows.years >= FIRST)
    fit = fit_logit(rows.terms, rows.events, PACT_COVARIATES, clusters=rows.years)
    shifts = recalibration(rows)
    values = np.array(list(shifts.values()))
    shift, spread = float(values.mean()), float(values.std(ddof=1) * np.sqrt(1.0 + 1.0 / len(values)))
    mean, covariance = fit.mean.copy(), fit.covariance.copy()
    mean[0] += shift
    covariance[0, 0] += spread**2
    asia = rows.where(rows.asia & (rows.years >= 1990))
    meta = {
        "specification": (
            "Logit of defence-pact formation on geography, region, common enemies, lesser pacts and regimes "
            "at the end of the year before; ridge 1 on standardised terms; covariance widened for calendar "
            "years; intercept shifted by what past origins needed over nineteen years."
        ),
        "sample": {
            "first": int(rows.years.min()),
            "last": int(rows.years.max()),
            "rows": len(rows.events),
            "events": int(rows.events.sum()),
            "log_likelihood": fit.log_likelihood,
            "asia_since_1990_observed": int(asia.events.sum()),
            "asia_since_1990_fitted": float(np.sum(probability(fit.log_odds(asia.terms)))),
        },
        "recalibration": {
            "raw_intercept": float(fit.mean[0]),
            "shift": shift,
            "shift_sd": spread,
            "log_observed_over_predicted_by_origin": {str(year): value for year, value in shifts.items()},
        },
        "seed": seed,
    }
    draws = normal_draws(mean, covariance, seed, "pact_formation")
    return Posterior(fit.names, mean, covariance, draws, meta)


def recalibration(rows: PactRows) -> dict[int, float]:
    """Log of observed over predicted pacts in the nineteen years after each past origin."""
    shifts = {}
    for origin in ORIGINS:
        past = rows.where(rows.years <= origin)
        ahead = rows.where((rows.years > origin) & (rows.years <= origin + HORIZON))
        fit = fit_logit(past.terms, past.events, PACT_COVARIATES)
        predicted = float(np.sum(probability(fit.log_odds(ahead.terms))))
        shifts[origin] = float(np.log(ahead.events.sum() / predicted))
    return shifts


def score_pact(rows: PactRows) -> list[dict[str, Any]]:
    """Scores after 1989 and after 1999, fitted on all years since 1817 and on those since 1946."""
    entries = []
    for first, cut in ((1817, 1989), (1946, 1989), (1817, 1999), (1946, 1999)):
        train = rows.where((rows.years >= first) & (rows.years <= cut))
        test = rows.where(rows.years > cut)
        fit = fit_logit(train.terms, train.events, PACT_COVARIATES)
        odds = fit.log_odds(test.terms)
        for reference, names in (("geography", GEOGRAPHY), ("geography and shared enemies", THREAT)):
            entries.append(
                record_entry(
                    "Who concludes a defence pact",
                    f"{first}-{cut}",
                    f"{cut + 1}-{rows.years.max()}",
                    test.events,
                    odds,
                    reference,
                    _few(train, names).log_odds(test.terms[:, _columns(names)]),
                    test.years,
                )
            )
    return entries


def _columns(names: tuple[str, ...]) -> list[int]:
    return [PACT_COVARIATES.index(name) for name in names]


def _few(train: PactRows, names: tuple[str, ...]) -> Logit:
    """A logit of a few of the terms."""
    return fit_logit(train.terms[:, _columns(names)], train.events, names)
