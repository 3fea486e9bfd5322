"""Laws of the covariates that history and simulation share."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.measures.hazard import (
    DISPUTE_COVARIATES,
    HALF_LIFE,
    PACT_COVARIATES,
    DisputeMoment,
    PactMoment,
    Record,
    bernoulli_log_density,
    dispute_covariates,
    dispute_log_odds,
    empty_record,
    log_odds,
    pact_covariates,
    probability,
    update_record,
)

SEEDS = st.integers(0, 10_000)


def _record(rng: np.random.Generator, states: int) -> Record:
    record = empty_record(np, states)
    for _ in range(30):
        started = (rng.random((states, states)) < 0.05) * (1.0 - np.eye(states))
        record = update_record(record, started, started)
    return record


def _dispute(seed: int, states: int = 6) -> DisputeMoment:
    rng = np.random.default_rng(seed)
    symmetric = rng.uniform(0, 8000, (states, states))
    symmetric = (symmetric + symmetric.T) / 2
    share = rng.dirichlet(np.ones(states))
    land = (symmetric < 2000) * 1.0
    pact = (symmetric > 6000) * 1.0
    major = (rng.random(states) < 0.3) * 1.0
    return DisputeMoment(
        share, symmetric, land, 1 - land, major, rng.random(states), pact, _record(rng, states)
    )


def _pact(seed: int, states: int = 6) -> PactMoment:
    rng = np.random.default_rng(seed)
    km = rng.uniform(0, 8000, (states, states))
    km = (km + km.T) / 2
    return PactMoment(
        capital_km=km + 100,
        mindist=km,
        neighbours=(km < 2000) * 1.0,
        nonaggression=(km > 5000) * 1.0,
        consultation=(km < 1000) * 1.0,
        polyarchy=rng.random(states),
        region=rng.integers(0, 5, states),
        century=rng.integers(0, 9, states),
        record=_record(rng, states),
    )


def _shuffled(moment, order):
    """The same moment with its states in another order."""

    def turn(value):
        if isinstance(value, Record):
            return Record(*(turn(stock) for stock in value))
        if value is None:
            return None
        return value[order] if value.ndim == 1 else value[np.ix_(order, order)]

    return type(moment)(*(turn(value) for value in moment))


@given(seed=SEEDS, half=st.sampled_from(sorted(HALF_LIFE)))
@settings(max_examples=20, deadline=None)
def test_a_stock_of_disputes_halves_in_exactly_its_half_life(seed: int, half: str) -> None:
    """Quiet years take half of each stock per half-life and nothing else."""
    before = _record(np.random.default_rng(seed), 4)
    quiet, after = np.zeros((4, 4)), before
    for _ in range(int(HALF_LIFE[half])):
        after = update_record(after, quiet, quiet)
    np.testing.assert_allclose(getattr(after, half), getattr(before, half) / 2, rtol=1e-12)


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_record_counts_a_dispute_for_both_sides_and_ends_their_peace(seed: int) -> None:
    """Onsets are symmetric whoever began, and years of peace start again at zero."""
    started = np.zeros((5, 5))
    a, b = np.random.default_rng(seed).choice(5, 2, replace=False)
    started[a, b] = 1.0
    before = _record(np.random.default_rng(seed), 5)
    after = update_record(before, started, started)
    assert after.peace_years[a, b] == after.peace_years[b, a] == 0
    np.testing.assert_array_equal(after.onset, after.onset.T)
    assert after.initiated[a, b] - before.initiated[a, b] * 2 ** (-1 / 8) == pytest.approx(1.0)
    assert after.initiated[b, a] == pytest.approx(before.initiated[b, a] * 2 ** (-1 / 8))


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_new_names_for_states_change_nothing_but_their_places(seed: int) -> None:
    """Relabelling states permutes rows and columns of both sets of covariates."""
    order = np.random.default_rng(seed).permutation(6)
    for moment, covariates in ((_dispute(seed), dispute_covariates), (_pact(seed), pact_covariates)):
        expected = covariates(moment)[np.ix_(order, order)]
        np.testing.assert_allclose(covariates(_shuffled(moment, order)), expected, atol=1e-12)


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_pact_looks_the_same_from_both_sides(seed: int) -> None:
    """Pact covariates are symmetric."""
    terms = pact_covariates(_pact(seed))
    np.testing.assert_allclose(terms, np.swapaxes(terms, 0, 1), atol=1e-12)


@given(seed=SEEDS)
@settings(max_examples=10, deadline=None)
def test_jax_and_numpy_agree(seed: int) -> None:
    """The estimator's numbers and the simulator's are the same numbers, traced or not."""
    for moment, covariates in ((_dispute(seed), dispute_covariates), (_pact(seed), pact_covariates)):
        expected = covariates(moment)
        traced = jax.jit(covariates)(jax.tree.map(jnp.asarray, moment))
        np.testing.assert_allclose(np.asarray(traced), expected, rtol=2e-4, atol=2e-5)


def test_the_record_can_be_batched_and_differentiated() -> None:
    """A batch of futures gives the same record as each alone, and gradients are finite."""
    record = _record(np.random.default_rng(0), 4)
    chance = np.random.default_rng(1).random((3, 4, 4))
    both = jax.vmap(lambda p: update_record(jax.tree.map(jnp.asarray, record), p, p))(jnp.asarray(chance))
    alone = update_record(record, chance[1], chance[1])
    np.testing.assert_allclose(np.asarray(both.onset[1]), alone.onset, rtol=1e-5)
    moment = jax.tree.map(jnp.asarray, _dispute(0, 4))
    slope = jax.grad(lambda share: dispute_covariates(moment._replace(share=share)).sum())(moment.share)
    assert bool(jnp.isfinite(slope).all())


def test_leading_axes_of_futures_broadcast() -> None:
    """An axis of futures in front gives each future's own covariates."""
    one, other = _dispute(1), _dispute(2)
    stacked = jax.tree.map(lambda a, b: np.stack([a, b]), one, other)
    np.testing.assert_allclose(dispute_covariates(stacked)[1], dispute_covariates(other), atol=1e-12)


def test_disputes_with_states_outside_the_array_count_in_the_rates() -> None:
    """Cutting states out and handing over their stocks leaves everybody else's rates as they were."""
    whole = _dispute(3, 6)
    inside = np.arange(4)
    cut = _shuffled(whole, inside)
    record = whole.record
    beyond = np.stack(
        [
            record.initiated[:4, 4:].sum(1),
            record.initiated[4:, :4].sum(0),
            record.onset[:4, 4:].sum(1),
        ],
        axis=-1,
    )
    np.testing.assert_allclose(
        dispute_covariates(cut._replace(beyond=beyond)), dispute_covariates(whole)[:4, :4], atol=1e-12
    )


@given(seed=SEEDS)
@settings(max_examples=10, deadline=None)
def test_the_quick_sum_is_the_linear_predictor(seed: int) -> None:
    """Terms weighed as they are made give the same log-odds as the covariates of the estimator."""
    coefficients = np.random.default_rng(seed).normal(size=1 + len(DISPUTE_COVARIATES))
    moment = _dispute(seed)
    np.testing.assert_allclose(
        dispute_log_odds(moment, coefficients), log_odds(dispute_covariates(moment), coefficients), atol=1e-10
    )


def test_every_term_has_a_name() -> None:
    """One column for each name, none twice."""
    assert (
        dispute_covariates(_dispute(0)).shape[-1] == len(set(DISPUTE_COVARIATES)) == len(DISPUTE_COVARIATES)
    )
    assert pact_covariates(_pact(0)).shape[-1] == len(set(PACT_COVARIATES)) == len(PACT_COVARIATES)


@given(odds=st.floats(-40, 40))
def test_log_density_is_the_log_of_the_probability(odds: float) -> None:
    """Event and no event share one unit of probability."""
    value = np.float64(odds)
    happened = float(np.exp(bernoulli_log_density(value, np.float64(1.0))))
    not_so = float(np.exp(bernoulli_log_density(value, np.float64(0.0))))
    assert happened + not_so == pytest.approx(1.0)
    assert happened == pytest.approx(float(probability(value)), abs=1e-12)


def test_the_intercept_comes_first() -> None:
    """The first coefficient is the constant, the rest follow the covariates."""
    coefficients = np.array([-2.0, *np.arange(1.0, 4.0)])
    assert log_odds(np.array([1.0, 0.0, 2.0]), coefficients) == -2.0 + 1.0 + 6.0
