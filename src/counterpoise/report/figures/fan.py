"""Observed in front, simulated behind: one panel of history, a cut-off rule, and bands over the futures."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from counterpoise.charts.scale import Scale
from counterpoise.charts.svg import area, circle, line, polyline, rect
from counterpoise.report.figures.figure import Cell
from counterpoise.telling.reader import Band

__all__ = ["fan", "fan_rows"]


def fan(
    x: Scale,
    y: Scale,
    past: tuple[Sequence[int], Sequence[float]],
    future: Band | None,
    *,
    hue: str = "",
    ground: bool = True,
    points: bool = False,
) -> list[Markup]:
    """Draw one panel: solid ink for what was observed, a tinted ground and dashes for what is simulated.

    Args:
        x: Years to pixels.
        y: Values to pixels.
        past: Observed years and values; not a number where nothing was observed.
        future: Quantiles of the futures, or None.
        hue: Extra class for bands and median, to tell two fans in one panel apart.
        ground: Whether to tint the simulated years (once per panel).
        points: Whether observed values are points (sparse) rather than a line.

    Returns:
        Elements, back to front.
    """
    marks: list[Markup] = []
    if future:
        xs = [x(year) for year in future.years]
        rows = {level: [y(value) for value in values] for level, values in future.levels.items()}
        if ground:
            marks.append(rect(xs[0], y.end, xs[-1] - xs[0], y.start - y.end, "ground"))
        marks.append(area(xs, rows[0.05], rows[0.95], f"band90 {hue}"))
        marks.append(area(xs, rows[0.25], rows[0.75], f"band50 {hue}"))
        if ground:
            marks.append(line(xs[0], y.start, xs[0], y.end, "rule"))
        marks.append(polyline(zip(xs, rows[0.5], strict=True), f"median {hue}"))
    seen = [(x(year), y(value)) for year, value in zip(*past, strict=True)]
    if points:
        marks += [circle(px, py, 1.6, f"seen {hue}") for px, py in seen if py == py]
    else:
        marks.append(polyline(seen, f"observed {hue}"))
    return marks


def fan_rows(past: tuple[Sequence[int], Sequence[float]], future: Band | None) -> list[tuple[Cell, ...]]:
    """The numbers of a panel: year, kind, median or observed value, 50 % and 90 % ends."""
    rows: list[tuple[Cell, ...]] = [
        (year, "observed", value, None, None, None, None)
        for year, value in zip(*past, strict=True)
        if value == value
    ]
    if future:
        for i, year in enumerate(future.years):
            at = [future.levels[level][i] for level in (0.5, 0.25, 0.75, 0.05, 0.95)]
            rows.append((year, "simulated", *(None if value != value else value for value in at)))
    return rows
