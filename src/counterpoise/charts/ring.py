"""Places on an oval for states that no map holds: the patron's friends on its side, the poles apart in the middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["POLES_APART", "Place", "ring", "ring_names"]

Place = tuple[float, float]

_MIDDLE = (270.0, 285.0)
_HIGH = 255.0
_WIDEST = 215.0
_LETTER = 6.4
"""Room that a letter of a name takes."""

POLES_APART = {"patron_tie": (335.0, 285.0), "challenger_tie": (205.0, 285.0)}
"""Where the poles stand inside the oval: the patron on the right, as it is across the ocean on the map."""


def ring(codes: Sequence[str], names: Mapping[str, str], grown: float = 1.0) -> dict[str, Place]:
    """A place for each state: evenly spread in height, so that names never meet, and none beyond the sheet.

    Args:
        codes: States from the patron's side to the challenger's; the first half stands on the right.
        names: Of the states, which stand outside the oval.
        grown: How much larger letters are.

    >>> places = ring(["PRT", "FRA", "ITA", "HUN"], {"PRT": "Portugal", "FRA": "France"})
    >>> [x > 270 for x, _ in places.values()]
    [True, True, False, False]
    """
    longest = max((len(names.get(code, code)) for code in codes), default=0)
    wide = min(_WIDEST, _MIDDLE[0] - _LETTER * grown * longest - 6)
    half = (len(codes) + 1) // 2
    places: dict[str, Place] = {}
    for side, row in ((1.0, list(codes[:half])), (-1.0, list(codes[half:])[::-1])):
        step = 2 * _HIGH / max(len(row), 1)
        slots = [_MIDDLE[1] - _HIGH + step * (k + 0.5) for k in range(len(row))]
        slots.sort(key=lambda y: (abs(y - _MIDDLE[1]), y))
        for code, y in zip(row, slots, strict=True):
            out = 1 - ((y - _MIDDLE[1]) / (1.12 * _HIGH)) ** 2
            places[code] = (_MIDDLE[0] + side * wide * out**0.5, y)
    return {code: places[code] for code in codes}


def ring_names(places: Mapping[str, Place]) -> dict[str, tuple[bool, float]]:
    """Whether a name stands right of its point, and how far beside it."""
    return {code: (x >= _MIDDLE[0], 9.0 if x >= _MIDDLE[0] else -9.0) for code, (x, _) in places.items()}
