"""Names on the map: letters of the theatres, then names by importance; one without room is left out.

A name stands at its place, or as near to it as it is free: it runs over no other name or letter, and never out of what
is shown.  A long one is set in two lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from counterpoise.charts.atlas import Atlas
from counterpoise.charts.marks import Dots, Line, Mark, Words
from counterpoise.telling.reader import dig, final

__all__ = ["POLES", "Window", "labels"]

Window = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of the map, in its own coordinates."""

POLES = {"CHN": "China", "USA": "United States"}
"""The usual poles, which an answer need not list among the states that choose between them."""

_SHRUNK = 1.45
"""How much larger letters are drawn on a map that will be shrunk."""

_SIZE, _SUB = 12.0, 11.0
"""Size of a name, and of the words below it."""

_LETTER, _LINE = 0.61, 1.12
"""Width of a letter in a wide typeface, and height of a line, in sizes."""

_AIR = 2.0
_OPEN = 0.6
"""Share of futures that agree on a side, below which a state's is open."""
_LONG = 11
"""Letters from which a name of several words is set in two lines."""


class _Block(NamedTuple):
    """Lines round a place: where their middle is, and the room that they take."""

    x: float
    y: float
    room: Window


def labels(
    answer: Mapping[str, object],
    drawn: Atlas,
    cast: Mapping[str, str],
    names: Mapping[str, str],
    window: Window,
    small: bool = False,
) -> list[Mark]:
    """Letters, names and, where the patron lies off the map, an arrow to it.

    Args:
        answer: The answer.
        drawn: Outlines, with places for names.
        cast: Role of each pole.
        names: Names of states.
        window: The part of the map that is shown.
        small: Whether the map will be shrunk: larger letters, hence fewer names.
    """
    k = _SHRUNK if small else 1.0
    marks, taken = _letters(answer, drawn, k)
    patron = next((code for code, role in cast.items() if role == "patron"), "")
    if patron and patron not in drawn.states:
        name = names.get(patron) or POLES.get(patron, patron)
        off, room = _off_the_map(patron, name, window, k)
        marks += off
        taken.append(room)
    for code in _by_importance(answer, drawn, cast, names):
        lines = [(line, _SIZE * k) for line in _lines(names[code])]
        if code in cast:
            lines.append((cast[code], _SUB * k))
        block = _free(drawn.labels[code], lines, window, taken, k)
        if block is not None:
            taken.append(block.room)
            marks += _set(block, drawn.labels[code], lines, code, cast)
    return marks


def _letters(answer: Mapping[str, object], drawn: Atlas, k: float) -> tuple[list[Mark], list[Window]]:
    """The letter of each theatre in a ring, and the room that they take."""
    marks: list[Mark] = []
    taken: list[Window] = []
    for key, (x, y) in drawn.theatres.items():
        letter = str(dig(answer, "theatres", key, "letter") or "")
        if letter:
            said = f"Theatre {letter}: {dig(answer, 'theatres', key, 'label') or key}"
            marks.append(Dots([x], [y], "ink", 18 * k, False, "theatre", [said], [key]))
            marks.append(Words(x, y, letter, size=_SUB * k, bold=True, anchor="middle"))
            taken.append((x - 10 * k, y - 10 * k, x + 10 * k, y + 10 * k))
    return marks, taken


def _by_importance(
    answer: Mapping[str, object], drawn: Atlas, cast: Mapping[str, str], names: Mapping[str, str]
) -> list[str]:
    """Who is fought over, then poles and allies, then whose side is open, then the rest; the larger first."""
    allies = {str(pact).split("-")[-1] for pact in dig(answer, "alliances") or {}} | set(cast)
    fought_over = " ".join(str(row.get("label", "")) for row in (dig(answer, "theatres") or {}).values())
    points = {code: sum(map(len, drawn.states.get(code, ()))) for code in drawn.labels}

    def place(code: str) -> tuple[bool, bool, bool, int, str]:
        open_ = 0 < max((dig(answer, "states", code, "sides", final(answer)) or {"": 0}).values()) < _OPEN
        return (names[code] not in fought_over, code not in allies, not open_, -points[code], code)

    return sorted((code for code in drawn.labels if points[code]), key=place)


def _lines(name: str) -> list[str]:
    """A name in one line, or a long one in two.

    >>> _lines("Thailand"), _lines("Papua New Guinea"), _lines("Afghanistan")
    (['Thailand'], ['Papua New', 'Guinea'], ['Afghanistan'])
    """
    head, _, tail = name.rpartition(" ")
    return [head, tail] if head and len(name) >= _LONG else [name]


def _free(
    place: tuple[float, float],
    lines: list[tuple[str, float]],
    window: Window,
    taken: list[Window],
    k: float,
) -> _Block | None:
    """Where lines stand at a place or close by, or None where others stand there or it is not shown."""
    left, top, right, bottom = window
    if not (left <= place[0] <= right and top <= place[1] <= bottom):
        return None
    wide = max(_LETTER * size * len(words) for words, size in lines) + 2 * _AIR
    high = sum(_LINE * size for _, size in lines)
    for across, down in _moves(wide, k):
        x = min(max(place[0] + across, left + wide / 2), right - wide / 2)
        y = min(max(place[1] - 4 * k + down, top + high / 2 + _AIR), bottom - high / 2 - _AIR)
        room = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if not any(a < room[2] and room[0] < c and b < room[3] and room[1] < d for a, b, c, d in taken):
            return _Block(x, y, room)
    return None


def _moves(wide: float, k: float) -> Iterator[tuple[float, float]]:
    """How far a name may be moved right and down, the nearest first."""
    for across in (0.0, 0.25 * wide, -0.25 * wide, 0.5 * wide, -0.5 * wide):
        for down in (0.0, 9 * k, -9 * k, 18 * k, 22 * k):
            yield across, down


def _set(
    block: _Block,
    place: tuple[float, float],
    lines: list[tuple[str, float]],
    code: str,
    cast: Mapping[str, str],
) -> list[Mark]:
    """The lines of a block, as words at their place moved to where they stand."""
    marks: list[Mark] = []
    at = block.room[1]
    for words, size in lines:
        shift = (block.x - place[0], at + _LINE * size / 2 - place[1])
        sub = words == cast.get(code)
        ink, key = ("muted", "") if sub else ("ink", code)
        marks.append(Words(*place, words, ink, size, anchor="middle", shift=shift, halo=True, key=key))
        at += _LINE * size
    return marks


def _off_the_map(patron: str, name: str, window: Window, k: float) -> tuple[list[Mark], Window]:
    """Name of the patron and an arrow to it, in the open ocean at the right, with the room that they take."""
    x, y = window[2] - 8 * k, window[1] + (0.4 if k == 1 else 0.31) * (window[3] - window[1])
    role = "patron, off the map" if k == 1 else "patron"  # where names are large, the allies' need the sea
    sub = y + 14 * k
    at = sub + 11 * k
    marks: list[Mark] = [
        Words(x, y, name, size=_SIZE * k, anchor="end", halo=True, key=patron),
        Words(x, sub, role, "muted", _SUB * k, anchor="end", halo=True),
        Line(
            [x - 30 * k, x, x - 5 * k, x, x - 5 * k], [at, at, at - 4 * k, at, at + 4 * k], "patron", 1.6 * k
        ),
    ]
    wide = _LETTER * max(_SIZE * len(name), _SUB * len(role)) * k
    return marks, (x - wide, y - 8 * k, window[2], at + 5 * k)
