"""How much of the answer's spread rests on judgement, on published numbers, and on our own estimates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from counterpoise.charts.svg import hatches, image, rect, text
from counterpoise.report.figures.figure import Figure, Table
from counterpoise.telling.reader import dig, number
from counterpoise.telling.words import CLAIMS, apportion, share

__all__ = ["drivers", "judgement"]

KINDS = {
    "judgement": "judged: nobody has measured it",
    "published": "published by others",
    "estimated": "estimated here from data",
}


def _fill(grade: str, prefix: str) -> dict[str, str]:
    """Hatched, grey or solid, by grade: told apart without colour."""
    if grade == "judgement":
        return {"class_": "g-judgement", "fill": f"url(#{prefix}-judged)"}
    return {"class_": "g-published" if grade == "published" else "g-estimated"}


def judgement(answer: Mapping[str, Any]) -> Figure | None:
    """A bar of three grades, or None where the answer does not split its spread."""
    shares = {kind: number(answer, "grade_shares", kind) for kind in KINDS}
    known = {kind: value for kind, value in shares.items() if value is not None}
    if len(known) < len(KINDS) or sum(known.values()) <= 0:
        return None
    whole = apportion(list(known.values()))
    width, at = 272.0, 0.0
    marks = [hatches("judgement")]
    for kind, value in known.items():
        size = width * value / sum(known.values())
        marks.append(rect(at, 0, max(size - 1, 0), 17, **_fill(kind, "judgement")))
        at += size
    said = ", ".join(f"{n} % {KINDS[kind]}" for kind, n in zip(known, whole, strict=True))
    keys = Markup("").join(
        Markup("<li><b>{} %</b> {}</li>").format(n, KINDS[kind]) for kind, n in zip(known, whole, strict=True)
    )
    luck = number(answer, "chance_share")
    rows = [(KINDS[kind], value) for kind, value in known.items()]
    if luck is not None:
        rows.append(("luck inside the model (share of the whole spread)", luck))
    return Figure(
        key="judgement",
        title="How much is judgement",
        lead="Share of the spread, by where numbers came from",
        body=image(width, 17, f"Spread of the answer: {said}.", *marks, class_="bar")
        + Markup('<ul class="grades">{}</ul>').format(keys),
        caption=f"Spread from parameters. Luck makes {share(luck)} of all." if luck is not None else "",
        table=Table(("where the number came from", "share"), tuple(rows)),
    )


def drivers(answer: Mapping[str, Any]) -> Figure | None:
    """The parameters that the answer rests on most, with their grade; None where they are not known."""
    found = [row for row in dig(answer, "drivers") or [] if number(row, "share") is not None]
    if not found:
        return None
    top = max(number(row, "share") or 0.0 for row in found) or 1.0
    width, names, step = 640.0, 350.0, 26.0
    marks = [hatches("drivers")]
    for i, row in enumerate(found):
        value, grade, y = number(row, "share") or 0.0, str(row.get("grade", "")), step * i
        words = str(row.get("label") or row.get("path"))
        claim = CLAIMS.get(words, words)
        marks += [
            text(0, y + 16, claim if len(claim) < 56 else claim[:54].rstrip() + "…", "t"),
            rect(names, y + 4, max((width - names - 150) * value / top, 1), 16, **_fill(grade, "drivers")),
            text(
                names + (width - names - 150) * value / top + 8, y + 16, f"{100 * value:.1f} %, {grade}", "t"
            ),
        ]
    said = "; ".join(f"{r.get('label') or r.get('path')} {share(number(r, 'share') or 0)}" for r in found[:5])
    return Figure(
        key="drivers",
        title=f"{found[0].get('label') or found[0].get('path')} moves the answer most",
        lead="Share of the spread that parameters cause, the ten largest",
        body=image(width, step * len(found) + 2, f"What the answer rests on: {said}.", *marks),
        caption="Hatched: judged. Grey: published. Solid: estimated here. Shares of variance, no interval.",
        table=Table(
            ("parameter", "path", "grade", "share"),
            tuple((r.get("label"), r.get("path"), r.get("grade"), number(r, "share")) for r in found),
        ),
    )
