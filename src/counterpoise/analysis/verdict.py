"""When the balance holds, when it is lost, and when the ties survive: defined once, in words and in code.

The words are :data:`DEFINITION`; every sentence of it is one function below.  They take plain arrays with
axes (member, year, ...) or any other leading axes, and thresholds as arguments, which may differ by member:
give them the shape ``[member, 1]``.  The same functions grade 1910, 2024 and each simulated future.

What would refute the definition: the label test of :mod:`counterpoise.analysis.history`.  Cases that
historians call dominance must be graded so, cases they call contested must not, by the thresholds used for
the forecast.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from counterpoise.measures._namespace import Array, Scalar, namespace, safe_log

__all__ = [
    "CUT",
    "DEFINITION",
    "MARGIN",
    "THRESHOLD",
    "THRESHOLDS",
    "Grade4",
    "Verdict",
    "accommodates",
    "five_year_geometric_mean",
    "grade",
    "importance",
    "judge",
    "subdued_shares",
    "theatres_hold",
    "ties_survive",
    "trailing_mean",
    "treaties_needed",
]

WINDOW = 5
"""Years over which ratios and ties are averaged: one bad year is not a verdict."""

THRESHOLD = 0.5
"""b*: coalition power over the challenger's at which a theatre holds; drawn for each future, median 1/2."""

THRESHOLDS = {"1/3": 1.0 / 3.0, "1/2": 0.5, "1": 1.0}
"""Values of b* at which every answer is printed: the attacker's three to one, the middle, and parity."""

CUT, MARGIN = 0.5, 0.2
"""c, the tie to the challenger above which a state accommodates, and its least lead over the other tie."""

CAP = 0.2
"""Largest weight of one neighbour."""

ACCOMMODATED_SHARE, SUBDUED_SHARE, HELD_SHARE = 1.0 / 3.0, 0.5, 0.5
"""Shares of neighbours' weight that make a sphere, and of theatres' weight that keeps a region contested."""

BELIEVED, TREATIES_NEEDED = 0.4, 3
"""Commitment at which a treaty is believed, and how many of the four must be."""

DEFINITION = """\
A theatre holds in a year if the balance ratio there, averaged geometrically over that year and the four
before, is at least b*. The balance ratio is what the target, its friends at what their ties promise, and its
patron at the probability that it would fight can bring to bear there, divided by what the challenger and its
partners can.

A neighbour accommodates if, over the same five years, its tie to the challenger is above c and at least .2
above its tie to the patron. It is subdued if it accommodates or if its own balance ratio is below b*.
Neighbours weigh by the square root of their output, none more than a fifth.

The region is, in this order:
hegemony, if no neighbour that does not accommodate has a balance ratio of b* or more;
sphere, if neighbours with a third of the weight accommodate and neighbours with half of it are subdued;
primacy, if theatres with less than half of the weight hold (Korea .20, the East China Sea and Taiwan .30, the
South China Sea .20, the Himalaya .15, the wider Pacific .15);
contested otherwise.

The balance holds where the region is contested. Sphere and hegemony together are dominance.

The ties survive where at least three of the four treaties of the United States with Japan, South Korea, the
Philippines and Australia are in force and believed: commitment of .4 or more on average over five years.

b* is between the attacker's three to one and parity: median 1/2, 90 % of draws from .28 to .89. c has median
1/2. Nobody has measured either, so both are drawn for each future, and the answer is shown at b* = 1/3, 1/2
and 1 too.
"""
"""The definition in words, quoted by docs and report."""


class Grade4(IntEnum):
    """State of a region, from best to worst for those who would balance."""

    CONTESTED = 0
    PRIMACY = 1
    SPHERE = 2
    HEGEMONY = 3


class Verdict(NamedTuple):
    """What :func:`judge` finds, with the quantities it rests on.

    Attributes:
        grade: Code of :class:`Grade4` ``[member, year]``.
        balance_holds: Whether it is contested ``[member, year]``.
        theatres: Whether each theatre holds ``[member, year, theatre]``.
        accommodates: Whether each state accommodates ``[member, year, state]``.
        accommodated: Share of neighbours' weight that accommodates, A ``[member, year]``.
        subdued: Share that accommodates or stands below b*, S ``[member, year]``.
    """

    grade: Array
    balance_holds: Array
    theatres: Array
    accommodates: Array
    accommodated: Array
    subdued: Array


def trailing_mean(values: Array, window: int = WINDOW, axis: int = 1) -> Array:
    """Mean over a year and those before it; the first years average over what there is.

    Args:
        values: Any shape.
        window: Number of years.
        axis: Axis of years.

    Returns:
        Same shape.  NaN wherever the window holds one.

    >>> import numpy as np
    >>> trailing_mean(np.array([[1.0, 3.0, 5.0, 7.0]]), window=2).tolist()
    [[1.0, 2.0, 4.0, 6.0]]
    """
    xp = namespace(values)
    moved = xp.moveaxis(values, axis, 0)
    years = moved.shape[0]
    total = moved
    for back in range(1, min(window, years)):
        pad = xp.zeros_like(moved[:back])
        total = total + xp.concatenate([pad, moved[: years - back]])
    count = xp.minimum(xp.arange(1, years + 1), window).reshape((years,) + (1,) * (moved.ndim - 1))
    return xp.moveaxis(total / count, 0, axis)


def five_year_geometric_mean(ratio: Array, axis: int = 1, window: int = WINDOW) -> Array:
    """Geometric mean of ratios over a year and the four before; 0 where any of them is 0.

    >>> import numpy as np
    >>> five_year_geometric_mean(np.array([[0.5, 2.0]])).round(6).tolist()
    [[0.5, 1.0]]
    """
    xp = namespace(ratio)
    mean = xp.exp(trailing_mean(safe_log(ratio), window, axis))
    nothing = trailing_mean((ratio <= 0).astype(mean.dtype), window, axis) > 0
    unknown = trailing_mean(xp.isnan(ratio).astype(mean.dtype), window, axis) > 0
    return xp.where(unknown, xp.nan, xp.where(nothing, 0.0, mean))


def theatres_hold(ratio: Array, threshold: Scalar = THRESHOLD) -> Array:
    """Whether each theatre holds: five-year ratio at or above b*.

    Args:
        ratio: Five-year geometric mean ``[..., theatre]``.
        threshold: b*, a number or one per future ``[...]``.
    """
    xp = namespace(ratio, threshold)
    return ratio >= xp.asarray(threshold)[..., None]


def accommodates(x: Array, y: Array, cut: Scalar = CUT, margin: float = MARGIN) -> Array:
    """Whether a state accommodates the challenger: ``y > c and y - x > .2``, on five-year means.

    The second condition alone is not enough: it flipped states tied to nobody on a small drift (Vietnam and
    Indonesia in an early run).

    Args:
        x: Tie to the patron, 0 to 1 ``[..., state]``.
        y: Tie to the challenger, 0 to 1 ``[..., state]``.
        cut: c, a number or one per future ``[...]``.
        margin: How far y must exceed x.

    >>> import numpy as np
    >>> accommodates(np.array([0.1, 0.5, 0.1]), np.array([0.8, 0.6, 0.35])).tolist()
    [True, False, False]
    """
    xp = namespace(x, y, cut)
    return (y > xp.asarray(cut)[..., None]) & (y - x > margin)


def importance(size: Array, neighbour: Array, cap: float = CAP) -> Array:
    """Weight of each neighbour: root of its size, none above the cap, summing to 1.

    What a capped state gives up is shared by the others in proportion.  With fewer than ``1 / cap``
    neighbours the cap is raised to equal weights.

    Args:
        size: Output (or CINC) ``[..., state]``, 0 or more.
        neighbour: 1 for neighbours of the challenger, 0 for itself, the patron and outsiders ``[state]``.
        cap: Largest weight.

    Returns:
        ``[..., state]``, 0 for others.

    >>> import numpy as np
    >>> importance(np.array([16.0, 1.0, 1.0]), np.array([1.0, 1.0, 1.0]), cap=0.5).round(6).tolist()
    [0.5, 0.25, 0.25]
    """
    xp = namespace(size, neighbour)
    root = xp.where(neighbour > 0, xp.sqrt(xp.where(neighbour > 0, size, 0.0)), 0.0)
    present = (root > 0).astype(root.dtype)
    number = xp.sum(present, axis=-1, keepdims=True)
    limit = xp.maximum(cap, 1.0 / xp.maximum(number, 1.0))
    weight = root / xp.maximum(xp.sum(root, axis=-1, keepdims=True), _TINY)
    for _ in range(_ROUNDS):
        if xp.__name__ == "numpy" and not (weight > limit).any():
            break  # what is traced cannot look, and goes through all rounds to the same weights
        full = weight >= limit
        free = xp.where(full, 0.0, weight)
        left = 1.0 - xp.sum(xp.where(full, limit, 0.0), axis=-1, keepdims=True)
        scaled = free * left / xp.maximum(xp.sum(free, axis=-1, keepdims=True), _TINY)
        weight = xp.where(full, limit, scaled)
    return weight * (number > 0)


def subdued_shares(
    accommodating: Array, exposure: Array, weight: Array, threshold: Scalar = THRESHOLD
) -> tuple[Array, Array]:
    """A, the weight of neighbours that accommodate, and S, of those that do or whose ratio is below b*.

    Args:
        accommodating: ``[..., state]``.
        exposure: Balance ratio of each state, five-year mean ``[..., state]``; of no meaning where weight is
            0.
        weight: From :func:`importance` ``[..., state]``.
        threshold: b*, a number or one per future ``[...]``.
    """
    xp = namespace(exposure, weight)
    below = exposure < xp.asarray(threshold)[..., None]
    share = xp.sum(xp.where(accommodating, weight, 0.0), axis=-1)
    return share, xp.sum(xp.where(accommodating | below, weight, 0.0), axis=-1)


def grade(
    holding: Array,
    theatre_weight: Array,
    accommodating: Array,
    exposure: Array,
    weight: Array,
    threshold: Scalar = THRESHOLD,
) -> Array:
    """Grade of the region: the first that applies of hegemony, sphere, primacy, contested.

    A region without theatres (the label test) cannot be graded primacy.

    Args:
        holding: From :func:`theatres_hold` ``[..., theatre]``.
        theatre_weight: ``[theatre]``, summing to 1; empty for a region without theatres.
        accommodating: From :func:`accommodates` ``[..., state]``.
        exposure: Balance ratio of each state, five-year mean ``[..., state]``.
        weight: From :func:`importance` ``[..., state]``.
        threshold: b*, a number or one per future ``[...]``.

    Returns:
        Codes of :class:`Grade4` ``[...]``.

    >>> import numpy as np
    >>> none, half = np.array([False, False]), np.array([0.5, 0.5])
    >>> Grade4(int(grade(np.array([True]), np.array([1.0]), none, np.array([2.0, 0.1]), half))).name
    'CONTESTED'
    >>> Grade4(int(grade(np.array([True]), np.array([1.0]), none, np.array([0.3, 0.1]), half))).name
    'HEGEMONY'
    """
    xp = namespace(exposure, weight)
    share, subdued = subdued_shares(accommodating, exposure, weight, threshold)
    standing = (weight > 0) & ~accommodating & ~(exposure < xp.asarray(threshold)[..., None])
    hegemony = ~xp.any(standing, axis=-1)
    sphere = (share >= ACCOMMODATED_SHARE - _TINY) & (subdued >= SUBDUED_SHARE - _TINY)
    held = xp.sum(xp.where(holding, theatre_weight, 0.0), axis=-1)
    primacy = (held < HELD_SHARE - _TINY) & (theatre_weight.shape[-1] > 0)
    return xp.where(hegemony, 3, xp.where(sphere, 2, xp.where(primacy, 1, 0)))


def treaties_needed(treaties: int) -> int:
    """How many of some core treaties must live: three of four, and as large a part of any other number.

    >>> [treaties_needed(n) for n in (0, 1, 2, 4, 5)]
    [0, 1, 2, 3, 4]
    """
    return -(-TREATIES_NEEDED * treaties // 4)


def ties_survive(
    in_force: Array, commitment: Array, level: Scalar = BELIEVED, needed: int = TREATIES_NEEDED
) -> Array:
    """Whether enough treaties are in force and believed.

    Args:
        in_force: Whether each treaty is in force ``[..., treaty]``.
        commitment: Five-year mean of commitment to each ally ``[..., treaty]``.
        level: Commitment at which a treaty is believed.
        needed: How many must be.

    Returns:
        ``[...]``.

    >>> import numpy as np
    >>> bool(ties_survive(np.array([True, True, True, False]), np.array([0.8, 0.5, 0.39, 0.9])))
    False
    """
    xp = namespace(commitment)
    return xp.sum(in_force & (commitment >= level), axis=-1) >= needed


def judge(
    ratio: Array,
    theatre_weight: Array,
    exposure: Array,
    tie_patron: Array,
    tie_challenger: Array,
    output: Array,
    neighbour: Array,
    threshold: Scalar = THRESHOLD,
    cut: Scalar = CUT,
) -> Verdict:
    """The whole verdict of yearly series, year after year.

    Args:
        ratio: Balance ratio by theatre ``[member, year, theatre]``.
        theatre_weight: ``[theatre]``.
        exposure: Balance ratio by state ``[member, year, state]``.
        tie_patron: Tie x, 0 to 1 ``[member, year, state]``.
        tie_challenger: Tie y, 0 to 1 ``[member, year, state]``.
        output: ``[member, year, state]``, any unit.
        neighbour: 1 for neighbours ``[state]``.
        threshold: b*, a number or ``[member]``.
        cut: c, a number or ``[member]``.
    """
    xp = namespace(ratio, exposure)
    threshold, cut = (xp.asarray(v)[..., None] if xp.ndim(v) else v for v in (threshold, cut))
    theatres = theatres_hold(five_year_geometric_mean(ratio), threshold)
    accommodating = accommodates(trailing_mean(tie_patron), trailing_mean(tie_challenger), cut)
    mean_exposure = five_year_geometric_mean(exposure)
    weight = importance(output, neighbour)
    share, subdued = subdued_shares(accommodating, mean_exposure, weight, threshold)
    code = grade(theatres, theatre_weight, accommodating, mean_exposure, weight, threshold)
    return Verdict(code, code == Grade4.CONTESTED, theatres, accommodating, share, subdued)


_TINY = 1e-6
"""Keeps a share of exactly a half or a third on its side of the line in single precision."""

_ROUNDS = 12
"""Rounds of capping: each caps one more neighbour or changes nothing, and 1 / cap of them at most can be."""
