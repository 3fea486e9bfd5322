"""How forecasts from past years did, misses first, beside the simpler rule that each had to beat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.charts.rests import misses_said
from counterpoise.charts.scale import ticks
from counterpoise.telling.reader import dig, number
from counterpoise.telling.sentences import beaten, kind_of, record_sentence

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

WIDTH, STEP = 372.0, 15.5
_LETTER, _NAMED = 7.6, 26
"""Width of a letter in a wide typeface, so that names end before their scores begin in any; letters of a name."""


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


def _panel(tasks: list[Mapping[str, Any]], failed: set[str]) -> Panel:
    """Model (filled) and reference (open) on one axis of average precision."""
    scores = [v for task in tasks for k in ("ap", "ap_reference") if (v := number(task, k)) is not None]
    top = min(1.0, max([*scores, 0.1]) * 1.12)
    names = [brief_name(kind_of(task)) for task in tasks]
    left = 10 + _LETTER * max(len(name) for name in names)
    marks: list[Mark] = []
    for i, (task, name) in enumerate(zip(tasks, names, strict=True)):
        ap, reference = number(task, "ap"), number(task, "ap_reference")
        ink = "leaning-challenger" if kind_of(task) in failed else "patron"
        marks.append(Words(0, i, name, shift=(2 - left, 0)))
        if ap is None:
            loss, own, other = _loss(task)
            marks.append(
                Words(0, i, f"{loss} {own:.3f} / {other:.3f}, {task.get('test')}", ink, 11, shift=(4, 0))
            )
        if ap is not None and reference is not None:
            marks.append(Line([ap, reference], [i, i], "control", 2))
        if reference is not None:
            said = f"{kind_of(task)}: reference {reference:.3f} ({task.get('reference') or 'simpler rule'})"
            marks.append(Dots([reference], [i], "ink", 9, False, "reference", [said]))
        if ap is not None:
            said = f"{kind_of(task)}: ours {ap:.3f}, {task.get('test')}"
            marks.append(Dots([ap], [i], ink, 9, True, "fit", [said]))
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


def brief_name(name: str) -> str:
    """A name that fits beside its score.

    >>> brief_name("Pacts made"), brief_name("Pacts made among states that had none")
    ('Pacts made', 'Pacts made among states t…')
    """
    return name if len(name) <= _NAMED else name[: _NAMED - 1].rstrip() + "…"


def record(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """How forecasts from past years scored against the simpler rule each had to beat; None where none came.

    Average precision is the mean share of right alarms over all levels of alarm (0 to 1, more is better); log loss
    (nats) and CRPS (logs of the quantity) are losses, and less is better.

    Args:
        answer: The answer.
        views: Not needed.
    """
    tasks = [task for task in dig(answer, "record", "tasks") or [] if isinstance(task, Mapping)]
    scored = _shown([task for task in tasks if beaten(task) is not None])
    if not any(number(task, "ap") is not None for task in scored):
        return None
    said = " ".join(part for part in (record_sentence(answer), misses_said(answer)) if part)
    failed = {kind_of(task) for task in tasks if beaten(task) is False}
    return Chart(
        name="record",
        title="Last time we tried",
        lead="Average precision of what was foretold from past years, by what was foretold",
        caption="Filled: ours (ochre where any score of that kind, at any horizon, did not beat its reference). Open: "
        "the hardest reference. Average precision: how many alarms were right, over all levels of alarm; more is "
        "better. In figures: losses, ours / the reference’s; less is better. Pooled over few cases, no interval "
        "(level: none).",
        alt=f"Average precision of forecasts from past years. {said}",
        columns=tuple(COLUMNS.values()),
        rows=tuple(tuple(task.get(key) for key in COLUMNS) for task in tasks),
        panels=(_panel(scored, failed),),
        width=WIDTH,
        height=4 + STEP * len(scored) + 22,
        aside=(said,),
    )
