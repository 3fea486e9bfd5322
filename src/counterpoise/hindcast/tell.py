"""A hindcast in plain tables for a terminal: what was foretold, what happened, the score; misses first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["misses", "table", "tell"]

_SURE = 0.5

_BARS = "climatology: the rate in as many years before; constant: the rate that came, known only afterwards"


def misses(document: Mapping[str, Any]) -> list[str]:
    """What the forecast got wrong, in sentences; none where it got nothing wrong."""
    said = []
    for row in document["scores"]["verdict"]:
        if row["happened"] is not None and (row["p"] >= _SURE) != row["happened"]:
            held = "held" if row["happened"] else "did not hold"
            said.append(
                f"{row['year']}: {row['label']} {held}; the forecast that it would was {row['p']:.0%}"
            )
    for row in document["scores"]["ties"]:
        bar = row["climatology_log_loss"] or row["rate_log_loss"]
        if row["log_loss"] >= bar:
            said.append(
                f"{row['year']}: {row['what']}: log loss {row['log_loss']:.3f}, that of "
                f"{'the rate before' if row['climatology_log_loss'] else 'the rate that came'} {bar:.3f}; "
                f"foretold {row['foretold']:.0f}, came {row['events']}"
            )
    for row in document["scores"]["power"]:
        if row.get("crps") is not None and row.get("walk") is not None and row["crps"] >= row["walk"]:
            said.append(
                f"{row['year']}: {row['what']}: CRPS {row['crps']:.3f}, a random walk {row['walk']:.3f}"
            )
    named = [
        f"{'-'.join(row['pair'])} {row['what']} {row['p']:.0%}" for row in document.get("surest_misses", ())
    ]
    if named:
        said.append(
            f"by {document['surest_misses'][0]['year']}, foretold and did not come: {', '.join(named)}"
        )
    return said


def tell(document: Mapping[str, Any]) -> str:
    """The whole hindcast as text."""
    roles = document["roles"]
    lines = [
        f"{document['name']}: {document['question']}  What {document['origin']} would have said, and what happened.",
        f"Challenger {roles['challenger']}, patron {roles['patron']}; {document['members']:,} futures; nothing after "
        f"{document['origin']} was read.",
        "",
    ]
    verdict = [
        (str(row["year"]), row["label"], f"{row['p']:.0%}", _happened(row["happened"]), _number(row["brier"]))
        for row in document["scores"]["verdict"]
    ]
    lines += table(("year", "does it hold?", "foretold", "happened", "Brier"), verdict)
    ties = [
        (
            str(row["year"]), row["what"], f"{row['n']:,}", f"{row['foretold']:.0f}", str(row["events"]),
            _number(row["ap"]), _number(row["auc"]), _number(row["log_loss"]), _number(row["climatology_log_loss"]),
            _number(row["rate_log_loss"]),
        )
        for row in document["scores"]["ties"]
    ]  # fmt: skip
    head = ("year", "pairs", "n", "foretold", "came", "AP", "AUC", "log loss", "climatology's", "constant's")
    lines += ["", *table(head, ties), _BARS]
    power = [
        (
            str(row["year"]), row["what"], _range(row), _number(row.get("happened")), _number(row.get("crps")),
            _number(row.get("walk")), _number(row.get("persistence")), _inside(row.get("inside")),
        )
        for row in document["scores"]["power"]
    ]  # fmt: skip
    columns = ("year", "power", "foretold (90 %)", "happened", "CRPS", "walk's", "no change's", "in 90 %")
    lines += ["", *table(columns, power), "", "Misses"]
    lines += [f"- {miss}" for miss in misses(document)] or ["- none of what can be scored"]
    lines += ["", "Limits", *(f"- {limit}" for limit in document["limits"])]
    return "\n".join(lines)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table, columns as wide as their widest word, numbers to the right.

    >>> table(("a", "n"), [("x", "10")])
    ['a   n', 'x  10']
    """
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    right = [all(not row[k] or row[k][-1] in "0123456789%" for row in rows) for k in range(len(head))]
    return [
        "  ".join(
            word.rjust(width) if to_right else word.ljust(width)
            for word, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in (head, *rows)
    ]


def _happened(happened: bool | None) -> str:
    return "not known" if happened is None else "held" if happened else "fell"


def _number(value: float | bool | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _range(row: Mapping[str, Any]) -> str:
    return f"{row['median']:.2f} ({row['low']:.2f}-{row['high']:.2f})" if row.get("low") is not None else ""


def _inside(value: bool | float | None) -> str:
    return "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else f"{value:.0%}"
