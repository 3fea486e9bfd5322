"""Charts for the screen: plain plotly JSON from marks, built without plotly in a few milliseconds.

Maps are filled lines on plain axes: plotly's own map traces ask a distant server for outlines.  Every colour is
given outright, and every layout is new, since plotly.js writes into what it is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.marks import Axis, Band, Dots, Line, Mark, Panel, Shape, Words
from counterpoise.charts.palette import LINED, LINED_MAPS, SANS, Theme, colour, faded

if TYPE_CHECKING:
    from counterpoise.charts.chart import Chart

__all__ = ["figure"]

_STRIPES = {"judged": ("paper", "challenger"), "both": ("leaning-patron", "challenger")}
_DASH = {"solid": "solid", "dash": "dash", "dot": "dot"}


def figure(chart: Chart, theme: Theme) -> dict[str, Any]:
    """Data and layout of one chart; every number is a float, an int or None, so that it is plain JSON."""
    gutter = _gutter(chart)
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = _ground(chart, theme, gutter)
    for place, panel in enumerate(chart.panels, start=1):
        name = "" if place == 1 else str(place)
        layout[f"xaxis{name}"], layout[f"yaxis{name}"] = _axes(chart, panel, name, theme, gutter)
        for mark in panel.marks:
            if isinstance(mark, Words):
                notes.append(_note(mark, name, theme))
            else:
                lines = _lines(mark, theme) if chart.name in LINED_MAPS else {}
                data.append({**_trace(mark, theme), **lines, "xaxis": f"x{name}", "yaxis": f"y{name}"})
    layout["annotations"] = notes
    return {"data": data, "layout": layout}


def _gutter(chart: Chart) -> tuple[float, float, float, float]:
    """Pixels left, top, right and bottom of all panels: room for words that a narrow screen must not squeeze."""
    return (
        min(panel.left for panel in chart.panels),
        min(panel.top for panel in chart.panels),
        chart.width - max(panel.right for panel in chart.panels),
        chart.height - max(panel.bottom for panel in chart.panels),
    )


def _ground(chart: Chart, theme: Theme, gutter: tuple[float, float, float, float]) -> dict[str, Any]:
    left, top, right, bottom = gutter
    return {
        "autosize": True,
        "height": chart.height,
        "margin": {"l": left, "t": top, "r": right, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": SANS, "size": 12.5, "color": colour("ink", theme)},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colour("paper", theme),
            "bordercolor": colour("highlight", theme),
            "font": {"family": SANS, "size": 12.5, "color": colour("ink", theme)},
        },
        "dragmode": False,
        "meta": {
            "name": chart.name,
            "title": chart.heading,
            "lead": chart.lead,
            "caption": chart.caption,
            "alt": chart.alt,
            "width": chart.width,
            "height": chart.height,
        },
    }


def _axes(
    chart: Chart, panel: Panel, name: str, theme: Theme, gutter: tuple[float, float, float, float]
) -> tuple[dict[str, Any], dict[str, Any]]:
    left, top, right, bottom = gutter
    wide, high = chart.width - left - right, chart.height - top - bottom
    across = [(panel.left - left) / wide, (panel.right - left) / wide]
    up = [1 - (panel.bottom - top) / high, 1 - (panel.top - top) / high]
    # years stand below the lowest word of the values
    clear = {"ticks": "outside", "ticklen": 5, "tickcolor": "rgba(0,0,0,0)"}
    x = {**_axis(panel.x, theme), **clear, "domain": _unit(across), "anchor": f"y{name}"}
    y = {**_axis(panel.y, theme), "domain": _unit(up), "anchor": f"x{name}"}
    if panel.same_scale:
        y |= {"scaleanchor": f"x{name}", "scaleratio": 1, "constrain": "domain"}
        x |= {"constrain": "domain"}
    return x, y


def _unit(ends: Sequence[float]) -> list[float]:
    return [round(min(max(end, 0.0), 1.0), 6) for end in ends]


def _axis(axis: Axis, theme: Theme) -> dict[str, Any]:
    return {
        "range": [axis.low, axis.high],
        "fixedrange": True,
        "zeroline": False,
        "showline": False,
        "showgrid": axis.grid,
        "gridcolor": colour("hair", theme),
        "gridwidth": 1,
        "tickmode": "array",
        "tickvals": [value for value, _ in axis.ticks],
        "ticktext": [words for _, words in axis.ticks],
        "showticklabels": bool(axis.ticks),
        "tickfont": {"size": 11, "color": colour("muted", theme)},
        "ticks": "",
        "automargin": False,
        "title": {"text": ""},
    }


def _plain(values: Iterable[float]) -> list[float | None]:
    """Numbers that JSON knows: what is not a number becomes null, which plotly leaves open."""
    return [float(value) if math.isfinite(value) else None for value in values]


def _trace(mark: Line | Band | Dots | Shape, theme: Theme) -> dict[str, Any]:
    drawn = _MAKERS[type(mark)](mark, theme)
    return {"type": "scatter", "showlegend": False, "cliponaxis": False, **drawn}


def _line(mark: Line, theme: Theme) -> dict[str, Any]:
    hover = {"text": list(mark.said), "hoverinfo": "text"} if mark.said else {"hoverinfo": "skip"}
    return {
        "mode": "lines",
        "x": _plain(mark.xs),
        "y": _plain(mark.ys),
        "line": {"color": colour(mark.ink, theme), "width": mark.width, "dash": _DASH[mark.dash]},
        "connectgaps": False,
        "name": mark.name,
        **({"meta": {"key": mark.key}} if mark.key else {}),
        **hover,
    }


def _band(mark: Band, theme: Theme) -> dict[str, Any]:
    kept = [
        row for row in zip(mark.xs, mark.low, mark.high, strict=True) if all(math.isfinite(v) for v in row)
    ]
    return {
        "mode": "none",
        "fill": "toself",
        "x": [float(x) for x, _, _ in kept] + [float(x) for x, _, _ in reversed(kept)],
        "y": [float(low) for _, low, _ in kept] + [float(high) for _, _, high in reversed(kept)],
        "fillcolor": faded(mark.ink, theme, mark.opacity),
        "hoverinfo": "skip",
        "name": mark.name,
    }


def _dots(mark: Dots, theme: Theme) -> dict[str, Any]:
    ink = colour(mark.ink, theme)
    return {
        "mode": "markers",
        "x": _plain(mark.xs),
        "y": _plain(mark.ys),
        "marker": {
            "size": mark.size,
            "color": ink if mark.filled else colour("paper", theme),
            "line": {"color": ink, "width": 0 if mark.filled else 1.8},
        },
        "name": mark.name,
        **({"customdata": list(mark.keys)} if mark.keys else {}),
        **({"text": list(mark.said), "hoverinfo": "text"} if mark.said else {"hoverinfo": "skip"}),
    }


def _shape(mark: Shape, theme: Theme) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in mark.rings:
        if xs:
            xs.append(None)
            ys.append(None)
        xs += [float(x) for x, _ in ring] + [float(ring[0][0])]
        ys += [float(y) for _, y in ring] + [float(ring[0][1])]
    drawn: dict[str, Any] = {
        "mode": "lines",
        "x": xs,
        "y": ys,
        "fill": "toself",
        "fillcolor": faded(mark.ink, theme, mark.opacity) if mark.ink else "rgba(0,0,0,0)",
        "line": {
            "color": colour(mark.edge, theme) if mark.edge else "rgba(0,0,0,0)",
            "width": mark.edge_width if mark.edge else 0,
            "dash": "dot" if mark.dashed else "solid",
        },
        "hoveron": "fills",
        "text": mark.said,
        "hoverinfo": "text" if mark.said else "skip",
        "name": mark.key,
    }
    if mark.key:
        drawn["meta"] = {"key": mark.key}
    if mark.pattern in _STRIPES:
        ground, stripe = _STRIPES[mark.pattern]
        drawn["fillpattern"] = {
            "shape": "/",
            "bgcolor": faded(ground, theme, mark.opacity),
            "fgcolor": faded(stripe, theme, mark.opacity),
            "size": 6,
            "solidity": 0.5,
        }
    elif mark.pattern == "nodata":
        drawn["fillpattern"] = {
            "shape": "x",
            "bgcolor": colour("paper", theme),
            "fgcolor": colour("control", theme),
            "size": 7,
            "solidity": 0.15,
        }
    return drawn


def _lines(mark: Mark, theme: Theme) -> dict[str, Any]:
    """On a map the challenger's side is lined."""
    if not isinstance(mark, Shape) or mark.pattern or mark.ink not in LINED:
        return {}
    ground, line = faded(mark.ink, theme, mark.opacity), colour("paper", theme)
    return {"fillpattern": {"shape": "/", "bgcolor": ground, "fgcolor": line, "size": 6, "solidity": 0.15}}


_MAKERS: dict[type[Mark], Any] = {Line: _line, Band: _band, Dots: _dots, Shape: _shape}


def _note(mark: Words, name: str, theme: Theme) -> dict[str, Any]:
    """Words as an annotation: it may stand outside its panel."""
    words = _escaped(mark.text)
    return {
        "x": mark.x,
        "y": mark.y,
        "xref": f"x{name}",
        "yref": f"y{name}",
        "text": f"<b>{words}</b>" if mark.bold else words,
        "showarrow": False,
        "xanchor": {"start": "left", "middle": "center", "end": "right"}[mark.anchor],
        "yanchor": "middle",
        "xshift": mark.shift[0],
        "yshift": -mark.shift[1],
        "font": {"size": mark.size, "color": colour(mark.ink, theme)},
        "borderpad": 0,
        **({"bgcolor": faded("paper", theme, 0.6)} if mark.halo else {}),
        **({"name": mark.key} if mark.key else {}),
    }


def _escaped(words: str) -> str:
    """Words of an answer stay words: plotly reads tags in its text."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
