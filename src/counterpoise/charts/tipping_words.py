"""What a tipping map says in words: where the odds turn, which way balancing works, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from counterpoise.telling.reader import Z90
from counterpoise.telling.words import join

__all__ = ["belief_sentence", "crossings", "gain_sentence"]


def crossings(at: Sequence[float], shares: Sequence[float], level: float = 0.5) -> list[float]:
    """Where a row of shares crosses a level, between its points along straight lines.

    >>> crossings([0.0, 1.0, 2.0], [0.8, 0.6, 0.2])
    [1.25]
    """
    found = []
    for (a, p), (b, q) in pairwise(zip(at, shares, strict=True)):
        if (p - level) * (q - level) < 0:
            found.append(a + (b - a) * (level - p) / (q - p))
    return found


def belief_sentence(found: Mapping[str, Any]) -> str:
    """How far the patron's treaties are believed, and where the odds turn; empty where that is not known.

    Args:
        found: The map, with the ``commitment`` that each doubt comes to, and quantiles of both parameters.
    """
    believed, doubts = list(found.get("commitment") or []), list(found["doubt"])
    gain, now = (_middle(found, name) for name in ("gain", "doubt"))
    if not believed or now is None or gain is None:
        return ""
    column = _nearest(found["gain"], gain)
    shares = [row[column] for row in found["share"]]
    at, here = crossings(doubts, shares), _between(doubts, believed, now)
    told = join([f"{100 * _between(doubts, believed, value):.0f} %" for value in at])
    held = f"the central estimate is {100 * here:.0f} %. All else stays as uncertain as it is."
    if told:
        bracket = _bracket(doubts, believed, shares, [row[column] for row in found.get("se") or []])
        return f"The odds turn where the patron’s treaties are believed to {told}{bracket} in the long run; {held}"
    side = "holds" if min(shares) > _EVEN else "is lost"
    return (
        "No belief in the patron’s treaties on the map turns the odds: the balance "
        f"{side} more often than not at each; {held}"
    )


def _middle(found: Mapping[str, Any], name: str) -> float | None:
    return dict(found.get(f"{name}_quantiles") or {}).get("0.5")


def _nearest(at: Sequence[float], value: float) -> int:
    return min(range(len(at)), key=lambda k: abs(at[k] - value))


def _bracket(
    doubts: Sequence[float], believed: Sequence[float], shares: Sequence[float], errors: Sequence[float]
) -> str:
    """Between which beliefs the simulation error of the cells puts the turn, in words; empty without errors.

    >>> _bracket([0.0, 1.0, 2.0], [0.9, 0.7, 0.5], [0.7, 0.5, 0.3], [0.0608, 0.0608, 0.0608])
    ' (60 to 80 % within the simulation error, 90 %, of the cells)'
    """
    if len(errors) != len(shares):
        return ""
    edges = [
        crossings(doubts, [p + side * Z90 * e for p, e in zip(shares, errors, strict=True)])
        for side in (-1, 1)
    ]
    ends = [100 * _between(doubts, believed, value) for found in edges for value in found]
    if all(edges):
        return f" ({min(ends):.0f} to {max(ends):.0f} % within the simulation error, 90 %, of the cells)"
    return " (the simulation error of the cells, 90 %, reaches beyond the map)"


def gain_sentence(found: Mapping[str, Any]) -> str:
    """Which way stronger balancing moves the chance on the map, by how much, and how sure that is.

    All cells share their luck, but the map keeps no single futures: the error of a difference is told by its bounds.
    It is smallest where every future that changes does so in one direction, and largest where nothing is shared.

    >>> row = {"gain": [0.0, 6.0], "doubt": [0.6, 1.2], "se": [[0.042, 0.042], [0.044, 0.044]], "members": 128}
    >>> said = gain_sentence({**row, "share": [[0.66, 0.59], [0.59, 0.54]], "doubt_quantiles": {"0.5": 0.6}})
    >>> said[:90]
    'Against the simple expectation, stronger balancing lowers the chance: from gain 0 to 6 by '
    >>> gain_sentence({**row, "share": [[0.66, 0.59], [0.5, 0.54]]})[:40]
    'Stronger balancing has no one direction '
    """
    shares, gains = found["share"], found["gain"]
    steps = [row[-1] - row[0] for row in shares]
    span = f"from gain {gains[0]:g} to {gains[-1]:g}"
    if min(steps) < 0 < max(steps) or not any(steps):
        return (
            f"Stronger balancing has no one direction on this map: {span} the chance changes by "
            f"{100 * min(steps):+.1f} to {100 * max(steps):+.1f} futures in 100, as doubt has it."
        ).replace("-", "−")
    falls = min(steps) < 0
    now = _middle(found, "doubt")
    here = _nearest(found["doubt"], now) if now is not None else len(steps) // 2
    sizes = sorted(100 * abs(step) for step in steps)
    said = (
        f"{'Against' if falls else 'As'} the simple expectation, stronger balancing "
        f"{'lowers' if falls else 'raises'} the chance: {span} by {100 * abs(steps[here]):.1f} futures in 100 at the "
        f"doubt nearest the central estimate, and by {sizes[0]:.1f} to {sizes[-1]:.1f} over all {len(steps)} levels of "
        f"doubt.{_bounds(found, here)}"
    )
    return said + (f" {_WHY_LOWER}" if falls else "")


def _bounds(found: Mapping[str, Any], here: int) -> str:
    """Smallest and largest simulation error of the difference between the ends of a row."""
    many, errors = found.get("members"), found.get("se")
    if not many or not errors:
        return ""
    step = abs(found["share"][here][-1] - found["share"][here][0])
    least = Z90 * math.sqrt(max(step - step**2, 0.0) / many)
    most = Z90 * math.hypot(errors[here][0], errors[here][-1])
    return (
        f" Simulation error (90 %) of the first: between ±{100 * least:.1f}, if all futures that change do so one way, "
        f"and ±{100 * most:.1f}, if the cells did not share their luck, as they do."
    )


_WHY_LOWER = (
    "The reason that the documentation has for the default case (Limits, “Fear draws nobody without help”): the "
    "challenger’s growth lowers the protection that a friend can expect, and fear without protection drives states "
    "apart or to the challenger."
)

_EVEN = 0.5


def _between(at: Sequence[float], values: Sequence[float], wanted: float) -> float:
    """A value between two points of a row, along a straight line; the end's own beyond it.

    >>> _between([0.0, 2.0], [1.0, 0.5], 1.0)
    0.75
    """
    for (a, p), (b, q) in pairwise(zip(at, values, strict=True)):
        if a <= wanted <= b:
            return p + (q - p) * (wanted - a) / (b - a)
    return values[0] if wanted < at[0] else values[-1]
