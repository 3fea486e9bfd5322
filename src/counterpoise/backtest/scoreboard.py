"""The scoreboard: stored forecasts beside what happened, every contender on the same cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from counterpoise.backtest import store
from counterpoise.backtest.clusters import treaty_clusters
from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.measures import difference, measured, reliability, widened
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.task import Task

__all__ = ["outranked", "plain_text", "scoreboard", "scored_task"]


def scoreboard(tasks: Iterable[Task], knowledge: Knowledge, place: Path | None = None) -> dict[str, Any]:
    """Scores of tasks from stored forecasts, as ``{"tasks": {name: ...}}``.

    Args:
        tasks: Those wanted.
        knowledge: What the panel knows: what happened is read from it, never from the forecasts' file.
        place: Folder of the forecasts; those that ship by default.

    Raises:
        DataError: Forecasts that are missing, damaged or of other cases.
    """
    folder = store.folder() if place is None else place
    out = {}
    for task in tasks:
        rows = task.tested(knowledge)
        treaties = treaty_clusters(task, rows, knowledge)
        out[task.name] = scored_task(task, rows, store.load(folder, task, rows), treaties)
    return {"tasks": out}


def scored_task(
    task: Task, rows: Rows, stored: store.Stored, treaties: NDArray[Any] | None = None
) -> dict[str, Any]:
    """Scores of one task.

    The headline stands at the top level; every other contender is under ``baselines``, each with the
    difference in mean loss (headline minus it: log loss, or CRPS) and its 90 % interval over resampled years.
    ``low`` and ``high`` at the top are the interval to the rival named in the task; ``treaties`` is the same over
    resampled treaties, where they make or end what is foretold.
    """
    ours = stored.forecasts[task.headline]
    others = {}
    clusters = widened(rows.year, task.window)
    for name, values in stored.forecasts.items():
        if name == task.headline:
            continue
        gap, low, high = difference(task.kind, rows.outcome, ours, values, clusters)
        others[name] = {
            **measured(task.kind, rows.outcome, values),
            "label": stored.meta["labels"][name],
            "difference": gap,
            "low": low,
            "high": high,
        }
    return {
        "n": len(rows),
        "events": rows.events if task.kind == "event" else None,
        **measured(task.kind, rows.outcome, ours),
        "baselines": others,
        "best_model": task.headline,
        "label": stored.meta["labels"][task.headline],
        "rival": task.rival,
        "low": others[task.rival]["low"],
        "high": others[task.rival]["high"],
        "treaties": None
        if treaties is None
        else list(difference(task.kind, rows.outcome, ours, stored.forecasts[task.rival], treaties)[1:]),
        "reliability": reliability(rows.outcome, ours) if task.kind == "event" else None,
        "published": task.published,
    }


def outranked(entry: Mapping[str, Any]) -> list[str]:
    """Contenders that rank the cases of a task better by average precision, the best first, with their numbers.

    A forecast may have the least loss and still be outranked: loss asks for chances, average precision for order.

    >>> outranked({"ap": 0.25, "baselines": {"gravity": {"ap": 0.26, "auc": 0.74}, "logit": {"ap": 0.2, "auc": 0.7}}})
    ['gravity (0.26, ROC area 0.74)']
    """
    if entry.get("ap") is None:
        return []
    ahead = [(who, other) for who, other in entry["baselines"].items() if other["ap"] > entry["ap"]]
    ahead.sort(key=lambda pair: -pair[1]["ap"])
    return [f"{who} ({other['ap']:.4g}, ROC area {other['auc']:.4g})" for who, other in ahead]


_SHOWN = {
    "event": ("ap", "auc", "log_loss", "brier", "predicted_over_observed"),
    "quantity": ("crps", "rmse", "coverage_90", "coverage_50"),
}
_SHORT = {"predicted_over_observed": "foretold/happened", "coverage_90": "in 90 %", "coverage_50": "in 50 %"}


def plain_text(board: dict[str, Any]) -> str:
    """The scoreboard as text, headline first."""
    lines: list[str] = []
    for name, entry in board["tasks"].items():
        kind = "quantity" if entry["events"] is None else "event"
        count = f", {entry['events']:,} events" if kind == "event" else ""
        lines += [f"{name}  ({entry['n']:,} cases{count})"]
        lines += [f"  {'':24}" + "".join(f"{_SHORT.get(m, m):>19}" for m in _SHOWN[kind])]
        for who, scores in ((entry["best_model"] + " *", entry), *entry["baselines"].items()):
            numbers = "".join(f"{scores[measure]:19.4g}" for measure in _SHOWN[kind])
            lines += [f"  {who:24}{numbers}"]
        low, high = entry["low"], entry["high"]
        verdict = "better than" if high < 0 else "worse than" if low > 0 else "not clearly better than"
        loss = "log loss" if kind == "event" else "CRPS"
        lines += [f"  {loss} against {entry['rival']}: {low:+.4g} to {high:+.4g}, {verdict} it by {loss}"]
        if ahead := outranked(entry):
            lines += [f"  ranked better, by average precision, by {', '.join(ahead)}"]
        if entry["treaties"] is not None:
            low, high = entry["treaties"]
            lines += [f"  over resampled treaties instead of years: {low:+.4g} to {high:+.4g}"]
        lines += [""]
    return "\n".join(
        [*lines, "* named for the task before it was run; intervals of 90 % over resampled years"]
    )
