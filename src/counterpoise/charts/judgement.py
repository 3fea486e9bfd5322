"""How much of the answer's spread rests on judgement, on published numbers, and on our own estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.coefficients import proper
from counterpoise.charts.marks import Axis, Mark, Panel, Pattern, Shape, Words, box
from counterpoise.telling.reader import Z90, dig, number
from counterpoise.telling.sentences import clear_split, grade_error
from counterpoise.telling.words import CLAIMS, apportion, share

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["KINDS", "drivers", "judgement"]

KINDS = {
    "judgement": "judged: nobody has measured it",
    "published": "published by others",
    "estimated": "estimated here from data",
}

ERROR = "simulation error (90 %, half width)"
"""Head of the column of errors."""

_FILL: dict[str, tuple[str, Pattern]] = {
    "judgement": ("challenger", "judged"),
    "published": ("apart", ""),
    "estimated": ("patron", ""),
}


def _bar(x0: float, y0: float, x1: float, y1: float, grade: str, said: str, clear: bool = True) -> Shape:
    """A bar in the dress of its grade: hatched, grey or solid, told apart without colour; open where not clear of 0."""
    ink, pattern = _FILL.get(grade, ("apart", ""))
    if not clear:
        return Shape(box(x0, y0, x1, y1), "paper", edge=ink, said=f"{said}, not clear of nothing", key=grade)
    edge = "challenger" if pattern else ""
    return Shape(box(x0, y0, x1, y1), ink, pattern, edge=edge, said=said, key=grade)


def judgement(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """How much of the spread of the chance rests on judgement; None where the answer does not split its spread.

    Of the variance of the chance between parameters, the share (0 to 1) of those judged, published and estimated; its
    simulation error is the half width of a 90 % interval.

    Args:
        answer: The answer.
        views: Not needed.
    """
    shares = {kind: number(answer, "grade_shares", kind) for kind in KINDS}
    known = {kind: value for kind, value in shares.items() if value is not None}
    whole_of = sum(known.values())
    if len(known) < len(KINDS) or whole_of <= 0:
        return None
    whole = apportion(list(known.values()))
    errors = {kind: _ninety(number(answer, "grade_errors", kind)) for kind in known}
    told = clear_split(answer)
    marks: list[Mark] = []
    at = 0.0
    for kind, n in zip(known, whole, strict=True):
        size = known[kind] / whole_of
        if told:
            marks.append(_bar(at, 0, at + size, 1, kind, f"{n} % {KINDS[kind]}"))
        at += size
    if not told:
        marks.append(
            Shape(box(0, 0, 1, 1), "paper", edge="control", dashed=True, said="too few futures to tell")
        )
    legend: list[Mark] = []
    for i, (kind, n) in enumerate(zip(known, whole, strict=True)):
        error = errors[kind]
        legend.append(_bar(0, i - 0.3, 0.04, i + 0.3, kind, KINDS[kind]))
        legend.append(Words(0.04, i, f"{n} %" if told else "?", bold=True, anchor="end", shift=(42, 0)))
        told_error = f" (± {100 * error:.0f})" if told and error else ""
        legend.append(Words(0.04, i, f"{KINDS[kind]}{told_error}", shift=(50, 0)))
    luck = number(answer, "chance_share")
    rows = [(KINDS[kind], value, errors[kind]) for kind, value in known.items()]
    if luck is not None:
        rows.append(("luck inside the model (share of the whole spread)", luck, None))
    said = ", ".join(f"{n} % {KINDS[kind]}" for kind, n in zip(known, whole, strict=True))
    return Chart(
        name="judgement",
        title="How much is judgement" + ("" if told else ": too few futures to tell"),
        lead="The spread, by where numbers came from",
        caption=_told_error(answer)
        + " Spread: what parameters cause."
        + (f" Luck inside the model makes {share(luck)} of all spread." if luck is not None else ""),
        alt=f"Spread of the answer: {said}." if told else "Too few futures to tell how the spread divides.",
        columns=("where the number came from", "share", ERROR),
        rows=tuple(rows),
        panels=(
            Panel(1, 2, 319, 20, Axis(0, 1), Axis(0, 1), marks),
            Panel(1, 28, 319, 88, Axis(0, 1), Axis(2.5, -0.5), legend),
        ),
        width=320,
        height=90,
    )


def _told_error(answer: Mapping[str, Any]) -> str:
    """The simulation error of the shares, where it is known."""
    error = grade_error(answer)
    if not error:
        return "Shares of variance, no interval (level: none)."
    if not clear_split(answer):
        return f"Shares of variance, not drawn: other futures of the same model would move one by ± {100 * error:.0f}."
    return "Shares of variance, ± their simulation error (90 %): other futures of the model would move them so far."


def _ninety(error: float | None) -> float | None:
    """Half width of the 90 % interval of a standard error."""
    return None if error is None else Z90 * error


def _still(answer: Mapping[str, Any]) -> set[str]:
    """Mechanisms all of whose claims are off: whatever share of the spread theirs seems to have is chance."""
    off = {claim for claim, value in (dig(answer, "switches") or {}).items() if value == 0}
    served = {name: set(card.get("claims") or ()) for name, card in (dig(answer, "evidence") or {}).items()}
    return {name for name, claims in served.items() if claims and claims <= off}


def _held(answer: Mapping[str, Any]) -> set[str]:
    """Coefficients that a case of the past could not fit and holds at 0: the jitter of their draws is no share."""
    cards = (dig(answer, "evidence") or {}).values()
    rows = [row for card in cards for row in card.get("parameters") or []]
    return {row["path"] for row in rows if row.get("until") and not row.get("posterior")}


def _few(answer: Mapping[str, Any]) -> str:
    """A warning where the shares are read off too few futures to be told apart."""
    many = dig(answer, "members")
    if not isinstance(many, int) or many >= _ENOUGH:
        return ""
    return f" Read off {many:,} futures: shares of a few per cent may be chance, and so may their order."


def _percents(row: Mapping[str, Any]) -> str:
    """A share and its 90 % error, in per cent, no finer than the error allows."""
    value, error = number(row, "share") or 0.0, _ninety(number(row, "error"))
    return f"{100 * value:.1f}" if error is None else f"{100 * value:.0f} ± {100 * error:.0f}"


def _heading(found: Sequence[Mapping[str, Any]]) -> str:
    """The parameter that leads, if its lead is clear of simulation error."""
    first = found[0]
    named = f"{first.get('label') or first.get('path')} moves the answer most"
    if len(found) < 2 or number(first, "error") is None:
        return named
    lead = (number(first, "share") or 0.0) - (number(found[1], "share") or 0.0)
    error = ((number(first, "error") or 0.0) ** 2 + (number(found[1], "error") or 0.0) ** 2) ** 0.5
    return named if lead > Z90 * error else "No single number moves the answer most"


_ENOUGH = 1000
_LETTERS = 52
"""Letters of a parameter's name that fit on a line."""


def drivers(answer: Mapping[str, Any], views: xr.Dataset | None = None) -> Chart | None:
    """The parameters that the answer rests on most, with their grade; None where they are not known.

    Each with its share (0 to 1) of the variance of the chance between parameters, and the half width of its 90 %
    simulation error.

    Args:
        answer: The answer.
        views: Not needed.
    """
    still, origin = _still(answer), dig(answer, "origin")
    found = [
        proper(row if origin is None else {**row, "until": origin})
        for row in dig(answer, "drivers") or []
        if number(row, "share") is not None
        and str(row.get("path")).partition(".")[0] not in still
        and row.get("path") not in _held(answer)
    ]
    if not found:
        return None
    top = max(number(row, "share") or 0.0 for row in found) or 1.0
    marks: list[Mark] = []
    open_ = False
    step = 26 if all(len(str(row.get("label"))) <= _LETTERS for row in found) else 32
    for i, row in enumerate(found):
        value, grade = number(row, "share") or 0.0, str(row.get("grade", ""))
        words = str(row.get("label") or row.get("path"))
        words = CLAIMS.get(words, words)
        said = f"{words}: {100 * value:.1f} %, {grade}"
        lines = wrap(words, _LETTERS)
        for k, line in enumerate(lines):
            marks.append(Words(0, i, line, shift=(-346, 13 * (k - (len(lines) - 1) / 2))))
        clear = value > (_ninety(number(row, "error")) or 0.0)
        open_ |= not clear
        marks.append(_bar(0, i - 0.32, value / top, i + 0.32, grade, said, clear))
        marks.append(Words(value / top, i, f"{_percents(row)} %, {grade}", shift=(8, 0)))
    said = "; ".join(f"{r.get('label') or r.get('path')} {share(number(r, 'share') or 0)}" for r in found[:5])
    return Chart(
        name="drivers",
        title=_heading(found),
        lead="Share of the spread that parameters cause, the largest",
        caption="Hatched: judged. Grey: published. Solid: estimated here. "
        + ("Open: no further from nothing than its error. " if open_ else "")
        + (
            f"Shares of variance, ± their simulation error (90 %).{_few(answer)}"
            if all(number(row, "error") is not None for row in found)
            else f"Shares of variance, no interval (level: none).{_few(answer)}"
        ),
        alt=f"What the answer rests on: {said}.",
        columns=("parameter", "path", "grade", "share", ERROR),
        rows=tuple(
            (r.get("label"), r.get("path"), r.get("grade"), number(r, "share"), _ninety(number(r, "error")))
            for r in found
        ),
        panels=(Panel(350, 2, 490, 2 + step * len(found), Axis(0, 1), Axis(len(found) - 0.5, -0.5), marks),),
        width=640,
        height=6 + step * len(found),
    )
