"""A hindcast in plain tables for a terminal: what was foretold, what happened, the score; misses first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.hindcast.gravity import better
from counterpoise.telling.words import brief

__all__ = ["misses", "ranks", "share", "stood", "table", "tell"]

_SURE = 0.5

_BARS = (
    "climatology: the rate in as many years before; constant: the rate that came, known only afterwards;\n"
    "gravity, outputs (AP, AUC): pairs ranked by the product of their outputs at the origin, over distance or alone"
)


def misses(document: Mapping[str, Any], *, ranked: bool = True) -> list[str]:
    """What the forecast got wrong, in sentences; none where it got nothing wrong.

    Args:
        document: A hindcast.
        ranked: Whether to tell, too, where a rival ranked pairs better.
    """
    said = []
    for row in document["scores"]["verdict"]:
        if row["happened"] is not None and (row["p"] >= _SURE) != row["happened"]:
            held = "held" if row["happened"] else "did not hold"
            said.append(
                f"{row['year']}: {row['label']} {held}; the forecast that it would was {share(row['p'])}"
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
    said += better(document["scores"]["ties"]) if ranked else []
    for key, words in (
        ("surest_misses", "the surest that did not come"),
        ("overlooked", "what came with the least chance"),
    ):
        if document.get(key):
            named = ", ".join(_pair(row) for row in document[key])
            said.append(f"by {document[key][0]['year']}, {words}: {named}")
    return said


def ranks(row: Mapping[str, Any], rival: str) -> str:
    """Average precision and ROC area of a rival in rank; empty in scores that were stored without.

    >>> ranks({"gravity_ap": 0.25, "gravity_auc": 0.7}, "gravity"), ranks({}, "gravity")
    ('0.250, 0.700', '')
    """
    known = row.get(f"{rival}_ap") is not None
    return f"{row[f'{rival}_ap']:.3f}, {row[f'{rival}_auc']:.3f}" if known else ""


def share(p: float) -> str:
    """A chance in percent; a finite number of futures can neither rule out nor make sure.

    >>> share(0.684), share(1.0), share(0.0)
    ('68%', '>99%', '<1%')
    """
    return f"{brief(p)}%"


def stood(happened: bool | None) -> str:
    """How a theatre, or the balance, was found: a ratio below the mark is no conquest.

    >>> stood(True), stood(False), stood(None)
    ('held', 'below the mark', 'not known')
    """
    return "not known" if happened is None else "held" if happened else "below the mark"


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
        (str(row["year"]), row["label"], share(row["p"]), stood(row["happened"]), _number(row["brier"]))
        for row in document["scores"]["verdict"]
    ]
    lines += table(("year", "does it hold?", "foretold", "happened", "Brier"), verdict)
    ties = [
        (
            str(row["year"]), row["what"], f"{row['n']:,}", f"{row['foretold']:.0f}", str(row["events"]),
            _number(row["ap"]), _number(row["auc"]), _number(row["log_loss"]), _number(row["climatology_log_loss"]),
            _number(row["rate_log_loss"]), ranks(row, "gravity"), ranks(row, "outputs"),
        )
        for row in document["scores"]["ties"]
    ]  # fmt: skip
    head = (
        "year", "pairs", "n", "foretold", "came", "AP", "AUC", "log loss", "climatology's", "constant's", "gravity's",
        "outputs'",
    )  # fmt: skip
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


def _pair(row: Mapping[str, Any]) -> str:
    place = f" (rank {row['rank']} of {row['of']})" if "rank" in row else ""
    return f"{'-'.join(row['pair'])} {row['what']} {share(row['p'])}{place}"


def _number(value: float | bool | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _range(row: Mapping[str, Any]) -> str:
    return f"{row['median']:.2f} ({row['low']:.2f}-{row['high']:.2f})" if row.get("low") is not None else ""


def _inside(value: bool | float | None) -> str:
    return "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else f"{value:.0%}"
