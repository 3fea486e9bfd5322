"""Balance by theatre: what a state, its friends and its patron can bring there, over what the challenger can.

``B_p = (own_p + third_p + kappa_p share_p P_patron(p)) / rivals_p`` at a point p on the map, where

- ``own_p = sum_i own[i, p] F_i(p)``: the states whose theatre it is, at weight 1;
- ``third_p = sum_k third[k, p] F_k(p)``: other states, at what their ties promise, ``promise (rung / 4)**2``;
- ``kappa_p`` is the probability that the patron would fight there, ``share_p`` the part of it that could;
- ``rivals_p = sum_j rival[j, p] F_j(p)``: the challenger and whoever stands with it.

``F_j(p) = K_j sum_h f_jh (1 + d_hp / d0)**-theta`` is the force of j that arrives at p.  A theatre's ratio is
the geometric mean over its points, so that one lost point is not averaged away by a safe one.

Laws (tested): B never falls when kappa, an own stock or a partner's stock rises, and never rises with a
rival's; it is unchanged when all stocks are multiplied by one number, or when states are given in another
order.

All functions take any leading axes (members, years) and run on NumPy and JAX alike.

Sources: Walt (1987) *The Origins of Alliances*, ch. 2 (power that can be brought to bear); Niou, Ordeshook
and Rose (1989) *The Balance of Power*, ch. 3 (coalitions against a challenger); Boulding (1962), ch. 12
(distance). The weights are judgements and live in ``library/theatres``.
"""

from __future__ import annotations

from counterpoise.measures._namespace import Array, Scalar, namespace, safe_log

__all__ = ["at_points", "point_balance", "theatre_balance", "theatre_mean", "third_weight", "weighted_force"]


def third_weight(rung: Array, promise: Scalar = 0.5) -> Array:
    """Share of its force that a third state's tie promises: ``promise (rung / 4)**2``.

    Half of a full ally's force, an eighth from a partner at rung 2: obligations were met in half of the wars
    that called on them, and in 22 % of those since 1945 (Berkemeier and Fuhrmann 2018, *Research & Politics*
    5(2)).

    Args:
        rung: Depth of the tie, 0 to 4 ``[...]``.
        promise: Weight of a treaty of mutual defence, 0 to 1.

    Returns:
        Weight ``[...]``, 0 to ``promise``.

    >>> third_weight(4.0), third_weight(2.0)
    (0.5, 0.125)
    """
    return promise * (rung / 4.0) ** 2


def weighted_force(weight: Array, force: Array) -> Array:
    """Sum over states of ``weight * force``; a state of weight 0 is left out even where its force is unknown.

    Args:
        weight: ``[..., state, point]``, 0 or more.
        force: Force that arrives ``[..., state, point]``; NaN where unknown.

    Returns:
        ``[..., point]``; NaN only where a state that counts is unknown.

    >>> import numpy as np
    >>> weighted_force(np.array([[1.0], [0.0]]), np.array([[3.0], [np.nan]])).tolist()
    [3.0]
    """
    xp = namespace(force, weight)
    return xp.sum(xp.where(weight > 0, weight * force, 0.0), axis=-2)


def at_points(values: Array, share: Array) -> Array:
    """Values of states where they are needed: the mean over the states that a point rests on.

    Args:
        values: For instance commitment ``[..., state]``.
        share: How far each point rests on each state ``[state, point]``; each column sums to 1.

    Returns:
        ``[..., point]``.

    >>> import numpy as np
    >>> at_points(np.array([0.9, 0.3]), np.array([[1.0, 0.5], [0.0, 0.5]])).round(6).tolist()
    [0.9, 0.6]
    """
    return values @ share


def point_balance(
    force: Array,
    patron: Array,
    commitment: Array,
    own: Array,
    third: Array,
    rival: Array,
    patron_share: Array,
) -> Array:
    """Balance ratio at each point.

    Args:
        force: Force of each state that arrives ``[..., state, point]``, in units of stock.
        patron: Force of the patron that arrives, hosts and access applied ``[..., point]``.
        commitment: Probability that the patron would fight there ``[..., point]``.
        own: 1 for states whose theatre it is ``[state, point]``.
        third: Share of each other state's force that its ties promise ``[..., state, point]``.
        rival: Share of each state's force that counts against ``[state, point]``.
        patron_share: Share of the patron's arriving force that could fight there ``[point]``.

    Returns:
        ``[..., point]``, 0 or more; infinite where nothing stands against.

    >>> import numpy as np
    >>> column = lambda *v: np.array(v)[:, None]
    >>> point_balance(column(2.0, 4.0, 10.0), np.array([20.0]), np.array([0.5]), column(1.0, 0.0, 0.0),
    ...               column(0.0, 0.5, 0.0), column(0.0, 0.0, 1.0), np.array([1.0])).tolist()
    [1.4]
    """
    xp = namespace(force, patron, commitment)
    friends = weighted_force(own, force) + weighted_force(third, force) + commitment * patron_share * patron
    against = weighted_force(rival, force)
    return xp.where(
        against > 0, friends / xp.where(against > 0, against, 1.0), xp.where(against == 0, xp.inf, xp.nan)
    )


def theatre_mean(ratio: Array, membership: Array) -> Array:
    """Geometric mean of the points' ratios in each theatre: ``exp(sum_p m[p, t] log B_p)``.

    Args:
        ratio: ``[..., point]``, 0 or more.
        membership: Weight of each point in each theatre ``[point, theatre]``; each column sums to 1.

    Returns:
        ``[..., theatre]``; 0 where any of its points is at 0, NaN where any is unknown.

    >>> import numpy as np
    >>> points = np.array([[0.5, 0.0], [0.5, 0.0], [0.0, 1.0]])
    >>> theatre_mean(np.array([0.5, 2.0, 3.0]), points).round(6).tolist()
    [1.0, 3.0]
    """
    xp = namespace(ratio)
    finite = xp.where(xp.isnan(ratio), 0.0, ratio)
    mean = xp.exp(xp.where(xp.isinf(finite), 0.0, safe_log(finite)) @ membership)
    nothing = ((ratio <= 0).astype(membership.dtype) @ membership) > 0
    unknown = (xp.isnan(ratio).astype(membership.dtype) @ membership) > 0
    unopposed = (xp.isinf(ratio).astype(membership.dtype) @ membership) > 0
    return xp.where(unknown, xp.nan, xp.where(nothing, 0.0, xp.where(unopposed, xp.inf, mean)))


def theatre_balance(
    force: Array,
    patron: Array,
    commitment: Array,
    own: Array,
    third: Array,
    rival: Array,
    patron_share: Array,
    membership: Array,
) -> Array:
    """Balance ratio of each theatre: :func:`point_balance`, then :func:`theatre_mean`.

    Args:
        force: Force that arrives ``[..., state, point]``; from stocks, ``stock[..., :, None] * decay``.
        patron: The patron's, with hosts and access applied ``[..., point]``.
        commitment: ``[..., point]``; from states by :func:`at_points`.
        own: ``[state, point]``.
        third: ``[..., state, point]``; from rungs by :func:`third_weight`.
        rival: ``[state, point]``.
        patron_share: ``[point]``.
        membership: ``[point, theatre]``.

    Returns:
        ``[..., theatre]``.
    """
    return theatre_mean(point_balance(force, patron, commitment, own, third, rival, patron_share), membership)
