"""Counts add up in any order, and quantiles are as near as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.sweep.reduction import BINS, QUANTITIES, Reduction, Scale, quantile, tally


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
