"""Protection and the pull to balance: the laws that the reference model lives by."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.measures.protection import help_received, protection, pull_to_balance
from counterpoise.measures.threat import win_probability

amount = st.floats(0.01, 1e3)
positive = st.floats(1e-4, 10)
share = st.floats(0.05, 0.95)


def pull_over_power(
    power: np.ndarray,
    own: float,
    help_: float,
    gain: float,
    reference: float,
    neutral: float,
    r: float,
    a: float,
) -> np.ndarray:
    """The pull as the challenger's power at the door grows, threat growing and protection falling with it."""
    threat = 0.05 * (power / (1 + power)) ** a * win_probability(power, np.array(own), r)
    return pull_to_balance(threat, protection(own, help_, power), gain, reference, neutral)


@given(amount, amount, amount, amount)
def test_protection_rises_with_help_and_falls_with_menace(
    own: float, help_: float, more: float, menace: float
) -> None:
    """Protection is a share in [0, 1] that help raises and the challenger lowers."""
    p = protection(own, help_, menace)
    assert 0 <= p <= 1
    assert protection(own, help_ + more, menace) >= p
    assert protection(own, help_, menace + more) <= p


def test_protection_at_its_limits() -> None:
    """No menace protects wholly, no means not at all, parity by half."""
    assert protection(1.0, 2.0, 0.0) == 1.0
    assert protection(0.0, 0.0, 5.0) == 0.0
    assert protection(2.0, 3.0, 5.0) == 0.5
    assert protection(0.0, 0.0, 0.0) == 1.0


@given(share, positive, positive, share)
def test_no_threat_no_pull(p: float, gain: float, reference: float, neutral: float) -> None:
    """Zero threat, zero pull, whatever help there is."""
    assert pull_to_balance(0.0, p, gain, reference, neutral) == 0.0


@given(positive, amount, amount, amount, amount, positive, positive, share)
def test_more_help_never_lowers_the_pull(
    threat: float,
    own: float,
    help_: float,
    more: float,
    menace: float,
    gain: float,
    reference: float,
    neutral: float,
) -> None:
    """At any threat, help that grows draws a state nearer."""
    less = pull_to_balance(threat, protection(own, help_, menace), gain, reference, neutral)
    with_more = pull_to_balance(threat, protection(own, help_ + more, menace), gain, reference, neutral)
    assert with_more >= less - 1e-12


@given(
    st.floats(0.1, 10),
    st.floats(0, 10),
    st.floats(0.1, 5),
    st.floats(1e-3, 0.1),
    st.floats(0.1, 0.9),
    st.floats(0.3, 3),
    st.floats(0, 2),
)
def test_pull_rises_then_falls_in_the_challengers_power(
    own: float, help_: float, gain: float, reference: float, neutral: float, r: float, a: float
) -> None:
    """A weak challenger is no reason to balance, an overwhelming one no hope: one peak in between."""
    power = np.geomspace(1e-5, 1e7, 600)
    pull = pull_over_power(power, own, help_, gain, reference, neutral, r, a)
    steps = np.diff(pull)
    peak = int(np.argmax(pull))
    assert 0 < peak < len(power) - 1
    assert (steps[:peak] >= -1e-12).all()
    assert (steps[peak:] <= 1e-12).all()
    assert pull_over_power(np.zeros(1), own, help_, gain, reference, neutral, r, a) == 0
    assert pull[-1] < 0 < pull[peak]


@given(positive, positive)
def test_pull_changes_sign_at_neutral_protection(threat: float, gain: float) -> None:
    """Fear draws to a credible protector and drives from an incredible one."""
    assert pull_to_balance(threat, 0.4, gain, 0.02, 0.4) == 0.0
    assert pull_to_balance(threat, 0.5, gain, 0.02, 0.4) > 0
    assert pull_to_balance(threat, 0.3, gain, 0.02, 0.4) < 0


def test_fear_saturates_where_the_old_form_ran_away() -> None:
    """A hundredfold threat moves a badly protected state less than sevenfold, not a hundredfold."""
    once, hundred = (float(pull_to_balance(t, 0.2, 1.0, 0.02, 0.4)) for t in (0.02, 2.0))
    assert 1 < hundred / once < 7


def test_help_is_commitment_times_what_arrives() -> None:
    """Two friends, one of them believed by half, bring 1 x 3 + .5 x 4 to the third."""
    commitment = np.array([[0, 0, 1.0], [0, 0, 0.5], [0, 0, 0]])
    projected = np.array([[9, 2, 3.0], [1, 9, 4], [1, 1, 9]])
    assert help_received(commitment, projected).tolist() == [0.0, 0.0, 5.0]
