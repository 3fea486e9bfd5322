"""Why the answer moved since an earlier one: facts, releases, parameters, switches, luck and version, in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.intervals import SIMULATION
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Shape, Words, box
from counterpoise.charts.scale import ticks
from counterpoise.telling.reader import dig
from counterpoise.telling.words import OUTCOMES, points

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["causes"]

LEFT, WIDTH, STEP, NUMBERS = 330.0, 680.0, 28.0, 58.0


def causes(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, outcome: str = "balance_holds"
) -> Chart | None:
    """From what was said then to what is said now, a bar for each cause; None where the causes were not sought.

    Args:
        answer: The answer, with what :func:`counterpoise.analysis.changes.causes_of` found under ``changes``.
        views: Not needed.
        outcome: ``balance_holds`` or ``ties_survive``.
    """
    found = dig(answer, "changes", "outcomes", outcome)
    if not found:
        return None
    steps, year = found["steps"], dig(answer, "changes", "year")
    then, now = float(found["then"]), float(found["now"])
    told = "; ".join(f"{row['cause']} {points(row['moved'])}" for row in steps)
    what = {"balance_holds": "the balance", "ties_survive": "the alliances"}[outcome]
    bottom = 4 + STEP * (len(steps) + 2)
    rows: list[tuple[Cell, ...]] = [("as said then", then, None)]
    rows += [(str(row["cause"]), row["moved"], row["error"]) for row in steps]
    rows.append(("as said now", now, None))
    return Chart(
        name="causes" if outcome == "balance_holds" else f"causes-{outcome.replace('_', '-')}",
        title=_title(what, steps),
        lead=f"Chance in 100 that {OUTCOMES.get(outcome, outcome)} to {year}: the old question asked again, one thing "
        "after the other put in the place of the old one",
        caption=f"Bars add up; their order is that of the list. Thin line: {SIMULATION} A change of version cannot be "
        "asked again and is what is left.",
        alt=f"From {100 * then:.0f} to {100 * now:.0f} of 100: {told or 'no cause differs'} (simulated).",
        columns=("cause", "chance, or change of it", "simulation error, 90 %, half width"),
        rows=tuple(rows),
        panels=(_steps(steps, then, now, bottom),),
        width=WIDTH,
        height=bottom + 24,
        simulated=True,
    )


def _title(what: str, steps: Sequence[Mapping[str, Any]]) -> str:
    """The largest cause, if it is clear of its own simulation error.

    >>> _title("the balance", [{"cause": "facts", "moved": -0.03, "error": 0.01}])
    'Why the balance moved: mostly facts'
    >>> _title("the balance", [{"cause": "facts", "moved": 0.01, "error": 0.02}])
    'No cause moved the balance by more than its simulation error'
    """
    if not steps:
        return f"Nothing moved {what}"
    largest = max(steps, key=lambda row: abs(row["moved"]))
    clear = [row for row in steps if abs(row["moved"]) > (row["error"] or 0.0)]
    if not clear:
        return f"No cause moved {what} by more than its simulation error"
    if largest not in clear:
        return f"Why {what} moved: no single cause stands out"
    return f"Why {what} moved: mostly {largest['cause']}"


def _steps(steps: Sequence[Mapping[str, Any]], then: float, now: float, bottom: float) -> Panel:
    """Bars on one axis of chance; a hairline leads from each to the next."""
    edges, at = [then, now], then
    for row in steps:
        at += row["moved"]
        edges += [at - row["error"], at + row["error"]]
    low, high = max(100 * min(edges) - 4, 0.0), min(100 * max(edges) + 4, 104.0)
    marks: list[Mark] = [*_end(low, 0, "As said then", then), *_end(low, len(steps) + 1, "As said now", now)]
    at = 100 * then
    for i, row in enumerate(steps, start=1):
        to, error, cause = at + 100 * row["moved"], 100 * row["error"], str(row["cause"])
        said = f"{cause}: {points(row['moved'])} futures in 100, simulation error ±{error:.1f} (90 %)"
        words = cause if len(cause) < 58 else cause[:56].rstrip() + "…"
        ink = "leaning-challenger" if row["moved"] < 0 else "leaning-patron"
        marks += [
            Line([at, at], [i - 1, i], "control", 1),
            Words(low, i, words[:1].upper() + words[1:], size=12, shift=(2 - LEFT, 0)),
            Shape(box(at, i - 0.3, to, i + 0.3), ink, said=said),
            Line([to - error, to + error], [i, i], "ink", 1.4),
            Words(high, i, points(row["moved"]), bold=True, size=12, anchor="end", shift=(NUMBERS - 6, 0)),
        ]
        at = to
    marks.append(Line([at, at], [len(steps), len(steps) + 1], "control", 1))
    values = tuple((v, f"{v:g}") for v in ticks(low, min(high, 100.0), 5))
    return Panel(
        LEFT, 4, WIDTH - NUMBERS, bottom, Axis(low, high, values, True), Axis(len(steps) + 1.5, -0.5), marks
    )


def _end(low: float, row: int, name: str, chance: float) -> list[Mark]:
    said = f"{name}: {100 * chance:.1f} of 100"
    return [
        Words(low, row, name, bold=True, size=12, shift=(2 - LEFT, 0)),
        Dots([100 * chance], [row], "ink", 10, True, name.lower(), [said]),
        Words(100 * chance, row, f"{100 * chance:.1f}", bold=True, size=12, shift=(9, 0)),
    ]
