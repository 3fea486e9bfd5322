"""What one mechanism rests on: its claim, its parameters before and after the data, and what would refute it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.telling.reader import number

__all__ = ["evidence"]

LEFT, WIDTH, STEP, LINE, NUMBERS = 404.0, 740.0, 34.0, 13.0, 160.0
LETTERS = {"label": 62, "note": 68}
"""Letters that fit on a line; what is longer goes on below, and its row is taller by a line."""


def evidence(
    name: str,
    claim: str,
    parameters: Sequence[Mapping[str, Any]],
    *,
    test: str = "",
    refuter: str = "",
    held: str = "",
) -> Chart | None:
    """The evidence card; each parameter on its own scale, from its prior's range.

    Args:
        name: Id of the claim, such as ``C5``.
        claim: In a sentence.
        parameters: Each ``label``, ``grade``, ``unit`` and ``prior``, ``posterior`` or both, as ``{"low", "median",
            "high"}`` at 90 %; its ``source`` goes into the table.
        test: How it did on history.
        refuter: What would refute it.
        held: Numbers that are held without a spread, in words.

    Returns:
        The card; None for a claim without a parameter of which a spread is believed.
    """
    kept = [
        row
        for row in parameters
        if any(number(row, part, "low") is not None for part in ("prior", "posterior"))
    ]
    if not kept:
        return None
    panels, top = [], 4.0
    for row in kept:
        panels.append(_row(row, top))
        top += _height(row)
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
            row.get("source"),
        )
        for row in kept
    )
    return Chart(
        name=f"evidence-{name}",
        title=f"{name[:1].upper()}{name[1:]}: {claim}",
        lead="Each number on its own scale, before the data (thin) and after (thick): open where it is judged, grey "
        "where it is published, blue where it is estimated here",
        caption="Printed: median (90 % interval of what is believed, as the lines): if the evidence is graded rightly, "
        "the value lies inside on 90 out of 100 occasions. The table holds the source of each.",
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
            "source",
        ),
        rows=cells,
        panels=tuple(panels),
        width=WIDTH,
        height=4 + top,
        aside=tuple(
            f"{head}: {words}"
            for head, words in (
                ("History test", test),
                ("What would refute it", refuter),
                ("Held without a spread", held),
            )
            if words
        ),
    )


def _words(row: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Label, and grade with unit, by the line."""
    until = f"on years to {row['until']}" if row.get("until") else ""
    note = ", ".join(
        part for part in (str(row.get("grade") or ""), until, str(row.get("unit") or "")) if part
    )
    return wrap(str(row["label"]), LETTERS["label"]), wrap(note, LETTERS["note"])


def _height(row: Mapping[str, Any]) -> float:
    return STEP + LINE * (max(sum(map(len, _words(row))), 2) - 2)


def _row(row: Mapping[str, Any], top: float) -> Panel:
    """One parameter on its own scale, with its numbers beside it."""
    prior, after = row.get("prior"), row.get("posterior")
    ends = [
        v
        for part in (prior or {}, after or {})
        for key in ("low", "high")
        if (v := number(part, key)) is not None
    ]
    low, high = min(ends), max(ends)
    gap = 0.04 * ((high - low) or 1.0)
    label, grade = str(row["label"]), str(row.get("grade") or "")
    best: Mapping[str, Any] = after or prior or {}
    middle = number(best, "median")
    numbers = f"{_said(best['low'])} to {_said(best['high'])}"
    told = numbers if middle is None else f"{_said(middle)}  ({numbers})"
    marks: list[Mark] = [Words(high + gap, 0.5, told, size=11, shift=(8, 0))]
    heads, notes = _words(row)
    for k, line in enumerate([*heads, *notes]):
        down = (k - (len(heads) + len(notes) - 1) / 2) * LINE + 1
        ink, size = ("ink", 12.0) if k < len(heads) else ("muted", 11.0)
        marks.append(Words(low - gap, 0.5, line, ink, size, shift=(2 - LEFT, down)))
    if prior:
        marks.append(Line([prior["low"], prior["high"]], [0.66, 0.66], "control", 1.6, name="prior"))
    if after:
        marks.append(Line([after["low"], after["high"]], [0.4, 0.4], "patron", 3.4, name="posterior"))
    if middle is not None:
        said = f"{label}: {_said(middle)} ({numbers}, 90 %), {grade}"
        ink = _INKS.get(grade, "patron")
        at = 0.4 if after else 0.66
        marks.append(Dots([middle], [at], ink, 9, grade != "judgement", label, [said]))
    x_axis = Axis(low - gap, high + gap)
    bottom = top + _height(row) - 8
    return Panel(LEFT, top, WIDTH - NUMBERS, bottom, x_axis, Axis(0, 1), marks, name=label)


def _said(value: float) -> str:
    return f"{float(f'{value:.2g}'):g}".replace("-", "−")


_INKS = {"judgement": "challenger", "published": "control", "estimated": "patron"}
"""Of the point, by grade; what is judged is open besides."""
