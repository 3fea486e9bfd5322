"""The equations as a year would have fitted them: every row ends with the origin.

The forms are those of :mod:`counterpoise.estimate`; what changes is the past that they may see, and where a modern
series did not exist yet, the series that stands for it:

* disputes from 1887 (from 1816 for origins before 1932: distances of territories carried back from 1886);
* pacts since 1946, or the seventy years before an earlier origin, without the later recalibration;
* endings of treaties in the forty-five years before the origin, by form and for the patron;
* burdens from spending over output, forty years; free riding cannot be fitted and is 0, its reference;
* growth and regimes over sixty years;
* exits of leaders over the last twenty-five years, by regime.

Technology moves nothing in a hindcast (C1 stands at its reference), so it is not fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.burden import REVERSION, clustered_least_squares, fit_reversion
from counterpoise.estimate.burden import TERMS as BURDEN_TERMS
from counterpoise.estimate.dispute import dispute_rows, fit_dispute, hazard_of
from counterpoise.estimate.growth import QUANTITIES
from counterpoise.estimate.growth import measure as growth_moments
from counterpoise.estimate.history import FIRST_YEAR, LAST_DISPUTE_YEAR, LAST_PACT_YEAR, History, read_history
from counterpoise.estimate.leaders import KINDS, leader_rows
from counterpoise.estimate.leaders import LAST as LAST_LEADER_YEAR
from counterpoise.estimate.logit import fit_logit
from counterpoise.estimate.pact import pact_rows
from counterpoise.estimate.posterior import DRAWS, generator, normal_draws
from counterpoise.estimate.regime import REGIMES, regime_rows
from counterpoise.estimate.regime import measure as regime_moments
from counterpoise.estimate.student import fit_student
from counterpoise.measures.hazard import PACT_COVARIATES
from counterpoise.vintage.growth import log_growth

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.vintage.panel import VintagePanel

__all__ = ["Fits", "Normal", "fit_vintage", "patron_rate"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Normal:
    """A posterior by mean and covariance, small enough to be kept for every origin.

    Attributes:
        names: Coefficients.
        mean: ``[coefficient]``.
        covariance: ``[coefficient, coefficient]``.
        logs: Places of coefficients that are positive, whose mean and covariance are those of their logarithm.
        rows: Rows behind the fit.
        events: Events among them, None for a quantity.
    """

    names: tuple[str, ...]
    mean: Floats
    covariance: Floats
    logs: tuple[int, ...] = ()
    rows: int = 0
    events: int | None = None

    def draws(self, seed: int, name: str) -> Floats:
        """Draws ``[draw, coefficient]``, the same for the same seed and name."""
        out = normal_draws(self.mean, self.covariance, seed, name)
        out[:, list(self.logs)] = np.exp(out[:, list(self.logs)])
        return out


@dataclass(frozen=True)
class Fits:
    """All equations of an origin.

    Attributes:
        origin: Last year that any row knows.
        posteriors: Name of the fit to its posterior.
    """

    origin: int
    posteriors: Mapping[str, Normal]

    @property
    def hazard(self) -> Floats:
        """Mean coefficients of the dispute equation."""
        return self.posteriors["dispute_initiation"].mean


def fit_vintage(panel: VintagePanel, history: History | None = None) -> Fits:
    """Fit every equation on what an origin knows.

    Args:
        panel: The past that ends with the origin.
        history: Its history, if it was read already.

    Raises:
        EstimationError: Too few events by then.
    """
    origin = panel.origin
    past = history or read_history(panel)
    rows = dispute_rows(past, 1816 + 1 if origin < _OLD else 1887, min(origin, LAST_DISPUTE_YEAR))
    dispute = fit_dispute(rows)
    hazard = hazard_of(dispute.mean)
    fits = {
        "dispute_initiation": Normal(
            dispute.names, dispute.mean, dispute.covariance, (), len(rows.events), int(rows.events.sum())
        ),
        "pact_formation": _pacts(past, hazard, origin),
        "treaty_termination": _treaties(panel, past, origin),
        "burden": _burdens(panel, past, hazard, origin),
        "growth": _growth(panel, past, origin),
        "regime": _regimes(panel, past, origin),
        "leader_exit": _leaders(panel, past, origin),
    }
    return Fits(origin, fits)


def _pacts(history: History, hazard: Any, origin: int) -> Normal:
    last = min(origin, LAST_PACT_YEAR)
    first = 1946 if last >= _AFTER_WAR else max(1817, last - _PACT_YEARS)
    rows = pact_rows(history, hazard, first, last)
    fit = fit_logit(rows.terms, rows.events, PACT_COVARIATES, clusters=rows.years)
    return Normal(fit.names, fit.mean, fit.covariance, (), len(rows.events), int(rows.events.sum()))


def _treaties(panel: VintagePanel, history: History, origin: int) -> Normal:
    """Log rates by form over the last decades, repeated for every era that the shipped fit tells apart.

    A treaty whose members are still allied in the next year was renewed and has not ended.
    """
    last = min(origin, LAST_PACT_YEAR)
    table = panel.table("treaties")
    ends, exposure = np.full(2, 0.5), np.full(2, 5.0)
    for _, members in table[table["atopid"].isin(_defence(table))].groupby("atopid", sort=True):
        form, exits = int(members["bilateral"].max()), members["exit_year"]
        end = int(exits.max()) if bool(exits.notna().all()) else last + 1
        first = max(int(members["entry_year"].min()), last - _TREATY_YEARS + 1)
        exposure[form] += max(0, min(end, last) - first + 1)
        if first <= end < last and not _renewed(history, members["ccode"].tolist(), end):
            ends[form] += 1.0
    rate, spread = np.log(ends / exposure), 1.0 / ends
    names = tuple(f"{era}_{form}" for era in range(4) for form in ("multilateral", "bilateral"))
    mean = np.concatenate([np.tile(rate, 4), rate[1:]])
    covariance = np.diag(np.concatenate([np.tile(spread, 4), spread[1:]]))
    rows = int(exposure.sum() - 10.0)
    return Normal((*names, "patron"), mean, covariance, tuple(range(len(mean))), rows, int(ends.sum() - 1.0))


def _defence(treaties: pd.DataFrame) -> set[int]:
    return set(treaties.loc[treaties["defence"] == 1, "atopid"])


def _renewed(history: History, codes: list[int], end: int) -> bool:
    """Whether half the pairs of a treaty that ended were allied when the next year was over."""
    place = {int(code): k for k, code in enumerate(history.codes)}
    at = sorted({place[int(code)] for code in codes if int(code) in place})
    if len(at) < _PAIR:
        return False
    inside = history.pacts["defence"][end + 1 - FIRST_YEAR][np.ix_(at, at)]
    return bool(inside[np.triu_indices(len(at), 1)].mean() >= _HALF)


def patron_rate(treaties: pd.DataFrame, patron: int, origin: int, fits: Fits) -> Floats:
    """Draws of the yearly rate at which a great power's own defence treaties end.

    Its treaties of the last forty-five years are counted as :func:`counterpoise.estimate.treaty.patron_in_asia`
    counts them, whatever the region; the rate of all bilateral treaties is worth ten treaty-years beside them.

    Args:
        treaties: As the origin knows them.
        patron: COW code.
        origin: Last year known.
        fits: Rates of all treaties.
    """
    mine = set(treaties.loc[(treaties["ccode"] == patron) & (treaties["defence"] == 1), "atopid"])
    last, ends, years = min(origin, LAST_PACT_YEAR), 0.0, 0.0
    spells = []
    for key, members in treaties[treaties["atopid"].isin(mine)].groupby("atopid", sort=True):
        exits = members["exit_year"]
        end = int(exits.max()) if bool(exits.notna().all()) else None
        partners = frozenset(int(code) for code in members["ccode"] if code != patron)
        spells.append((key, partners, int(members["entry_year"].min()), end))
    for key, partners, begin, end in spells:
        over = last if end is None else min(end, last)
        years += max(0, over - max(begin, last - _TREATY_YEARS))
        renewed = any(k != key and p & partners and b in (end, (end or 0) + 1) for k, p, b, _ in spells)
        ends += float(end is not None and last - _TREATY_YEARS < end <= last and not renewed)
    rate = float(np.exp(fits.posteriors["treaty_termination"].mean[-1]))
    shape, exposure = ends + 0.5 + rate * _WORTH, years + _WORTH
    return generator(1, f"patron {patron} {origin}").gamma(shape, 1.0 / exposure, DRAWS)


def _burdens(panel: VintagePanel, history: History, hazard: Any, origin: int) -> Normal:
    """Partial adjustment of the log burden, its response to threat within states, and heavy-tailed shocks."""
    years = np.arange(origin - _BURDEN_YEARS, origin + 1)
    listed = [int(code) for code in history.codes]
    logs = np.log(np.asarray(panel.values("burden", listed, years.tolist()), dtype=np.float64))
    parts = []
    for year, record in history.records(int(years[1]), min(origin, LAST_DISPUTE_YEAR), hazard):
        t = year - int(years[0])
        threat = np.log(hazard(history.dispute_moment(year, record)).sum(axis=0) + 1e-3)
        keep = np.isfinite(logs[t]) & np.isfinite(logs[t - 1]) & (np.abs(logs[t] - logs[t - 1]) < _BROKEN)
        stack = (logs[t][keep], logs[t - 1][keep], threat[keep], history.codes[keep])
        parts.append(np.column_stack([*stack, np.full(int(keep.sum()), year)]))
    rows = np.concatenate(parts)
    y, lag, threat, code, year = rows.T
    within, within_cov = clustered_least_squares(
        y, np.column_stack([lag, threat]), code.astype(int), dummies=(code.astype(int), year.astype(int))
    )
    walk, walk_cov = clustered_least_squares(y, np.column_stack([np.ones(len(y)), lag]), code.astype(int))
    tails = fit_student(y - walk[0] - walk[1] * lag)
    names = (*(f"{n}_within" if n == "lag" else n for n in BURDEN_TERMS), *_BURDEN_TAIL, *REVERSION)
    mean, variance = np.zeros(len(names)), np.zeros(len(names))
    found = {
        "lag_within": (within[0], within_cov[0, 0]),
        "own_threat": (within[1], within_cov[1, 1]),
        "constant": (walk[0], walk_cov[0, 0]),
        "lag": (walk[1], walk_cov[1, 1]),
        "scale": (tails.log_mean[0], tails.log_covariance[0, 0]),
        "degrees": (tails.log_mean[1], tails.log_covariance[1, 1]),
    }
    own, own_cov = fit_reversion(y, lag, code.astype(int), year.astype(int))
    found |= {name: (own[k], own_cov[k, k]) for k, name in enumerate(REVERSION)}
    for name, (value, spread) in found.items():
        mean[names.index(name)], variance[names.index(name)] = value, spread
    positive = tuple(names.index(name) for name in ("scale", "degrees", "own_scale", "own_degrees"))
    return Normal(names, mean, np.diag(variance), positive, len(y))


def _growth(panel: VintagePanel, history: History, origin: int) -> Normal:
    """Moments of growth over sixty years, the same for the world and the region: there is no sample for both."""
    years = list(range(origin - _GROWTH_YEARS, origin + 1))
    listed = [int(code) for code in history.codes]
    output = np.asarray(panel.values("gdp_long", listed, years), dtype=np.float64)
    people = np.asarray(panel.values("pop_long", listed, years), dtype=np.float64)
    growth = log_growth(output)
    enough = np.isfinite(growth).sum(axis=0) >= _ENOUGH
    income = np.log(output[1:]) - np.log(people[1:])
    growth, income = growth[:, enough], income[:, enough]
    rng = generator(1, f"growth {origin}")
    picks = rng.integers(0, growth.shape[1], (_BOOTSTRAPS, growth.shape[1]))
    some = np.log(np.maximum(np.array([growth_moments(growth[:, k], income[:, k]) for k in picks]), 1e-4))
    centre = np.log(np.maximum(growth_moments(growth, income), 1e-4))
    names = tuple(q + suffix for suffix in ("", "_asia_pacific") for q in QUANTITIES)
    twice = np.tile(centre, 2)
    covariance = np.kron(np.ones((2, 2)), np.cov(some.T)) + 1e-10 * np.eye(len(names))
    return Normal(names, twice, covariance, tuple(range(len(names))), int(np.isfinite(growth).sum()))


def _regimes(panel: VintagePanel, history: History, origin: int) -> Normal:
    rows = regime_rows(panel, history, origin - _GROWTH_YEARS, origin)
    states, which = np.unique(rows["code"], return_inverse=True)
    rng = generator(1, f"regime {origin}")
    even = np.full(len(states), 1 / len(states))
    some = np.array(
        [regime_moments(rows, rng.multinomial(len(states), even)[which] * 1.0) for _ in range(_BOOTSTRAPS)]
    )
    names = (*(f"jump_{k}" for k in range(REGIMES)), *(f"shift_{k}" for k in range(REGIMES)), "size", "still")
    positive = (len(names) - 2, len(names) - 1)
    some[:, list(positive)] = np.log(np.maximum(some[:, list(positive)], 1e-4))
    jumped = int((np.abs(rows["change"]) > 0.1).sum())
    return Normal(names, some.mean(axis=0), np.cov(some.T), positive, len(rows["year"]), jumped)


def _leaders(panel: VintagePanel, history: History, origin: int) -> Normal:
    """Yearly log-odds of exits, as :mod:`counterpoise.estimate.leaders` counts them; Archigos begins in 1875.

    A bin of regimes that had no state in those years has the odds of all.
    """
    last = min(origin, LAST_LEADER_YEAR)
    rows = leader_rows(panel, history, max(last - _LEADER_YEARS, _FIRST_LEADER_YEAR), last)
    names, mean, variance = [], [], []
    for kind in KINDS:
        for regime in range(REGIMES):
            here = rows["bin"] == regime
            here = here if here.any() else np.ones_like(here)
            gone, stayed = float(rows[kind][here].sum()) + 0.5, float((1.0 - rows[kind][here]).sum()) + 0.5
            names.append(f"{kind}_{regime}")
            mean.append(np.log(gone) - np.log(stayed))
            variance.append(1.0 / gone + 1.0 / stayed)
    events = int(rows["exit"].sum())
    return Normal(tuple(names), np.array(mean), np.diag(variance), (), len(rows["year"]), events)


_LEADER_YEARS, _FIRST_LEADER_YEAR = 25, 1876
_OLD, _AFTER_WAR = 1932, 1979
_PACT_YEARS, _TREATY_YEARS, _BURDEN_YEARS, _GROWTH_YEARS = 70, 45, 40, 60
_BURDEN_TAIL = ("patron_burden_europe", "patron_burden_asia_pacific", "constant", "lag", "scale", "degrees")

_PAIR, _HALF = 2, 0.5

_WORTH = 10.0
"""Treaty-years that the rate of all treaties is worth beside a great power's own."""

_BROKEN = 1.5
"""Log change of a burden in a year beyond which the currency broke, not the budget."""

_ENOUGH = 22
_BOOTSTRAPS = 60
