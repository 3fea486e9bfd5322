"""A card for each state: alignment with both poles, effort, who governs, what it may do, and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.report.passages import dated
from counterpoise.telling.reader import chance, dig, final, first, name_of, number, roles
from counterpoise.telling.words import DEPTHS, brief, curly, day, futures, percent

__all__ = ["card", "movers", "poles"]

FIRM = 0.8
UNDECIDED = 0.6


def card(answer: Mapping[str, Any], code: str) -> list[tuple[str, str]]:
    """What is known of one state beside its chart, as pairs of head and words; a new line begins a new thing."""
    last = final(answer)
    row = dig(answer, "states", code)
    rows = [(head, _path(answer, row, key, form, scale)) for head, key, form, scale in _PATHS]
    rows += [("Rung with the patron, 0 to 4", _rung(answer, row))]
    rows += [("Leader", _leader(answer, code)), ("Next election", _election(answer, code))]
    moves = [
        (f"{words} {brief(found['p'])}", found["p"])
        for key, words in _MOVES.items()
        if (found := chance(row, key, last)) and found["p"] >= _TELLING
    ]
    moves.sort(key=lambda pair: -pair[1])
    said = "; ".join(words for words, _ in moves)
    rows.append(
        (
            "What it may do",
            f"of 100 futures by {last}: {said}"
            if said
            else f"besides moving between rungs, nothing likely by {last}",
        )
    )
    rows.append(("What would move it", "\n".join(movers(answer, code)) or _STEADY))
    rows.append(("Treaty", _treaty(answer, code)))
    agreed = number(row, "agreement", last)
    if agreed is not None:
        grade = "firm" if agreed >= FIRM else "leaning" if agreed >= UNDECIDED else "undecided"
        rows.append(("Grade of the forecast", f"{grade}: {futures(agreed)} futures agree on its side"))
    return [(head, words) for head, words in rows if words]


_PATHS = (
    ("Alignment with the patron, 0 to 1", "patron_tie", "{:.2f}", 1),
    ("Alignment with the challenger, 0 to 1", "challenger_tie", "{:.2f}", 1),
    ("Military effort, % of output", "effort", "{:.1f}", 100),
)
_STEADY = "nothing that was looked at parts its futures by more than simulation error"


def _path(answer: Mapping[str, Any], row: Any, key: str, form: str, scale: float) -> str:
    """Where a quantity stands in the first year, and where half and 90 % of futures have it in the last."""
    begin, end = (dig(row, key, year) for year in (first(answer), final(answer)))
    if begin is None or end is None:
        return ""
    now, middle, low, high = (form.format(v * scale) for v in (begin["median"], *(end[k] for k in _ENDS)))
    return f"{now} in {first(answer)}, {middle} in {final(answer)} (90 % of futures: {low} to {high})"


_ENDS = ("median", "low", "high")


def movers(answer: Mapping[str, Any], code: str) -> list[str]:
    """What parts the futures of a state most, each in a phrase: an association among futures, and no effect."""
    told = []
    for row in dig(answer, "states", code, "movers") or []:
        high, low = row["high"], row["low"]
        side = max(_SIDES, key=lambda name: abs(high[name] - low[name]))
        much, little = _PARTS.get(row["kind"], _PARTS["thirds"])
        if percent(high[side]) != percent(low[side]) and abs(high[side] - low[side]) >= _FELT_SIDE:
            words = f"{_SIDES[side]} in {brief(high[side])} of 100 where {much}, {brief(low[side])} where {little}"
        else:
            way = "nearer to" if row["lean"] > 0 else "further from"
            words = (
                f"{abs(row['lean']):.2f} {way} the patron where {much} than where {little}, on the same side"
            )
        told.append(f"{curly(row['label'])} ({row['year']}): {words}")
    return told


_FELT_SIDE = 0.03
_SIDES = {
    "patron": "with the patron’s side",
    "between": "between the sides",
    "challenger": "with the challenger’s side",
}
_PARTS = {"thirds": ("high", "low"), "any": ("there was any", "there was none")}


_TELLING = 0.01
_MOVES = {
    "p_accommodates": "it accommodates the challenger",
    "p_nuclear": "it builds nuclear weapons",
}
"""What a state may do besides moving between rungs, by the key of its chance."""


def _rung(answer: Mapping[str, Any], row: Any) -> str:
    """The obligations and access in force at the start, and how often they are deeper or shallower in the end."""
    start, last = number(row, "rung"), final(answer)
    up, down = chance(row, "p_deepens", last), chance(row, "p_loosens", last)
    said = [] if start is None else [f"{start:.0f}, {DEPTHS[int(start)]}, in {first(answer)}"]
    said += [f"below that in {futures(down['p'])} futures in {last}"] if down and start != 0 else []
    said += [f"new access or treaty in {futures(up['p'])} futures"] if up and start != _TOP else []
    return "; ".join(said)


_TOP = len(DEPTHS) - 1
"""The deepest rung, which nothing can deepen, as nothing can loosen the first."""


def _leader(answer: Mapping[str, Any], code: str) -> str:
    """Who governs at the information cut-off, by the last entry of the scenario up to then."""
    cutoff = str(dig(answer, "cutoff") or "9999")
    held = [
        row
        for row in dig(answer, "leaders") or []
        if row.get("state") == code and str(row.get("since") or "") <= cutoff
    ]
    if not held:
        return "nobody is named at the information cut-off" if dig(answer, "leaders") else ""
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


def poles(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who governs the two poles, and when they vote, as pairs of head and words."""
    return [
        (
            f"{name_of(answer, code)}, the {role}",
            "; ".join(
                part for part in (_leader(answer, code), f"next election: {_election(answer, code)}") if part
            ),
        )
        for code, role in sorted(roles(answer).items(), key=lambda pair: pair[1])
    ]
