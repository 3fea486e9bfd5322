"""Things to watch: where each stands now, and where the verdict would flip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Shape, Words, box
from counterpoise.telling.reader import dig, number
from counterpoise.telling.words import plain, tripped

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["tripwires"]

STEP, LEFT, RIGHT, WIDTH = 37.0, 190.0, 286.0, 420.0
_LABEL, _NOTE, _READING = 27, 16, 11
"""Letters of a label, of a note and of a reading that fit on a line in a wide typeface."""


def _gauge(wire: Mapping[str, Any], i: int, reading: str, note: str) -> Panel:
    """A label, a track with the danger side filled, a tick at the threshold, a ring at the present, and words."""
    now, limit, label = number(wire, "now"), number(wire, "threshold"), str(wire.get("label", ""))
    ends = [value for value in (0.0, now, limit) if value is not None]
    low, high = min(ends), max(ends) + 0.22 * ((max(ends) - min(ends)) or 1.0)
    said = f"{label}: now {reading}; {note}"
    marks: list[Mark] = [*_lines(low, label, _LABEL, -LEFT + 2)]
    if now is not None and limit is not None:
        danger = (low, limit) if wire.get("direction") == "below" else (limit, high)
        marks += [
            Shape(box(low, 0.3, high, 0.7), "band90", said=said),
            Shape(box(danger[0], 0.3, danger[1], 0.7), "leaning-challenger", said=said),
            Line([limit, limit], [0, 1], "ink", 1.6),
            Dots([now], [0.5], "ink", 11, False, "now", [said]),
            Words(high, 0.5, reading, bold=True, size=14 if len(reading) <= _READING else 11, shift=(12, -7)),
            Words(high, 0.5, note, "muted", 11, shift=(12, 9)),
        ]
    else:
        marks += [
            *_lines(low, note, _NOTE, 0, "muted", 11),
            *(replace(line, bold=True) for line in _lines(high, reading, _READING, 12, size=14)),
        ]
    top = 12 + STEP * i
    return Panel(LEFT, top, RIGHT, top + 16, Axis(low, high), Axis(0, 1), marks, name=said)


def _lines(
    at: float, words: str, most: int, right: float, ink: str = "ink", size: float = 12.5
) -> Iterator[Words]:
    """Words in one line or two, round the middle of a row."""
    lines = wrap(words, most, max_lines=2, placeholder=" …") or [""]
    high = max(14.0, 1.2 * size)
    for k, line in enumerate(lines):
        yield Words(at, 0.5, line, ink, size, shift=(right, high * (k - (len(lines) - 1) / 2)))


def tripwires(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """What to watch: each observable at the start, and the level at which the odds turn; None where none is named.

    The level is that, ten years before the end, at which half of the futures hold; one that no level turns has none.

    Args:
        answer: The answer.
        views: Not needed.
    """
    wires = dig(answer, "tripwires") or []
    if not wires:
        return None
    panels, rows, told = [], [], []
    for i, wire in enumerate(wires):
        label, unit = str(wire.get("label", "")), str(wire.get("unit") or "")
        now, limit = number(wire, "now"), number(wire, "threshold")
        reading = plain(now, unit) if now is not None else "not available"
        note = "no level turns the odds"
        if limit is not None:
            above = f"{wire.get('direction', 'at')} {plain(limit, unit if unit in ('share', '%') else '')}"
            note = f"tripped {above}" if tripped(wire) else f"trips {above}"
        panels.append(_gauge(wire, i, reading, note))
        side = None if limit is None else wire.get("direction")
        row: tuple[Cell, ...] = (label, now, limit, side, unit, wire.get("text"))
        rows.append(row)
        told.append(f"{label}: now {reading}, {note}")
    gone = sum(bool(tripped(wire)) for wire in wires)
    return Chart(
        name="tripwires",
        title=_title(len(wires), sum(number(wire, "threshold") is not None for wire in wires))
        + (f", {gone} tripped already" if gone else ""),
        lead="Where each stands now, and where the verdict would flip",
        caption="Ring: at the start. Tick: level, ten years before the end, at which half of the futures "
        "hold. Filled: the side on which more of them fail. No interval (level: none).",
        alt="; ".join(told) + ".",
        columns=("tripwire", "now", "threshold", "trips", "unit", "why"),
        rows=tuple(rows),
        panels=tuple(panels),
        width=WIDTH,
        height=3 + STEP * len(wires),
    )


def _title(many: int, levels: int) -> str:
    """How many there are; one without a level at which the odds turn is no tripwire, but a thing to watch.

    >>> _title(3, 3), _title(3, 2), _title(2, 0)
    ('Three tripwires to watch', 'Two tripwires, and one thing to watch', 'Two things to watch')
    """
    words = ("no", "one", "two", "three")
    tripping, other = (words[n] if n < len(words) else str(n) for n in (levels, many - levels))
    things = f"{other} thing{'' if many - levels == 1 else 's'} to watch"
    said = f"{tripping} tripwire{'' if levels == 1 else 's'}"
    title = f"{said} to watch" if levels == many else f"{said}, and {things}" if levels else things
    return title[:1].upper() + title[1:]
