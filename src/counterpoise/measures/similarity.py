"""Similarity of foreign policies: how alike two states' portfolios of ties or votes are.

A portfolio is a row: what state i holds with each partner k (an alliance obligation from 0 to 3, a vote from
-1 to 1).  Signorino and Ritter's S compares rows by distance.  Because most pairs hold nothing, S is close to
1 for states that merely share their silence; Cohen's kappa and Scott's pi correct for the agreement that
chance alone would give.  All three are computed for every pair at once.

A partner that is missing (NaN) for either state leaves the comparison of that pair; it is not a shared zero.

Sources: Signorino and Ritter (1999) *International Studies Quarterly* 43(1); Scott (1955) *Public Opinion
Quarterly* 19(3); Cohen (1960) *Educational and Psychological Measurement* 20(1); Haege (2011) *Political
Analysis* 19(3); Bailey, Strezhnev and Voeten (2017) *Journal of Conflict Resolution* 61(2) (ideal points).
"""

from __future__ import annotations

from counterpoise.measures._namespace import Array, Scalar, namespace

__all__ = ["cohen_kappa", "ideal_point_distance", "scott_pi", "signorino_ritter"]


def signorino_ritter(portfolio: Array, largest: Scalar, weights: Array | None = None) -> Array:
    """Signorino and Ritter's S: ``1 - 2 sum_k w_k |p_ik - p_jk| / (largest sum_k w_k)``.

    Args:
        portfolio: What i holds with k ``[..., state, partner]``, NaN where missing.  For alliances the field
            sets the diagonal to the highest obligation: a state is its own ally.
        largest: Largest distance that two entries can have (3 for obligations 0 to 3, 2 for votes -1 to 1).
        weights: Weight of each partner ``[..., partner]``, for instance its CINC; equal by default.

    Returns:
        ``[..., state, state]`` in [-1, 1], symmetric: 1 alike, -1 opposite; NaN where nothing compares.

    >>> import numpy as np
    >>> signorino_ritter(np.array([[3.0, 0.0], [0.0, 3.0], [3.0, 3.0]]), 3.0).tolist()
    [[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    xp = namespace(portfolio)
    a, b, weight = _pairs(portfolio, weights)
    total = xp.sum(weight, axis=-1)
    apart = xp.sum(weight * xp.abs(a - b), axis=-1)
    return xp.where(total > 0, 1.0 - 2.0 * apart / (largest * xp.where(total > 0, total, 1.0)), xp.nan)


def cohen_kappa(portfolio: Array, weights: Array | None = None) -> Array:
    """Agreement beyond chance, each state's own mix of ties held fixed: ``1 - D_observed / D_expected``.

    With squared distances ``D_o = mean (x - y)²`` and, were the two portfolios independent,
    ``D_e = var x + var y + (mean x - mean y)²``.  For ties that are 0 or 1 this is Cohen's classic kappa.

    Args:
        portfolio: As for :func:`signorino_ritter`.
        weights: Weight of each partner; equal by default.

    Returns:
        ``[..., state, state]`` in [-1, 1], symmetric, 0 where agreement is what chance would give; NaN where
        neither portfolio varies and they agree: chance then explains everything and nothing is left to
        measure.

    >>> import numpy as np
    >>> votes = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    >>> float(cohen_kappa(votes)[0, 1])  # agree on 3 of 4, chance gives 1/2
    0.5
    """
    mean_a, mean_b, square_a, square_b, apart = _moments(portfolio, weights)
    expected = (square_a - mean_a**2) + (square_b - mean_b**2) + (mean_a - mean_b) ** 2
    return _beyond_chance(apart, expected)


def scott_pi(portfolio: Array, weights: Array | None = None) -> Array:
    """Agreement beyond chance, chance being the pooled mix of ties: ``1 - D_observed / D_expected``.

    With squared distances ``D_e = 2 var(x and y pooled)``.  Unlike kappa it counts it as disagreement that
    one state ties itself to many and the other to few.

    Args:
        portfolio: As for :func:`signorino_ritter`.
        weights: Weight of each partner; equal by default.

    Returns:
        ``[..., state, state]`` in [-1, 1], symmetric, never above kappa; NaN as there.

    >>> import numpy as np
    >>> votes = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    >>> round(float(scott_pi(votes)[0, 1]), 4)  # 1 - (1/4) / (15/32)
    0.4667
    """
    mean_a, mean_b, square_a, square_b, apart = _moments(portfolio, weights)
    pooled = 0.5 * (mean_a + mean_b)
    return _beyond_chance(apart, square_a + square_b - 2.0 * pooled**2)


def ideal_point_distance(ideal_point: Array) -> Array:
    """Distance between ideal points estimated from votes in the UN General Assembly: ``|x_i - x_j|``.

    Votes separate the American coalition in Asia poorly (area under the curve .68 against .94 for arms,
    troops and exercises): a description of declared positions, not a measure of alignment.

    Args:
        ideal_point: ``[..., state]``, NaN where a state does not vote (Taiwan).

    Returns:
        ``[..., state, state]``, 0 or more, symmetric, NaN where either is missing.

    >>> import numpy as np
    >>> ideal_point_distance(np.array([-1.0, 2.0])).tolist()
    [[0.0, 3.0], [3.0, 0.0]]
    """
    xp = namespace(ideal_point)
    return xp.abs(ideal_point[..., :, None] - ideal_point[..., None, :])


def _pairs(portfolio: Array, weights: Array | None) -> tuple[Array, Array, Array]:
    """Both portfolios of every pair and the weight of each partner, 0 where either is missing."""
    xp = namespace(portfolio)
    known = ~xp.isnan(portfolio)
    filled = xp.where(known, portfolio, 0.0)
    both = known[..., :, None, :] & known[..., None, :, :]
    weight = xp.where(both, 1.0 if weights is None else weights[..., None, None, :], 0.0)
    shape = both.shape
    a = xp.broadcast_to(filled[..., :, None, :], shape)
    return a, xp.broadcast_to(filled[..., None, :, :], shape), weight


def _moments(portfolio: Array, weights: Array | None) -> tuple[Array, Array, Array, Array, Array]:
    """Weighted means and mean squares of both portfolios, and their mean squared distance."""
    xp = namespace(portfolio)
    a, b, weight = _pairs(portfolio, weights)
    total = xp.sum(weight, axis=-1)

    def mean(values: Array) -> Array:
        average = xp.sum(weight * values, axis=-1) / xp.where(total > 0, total, 1.0)
        return xp.where(total > 0, average, xp.nan)

    return mean(a), mean(b), mean(a**2), mean(b**2), mean((a - b) ** 2)


def _beyond_chance(observed: Array, expected: Array) -> Array:
    xp = namespace(observed)
    some = expected > _NO_CHANCE
    return xp.where(some, 1.0 - observed / xp.where(some, expected, 1.0), xp.nan)


_NO_CHANCE = 1e-7
"""Expected disagreement below which a portfolio does not vary; above the rounding error of float32."""
