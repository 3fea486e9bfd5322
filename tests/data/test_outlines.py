"""Outlines: a projection that can be undone, simplification that stays close, clipping that stays inside."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.data.outlines import EARTH_KM, Frame, Projection, area, clip, distance, simplify

FLAT = Projection(15.0, 115.0, 0.05, 260.0, 220.0)
numbers = st.floats(-500, 900, allow_nan=False)
lines = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=40).map(np.array)


@given(st.floats(-60, 80), st.floats(20, 179))
def test_projecting_and_back_gives_the_place(lat: float, lng: float) -> None:
    """The inverse of the projection returns the place to a millionth of a degree."""
    back = FLAT.inverse(FLAT(np.array([[lng, lat]])))[0]
    np.testing.assert_allclose(back, [lng, lat], atol=1e-6)


@given(st.floats(-60, 70), st.floats(30, 175))
def test_equal_patches_of_the_earth_have_equal_area(lat: float, lng: float) -> None:
    """A small patch keeps its true area wherever it lies: that is what the map promises."""
    step = 0.2
    corners = np.array([[lng, lat], [lng + step, lat], [lng + step, lat + step], [lng, lat + step]])
    true = (
        EARTH_KM**2
        * np.radians(step)
        * (np.sin(np.radians(lat + step)) - np.sin(np.radians(lat)))
        * FLAT.per_km**2
    )
    assert abs(area(FLAT(corners))) == pytest.approx(true, rel=0.01)


@given(lines, st.floats(0.1, 50))
def test_simplified_lines_keep_their_ends_and_stay_close(line: np.ndarray, tolerance: float) -> None:
    """Ends stay, points are a subset, and no dropped point is further off than the tolerance."""
    thin = simplify(line, tolerance)
    assert len(thin) <= len(line)
    np.testing.assert_array_equal(thin[[0, -1]], line[[0, -1]])
    gaps = np.array([distance(line, a, b) for a, b in pairwise(thin)])
    assert gaps.min(axis=0).max() <= tolerance * (1 + 1e-9)


def test_a_closed_line_does_not_collapse() -> None:
    """An island wider than the tolerance keeps its extent, though its line ends where it began."""
    turn = np.linspace(0, 2 * np.pi, 60)
    island = np.column_stack([10 * np.cos(turn), 4 * np.sin(turn)])
    island[-1] = island[0]
    thin = simplify(island, 0.5)
    assert np.ptp(thin[:, 0]) > 19
    assert np.ptp(thin[:, 1]) > 7


@given(lines)
def test_what_is_clipped_lies_in_the_frame(ring: np.ndarray) -> None:
    """After clipping every point is in the frame with its margin, and clipping again changes nothing."""
    frame = Frame(540.0, 500.0)
    cut = clip(ring, frame)
    if len(cut):
        assert cut[:, 0].min() >= -frame.margin - 1e-6
        assert cut[:, 0].max() <= frame.width + frame.margin + 1e-6
        assert cut[:, 1].min() >= -frame.margin - 1e-6
        assert cut[:, 1].max() <= frame.height + frame.margin + 1e-6
        assert abs(area(clip(cut, frame))) == pytest.approx(abs(area(cut)), abs=1e-3)


def test_a_ring_inside_the_frame_is_untouched() -> None:
    """Clipping leaves alone what lies inside, and removes what lies outside."""
    frame = Frame(540.0, 500.0)
    square = np.array([[10.0, 10.0], [20.0, 10.0], [20.0, 20.0], [10.0, 20.0]])
    assert area(clip(square, frame)) == pytest.approx(100.0)
    assert len(clip(square + 1000.0, frame)) == 0
