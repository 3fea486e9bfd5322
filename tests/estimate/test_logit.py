"""The penalised logit: recovers what was planted, widens for clusters, and refuses what cannot be learnt."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.estimate.logit import EstimationError, fit_logit
from counterpoise.measures.hazard import bernoulli_log_density, probability


def _planted(seed: int, rows: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = np.array([-2.0, 0.8, -0.5, 0.0])
    terms = rng.normal(size=(rows, 3)) * [1.0, 3.0, 0.2] + [0.0, 5.0, -1.0]
    odds = truth[0] + 2.5 + terms @ truth[1:]
    return terms, (rng.random(rows) < probability(odds)) * 1.0, np.array([0.5, *truth[1:]])


def test_laplace_covers_planted_coefficients() -> None:
    """Over many data sets 90 % intervals hold the truth about nine times in ten."""
    inside = []
    for seed in range(60):
        terms, events, truth = _planted(seed)
        fit = fit_logit(terms, events, ("a", "b", "c"), ridge=1e-6)
        inside.append(np.abs(fit.mean - truth) < 1.645 * fit.sd)
    share = np.mean(inside)
    assert 0.84 < share < 0.96


@given(seed=st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_the_maximum_cannot_be_improved(seed: int) -> None:
    """Every small step away from the fit lowers the penalised log likelihood."""
    terms, events, _ = _planted(seed, 800)
    fit = fit_logit(terms, events, ("a", "b", "c"), ridge=1e-9)

    def likelihood(coefficients: np.ndarray) -> float:
        odds = coefficients[0] + terms @ coefficients[1:]
        return float(np.sum(bernoulli_log_density(odds, events)))

    best = likelihood(fit.mean)
    assert best == pytest.approx(fit.log_likelihood, rel=1e-6)
    for k in range(4):
        for sign in (-1, 1):
            moved = fit.mean.copy()
            moved[k] += sign * 0.1 * fit.sd[k]
            assert likelihood(moved) < best


def test_weights_stand_for_rows() -> None:
    """A row of weight two is that row twice."""
    terms, events, _ = _planted(1, 500)
    weights = np.where(np.arange(500) < 100, 2.0, 1.0)
    twice = fit_logit(
        np.concatenate([terms, terms[:100]]), np.concatenate([events, events[:100]]), tuple("abc"), ridge=1e-9
    )
    once = fit_logit(terms, events, tuple("abc"), weights=weights, ridge=1e-9)
    np.testing.assert_allclose(once.mean, twice.mean, atol=1e-6)


def test_starting_from_a_sample_ends_in_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick first approximation for large tables changes the path and not the maximum."""
    terms, events, _ = _planted(2, 5000)
    plain = fit_logit(terms, events, tuple("abc"))
    monkeypatch.setattr("counterpoise.estimate.logit._MANY", 1000)
    warm = fit_logit(terms, events, tuple("abc"))
    np.testing.assert_allclose(warm.mean, plain.mean, atol=1e-7)
    np.testing.assert_allclose(warm.covariance, plain.covariance, rtol=1e-4)


def test_rows_that_share_their_luck_widen_the_posterior() -> None:
    """Copying every row nine times adds no knowledge once the copies are one cluster."""
    terms, events, _ = _planted(3, 600)
    label = np.arange(600)
    alone = fit_logit(terms, events, tuple("abc"), clusters=label, ridge=1e-9)
    copied = fit_logit(
        np.repeat(terms, 9, 0),
        np.repeat(events, 9),
        tuple("abc"),
        clusters=np.repeat(label, 9),
        ridge=1e-9,
    )
    naive = fit_logit(np.repeat(terms, 9, 0), np.repeat(events, 9), tuple("abc"), ridge=1e-9)
    np.testing.assert_allclose(copied.sd, alone.sd, rtol=1e-3)
    np.testing.assert_allclose(naive.sd * 3, fit_logit(terms, events, tuple("abc"), ridge=1e-9).sd, rtol=1e-3)


def test_separation_is_named() -> None:
    """A term that tells events apart perfectly is an error that says which."""
    x = np.linspace(-1, 1, 400)[:, None]
    with pytest.raises(EstimationError, match="giveaway separates"):
        fit_logit(x, (x[:, 0] > 0) * 1.0, ("giveaway",), ridge=0.0)


@pytest.mark.parametrize("events", [np.zeros(50), np.ones(50)])
def test_no_events_or_nothing_else_is_refused(events: np.ndarray) -> None:
    """Nothing can be learnt where everything or nothing happened."""
    with pytest.raises(EstimationError, match="nothing to learn"):
        fit_logit(np.random.default_rng(0).normal(size=(50, 1)), events, ("x",))


def test_missing_values_are_refused_by_name() -> None:
    """A term with a gap is an error, never a zero."""
    terms = np.ones((10, 2))
    terms[3, 1] = np.nan
    with pytest.raises(EstimationError, match="holes"):
        fit_logit(terms, np.arange(10) % 2 * 1.0, ("fine", "holes"))


def test_a_term_that_never_varies_needs_a_prior() -> None:
    """Without a ridge a constant column has no coefficient."""
    with pytest.raises(EstimationError, match="flat never varies"):
        fit_logit(np.ones((10, 1)), np.arange(10) % 2 * 1.0, ("flat",), ridge=0.0)
