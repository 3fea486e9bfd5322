"""Rows of dot and whisker on one axis from 0 to 100: the form of every comparison of chances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterpoise.charts.chart import Cell
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.telling.words import brief, futures, span

__all__ = ["COLUMNS", "Row", "cells", "height_of", "whiskers"]

COLUMNS = ("what it is", "probability", "90 % low", "90 % high", "simulation error (90 %, half width)")
"""Heads of what :func:`cells` gives after the name of each row."""

Row = tuple[str, str, dict[str, Any] | None]
"""Name, a few words, and the chance as ``{"p", "low", "high"}``; None where nobody has it."""

STEP, TOP, BOTTOM = 34.0, 8.0, 22.0


def height_of(rows: Sequence[Row]) -> float:
    """Pixels that so many rows need."""
    return TOP + STEP * len(rows) + BOTTOM


def whiskers(rows: Sequence[Row], width: float = 340.0, left: float = 142.0, lead: int = 1) -> Panel:
    """One panel; the first ``lead`` rows are the answer, the others its rivals."""
    marks: list[Mark] = []
    for i, (name, note, found) in enumerate(rows):
        first = i < lead
        ink = "patron" if first else "ink"
        marks.append(Words(0, i, name, bold=first, shift=(-left, -6)))
        marks.append(Words(0, i, _short(note, left), ink="muted", size=11, shift=(-left, 8)))
        if found is None:
            marks.append(Words(0, i, "not available", ink="muted", size=11, shift=(6, 0)))
            continue
        if span(found):
            ends = [100 * found["low"], 100 * found["high"]]
            marks.append(
                Line(ends, [i, i], ink=ink if first else "control", width=3 if first else 2, name=name)
            )
        said = f"{name}: {futures(found['p'])}" + (f", 90 %: {span(found)}" if span(found) else "")
        at = [100 * found["p"]]
        marks.append(Dots(at, [i], ink=ink, size=11 if first else 9, filled=first, name=name, said=[said]))
        marks.append(Words(at[0], i, brief(found["p"]), bold=first, size=12, anchor="middle", shift=(0, -13)))
    bottom = height_of(rows) - BOTTOM
    ticks = tuple((float(n), str(n)) for n in (0, 25, 50, 75, 100))
    return Panel(
        left,
        TOP,
        width - 14,
        bottom,
        Axis(0, 100, ticks, grid=True, title="chance in 100"),
        Axis(len(rows) - 0.35, -0.65),
        marks,
    )


def _short(words: str, left: float) -> str:
    """A note that fits its gutter."""
    most = int(left / 5.2)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def cells(rows: Sequence[Row]) -> tuple[tuple[Cell, ...], ...]:
    """Name, explanation, probability, interval and simulation error, unrounded."""
    keys = ("p", "low", "high", "mc_error")
    return tuple((name, note, *((found or {}).get(key) for key in keys)) for name, note, found in rows)
