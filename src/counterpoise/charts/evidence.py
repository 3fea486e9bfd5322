"""What one mechanism rests on: its claim, its parameters before and after the data, and what would refute it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.charts.scale import ticks
from counterpoise.telling.reader import number

__all__ = ["evidence"]

LEFT, WIDTH, STEP = 240.0, 520.0, 46.0


def evidence(
    name: str, claim: str, parameters: Sequence[Mapping[str, Any]], *, test: str = "", refuter: str = ""
) -> Chart | None:
    """The evidence card; each parameter on its own scale, from its prior's range.

    Args:
        name: Id of the claim, such as ``C5``.
        claim: In a sentence.
        parameters: Each ``label``, ``grade``, ``unit``, ``prior`` and, where there is one, ``posterior``, both
            as ``{"low", "median", "high"}`` at 90 %.
        test: How it did on history.
        refuter: What would refute it.

    Returns:
        The card; None for a claim without parameters.
    """
    kept = [row for row in parameters if number(row, "prior", "low") is not None]
    if not kept:
        return None
    panels = tuple(_row(row, i) for i, row in enumerate(kept))
    told = "; ".join(f"{row['label']} ({row.get('grade')})" for row in kept)
    cells = tuple(
        (
            str(row["label"]),
            row.get("grade"),
            row.get("unit"),
            *(
                number(row, which, end)
                for which in ("prior", "posterior")
                for end in ("low", "median", "high")
            ),
        )
        for row in kept
    )
    return Chart(
        name=f"evidence-{name}",
        title=f"{name}: {claim}",
        lead="Each parameter before the data (thin) and after (thick); open where nobody has measured it",
        caption="Lines: 90 % interval of what is believed: if the evidence is graded rightly, the value lies "
        "inside on 90 out of 100 occasions.",
        alt=f"What {name} rests on: {told}.",
        columns=(
            "parameter",
            "grade",
            "unit",
            "prior, 5 %",
            "prior, median",
            "prior, 95 %",
            "posterior, 5 %",
            "posterior, median",
            "posterior, 95 %",
        ),
        rows=cells,
        panels=panels,
        width=WIDTH,
        height=8 + STEP * len(kept),
        aside=tuple(
            f"{head}: {words}"
            for head, words in (("History test", test), ("What would refute it", refuter))
            if words
        ),
    )


def _row(row: Mapping[str, Any], i: int) -> Panel:
    """One parameter on its own axis."""
    prior, after = row["prior"], row.get("posterior")
    ends = [
        v for part in (prior, after or {}) for key in ("low", "high") if (v := number(part, key)) is not None
    ]
    low, high = min(ends), max(ends)
    gap = 0.06 * ((high - low) or 1.0)
    label, grade = str(row["label"]), str(row.get("grade") or "")
    marks: list[Mark] = [
        Words(low - gap, 0.5, label if len(label) < 38 else label[:36].rstrip() + "…", shift=(2 - LEFT, -5)),
        Words(low - gap, 0.5, f"{grade}, {row.get('unit') or 'no unit'}", "muted", 11, shift=(2 - LEFT, 9)),
        Line([prior["low"], prior["high"]], [0.62, 0.62], "control", 1.6, name="prior"),
    ]
    best, middle = after or prior, number(after or prior, "median")
    if after:
        marks.append(Line([after["low"], after["high"]], [0.45, 0.45], "patron", 3.4, name="posterior"))
    if middle is not None:
        said = f"{label}: {middle:.3g} ({best['low']:.3g} to {best['high']:.3g}, 90 %), {grade}"
        open_one = grade == "judgement"
        ink = "challenger" if open_one else "patron"
        marks.append(Dots([middle], [0.45 if after else 0.62], ink, 9, not open_one, label, [said]))
    top = 4 + STEP * i
    values = tuple((v, f"{v:g}") for v in ticks(low, high, 2))
    return Panel(
        LEFT,
        top,
        WIDTH - 16,
        top + STEP - 22,
        Axis(low - gap, high + gap, values),
        Axis(0, 1),
        marks,
        name=label,
    )
