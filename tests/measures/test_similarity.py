"""Similarity: bounds, symmetry, worked examples, and what chance agreement does to each index."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.similarity import cohen_kappa, ideal_point_distance, scott_pi, signorino_ritter
from counterpoise.vocabulary import CounterpoiseError

portfolios = arrays(float, (4, 6), elements=st.sampled_from([0.0, 1.0, 2.0, 3.0]))


def s_of(portfolio: np.ndarray) -> np.ndarray:
    return signorino_ritter(portfolio, 3.0)


@pytest.mark.parametrize("index", [s_of, cohen_kappa, scott_pi])
@given(portfolio=portfolios)
def test_similarity_is_symmetric_and_bounded(index: object, portfolio: np.ndarray) -> None:
    """Each index lies in [-1, 1], is the same both ways, and is 1 for a state with itself."""
    found = index(portfolio)
    known = ~np.isnan(found)
    assert (np.abs(found[known]) <= 1 + 1e-9).all()
    assert found == pytest.approx(found.T, nan_ok=True)
    own = np.diagonal(found)
    assert own[~np.isnan(own)] == pytest.approx(1.0)


@given(portfolios)
def test_pi_never_exceeds_kappa(portfolio: np.ndarray) -> None:
    """Pi counts unequal numbers of ties as disagreement; kappa takes them as given."""
    kappa, pi = cohen_kappa(portfolio), scott_pi(portfolio)
    both = ~np.isnan(kappa) & ~np.isnan(pi)
    assert (pi[both] <= kappa[both] + 1e-9).all()


def test_kappa_and_pi_worked_by_hand() -> None:
    """Two by two table 3, 1, 1, 5 of ten partners: observed .8, expected by kappa .52, by pi .52."""
    a = np.array([1.0] * 4 + [0.0] * 6)
    b = np.array([1.0] * 3 + [0.0] + [1.0] + [0.0] * 5)
    expected = (0.8 - 0.52) / (1 - 0.52)
    assert cohen_kappa(np.stack([a, b]))[0, 1] == pytest.approx(expected)
    assert scott_pi(np.stack([a, b]))[0, 1] == pytest.approx(expected)


def test_kappa_and_pi_part_where_one_ties_itself_to_more() -> None:
    """Ties to 4 and to 2 of ten: kappa expects .56 agreement, pi .58, both observe .8."""
    a = np.array([1.0] * 4 + [0.0] * 6)
    b = np.array([1.0] * 2 + [0.0] * 8)
    assert cohen_kappa(np.stack([a, b]))[0, 1] == pytest.approx((0.8 - 0.56) / 0.44)
    assert scott_pi(np.stack([a, b]))[0, 1] == pytest.approx((0.8 - 0.58) / 0.42)


def test_s_worked_by_hand() -> None:
    """One obligation of three differs by three, one by one: S = 1 - 2 (3 + 1) / (3 x 3)."""
    found = s_of(np.array([[3.0, 2.0, 0.0], [0.0, 1.0, 0.0]]))
    assert found[0, 1] == pytest.approx(1 - 8 / 9)


def test_shared_silence_looks_alike_to_s_only() -> None:
    """Two states with one different ally each among fifty: S near 1, chance-corrected likeness below 0."""
    portfolio = np.zeros((2, 50))
    portfolio[0, 0] = portfolio[1, 1] = 3.0
    assert s_of(portfolio)[0, 1] > 0.9
    assert cohen_kappa(portfolio)[0, 1] < 0
    assert scott_pi(portfolio)[0, 1] < 0


def test_a_missing_partner_leaves_the_comparison() -> None:
    """A gap is not a shared zero: it drops out for the pairs that have it, and only for those."""
    whole = np.array([[3.0, 0.0, 3.0], [3.0, 3.0, 0.0], [0.0, 0.0, 3.0]])
    gap = whole.copy()
    gap[0, 2] = np.nan
    assert s_of(gap)[0, 1] == s_of(whole[:, :2])[0, 1]
    assert s_of(gap)[1, 2] == s_of(whole)[1, 2]
    assert np.isnan(s_of(np.full((2, 2), np.nan))).all()


def test_weights_count_partners_by_their_power() -> None:
    """With all weight on one partner, only that tie matters; a common factor changes nothing."""
    portfolio = np.array([[3.0, 0.0], [3.0, 3.0]])
    only_first = signorino_ritter(portfolio, 3.0, np.array([1.0, 0.0]))
    assert only_first[0, 1] == 1.0
    weights = np.array([0.2, 0.1])
    for index in (cohen_kappa, scott_pi):
        assert index(portfolio, weights) == pytest.approx(index(portfolio, 7 * weights), nan_ok=True)


def test_likeness_of_two_constants_is_missing() -> None:
    """Where neither varies and they agree, chance explains all of it and no index is left."""
    assert np.isnan(cohen_kappa(np.zeros((2, 5)))).all()
    assert np.isnan(scott_pi(np.zeros((2, 5)))).all()


@given(arrays(float, 4, elements=st.floats(-3, 3)))
def test_ideal_point_distance_is_a_distance(points: np.ndarray) -> None:
    """Zero to oneself, the same both ways, and no detour is shorter."""
    d = ideal_point_distance(points)
    assert (np.diagonal(d) == 0).all()
    assert (d == d.T).all()
    assert (d[0, 2] <= d[0, 1] + d[1, 2] + 1e-12).all()


def test_a_state_without_votes_has_no_position() -> None:
    """Taiwan does not vote: its distances are missing, not zero."""
    assert np.isnan(ideal_point_distance(np.array([1.0, np.nan]))[0, 1])


def test_the_camps_of_1913() -> None:
    """On the eve of 1914 each great power's portfolio is nearer to its ally's than to its rival's."""
    data = pytest.importorskip("counterpoise.data")
    try:
        panel = data.open_panel()
    except CounterpoiseError as missing:
        pytest.skip(f"no compiled panel: {missing}")
    year = range(1913, 1914)
    here = [
        c for c, m in zip(panel.states, panel.values("member", panel.states, year)[0], strict=True) if m == 1
    ]
    ranks = {"consultation": 1.0, "nonaggression": 2.0, "neutrality": 2.0, "defence_pact": 3.0}
    held = [rank * panel.matrix(name, here, year)[0] for name, rank in ranks.items()]
    portfolio = np.max(held, axis=0)
    np.fill_diagonal(portfolio, 3.0)
    kappa, s = cohen_kappa(portfolio), s_of(portfolio)
    assert (np.abs(s[~np.isnan(s)]) <= 1).all()
    germany, austria, france, russia = (here.index(c) for c in (255, 300, 220, 365))
    for index in (kappa, s):
        assert index[germany, austria] > index[germany, france]
        assert index[france, russia] > index[france, austria]
