"""How forecasts from past years did, misses first, beside the simpler rule that each had to beat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.charts.rests import forecasts, missed
from counterpoise.charts.scale import ticks
from counterpoise.telling.reader import dig, number
from counterpoise.telling.sentences import beaten, kind_of, record_sentence
from counterpoise.telling.words import futures

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["COLUMNS", "record"]

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

WIDTH, STEP = 420.0, 15.5
LEAST, MOST, LETTER = 120.0, 210.0, 6.6
"""Room for the names of the tasks, and what a letter of them takes."""


def _shown(tasks: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One task of each kind, misses first.

    The latest test years, against the reference that was hardest to beat; of what is scored by its loss alone,
    the horizon at which it did worst.
    """
    best: dict[str, Mapping[str, Any]] = {}
    for task in tasks:
        held = best.get(kind_of(task))
        if held is None or _hardness(task) >= _hardness(held):
            best[kind_of(task)] = task
    return sorted(best.values(), key=lambda task: beaten(task) is True)


def _hardness(task: Mapping[str, Any]) -> tuple[bool, str, float]:
    if number(task, "ap") is None:
        _, own, other = _loss(task)
        return False, "", own / other if own is not None and other else 0.0
    return True, str(task.get("test", "")), number(task, "ap_reference") or 0.0


def _loss(task: Mapping[str, Any]) -> tuple[str, float | None, float | None]:
    """The loss of what has no average precision, with its reference's."""
    key, name = ("crps", "CRPS") if number(task, "crps") is not None else ("log_loss", "log loss")
    return name, number(task, key), number(task, f"{key}_reference")


def _worst_miss(answer: Mapping[str, Any]) -> str:
    """How many verdicts from past years fell on the wrong side of even odds, and the worst; empty without any."""
    cases = dig(answer, "hindcasts") or []
    wrong = [(abs(row["p"] - row["happened"]), row, case["origin"]) for case in cases for row in missed(case)]
    if not wrong:
        return ""
    _, row, origin = max(wrong, key=lambda found: found[0])
    label = str(row["label"]).replace("The ", "the ", 1)
    many, came = sum(len(forecasts(case)) for case in cases), "it held" if row["happened"] else "it did not"
    return (
        f"{len(wrong)} of {many} verdicts from {len(cases)} past years were wrong; worst, from {origin}, {label}: "
        f"said to hold in {futures(row['p'])}, {came}."
    )


def _panel(tasks: list[Mapping[str, Any]], failed: set[str]) -> Panel:
    """Model (filled) and reference (open) on one axis of average precision."""
    scores = [v for task in tasks for k in ("ap", "ap_reference") if (v := number(task, k)) is not None]
    top = min(1.0, max([*scores, 0.1]) * 1.12)
    names = [name if len(name) <= 34 else name[:33].rstrip() + "…" for name in map(kind_of, tasks)]
    left = min(max(LEAST, 14 + LETTER * max(map(len, names))), MOST)
    marks: list[Mark] = []
    for i, task in enumerate(tasks):
        ap, reference = number(task, "ap"), number(task, "ap_reference")
        name = kind_of(task)
        marks.append(Words(0, i, names[i], shift=(-left + 2, 0)))
        if ap is None:
            loss, own, other = _loss(task)
            told = f"{loss} {own:.4f} / {other:.4f}, {task.get('test')}"
            ink = "leaning-challenger" if name in failed else "patron"
            marks.append(Words(0, i, told, ink, 11, shift=(4, 0)))
        if ap is not None and reference is not None:
            marks.append(Line([ap, reference], [i, i], "control", 2))
        if reference is not None:
            said = f"{name}: reference {reference:.3f} ({task.get('reference') or 'simpler rule'})"
            marks.append(Dots([reference], [i], "ink", 9, False, "reference", [said]))
        if ap is not None:
            ink = "leaning-challenger" if name in failed else "patron"
            marks.append(Dots([ap], [i], ink, 9, True, "fit", [f"{name}: ours {ap:.3f}, {task.get('test')}"]))
    bottom = 4 + STEP * len(tasks)
    values = tuple((v, f"{v:g}") for v in ticks(0, top, 3))
    return Panel(
        left,
        4,
        WIDTH - 10,
        bottom,
        Axis(0, top, values, grid=True, title="average precision"),
        Axis(len(tasks) - 0.5, -0.5),
        marks,
    )


def record(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """Hold-out scores with their references; None where no score comes with the run."""
    tasks = [task for task in dig(answer, "record", "tasks") or [] if isinstance(task, Mapping)]
    scored = _shown([task for task in tasks if beaten(task) is not None])
    if not any(number(task, "ap") is not None for task in scored):
        return None
    said = " ".join(part for part in (record_sentence(answer), _worst_miss(answer)) if part)
    failed = {kind_of(task) for task in tasks if beaten(task) is False}
    return Chart(
        name="record",
        title="Last time we tried",
        lead="Average precision of what was foretold from past years, by what and how far ahead",
        caption="Filled: ours (ochre where any score of that kind, at any horizon, did not beat its reference). Open: "
        "the hardest reference; in figures, losses. Scores pooled over few cases, no interval (level: none).",
        alt=f"Average precision of forecasts from past years. {said}",
        columns=tuple(COLUMNS.values()),
        rows=tuple(tuple(task.get(key) for key in COLUMNS) for task in tasks),
        panels=(_panel(scored, failed),),
        width=WIDTH,
        height=4 + STEP * len(scored) + 22,
        aside=(said,),
    )
