"""Charts on paper: SVG from the same marks as the screen, and PNG or PDF by way of typst."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import Markup

from counterpoise.charts.marks import Band, Dots, Line, Mark, Panel, Shape, Words
from counterpoise.charts.palette import LINED, LINED_MAPS, SANS, Theme, colour
from counterpoise.charts.svg import area, el, image, polyline

if TYPE_CHECKING:
    from counterpoise.charts.chart import Chart

__all__ = ["sheet", "svg"]

_DASH = {"solid": None, "dash": "5 3", "dot": "1.5 3"}


def svg(chart: Chart, theme: Theme = "light", fonts: str = SANS) -> Markup:
    """The drawing as one SVG element; the same chart gives the same bytes."""
    parts: list[Markup] = _patterns(chart, theme)
    for panel in chart.panels:
        parts += _frame(panel, theme)
        parts += [_drawn(mark, panel, theme, chart.name) for mark in panel.marks]
    return image(
        chart.width,
        chart.height,
        chart.alt,
        *parts,
        font_family=fonts,
        font_size=12.5,
        fill=colour("ink", theme),
    )


def _frame(panel: Panel, theme: Theme) -> list[Markup]:
    """Hairlines and the words of the ticks."""
    marks = []
    for value, words in panel.x.ticks:
        x, _ = panel.at(value, panel.y.low)
        if panel.x.grid:
            marks.append(_rule(x, panel.top, x, panel.bottom, theme))
        marks.append(_text(x, panel.bottom + 14, words, "middle", theme))
    for value, words in panel.y.ticks:
        _, y = panel.at(panel.x.low, value)
        if panel.y.grid:
            marks.append(_rule(panel.left, y, panel.right, y, theme))
        marks.append(_text(panel.left - 6, y + 4, words, "end", theme))
    return marks


def _rule(x1: float, y1: float, x2: float, y2: float, theme: Theme) -> Markup:
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour("hair", theme), stroke_width=1)


def _text(x: float, y: float, words: str, anchor: str, theme: Theme) -> Markup:
    return el("text", words, x=x, y=y, font_size=11, text_anchor=anchor, fill=colour("muted", theme))


def _drawn(mark: Mark, panel: Panel, theme: Theme, name: str) -> Markup:
    if isinstance(mark, Line):
        return _line(mark, panel, theme)
    if isinstance(mark, Band):
        return _band(mark, panel, theme)
    if isinstance(mark, Dots):
        return _dots(mark, panel, theme)
    if isinstance(mark, Shape):
        return _shape(mark, panel, theme, name)
    return _words(mark, panel, theme)


def _line(mark: Line, panel: Panel, theme: Theme) -> Markup:
    points = [
        panel.at(x, y) if math.isfinite(x) and math.isfinite(y) else (math.nan, math.nan)
        for x, y in zip(mark.xs, mark.ys, strict=True)
    ]
    said = [el("title", mark.said[0])] if mark.key and mark.said else []
    return el(
        "g",
        *said,
        polyline(points, None),
        fill="none",
        data_key=mark.key or None,
        stroke=colour(mark.ink, theme),
        stroke_width=mark.width,
        stroke_dasharray=_DASH[mark.dash],
        stroke_linejoin="round",
    )


def _band(mark: Band, panel: Panel, theme: Theme) -> Markup:
    rows = [
        (panel.at(x, low), panel.at(x, high))
        for x, low, high in zip(mark.xs, mark.low, mark.high, strict=True)
    ]
    drawn = area(
        [low[0] for low, _ in rows], [low[1] for low, _ in rows], [high[1] for _, high in rows], None
    )
    return el("g", drawn, fill=colour(mark.ink, theme), fill_opacity=_whole(mark.opacity))


def _dots(mark: Dots, panel: Panel, theme: Theme) -> Markup:
    ink = colour(mark.ink, theme)
    dots = []
    for i, (x, y) in enumerate(zip(mark.xs, mark.ys, strict=True)):
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        across, down = panel.at(x, y)
        said = [el("title", mark.said[i])] if i < len(mark.said) and mark.said[i] else []
        key = mark.keys[i] if i < len(mark.keys) else None
        radius = mark.size / 2 - (0 if mark.filled else 0.8)
        dots.append(el("circle", *said, cx=across, cy=down, r=radius, data_key=key or None))
    if mark.filled:
        return el("g", *dots, fill=ink)
    return el("g", *dots, fill=colour("paper", theme), stroke=ink, stroke_width=1.6)


def _shape(mark: Shape, panel: Panel, theme: Theme, name: str) -> Markup:
    drawn = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (panel.at(*point) for point in ring)) + "Z"
        for ring in mark.rings
    )
    fill = colour(mark.ink, theme) if mark.ink else "none"
    lined = (
        theme != "page" and name in LINED_MAPS and mark.ink in LINED
    )  # a page's own style lines what it paints
    pattern = mark.pattern or (f"{mark.ink}-lined" if lined else "")
    return el(
        "path",
        *([el("title", mark.said)] if mark.said else []),
        d=drawn,
        fill=f"url(#{name}-{pattern})" if pattern else fill,
        fill_opacity=_whole(mark.opacity),
        stroke=colour(mark.edge, theme) if mark.edge else None,
        stroke_width=mark.edge_width if mark.edge else None,
        stroke_dasharray="2 2" if mark.dashed else None,
        data_key=mark.key or None,
    )


def _words(mark: Words, panel: Panel, theme: Theme) -> Markup:
    x, y = panel.at(mark.x, mark.y)
    halo: dict[str, str | float] = (
        {
            "paint_order": "stroke",
            "stroke": colour("paper", theme),
            "stroke_width": 0.26 * mark.size,
            "stroke_linejoin": "round",
        }
        if mark.halo
        else {}
    )
    return el(
        "text",
        mark.text,
        x=x + mark.shift[0],
        y=y + mark.shift[1] + 0.35 * mark.size,
        font_size=mark.size if mark.size != 12.5 else None,
        font_weight=600 if mark.bold else None,
        text_anchor=mark.anchor if mark.anchor != "start" else None,
        fill=colour(mark.ink, theme) if mark.ink != "ink" else None,
        data_key=mark.key or None,
        **halo,
    )


def _whole(opacity: float) -> float | None:
    return None if opacity == 1.0 else opacity


_MAPS = ("map", "turned")
"""Charts whose page may paint states otherwise than they were drawn, with any pattern."""

_STRIPES: dict[str, tuple[str, str, float]] = {
    "judged": ("paper", "challenger", 3.0),
    "both": ("leaning-patron", "challenger", 3.0),
    "nodata": ("paper", "control", 1.0),
}
"""Ground, stripe and its width: of what is judged, of states tied to both sides, and of what is not known."""


def _patterns(chart: Chart, theme: Theme) -> list[Markup]:
    """The stripes that a chart needs."""
    name = chart.name
    used = {mark.pattern for panel in chart.panels for mark in panel.marks if isinstance(mark, Shape)}
    stripes: dict[str, tuple[str, str, float]] = {kind: row for kind, row in _STRIPES.items() if kind in used}
    if name.startswith(_MAPS):
        stripes = _STRIPES | {f"{ink}-lined": (ink, "paper", 1.1) for ink in LINED}
    if not stripes:
        return []

    def pattern(kind: str, ground: str, stripe: str, wide: float) -> Markup:
        return el(
            "pattern",
            el("rect", width=6, height=6, fill=colour(ground, theme)),
            el("rect", width=wide, height=6, fill=colour(stripe, theme)),
            id=f"{name}-{kind}",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )

    return [el("defs", *(pattern(kind, *row) for kind, row in stripes.items()))]


def sheet(chart: Chart, kind: str, scale: float = 2.0) -> bytes:
    """Title, drawing and caption on a sheet of their own, as ``png`` or ``pdf``."""
    from counterpoise.charts.typeset import single

    return single(chart, kind, scale)
