"""History as arrays: the counts any build must reproduce, and no gap settled in silence."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.estimate.dispute import dispute_rows, hazard_of
from counterpoise.estimate.history import FIRST_YEAR, LAST_DISPUTE_YEAR, History
from counterpoise.estimate.pact import pact_rows
from counterpoise.estimate.posterior import load
from counterpoise.measures.hazard import (
    bernoulli_log_density,
    dispute_covariates,
    empty_record,
    log_odds,
    update_record,
)
from counterpoise.vocabulary import DataError


def test_defence_pacts_are_as_many_as_coded(history: History) -> None:
    """Pairs with a defence pact in four years, as published counts have them."""
    pacts = history.pacts["defence"] & history.dyads
    counts = [int(pacts[year - FIRST_YEAR].sum() // 2) for year in (1900, 1950, 2000, 2018)]
    assert counts == [8, 312, 1104, 1707]


def test_rows_of_the_dispute_equation(history: History) -> None:
    """As many ordered pairs and initiations, before and after 1989, as the field's task has."""
    rows = dispute_rows(history)
    early = rows.years <= 1989
    assert (int(early.sum()), int((~early).sum())) == (833_862, 727_386)
    assert int(rows.events[~early].sum()) == 606
    assert int(rows.relevant[~early].sum()) == 71_990


def test_rows_of_the_pact_equation(history: History) -> None:
    """905,836 pairs at risk and 2,391 formations, 1817 to 2018."""
    rows = pact_rows(history, hazard_of(load("dispute_initiation").mean))
    assert (len(rows.events), int(rows.events.sum())) == (905_836, 2_391)


def test_nothing_is_left_open(history: History) -> None:
    """Every number a hazard reads is finite, whatever its table lacked."""
    for name in ("mindist", "capital_km", "output_share", "cinc", "polyarchy"):
        assert np.isfinite(getattr(history, name)).all(), name
    members = history.member[2019 - FIRST_YEAR]
    assert (history.output_share[2019 - FIRST_YEAR][members] > 0).all()


def test_the_record_uses_the_function_of_the_simulation(asia: History) -> None:
    """The record of 1950 is the empty record of 1816 updated year by year, and nothing else."""
    record = empty_record(np, len(asia.codes))
    for t in range(1950 - FIRST_YEAR):
        record = update_record(record, 1.0 * asia.initiated[t], 1.0 * asia.onset[t])
    ((_, walked),) = asia.records(1950, 1950)
    for ours, theirs in zip(record, walked, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_year_nobody_coded_is_not_a_year_of_peace(asia: History) -> None:
    """Asking for the record after 2010 without expectations is an error."""
    with pytest.raises(DataError, match="unknown"):
        list(asia.records(LAST_DISPUTE_YEAR + 3, LAST_DISPUTE_YEAR + 3))


def test_the_simulator_is_the_estimator(asia: History) -> None:
    """A year's log-probability is the same from the fitted rows and from the traced step of a simulation."""
    coefficients = load("dispute_initiation").mean
    ((year, record),) = asia.records(2005, 2005)
    risk, moment = asia.at_risk(year), asia.dispute_moment(year, record)
    happened = 1.0 * asia.initiated[year - FIRST_YEAR]
    rows = dispute_rows(asia, year, year)
    fitted = coefficients[0] + rows.terms @ coefficients[1:]
    by_rows = float(np.sum(bernoulli_log_density(fitted, rows.events)))
    traced = jax.jit(lambda m: log_odds(dispute_covariates(m), jnp.asarray(coefficients)))(
        jax.tree.map(jnp.asarray, moment)
    )
    by_step = float(np.sum(np.asarray(bernoulli_log_density(traced, jnp.asarray(happened)))[risk]))
    assert by_step == pytest.approx(by_rows, rel=1e-4)


def test_run_forward_disputes_do_not_explode(asia: History) -> None:
    """Forty years of disputes drawn from the equation stay within twice of what history knew."""
    hazard = hazard_of(load("dispute_initiation").mean)
    rng = np.random.default_rng(0)
    ((_, record),) = asia.records(2011, 2011)
    dyads = asia.dyads[2024 - FIRST_YEAR]
    totals = []
    for year in range(2011, 2051):
        chance = np.where(dyads, hazard(asia.dispute_moment(year, record)), 0.0)
        drawn = (rng.random(chance.shape) < chance) * 1.0
        totals.append(drawn.sum())
        record = update_record(record, drawn, drawn)
    known = asia.initiated[1990 - FIRST_YEAR : 2011 - FIRST_YEAR].sum() / 21
    assert 0.4 * known < np.mean(totals[-20:]) < 2.0 * known
