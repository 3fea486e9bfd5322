"""The marks that charts are made of: plain values in data coordinates, with no renderer in sight.

A chart is a few panels; a panel is two linear axes, a place on the sheet and marks from back to front.  What
shall be logarithmic is put in logarithms by the view, which also writes its ticks: so both renderers agree.
Inks are roles of :mod:`counterpoise.charts.palette`, never colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from counterpoise.telling.words import curly

__all__ = [
    "Anchor",
    "Axis",
    "Band",
    "Dash",
    "Dots",
    "Line",
    "Mark",
    "Panel",
    "Pattern",
    "Shape",
    "Words",
    "box",
]

Pattern = Literal["", "judged", "both", "nodata"]
Dash = Literal["solid", "dash", "dot"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis with its own ticks.

    Attributes:
        low: Value at the start (left or bottom).
        high: Value at the end; may be below ``low``, which turns the axis round.
        ticks: Values and their words.
        grid: Whether ticks draw hairlines across the panel.
        title: What it measures, with its unit; also read out.
    """

    low: float
    high: float
    ticks: Sequence[tuple[float, str]] = ()
    grid: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line; a coordinate that is not a number is a gap, never a bridge."""

    xs: Sequence[float]
    ys: Sequence[float]
    ink: str = "ink"
    width: float = 1.5
    dash: Dash = "solid"
    name: str = ""
    said: Sequence[str] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """The ground between two lines over the same xs."""

    xs: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    ink: str = "band90"
    opacity: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Dots:
    """Points: filled or open, of one size in pixels, each with its sentence and, where it is a state, its code."""

    xs: Sequence[float]
    ys: Sequence[float]
    ink: str = "ink"
    size: float = 8.0
    filled: bool = True
    name: str = ""
    said: Sequence[str] = ()
    keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """Filled rings in data coordinates: bars, cells of a matrix, states on a map.

    Attributes:
        rings: Each a sequence of points.
        ink: Role of the fill; empty for none.
        pattern: ``judged`` or ``both`` stripes, ``nodata`` hatching; empty for plain.
        opacity: Of the fill.
        edge: Role of the outline; empty for none.
        edge_width: Of the outline.
        dashed: Whether the outline is dashed.
        said: Its sentence, for a pointer or a keyboard.
        key: Code of the state, theatre or claim it stands for: linked highlighting goes by it.
    """

    rings: Sequence[Sequence[tuple[float, float]]]
    ink: str = "apart"
    pattern: Pattern = ""
    opacity: float = 1.0
    edge: str = ""
    edge_width: float = 1.0
    dashed: bool = False
    said: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Text at a point; ``shift`` moves it by pixels (right, down) from there."""

    x: float
    y: float
    text: str
    ink: str = "ink"
    size: float = 12.5
    bold: bool = False
    anchor: Anchor = "start"
    shift: tuple[float, float] = (0.0, 0.0)
    halo: bool = False
    key: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", curly(self.text))


Mark = Line | Band | Dots | Shape | Words


@dataclass(frozen=True, slots=True)
class Panel:
    """Two axes, where they stand on the sheet, and marks from back to front.

    Attributes:
        left: Pixel of the left edge on the chart's own sheet.
        top: Pixel of the top edge.
        right: Pixel of the right edge.
        bottom: Pixel of the bottom edge.
        x: Horizontal axis.
        y: Vertical axis.
        marks: From back to front.
        same_scale: Whether a unit is as long on both axes (maps, dots).
        name: What the panel shows, for keyboards and screen readers.
    """

    left: float
    top: float
    right: float
    bottom: float
    x: Axis
    y: Axis
    marks: Sequence[Mark] = ()
    same_scale: bool = False
    name: str = ""
    meta: Mapping[str, object] = field(default_factory=dict)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a point.

        >>> Panel(0, 0, 100, 50, Axis(0, 1), Axis(0, 1)).at(0.5, 1)
        (50.0, 0.0)
        """
        across = (x - self.x.low) / (self.x.high - self.x.low)
        up = (y - self.y.low) / (self.y.high - self.y.low)
        return self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top)


def box(x0: float, y0: float, x1: float, y1: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    """One ring round a rectangle.

    >>> box(0, 0, 1, 2)
    (((0, 0), (1, 0), (1, 2), (0, 2)),)
    """
    return (((x0, y0), (x1, y0), (x1, y1), (x0, y1)),)
