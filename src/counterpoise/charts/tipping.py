"""What would it take: the chance over two parameters, the line where it is even, and where we think we are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.contour import segments
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Shape, Words, box
from counterpoise.charts.scale import ticks
from counterpoise.charts.tipping_words import belief_sentence, crossings, gain_sentence
from counterpoise.telling.reader import Z90
from counterpoise.telling.words import futures, join, percent

__all__ = ["tipping", "tipping_of"]

_STEPS = (
    "challenger",
    "leaning-challenger",
    "warm50",
    "warm90",
    "band90",
    "band50",
    "leaning-patron",
    "patron",
)
"""Chance in eighths, from nought to one: warm where the balance is lost more often than not."""


def tipping(
    xs: Sequence[float],
    ys: Sequence[float],
    chance: Sequence[Sequence[float]],
    *,
    x_name: str,
    y_name: str,
    low: Sequence[Sequence[float]] | None = None,
    high: Sequence[Sequence[float]] | None = None,
    draws: tuple[Sequence[float], Sequence[float]] | None = None,
    now: tuple[float, float] | None = None,
    outcome: str = "the balance holds",
    year: int | str = 2045,
    y_marks: Sequence[tuple[float, str]] = (),
    y_title: str = "",
) -> Chart:
    """The tipping map.

    Args:
        xs: Values of the first parameter.
        ys: Values of the second.
        chance: Chance of the outcome, ``chance[row of y][column of x]``.
        x_name: What the first parameter is called.
        y_name: What the second is called.
        low: Lower end of its 90 % interval on the same grid; draws one edge of the contour's band.
        high: Upper end.
        draws: Draws of both parameters from what we know of them.
        now: The central estimate.
        outcome: What the chance is of.
        year: When.
        y_marks: Values of the second parameter that the axis names, each with its words; round numbers without.
        y_title: What the axis is called then.

    Raises:
        ValueError: If the grid is not ``len(ys)`` rows of ``len(xs)`` values.
    """
    grid = [[float(value) for value in row] for row in chance]
    if len(grid) != len(ys) or any(len(row) != len(xs) for row in grid) or min(len(xs), len(ys)) < 2:
        raise ValueError(f"The grid must have {len(ys)} rows of {len(xs)} values, and two of each at least.")
    across, up = _edges(xs), _edges(ys)
    marks: list[Mark] = []
    for j, (y, row) in enumerate(zip(ys, grid, strict=True)):
        for i, (x, value) in enumerate(zip(xs, row, strict=True)):
            known = value == value
            said = f"{x_name} {x:.3g}, {y_name} {y:.3g}: " + (
                f"{outcome} in {futures(value)}" if known else "no data"
            )
            ink = _STEPS[min(int(8 * value), 7)] if known else "paper"
            rings = box(across[i], up[j], across[i + 1], up[j + 1])
            marks.append(Shape(rings, ink, "" if known else "nodata", edge=ink, edge_width=0.6, said=said))
    if draws is not None:
        inside = [(x, y) for x, y in zip(*draws, strict=True) if _within(x, across) and _within(y, up)]
        marks.append(Dots([x for x, _ in inside], [y for _, y in inside], "ink", 2.6, True, "what we know"))
    for surface, width in ((grid, 2.4), (low, 1.0), (high, 1.0)):
        if surface is not None:
            marks += _contour(xs, ys, surface, width)
    if now is not None:
        marks.append(
            Dots(
                [now[0]], [now[1]], "ink", 12, False, "now", [f"Central estimate: {now[0]:.3g}, {now[1]:.3g}"]
            )
        )
    x_axis = Axis(across[0], across[-1], tuple((v, f"{v:g}") for v in ticks(xs[0], xs[-1], 5)), title=x_name)
    rounded = tuple((v, f"{v:g}") for v in ticks(ys[0], ys[-1], 5))
    y_axis = Axis(up[0], up[-1], tuple(y_marks) or rounded, title=y_title or y_name)
    marks.append(Words(x_axis.low, y_axis.high, y_title or y_name, size=12, shift=(-44, -14)))
    marks.append(Words(x_axis.high, y_axis.low, x_name, size=12, anchor="end", shift=(0, 32)))
    flat = [value for row in grid for value in row if math.isfinite(value)]
    return Chart(
        name="tipping",
        title="What it takes to turn the odds",
        lead=f"Chance in 100 that {outcome} to {year}, over {x_name} and {y_name}",
        caption="Thick line: even odds (50 in 100)."
        + (
            " Thin lines: even odds at either end of the chance’s 90 % interval of simulation error."
            if low is not None
            else " No interval (level: none)."
        )
        + (" Points: draws from what we know of both." if draws is not None else "")
        + (" Ring: the central estimate." if now is not None else ""),
        alt=f"Chance that {outcome} to {year} over {x_name} ({xs[0]:.3g} to {xs[-1]:.3g}) and {y_name} "
        f"({ys[0]:.3g} to {ys[-1]:.3g}): from {percent(min(flat, default=math.nan)) if flat else 'no'} to "
        f"{percent(max(flat)) if flat else 'no'} of 100 (simulated)."
        + (f" {_turns(xs, ys, grid, now, (x_name, y_name))}" if now is not None else ""),
        columns=(x_name, y_name, "probability", "90 % low", "90 % high"),
        rows=tuple(_rows(xs, ys, grid, low, high)),
        panels=(Panel(50, 28, 380, 288, x_axis, y_axis, marks), _legend()),
        width=470,
        height=330,
        simulated=True,
    )


def _turns(
    xs: Sequence[float],
    ys: Sequence[float],
    grid: Sequence[Sequence[float]],
    now: tuple[float, float],
    names: tuple[str, str],
) -> str:
    """Where the odds turn, in words, if one of the two moves and the other stays at the nearest value on the map."""
    i = min(range(len(xs)), key=lambda k: abs(xs[k] - now[0]))
    j = min(range(len(ys)), key=lambda k: abs(ys[k] - now[1]))
    told = []
    for name, value, at, shares in (
        (names[1], now[1], ys, [row[i] for row in grid]),
        (names[0], now[0], xs, list(grid[j])),
    ):
        found = crossings(at, shares)
        where = (
            f"the odds turn at {join([f'{v:.2g}' for v in found])}"
            if found
            else "no value on the map turns the odds"
        )
        told.append(f"along {name}, now {value:.2g}, {where}")
    return f"With the other where it is: {'; '.join(told)}."


def tipping_of(found: Mapping[str, Any]) -> Chart:
    """The tipping map of gain and doubt, from what ``counterpoise tipping`` writes as ``map``.

    Args:
        found: ``gain``, ``doubt``, ``share`` and ``se`` on the grid ``[doubt][gain]``, quantiles of both
            parameters, members ``drawn`` on the map, and the ``year``.
    """
    low, high = (
        [
            [min(max(p + sign * Z90 * e, 0.0), 1.0) for p, e in zip(row, errors, strict=True)]
            for row, errors in zip(found["share"], found["se"], strict=True)
        ]
        for sign in (-1, 1)
    )
    drawn, believed = found.get("drawn") or [], found.get("commitment") or []
    middles = [dict(found.get(f"{name}_quantiles") or {}).get("0.5") for name in ("gain", "doubt")]
    chart = tipping(
        found["gain"],
        found["doubt"],
        found["share"],
        x_name="gain of balancing",
        y_name="long-run doubt about the patron (in log-odds)",
        low=low,
        high=high,
        draws=([row[0] for row in drawn], [row[1] for row in drawn]) if drawn else None,
        now=(middles[0], middles[1]) if middles[0] is not None and middles[1] is not None else None,
        year=found["year"],
        y_marks=[
            (doubt, f"{100 * share:.0f} %") for doubt, share in zip(found["doubt"], believed, strict=True)
        ]
        if believed
        else (),
        y_title="belief in the patron’s treaties, in the long run" if believed else "",
    )
    words = " ".join(part for part in (belief_sentence(found), gain_sentence(found)) if part)
    return replace(
        chart,
        lead=f"{chart.lead}. {_AXES}",
        caption=f"{chart.caption} {_counted(found)}".strip(),
        alt=f"{chart.alt} {words}".strip(),
    )


_AXES = (
    "To the right, states answer danger more strongly; "
    "upwards, doubt about the patron grows and its treaties are believed less"
)


def _counted(found: Mapping[str, Any]) -> str:
    """How many futures each cell rests on, and how far its chance may be off for that alone."""
    if not found.get("members"):
        return ""
    worst = max(float(error) for row in found["se"] for error in row)
    cells = len(found["gain"]) * len(found["doubt"])
    return (
        f"{cells} cells of {found['members']:,} futures each, all under the same luck; simulation error (90 %) of a "
        f"cell: up to ±{100 * Z90 * worst:.0f} futures in 100. All other parameters stay as uncertain as they are."
    )


def _edges(values: Sequence[float]) -> list[float]:
    """Edges of cells round values that need not be even: halfway to the neighbours, and as far beyond the ends."""
    middles = [(a + b) / 2 for a, b in pairwise(values)]
    return [2 * values[0] - middles[0], *middles, 2 * values[-1] - middles[-1]]


def _within(value: float, edges: Sequence[float]) -> bool:
    return min(edges[0], edges[-1]) <= value <= max(edges[0], edges[-1])


def _contour(
    xs: Sequence[float], ys: Sequence[float], surface: Sequence[Sequence[float]], width: float
) -> list[Mark]:
    """Even odds as one line of pieces."""
    across: list[float] = []
    up: list[float] = []
    for (x0, y0), (x1, y1) in segments(xs, ys, surface, 0.5):
        across += [x0, x1, math.nan]
        up += [y0, y1, math.nan]
    return [Line(across, up, "ink", width, name="even odds")] if across else []


def _legend() -> Panel:
    marks: list[Mark] = [Words(0, 8, "in 100", "muted", 11, shift=(0, -8))]
    for k, ink in enumerate(_STEPS):
        marks.append(Shape(box(0, k + 0.04, 0.24, k + 0.96), ink))
        marks.append(
            Words(0.24, k + 0.5, f"{12.5 * k:.0f} to {12.5 * (k + 1):.0f}", "muted", 11, shift=(5, 0))
        )
    return Panel(394, 60, 466, 250, Axis(0, 1), Axis(0, 8), marks)


def _rows(
    xs: Sequence[float],
    ys: Sequence[float],
    grid: Sequence[Sequence[float]],
    low: Sequence[Sequence[float]] | None,
    high: Sequence[Sequence[float]] | None,
) -> list[tuple[Cell, ...]]:
    return [
        (
            float(x),
            float(y),
            grid[j][i],
            float(low[j][i]) if low else None,
            float(high[j][i]) if high else None,
        )
        for j, y in enumerate(ys)
        for i, x in enumerate(xs)
    ]
