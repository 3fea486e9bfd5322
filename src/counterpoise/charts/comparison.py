"""Two scenarios on the same luck: each answer, and the difference with an interval of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.telling.reader import number
from counterpoise.telling.words import brief, points

__all__ = ["comparison", "comparison_of"]

STEP, LEFT, MIDDLE, WIDTH = 30.0, 190.0, 370.0, 620.0


def comparison(
    rows: Sequence[Mapping[str, Any]], *, a: str, b: str, title: str = "", kind: str = ""
) -> Chart | None:
    """Outcomes of A and B, and their paired difference (B minus A); None without a row.

    Args:
        rows: Each ``label``, ``a`` and ``b`` (``{"p", "low", "high"}``) and ``difference``
            (``{"value", "low", "high"}``): a change of chance with its 90 % interval.
        a: Name of the first scenario.
        b: Name of the second.
        title: One message; the largest difference without it.
        kind: What the interval of the difference is of; paired futures on common noise without it.
    """
    kept = [row for row in rows if number(row, "a", "p") is not None and number(row, "b", "p") is not None]
    if not kept:
        return None
    sides: list[Mark] = []
    change: list[Mark] = []
    ends = [0.0]
    for row in kept:
        ends += [
            100 * v for key in ("value", "low", "high") if (v := number(row, "difference", key)) is not None
        ]
    for i, row in enumerate(kept):
        label = str(row.get("label", ""))
        sides.append(
            Words(0, i, label if len(label) < 30 else label[:28].rstrip() + "…", size=12, shift=(2 - LEFT, 0))
        )
        pa, pb = 100 * row["a"]["p"], 100 * row["b"]["p"]
        said = f"{label}: {a} {brief(row['a']['p'])}, {b} {brief(row['b']['p'])} of 100"
        sides.append(Line([pa, pb], [i, i], "control", 2))
        sides.append(Dots([pa], [i], "ink", 9, False, a, [said]))
        sides.append(Dots([pb], [i], "patron", 9, True, b, [said]))
        change += _change(row, i, max(ends))
    ticks = tuple((float(n), str(n)) for n in (0, 50, 100))
    reach = max(max(ends) - min(ends), 2.0)
    bottom = 26 + STEP * len(kept)
    low, high = min(ends) - 0.08 * reach, max(ends) + 0.08 * reach
    sides.append(Words(0, -0.5, f"○ {a}   ● {b}", "muted", 11.5, shift=(0, -12)))
    change.append(Line([0, 0], [-0.5, len(kept) - 0.5], "ink", 1.2))
    change.append(Words(0, -0.5, "difference", "muted", 11.5, anchor="middle", shift=(0, -12)))
    y = Axis(len(kept) - 0.5, -0.5)
    largest = max(kept, key=lambda row: abs(number(row, "difference", "value") or 0.0))
    value = number(largest, "difference", "value") or 0.0
    return Chart(
        name="comparison",
        title=title or f"{b[:1].upper()}{b[1:]} against {a}: {largest.get('label')} {points(value)} in 100",
        lead=f"Chance in 100 under {a} (open) and {b} (filled), and the difference in futures in 100",
        caption="Thin line: 90 % interval of the difference "
        + (kind or "between paired futures on common noise, over simulation error alone")
        + ": it should hold the difference on 90 out of 100 occasions.",
        alt=f"{b} against {a}: "
        + "; ".join(f"{row.get('label')} {points(number(row, 'difference', 'value') or 0.0)}" for row in kept)
        + " futures in 100 (simulated).",
        columns=(
            "outcome",
            a,
            f"{a}, low",
            f"{a}, high",
            b,
            f"{b}, low",
            f"{b}, high",
            "difference",
            "90 % low",
            "90 % high",
        ),
        rows=tuple(
            (
                str(row.get("label", "")),
                *(number(row, side, key) for side in ("a", "b") for key in ("p", "low", "high")),
                *(number(row, "difference", key) for key in ("value", "low", "high")),
            )
            for row in kept
        ),
        panels=(
            Panel(LEFT, 26, MIDDLE, bottom, Axis(0, 100, ticks, True), y, sides),
            Panel(MIDDLE + 24, 26, WIDTH - 60, bottom, Axis(low, high), y, change),
        ),
        width=WIDTH,
        height=bottom + 22,
        simulated=True,
    )


def _change(row: Mapping[str, Any], i: int, most: float) -> list[Mark]:
    value = number(row, "difference", "value")
    if value is None:
        return [Words(0, i, "not available", "muted", 11, shift=(6, 0))]
    low, high = number(row, "difference", "low"), number(row, "difference", "high")
    marks: list[Mark] = []
    if low is not None and high is not None:
        marks.append(Line([100 * low, 100 * high], [i, i], "ink", 1.6))
    ink = "leaning-challenger" if value < 0 else "leaning-patron"
    marks.append(
        Dots([100 * value], [i], ink, 9, True, "difference", [f"{row.get('label')}: {points(value)}"])
    )
    marks.append(Words(most, i, points(value), bold=True, shift=(18, 0)))
    return marks


def comparison_of(
    found: Mapping[str, Any],
    *,
    kinds: Sequence[str] = ("outcome", "theatre", "alliance"),
    year: int | None = None,
) -> Chart | None:
    """The chart of what ``counterpoise compare`` writes as ``comparison.json``.

    Args:
        found: Its content.
        kinds: Which chances to draw: outcome, grade, theatre, alliance, stance, nuclear.
        year: One of its years; the last without it.
    """
    rows = [row for row in found["rows"] if row["kind"] in kinds]
    year = year or max((int(row["year"]) for row in rows), default=0)
    return comparison(
        [
            {
                "label": f"Alliance: {row['label']}" if row["kind"] == "alliance" else row["label"],
                "a": {"p": row["a"]},
                "b": {"p": row["b"]},
                "difference": {"value": row["difference"], "low": row["low"], "high": row["high"]},
            }
            for row in rows
            if int(row["year"]) == year
        ],
        a=str(found["a"]),
        b=str(found["b"]),
        kind="on common noise, over what the parameters leave open and simulation error together",
    )
