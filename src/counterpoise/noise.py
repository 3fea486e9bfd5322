"""Noise has an address: a draw is a function of where it is used, never of the order in which it is made.

The address of a draw is ``(seed, member, year, mechanism, source code, target code)``.  Two runs that differ
by one switch share all other luck, a member's future does not depend on how many members run beside it or on
the chunk it sits in, and a state dropped from a scenario leaves everybody else's dice where they were.

The generator is a counter hash.  A pair of 32-bit words ``(a, b)`` absorbs one word ``w`` of the address at a
time (all sums and products modulo 2**32)::

    a <- m1(a xor w k1) + b
    b <- m2(b + w k2) xor rotate(a, 16)

with ``m1`` and ``m2`` two invertible finalisers (xor-shift, odd product, repeated: Appleby's ``fmix32`` of
MurmurHash3 and Wellons' ``lowbias32``, both in the public domain).  For one word the step is a bijection of
the pair, and for one pair it is injective in the word, so that two addresses can only meet through 64 mixed
bits.

The words of an address broadcast against each other and are absorbed from left to right: what the seed, the
member and the year cost is paid once, not once for each pair of states.  The same lines run on numpy and,
under ``jit`` and ``vmap``, on ``jax.numpy``; uniforms agree bit for bit, because integers do.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np

__all__ = [
    "BEGUN",
    "STEP",
    "absorbed",
    "as_uniform",
    "bits",
    "code_of",
    "finished",
    "normal",
    "quantise",
    "standard_normal_quantile",
    "uniform",
]

Pair = tuple[Any, Any]
"""Two 32-bit words that hold what was absorbed of an address."""

STEP = 2.0**-20
"""Probabilities are rounded to this step before a draw is compared with them (see :func:`quantise`)."""

BEGUN = (np.uint32(0x243F6A88), np.uint32(0x85A308D3))  # the first hexadecimals of pi: nothing up the sleeve
_K1, _K2 = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
_FMIX32 = (16, np.uint32(0x85EBCA6B), 13, np.uint32(0xC2B2AE35), 16)
_LOWBIAS32 = (16, np.uint32(0x7FEB352D), 15, np.uint32(0x846CA68B), 16)

# Wichura (1988), algorithm AS 241, PPND7, lowest power first.  His third region, nearer than 2e-11
# to either end, is out of reach of a float32 uniform.
_CENTRE = (
    (3.3871327179, 50.434271938, 159.29113202, 59.109374720),
    (1.0, 17.895169469, 78.757757664, 67.187563600),
)
_TAIL = ((1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103), (1.0, 0.73700164250, 0.12021132975))


def code_of(mechanism: str) -> int:
    """The stable small integer by which a mechanism's name enters an address (its CRC-32).

    >>> code_of("dispute")
    1016221703
    """
    return crc32(mechanism.encode())


def bits(seed: Any, member: Any, year: Any, mechanism: Any, source: Any = 0, target: Any = 0) -> Any:
    """32 well-mixed bits for each address.

    Args:
        seed: Integer, 0 to 2**32 - 1, or an integer array.
        member: Number of the ensemble member.
        year: Calendar year (0 for a draw that is made once, such as a parameter).
        mechanism: Name of the draw, or its :func:`code_of`.
        source: COW code of the acting state, 0 where no state acts.
        target: COW code of the state acted upon, 0 where there is none.

    Returns:
        uint32 array of the broadcast shape; numpy, or jax where any argument is a jax array or tracer.

    Raises:
        TypeError: If a word of the address is not an integer.
    """
    name = code_of(mechanism) if isinstance(mechanism, str) else mechanism
    return finished(absorbed(BEGUN, seed, member, year, name, source, target))


def absorbed(pair: Pair, *words: Any) -> Pair:
    """The pair of 32-bit words after further words of the address, from left to right.

    Where many addresses begin alike, what they begin with is absorbed once and kept.

    Args:
        pair: ``absorbed(BEGUN, ...)`` of the words before, or :data:`BEGUN`.
        words: Integers, or integer arrays.

    Raises:
        TypeError: If a word of the address is not an integer.

    >>> begun = absorbed(BEGUN, 1, 7, 2030, code_of("dispute"))
    >>> bool(finished(absorbed(begun, 710, 740)) == bits(1, 7, 2030, "dispute", 710, 740))
    True
    """
    a, b = pair
    with np.errstate(over="ignore"):  # numpy warns when a single integer wraps; arrays wrap silently
        for word in map(_word, words):
            a = _mix(a ^ (word * _K1), _FMIX32) + b
            b = _mix(b + word * _K2, _LOWBIAS32) ^ ((a << 16) | (a >> 16))
    return a, b


def finished(pair: Pair) -> Any:
    """The 32 bits of an address whose words are all absorbed."""
    a, b = pair
    with np.errstate(over="ignore"):
        return _mix(a + ((b << 11) | (b >> 21)), _LOWBIAS32)


def uniform(seed: Any, member: Any, year: Any, mechanism: Any, source: Any = 0, target: Any = 0) -> Any:
    """A uniform number strictly between 0 and 1 for each address.

    The 23 highest bits ``k`` give ``(2 k + 1) 2**-24``: exact in float32, symmetric about one half, and
    ``P(u < p) = p`` exactly for every multiple ``p`` of 2**-23.

    Args:
        seed: See :func:`bits`, as for all other words of the address.
        member: Number of the ensemble member.
        year: Calendar year.
        mechanism: Name or code of the draw.
        source: COW code of the acting state.
        target: COW code of the state acted upon.

    Returns:
        float32 array of the broadcast shape, the same bits from numpy and from jax.

    >>> import numpy as np
    >>> codes = np.array([710, 740, 2])
    >>> uniform(1, 0, 2030, "dispute", codes[:, None], codes[None, :]).shape
    (3, 3)
    >>> alone, among = uniform(1, 7, 2030, "exit", 740), uniform(1, np.arange(9), 2030, "exit", 740)
    >>> bool(alone == among[7])
    True
    """
    return as_uniform(bits(seed, member, year, mechanism, source, target))


def as_uniform(drawn: Any) -> Any:
    """The uniform of 32 bits, as :func:`uniform` has it."""
    odd = (drawn >> 9) * np.uint32(2) + np.uint32(1)
    return odd.astype(np.float32) * np.float32(2.0**-24)


def normal(seed: Any, member: Any, year: Any, mechanism: Any, source: Any = 0, target: Any = 0) -> Any:
    """A standard normal number for each address, by the quantile of its :func:`uniform`.

    One address, one uniform, one normal: the sign and size of a shock keep their rank when its law changes.

    Args:
        seed: See :func:`bits`, as for all other words of the address.
        member: Number of the ensemble member.
        year: Calendar year.
        mechanism: Name or code of the draw.
        source: COW code of the acting state.
        target: COW code of the state acted upon.

    Returns:
        float32 array, between -5.30 and 5.30; numpy and jax agree to about 1e-6 (their logarithms differ).

    >>> bool(abs(normal(1, np.arange(4000), 2030, "growth", 740).mean()) < 0.05)
    True
    """
    return standard_normal_quantile(uniform(seed, member, year, mechanism, source, target))


def standard_normal_quantile(probability: Any) -> Any:
    """Inverse of the standard normal distribution function, accurate in float32 (about 1 part in 10**6).

    Rational approximations of Wichura (1988), *Applied Statistics* 37: 477-484, algorithm AS 241 (PPND7).

    Args:
        probability: float32 array, 2**-24 to 1 - 2**-24.

    Returns:
        float32 array of the same shape and kind.

    >>> round(float(standard_normal_quantile(np.float32(0.975))), 4)
    1.96
    """
    xp = _namespace(probability)
    p = xp.asarray(probability, dtype=np.float32)
    centred = p - np.float32(0.5)
    near = np.float32(0.180625) - centred * centred
    middle = centred * _polynomial(near, _CENTRE[0]) / _polynomial(near, _CENTRE[1])
    far = xp.sqrt(-xp.log(xp.minimum(p, np.float32(1.0) - p))) - np.float32(1.6)
    tail = xp.sign(centred) * _polynomial(far, _TAIL[0]) / _polynomial(far, _TAIL[1])
    return xp.where(xp.abs(centred) <= np.float32(0.425), middle, tail)


def quantise(probability: Any) -> Any:
    """Round a probability to steps of 2**-20 before a draw is compared with it.

    Two compilations of one formula may differ in the last digit.  After rounding, equal hazards stay equal:
    a difference ``e`` matters only for hazards within ``e`` of the middle between two steps, a share
    ``e / 2**-20`` of them, and then flips one draw in 2**20.  So a given draw still flips with chance ``e``
    on average, as it must under any unbiased rounding (of the order of 1e-8 for a hazard of 0.05 in float32),
    but for nearly every hazard the chance is nil instead of small.  Bit-for-bit repetition on one platform
    rests on fixed, padded chunks, not on this.  Hazards below 2**-21 a year become 0; 0 and 1 stay exact.

    Args:
        probability: Array of probabilities, 0 to 1.

    Returns:
        float32 array of multiples of :data:`STEP`.

    >>> float(quantise(np.float32(0.5))), float(quantise(np.float32(1e-7)))
    (0.5, 0.0)
    """
    xp = _namespace(probability)
    scaled = xp.asarray(probability, dtype=np.float32) * np.float32(1.0 / STEP)
    return xp.round(scaled) * np.float32(STEP)


def _mix(word: Any, finaliser: tuple[Any, ...]) -> Any:
    """Xor-shift and odd product in turn: invertible, and every input bit reaches every output bit."""
    first, k, second, m, third = finaliser
    word = (word ^ (word >> first)) * k
    word = (word ^ (word >> second)) * m
    return word ^ (word >> third)


def _word(value: Any) -> Any:
    """One word of the address as uint32; Python integers and negative codes wrap modulo 2**32."""
    array = value if hasattr(value, "dtype") else np.asarray(value)
    if not np.issubdtype(array.dtype, np.integer):
        raise TypeError(f"An address is made of integers, not {array.dtype}: {value!r}")
    return array.astype(np.uint32)


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    total = np.float32(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total = total * x + np.float32(coefficient)
    return total


def _namespace(array: Any) -> Any:
    """numpy, or jax.numpy for arrays and tracers of jax (which is imported only if it already made one)."""
    if type(array).__module__.startswith("jax"):
        import jax.numpy as jnp

        return jnp
    return np
