"""The arithmetic of shares: the laws that single out the Shapley value, on games made up by hypothesis."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.analysis.attribution.compute import divide
from counterpoise.analysis.attribution.shapley import (
    membership,
    pairs_of,
    pairwise_weights,
    shapley_weights,
)

PLAYERS = 4
GAMES = arrays(np.float64, 2**PLAYERS, elements=st.floats(-10, 10))


@given(GAMES)
def test_shares_sum_to_the_difference(value: np.ndarray) -> None:
    """Efficiency: nothing of the difference between all and none is lost or invented."""
    assert (shapley_weights(PLAYERS) @ value).sum() == pytest.approx(value[-1] - value[0], abs=1e-9)


@given(GAMES)
def test_shares_are_averages_over_orders_of_joining(value: np.ndarray) -> None:
    """The definition by orders, computed the long way."""
    total = np.zeros(PLAYERS)
    orders = list(permutations(range(PLAYERS)))
    for order in orders:
        inside = 0
        for player in order:
            total[player] += value[inside | 1 << player] - value[inside]
            inside |= 1 << player
    assert shapley_weights(PLAYERS) @ value == pytest.approx(total / len(orders), abs=1e-9)


@given(GAMES, st.integers(0, PLAYERS - 1))
def test_one_that_adds_nothing_gets_nothing(value: np.ndarray, idle: int) -> None:
    """Dummy: a player whose joining never changes the value has no share and no interaction."""
    without = np.arange(2**PLAYERS) & ~(1 << idle)
    game = value[without]
    assert (shapley_weights(PLAYERS) @ game)[idle] == pytest.approx(0.0, abs=1e-9)
    index = pairwise_weights(PLAYERS) @ game
    assert [index[k] for k, pair in enumerate(pairs_of(PLAYERS)) if idle in pair] == pytest.approx(
        [0.0] * (PLAYERS - 1), abs=1e-9
    )


@given(GAMES)
def test_equal_players_get_equal_shares(value: np.ndarray) -> None:
    """Symmetry: where it only matters how many of two take part, they share alike."""
    inside = membership(PLAYERS)
    swapped = (inside[:, [1, 0, 2, 3]] * (1 << np.arange(PLAYERS))).sum(1)
    shares = shapley_weights(PLAYERS) @ (value + value[swapped])
    assert shares[0] == pytest.approx(shares[1], abs=1e-9)


@given(GAMES, GAMES, st.floats(-3, 3))
def test_shares_of_a_sum_are_sums_of_shares(one: np.ndarray, other: np.ndarray, scale: float) -> None:
    """Linearity, which is what lets members be taken one by one."""
    for weights in (shapley_weights(PLAYERS), pairwise_weights(PLAYERS)):
        assert weights @ (one + scale * other) == pytest.approx(
            weights @ one + scale * (weights @ other), abs=1e-8
        )


@given(arrays(np.float64, PLAYERS, elements=st.floats(-5, 5)))
def test_what_adds_up_has_no_interaction(worth: np.ndarray) -> None:
    """An additive game: each player's share is its own worth, and no pair amplifies."""
    game = membership(PLAYERS) @ worth
    assert shapley_weights(PLAYERS) @ game == pytest.approx(worth, abs=1e-9)
    assert pairwise_weights(PLAYERS) @ game == pytest.approx(np.zeros(6), abs=1e-9)


@given(arrays(np.bool_, (2**3, 20)))
def test_a_division_adds_up_and_its_error_is_the_jackknife(values: np.ndarray) -> None:
    """Shares sum to the difference; leaving out each member in turn gives the standard error that is printed."""
    found = divide(values, ("C1", "C2", "C3"), "both", "2045", "declared")
    assert sum(part.value for part in found.shares.values()) == pytest.approx(found.difference, abs=1e-12)
    n = values.shape[1]
    left = [(shapley_weights(3) @ np.delete(values, k, axis=1).astype(float)).mean(1)[0] for k in range(n)]
    jackknife = np.sqrt((n - 1) / n * ((left - np.mean(left)) ** 2).sum())
    assert found.shares["C1"].se == pytest.approx(jackknife, abs=1e-12)


@given(arrays(np.bool_, (2**3, 20)))
def test_first_and_last_bracket_no_more_than_they_say(values: np.ndarray) -> None:
    """What a claim adds first and last are differences of means, whatever the others do."""
    found = divide(values, ("C1", "C2", "C3"), "both", "2045", "declared")
    assert found.shares["C2"].first == pytest.approx(values[2].mean() - values[0].mean())
    assert found.shares["C2"].last == pytest.approx(values[7].mean() - values[5].mean())
