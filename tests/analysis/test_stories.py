"""Members are judged apart from one another: in one thread or several, all at once or some."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.probability import quantiles
from counterpoise.analysis.stories import judged

YEARS = 6


@pytest.mark.parametrize("members", [256, 301])
@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_no_bit_of_a_verdict(ready: Prepared, members: int, threads: int) -> None:
    """Nor how it lies in memory, on which sums taken later depend."""
    rng, observed = np.random.default_rng(members), ready.observed
    states, theatres = len(observed.states), len(observed.theatres.keys)

    def drawn(last: int) -> np.ndarray:
        return np.moveaxis(rng.lognormal(-0.5, 0.6, (YEARS, last, members)).astype(np.float32), -1, 0)

    by_state = ("exposure", "tie_patron", "tie_challenger", "output", "effort", "commitment")
    series = {"balance": drawn(theatres), **{name: drawn(states) for name in by_state}}
    series["depth_patron"] = np.floor(3.0 * drawn(states)).astype(np.int8)
    series["dispute"] = drawn(states) > 1.0
    draws = {name: rng.uniform(0.3, 0.8, members) for name in ("verdict.threshold", "verdict.cut")}
    whole = judged(series, observed, draws)
    parted = judged(series, observed, draws, threads=threads)
    pairs = zip(
        (*whole.verdict, whole.ties, whole.alliances, whole.dated),
        (*parted.verdict, parted.ties, parted.alliances, parted.dated),
        strict=True,
    )
    assert 0.0 < whole.verdict.balance_holds.mean() < 1.0
    for a, b in pairs:
        assert (a.dtype, a.shape, a.strides) == (b.dtype, b.shape, b.strides)
        assert a.tobytes() == b.tobytes()


def test_quantiles_are_those_of_numpy() -> None:
    """To the last bit, with gaps, in either precision."""
    rng = np.random.default_rng(1)
    for kind in (np.float32, np.float64):
        values = rng.normal(size=(97, 5, 3)).astype(kind)
        values[3, 2, 1] = np.nan
        levels = (0.05, 0.25, 0.5, 0.75, 0.95)
        ours, theirs = quantiles(values, levels), np.quantile(values, levels, axis=0)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)
