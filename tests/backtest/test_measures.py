"""Scores against values worked out by hand, and intervals against what they must do."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.backtest.contenders import LEVELS
from counterpoise.backtest.contenders.walks import weighted_quantiles
from counterpoise.backtest.measures import MEASURES, difference, losses, measured, reliability, widened
from counterpoise.backtest.page import shortcomings
from counterpoise.backtest.scoreboard import outranked
from counterpoise.backtest.tasks import TASKS


def test_measures_of_events() -> None:
    """Average precision, ROC area, Brier and log loss of four cases, by hand."""
    outcome = np.array([1.0, 0.0, 1.0, 0.0])
    chance = np.array([0.8, 0.4, 0.3, 0.1])
    made = measured("event", outcome, np.log(chance / (1 - chance)))
    assert made["ap"] == pytest.approx((1 + 2 / 3) / 2)
    assert made["auc"] == pytest.approx(0.75)
    assert made["brier"] == pytest.approx(np.mean([0.04, 0.16, 0.49, 0.01]))
    assert made["log_loss"] == pytest.approx(-np.mean(np.log([0.8, 0.6, 0.3, 0.9])))
    assert made["predicted_over_observed"] == pytest.approx(1.6 / 2)
    assert made["crps"] is None
    assert set(made) == set(MEASURES)


def test_the_crps_of_a_normal_forecast() -> None:
    """At its centre a standard normal costs (sqrt 2 - 1) / sqrt pi, to the coarseness of fifty quantiles."""
    from scipy.stats import norm

    quantiles = norm.ppf(LEVELS)[None, :]
    cost = losses("quantity", np.zeros(1), quantiles)[0]
    assert cost == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), rel=0.02)


def test_coverage_counts_what_lies_inside() -> None:
    """Of outcomes spread like the forecast, nine in ten and half lie in the bands."""
    outcome = (np.arange(1000) + 0.5) / 1000
    made = measured("quantity", outcome, np.tile(LEVELS, (1000, 1)))
    assert made["coverage_90"] == pytest.approx(0.9, abs=0.002)
    assert made["coverage_50"] == pytest.approx(0.5, abs=0.02)
    assert made["ap"] is None


def test_a_better_forecast_differs_below_zero() -> None:
    """The interval of a clear gain lies below zero and holds the difference."""
    rng = np.random.default_rng(0)
    odds = rng.normal(-2, 2, 4000)
    outcome = (rng.random(4000) < 1 / (1 + np.exp(-odds))) * 1.0
    gap, low, high = difference("event", outcome, odds, np.full(4000, -1.5), np.arange(4000) // 100)
    assert low < gap < high < 0


def test_overlapping_windows_are_drawn_together() -> None:
    """Years of one block share a label."""
    assert len(np.unique(widened(np.arange(1990, 2010), 10))) == 2


def test_reliability_adds_up() -> None:
    """Bins hold every case once and the events foretold in equal parts."""
    rng = np.random.default_rng(1)
    odds = rng.normal(-4, 2, 5000)
    outcome = (rng.random(5000) < 1 / (1 + np.exp(-odds))) * 1.0
    table = reliability(outcome, odds)
    assert sum(row["rows"] for row in table) == 5000
    assert sum(row["events"] for row in table) == outcome.sum()
    foretold = [row["rows"] * row["foretold"] for row in table]
    assert max(foretold) < 2 * min(foretold)


def test_weights_move_quantiles() -> None:
    """The median goes to where the weight is, and quantiles stay in order."""
    values = np.array([0.0, 5.0, 9.0])
    assert weighted_quantiles(values, np.array([1e-9, 1.0, 1e-9]), np.array([0.5])) == pytest.approx(5.0)
    made = weighted_quantiles(values, np.array([3.0, 1.0, 1.0]), LEVELS)
    assert (np.diff(made) >= 0).all()
    assert made[0] == 0.0


def test_who_ranks_better_is_a_shortcoming_though_its_loss_is_worse() -> None:
    """Least loss and best rank are different claims: a contender ahead in average precision alone is named."""
    task = TASKS["graded-up-5y-asia"]
    behind = {"ap": 0.2, "auc": 0.6, "log_loss": 0.4}
    entry = {
        "ap": 0.252, "auc": 0.7025, "log_loss": 0.3, "brier": 0.1, "predicted_over_observed": 1.0, "high": -0.01,
        "low": -0.1, "baselines": {task.rival: behind},
    }  # fmt: skip
    assert not any("ranked better" in said for said in shortcomings(task, entry))
    ahead = {**behind, "ap": 0.2605, "auc": 0.7413}
    assert outranked({**entry, "baselines": {task.rival: ahead}}) == [
        f"{task.rival} (0.2605, ROC area 0.7413)"
    ]
    said = shortcomings(task, {**entry, "baselines": {task.rival: ahead}})
    assert any("ranked better by average precision than ours (0.252, ROC area 0.7025)" in one for one in said)
