"""What the one-page summary says: three reasons, three tripwires, and what would move each state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.charts import Chart
from counterpoise.report.passages import dated
from counterpoise.telling.reader import chance, dig, final, number
from counterpoise.telling.sentences import cost_phrase, costliest, yardstick_sentence
from counterpoise.telling.words import brief, day, futures, plain, points, share, tripped

__all__ = ["card", "change", "reasons", "watch"]

FIRM = 0.8
UNDECIDED = 0.6


def reasons(answer: Mapping[str, Any], most: int = 3) -> list[str]:
    """The complications that cost most, then the yardstick and judgement, in sentences; at most ``most``."""
    found = [f"{cost_phrase(claim, cost)}." for claim, cost, _ in costliest(answer) if cost < 0][:2]
    judged = number(answer, "judgement_share")
    if yardstick_sentence(answer):
        found.append(yardstick_sentence(answer))
    if judged is not None:
        found.append(f"{share(judged)} of the spread that parameters cause rests on judgement.")
    return found[:most]


def change(chart: Chart | None, most: int = 2) -> str:
    """What moved since an earlier answer: the balance, and whatever else moved by a future in 100 or more."""
    if chart is None:
        return ""
    moved = [(str(row[0]), float(row[-1] or 0.0)) for row in chart.rows]
    rest = [(name, by) for name, by in moved[1:] if abs(by) >= _FELT]
    rest.sort(key=lambda row: -abs(row[1]))
    told = "; ".join(f"{name} {points(by)}" for name, by in [*moved[:1], *rest[:most]])
    return f"{chart.title.partition(':')[0]}, in futures in 100: {told}."


_FELT = 0.01


def watch(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Each tripwire as a label, its reading and where it trips."""
    told = []
    for wire in dig(answer, "tripwires") or []:
        now, limit, unit = number(wire, "now"), number(wire, "threshold"), str(wire.get("unit") or "")
        at = f"trips {wire.get('direction', 'at')} {plain(limit, unit)}" if limit is not None else ""
        told.append(
            {
                "label": str(wire.get("label", "")),
                "reading": plain(now, unit) if now is not None else "not available",
                "note": f"{at}: tripped already" if tripped(wire) else at or "no single level turns the odds",
            }
        )
    return told


def card(answer: Mapping[str, Any], code: str) -> list[tuple[str, str]]:
    """What is known of one state beside its chart, as pairs of head and words."""
    last = final(answer)
    row = dig(answer, "states", code)
    rows = [("Leader", _leader(answer, code)), ("Next election", _election(answer, code))]
    moves = [
        (f"{words} {brief(found['p'])}", found["p"])
        for key, words in _MOVES.items()
        if (found := chance(row, key, last)) and found["p"] >= _TELLING
    ]
    moves.sort(key=lambda pair: -pair[1])
    said = "; ".join(words for words, _ in moves)
    rows.append(
        ("What would move it", f"of 100 futures by {last}: {said}" if said else f"nothing likely by {last}")
    )
    rows.append(("Treaty", _treaty(answer, code)))
    agreed = number(row, "agreement", last)
    if agreed is not None:
        grade = "firm" if agreed >= FIRM else "leaning" if agreed >= UNDECIDED else "undecided"
        rows.append(("Grade of the forecast", f"{grade}: {futures(agreed)} futures agree on its side"))
    return [(head, words) for head, words in rows if words]


_TELLING = 0.01
_MOVES = {
    "p_loosens": "its tie to the patron loosens",
    "p_deepens": "it newly gives the patron access or a treaty",
    "p_accommodates": "it accommodates the challenger",
    "p_nuclear": "it builds nuclear weapons",
}
"""What a state may do, by the key of its chance."""


def _leader(answer: Mapping[str, Any], code: str) -> str:
    """Who governs at the information cut-off, by the last entry of the scenario up to then."""
    cutoff = str(dig(answer, "cutoff") or "9999")
    held = [
        row
        for row in dig(answer, "leaders") or []
        if row.get("state") == code and str(row.get("since") or "") <= cutoff
    ]
    if not held:
        return ""
    row = max(held, key=lambda row: str(row.get("since") or ""))
    return f"{row.get('name')}" + (f", in office since {day(str(row['since']))}" if row.get("since") else "")


def _election(answer: Mapping[str, Any], code: str) -> str:
    cutoff = str(dig(answer, "cutoff") or "")
    for row in dated(answer, "elections"):
        if row["state"] == code and row["date"] >= cutoff[: len(row["date"])]:
            return day(row["date"]) + (f" ({row['label']})" if row["label"] else "")
    return "none in the calendar"


def _treaty(answer: Mapping[str, Any], code: str) -> str:
    for pact, by_year in (dig(answer, "alliances") or {}).items():
        found = chance(by_year, final(answer))
        if str(pact).endswith(f"-{code}") and found:
            return f"in force and believed in {futures(found['p'])} futures in {final(answer)}"
    return ""
