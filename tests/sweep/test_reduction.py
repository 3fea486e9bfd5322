"""Counts add up in any order, and quantiles are as near as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.sweep.reduction import BINS, QUANTITIES, Reduction, Scale, interval, quantile, tally


def histogram(bins: np.ndarray, size: int) -> np.ndarray:
    """Members by year, place and bin."""
    counts = np.zeros((*bins.shape[1:], size), dtype=np.uint32)
    tally(counts, bins)
    return counts


@given(
    st.lists(st.floats(1e-3, 0.999), min_size=1, max_size=200),
    st.sampled_from([0.0, 0.05, 0.5, 0.95, 1.0]),
    st.sampled_from([Scale(0.0, 1.0), Scale(1e-3, 1e3, log=True)]),
)
def test_a_quantile_is_within_its_stated_error(values: list[float], q: float, scale: Scale) -> None:
    """The reported value is within half a bin of the exact quantile of the same members."""
    members = np.array(values)
    counts = histogram(scale.bins(members[:, None, None]), BINS + 2)
    found = float(quantile(counts, scale, q)[0, 0])
    exact = float(np.quantile(members, q, method="inverted_cdf"))
    error = abs(found / exact - 1.0) if scale.log else abs(found - exact)
    assert error <= scale.error * (1 + 1e-9)


@pytest.mark.parametrize("name", QUANTITIES)
def test_what_lies_outside_is_counted_and_not_lost(name: str) -> None:
    """Values beyond the ends and missing ones have bins of their own."""
    scale = QUANTITIES[name]
    values = np.array([scale.low - 1.0, scale.high * 2.0 + 1.0, np.nan, scale.high * 1.01])[:, None, None]
    counts = histogram(scale.bins(values), BINS + 2)[0, 0]
    assert counts[0] == 2
    assert counts[-1] == 2


@pytest.mark.parametrize("name", QUANTITIES)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_both_ends_of_a_scale_are_inside(name: str, kind: type) -> None:
    """A commitment of exactly one is in the last bin, whatever the precision, and its quantile is right."""
    scale = QUANTITIES[name]
    ends = np.array([scale.low, scale.high], dtype=kind)
    assert scale.bins(ends).tolist() == [1, BINS]
    assert scale.bins(np.nextafter(ends, np.array([-np.inf, np.inf], dtype=kind))).tolist() == [0, BINS + 1]
    assert abs(scale.middle(np.array([BINS]))[0] - scale.high) <= scale.error * abs(scale.high) * 1.001


def test_a_quantile_outside_the_bins_is_infinite_to_its_side() -> None:
    """The end of the scale is never written for what lies beyond it, nor is a bound."""
    scale = QUANTITIES["exposure"]
    values = np.array([1e-5] * 40 + [1.0] * 20 + [1.5e10] * 40)[:, None, None]
    counts = histogram(scale.bins(values), BINS + 2)
    found = [float(quantile(counts, scale, q)[0, 0]) for q in (0.25, 0.5, 0.75)]
    assert found[0] == -np.inf
    assert found[1] == pytest.approx(1.0, rel=1.001 * scale.error)
    assert found[2] == np.inf
    bounds = [tuple(float(b[0, 0]) for b in interval(counts, scale, q)) for q in (0.1, 0.9)]
    assert bounds == [(-np.inf, pytest.approx(scale.low)), (pytest.approx(scale.high), np.inf)]


def test_bounds_hold_the_true_quantile_as_often_as_they_say() -> None:
    """Four hundred samples of sixty: the quantile of their distribution is inside in 95 of 100 or more."""
    values = np.random.default_rng(5).uniform(size=(60, 1, 400))
    counts = histogram(Scale(0.0, 1.0).bins(values), BINS + 2)
    for q in (0.05, 0.25, 0.5, 0.95):
        lower, upper = interval(counts, Scale(0.0, 1.0), q)
        held = ((lower <= q) & (q <= upper)).mean()
        assert held >= 0.93, q
        assert (upper - lower).mean() < 0.35 or q in (0.05, 0.95)  # where sixty are too few for a bound


@given(st.permutations(range(5)))
def test_sums_do_not_depend_on_the_order(order: list[int]) -> None:
    """Counts of five chunks, added in any order, are the same integers."""
    rng = np.random.default_rng(1)
    parts = [
        Reduction(
            k,
            rng.integers(0, 9, (3, 8)),
            {"e": rng.integers(0, 9, (3, 2))},
            {"h": rng.integers(0, 9, (3, 2, 4))},
        )
        for k in range(5)
    ]
    total, other = Reduction(), Reduction()
    for part in parts:
        total.add(part)
    for k in order:
        other.add(parts[k])
    assert total.members == other.members
    np.testing.assert_array_equal(total.verdict, other.verdict)
    np.testing.assert_array_equal(total.events["e"], other.events["e"])
    np.testing.assert_array_equal(total.histograms["h"], other.histograms["h"])
