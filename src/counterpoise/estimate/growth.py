"""How output strays from its path: yearly shocks with heavy tails, a common year, and a drift that lasts.

Growth of real output (World Bank, observed years only) is split as

``g[i, t] = mean[i] + common[t] + r[i, t]``,  ``r[i, t] = ar1 r[i, t-1] + shock[i, t]``,

the shock Student's t with ``degrees`` and scale ``shock``.

The official projection gives the path; what a decade adds to the sum of its shocks is the drift: the spread
of nine-year growth about its best simple forecast (past decade and income), less what yearly shocks of that
persistence explain.  Each quantity is estimated for the world since 1961 and for Asia and the Pacific with
the United States since 1990.  Its uncertainty is a bootstrap over states, because a state's years are not
independent.

Growth per head about one common mean has scale .031 and 2.3 degrees; removing each state's own mean, the
common year and persistence leaves less.  States of fewer than a million people are left out: their
storms are not those of the states a scenario is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import History
from counterpoise.estimate.posterior import DRAWS, Posterior, generator
from counterpoise.estimate.student import fit_student
from counterpoise.vocabulary import Mask

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["QUANTITIES", "fit_growth", "growth_rates", "measure"]

FIRST, LAST = 1961, 2024
HORIZON = 9
"""Years over which drift is measured, as in the 2015 vintage for 2024."""

QUANTITIES = ("degrees", "shock", "common", "ar1", "drift", "drift_plain")
"""Degrees of freedom and scale of the shock, sd of the common year, persistence, sd of the drift (a year),
and the drift that goes with shocks that do not persist.

A drift of .001 is the floor of the method: shocks of that persistence explain all of nine-year growth.
"""

Floats = NDArray[np.float64]


def growth_rates(panel: Panel, history: History) -> tuple[Floats, Floats]:
    """Log growth ``[year, state]`` from 1961 and log output per head; NaN where an end is not observed."""
    years = np.arange(FIRST - 1, LAST + 1)
    listed = [int(code) for code in history.codes]
    output = np.asarray(panel.values("gdp_market", listed, years.tolist()), dtype=np.float64)
    people = np.asarray(panel.values("population", listed, years.tolist()), dtype=np.float64)
    seen = np.asarray(panel.masks("gdp_market", listed, years.tolist())) == int(Mask.OBSERVED)
    logs = np.log(np.where(seen & (output > 0), output, np.nan))
    large = people[years.tolist().index(LAST)] >= _SMALL
    logs[:, ~large] = np.nan
    return np.diff(logs, axis=0), (logs - np.log(people))[1:]


def measure(growth: Floats, income: Floats) -> Floats:
    """The five quantities, in the order of QUANTITIES, of one set of states."""
    mean = np.nanmean(growth, axis=0)
    common = np.nanmean(growth - mean, axis=1)
    rest = growth - mean - common[:, None]
    pairs = np.isfinite(rest[1:]) & np.isfinite(rest[:-1])
    before, after = rest[:-1][pairs], rest[1:][pairs]
    within = np.abs(before) < _CRASH
    ar1 = float(np.sum(after[within] * before[within]) / np.sum(before[within] ** 2))
    shocks = after - ar1 * before
    tails = fit_student(shocks - np.median(shocks))
    drift, plain = (_drift(growth, income, rest, persistence) for persistence in (ar1, 0.0))
    return np.array([tails.degrees, tails.scale, float(common.std()), ar1, drift, plain])


def fit_growth(growth: Floats, income: Floats, history: History, seed: int = 1) -> Posterior:
    """Posterior of the quantities for the world and, with the suffix ``_asia_pacific``, for the region."""
    region = (history.codes == 2) | ((history.codes >= 700) & (history.codes <= 990))
    recent = slice(1990 - FIRST, None)
    names, estimates, columns, counts = [], [], [], {}
    for suffix, rates, levels in (
        ("", growth, income),
        ("_asia_pacific", growth[recent][:, region], income[recent][:, region]),
    ):
        enough = np.isfinite(rates).sum(axis=0) >= 2 * HORIZON
        rates, levels = rates[:, enough], levels[:, enough]
        names += [quantity + suffix for quantity in QUANTITIES]
        estimates.append(measure(rates, levels))
        rng = generator(seed, "growth" + suffix)
        picks = rng.integers(0, rates.shape[1], (DRAWS, rates.shape[1]))
        columns.append(np.array([measure(rates[:, pick], levels[:, pick]) for pick in picks]))
        counts[f"state_years{suffix}"] = int(np.isfinite(rates).sum())
        counts[f"states{suffix}"] = int(rates.shape[1])
    draws = np.concatenate(columns, axis=1)
    estimate = dict(zip(names, np.concatenate(estimates).tolist(), strict=True))
    meta: dict[str, Any] = {
        "specification": (
            "Log growth of real output = state mean + common year + AR(1) residual with Student's t shocks; "
            "drift = spread of nine-year growth about its forecast beyond what shocks explain; bootstrap "
            "over states."
        ),
        "sample": {"first": FIRST, "last": LAST, "rows": counts["state_years"], "events": None, **counts},
        "estimate": estimate,
        "seed": seed,
    }
    return Posterior(tuple(names), draws.mean(axis=0), np.cov(draws.T), draws, meta)


_SMALL = 1e6
"""Persons in the last year below which a state is left out."""

_CRASH = 0.15
"""Years beyond this (war, collapse, rebound) are left out of ordinary persistence."""


def _drift(growth: Floats, income: Floats, rest: Floats, ar1: float) -> float:
    """Spread of nine-year mean growth about its forecast, less the part that yearly shocks explain."""
    total = np.nancumsum(np.nan_to_num(growth), axis=0)
    gaps = np.cumsum(~np.isfinite(growth), axis=0)
    past, ahead, level = [], [], []
    for t in range(9, len(growth) - HORIZON):
        start = total[t - 10] if t >= 10 else 0.0 * total[0]
        holes = gaps[t + HORIZON] - (gaps[t - 10] if t >= 10 else 0)
        whole = (holes == 0) & np.isfinite(income[t])
        past.append(((total[t] - start) / 10)[whole])
        ahead.append(((total[t + HORIZON] - total[t]) / HORIZON)[whole])
        level.append(income[t][whole])
    known = np.concatenate(past)
    target = np.concatenate(ahead)
    design = np.column_stack([np.ones(len(known)), known, np.concatenate(level)])
    error = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    yearly = rest[np.isfinite(rest)]
    variance = float(np.var(np.clip(yearly, -0.25, 0.25)))
    lags = np.arange(1, HORIZON)
    shocks = variance / HORIZON * (1.0 + 2.0 * float(np.sum((1.0 - lags / HORIZON) * ar1**lags)))
    return float(np.sqrt(max(float(np.var(error)) - shocks, 1e-6)))
