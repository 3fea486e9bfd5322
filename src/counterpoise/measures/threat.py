"""Threat: Walt's four factors, each visible, and what they say together.

Walt's claim against Waltz is that states answer threat, not power alone.  Threat rises with aggregate power,
proximity, offensive capability and perceived intentions.  :func:`walt_factors` keeps the four apart for
tables and maps.  The model itself acts on *latent threat*, which has a unit: the share of what it has that a
state would expect to lose in a year, were nobody to help it.

Latent against protected: protected states are seldom attacked, so the disputes that are observed understate
what is feared (selection).  Latent threat sets every coalition term to zero and drives fear; protected threat
keeps them and is what predicts disputes.

Rows are sources j, columns targets i: ``[..., source, target]``.

Sources: Walt (1987) *The Origins of Alliances*; Fearon (2002) *International Interactions* 28(1) (selection);
Hirshleifer (1989) *Public Choice* 63 (contest success); Jervis (1989) *The Meaning of the Nuclear
Revolution*.
"""

from __future__ import annotations

from typing import NamedTuple

from counterpoise.measures._namespace import Array, Scalar, logistic, namespace, off_diagonal, safe_log
from counterpoise.measures.power import share
from counterpoise.measures.projection import loss_of_strength

__all__ = [
    "WaltFactors",
    "alarm",
    "latent_threat",
    "linkage",
    "linked_threat",
    "protected_threat",
    "stakes",
    "walt_factors",
    "walt_product",
    "win_probability",
]


class WaltFactors(NamedTuple):
    """The four factors of threat, each ``[..., source, target]``.

    Attributes:
        power: Aggregate power: the source's share of all capability in the array, 0 to 1.
        proximity: Share of its strength that arrives at the target, 0 to 1.
        offence: Chance that what arrives beats the target's own defence, 0 to 1.
        intentions: How much likelier the source is to start a dispute with the target than its power and
            geography alone would make it; a ratio, 1 where the record and regimes say nothing.
    """

    power: Array
    proximity: Array
    offence: Array
    intentions: Array


def walt_factors(
    capability: Array,
    distance_km: Array,
    d0: Scalar,
    theta: Scalar,
    r: Scalar,
    hazard: Array,
    blank_hazard: Array,
) -> WaltFactors:
    """Walt's four factors of the threat from j to i, apart.

    The fitted hazard of disputes already contains power and geography, so it is not itself the fourth factor:
    multiplied with the first two it would count them twice.  Intentions are the ratio of the hazard to the
    hazard of the same pair with a blank record (no disputes, neutral regimes), so that
    ``hazard = blank_hazard * intentions`` exactly.

    Args:
        capability: Capability ``[..., state]``, above 0.
        distance_km: Distance ``[..., source, target]``.
        d0: Scale of the loss-of-strength gradient, km.
        theta: Exponent of that gradient.
        r: Decisiveness of the contest, see :func:`win_probability`.
        hazard: Yearly probability that j starts a militarised dispute with i ``[..., source, target]``.
        blank_hazard: The same with a blank record, above 0.

    Returns:
        The factors, diagonals zero.

    >>> import numpy as np
    >>> apart, odds = np.array([[0.0, 500.0], [500.0, 0.0]]), np.full((2, 2), 0.02)
    >>> f = walt_factors(np.array([3.0, 1.0]), apart, 500.0, 1.0, 1.0, odds, odds / 2)
    >>> [float(part[0, 1]) for part in f]  # 1.5 arrives to meet 1
    [0.75, 0.5, 0.6, 2.0]
    """
    xp = namespace(capability, distance_km, hazard)
    proximity = loss_of_strength(distance_km, d0, theta)
    power = xp.broadcast_to(share(capability)[..., :, None], proximity.shape)
    offence = win_probability(capability[..., :, None] * proximity, capability[..., None, :], r)
    return WaltFactors(*(off_diagonal(part) for part in (power, proximity, offence, hazard / blank_hazard)))


def walt_product(factors: WaltFactors) -> Array:
    """The four factors multiplied: threat as an index without a unit, for ranking and for maps.

    The product, not a sum: a state with no power, no reach, no chance or no wish is no threat, whatever the
    rest.

    Args:
        factors: From :func:`walt_factors`.

    Returns:
        ``[..., source, target]``, 0 or more.

    >>> walt_product(WaltFactors(0.5, 0.5, 0.5, 2.0))
    0.25
    """
    return factors.power * factors.proximity * factors.offence * factors.intentions


def win_probability(power: Array, defence: Array, r: Scalar) -> Array:
    """Chance that the attacker prevails: ``P**r / (P**r + D**r)``.

    Args:
        power: Power that arrives P ``[...]``, 0 or more.
        defence: Power that meets it D ``[...]``, 0 or more, same unit.
        r: Decisiveness, above 0: 0 is a lottery, large the stronger always wins.

    Returns:
        ``[...]`` in [0, 1]: one half at parity, 0 where nothing arrives, 1 where something meets nothing.

    >>> round(float(win_probability(3.0, 1.0, 1.0)), 12), float(win_probability(0.0, 1.0, 1.0))
    (0.75, 0.0)
    """
    xp = namespace(power, defence, r)
    contest = logistic(r * (safe_log(power) - safe_log(defence)))
    return xp.where(power > 0, xp.where(defence > 0, contest, 1.0), 0.0)


def stakes(base: Array, warheads: Array, cap: Scalar, half: Scalar) -> Array:
    """What a lost dispute would cost, as a share of all a state has; its nuclear weapons cap that cost.

    ``base - shield max(base - cap, 0)`` with ``shield = warheads / (warheads + half)``.  Nuclear weapons
    lower the stakes of conquest, not the hazard of disputes: nobody overruns a nuclear state, many harass
    one.

    Args:
        base: Loss without nuclear weapons, 0 to 1 ``[..., target]``.
        warheads: The target's own warheads ``[..., target]``, 0 or more; NaN where unknown stays NaN.
        cap: Loss that remains possible against a large arsenal, 0 to 1.
        half: Warheads that take away half of what can be taken away, above 0.

    Returns:
        ``[..., target]`` between ``min(base, cap)`` and base, never rising with warheads.

    >>> float(stakes(0.5, 0.0, 0.1, 10.0)), round(float(stakes(0.5, 10.0, 0.1, 10.0)), 12)
    (0.5, 0.3)
    """
    xp = namespace(base, warheads, cap)
    return base - warheads / (warheads + half) * xp.maximum(base - cap, 0.0)


def latent_threat(hazard: Array, win: Array, stakes: Array) -> Array:
    """What i would expect to lose to j in a year were nobody to help: ``T0 = h0 * win0 * stakes``.

    Args:
        hazard: Yearly probability that j starts a dispute with i, coalition terms at zero
            ``[..., source, target]``.
        win: Chance that j prevails over i alone, same shape, from :func:`win_probability`.
        stakes: Share of all i has that it would lose: one value per target ``[target]``, or anything that
            broadcasts to ``[..., source, target]``.

    Returns:
        Expected share lost per year ``[..., source, target]``, zero on the diagonal.

    >>> import numpy as np
    >>> latent_threat(np.full((2, 2), 0.1), np.full((2, 2), 0.5), np.array([0.2, 0.4])).round(6).tolist()
    [[0.0, 0.02], [0.01, 0.0]]
    """
    return off_diagonal(hazard * win * stakes)


def protected_threat(
    hazard: Array, power: Array, own: Array, help_: Array, r: Scalar, stakes: Array
) -> Array:
    """What i expects to lose to j in a year with its coalition in the field.

    ``T = h * P**r / (P**r + (own + help)**r) * stakes``: the same form as latent threat, with the hazard that
    includes coalition terms and with help on the defender's side.

    Args:
        hazard: Yearly probability of a dispute, coalition terms included ``[..., source, target]``.
        power: Power that j can bring to i ``[..., source, target]``.
        own: Capability of each target ``[..., target]``.
        help_: Help that each target expects ``[..., target]``.
        r: Decisiveness of the contest.
        stakes: As in :func:`latent_threat`.

    Returns:
        Expected share lost per year ``[..., source, target]``, zero on the diagonal; for one hazard never
        above the latent threat, and never raised by more help.

    >>> import numpy as np
    >>> one = np.ones((2, 2))
    >>> t = protected_threat(0.1 * one, 2 * one, np.ones(2), np.array([0.0, 3.0]), 1.0, np.array([0.3, 0.3]))
    >>> t.round(6).tolist()
    [[0.0, 0.01], [0.02, 0.0]]
    """
    win = win_probability(power, (own + help_)[..., None, :], r)
    return latent_threat(hazard, win, stakes)


def linkage(
    distance_km: Array, declared_interest: Array, scale: Scalar, near: Scalar = 1.0, declared: Scalar = 1.0
) -> Array:
    """Weight of another state's fear in one's own: ``rho[i, k] = near exp(-d / scale) + declared interest``.

    A neighbour's fall moves the front; an interest declared in public (a sea lane, "a Taiwan contingency is a
    Japan contingency") binds however far away.

    Args:
        distance_km: Distance between i and k ``[..., state, state]``.
        declared_interest: Declared interest of row i in the security of column k, 0 to 1, same shape.
        scale: Distance at which the first term falls to 1/e, km, above 0.
        near: Weight of a state at no distance.
        declared: Weight of a fully declared interest.

    Returns:
        ``[..., state, state]``, zero on the diagonal; falls with distance, rises with interest.

    >>> import numpy as np
    >>> far, said = np.full((2, 2), 500.0), np.array([[0.0, 0.5], [0.0, 0.0]])
    >>> linkage(far, said, 500.0).round(3).tolist()
    [[0.0, 0.868], [0.368, 0.0]]
    """
    xp = namespace(distance_km, declared_interest)
    return off_diagonal(near * xp.exp(-distance_km / scale) + declared * declared_interest)


def linked_threat(threat: Array, rho: Array) -> Array:
    """Fear of each state, its own and that of the states it is linked to.

    ``T*_i = sum_j T[j, i] + sum_k rho[i, k] sum_j T[j, k]``.  Several sources add up: North Korea is a second
    threat to South Korea and Japan.  Weigh the rows of ``threat`` first where a source is no reason to
    balance.

    Args:
        threat: Threat from j to i ``[..., source, target]``.
        rho: Weights from :func:`linkage` ``[..., state, state]``.

    Returns:
        ``[..., target]`` per year, never below the state's own fear.

    >>> import numpy as np
    >>> linked_threat(np.array([[0.0, 0.04], [0.0, 0.0]]), np.array([[0.0, 0.5], [0.5, 0.0]])).tolist()
    [0.02, 0.04]
    """
    xp = namespace(threat, rho)
    own = xp.sum(threat, axis=-2)
    return own + xp.sum(rho * own[..., None, :], axis=-1)


def alarm(threat: Array, reference_threat: Scalar) -> Array:
    """The bounded form in which fear acts: ``log(1 + T / T_ref)``, log 2 at the reference.

    >>> round(float(alarm(0.02, 0.02)), 4)
    0.6931
    """
    xp = namespace(threat, reference_threat)
    return xp.log1p(threat / reference_threat)
