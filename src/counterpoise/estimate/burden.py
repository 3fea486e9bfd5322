"""The military burden: close to a random walk, with jumps in war and little response to threat.

Partial adjustment of the log share of output spent on the military (World Bank from SIPRI, since 1960):

``y[i, t] = lag y[i, t-1] + threat log(T[i, t]) + war + income + growth + polyarchy + neighbours + u``,

``T`` the sum of fitted hazards of dispute toward the state, everything else dated the year before.
Elasticities are estimated within states and years, with standard errors clustered by state; the years end
in 2010, where disputes cease to be coded.  Free riding: the response of United States allies to the burden
of the United States, within states, for NATO Europe and for Asia and the Pacific apart, to 2024; in Europe
the sign rests on the years after 2010, so the estimate to 2010 is kept beside it.  Shocks are Student's t
about the pooled adjustment.

What is simulated is the reversion to a state's own level, that of the year from which a span of :data:`SPAN` years
sets out: ``y[i, t] - y[i, t-1] = reversion (y[i, s] - y[i, t-1]) + u``, ``s < t <= s + SPAN``, over all spans.
Simulated about the common level to which all states are pooled, burdens of the region since 1990 are foretold worse
(CRPS five years ahead .207 against .188).

What history says: no equation here beats a random walk by much, most do worse; the scores say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, LAST_DISPUTE_YEAR, LAST_YEAR, History
from counterpoise.estimate.logit import EstimationError
from counterpoise.estimate.posterior import DRAWS, Posterior, generator, normal_draws
from counterpoise.estimate.student import crps, fit_student, student_log_density
from counterpoise.measures.hazard import DisputeMoment

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = [
    "REVERSION", "SPAN", "TERMS", "BurdenRows", "burden_rows", "clustered_least_squares", "fit_burden", "fit_reversion",
    "score_burden",
]  # fmt: skip

FIRST = 1961
TERMS = ("lag", "own_threat", "war", "income", "growth", "polyarchy", "neighbours")
"""Terms of the partial adjustment, in order; all logs but war (0 or 1), growth and polyarchy."""

REVERSION = ("reversion", "own_scale", "own_degrees")
"""Of the equation that is simulated: share of the gap to its own level that a state closes in a year; its shocks."""

SPAN = 19
"""Years for which a burden is followed from the level at which it set out: the longest horizon of a forecast."""

_NEAR_KM = 800.0
_PATRON = 2
_LEAST_THREAT = 1e-3

Floats = NDArray[np.float64]
Hazard = Callable[[DisputeMoment], Floats]


@dataclass(frozen=True)
class BurdenRows:
    """State-years with a burden this year and last.

    Attributes:
        log_burden: Log burden this year.
        terms: Columns of TERMS ``[row, term]``.
        patron: Log burden of the United States the year before.
        ally: Whether the state was its treaty ally the year before.
        code: COW code.
        year: Calendar year.
    """

    log_burden: Floats
    terms: Floats
    patron: Floats
    ally: NDArray[np.bool_]
    code: NDArray[np.int64]
    year: NDArray[np.int64]

    def where(self, keep: NDArray[np.bool_]) -> BurdenRows:
        """The rows that are kept."""
        return BurdenRows(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def burden_rows(panel: Panel, history: History, hazard: Hazard) -> BurdenRows:
    """Lay out the state-years; states without one of the terms in a year are left out of that year."""
    years = np.arange(FIRST - 2, LAST_YEAR + 1)
    listed = [int(code) for code in history.codes]

    def cells(name: str) -> Floats:
        return np.asarray(panel.values(name, listed, years.tolist()), dtype=np.float64)

    share = cells("burden")
    burden = np.log(np.where(share > 0, share, np.nan))
    income = np.log(cells("gdp_ppp") / cells("population"))
    war = _at_war(panel, history, years)
    patron = burden[:, listed.index(_PATRON)]
    parts: list[tuple[Any, ...]] = []
    for year, record in history.records(FIRST, LAST_YEAR, hazard):
        t, u = year - years[0], year - FIRST_YEAR
        threat = np.log(hazard(history.dispute_moment(year, record)).sum(axis=0) + _LEAST_THREAT)
        near = ((history.mindist[u - 1] < _NEAR_KM) & history.dyads[u - 1]).astype(np.float64)
        known = np.isfinite(burden[t - 1])
        with np.errstate(invalid="ignore"):
            around = near @ np.where(known, burden[t - 1], 0.0) / (near @ known)
        terms = np.column_stack(
            [
                burden[t - 1],
                threat,
                war[t - 1],
                income[t - 1],
                income[t - 1] - income[t - 2],
                history.polyarchy[u - 1],
                around,
            ]
        )
        keep = np.isfinite(burden[t]) & np.isfinite(terms).all(axis=1) & history.at_risk(year).any(axis=1)
        count = int(keep.sum())
        ally = history.pacts["defence"][u - 1][:, listed.index(_PATRON)]
        parts.append(
            (
                burden[t][keep],
                terms[keep],
                np.full(count, patron[t - 1]),
                ally[keep],
                history.codes[keep],
                np.full(count, year, dtype=np.int64),
            )
        )
    return BurdenRows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def fit_burden(rows: BurdenRows, seed: int = 1) -> Posterior:
    """Posterior of the elasticities, the free riding, the pooled adjustment and its shocks."""
    coded = rows.where(rows.year <= LAST_DISPUTE_YEAR)
    within, within_cov = clustered_least_squares(
        coded.log_burden, coded.terms, coded.code, dummies=(coded.code, coded.year)
    )
    names = [f"{name}_within" if name == "lag" else name for name in TERMS]
    means, blocks = [within], [within_cov]
    counts: dict[str, Any] = {}
    for label, low, high in (("europe", 200, 400), ("asia_pacific", 700, 1000)):
        here = rows.where(rows.ally & (rows.code >= low) & (rows.code < high))
        riding, riding_cov = _free_riding(here)
        names.append(f"patron_burden_{label}")
        means.append(riding[:1])
        blocks.append(riding_cov[:1, :1])
        early, early_cov = _free_riding(here.where(here.year <= LAST_DISPUTE_YEAR))
        counts[f"rows_{label}"], counts[f"states_{label}"] = len(here.year), len(np.unique(here.code))
        counts[f"patron_burden_{label}_to_2010"] = [float(early[0]), float(np.sqrt(early_cov[0, 0]))]
    pooled = np.column_stack([np.ones(len(rows.year)), rows.terms[:, 0]])
    walk, walk_cov = clustered_least_squares(rows.log_burden, pooled, rows.code)
    tails = fit_student(rows.log_burden - pooled @ walk)
    normal = normal_draws(np.concatenate([*means, walk]), _blocks([*blocks, walk_cov]), seed, "burden")
    noise = generator(seed, "burden shocks").standard_normal((DRAWS, 2))
    shocks = np.exp(tails.log_mean + noise @ np.linalg.cholesky(tails.log_covariance).T)
    own, own_cov = fit_reversion(rows.log_burden, rows.terms[:, 0], rows.code, rows.year)
    again = normal_draws(own, own_cov, seed, "burden reversion")
    again[:, 1:] = np.exp(again[:, 1:])
    draws = np.concatenate([normal, shocks, again], axis=1)
    natural = np.array([tails.scale, tails.degrees])
    last = np.array([1.0, *np.exp(own[1:])])
    mean = np.concatenate([*means, walk, natural, [own[0]], last[1:]])
    pooled_tails = tails.log_covariance * np.outer(natural, natural)
    covariance = _blocks([*blocks, walk_cov, pooled_tails, own_cov * np.outer(last, last)])
    meta = {
        "specification": (
            "Log burden on its lag, own threat, war, income, growth, polyarchy and neighbours' burden within "
            "states and years to 2010; response of United States allies to its burden within states; pooled "
            "lag; reversion to a state's own level over spans of nineteen years; Student's t shocks. Standard errors "
            "clustered by state."
        ),
        "sample": {
            "first": int(rows.year.min()),
            "last": int(rows.year.max()),
            "rows": len(rows.year),
            "events": None,
            "rows_within": len(coded.year),
            "states": len(np.unique(rows.code)),
            "span": SPAN,
            **counts,
        },
        "seed": seed,
    }
    return Posterior(
        (*names, "constant", "lag", "scale", "degrees", *REVERSION), mean, covariance, draws, meta
    )


def fit_reversion(
    log_burden: Floats, before: Floats, code: NDArray[Any], year: NDArray[Any]
) -> tuple[Floats, Floats]:
    """How fast a burden returns to the level from which it set out, and the spread and tails of its surprises.

    Every year of a state counts in all spans that hold it, so standard errors of the reversion are clustered by
    state, and the uncertainty of the shocks is that of the years, not of their copies.

    Args:
        log_burden: This year's ``[row]``.
        before: Last year's ``[row]``.
        code: State of each row.
        year: Year of each row.

    Returns:
        Reversion, log scale, log degrees of freedom; and their covariance.
    """
    names, place = np.unique(code, return_inverse=True)
    first = int(year.min()) - 1
    level = np.full((len(names), int(year.max()) - first + 1), np.nan)
    level[place, year - first] = log_burden
    level[place, year - 1 - first] = before
    gaps = [level[place, np.maximum(year - k - first, 0)] - before for k in range(1, SPAN + 1)]
    gap = np.where(year - first >= np.arange(1, SPAN + 1)[:, None], np.stack(gaps), np.nan)
    known = np.isfinite(gap)
    moved = np.broadcast_to(log_burden - before, gap.shape)[known]
    who = np.broadcast_to(place, gap.shape)[known]
    pull, variance = clustered_least_squares(moved, gap[known][:, None], who)
    tails = fit_student(moved - pull[0] * gap[known])
    copies = float(known.sum() / known.any(axis=0).sum())
    return np.concatenate([pull, tails.log_mean]), _blocks([variance, copies * tails.log_covariance])


def score_burden(rows: BurdenRows) -> list[dict[str, Any]]:
    """One, five and ten years ahead of 1989 and 2004: partial adjustment beside a random walk."""
    entries = []
    for cut in (1989, 2004):
        for horizon in (1, 5, 10):
            ahead, target = _later(rows, horizon)
            train, test = ahead.year + horizon - 1 <= cut, ahead.year > cut
            change = target - ahead.terms[:, 0]
            known = [column for column, name in enumerate(TERMS) if name != "war"]
            forecast = _ridge(ahead.terms[train][:, known], change[train], ahead.terms[test][:, known])
            fitted = _ridge(ahead.terms[train][:, known], change[train], ahead.terms[train][:, known])
            ours, walk = fit_student(change[train] - fitted), fit_student(change[train])
            error, surprise = change[test] - forecast, change[test]
            entries.append(
                {
                    "label": f"Military burden, {horizon} year{'s' * (horizon > 1)} ahead",
                    "train": f"{rows.year.min()}-{cut}",
                    "test": f"{cut + 1}-{rows.year.max()}",
                    "rows": int(test.sum()),
                    "events": None,
                    "ap": None,
                    "ap_reference": None,
                    "auc": None,
                    "reference": "random walk",
                    "log_loss": -float(np.mean(student_log_density(error, ours.scale, ours.degrees))),
                    "log_loss_reference": -float(
                        np.mean(student_log_density(surprise, walk.scale, walk.degrees))
                    ),
                    "crps": crps(error, ours.scale, ours.degrees),
                    "crps_reference": crps(surprise, walk.scale, walk.degrees),
                    "rmse": float(np.sqrt(np.mean(error**2))),
                    "rmse_reference": float(np.sqrt(np.mean(surprise**2))),
                }
            )
    return entries


def clustered_least_squares(
    target: Floats, terms: Floats, clusters: NDArray[Any], dummies: tuple[NDArray[Any], ...] = ()
) -> tuple[Floats, Floats]:
    """Least squares with effects for each label, and the covariance clustered (Liang and Zeger 1986).

    Args:
        target: What is explained ``[row]``.
        terms: Columns that explain it ``[row, term]``.
        clusters: Label of each row's cluster.
        dummies: Labels whose means are taken out first (Frisch and Waugh 1933), for instance state and year.

    Returns:
        Coefficients and their covariance.
    """
    if len(target) <= terms.shape[1] + sum(len(np.unique(labels)) for labels in dummies):
        raise EstimationError(f"{len(target)} rows are too few for the terms and effects asked for.")
    if dummies:
        design = np.column_stack([labels[:, None] == np.unique(labels) for labels in dummies]).astype(float)
        both = np.column_stack([target, terms])
        both = both - design @ np.linalg.lstsq(design, both, rcond=None)[0]
        target, terms = both[:, 0], both[:, 1:]
    inverse = np.linalg.inv(terms.T @ terms)
    mean = inverse @ (terms.T @ target)
    _, which = np.unique(clusters, return_inverse=True)
    sums = np.zeros((which.max() + 1, terms.shape[1]))
    np.add.at(sums, which, terms * (target - terms @ mean)[:, None])
    groups = len(sums)
    return mean, np.asarray(inverse @ (sums.T @ sums) @ inverse * (groups / max(groups - 1, 1)))


def _free_riding(rows: BurdenRows) -> tuple[Floats, Floats]:
    """Response of allies to the patron's burden (first coefficient), within states.

    Not within years, for all allies face one patron in a year.
    """
    others = rows.terms[:, _places("lag", "own_threat", "growth", "neighbours")]
    terms = np.column_stack([rows.patron, others])
    return clustered_least_squares(rows.log_burden, terms, rows.code, dummies=(rows.code,))


def _at_war(panel: Panel, history: History, years: NDArray[np.int64]) -> Floats:
    """1 where a state was in a dispute that reached war (GML hostility 5); unknown years after 2010 are 0.

    Only rows up to 2010 enter an estimate that uses it.
    """
    table = panel.table("disputes")
    hot = table[(table["hostility"] == 5) & table["year"].between(years[0], years[-1])]
    war = np.zeros((len(years), len(history.codes)))
    place = np.searchsorted(history.codes, hot["ccode1"].to_numpy().astype(np.int64))
    war[hot["year"].to_numpy().astype(np.int64) - years[0], place] = 1.0
    return war


def _places(*names: str) -> list[int]:
    return [TERMS.index(name) for name in names]


def _blocks(parts: list[Floats]) -> Floats:
    """Matrices along the diagonal of one."""
    size = sum(len(part) for part in parts)
    out, at = np.zeros((size, size)), 0
    for part in parts:
        out[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    return out


def _later(rows: BurdenRows, horizon: int) -> tuple[BurdenRows, Floats]:
    """Rows whose burden ``horizon - 1`` years on is known, and that burden."""
    later = {(c, y): b for c, y, b in zip(rows.code, rows.year, rows.log_burden, strict=True)}
    target = np.array(
        [later.get((c, y + horizon - 1), np.nan) for c, y in zip(rows.code, rows.year, strict=True)]
    )
    keep = np.isfinite(target)
    return rows.where(keep), target[keep]


def _ridge(terms: Floats, target: Floats, ahead: Floats, penalty: float = 5.0) -> Floats:
    """Ridge forecast on standardised terms."""
    centre, scale = terms.mean(axis=0), terms.std(axis=0) + 1e-9
    known = (terms - centre) / scale
    slope = np.linalg.solve(
        known.T @ known + penalty * np.eye(known.shape[1]), known.T @ (target - target.mean())
    )
    return np.asarray(target.mean() + (ahead - centre) / scale @ slope)
