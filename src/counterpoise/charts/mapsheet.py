"""The sheet of every map: sea, land, poles, states as they are dressed, names, and a key below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from counterpoise.charts.atlas import Atlas, Ring
from counterpoise.charts.labels import Window, labels
from counterpoise.charts.marks import Axis, Mark, Panel, Pattern, Shape, Words, box

__all__ = ["Rings", "Swatch", "map_panels"]

Rings = Sequence[Ring]

_EDGE, _GAP, _KEY = 2.0, 6.0, 18.0
"""Pixels of air round the map, between it and the key, and of the key."""


class Swatch(NamedTuple):
    """What a colour of the map means."""

    ink: str
    said: str
    pattern: Pattern = ""
    opacity: float = 1.0
    dashed: bool = False


def map_panels(
    answer: Mapping[str, object],
    drawn: Atlas,
    cast: Mapping[str, str],
    names: Mapping[str, str],
    dressed: Callable[[str, Rings], Shape | None],
    key: Sequence[Swatch],
    *,
    dashed: bool,
    small: bool = False,
    window: Window | None = None,
) -> tuple[Panel, Panel]:
    """The map, and the key below it.

    Args:
        answer: The answer.
        drawn: Outlines.
        cast: Role of each pole; poles are dressed by their role.
        names: Names of states.
        dressed: The shape of a state between the poles, given its code and outline; None where nothing is known.
        key: What the colours mean.
        dashed: Whether the frame is dashed, as round all that is simulated.
        small: Whether it will be shrunk, so that its letters have to be large.
        window: The part that is shown; all of it without one.  Outlines go on beyond it, names do not.
    """
    left, top, right, bottom = shown = window or (0.0, 0.0, drawn.width, drawn.height)
    marks: list[Mark] = [
        Shape(box(*shown), "sea", edge="control", dashed=dashed),
        Shape(drawn.others, "land"),
    ]
    for code, rings in drawn.states.items():
        if role := cast.get(code):
            marks.append(_pole(code, rings, names[code], role))
        else:
            marks.append(dressed(code, rings) or _unknown(code, rings, names[code]))
    marks += labels(answer, drawn, cast, names, shown, small)
    wide, high = _EDGE + right - left, _EDGE + bottom - top
    sheet = Panel(_EDGE, _EDGE, wide, high, Axis(left, right), Axis(bottom, top), marks, True)
    below = high + _GAP
    return sheet, Panel(_EDGE, below, wide, below + _KEY, Axis(0, right - left), Axis(1, 0), _key(key))


def _pole(code: str, rings: Rings, name: str, role: str) -> Shape:
    ink = "challenger-pale" if role == "challenger" else "patron"
    return Shape(rings, ink, edge=role, edge_width=1.2, said=f"{name}, {role}", key=code)


def _unknown(code: str, rings: Rings, name: str) -> Shape:
    """Who is not known is hatched."""
    return Shape(rings, "paper", "nodata", edge="control", edge_width=0.7, said=f"{name}, no data", key=code)


def _key(key: Sequence[Swatch]) -> list[Mark]:
    """Boxes in a row, each followed by its words."""
    marks: list[Mark] = []
    at = 0.0
    for ink, said, pattern, opacity, dashed in key:
        marks.append(Shape(box(at, 0.12, at + 14, 0.88), ink, pattern, opacity, "control", 0.6, dashed))
        marks.append(Words(at, 0.5, said, "muted", 11.5, shift=(19, 0)))
        at += 33 + 6.1 * len(said)
    return marks
