"""The scoreboard as a page: failures first, then every task with its definition, contenders and reliability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.backtest.scoreboard import outranked
from counterpoise.backtest.task import Task

__all__ = ["curves", "failures", "task_page"]

_EVENT = ("ap", "auc", "log_loss", "brier", "predicted_over_observed")
_QUANTITY = ("crps", "rmse", "coverage_90", "coverage_50")
_HEADS = {
    "ap": "average precision", "auc": "ROC area", "log_loss": "log loss", "brier": "Brier",
    "predicted_over_observed": "foretold / happened", "crps": "CRPS", "rmse": "error of the mean",
    "coverage_90": "in the 90 % band", "coverage_50": "in the 50 % band",
}  # fmt: skip

_CALIBRATED = (0.8, 1.25)
"""Events foretold per event that happened between which a forecast counts as calibrated."""

_BANDS = (0.85, 0.95)


def shortcomings(task: Task, entry: Mapping[str, Any]) -> list[str]:
    """What the headline of a task falls short of, in sentences; none where it falls short of nothing."""
    said = []
    target = task.published.get("target", {})
    for measure, wanted in target.items():
        have = entry[measure]
        if measure == "coverage_90":
            low, high = _BANDS
            if not low <= have <= high:
                said.append(
                    f"the 90 % band holds {have:.0%} of the outcomes; {low:.0%} to {high:.0%} was wanted"
                )
        elif (have < wanted) if measure == "ap" else (have > wanted):
            said.append(f"{_HEADS[measure]} {have:.4g}, target {wanted:.4g}")
    ratio = entry["predicted_over_observed"]
    if ratio is not None and not _CALIBRATED[0] <= ratio <= _CALIBRATED[1]:
        said.append(f"foretells {ratio:.2f} times as many events as came")
    if entry["high"] >= 0:
        said.append(f"not clearly better than {task.rival}")
    loss = "log_loss" if task.kind == "event" else "crps"
    better = [name for name, other in entry["baselines"].items() if other[loss] < entry[loss]]
    if better:
        said.append(f"{', '.join(better)} did better by {_HEADS[loss]}")
    if ahead := outranked(entry):
        said.append(
            f"{', '.join(ahead)} ranked better by average precision than ours ({entry['ap']:.4g}, ROC area "
            f"{entry['auc']:.4g})"
        )
    return said


def failures(tasks: Mapping[str, Task], board: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Task and what it falls short of, for every task that falls short of something."""
    found = []
    for name, entry in board["tasks"].items():
        said = shortcomings(tasks[name], entry)
        if said:
            found.append((name, "; ".join(said)))
    return found


def task_page(
    task: Task, entry: Mapping[str, Any]
) -> list[str | tuple[Sequence[str], list[Sequence[object]]]]:
    """Text and tables of one task, in order; a table is its head and its rows."""
    measures = _EVENT if task.kind == "event" else _QUANTITY
    loss = "log loss" if task.kind == "event" else "CRPS"
    head = ("contender", *(_HEADS[measure] for measure in measures), f"headline's {loss} minus its own")
    ours = (f"**{entry['best_model']}**", *(_digits(entry[m]) for m in measures), "")
    rows: list[Sequence[object]] = [(ours[0], *ours[1:])]
    rows += [
        (
            name,
            *(_digits(other[m]) for m in measures),
            f"{other['difference']:+.3g} ({other['low']:+.3g} to {other['high']:+.3g})",
        )
        for name, other in entry["baselines"].items()
    ]
    count = f"{entry['n']:,} cases" + (f", {entry['events']:,} events" if entry["events"] is not None else "")
    parts: list[str | tuple[Sequence[str], list[Sequence[object]]]] = [
        f"## {task.name}",
        f"{task.question} {count}.",
        task.definition,
        (head, rows),
    ]
    published = [
        (who, *(_digits(values.get(measure)) for measure in measures))
        for who, values in task.published.items()
    ]
    if published:
        parts.append((("elsewhere", *(_HEADS[measure] for measure in measures)), list(published)))
    parts += [f"*The cases.* {task.compared}", f"*The choice.* {task.declared}"]
    if entry["treaties"] is not None:
        low, high = entry["treaties"]
        parts.append(
            f"*Treaties.* Cases of one treaty share its luck. Against {task.rival} the difference in {loss} over "
            f"resampled treaties is {low:+.3g} to {high:+.3g}; over resampled years it is {entry['low']:+.3g} to "
            f"{entry['high']:+.3g}."
        )
    if entry["reliability"]:
        parts.append("*Reliability.* Each line holds a tenth of the events foretold.")
        table: list[Sequence[object]] = [
            (
                f"{bin_['rows']:,}",
                f"{bin_['foretold']:.4f}",
                f"{bin_['happened']:.4f}",
                f"{bin_['events']:.0f}",
            )
            for bin_ in entry["reliability"]
        ]
        parts.append((("cases", "foretold", "happened", "events"), table))
    return parts


def curves(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, Sequence[str], list[Sequence[object]]]]:
    """Learning curves: for each equation and horizon, loss of every contender by origin."""
    out: list[tuple[str, Sequence[str], list[Sequence[object]]]] = []
    for equation, horizon in dict.fromkeys((e["equation"], e["horizon"]) for e in entries):
        here = [e for e in entries if (e["equation"], e["horizon"]) == (equation, horizon)]
        loss = "log_loss" if here[0]["kind"] == "event" else "crps"
        names = list(here[0]["scores"])
        head = ("origin", "cases behind", "events behind", "events ahead", *names, "foretold / happened")
        rows: list[Sequence[object]] = []
        for e in sorted(here, key=lambda entry: entry["origin"]):
            last = e["scores"][names[-1]]
            values = [_digits(e["scores"].get(name, {}).get(loss)) for name in names]
            events = (e.get("trained_events"), e.get("events"))
            shown = [f"{count:,}" if count is not None else "" for count in events]
            ratio = _digits(last.get("predicted_over_observed"))
            rows.append((e["origin"], f"{e['trained']:,}", *shown, *values, ratio))
        plural = "year" if horizon == 1 else "years"
        out.append((f"{equation}, {horizon} {plural} ahead ({_HEADS[loss]})", head, rows))
    return out


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
