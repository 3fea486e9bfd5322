"""Scores and heavy tails against values worked out by hand or by simulation."""

import numpy as np
import pytest
from scipy import integrate

from counterpoise.estimate.logit import EstimationError
from counterpoise.estimate.score import area_under_roc, average_precision, log_loss, scores, year_interval
from counterpoise.estimate.student import crps, fit_student, student_log_density


def test_ties_share_their_place() -> None:
    """A forecast that ranks nothing has the base rate as average precision and half the ROC area."""
    events = (np.arange(100) < 7) * 1.0
    assert average_precision(events, np.zeros(100)) == pytest.approx(0.07)
    assert area_under_roc(events, np.zeros(100)) == pytest.approx(0.5)


def test_a_perfect_ranking_scores_one() -> None:
    """Events all on top: both ranking scores are one."""
    events = (np.arange(50) < 5) * 1.0
    assert average_precision(events, -np.arange(50.0)) == 1.0
    assert area_under_roc(events, -np.arange(50.0)) == 1.0


def test_log_loss_of_a_coin() -> None:
    """Even odds cost log 2 a row."""
    assert log_loss(np.array([1.0, 0.0]), np.zeros(2)) == pytest.approx(np.log(2))


def test_nothing_to_score_is_an_error() -> None:
    """Held-out rows without an event cannot be scored."""
    with pytest.raises(EstimationError, match="cannot be scored"):
        scores(np.zeros(10), np.zeros(10))


def test_the_interval_of_no_difference_is_zero() -> None:
    """A forecast compared with itself gains nothing in any bootstrap."""
    events = (np.arange(40) % 3 == 0) * 1.0
    assert year_interval(events, np.zeros(40), np.zeros(40), np.arange(40) // 4) == (0.0, 0.0)


@pytest.mark.parametrize(("scale", "degrees"), [(0.1, 2.1), (1.0, 5.0)])
def test_students_density_is_a_density(scale: float, degrees: float) -> None:
    """It integrates to one."""
    total, _ = integrate.quad(
        lambda x: float(np.exp(student_log_density(x, scale, degrees))), -np.inf, np.inf
    )
    assert total == pytest.approx(1.0, abs=1e-6)


def test_planted_tails_are_recovered() -> None:
    """Scale and degrees of simulated shocks lie within three posterior sds."""
    shocks = 0.1 * np.random.default_rng(0).standard_t(3, 6000)
    fit = fit_student(shocks)
    sd = np.sqrt(np.diag(fit.log_covariance))
    assert np.all(np.abs(fit.log_mean - np.log([0.1, 3.0])) < 3 * sd)


def test_crps_of_a_sharp_forecast_is_the_absolute_error() -> None:
    """As the scale vanishes the score becomes the distance."""
    assert crps(np.array([-0.3, 0.5]), 1e-9, 5.0) == pytest.approx(0.4, rel=1e-3)


def test_too_few_shocks_are_refused() -> None:
    """Tails cannot be learnt from a handful."""
    with pytest.raises(EstimationError, match="too few"):
        fit_student(np.zeros(3))
