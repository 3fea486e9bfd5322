"""Shares of a total that depends on which players take part, over all their subsets.

With ``v(S)`` the value when the players of S take part, of ``n``, the Shapley value

    phi_i = sum over S without i of  |S|! (n - |S| - 1)! / n!  (v(S + i) - v(S))

is what player i adds on average over all orders of joining.  The shares sum to ``v(all) - v(none)``, equal players
get equal shares, one that never adds anything gets nothing, and shares of a sum of games are the sums of shares; no
other division does all four.  The Shapley interaction index of a pair,

    I_ij = sum over S without i and j of  |S|! (n - |S| - 2)! / (n - 1)!  (v(S+i+j) - v(S+i) - v(S+j) + v(S)),

is what the two add together beyond what each adds alone, averaged in the same way.  Both are linear in v, so those of
every member of an ensemble can be taken and then averaged, which gives the error of the average too.

Subsets are numbered by bits: subset ``k`` holds player ``i`` where bit ``i`` of ``k`` is 1.

Sources: Shapley (1953), *Contributions to the Theory of Games* II; Grabisch and Roubens (1999), *International Journal
of Game Theory* 28, 547-565.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

__all__ = ["membership", "pairs_of", "pairwise_weights", "shapley_weights"]

Floats = NDArray[np.float64]


def membership(players: int) -> NDArray[np.bool_]:
    """Who is in each subset ``[subset, player]``.

    >>> membership(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return (np.arange(2**players)[:, None] >> np.arange(players) & 1).astype(bool)


def pairs_of(players: int) -> list[tuple[int, int]]:
    """Pairs of players, in order."""
    return list(combinations(range(players), 2))


@cache
def shapley_weights(players: int) -> Floats:
    """The matrix that turns values by subset into Shapley values ``[player, subset]``.

    Args:
        players: n, 1 or more.

    Two gloves make a pair, and a third glove of the first kind competes:

    >>> value = np.array([0, 0, 0, 0, 0, 1, 1, 1.0])  # players 0 and 1 hold left gloves, player 2 the right one
    >>> (shapley_weights(3) @ value).round(4).tolist()
    [0.1667, 0.1667, 0.6667]
    """
    inside = membership(players)
    size = inside.sum(1)
    weight = np.array(
        [factorial(k) * factorial(players - k - 1) / factorial(players) for k in range(players)] + [0.0]
    )
    joined = np.where(size > 0, weight[size - 1], 0.0)
    return np.asarray(np.where(inside, joined[:, None], -weight[size][:, None]).T)


@cache
def pairwise_weights(players: int) -> Floats:
    """The matrix that turns values by subset into interactions of pairs ``[pair, subset]``.

    >>> both_needed = np.array([0, 0, 0, 1.0])
    >>> (pairwise_weights(2) @ both_needed).tolist()
    [1.0]
    """
    inside = membership(players)
    rows = []
    for i, j in pairs_of(players):
        others = inside.sum(1) - inside[:, i] - inside[:, j]
        weight = np.array(
            [factorial(k) * factorial(players - k - 2) / factorial(players - 1) for k in range(players - 1)]
        )[others]
        rows.append(np.where(inside[:, i] == inside[:, j], weight, -weight))
    return np.array(rows).reshape(-1, 2**players)
