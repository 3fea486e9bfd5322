"""Projection: strength is lost with distance, forces are conserved, bases carry only what fits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.projection import (
    EARTH_RADIUS_KM,
    access_gate,
    allocate,
    effective_distance,
    great_circle_km,
    loss_of_strength,
    open_share,
    projected_power,
)

latitude, longitude = st.floats(-90, 90), st.floats(-180, 180)
share = st.floats(0, 1)
capacities = arrays(float, 4, elements=st.floats(0, 1e4))


@given(latitude, longitude, latitude, longitude)
def test_distance_is_symmetric_and_bounded(lat_a: float, lng_a: float, lat_b: float, lng_b: float) -> None:
    """The way there is as long as the way back and at most half around the Earth."""
    there, back = great_circle_km(lat_a, lng_a, lat_b, lng_b), great_circle_km(lat_b, lng_b, lat_a, lng_a)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= np.pi * EARTH_RADIUS_KM + 1e-6


def test_distance_from_washington_to_tokyo() -> None:
    """Washington (38.9 N, 77.04 W) to Tokyo (35.68 N, 139.69 E) is the atlas's 10,900 km."""
    assert great_circle_km(38.9, -77.04, 35.68, 139.69) == pytest.approx(10_900, abs=40)


def test_distance_to_the_antipode_is_half_the_circumference() -> None:
    """The formula holds where it is hardest: at the antipode and at the point itself."""
    assert great_circle_km(30.0, 10.0, -30.0, -170.0) == pytest.approx(np.pi * EARTH_RADIUS_KM)
    assert great_circle_km(30.0, 10.0, 30.0, 10.0) == 0.0


@given(st.floats(0, 2e4), st.floats(0, 2e4), st.floats(1, 5e3), st.floats(0, 3))
def test_strength_never_rises_with_distance(near: float, far: float, d0: float, theta: float) -> None:
    """Farther away no more arrives; at no distance, or with no gradient, all of it does."""
    near, far = sorted((near, far))
    assert loss_of_strength(far, d0, theta) <= loss_of_strength(near, d0, theta) <= 1.0
    assert loss_of_strength(0.0, d0, theta) == 1.0
    assert loss_of_strength(far, d0, 0.0) == 1.0


def test_gradients_that_erase_the_patron_are_told_apart() -> None:
    """The gradient of projection keeps a quarter at 10,000 km, that of dispute onset next to nothing."""
    assert loss_of_strength(10_000.0, 500.0, 0.45) == pytest.approx(0.254, abs=0.001)
    assert loss_of_strength(10_000.0, 100.0, 1.5) < 0.002


@given(st.floats(0, 1e4), capacities, share)
def test_allocation_conserves_the_force(force: float, capacity: np.ndarray, abroad: float) -> None:
    """Home and hosts sum to the force, no host holds more than fits, no more goes abroad than may."""
    placed = allocate(np.array(force), capacity, abroad)
    assert placed.sum() == pytest.approx(force)
    assert (placed >= -1e-9 * (1 + force)).all()
    assert (placed[1:] <= capacity * (1 + 1e-12)).all()
    assert placed[1:].sum() <= abroad * force * (1 + 1e-9) + 1e-300


@given(capacities, st.floats(0.01, 0.99))
def test_first_base_never_carries_the_whole_force(capacity: np.ndarray, abroad: float) -> None:
    """However large one base, the force that may not leave home stays at home."""
    placed = allocate(np.array(100.0), capacity, abroad)
    assert placed[1:].max() <= 100.0 * abroad + 1e-9
    assert placed[0] >= 100.0 * (1 - abroad) - 1e-9


def test_a_closed_host_passes_its_force_to_the_others_then_home() -> None:
    """Closing a host fills the rest up to capacity before anything goes home."""
    both = allocate(np.array(100.0), np.array([15.0, 15.0]), 0.2)
    one = allocate(np.array(100.0), np.array([15.0, 0.0]), 0.2)
    assert both.tolist() == [80.0, 10.0, 10.0]
    assert one.tolist() == [85.0, 15.0, 0.0]


@given(share, share, share)
def test_gate_lies_between_its_floor_and_one(open_a: float, open_b: float, q0: float) -> None:
    """Access never hurts, and some force needs none."""
    shut, free = sorted((open_a, open_b))
    assert q0 - 1e-12 <= access_gate(shut, q0) <= access_gate(free, q0) <= 1.0 + 1e-12


@given(arrays(float, 3, elements=st.floats(0.1, 10)), arrays(float, (3, 2), elements=st.floats(0.01, 1)))
def test_open_share_spans_zero_to_one(capacity: np.ndarray, decay: np.ndarray) -> None:
    """All open is 1, all closed is 0, and opening one host never lowers the share."""
    assert open_share(np.ones(3), capacity, decay) == pytest.approx(np.ones(2))
    assert open_share(np.zeros(3), capacity, decay).tolist() == [0.0, 0.0]
    one = open_share(np.array([1.0, 0.0, 0.0]), capacity, decay)
    assert (one <= open_share(np.array([1.0, 1.0, 0.0]), capacity, decay)).all()


def test_nearer_sites_count_by_the_square_of_their_reach() -> None:
    """A site twice as reachable weighs four times as much."""
    decay = np.array([[1.0], [0.5]])
    assert open_share(np.array([1.0, 0.0]), np.ones(2), decay).tolist() == [0.8]


@given(
    arrays(float, 3, elements=st.floats(0, 100)),
    arrays(float, (3, 2), elements=st.floats(0, 1)),
    arrays(float, (3, 2), elements=st.floats(0, 1)),
)
def test_no_more_arrives_than_was_sent(force: np.ndarray, decay: np.ndarray, gate: np.ndarray) -> None:
    """Projected power lies between zero and the whole force, and a wider gate never lowers it."""
    arriving = projected_power(force, decay, gate)
    assert (arriving <= force.sum() + 1e-9).all()
    assert (projected_power(force, decay, np.ones(1)) >= arriving - 1e-9).all()


def test_a_base_helps_only_by_what_it_carries() -> None:
    """A base of a tenth of the force at the target's door adds a tenth, not the whole force."""
    decay = np.array([[0.25], [1.0]])
    without = projected_power(allocate(np.array(100.0), np.array([0.0]), 0.5), decay, 1.0)
    with_base = projected_power(allocate(np.array(100.0), np.array([10.0]), 0.5), decay, 1.0)
    assert without.tolist() == [25.0]
    assert with_base.tolist() == [32.5]


@given(arrays(float, (2, 3), elements=st.floats(0, 1e4)), arrays(float, (3, 4), elements=st.floats(0, 1e4)))
def test_another_host_never_lengthens_the_way(to_host: np.ndarray, to_target: np.ndarray) -> None:
    """The shortest way over three hosts is no longer than over two, and a closed host drops out."""
    whole = effective_distance(to_host, to_target)
    assert (whole <= effective_distance(to_host[:, :2], to_target[:2])).all()
    closed = to_host + np.array([0.0, 0.0, np.inf])
    assert (effective_distance(closed, to_target) == effective_distance(to_host[:, :2], to_target[:2])).all()
