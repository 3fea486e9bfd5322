"""How forecasts from past years did beside the simpler rule that each had to beat, those not better first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.charts.rests import misses_said
from counterpoise.charts.scale import ticks
from counterpoise.telling.reader import dig, number
from counterpoise.telling.sentences import beaten, kind_of, plain_kind, plain_rule, record_sentence
from counterpoise.telling.words import join, unlike

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

WIDTH, STEP = 312.0, 13.5
_NAMES, _TOLD = 106.0, 118.0
"""Room for the names of what was foretold, and for how many of its scores are not better."""

_LETTERS = 16
"""Letters of a name that fit in its room in a wide typeface."""

_TERMS = {"crps": "CRPS", "log_loss": "log loss"}


def loss_of(task: Mapping[str, Any]) -> tuple[str, float, float] | None:
    """How far a forecast was off: the term, ours and the simpler rule's; None where it has no such score.

    >>> loss_of({"crps": 0.2, "crps_reference": 0.4}), loss_of({"ap": 0.5, "ap_reference": 0.4})
    (('CRPS', 0.2, 0.4), None)
    """
    for key, term in _TERMS.items():
        own, other = number(task, key), number(task, f"{key}_reference")
        if own is not None and other:
            return term, own, other
    return None


def _by_kind(tasks: list[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Tasks of each kind that can be drawn: first where more are not better, then where they were further off."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for task in tasks:
        if beaten(task) is not None and loss_of(task):
            found.setdefault(kind_of(task), []).append(task)
    return sorted(found.items(), key=lambda row: (-_worse(row[1]), -max(map(_share, row[1]))))


def _worse(tasks: list[Mapping[str, Any]]) -> int:
    return sum(beaten(task) is False for task in tasks)


def _share(task: Mapping[str, Any]) -> float:
    """Our error for a hundred of the simpler rule's."""
    _, own, other = loss_of(task) or ("", 0.0, 1.0)
    return 100 * own / other


def _panel(kinds: list[tuple[str, list[Mapping[str, Any]]]]) -> Panel:
    """A row of dots to a kind of event, one for each number of years ahead: filled, or open where not better."""
    top = 1.06 * max(120.0, *(_share(task) for _, tasks in kinds for task in tasks))
    marks: list[Mark] = [Line([100, 100], [-0.5, len(kinds) - 0.5], "control", 1.2, name="simpler rule")]
    for i, (kind, tasks) in enumerate(kinds):
        wrong = _worse(tasks)
        marks.append(Words(0, i, brief_name(plain_kind(kind)), size=11.5, shift=(-_NAMES, 0)))
        for task in sorted(tasks, key=lambda task: beaten(task) is False):
            won = beaten(task) is True
            ink = "patron" if won else "challenger"
            marks.append(
                Dots([_share(task)], [i], ink, 8, won, "better" if won else "not better", [_said(task)])
            )
        told = f"{wrong} of {len(tasks)} not better" if wrong else "all better"
        marks.append(
            Words(top, i, told, "challenger" if wrong else "muted", 11, bold=bool(wrong), shift=(6, 0))
        )
    values = tuple((v, f"{v:g}") for v in ticks(0, top, 3))
    return Panel(
        2 + _NAMES,
        4,
        WIDTH - _TOLD,
        4 + STEP * len(kinds),
        Axis(0, top, values, title="error, the simpler rule’s being 100"),
        Axis(len(kinds) - 0.5, -0.5),
        marks,
    )


def _said(task: Mapping[str, Any]) -> str:
    """A score in full: what, how far ahead, ours and the rule's, with their term."""
    term, own, other = loss_of(task) or ("", 0.0, 1.0)
    rule = plain_rule(str(task.get("reference") or "a simpler rule"))
    came = "better" if beaten(task) else "not better"
    ours, its = unlike(own, other)
    return f"{kind_of(task)}, {task.get('test')}: {term} {ours}, {rule} {its}: {came}"


def brief_name(name: str) -> str:
    """A name that fits beside its scores.

    >>> brief_name("Pacts made"), brief_name("Pacts made among states that had none")
    ('Pacts made', 'Pacts made amon…')
    """
    return name if len(name) <= _LETTERS else name[: _LETTERS - 1].rstrip() + "…"


def record(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """How far forecasts from past years were off beside the simpler rule; None where no such score comes with the run.

    Log loss (nats) and CRPS (logs of the quantity) are losses, and less is better; average precision, which the table
    holds besides, is the mean share of right alarms over all levels of alarm (0 to 1), and more is better.

    Args:
        answer: The answer.
        views: Not needed.
    """
    tasks = [task for task in dig(answer, "record", "tasks") or [] if isinstance(task, Mapping)]
    kinds = _by_kind(tasks)
    if not kinds:
        return None
    many, wrong = (sum(count(rows) for _, rows in kinds) for count in (len, _worse))
    said = misses_said(answer) or record_sentence(answer)
    terms = dict.fromkeys(found[0] for _, rows in kinds for task in rows if (found := loss_of(task)))
    return Chart(
        name="record",
        title="Last time we tried",
        lead=f"Error of past forecasts, a simpler rule’s being 100; {wrong} of {many} not better",
        caption="Filled: better than the simpler rule. Open: not better, by this error or by what the table "
        f"holds besides. One dot for each number of years ahead. Error: {join(list(terms))}, ours in hundredths of the "
        "rule’s. Pooled over few cases, no interval (level: none). Hindcasts are of the model as it ships, whatever "
        "this question changes.",
        alt=f"Errors of forecasts from past years beside those of simpler rules: {wrong} of {many} not better. "
        f"{record_sentence(answer)} {misses_said(answer)}".rstrip(),
        columns=tuple(COLUMNS.values()),
        rows=tuple(tuple(task.get(key) for key in COLUMNS) for task in tasks),
        panels=(_panel(kinds),),
        width=WIDTH,
        height=4 + STEP * len(kinds) + 22,
        aside=(said,),
    )
