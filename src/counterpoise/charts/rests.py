"""Views of what an answer rests on: forecasts from past years against what came, and the numbers of a mechanism."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterpoise.charts.calibration import calibration
from counterpoise.charts.chart import Chart
from counterpoise.charts.coefficients import proper
from counterpoise.charts.evidence import evidence
from counterpoise.charts.hindcast import hindcast, miss
from counterpoise.claims import complications, ledger
from counterpoise.telling.reader import dig, number
from counterpoise.telling.shipped import scenario_file
from counterpoise.telling.words import futures, join

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "at_rest",
    "calibration_view",
    "evidence_cards",
    "evidence_view",
    "forecasts",
    "hindcast_view",
    "miss_said",
    "missed",
    "missed_said",
    "misses_said",
    "rest_sentence",
    "worst_miss",
]

WHOLE = "balance"
"""Key of the verdict that follows from the theatres', and is counted with them only once."""

_EVEN = 0.5
_DRAWN = 12


def forecasts(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Forecasts of a hindcast of which it is known what happened, each labelled with its year."""
    return [
        {**row, "label": f"{str(row['label'])[:1].upper()}{str(row['label'])[1:]}, {row['year']}"}
        for row in told.get("verdicts") or []
        if row.get("happened") is not None and number(row, "p") is not None
    ]


def missed(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Forecasts on the wrong side of even odds, the worst first."""
    return sorted((row for row in forecasts(told) if miss(row) > _EVEN), key=lambda row: -miss(row))


def worst_miss(cases: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], dict[str, Any]] | None:
    """The hindcast and its forecast that were furthest from what came; None where none was on the wrong side."""
    wrong = [(case, row) for case in cases for row in missed(case)[:1]]
    return max(wrong, key=lambda found: miss(found[1]), default=None)


def miss_said(case: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """A miss in words, with the year from which it was foretold.

    >>> told = {"label": "France, 1943", "p": 0.999, "happened": False}
    >>> miss_said({"origin": 1933}, told)
    'from 1933, that France holds in 1943 was given more than 99 in 100, and it did not'
    """
    label = (
        str(row["label"]).replace("The ", "the ", 1) if str(row["label"]).startswith("The ") else row["label"]
    )
    what, _, year = str(label).rpartition(", ")
    came = "it did" if row["happened"] else "it did not"
    return f"from {case['origin']}, that {what} holds in {year} was given {_of(row['p'])}, and {came}"


def _of(p: float) -> str:
    """A chance as it is given to something.

    >>> _of(0.56), _of(0.001)
    ('56 in 100', 'fewer than 1 in 100')
    """
    return futures(p).replace(" of 100", " in 100")


def missed_said(answer: Mapping[str, Any]) -> str:
    """How many forecasts from past years missed, and what that means; empty without any."""
    cases = dig(answer, "hindcasts") or []
    many = sum(len(forecasts(case)) for case in cases)
    if not many:
        return ""
    wrong = sum(len(missed(case)) for case in cases)
    told = f"{wrong} of {many} forecasts from {len(cases)} past years"
    return f"{told} missed: less than even odds for what came"


def misses_said(answer: Mapping[str, Any]) -> str:
    """How many forecasts from past years gave what came less than even odds, and the worst; empty without any."""
    said, worst = missed_said(answer), worst_miss(dig(answer, "hindcasts") or [])
    if not said:
        return ""
    return said + (f". The furthest off: {miss_said(*worst)}." if worst else ".")


def at_rest(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Complications that stand at their reference in every hindcast that the answer holds, by their scenarios' files.

    >>> at_rest({"hindcasts": [{"name": "asia-2014"}, {"name": "europe-1890"}]})
    ('C1', 'C2', 'C3', 'C6', 'C7', 'C9')
    >>> at_rest({"hindcasts": [{"name": "of my own"}]}), at_rest({})
    ((), ())
    """
    found = [_unknown(str(case.get("name"))) for case in dig(answer, "hindcasts") or []]
    return tuple(sorted(set.intersection(*found))) if found else ()


def _unknown(name: str) -> set[str]:
    return set(dig(scenario_file(name), "scenario", "unknown") or [])


def rest_sentence(answer: Mapping[str, Any]) -> str:
    """That the hindcasts test less than the full story, and what they leave out; empty where nothing is left out."""
    names, many = at_rest(answer), len(dig(answer, "hindcasts") or [])
    if not names:
        return ""
    return (
        f"In all {many} past years {len(names)} of the {len(complications(acting=False))} complications "
        f"({join(names)}) are at rest, for want of data at the time: the full story with all of them has been tested "
        "on none."
    )


def hindcast_view(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, of: str | None = None
) -> Chart | None:
    """What a forecast from a past year said, and what happened, misses first; None where the answer holds none.

    Args:
        answer: The answer.
        views: Not needed.
        of: Name of the hindcast, such as ``asia-2014``; the one with the largest share of misses without it.
    """
    told = [row for row in dig(answer, "hindcasts") or [] if forecasts(row)]
    told.sort(key=lambda row: (-len(missed(row)) / len(forecasts(row)), row["origin"]))
    found = next((row for row in told if of in (None, row["name"])), None)
    if found is None:
        return None
    name, rows = str(found["name"]), forecasts(found)
    region = name.rpartition("-")[0].replace("coldwar", "the Cold War").replace("-", " ")
    title = (
        f"{region[:1].upper()}{region[1:]} from {found['origin']}: {len(missed(found))} of {len(rows)} missed"
    )
    return hindcast(rows, name=f"hindcast-{name}", title=title, most=_DRAWN)


def calibration_view(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """Chances that hindcasts gave to theatres, in fifths, against how often they came; None without any.

    Args:
        answer: The answer.
        views: Not needed.
    """
    bins: Sequence[Mapping[str, Any]] = dig(answer, "calibration") or []
    many = sum(int(row.get("n") or 0) for row in bins)
    return calibration(bins, title=f"{many} forecasts of theatres: said, and came") if bins else None


def evidence_view(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, of: str | None = None
) -> Chart | None:
    """What a mechanism rests on: its numbers before and after the data, its test, and what would refute it.

    Args:
        answer: The answer.
        views: Not needed.
        of: Name of the mechanism, such as ``balancing``; the first of the answer without it.
    """
    found = dig(answer, "evidence") or {}
    of = of or next(iter(found), "")
    card = dig(found, of)
    return None if card is None else _card(of, card, card["parameters"])


def evidence_cards(answer: Mapping[str, Any], most: int = 12) -> Iterator[Chart]:
    """The card of every mechanism, long ones in parts that fit a page.

    Args:
        answer: The answer.
        most: Numbers on one part.
    """
    for name, card in (dig(answer, "evidence") or {}).items():
        rows = card["parameters"]
        size = math.ceil(len(rows) / math.ceil(len(rows) / most)) if rows else most
        for k, at in enumerate(range(0, len(rows), size)):
            part = _card(name, card, rows[at : at + size])
            if part and at:
                title = f"{part.title}, continued"
                yield replace(part, name=f"{part.name}-{k + 1}", title=title, aside=())
            elif part:
                yield part


def _card(name: str, card: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Chart | None:
    served = [ledger()[key] for key in card.get("claims") or [] if key in ledger()]
    held = [proper(row) for row in card["parameters"] if not (row.get("prior") or row.get("posterior"))]
    fixed = "; ".join(f"{row['label']} {row['value']:g} {row['unit']}".strip() for row in held)
    return evidence(
        name,
        ", ".join(f"{claim.id} {claim.label}" for claim in served) or "no claim of its own",
        [proper(row) for row in rows],
        test="; ".join(f"{claim.id}: {claim.backtest}" for claim in served if claim.backtest),
        refuter=str(card.get("refuted") or ""),
        held=fixed,
    )
