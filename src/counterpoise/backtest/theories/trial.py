"""The trial: every theory fitted on the past of every target, asked about the years after, and scored.

For each target and fold the shared controls are fitted alone, then with the three terms of each theory, all with
the same ridge.  A theory is tried twice: *free*, whatever the signs its terms take, and *held* to its signs, terms
that came out the other way dropped one by one until none is left.  Scores are differences of mean loss to the
controls on the same cases, with intervals over resampled years and, where treaties form or end, over resampled
treaties.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.clusters import treaty_clusters
from counterpoise.backtest.contenders.base import MOST_CERTAIN
from counterpoise.backtest.contenders.walks import ScaledWalk
from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.measures import difference, losses, measured, widened
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.task import Fold
from counterpoise.backtest.tasks.burden import WIDTH
from counterpoise.backtest.theories.declared import Theory
from counterpoise.backtest.theories.stack import added, parts, pooled, weights
from counterpoise.backtest.theories.targets import Target, lay_out
from counterpoise.estimate.burden import clustered_least_squares
from counterpoise.estimate.logit import Logit, fit_logit
from counterpoise.measures.hazard import region_of

__all__ = ["CONTROLS", "RIDGE", "try_all", "try_target"]

CONTROLS = "controls"
RIDGE = 10.0
"""Precision of the prior on every standardised coefficient, the same for all."""

_PULL = 100.0
_WIDEST = 1.0

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Fitted:
    """A forecast of one fold.

    Attributes:
        forecast: Log-odds, or quantiles.
        slopes: Standardised coefficient of each of the theory's terms.
        errors: Their standard errors, clustered by year.
    """

    forecast: Floats
    slopes: dict[str, float]
    errors: dict[str, float]


def try_all(
    targets: Mapping[str, Target],
    theories: Mapping[str, Theory],
    knowledge: Knowledge,
    kept: Callable[[str, Callable[[], dict[str, Any]]], dict[str, Any]],
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Results of every target by name.

    Args:
        targets: What is asked.
        theories: Who is asked.
        knowledge: With institutions (:func:`~counterpoise.backtest.theories.scene.with_institutions`).
        kept: ``kept(name, make)`` gives what was made before or makes and keeps it.
        progress: Told what is next and the share done.
    """
    out = {}
    for done, (name, target) in enumerate(targets.items()):
        if progress is not None:
            progress(name, done / len(targets))
        out[name] = kept(name, lambda target=target: try_target(target, theories, knowledge))
    return out


def try_target(target: Target, theories: Mapping[str, Theory], knowledge: Knowledge) -> dict[str, Any]:
    """All theories on one target: scores, signs, stacking and where each gains."""
    if target.silent:
        return {"abstained": target.silent}
    rows = lay_out(target, knowledge)
    voices = {name: theory.expects[target.kind] for name, theory in theories.items()}
    speaking = {name: said.signs for name, said in voices.items() if not said.abstains}
    folds = [_fold(target, rows, fold, speaking) for fold in target.folds]
    asked = [_asked(rows, fold) for fold in target.folds]
    members = [CONTROLS, *speaking]
    kind = target.declared.kind
    known = np.concatenate([rows.outcome[here] for here in asked[:-1]])
    before = [np.concatenate([fold[name].forecast for fold in folds[:-1]]) for name in members]
    shares, portions = weights(kind, known, before), parts(kind, known, before[0], before[1:])
    test = rows.where(asked[-1])
    final = folds[-1]
    combined = pooled(kind, [final[name].forecast for name in members], shares)
    summed = added(final[CONTROLS].forecast, [final[name].forecast for name in speaking], portions)
    even = pooled(kind, [final[name].forecast for name in members], np.full(len(members), 1.0 / len(members)))
    scorer = _Scorer(target, test, knowledge, final[CONTROLS].forecast)
    best = min(speaking, key=lambda name: scorer.loss(final[name].forecast))
    entry: dict[str, Any] = {
        "n": len(test),
        "events": test.events if kind == "event" else None,
        "kind": target.kind,
        "loss": "log_loss" if kind == "event" else "crps",
        "controls": {**scorer.scores(final[CONTROLS].forecast), "terms": list(target.controls)},
        "free": len(next(iter(speaking.values()))),
        "theories": {},
        "best": best,
        "stacked": {
            **scorer.against(combined),
            "weights": dict(zip(members, shares.tolist(), strict=True)),
            "over_best": scorer.between(combined, final[best].forecast),
            "folds": [[fold.cut, fold.first, fold.last] for fold in target.past],
        },
        "added": {
            **scorer.against(summed),
            "weights": dict(zip(speaking, portions.tolist(), strict=True)),
            "over_best": scorer.between(summed, final[best].forecast),
        },
        "even": scorer.against(even),
    }
    for name, said in voices.items():
        if said.abstains:
            entry["theories"][name] = {"abstains": said.abstains}
            continue
        made = final[name]
        entry["theories"][name] = {
            **scorer.against(made.forecast),
            "held": scorer.against(final[f"{name}, held"].forecast),
            "under_best": None if name == best else scorer.between(made.forecast, final[best].forecast),
            "signs": _signs(said.signs, made),
            "where": scorer.where(made.forecast),
            "earlier": [
                _earlier(kind, rows.where(here), fold[name].forecast, fold[CONTROLS].forecast, declared)
                for here, fold, declared in zip(asked[:-1], folds[:-1], target.past, strict=True)
            ],
        }
    return entry


def _asked(rows: Rows, fold: Fold) -> NDArray[np.bool_]:
    return np.asarray((rows.year >= fold.first) & (rows.year <= fold.last) & rows.scored)


def _fold(
    target: Target, rows: Rows, fold: Fold, speaking: Mapping[str, Mapping[str, int]]
) -> dict[str, Fitted]:
    """Controls, every theory, and every theory held to its signs, from the past of one fold."""
    past = rows.until(fold.cut)
    ahead = rows.where(_asked(rows, fold)).hidden()
    out = {CONTROLS: _fit(target, past, ahead, (), fold.cut)}
    for name, signs in speaking.items():
        free = _fit(target, past, ahead, tuple(signs), fold.cut)
        out[name] = free
        kept, made = tuple(signs), free
        while wrong := [term for term in kept if made.slopes[term] * signs[term] < 0]:
            worst = max(wrong, key=lambda term: abs(made.slopes[term]))
            kept = tuple(term for term in kept if term != worst)
            made = _fit(target, past, ahead, kept, fold.cut) if kept else out[CONTROLS]
        out[f"{name}, held"] = made
    return out


def _fit(target: Target, past: Rows, ahead: Rows, terms: tuple[str, ...], cut: int) -> Fitted:
    names = (*target.controls, *terms)
    if target.declared.kind == "event":
        fit = fit_logit(past.columns(names), past.outcome, names, ridge=RIDGE, clusters=past.year)
        odds = np.clip(fit.log_odds(ahead.columns(names)), -MOST_CERTAIN, MOST_CERTAIN)
        return Fitted(odds, *_standardised(fit, past.columns(names), terms))
    walk = ScaledWalk("theory", "", WIDTH, pull=names, penalty=_PULL)
    quantiles = walk.forecast(past, ahead, cut)
    return Fitted(quantiles, *_linear(past, names, terms))


def _standardised(
    fit: Logit, values: NDArray[Any], terms: tuple[str, ...]
) -> tuple[dict[str, float], dict[str, float]]:
    """Coefficients and errors of the terms per standard deviation of each."""
    scale = np.asarray(values.std(axis=0, dtype=np.float64))
    places = {term: fit.names.index(term) for term in terms}
    slopes = {term: float(fit.mean[at] * scale[at - 1]) for term, at in places.items()}
    return slopes, {term: float(fit.sd[at] * scale[at - 1]) for term, at in places.items()}


def _linear(
    past: Rows, names: tuple[str, ...], terms: tuple[str, ...]
) -> tuple[dict[str, float], dict[str, float]]:
    """The same for the centre of a burden: least squares of the bounded change, clustered by state."""
    design = past.columns(names).astype(np.float64)
    scale = np.maximum(design.std(axis=0), 1e-9)
    known = np.column_stack([np.ones(len(past)), (design - design.mean(axis=0)) / scale])
    known += 1e-9 * np.random.default_rng(0).standard_normal(known.shape)  # terms that have not varied yet
    change = np.clip(past.outcome - past.start, -_WIDEST, _WIDEST)
    mean, covariance = clustered_least_squares(change, known, past.keys[:, 1])
    at = {term: 1 + names.index(term) for term in terms}
    sd = np.sqrt(np.diag(covariance))
    return {term: float(mean[k]) for term, k in at.items()}, {term: float(sd[k]) for term, k in at.items()}


def _signs(expected: Mapping[str, int], made: Fitted) -> dict[str, dict[str, Any]]:
    """Expected and estimated sign of each term, and whether the estimate is clear of zero."""
    return {
        term: {
            "expected": sign,
            "estimate": made.slopes[term],
            "error": made.errors[term],
            "agrees": bool(made.slopes[term] * sign > 0),
            "clear": bool(abs(made.slopes[term]) > 1.645 * made.errors[term]),
        }
        for term, sign in expected.items()
    }


def _earlier(kind: str, rows: Rows, ours: Floats, theirs: Floats, fold: Fold) -> dict[str, Any]:
    """Gain of one earlier fold."""
    base = float(np.mean(losses(kind, rows.outcome, theirs)))
    gap = float(np.mean(losses(kind, rows.outcome, ours))) - base
    return {"first": fold.first, "last": fold.last, "difference": gap, "share": gap / base}


REGIONS = ("Americas", "Europe", "Africa", "Middle East", "Asia and the Pacific", "between regions")


class _Scorer:
    """Scores on the test years of a target, beside the controls."""

    def __init__(self, target: Target, test: Rows, knowledge: Knowledge, controls: Floats) -> None:
        self.kind, self.test, self.controls = target.declared.kind, test, controls
        self.years = widened(test.year, target.declared.window)
        self.treaties = treaty_clusters(target.declared, test, knowledge)
        self.base = self.loss(controls)
        self.region = _regions(target.kind, test)

    def loss(self, forecast: Floats) -> float:
        return float(np.mean(losses(self.kind, self.test.outcome, forecast)))

    def scores(self, forecast: Floats) -> dict[str, float | None]:
        told = measured(self.kind, self.test.outcome, forecast)
        return {name: told[name] for name in ("ap", "log_loss", "crps", "predicted_over_observed")}

    def between(self, ours: Floats, theirs: Floats) -> dict[str, Any]:
        """Difference of mean loss with its intervals."""
        gap, low, high = difference(self.kind, self.test.outcome, ours, theirs, self.years)
        out: dict[str, Any] = {"difference": gap, "low": low, "high": high, "treaties": None}
        if self.treaties is not None:
            out["treaties"] = list(difference(self.kind, self.test.outcome, ours, theirs, self.treaties)[1:])
        return out

    def against(self, forecast: Floats) -> dict[str, Any]:
        """Scores, and the difference to the controls."""
        gap = self.between(forecast, self.controls)
        return {**self.scores(forecast), **gap, "share": gap["difference"] / self.base}

    def where(self, forecast: Floats) -> dict[str, dict[str, Any]]:
        """Difference to the controls by region, where there are events enough to speak of."""
        out = {}
        for place, name in enumerate(REGIONS):
            here = self.region == place
            part = self.test.where(here)
            if (part.events if self.kind == "event" else len(part) // 10) < 10:
                continue
            gap, low, high = difference(
                self.kind, part.outcome, forecast[here], self.controls[here], self.years[here]
            )
            base = float(np.mean(losses(self.kind, part.outcome, self.controls[here])))
            out[name] = {"difference": gap, "low": low, "high": high, "share": gap / base}
        return out


def _regions(kind: str, rows: Rows) -> NDArray[np.int64]:
    """Region of each case: of the state, of both states, or between regions; treaties have none."""
    if kind == "endings":
        return np.full(len(rows), -1)
    one = np.asarray(region_of(rows.keys[:, 1]), dtype=np.int64)
    if kind == "burdens":
        return one
    two = np.asarray(region_of(rows.keys[:, 2]), dtype=np.int64)
    return np.where(one == two, one, len(REGIONS) - 1)
