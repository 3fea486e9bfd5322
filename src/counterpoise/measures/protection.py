"""Protection and the pull to balance: fear moves a state towards help only as far as help is credible.

Walt's prediction has two halves that pull apart as the challenger grows: the more there is to fear, the more
a state wants allies; the less they can do, the more it thinks of accommodating.  The pull multiplies the two.

Sources: Walt (1987) *The Origins of Alliances*, ch. 2; Labs (1992) *Security Studies* 1(3) (weak states
balance where allies are at hand); Rosecrance and Lo (1996) *International Studies Quarterly* 40(4) (why they
did not against Napoleon).
"""

from __future__ import annotations

from counterpoise.measures._namespace import Array, Scalar, namespace

__all__ = ["help_received", "protection", "pull_to_balance"]


def help_received(commitment: Array, projected: Array) -> Array:
    """Help that each target can expect: ``help_i = sum_k commitment[k, i] P[k, i]``.

    Args:
        commitment: Probability that k would fight for i ``[..., source, target]``; zero on the diagonal.
        projected: Power that k can bring to i ``[..., source, target]``.

    Returns:
        ``[..., target]`` in units of capability.

    >>> import numpy as np
    >>> help_received(np.array([[0.0, 0.5], [0.0, 0.0]]), np.array([[9.0, 4.0], [1.0, 9.0]])).tolist()
    [0.0, 2.0]
    """
    xp = namespace(commitment, projected)
    return xp.sum(commitment * projected, axis=-2)


def protection(own: Array, help_: Array, menace: Array) -> Array:
    """Share of the power at a state's door that is on its side: ``p = (own + help) / (own + help + menace)``.

    Args:
        own: The state's own capability ``[...]``, 0 or more.
        help_: What others would bring ``[...]``, 0 or more.
        menace: What the challenger can bring there ``[...]``, 0 or more.

    Returns:
        ``[...]`` in [0, 1]: 1 where there is no menace, one half at parity.

    >>> float(protection(1.0, 2.0, 3.0))
    0.5
    """
    xp = namespace(own, help_, menace)
    friendly = own + help_
    whole = friendly + menace
    return xp.where(menace > 0, friendly / xp.where(whole > 0, whole, 1.0), 1.0)


def pull_to_balance(
    threat: Array, protection: Array, gain: Scalar, reference_threat: Scalar, neutral_protection: Scalar
) -> Array:
    """Pull towards the protector: ``b log(1 + T / T_ref) (p - p0)``.

    Laws: zero at zero threat; never lowered by more help, since p rises with help and the factor before it is
    not negative; and, as the challenger's power P at the door grows, it rises and then falls, once.  For
    where threat grows with P at an elasticity that does not rise (as ``P**a win(P)`` does), the elasticity
    of the first factor only falls, while that with which ``p - p0`` shrinks only rises, so the two cross
    once; past ``p = p0`` both move the pull down.

    What broke before: the product ``T (V - v0)``, unbounded in threat, had the wrong sign.  Once protection
    fell below its neutral level every further unit of threat drove the state away in full proportion, so a
    growing challenger emptied every coalition.  The logarithm lets fear saturate, and ``p - p0`` lies within
    one unit.

    The gain b decides the whole system: low, one outcome from any start; high, cascades and hysteresis.
    Between states it was measured at .41 (se .16), within states at about zero, so treat it as a level that
    is approached slowly, and any cascade as a judgement.

    Args:
        threat: Linked latent threat T, expected share lost per year ``[...]``, 0 or more.
        protection: Protection p in [0, 1] ``[...]``.
        gain: Gain b, logits of tie, 0 or more.
        reference_threat: Threat at which alarm is log 2, per year, above 0.
        neutral_protection: Protection p0 in (0, 1) at which fear pulls neither way.

    Returns:
        Logits of the tie to the protector ``[...]``: positive draws to it, negative drives away.

    >>> round(float(pull_to_balance(0.02, 0.6, 2.0, 0.02, 0.4)), 4)
    0.2773
    >>> float(pull_to_balance(0.0, 0.6, 2.0, 0.02, 0.4))
    0.0
    """
    xp = namespace(threat, protection, gain)
    return gain * xp.log1p(threat / reference_threat) * (protection - neutral_protection)
