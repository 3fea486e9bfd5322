"""The stored hindcasts as a page: misses first, then each case, then the whole simulator over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.analysis.record import pooled
from counterpoise.hindcast.board import board, excess, failures, table
from counterpoise.hindcast.gravity import RIVALS, leading
from counterpoise.hindcast.tell import misses, ranks, share, stood

__all__ = ["case_tables", "missed", "outranked", "rolled", "rolled_excess", "rolled_failures", "whole"]

Table = tuple[Sequence[str], list[Sequence[object]]]


def missed(documents: Mapping[str, Mapping[str, Any]]) -> Table:
    """Every miss of every hindcast but those in rank, which :func:`outranked` tells."""
    rows: list[Sequence[object]] = []
    for name, document in documents.items():
        said = misses(document, ranked=False) or ["none of what can be scored"]
        rows += [(name if k == 0 else "", sentence) for k, sentence in enumerate(said)]
    return ("hindcast", "what it missed"), rows


def outranked(documents: Mapping[str, Mapping[str, Any]]) -> str | Table:
    """Where gravity or outputs rank pairs better than the forecast, more than a year ahead."""
    told = [
        (name, row)
        for name, document in documents.items()
        for row in document["scores"]["ties"]
        if row["horizon"] > 1
    ]
    if not any("gravity_ap" in row for _, row in told):
        return "The scores that are stored were made before these rivals; `counterpoise hindcast NAME` shows them."
    head = ("hindcast", "pairs", "years ahead", "ours: precision, ROC area", "gravity's", "outputs'")
    rows: list[Sequence[object]] = [
        (
            name,
            row["what"],
            row["horizon"],
            f"{row['ap']:.3f}, {row['auc']:.3f}",
            *(_led(row, r) for r in RIVALS),
        )
        for name, row in told
        if leading(row)
    ]
    return head, rows


def _led(row: Mapping[str, Any], rival: str) -> str:
    return f"**{ranks(row, rival)}**" if rival in leading(row) else ranks(row, rival)


def case_tables(document: Mapping[str, Any]) -> list[str | Table]:
    """One case: roles, verdicts, ties, power, limits."""
    roles, scores = document["roles"], document["scores"]
    parts: list[str | Table] = [
        f"## {document['name']}",
        f"*{document['question']}* Challenger {roles['challenger']}, patron {roles['patron']}; "
        f"{len(document['states'])} states, {document['members']:,} futures from the end of {document['origin']}.",
    ]
    verdict: list[Sequence[object]] = [
        (row["year"], row["label"], share(row["p"]), stood(row["happened"]), _digits(row["brier"]))
        for row in scores["verdict"]
        if row["horizon"] > 1
    ]
    ties: list[Sequence[object]] = [
        (row["year"], row["what"], f"{row['foretold']:.0f}", f"{row['events']} of {row['n']}", _digits(row["ap"]),
         _digits(row["auc"]), _digits(row["log_loss"]), _digits(row["climatology_log_loss"]), ranks(row, "gravity"),
         ranks(row, "outputs"))
        for row in scores["ties"]
        if row["horizon"] > 1
    ]  # fmt: skip
    power: list[Sequence[object]] = [
        (row["year"], row["what"], _digits(row.get("median")), _digits(row.get("happened")), _digits(row["crps"]),
         _digits(row.get("walk")), _digits(row.get("persistence")))
        for row in scores["power"]
        if row["horizon"] > 1 and row.get("crps") is not None
    ]  # fmt: skip
    parts.append((("year", "does it hold?", "foretold", "happened", "Brier"), verdict))
    head = (
        "year", "pairs", "foretold", "came", "average precision", "ROC area", "log loss", "climatology's",
        "gravity's precision, ROC area", "outputs'",
    )  # fmt: skip
    parts.append((head, ties))
    parts.append((("year", "power", "median", "happened", "CRPS", "random walk's", "no change's"), power))
    parts.append("*Limits.* " + " ".join(document["limits"]))
    return parts


def whole(documents: Mapping[str, Mapping[str, Any]]) -> Table:
    """The whole simulator over all hindcasts, by what was foretold and how far ahead."""
    head = (
        "what", "origins", "events of cases", "average precision (share)", "ROC area", "log loss (rival's)",
        "CRPS (rival's)", "difference, 90 %", "foretold / happened", "rival", "persistence's", "difference, 90 %",
    )  # fmt: skip
    rows: list[Sequence[object]] = []
    for task in pooled(list(documents.values())):
        low, high = task.get("log_loss_difference") or task["difference"]
        events = "" if task["events"] is None else f"{task['events']} of "
        rows.append(
            (
                task["label"], task["train"].removeprefix("to "), f"{events}{task['rows']:,}", _both(task, "ap"),
                _digits(task.get("auc")), _both(task, "log_loss"), _both(task, "crps"), f"{low:+.3f} to {high:+.3f}",
                _digits(task.get("predicted_over_observed")), task["reference"], _digits(task.get("persistence")),
                _span(task.get("persistence_difference")),
            )
        )  # fmt: skip
    return head, rows


def rolled(rows: Sequence[Mapping[str, Any]]) -> Table:
    """The board of the rolling hindcasts."""
    return table(board(rows))


def rolled_failures(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Where a rival is better than the simulator at every fifth year, the surest and worst first."""
    told = board(rows)
    return ("where it falls short",), [(sentence,) for sentence in failures(told) or ["nowhere"]]


def rolled_excess(rows: Sequence[Mapping[str, Any]]) -> str:
    """Which events the simulator foretells too often, or too seldom, however many years ahead, in a sentence each."""
    return "\n".join(f"- {sentence}" for sentence in excess(board(rows)) or ["Of no kind of event."])


def _both(task: Mapping[str, Any], key: str) -> str:
    return "" if task.get(key) is None else f"{_digits(task[key])} ({_digits(task[key + '_reference'])})"


def _span(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{interval[0]:+.3f} to {interval[1]:+.3f}"


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
