"""The full story beside simpler answers to the same question, on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from counterpoise.charts.scale import Scale, linear, ticks
from counterpoise.charts.svg import circle, image, line, text
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.telling.reader import chance, dig, final
from counterpoise.telling.words import brief, futures, span

__all__ = ["OUTCOME_NAMES", "comparison", "whiskers"]

OUTCOME_NAMES = {"balance_holds": "the balance holds", "ties_survive": "the alliances survive"}
Row = tuple[str, str, dict[str, Any] | None]


def rows_of(answer: Mapping[str, Any], outcome: str, year: str) -> list[Row]:
    """Name, explanation and chance of each rival answer; a rival without a number keeps its row."""
    acting = sum(value is not None for value in (dig(answer, "cost_of") or {}).values())
    base = dig(answer, "references", "base_rate") or {}
    n = dig(base, outcome, year, "n") or dig(base, outcome, "n") or base.get("n")
    return [
        (
            "Full story",
            f"with {acting} complication{'' if acting == 1 else 's'}",
            chance(answer, "outcomes", outcome, "full", year),
        ),
        ("Simple story", "balancing alone", chance(answer, "outcomes", outcome, "simple", year)),
        ("Persistence", "as it was, so it stays", chance(answer, "references", "persistence", outcome, year)),
        ("Base rate", f"{n} past cases" if n is not None else "past cases", chance(base, outcome, year)),
    ]


def _mark(x: Scale, y: float, found: dict[str, Any], first: bool) -> list[Markup]:
    """Whisker, dot and number of one row."""
    kind = "lead" if first else "rival"
    marks = []
    if span(found):
        marks.append(line(x(found["low"]), y, x(found["high"]), y, f"whisker {kind}"))
    marks.append(circle(x(found["p"]), y, 5.5 if first else 4.5, f"point {kind}"))
    marks.append(text(x(found["p"]), y - 9, brief(found["p"]), "t strong" if first else "t", "middle"))
    return marks


def whiskers(rows: list[Row], label: str, width: float = 330, left: float = 142, first: int = 1) -> Markup:
    """Rows of dot and whisker over 0 to 100; the first ``first`` rows lead, the others are rivals."""
    step, top, most = 34, 20, int(left / 5.4)
    bottom = top + step * len(rows) - 8
    x = linear(0, 1, left, width - 14)
    marks = []
    for tick in ticks(0, 1):
        marks.append(line(x(tick), 6, x(tick), bottom, "grid"))
        marks.append(text(x(tick), bottom + 15, f"{100 * tick:.0f}", "t muted", "middle"))
    for i, (name, explained, found) in enumerate(rows):
        y = top + step * i
        small = explained if len(explained) <= most else explained[: most - 1].rstrip() + "…"
        marks += [text(0, y, name, "t strong" if i < first else "t"), text(0, y + 13, small, "t11 muted")]
        marks += (
            _mark(x, y, found, i < first) if found else [text(x(0) + 6, y + 4, "not available", "t muted")]
        )
    return image(width, bottom + 20, label, *marks)


def table_of(rows: list[Row]) -> tuple[tuple[Cell, ...], ...]:
    """Name, explanation, probability and interval, unrounded."""
    return tuple(
        (name, explained, found and found["p"], found and found.get("low"), found and found.get("high"))
        for name, explained, found in rows
    )


def comparison(answer: Mapping[str, Any], outcome: str = "balance_holds", year: str | None = None) -> Figure:
    """Full story, simple story, persistence and base rate, for one outcome to one year."""
    main = outcome == "balance_holds" and year is None
    year = year or final(answer)
    rows = rows_of(answer, outcome, year)
    what = OUTCOME_NAMES[outcome]
    said = "; ".join(f"{name.lower()} {futures(found['p'])}" for name, _, found in rows if found)
    rate = dig(answer, "references", "base_rate")
    what_counted = dig(rate, outcome, year, "what") or dig(rate, outcome, "what") or dig(rate, "what")
    return Figure(
        key="comparison" if main else f"comparison-{outcome}-{year}".replace("_", "-"),
        title="Against simpler answers" if main else f"{what[0].upper()}{what[1:]} to {year}",
        lead=f"Chance in 100 that {what} to {year}",
        body=whiskers(rows, f"Chance that {what} to {year}: {said}.", 330 if main else 420),
        caption=(
            "Whiskers: 90 % credible interval."
            if main
            else "Whiskers: 90 % credible interval, where one exists."
        )
        + (f" Base rate: {str(what_counted).rstrip('.')}." if what_counted and not main else ""),
        table=Table(("answer", "what it is", "probability", "90 % low", "90 % high"), table_of(rows)),
    )
