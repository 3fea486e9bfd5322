"""Ties among the states: symmetric, shares of the same futures, and those of the poles agree with their own series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from counterpoise.analysis.lateral import lateral_views
from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.stories import Story, tell


@pytest.fixture(scope="module")
def told(ready: Prepared, draws: dict[str, Any]) -> Story:
    """The full story of a few members."""
    return tell(ready.observed, ready.model(draws), draws, {}, 1, chunk=64)


def test_pairs_are_symmetric_and_their_shares_are_of_the_same_futures(told: Story, ready: Prepared) -> None:
    """A pair is read alike from both ends, and no future both deepens and loosens it."""
    found = {name: values for name, (_, values) in lateral_views(told, ready.observed).items()}  # type: ignore[misc]
    for values in found.values():
        assert (values == values.T).all()
    assert (found["pair_deepens"] + found["pair_loosens"] <= 1.0 + 1e-6).all()
    assert (found["pair_loosens"][found["pair_rung"] == 0] == 0).all()
    assert (found["pair_deepens"][found["pair_rung"] == 4] == 0).all()
    assert found["pair_deepens"].max() > 0


def test_the_patrons_row_is_its_own_series(told: Story, ready: Prepared) -> None:
    """What the pairs say of the patron is what its own series of rungs says."""
    observed = ready.observed
    patron = observed.states.index(observed.patron)
    own = told.series["depth_patron"][:, -1].astype(int)
    first = np.asarray(observed.case.world.depth)[patron].astype(int)
    found = {name: values for name, (_, values) in lateral_views(told, observed).items()}  # type: ignore[misc]
    others = np.arange(len(first)) != patron
    np.testing.assert_allclose(found["pair_deepens"][patron][others], (own > first).mean(axis=0)[others])
    np.testing.assert_allclose(found["pair_loosens"][patron][others], (own < first).mean(axis=0)[others])
