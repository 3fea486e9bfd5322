"""A chart for a narrow screen: names above their rows in place of beside them, letters as large as they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from textwrap import wrap

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Mark, Panel, Words

__all__ = ["FITS", "NARROW", "narrow"]

NARROW, FITS = 358.0, 430.0
"""Pixels of a column on a phone, and of a chart that is read there as it is, a little smaller."""

_MARGIN, _LINE, _LETTERS = 8.0, 16.0, 50
"""Left of the panel, height of a line of a name, and letters that it may have."""


def narrow(chart: Chart, width: float = NARROW) -> Chart:
    """The same chart drawn in fewer pixels; as it is where it fits, or where its panels do not stand in one column.

    Rows keep their marks and scales; a name that stood left of its row stands above it.

    Args:
        chart: Any chart.
        width: Pixels of the sheet.
    """
    drawn = chart.panels
    if chart.width <= FITS or not drawn or len({panel.left for panel in drawn}) > 1 or drawn[0].same_scale:
        return chart
    top, panels, end = drawn[0].top, [], drawn[0].top
    for panel in drawn:
        top += panel.top - end
        end = panel.bottom
        panels.append(_reflowed(panel, top, width - (chart.width - panel.right)))
        top = panels[-1].bottom
    return replace(
        chart, panels=tuple(panels), width=width, height=panels[-1].bottom + chart.height - drawn[-1].bottom
    )


def _reflowed(panel: Panel, top: float, right: float) -> Panel:
    """One panel from a new top on, as wide as there is room."""
    named = [mark for mark in panel.marks if isinstance(mark, Words) and _names_a_row(mark, panel)]
    if not named:
        height = panel.bottom - panel.top
        return replace(panel, top=top, right=right, bottom=top + height)
    rows = abs(panel.y.high - panel.y.low)
    step = (panel.bottom - panel.top) / rows
    blocks = {y: _lines([mark for mark in named if mark.y == y], panel.left) for y in {m.y for m in named}}
    extra = _LINE * max(len(lines) for lines in blocks.values())
    lower = extra / 2 / (step + extra) * (1 if panel.y.high > panel.y.low else -1)
    y_axis = Axis(panel.y.low + lower, panel.y.high + lower, panel.y.ticks, panel.y.grid, panel.y.title)
    above = [
        replace(mark, shift=(dx, -(step + extra) / 2 - extra / 2 + _LINE * (k + 0.6)), halo=True)
        for lines in blocks.values()
        for k, line in enumerate(lines)
        for dx, mark in line
    ]
    marks: list[Mark] = [mark for mark in panel.marks if not _names_a_row(mark, panel)]
    return replace(
        panel,
        left=_MARGIN,
        top=top,
        right=right,
        bottom=top + rows * (step + extra),
        y=y_axis,
        marks=(*marks, *above),
    )


def _names_a_row(mark: Mark, panel: Panel) -> bool:
    """Whether words stand in the column left of the panel."""
    return isinstance(mark, Words) and mark.shift[0] < -0.05 * panel.left and mark.anchor == "start"


def _lines(named: Iterable[Words], left: float) -> list[list[tuple[float, Words]]]:
    """The words of a row by line, each with its place from the panel's new left edge."""
    by_line: dict[float, list[Words]] = {}
    for mark in named:
        by_line.setdefault(mark.shift[1], []).append(mark)
    found = []
    for _, words in sorted(by_line.items()):
        first: list[tuple[float, Words]] = []
        rest: list[list[tuple[float, Words]]] = []
        for mark in words:
            across = mark.shift[0] + left - _MARGIN
            head, *more = wrap(mark.text, _LETTERS) or [mark.text]
            first.append((across, replace(mark, text=head)))
            rest += [[(across, replace(mark, text=line))] for line in more]
        found += [first, *rest]
    return found
