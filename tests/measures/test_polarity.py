"""Polarity: concentration and its limits, effective poles, classes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.polarity import (
    Polarity,
    concentration,
    effective_poles,
    herfindahl,
    polarity,
)

powers = arrays(float, 6, elements=st.floats(0.01, 1e4))


@given(powers, st.floats(0.1, 100))
def test_indices_are_bounded_and_know_no_unit(power: np.ndarray, unit: float) -> None:
    """Concentration lies in [0, 1], poles in [1, N], whatever power is counted in."""
    assert 0 <= concentration(power) <= 1
    assert 1 - 1e-9 <= effective_poles(power) <= len(power) + 1e-9
    assert concentration(unit * power) == pytest.approx(float(concentration(power)), abs=1e-5)


@given(st.integers(2, 9))
def test_equal_powers_and_a_sole_power_are_the_ends(count: int) -> None:
    """All equal: no concentration and as many poles as states.  One has all: 1 and 1."""
    equal, sole = np.ones(count), np.eye(count)[0]
    assert concentration(equal) == pytest.approx(0.0, abs=1e-6)
    assert effective_poles(equal) == pytest.approx(count)
    assert concentration(sole) == pytest.approx(1.0)
    assert effective_poles(sole) == pytest.approx(1.0)


@given(powers, st.integers(0, 5), st.integers(0, 5), st.floats(0.01, 0.5))
def test_taking_from_the_weaker_concentrates(power: np.ndarray, a: int, b: int, part: float) -> None:
    """Power that moves from a weaker state to a stronger one never lowers the concentration."""
    strong, weak = (a, b) if power[a] >= power[b] else (b, a)
    moved = power.copy()
    if strong != weak:
        moved[strong] += part * power[weak]
        moved[weak] -= part * power[weak]
    assert herfindahl(moved) >= herfindahl(power) - 1e-12


@given(powers)
def test_an_absent_state_is_not_a_weak_one(power: np.ndarray) -> None:
    """A state that is missing leaves the system; one without power stays in it and is counted."""
    absent = np.append(power, np.nan)
    weak = np.append(power, 0.0)
    assert concentration(absent) == pytest.approx(float(concentration(power)), abs=1e-6)
    assert concentration(weak) > concentration(power)


def test_concentration_worked_by_hand() -> None:
    """Shares .5, .3, .2: H = .38, CON = sqrt((.38 - 1/3) / (2/3)) = .2646."""
    power = np.array([5.0, 3.0, 2.0])
    assert herfindahl(power) == pytest.approx(0.38)
    assert concentration(power) == pytest.approx(0.2646, abs=1e-4)


def test_no_power_and_no_system_are_missing() -> None:
    """Where nobody has power, or fewer than two states are left, there is nothing to say."""
    assert np.isnan(herfindahl(np.zeros(3)))
    assert np.isnan(concentration(np.array([1.0, np.nan])))
    assert polarity(np.zeros(3), 0.5, 0.25) == 0


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([0.55, 0.3, 0.15], Polarity.UNIPOLAR),
        ([0.4, 0.35, 0.25], Polarity.BIPOLAR),
        ([0.45, 0.2, 0.2, 0.15], Polarity.MULTIPOLAR),
        ([0.24, 0.24, 0.24, 0.28], Polarity.MULTIPOLAR),
    ],
)
def test_classes_by_share(shares: list[float], expected: Polarity) -> None:
    """One above half, two that hold half with a quarter each, or neither."""
    assert polarity(np.array(shares), 0.5, 0.25) == expected
