"""Tables of scores: single equations, and the scoreboard of stored forecasts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markdown_table import number, table


def record() -> str:
    """Scores on years that the fit had not seen, failures included."""
    text = (files("counterpoise") / "library" / "posterior" / "record.json").read_text(encoding="utf-8")
    tasks = json.loads(text)["tasks"]
    events = [task for task in tasks if task.get("ap") is not None]
    amounts = [task for task in tasks if task.get("ap") is None]
    return "\n".join(
        [
            "## Events",
            "",
            table(EVENT_HEAD, map(_event, events)),
            "",
            "## Quantities",
            "",
            table(AMOUNT_HEAD, map(_amount, amounts)),
        ]
    )


def shortcomings() -> str:
    """Tasks whose headline falls short of something, and of what."""
    from counterpoise.backtest.page import failures
    from counterpoise.backtest.tasks import TASKS

    return table(("task", "falls short"), failures(TASKS, _board()))


def scoreboard() -> str:
    """Every task of the scoreboard, scored as the page is built."""
    from counterpoise.backtest.page import task_page
    from counterpoise.backtest.tasks import TASKS

    said = []
    for name, entry in _board()["tasks"].items():
        for part in task_page(TASKS[name], entry):
            said += [part if isinstance(part, str) else table(*part), ""]
    return "\n".join(said)


def curves() -> str:
    """Losses by origin, equation by equation."""
    from counterpoise.backtest.page import curves as by_origin
    from counterpoise.backtest.rolling import stored
    from counterpoise.backtest.store import folder

    said = []
    for title, head, rows in by_origin(stored(folder())):
        said += [f"### {title}", "", table(head, rows), ""]
    return "\n".join(said)


@cache
def _board() -> dict[str, Any]:
    """The scoreboard, computed once for a build."""
    from counterpoise.backtest import TASKS
    from counterpoise.backtest.scoreboard import scoreboard as score

    return score(TASKS.values(), knowledge())


@cache
def knowledge() -> Any:
    """All that the panel knows, by year, laid out once for a build."""
    from counterpoise.backtest import know
    from counterpoise.data import open_panel

    return know(open_panel())


EVENT_HEAD = (
    "what", "fitted on, tested on", "events of rows", "against", "average precision", "ROC area",
    "log loss", "foretold / happened", "by log loss",
)  # fmt: skip
AMOUNT_HEAD = (
    "what", "fitted on, tested on", "rows", "against", "error (RMSE)", "CRPS", "log loss", "by log loss",
)  # fmt: skip


def _event(task: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        task["label"],
        (task["train"], task["test"]),
        f"{task['events']:,} of {task['rows']:,}",
        task["reference"],
        _beside(task, "ap"),
        _beside(task, "auc"),
        _beside(task, "log_loss"),
        number(task.get("predicted_over_observed")),
        _reading(task, task.get("log_loss_difference")),
    )


def _amount(task: Mapping[str, Any]) -> tuple[object, ...]:
    scores = [_beside(task, key) for key in ("rmse", "crps", "log_loss")]
    head = (task["label"], (task["train"], task["test"]), f"{task['rows']:,}", task["reference"])
    return (*head, *scores, _reading(task, None))


def _beside(task: Mapping[str, Any], key: str) -> str:
    """Our score, and the reference's in brackets."""
    if task.get(key) is None:
        return "-"
    return f"{number(task[key])} ({number(task.get(f'{key}_reference'))})"


def _reading(task: Mapping[str, Any], interval: list[float] | None) -> str:
    """Better or worse than the reference on log loss, and whether the difference is clear of zero."""
    if interval and interval[0] <= 0.0 <= interval[1]:
        return "not clearly better"
    return "better" if task["log_loss"] < task["log_loss_reference"] else "**worse**"
