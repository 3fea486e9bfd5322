"""Lost is not the same as ruled: the four grades of dominance, by story and year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.marks import Axis, Mark, Panel, Pattern, Shape, Words, box
from counterpoise.telling.reader import milestones, number
from counterpoise.telling.words import GRADES, apportion

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["grades"]

STORIES = {"simple": "Simple story", "full": "Full story"}
STEP, LEFT, WIDTH = 32.0, 126.0, 560.0
_DRESS: dict[str, tuple[str, Pattern, str]] = {
    "contested": ("patron", "", "on-dark"),
    "primacy": ("leaning-patron", "both", "ink"),
    "sphere": ("leaning-challenger", "", "ink"),
    "hegemony": ("challenger", "", "on-dark"),
}


def grades(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """How far the challenger gets: share of futures by grade of dominance, story and year; None where unknown.

    Contested means that the balance holds; primacy, sphere and hegemony are lost to a growing degree, by the
    definition of :mod:`counterpoise.analysis.verdict`.  Shares run from 0 to 1 and sum to 1 by row.

    Args:
        answer: The answer.
        views: Not needed.
    """
    marks: list[Mark] = []
    rows: list[tuple[Cell, ...]] = []
    said: list[str] = []
    for story, name in STORIES.items():
        for year in milestones(answer):
            shares = [number(answer, "grades", story, year, grade) for grade in GRADES]
            known = [value for value in shares if value is not None]
            if len(known) == len(GRADES) and sum(known) > 0:
                counts = apportion(known)
                marks += _bar(len(rows), f"{name}, {year}", story == "full", known, counts)
                told = ", ".join(f"{grade} {n}" for grade, n in zip(GRADES, counts, strict=True))
                said.append(f"{name.lower()} {year}: {told}")
                rows.append((name, int(year), *known))
    if not rows:
        return None
    bottom = 4 + STEP * len(rows)
    bars = Panel(LEFT, 4, WIDTH - 4, bottom, Axis(0, 100), Axis(len(rows) - 0.5, -0.5), marks)
    legend: list[Mark] = []
    for i, grade in enumerate(GRADES):
        ink, pattern, _ = _DRESS[grade]
        legend.append(Shape(box(i, 0.15, i + 0.13, 0.85), ink, pattern))
        legend.append(Words(i + 0.13, 0.5, grade, "muted", shift=(6, 0)))
    key = Panel(LEFT, bottom + 8, WIDTH - 4, bottom + 26, Axis(0, 4), Axis(1, 0), legend)
    return Chart(
        name="grades",
        title="Lost is not the same as ruled: four grades of dominance",
        lead="Futures in 100 by grade; contested means that the balance holds",
        caption="Shares of simulated futures, no interval of their own (level: none); that of “contested” is "
        "the answer’s.",
        alt=f"Grades of dominance. {'; '.join(said)}.",
        columns=("story", "year", *GRADES),
        rows=tuple(rows),
        panels=(bars, key),
        width=WIDTH,
        height=bottom + 30,
        simulated=True,
    )


def _bar(row: int, label: str, bold: bool, shares: list[float], counts: list[int]) -> list[Mark]:
    """One story in one year."""
    marks: list[Mark] = [Words(0, row, label, bold=bold, shift=(2 - LEFT, 0))]
    at = 0.0
    for grade, share, n in zip(GRADES, shares, counts, strict=True):
        size = 100 * share / sum(shares)
        ink, pattern, on = _DRESS[grade]
        rings = box(at, row - 0.34, at + max(size - 0.2, 0.0), row + 0.34)
        marks.append(Shape(rings, ink, pattern, said=f"{label}: {GRADES[grade]} {n} of 100"))
        if size > 5:
            middle = at + size / 2
            if pattern:  # a numeral on stripes needs a ground of its own
                marks.append(Shape(box(middle - 2.3, row - 0.27, middle + 2.3, row + 0.27), "paper"))
            marks.append(Words(middle, row, str(n), on, 12, True, "middle"))
        at += size
    return marks
