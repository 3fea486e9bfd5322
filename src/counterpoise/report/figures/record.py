"""How the estimated parts did on years they had not seen, beside the reference they had to beat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from counterpoise.charts.scale import linear, ticks
from counterpoise.charts.svg import circle, image, line, text
from counterpoise.report.figures.figure import Figure, Table
from counterpoise.telling.reader import dig, number
from counterpoise.telling.sentences import kind_of, record_sentence

__all__ = ["record"]

WIDTH, STEP = 384.0, 17.0
COLUMNS = {
    "label": "task",
    "train": "trained on",
    "test": "tested on",
    "rows": "rows",
    "events": "events",
    "ap": "average precision",
    "ap_reference": "its reference",
    "log_loss": "log loss",
    "log_loss_reference": "log loss, its reference",
    "crps": "CRPS",
    "crps_reference": "CRPS, its reference",
    "predicted_over_observed": "events predicted over observed",
    "reference": "reference",
}
"""Keys of a task and the heads of their columns."""


def _shown(tasks: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One task of each kind: the latest test years, against the reference that was hardest to beat."""
    best: dict[str, Mapping[str, Any]] = {}
    for task in tasks:
        held = best.get(kind_of(task))
        if held is None or _hardness(task) >= _hardness(held):
            best[kind_of(task)] = task
    return list(best.values())


def _hardness(task: Mapping[str, Any]) -> tuple[str, float]:
    return str(task.get("test", "")), number(task, "ap_reference") or 0.0


def _pairs(tasks: list[Mapping[str, Any]], label: str) -> Markup:
    """Model (filled) and reference (open) on one axis of average precision."""
    scores = [v for task in tasks for k in ("ap", "ap_reference") if (v := number(task, k)) is not None]
    x = linear(0, min(1.0, max([*scores, 0.1]) * 1.15), 190, WIDTH - 12)
    bottom = STEP * len(tasks) + 2
    marks = []
    for tick in ticks(0, x.high, 3):
        marks += [
            line(x(tick), 2, x(tick), bottom, "grid"),
            text(x(tick), bottom + 14, f"{tick:g}", "t11 muted", "middle"),
        ]
    for i, task in enumerate(tasks):
        y = 9 + STEP * i
        ap, reference = number(task, "ap"), number(task, "ap_reference")
        name = kind_of(task)
        marks += [
            text(0, y + 7, name if len(name) <= 32 else name[:31].rstrip() + "…", "t"),
        ]
        if ap is not None and reference is not None:
            marks.append(line(x(ap), y + 3, x(reference), y + 3, "whisker rival"))
        if reference is not None:
            marks.append(circle(x(reference), y + 3, 4.5, "point rival"))
        if ap is not None:
            marks.append(circle(x(ap), y + 3, 4.5, "point lead" if ap > (reference or 0) else "point missed"))
    return image(WIDTH, bottom + 18, label, *marks)


def record(answer: Mapping[str, Any]) -> Figure:
    """Hold-out scores with their references; says so where there is none."""
    tasks = [task for task in dig(answer, "record", "tasks") or [] if isinstance(task, Mapping)]
    said = record_sentence(answer)
    scored = _shown([task for task in tasks if number(task, "ap") is not None])
    drawing = _pairs(scored, f"Average precision on held-out years. {said}") if scored else Markup("")
    return Figure(
        key="record",
        title="How the fitted parts did",
        lead="Average precision on years the fit had not seen" if scored else "Years the fit had not seen",
        body=Markup('<p class="said">{}</p>{}').format(said, drawing),
        caption="Filled: the fit. Open: the hardest reference." if scored else "",
        table=Table(
            tuple(COLUMNS.values()), tuple(tuple(task.get(key) for key in COLUMNS) for task in tasks)
        ),
    )
