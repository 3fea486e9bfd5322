"""The contribution game: one outcome, reached by damped rounds, in which free riding and leadership show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.burden_game import (
    contributions,
    damping_limit,
    free_riding,
    leadership,
    risk_sharing,
    standalone,
)

STATES = 5
amounts = arrays(float, STATES, elements=st.floats(0.1, 100))
everybody = 1.0 - np.eye(STATES)


def error_after(rounds: int, damping: float, sigma: float) -> float:
    """Distance from the fixed point, all spilling over to all."""
    rng = np.random.default_rng(0)
    threat, income = rng.uniform(1, 9, STATES), rng.uniform(1, 9, STATES)
    exact = np.linalg.solve(np.eye(STATES) + sigma * everybody, standalone(threat, income, 0.5))
    with np.errstate(over="ignore"):  # money of rounds that diverge
        found = contributions(threat, income, everybody, sigma, rounds, damping, 0.5)
    return float(np.abs(found.adequacy - exact).max())


@given(amounts, amounts, arrays(float, (STATES, STATES), elements=st.floats(0, 1)), st.floats(0, 0.2))
def test_rounds_reach_the_only_fixed_point(
    threat: np.ndarray, income: np.ndarray, weights: np.ndarray, sigma: float
) -> None:
    """Wherever sigma times every row sum is below 1 the rounds end where nobody wants to change."""
    weights = weights * everybody
    damping = 0.5 * float(damping_limit(weights, sigma))
    found = contributions(threat, income, weights, sigma, 200, damping, 0.3)
    alone = standalone(threat, income, 0.3)
    assert found.adequacy == pytest.approx(np.linalg.solve(np.eye(STATES) + sigma * weights, alone), abs=1e-6)
    assert found.adequacy == pytest.approx(alone + free_riding(found.adequacy, weights, sigma), abs=1e-6)


@pytest.mark.parametrize("sigma", [0.1, 0.5, 0.9])
def test_contraction_condition_is_exact(sigma: float) -> None:
    """Damping just below 2 / (1 + sigma (n - 1)) converges, just above it diverges."""
    limit = 2.0 / (1.0 + sigma * (STATES - 1))
    assert damping_limit(everybody, sigma) == pytest.approx(limit)
    assert error_after(500, 0.98 * limit, sigma) < 1e-6
    assert error_after(500, 1.02 * limit, sigma) > 1e3


def test_undamped_rounds_diverge() -> None:
    """Plain best replies among five full riders overshoot ever further: why the rounds are damped."""
    assert error_after(40, 1.0, 0.9) > 1e3
    assert error_after(400, 0.4, 0.9) < 1e-6


def test_a_rich_state_provides_and_a_poor_one_rides() -> None:
    """The small exploit the great: equal threats, unequal means, and the poor one does less."""
    two = 1.0 - np.eye(2)
    found = contributions(np.ones(2), np.array([np.e, 1.0]), two, 0.5, 100, 0.8, 1.0)
    assert found.adequacy == pytest.approx([4 / 3, -2 / 3])
    assert found.riding == pytest.approx([1 / 3, -2 / 3])


@given(amounts, amounts)
def test_without_riding_everybody_stands_alone(threat: np.ndarray, income: np.ndarray) -> None:
    """With sigma 0 the allies might as well not exist."""
    found = contributions(threat, income, everybody, 0.0, 5, 0.5, 0.3)
    assert found.adequacy == pytest.approx(found.alone)
    assert found.amount == pytest.approx(threat**0.7 * income**0.3)


@given(amounts, amounts, st.floats(0, 0.2), st.floats(0.01, 1))
def test_parts_add_up_and_leadership_raises_the_whole(
    threat: np.ndarray, income: np.ndarray, sigma: float, led: float
) -> None:
    """Adequacy is alone plus riding plus led, and a lead given to all leaves all better provided."""
    plain = contributions(threat, income, everybody, sigma, 100, 0.5, 0.3)
    lifted = contributions(threat, income, everybody, sigma, 100, 0.5, 0.3, led)
    for found in (plain, lifted):
        assert found.adequacy == pytest.approx(found.alone + found.riding + found.led)
    assert (lifted.adequacy > plain.adequacy).all()
    assert (lifted.adequacy - plain.adequacy <= led + 1e-9).all()


@given(amounts, amounts, st.floats(0, 0.2), st.integers(0, STATES - 1))
def test_what_one_adds_the_others_answer_by_doing_less(
    threat: np.ndarray, income: np.ndarray, sigma: float, one: int
) -> None:
    """Efforts are substitutes: who is led to do more lets no other do more."""
    led = np.zeros(STATES)
    led[one] = 0.5
    change = (
        contributions(threat, income, everybody, sigma, 100, 0.5, 0.3, led).adequacy
        - contributions(threat, income, everybody, sigma, 100, 0.5, 0.3).adequacy
    )
    assert change[one] > 0
    assert (np.delete(change, one) <= 1e-9).all()


def test_leadership_is_earned_against_its_reference() -> None:
    """As in the reference there is no lead; each of its three parts raises it by its elasticity."""
    weights = np.array([0.5, 0.3, 0.2])
    assert leadership(1.0, 1.0, 1.0, weights) == 0.0
    for part, weight in enumerate(weights):
        doubled = [1.0, 1.0, 1.0]
        doubled[part] = 2.0
        assert leadership(*doubled, weights) == pytest.approx(weight * np.log(2))


def test_paying_is_not_fighting() -> None:
    """Willingness to share risk moves with leadership and alarm, and takes no account of money."""
    calm = risk_sharing(-1.0, 0.0, 0.0, 0.5, 1.0)
    assert risk_sharing(-1.0, 1.0, 0.0, 0.5, 1.0) > calm
    assert risk_sharing(-1.0, 0.0, 1.0, 0.5, 1.0) == pytest.approx(0.5)
