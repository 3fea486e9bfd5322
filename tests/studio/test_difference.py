"""The difference that two whole answers tell, with no draft between them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from counterpoise.analysis.files import Result
from counterpoise.studio.difference import difference


def whole(holds: list[bool], seed: int = 1) -> Result:
    """A whole answer of so many futures."""
    told = np.array(holds)[None, :, None]
    views = xr.Dataset({"holds": (("story", "member", "year"), told)}, {"story": ["full"], "year": [2045]})
    return Result({"seed": seed, "members": len(holds), "horizon": [2025, 2045]}, views)


def test_two_whole_answers_of_one_seed_are_held_against_each_other_future_by_future() -> None:
    """Ten gained, none lost, of the hundred that both have lived: the change and its interval follow by hand."""
    before, now = [True] * 50 + [False] * 50, [True] * 60 + [False] * 60
    found = difference(whole(now), "2045", whole(before))
    assert found is not None
    assert (found["gained"], found["lost"], found["change"]) == (10, 0, 0.1)
    assert found["error"] == pytest.approx(1.645 * np.sqrt(0.1 * 0.9 / 100), abs=0.002)
    assert found["said"].startswith("50 → 60 in the same 100 futures: +10.0 futures in 100")


def test_answers_of_two_seeds_have_no_future_in_common() -> None:
    """Nothing is said rather than something wrong."""
    assert difference(whole([True, False]), "2045", whole([True, True], seed=2)) is None
