"""What moved since an earlier edition, why, and what the two answers share."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import Any

from counterpoise.charts import Chart
from counterpoise.charts.moved import change_error
from counterpoise.report.passages import dated
from counterpoise.telling.reader import dig
from counterpoise.telling.words import day, join, points

__all__ = ["change", "news", "same_and_other", "why_moved"]


def change(chart: Chart | None, answer: Mapping[str, Any], since: Mapping[str, Any] | None) -> str:
    """How far the balance moved since an earlier answer, and what else moved by more than simulation error.

    Args:
        chart: Of both, as :func:`counterpoise.charts.moved.moved` draws it.
        answer: The answer.
        since: The earlier one.
    """
    if chart is None or since is None:
        return ""
    moved = [
        (str(row[0]), float(row[-1] or 0.0), float(row[1] or 0.0), float(row[4] or 0.0)) for row in chart.rows
    ]
    clear = [
        (name, by) for name, by, then, now in moved[1:] if abs(by) > change_error(then, now, answer, since)
    ]
    clear.sort(key=lambda row: -abs(row[1]))
    rest = (
        "; ".join(f"{name} {points(by)}" for name, by in clear[:_MOST])
        or "nothing else by more than simulation error"
    )
    name, by, then, now = moved[0]
    error = 100 * change_error(then, now, answer, since)
    return (
        f"{chart.title.partition(':')[0]}, in futures in 100: {name} {points(by)} (simulation error ±{error:.1f} if no "
        f"luck were shared); {rest}."
    )


_MOST = 2
"""Things beside the balance that the summary names."""


def why_moved(answer: Mapping[str, Any], most: int = 3) -> str:
    """The causes of what moved, the largest first, in a sentence; empty where they were not sought."""
    found = dig(answer, "changes", "outcomes", "balance_holds", "steps")
    if found is None:
        return str(dig(answer, "changes", "note") or "")
    told = [
        f"{row['cause']} {points(row['moved'])}" + (f" (±{100 * row['error']:.1f})" if row["error"] else "")
        for row in sorted(found, key=lambda row: -abs(row["moved"]))[:most]
    ]
    if not told:
        return "No cause differs between the two runs."
    whole, error = sum(row["moved"] for row in found), hypot(*(row["error"] for row in found))
    small = " The whole change lies within simulation error." if abs(whole) <= error else ""
    return f"Of the balance’s change: {'; '.join(told)}.{small}"


def news(answer: Mapping[str, Any], since: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """Dated acts and events that this answer knows and the earlier one did not, oldest first; none without one."""
    if since is None:
        return []
    known = {(str(row.get("date")), row.get("label")) for row in dig(since, "shocks") or []}
    fresh = [
        row for row in dig(answer, "shocks") or [] if (str(row.get("date")), row.get("label")) not in known
    ]
    return dated({**answer, "shocks": fresh}, "shocks")


def same_and_other(answer: Mapping[str, Any], since: Mapping[str, Any] | None) -> str:
    """What both answers rest on, and in what they differ: question, luck, data, numbers and version; empty alone.

    >>> now = {"seed": 1, "members": 2000, "edition": "latest", "cutoff": "2026-03-13"}
    >>> same_and_other(now, {**now, "edition": "essay", "cutoff": "2025-03-31"})
    'The same in both: the seed (1) and the number of futures (2,000). Different: the edition (essay, now latest) and \
the information cut-off (31 March 2025, now 13 March 2026).'
    """
    if since is None:
        return ""
    same, other = [], []
    for name, now, then in ((name, _said(answer, keys), _said(since, keys)) for name, keys in _TOLD.items()):
        if now is None or then is None:
            continue
        if now == then:
            same.append(f"{name} ({now})")
        else:
            other.append(f"{name} ({then}, now {now})")
    parts = ((join(same), "The same in both"), (join(other), "Different"))
    return " ".join(f"{head}: {words}." for words, head in parts if words)


_TOLD = {
    "the edition": ("edition",),
    "the information cut-off": ("cutoff",),
    "the years": ("horizon",),
    "the seed": ("seed",),
    "the number of futures": ("members",),
    "claims switched": ("switches",),
    "parameters held by hand": ("overrides",),
    "the version of counterpoise": ("versions", "counterpoise"),
    "the data panel": ("digests", "panel"),
    "the parameters": ("digests", "parameters"),
    "the code": ("digests", "code"),
    "the facts of the scenario": ("digests", "scenario"),
}
"""What an answer rests on, by where it says so."""

_DIGEST = 8
"""Letters of a digest that are printed."""


def _said(answer: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """An entry in a word or two; None where the answer has none."""
    found = dig(answer, *keys)
    if found is None:
        return None
    if keys[0] == "digests":
        return str(found).removeprefix("sha256:")[:_DIGEST]
    if keys == ("cutoff",):
        return day(str(found))
    if isinstance(found, Mapping):
        return ", ".join(f"{name}={value}" for name, value in sorted(found.items())) or "none"
    if isinstance(found, list):
        return " to ".join(str(part) for part in found)
    return f"{found:,}" if keys == ("members",) else str(found)
