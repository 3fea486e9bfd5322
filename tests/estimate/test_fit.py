"""What ships was fitted on the panel that ships, scores as it should, and can be fitted again."""

import json
import os
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from counterpoise.estimate.burden import TERMS, clustered_least_squares
from counterpoise.estimate.dispute import dispute_rows, fit_dispute, score_dispute
from counterpoise.estimate.fit import fit_all
from counterpoise.estimate.history import History
from counterpoise.estimate.posterior import DRAWS, NAMES, Posterior, load, normal_draws, plain, save
from counterpoise.estimate.treaty import patron_in_asia, treaty_years
from counterpoise.measures.hazard import DISPUTE_COVARIATES, PACT_COVARIATES
from counterpoise.vocabulary import DataError

SHIPPED = resources.files("counterpoise") / "library" / "posterior"


def _scores(label: str, train: str, reference: str) -> dict:
    tasks = json.loads((SHIPPED / "record.json").read_text())["tasks"]
    (found,) = [
        task
        for task in tasks
        if task["label"] == label and task["train"] == train and task["reference"] == reference
    ]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_posterior_ships_with_its_sample_and_the_panel_it_saw(name: str, panel) -> None:
    """Each file says what it was fitted on, and that is the panel in this package."""
    posterior = load(name)
    assert posterior.meta["panel"] == panel.digest
    assert posterior.meta["grade"] == "estimated"
    assert posterior.meta["sample"]["rows"] > 0
    assert posterior.draws.shape == (DRAWS, len(posterior.names))
    off = np.abs(posterior.draws.mean(0) - posterior.mean) / posterior.sd
    assert off.max() < 0.35


def test_coefficients_follow_the_covariates() -> None:
    """The order of the coefficients is the intercept and then the covariates of the simulation."""
    assert load("dispute_initiation").names == ("intercept", *DISPUTE_COVARIATES)
    assert load("pact_formation").names == ("intercept", *PACT_COVARIATES)


def test_all_posteriors_together_stay_small() -> None:
    """Less than a megabyte in the wheel."""
    assert sum(len(file.read_bytes()) for file in SHIPPED.iterdir()) < 1_000_000


def test_disputes_are_foretold_as_well_as_the_exploratory_pass_found() -> None:
    """All ordered pairs after 1989: average precision about .111, log loss about .0039, geography beaten."""
    task = _scores("Who starts a dispute, all pairs", "1887-1989", "geography")
    assert task["ap"] == pytest.approx(0.111, abs=0.006)
    assert task["log_loss"] == pytest.approx(0.00395, abs=0.0001)
    assert task["log_loss_difference"][1] < 0
    assert 0.8 < task["predicted_over_observed"] < 1.25


def test_pacts_are_foretold_as_well_as_the_exploratory_pass_found() -> None:
    """Fitted 1946 to 1989: average precision about .052, log loss about .0098, and too many foretold."""
    task = _scores("Who concludes a defence pact", "1946-1989", "geography and shared enemies")
    assert task["ap"] == pytest.approx(0.0517, abs=0.003)
    assert task["log_loss"] == pytest.approx(0.00984, abs=0.0001)
    assert task["predicted_over_observed"] > 1.5
    assert load("pact_formation").meta["recalibration"]["shift"] < 0


def test_failures_are_kept_in_the_record() -> None:
    """A burden equation that does worse than a random walk is in the record and says so."""
    task = _scores("Military burden, 1 year ahead", "1961-1989", "random walk")
    assert task["crps"] > task["crps_reference"]


def test_the_patrons_treaties_in_asia(panel) -> None:
    """Two endings in 374 treaty-years: the Manila pact's organisation and Taiwan."""
    treaties = panel.table("treaties")
    assert patron_in_asia(treaties) == (2, 374)
    posterior = load("treaty_termination")
    rate = posterior.mean[posterior.names.index("patron_asia")]
    assert rate == pytest.approx(2.5 / 374, rel=1e-4)


def test_treaty_years_since_1990(panel) -> None:
    """1,379 treaty-years with 39 endings, 2.8 % a year."""
    years = treaty_years(panel.table("treaties"))
    late = years["year"] >= 1990
    assert (int(late.sum()), int(years["ended"][late].sum())) == (1379, 39)


def test_a_small_fit_repeats_to_the_byte(asia: History, tmp_path: Path) -> None:
    """The same cut of history and seed give the same file, another seed other draws around the same mean."""
    rows = dispute_rows(asia, 1946)
    first = save(tmp_path / "a", "x", fit_dispute(rows, 1)).read_bytes()
    assert save(tmp_path / "b", "x", fit_dispute(rows, 1)).read_bytes() == first
    other = fit_dispute(rows, 2)
    assert not np.array_equal(other.draws, load("x", tmp_path / "a").draws)
    np.testing.assert_allclose(other.mean, load("x", tmp_path / "a").mean, rtol=1e-5)


def test_an_equation_is_scored_only_on_later_years(asia: History) -> None:
    """Scrambling what happened after the cut changes the scores and not the equation."""
    rows = dispute_rows(asia, 1946)
    _, before = score_dispute(rows)
    rows.events[rows.years > 1989] = 0.0
    rows.events[np.flatnonzero(rows.years > 1989)[::500]] = 1.0
    _, after = score_dispute(rows)
    np.testing.assert_array_equal(before.mean, after.mean)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    """A posterior survives the disk to six digits."""
    mean, covariance = np.array([1 / 3, -2.0]), np.array([[2.0, 0.5], [0.5, 1.0]])
    made = Posterior(("a", "b"), mean, covariance, normal_draws(mean, covariance, 3, "x"), {"panel": "p"})
    save(tmp_path, "x", made)
    back = load("x", tmp_path)
    np.testing.assert_allclose(back.draws, made.draws, rtol=1e-5)
    assert back.column("b").shape == (DRAWS,)
    assert back.meta["panel"] == "p"


def test_draws_follow_the_posterior() -> None:
    """Mean and covariance of many draws are those asked for."""
    covariance = np.array([[2.0, 0.9], [0.9, 0.5]])
    draws = normal_draws(np.array([1.0, -1.0]), covariance, 1, "y", 20_000)
    np.testing.assert_allclose(draws.mean(0), [1.0, -1.0], atol=0.04)
    np.testing.assert_allclose(np.cov(draws.T), covariance, atol=0.06)


def test_an_unknown_posterior_or_coefficient_is_named() -> None:
    """The error offers the closest name."""
    with pytest.raises(DataError, match="pact_formation"):
        load("pact_formatoin")
    with pytest.raises(DataError, match="land_border"):
        load("dispute_initiation").column("land_bordr")


def test_a_damaged_posterior_is_an_error(tmp_path: Path) -> None:
    """Half a file is refused with its path."""
    whole = (SHIPPED / "growth.json").read_text()
    (tmp_path / "growth.json").write_text(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="counterpoise fit"):
        load("growth", tmp_path)


def test_numbers_are_written_with_six_digits() -> None:
    """Nested arrays and scalars all lose what nobody needs."""
    assert plain({"a": [np.float64(2 / 3)], "b": 12345678.0, "c": None}) == {
        "a": [0.666667],
        "b": 12345700.0,
        "c": None,
    }


def test_state_and_year_effects_are_taken_out() -> None:
    """Least squares recovers a slope under effects that would swamp it."""
    rng = np.random.default_rng(0)
    state, year = np.repeat(np.arange(30), 20), np.tile(np.arange(20), 30)
    x = rng.normal(size=600) + state
    y = 0.7 * x + 5 * state + 3 * year + rng.normal(size=600)
    slope, covariance = clustered_least_squares(y, x[:, None], state, dummies=(state, year))
    assert abs(slope[0] - 0.7) < 3 * np.sqrt(covariance[0, 0]) < 0.3
    assert len(TERMS) == len(set(TERMS))


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("COUNTERPOISE_SLOW"), reason="set COUNTERPOISE_SLOW to fit everything")
def test_fitting_again_gives_what_ships(panel, tmp_path: Path) -> None:
    """The one command reproduces every shipped number."""
    seen: list[str] = []
    report = fit_all(panel, tmp_path, lambda name, share: seen.append(name))
    assert seen == [*NAMES, "record"]
    for name in NAMES:
        np.testing.assert_allclose(load(name, tmp_path).draws, load(name).draws, rtol=1e-3, atol=1e-4)
    assert report.paths[-1].read_bytes() == (SHIPPED / "record.json").read_bytes()


def test_states_with_schooling_catch_up() -> None:
    """A wide gap draws and schooling decides who follows; a random walk is beaten on decades that were not seen."""
    fit = load("technology")
    assert fit.mean[fit.names.index("catchup")] == pytest.approx(0.031, abs=0.004)
    assert fit.mean[fit.names.index("talent")] == pytest.approx(0.043, abs=0.006)
    assert (fit.column("catchup") > 0).mean() > 0.99
    task = _scores("Technology, 10 years ahead", "1954-1999", "random walk")
    assert task["rmse"] < task["rmse_reference"]
    assert task["log_loss"] < task["log_loss_reference"]


def test_regimes_jump_seldom_and_away_from_both_ends() -> None:
    """About three in a hundred state-years since 1950; closed regimes open, democracies hardly jump, and then fall."""
    fit = load("regime")
    sample = fit.meta["sample"]
    assert sample["events"] / sample["rows"] == pytest.approx(0.032, abs=0.002)
    value = dict(zip(fit.names, fit.mean, strict=True))
    assert value["shift_0"] > 0.1
    assert value["shift_3"] < 0.0
    assert value["jump_3"] < value["jump_0"] < value["jump_1"]
    assert value["still"] == pytest.approx(0.021, abs=0.003)
    assert _scores("Which regime jumps", "1950-1999", "base rate")["auc"] > 0.65
