"""Futures sorted by what came of them, with the most typical, the best and the worst of each kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.stories import Story

__all__ = ["Cluster", "clusters_of"]


@dataclass(frozen=True)
class Cluster:
    """Futures that end alike.

    Attributes:
        key: ``both``, ``ties_only``, ``balance_only`` or ``neither``.
        label: In words.
        members: Numbers of its futures.
        typical: The future nearest to the middle of the cluster.
        best: The one with the highest balance over all years and theatres.
        worst: The one with the lowest.
    """

    key: str
    label: str
    members: tuple[int, ...]
    typical: int
    best: int
    worst: int


def clusters_of(story: Story, weights: NDArray[np.float64]) -> tuple[Cluster, ...]:
    """The four ways in which both outcomes can end, those that occur.

    Args:
        story: Futures and their verdict.
        weights: Of the theatres, summing to 1.
    """
    balance, ties = story.verdict.balance_holds[:, -1], story.ties[:, -1]
    path = np.log(np.maximum(story.series["balance"], 1e-9)) @ weights
    level = path.mean(axis=1)
    found = []
    for key, (label, holds, survive) in KINDS.items():
        inside = np.flatnonzero((balance == holds) & (ties == survive))
        if len(inside) == 0:
            continue
        middle = np.median(path[inside], axis=0)
        gap = ((path[inside] - middle) ** 2).sum(axis=1)
        order = inside[np.argsort(level[inside], kind="stable")]
        found.append(
            Cluster(
                key,
                label,
                tuple(int(k) for k in inside),
                typical=int(inside[np.argmin(gap)]),
                best=int(order[-1]),
                worst=int(order[0]),
            )
        )
    return tuple(found)


KINDS = {
    "both": ("The balance holds and the ties survive", True, True),
    "ties_only": ("The ties survive a lost balance", False, True),
    "balance_only": ("The balance holds without the ties", True, False),
    "neither": ("Both are lost", False, False),
}
"""Cluster to its label, and whether balance and ties are there."""
