"""Ties between the states themselves: how deep each pair's goes in the end, and how often it has moved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.stories import Story
from counterpoise.observe.case import Observed

__all__ = ["lateral_views"]


def lateral_views(full: Story, observed: Observed) -> dict[str, object]:
    """Rung of every pair at the start, its median in the last year, and the shares of futures that moved it.

    Args:
        full: The story.
        observed: The scenario, ready to run.

    Returns:
        Symmetric matrices ``[state, other]``: ``pair_rung`` at the start, ``pair_rung_last`` (median of futures),
        ``pair_deepens`` and ``pair_loosens`` (shares of futures in which the last rung lies above, or below, the
        first).
    """
    states = len(observed.states)
    start = np.asarray(observed.case.world.depth).astype(np.int8)
    upper = np.triu_indices(states, 1)
    last = full.series["depth_pairs"][:, -1]
    first = start[upper]
    # the lower middle, so that the median of an even number of futures is a rung and not between two
    middle = np.quantile(last, 0.5, axis=0, method="lower")
    axes = ("state", "other")
    return {
        "pair_rung": (axes, start),
        "pair_rung_last": (axes, _square(middle.astype(np.int8), states)),
        "pair_deepens": (axes, _square((last > first).mean(axis=0).astype(np.float32), states)),
        "pair_loosens": (axes, _square((last < first).mean(axis=0).astype(np.float32), states)),
    }


def _square(values: NDArray[np.generic], states: int) -> NDArray[np.generic]:
    """The symmetric matrix of what stands above its diagonal.

    >>> _square(np.array([1, 2, 3]), 3).tolist()
    [[0, 1, 2], [1, 0, 3], [2, 3, 0]]
    """
    found = np.zeros((states, states), dtype=values.dtype)
    upper = np.triu_indices(states, 1)
    found[upper] = values
    found.T[upper] = values
    return found
