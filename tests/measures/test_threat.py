"""Threat: Walt's factors apart and together, latent above protected, nuclear weapons as a cap on stakes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.threat import (
    WaltFactors,
    alarm,
    latent_threat,
    linkage,
    linked_threat,
    protected_threat,
    stakes,
    walt_factors,
    walt_product,
    win_probability,
)

amount = st.floats(1e-3, 1e6)
share = st.floats(0, 1)
square = arrays(float, (3, 3), elements=st.floats(0, 1))


@given(amount, amount, st.floats(0.1, 4))
def test_one_sides_win_is_the_others_loss(power: float, defence: float, r: float) -> None:
    """The two chances sum to one, and depend on the ratio of power alone."""
    win = win_probability(power, defence, r)
    assert win + win_probability(defence, power, r) == pytest.approx(1.0)
    assert win == pytest.approx(win_probability(10 * power, 10 * defence, r))


@given(amount, amount, amount, st.floats(0.1, 4))
def test_win_rises_with_power_and_falls_with_defence(
    power: float, defence: float, more: float, r: float
) -> None:
    """More power never hurts the attacker, more defence never helps it."""
    win = win_probability(power, defence, r)
    assert win_probability(power + more, defence, r) >= win >= win_probability(power, defence + more, r)


def test_win_at_its_limits() -> None:
    """Parity is even, nothing wins nothing, something beats nothing."""
    cases = {(5.0, 5.0): 0.5, (0.0, 5.0): 0.0, (5.0, 0.0): 1.0, (0.0, 0.0): 0.0}
    for (power, defence), chance in cases.items():
        assert win_probability(power, defence, 2.0) == chance
    assert float(win_probability(3.0, 1.0, 2.0)) == pytest.approx(0.9)


@given(share, st.floats(0, 1e4), st.floats(0, 1e4), share, st.floats(0.1, 100))
def test_nuclear_weapons_cap_the_stakes(
    base: float, few: float, more: float, cap: float, half: float
) -> None:
    """Warheads never raise the stakes and never take them below the cap; none leaves them as they are."""
    few, more = sorted((few, more))
    a, b = stakes(base, few, cap, half), stakes(base, more, cap, half)
    assert min(base, cap) - 1e-12 <= b <= a + 1e-12
    assert stakes(base, 0.0, cap, half) == base


def test_unknown_warheads_stay_unknown() -> None:
    """A missing count is not zero: the stakes are missing too."""
    assert np.isnan(stakes(0.5, np.nan, 0.1, 10.0))


@given(square, square, arrays(float, 3, elements=share))
def test_latent_threat_is_bounded_by_each_factor(
    hazard: np.ndarray, win: np.ndarray, stake: np.ndarray
) -> None:
    """No hazard, no chance or no stakes: no threat; and nobody threatens itself."""
    t0 = latent_threat(hazard, win, stake)
    assert (t0 <= np.minimum(np.minimum(hazard, win), stake[None, :])).all()
    assert (np.diagonal(t0) == 0).all()


@given(
    square,
    arrays(float, (3, 3), elements=amount),
    arrays(float, 3, elements=amount),
    arrays(float, 3, elements=amount),
)
def test_protected_threat_never_exceeds_latent(
    hazard: np.ndarray, power: np.ndarray, own: np.ndarray, help_: np.ndarray
) -> None:
    """Help lowers what a state expects to lose and never raises it; without help the two are one."""
    stake = np.full(3, 0.3)
    latent = latent_threat(hazard, win_probability(power, own[None, :], 1.5), stake)
    helped = protected_threat(hazard, power, own, help_, 1.5, stake)
    assert (helped <= latent + 1e-15).all()
    assert protected_threat(hazard, power, own, 0 * help_, 1.5, stake) == pytest.approx(latent)
    assert (protected_threat(hazard, power, own, 2 * help_, 1.5, stake) <= helped + 1e-15).all()


def test_help_lowers_protected_threat_as_worked_by_hand() -> None:
    """Two against one wins 2 in 3; with help of three, 2 against 4, it wins 1 in 3: the threat halves."""
    alone, helped = (
        protected_threat(np.full((2, 2), 0.3), np.full((2, 2), 2.0), np.ones(2), help_, 1.0, np.full(2, 0.5))
        for help_ in (np.zeros(2), np.full(2, 3.0))
    )
    assert alone == pytest.approx(np.array([[0, 0.1], [0.1, 0]]))
    assert helped == pytest.approx(np.array([[0, 0.05], [0.05, 0]]))


@given(st.floats(0, 1e4), st.floats(0, 1e4), share, share)
def test_linkage_falls_with_distance_and_rises_with_interest(
    near: float, far: float, little: float, much: float
) -> None:
    """Nearer neighbours and declared interests weigh more; nobody is linked to itself."""
    near, far = sorted((near, far))
    little, much = sorted((little, much))
    one = np.ones((2, 2))
    weight = linkage(near * one, much * one, 800.0, 0.4, 0.6)
    assert (weight >= linkage(far * one, much * one, 800.0, 0.4, 0.6)).all()
    assert (weight >= linkage(near * one, little * one, 800.0, 0.4, 0.6)).all()
    assert (np.diagonal(weight) == 0).all()
    assert (weight <= 1.0).all()


@given(square, square)
def test_linked_fear_is_at_least_ones_own(threat: np.ndarray, rho: np.ndarray) -> None:
    """Others' danger adds to one's own; with no links it is one's own."""
    own = threat.sum(axis=0)
    assert (linked_threat(threat, rho) >= own).all()
    assert linked_threat(threat, 0 * rho).tolist() == own.tolist()


def test_linked_fear_worked_by_hand() -> None:
    """Two sources threaten k by .02 and .03; i, linked to k by a half, fears .025 beside its own .01."""
    threat = np.array([[0, 0.01, 0.02], [0, 0, 0.03], [0, 0, 0]])
    rho = np.array([[0, 0, 0], [0, 0, 0.5], [0, 0, 0]])
    assert linked_threat(threat, rho) == pytest.approx([0.0, 0.035, 0.05])


def test_alarm_is_bounded_growth() -> None:
    """No fear is no alarm, and tenfold fear is far less than tenfold alarm."""
    assert alarm(0.0, 0.02) == 0.0
    assert alarm(0.2, 0.02) < 4 * alarm(0.02, 0.02)


def test_walts_factors_each_raise_the_product_alone() -> None:
    """More power, less distance, a weaker target, worse intentions: each raises the threat, others held."""
    base = WaltFactors(*(np.full((2, 2), v) for v in (0.3, 0.5, 0.4, 1.5)))
    for name in WaltFactors._fields:
        raised = base._replace(**{name: 1.1 * getattr(base, name)})
        assert walt_product(raised) == pytest.approx(1.1 * walt_product(base))


@given(arrays(float, 3, elements=st.floats(0.1, 100)), arrays(float, (3, 3), elements=st.floats(1, 1e4)))
def test_walts_factors_stay_in_their_ranges(capability: np.ndarray, distance: np.ndarray) -> None:
    """Power, proximity and offence are shares; intentions are 1 for a pair without a record."""
    hazard = np.full((3, 3), 0.01)
    factors = walt_factors(capability, distance, 500.0, 0.45, 1.0, hazard, hazard)
    off = ~np.eye(3, dtype=bool)
    for part in factors[:3]:
        assert ((part >= 0) & (part <= 1)).all()
    assert (factors.intentions[off] == 1).all()
    assert all((np.diagonal(part) == 0).all() for part in factors)
