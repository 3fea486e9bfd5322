"""Polarity: how many powers a system has, and how concentrated its power is.

The last axis is the state.  Pass the powers that make up the system (the majors, or everybody): the answers
depend on that choice more than on the index, so it is the caller's and not made here.  Absent states are NaN.

Sources: Ray and Singer (1973) *Sociological Methods and Research* 1(4) (concentration); Herfindahl (1950) and
Laakso and Taagepera (1979) *Comparative Political Studies* 12(1) (effective number); Thompson (1986) *Journal
of Conflict Resolution* 30(4) (classes by share).
"""

from __future__ import annotations

from enum import IntEnum

from counterpoise.measures._namespace import Array, Scalar, namespace
from counterpoise.measures.power import share

__all__ = ["Polarity", "concentration", "effective_poles", "herfindahl", "polarity"]


class Polarity(IntEnum):
    """Classes of the distribution of power in a system."""

    UNIPOLAR = 1
    BIPOLAR = 2
    MULTIPOLAR = 3


def herfindahl(power: Array) -> Array:
    """Sum of squared shares, ``H = sum_i s_i²``: from 1 / N (all equal) to 1 (one has all).

    Args:
        power: Power of each state ``[..., state]``, 0 or more, NaN for a state that is absent.

    Returns:
        ``[...]``; NaN where nobody has any power.

    >>> import numpy as np
    >>> float(herfindahl(np.array([1.0, 1.0, np.nan])))
    0.5
    """
    xp = namespace(power)
    shares = share(power)
    known = ~xp.isnan(shares)
    squares = xp.sum(xp.where(known, shares, 0.0) ** 2, axis=-1)
    return xp.where(xp.any(known, axis=-1), squares, xp.nan)


def effective_poles(power: Array) -> Array:
    """Effective number of poles, ``1 / H``: n equal powers count as n, a dwarf hardly counts.

    >>> import numpy as np
    >>> float(effective_poles(np.array([2.0, 2.0, 2.0, 2.0])))
    4.0
    """
    return 1.0 / herfindahl(power)


def concentration(power: Array) -> Array:
    """Ray and Singer's concentration, ``CON = sqrt((H - 1 / N) / (1 - 1 / N))``.

    It corrects the sum of squares for the number of states, so that systems of different size compare.

    Args:
        power: Power of each state ``[..., state]``, NaN for a state that is absent and not counted in N.

    Returns:
        ``[...]`` from 0 (all equal) to 1 (one has all); NaN for fewer than two states.

    >>> import numpy as np
    >>> float(concentration(np.array([1.0, 1.0]))), float(concentration(np.array([1.0, 0.0, np.nan])))
    (0.0, 1.0)
    """
    xp = namespace(power)
    count = xp.sum(xp.where(xp.isnan(power), 0.0, 1.0), axis=-1)
    many = count > 1
    even = 1.0 / xp.where(many, count, 2.0)
    spread = (herfindahl(power) - even) / (1.0 - even)
    uneven = many & (spread > _EVEN)  # the root has no slope at zero: keep the gradient finite
    root = xp.sqrt(xp.where(uneven, spread, 1.0))
    return xp.where(many & ~xp.isnan(spread), xp.where(uneven, root, 0.0), xp.nan)


def polarity(power: Array, one: Scalar, each: Scalar) -> Array:
    """Class of a system by the shares of its greatest powers.

    Unipolar where one state holds at least ``one`` of the power; else bipolar where the two greatest together
    do, each with at least ``each``; else multipolar.  Thompson (1986) counts shares in this way; thresholds
    are the caller's, for the literature has no settled ones and a state near a threshold flips the class:
    show :func:`effective_poles` beside it.

    Args:
        power: Power of each state ``[..., state]``, two states or more, NaN for a state that is absent.
        one: Share that makes a pole, or two poles together, dominant, for instance .5.
        each: Share that each of two poles needs, for instance .25.

    Returns:
        Values of :class:`Polarity` ``[...]``; 0 where nobody has any power.

    >>> import numpy as np
    >>> Polarity(int(polarity(np.array([0.4, 0.3, 0.2, 0.1]), 0.5, 0.25))).name
    'BIPOLAR'
    """
    xp = namespace(power)
    shares = share(power)
    known = ~xp.isnan(shares)
    ranked = xp.sort(xp.where(known, shares, 0.0), axis=-1)
    first, second = ranked[..., -1], ranked[..., -2]
    two = (first + second >= one) & (second >= each)
    poles = xp.where(first >= one, Polarity.UNIPOLAR, xp.where(two, Polarity.BIPOLAR, Polarity.MULTIPOLAR))
    return xp.where(xp.any(known, axis=-1), poles, 0)


_EVEN = 1e-12
"""Spread below which shares are equal but for rounding."""
