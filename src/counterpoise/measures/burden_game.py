"""Burden sharing: a public good that each wants and hopes the others will pay for.

Olson and Zeckhauser: security against a common threat cannot be kept from an ally who did not pay, so each
spends less than all would wish, and the small exploit the great.  The game is played in *log adequacy*: how
much of what its own threat calls for a state provides.  In dollars the spill-ins of a great ally are hundreds
of times the output of a small one, and its best response is absurd.

What the record says: free riding on American spending shows in NATO Europe (elasticity -.06 a year) and not
in Asia (+.03, se .03, seven states), so ``sigma`` is a judgement there.  Money and risk are separate
contributions: an ally may pay and not fight.

Sources: Olson and Zeckhauser (1966) *Review of Economics and Statistics* 48(3); Murdoch and Sandler (1982)
*Journal of Conflict Resolution* 26(2) (spill-ins); Snyder (1984) *World Politics* 36(4) (entrapment, risk).
"""

from __future__ import annotations

from typing import NamedTuple

from counterpoise.measures._namespace import Array, Scalar, logistic, namespace

__all__ = [
    "Contributions",
    "contributions",
    "damping_limit",
    "free_riding",
    "leadership",
    "risk_sharing",
    "standalone",
]


class Contributions(NamedTuple):
    """The outcome of the contribution game, in its parts; ``[..., state]`` each.

    Attributes:
        adequacy: Log of what a state provides over what its threat calls for; the sum of the next three.
        alone: What it would provide if nobody else existed.
        riding: What it leaves to others (below 0) or makes up for them (above 0).
        led: What leadership adds.
        amount: Money contributed, in the unit of the threat.
    """

    adequacy: Array
    alone: Array
    riding: Array
    led: Array
    amount: Array


def standalone(threat: Array, income: Array, elasticity: Scalar) -> Array:
    """Log adequacy of a state that must rely on itself: ``elasticity log(income / threat)``.

    Need and means mix geometrically: ``amount = threat**(1 - e) income**e``.  A state far richer than its
    threat provides more than enough, a poor one less, so shares rise with size even before anybody rides.

    Args:
        threat: Money it would take to meet the threat by oneself ``[..., state]``, above 0.
        income: Money at a state's disposal for defence ``[..., state]``, above 0, same unit.
        elasticity: Elasticity of spending to income at a given threat, 0 to 1.

    Returns:
        ``[..., state]``; 0 is just enough.

    >>> float(standalone(100.0, 100.0, 0.3))
    0.0
    """
    xp = namespace(threat, income, elasticity)
    return elasticity * (xp.log(income) - xp.log(threat))


def free_riding(adequacy: Array, weights: Array, sigma: Scalar) -> Array:
    """Log effort left to others: ``-sigma sum_k w[i, k] x_k``.

    A partner that provides more than its own threat calls for (``x_k > 0``) spills over and lets i do less;
    one that falls short leaves a gap that i makes up for.

    Args:
        adequacy: Log adequacy x of each state ``[..., state]``.
        weights: Spill-in of column k's adequacy into row i, 0 to 1 ``[..., state, state]``; zero diagonal.
        sigma: Share of a spill-in that is ridden on, 0 (none) up to, not including, 1.

    Returns:
        ``[..., state]`` in log points.

    >>> import numpy as np
    >>> free_riding(np.array([0.0, 0.4]), np.array([[0.0, 1.0], [1.0, 0.0]]), 0.5).tolist()
    [-0.2, 0.0]
    """
    xp = namespace(adequacy, weights, sigma)
    return 0.0 - sigma * xp.sum(weights * adequacy[..., None, :], axis=-1)


def damping_limit(weights: Array, sigma: Scalar) -> Array:
    """Largest damping with which the rounds must converge: ``2 / (1 + sigma max_i sum_k w[i, k])``.

    The rounds are ``x <- x + lambda (a - sigma W x - x)``; no eigenvalue of ``I + sigma W`` exceeds the
    divisor.  Where all spill over to all the divisor is ``1 + sigma (n - 1)``, it is attained, and with a
    larger lambda the rounds diverge: an earlier form without damping did.  The limit holds for any spill-ins
    with sigma times every row sum below 1, and for all to all with sigma below 1.  Elsewhere (say two camps
    that each ride on the other alone, with sigma near 1) there need not be one outcome to converge to.

    Args:
        weights: Spill-ins of k (column) into i (row), 0 to 1, zero diagonal ``[..., state, state]``.
        sigma: Free riding, 0 up to 1.

    Returns:
        ``[...]``; where it is above 1, plain best replies converge.

    >>> import numpy as np
    >>> round(float(damping_limit(1.0 - np.eye(5), 0.5)), 4)  # 2 / (1 + .5 * 4)
    0.6667
    """
    xp = namespace(weights, sigma)
    return 2.0 / (1.0 + sigma * xp.max(xp.sum(weights, axis=-1), axis=-1))


def contributions(
    threat: Array,
    income: Array,
    weights: Array,
    sigma: Scalar,
    rounds: int,
    damping: Scalar,
    elasticity: Scalar,
    led: Array = 0.0,
) -> Contributions:
    """Solve the contribution game by a fixed number of damped best replies.

    Best reply ``x_i = elasticity log(Y_i / T_i) + led_i - sigma sum_k w[i, k] x_k``.  The fixed point
    ``(I + sigma W) x = alone + led`` is unique for ``sigma < 1`` where all spill over to all (the eigenvalues
    are then ``1 - sigma`` and ``1 + sigma (n - 1)``), and in general where sigma times every row sum is below
    1.  Choose ``damping`` below :func:`damping_limit`; a round shrinks the error by the larger of
    ``|1 - damping (1 - sigma)|`` and ``|1 - damping (1 + sigma (n - 1))|``.

    Args:
        threat: Money it would take to meet the threat alone ``[..., state]``, above 0.
        income: Money at the state's disposal ``[..., state]``, above 0.
        weights: Spill-ins of k (column) into i (row), 0 to 1, zero diagonal ``[..., state, state]``.
        sigma: Free riding, 0 up to 1.
        rounds: Number of rounds, a plain integer.
        damping: Share of the way to the best reply that a round goes.
        elasticity: Elasticity of spending to income.
        led: Log effort that leadership adds, from :func:`leadership` ``[..., state]``.

    Returns:
        The outcome in its parts; ``adequacy = alone + riding + led``.

    >>> import numpy as np
    >>> two = contributions(np.ones(2), np.array([np.e, 1.0]), 1.0 - np.eye(2), 0.5, 60, 0.8, 1.0)
    >>> two.adequacy.round(6).tolist()  # the rich one provides, the other rides: 4/3 and -2/3
    [1.333333, -0.666667]
    """
    xp = namespace(threat, income, weights, sigma, led)
    alone = standalone(threat, income, elasticity)
    led = led + 0.0 * alone
    adequacy = alone + led
    for _ in range(rounds):
        reply = alone + led + free_riding(adequacy, weights, sigma)
        adequacy = adequacy + damping * (reply - adequacy)
    return Contributions(adequacy, alone, adequacy - alone - led, led, threat * xp.exp(adequacy))


def leadership(effort: Array, diplomacy: Array, attention: Array, weights: Array) -> Array:
    """Leadership of the patron: its own effort, diplomatic capacity and attention, each against a reference.

    ``sum_q weight_q log(q)``: leading by example, by skill and by presence substitute for one another in
    proportion, and none is free.

    Args:
        effort: The patron's own effort over its reference ``[...]``, above 0.
        diplomacy: Diplomatic capacity over its reference, above 0.
        attention: Attention to the region over its reference, above 0.
        weights: Elasticities of the three ``[..., 3]``.

    Returns:
        Log points that leadership adds to others' effort ``[...]``; 0 where all is as in the reference.

    >>> import numpy as np
    >>> round(float(leadership(1.0, 1.0, 0.5, np.array([1.0, 1.0, 0.2]))), 4)
    -0.1386
    """
    xp = namespace(effort, diplomacy, attention, weights)
    three = (effort, diplomacy, attention)
    parts = [weights[..., q] * xp.log(value) for q, value in enumerate(three)]
    return parts[0] + parts[1] + parts[2]


def risk_sharing(base: Array, led: Array, alarm: Array, lead: Scalar, stake: Scalar) -> Array:
    """Share of the risk of a war that a state would take: ``sigmoid(base + lead led + stake alarm)``.

    Kept apart from money: what an ally would bring to a war is its contribution times this share.

    Args:
        base: Logit of willingness with no leadership and no alarm ``[..., state]``.
        led: Leadership ``[...]``, from :func:`leadership`.
        alarm: The state's own alarm ``[..., state]``, 0 or more.
        lead: Logits per unit of leadership, 0 or more.
        stake: Logits per unit of alarm, 0 or more.

    Returns:
        ``[..., state]`` in (0, 1).

    >>> float(risk_sharing(0.0, 0.0, 0.0, 1.0, 1.0))
    0.5
    """
    return logistic(base + lead * led + stake * alarm)
