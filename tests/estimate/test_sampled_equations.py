"""The equations that are sampled: treaties counted as history has them, ties integrated out exactly."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import multivariate_normal

from counterpoise.estimate.logit import EstimationError
from counterpoise.sampling.alignment import PERIODS, AlignmentData, alignment_problem, filtered
from counterpoise.sampling.growth import growth_problem
from counterpoise.sampling.technology import technology_problem
from counterpoise.sampling.treaties import founding_rows, multilateral

NATO, GREECE, TURKEY, WEST_GERMANY, USA, POLAND = 1949, 350, 640, 260, 2, 290


def test_the_north_atlantic_treaty_is_founded_once_and_joined_since(panel) -> None:
    """Twelve founders of 1949; then by protocol, as ATOP dates it, Greece, Turkey, Germany and Poland."""
    found = [
        treaty
        for treaty in multilateral(panel.table("treaties"))
        if treaty.begin == NATO and {USA, GREECE, POLAND} <= set(treaty.entries)
    ]
    assert len(found) == 1
    entries = found[0].entries
    assert sum(year == NATO for year in entries.values()) == 12
    assert entries[GREECE] == entries[TURKEY] == 1951
    assert entries[WEST_GERMANY] == 1954
    assert entries[POLAND] == 1997
    assert GREECE in found[0].members(1951)
    assert GREECE not in found[0].members(1950)


def test_every_treaty_of_many_is_founded_in_one_year(panel) -> None:
    """The counts by year add up to the treaties, and each has two founders or more."""
    years, counts, begun, founders = founding_rows(panel.table("treaties"))
    assert counts.sum() == len(begun)
    assert years[0] == 1816
    assert founders.min() >= np.log(2.0)


def test_the_filter_gives_the_likelihood_of_items_with_the_tie_integrated_out() -> None:
    """Against the joint normal of all items of a state, what lasts and what passes in one, an item unrecorded."""
    rng = np.random.default_rng(2)
    loading, noise = np.array([[0.5, 1.2]]), np.array([[0.3, 0.6]])
    persistence, shock, spread = np.array([0.7]), np.array([0.4]), np.array([0.9])
    rest = rng.normal(size=(3, 1, 1, 2))
    known = np.ones(rest.shape, dtype=bool)
    known[1, 0, 0, 1] = False
    told = filtered(*(jnp.asarray(a) for a in (rest, known, loading, noise, persistence, shock, spread)))
    lags = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    ties = spread[0] ** 2 + shock[0] ** 2 / (1 - persistence[0] ** 2) * persistence[0] ** lags
    whole = np.kron(ties, np.outer(loading[0], loading[0])) + np.kron(np.eye(3), np.diag(noise[0] ** 2))
    seen = known.ravel()
    expected = multivariate_normal(cov=whole[np.ix_(seen, seen)]).logpdf(rest.ravel()[seen])
    assert float(told) == pytest.approx(float(expected), abs=1e-4)


def test_too_few_states_are_met_with_their_number() -> None:
    """Alignment, growth and technology say how many they have and what to do."""
    codes = np.array([740, 732])
    few = AlignmentData(
        np.zeros((len(PERIODS), 2, 2, 4)), np.zeros((len(PERIODS), 2)), np.zeros(2),
        np.ones((len(PERIODS), 2), dtype=bool), codes,
    )  # fmt: skip
    with pytest.raises(EstimationError, match="2 states are too few to measure ties"):
        alignment_problem(few)
    with pytest.raises(EstimationError, match="2 states with 18 years"):
        growth_problem(np.zeros((64, 2)), codes, False)
    rows = {name: np.zeros(4) for name in ("change", "gap", "talent")} | {"year": np.full(4, 1989.0)}
    with pytest.raises(EstimationError, match="4 rows are too few"):
        technology_problem(rows, False)
