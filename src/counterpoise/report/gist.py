"""What the one-page summary says: three reasons, three tripwires, where the odds turn, and the last misses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.charts.hindcast import miss
from counterpoise.charts.rests import WHOLE, forecasts, miss_said, missed, missed_said
from counterpoise.charts.tipping_words import belief_sentence, gain_sentence
from counterpoise.telling.reader import chance, dig, final, first, number
from counterpoise.telling.sentences import cost_phrase, costliest, judged_share, yardstick_sentence
from counterpoise.telling.words import brief, curly, futures, join, plain, points, tripped

__all__ = ["course", "direction", "misses", "past", "reasons", "turns", "watch", "weakest"]


def reasons(answer: Mapping[str, Any], most: int = 3) -> list[str]:
    """The complications that cost most, in sentences, at most ``most``; where none costs, yardstick and judgement."""
    found = [
        f"{cost_phrase(claim, cost)}" + (f" (simulation error ±{100 * error:.1f})." if error else ".")
        for claim, cost, error in costliest(answer)
        if cost < 0
    ][:most]
    judged = judged_share(answer)
    if found:
        return found
    if yardstick_sentence(answer):
        found.append(yardstick_sentence(answer))
    if judged:
        found.append(f"{judged} of the spread that parameters cause rests on judgement.")
    return found[:most]


def misses(answer: Mapping[str, Any], most: int = 3) -> list[str]:
    """How often past forecasts missed; then each year that did, the worst first, with its worst miss in words."""
    found = dig(answer, "hindcasts") or []
    if not found:
        return []
    wrong = sorted(
        ((case, rows) for case in found if (rows := missed(case))), key=lambda row: -miss(row[1][0])
    )
    clean = join([str(case["origin"]) for case in found if forecasts(case) and not missed(case)])
    told = [
        f"{len(rows)} of the {len(forecasts(case))} from {case['origin']}. The furthest off: "
        f"{miss_said(case, rows[0]).partition(', ')[2]}."
        for case, rows in wrong[:most]
    ]
    return [f"{missed_said(answer)}." + (f" None of those from {clean}." if clean else ""), *told]


def course(answer: Mapping[str, Any]) -> str:
    """How far a what-if is from the current course, in a sentence, or that it is not compared; empty for others.

    >>> near = {"p": 0.59, "futures": 2000, "change": 0.012, "error": 0.0131, "paired": 500}
    >>> course({"course": near})[:70]
    'On the current course it holds in 59 of 100 futures. The difference, +'
    >>> course({"course": {}})[:43], course({})
    ('This is not compared with the current cours', '')
    """
    found = dig(answer, "course")
    if found is None:
        return ""
    if not found:
        return (
            "This is not compared with the current course, of which no answer of the same data, model and seed is at "
            f"hand (counterpoise run asia --edition {dig(answer, 'edition')} --seed {dig(answer, 'seed')} makes one)."
        )
    change, error = found["change"], found["error"]
    shared = f"{found['paired']:,} futures of each on the same luck" if found["paired"] else "no luck shared"
    clear = abs(change) > error
    return (
        f"On the current course it holds in {futures(found['p'])} futures. The difference, {points(change)} futures in "
        f"100 ({shared}), is {'clear of' if clear else 'within'} its simulation error of ±{100 * error:.1f}."
    )


def past(answer: Mapping[str, Any]) -> str:
    """Of a case of the past: from what it was foretold, and what came; empty for others.

    >>> row = {"key": "balance", "label": "the balance", "year": 1945, "p": 0.76, "happened": False}
    >>> told = {"scenario": "europe-1933", "origin": 1933}
    >>> past({**told, "hindcasts": [{"name": "europe-1933", "origin": 1933, "verdicts": [row]}]})[:73]
    'A forecast from the past, made of what the end of 1933 knew. What came is'
    """
    origin = dig(answer, "origin")
    if origin is None:
        return ""
    said = f"A forecast from the past, made of what the end of {origin} knew."
    own = [case for case in dig(answer, "hindcasts") or [] if case.get("name") == dig(answer, "scenario")]
    rows = forecasts(own[0]) if own else []
    whole = [row for row in rows if row.get("key") == WHOLE]
    if not rows:
        return f"{said} It was never scored on what came."
    last = max(whole or rows, key=lambda row: int(row["year"]))
    return (
        f"{said} What came is known: {miss_said(own[0], last).partition(', ')[2]}. As it was scored for this version, "
        f"{len(missed(own[0]))} of its {len(rows)} forecasts missed."
    )


def weakest(answer: Mapping[str, Any], most: int = 6) -> list[str]:
    """The theatres least likely to hold, where there are more than the summary can draw; else nothing.

    >>> weakest({"theatres": {"korea": {"label": "Korea", "holds": {"2045": {"p": 0.5}}}}})
    []
    """
    found = dig(answer, "theatres") or {}
    if len(found) <= _DRAWN:
        return []
    rows = sorted(
        (held["p"], str(row.get("label"))) for row in found.values() if (held := _held(answer, row))
    )
    return [f"{label}: {brief(p)}" for p, label in rows[:most]]


def _held(answer: Mapping[str, Any], row: Any) -> dict[str, Any] | None:
    return chance(row, "holds", final(answer))


_DRAWN = 7
"""Theatres that a summary's page has room to draw."""


def turns(answer: Mapping[str, Any]) -> str:
    """At which belief in the patron's treaties the odds turn, in a sentence; empty without a tipping map."""
    grid = dig(answer, "tipping", "map")
    return belief_sentence(grid) if grid else ""


def direction(answer: Mapping[str, Any]) -> str:
    """Which way stronger balancing moves the chance, with its error; empty without a tipping map."""
    grid = dig(answer, "tipping", "map")
    return gain_sentence(grid) if grid else ""


def watch(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Each tripwire as a label, its reading and where it trips."""
    told = []
    for wire in dig(answer, "tripwires") or []:
        now, limit, unit = number(wire, "now"), number(wire, "threshold"), str(wire.get("unit") or "")
        at = f"the odds turn {wire.get('direction', 'at')} {plain(limit, unit)}" if limit is not None else ""
        told.append(
            {
                "label": curly(str(wire.get("label", ""))),
                "reading": f"{plain(now, unit)} in {first(answer)}" if now is not None else "not available",
                "note": f"{at}: tripped already" if tripped(wire) else at or "no single level turns the odds",
            }
        )
    return told
