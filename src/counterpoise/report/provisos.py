"""What a reader must know of the numbers beside them: their simulation error, and what a case of the past knew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.telling.reader import chance, counting_error, dig, final
from counterpoise.telling.words import join

__all__ = ["counts_of", "hindsight", "simulated", "unnamed"]


def simulated(answer: Mapping[str, Any]) -> str:
    """The simulation error of the four answers to the question in its last year; empty where none is known.

    >>> held = {"full": {"2045": {"p": 0.6, "mc_error": 0.018}}, "simple": {"2045": {"p": 0.9, "mc_error": 0.011}}}
    >>> told = {"members": 2000, "outcomes": {"balance_holds": held}}
    >>> simulated({**told, "references": {"persistence": {"balance_holds": {"2045": {"p": 0.99}}}}})
    'Simulation error (90 %), in 100: full story ±1.8, simple story ±1.1, persistence ±0.4.'
    """
    year = final(answer)
    base = chance(answer, "references", "base_rate", "balance_holds", year)
    found = {
        "full story": chance(answer, "outcomes", "balance_holds", "full", year),
        "simple story": chance(answer, "outcomes", "balance_holds", "simple", year),
        "persistence": chance(answer, "references", "persistence", "balance_holds", year),
    }
    errors = {
        name: row.get("mc_error") or counting_error(row["p"], dig(answer, "members"))
        for name, row in found.items()
        if row
    }
    said = ", ".join(f"{name} ±{100 * error:.1f}" for name, error in errors.items() if error is not None)
    counted = " The base rate is counted from past cases, and nothing of it simulated." if base else ""
    return f"Simulation error (90 %), in 100: {said}.{counted}" if said else ""


def counts_of(answer: Mapping[str, Any]) -> str:
    """How far a count of futures may be off for their number alone, in a sentence; empty where that is unknown.

    >>> counts_of({"members": 2000})
    'Counts are of 100 futures; that 2,000 were simulated leaves each uncertain by ±1.8 at most (90 %).'
    """
    error, many = counting_error(0.5, dig(answer, "members")), dig(answer, "members")
    if error is None:
        return "Counts are of 100 futures."
    return (
        f"Counts are of 100 futures; that {many:,} were simulated leaves each uncertain by ±{100 * error:.1f} at most "
        "(90 %)."
    )


def hindsight(answer: Mapping[str, Any]) -> str:
    """In a case of the past: from which years its numbers were estimated, and what it could not have known.

    >>> row = {"label": "Technology: catchup", "grade": "estimated", "until": 2019}
    >>> told = {"origin": 1933, "evidence": {"technology": {"claims": ["C1"], "parameters": [row]}}}
    >>> hindsight({**told, "switches": {"C1": 0.0}}).split(". ")[1]
    'Estimated from later years, which the case could not know: technology (to 2019; at rest here with C1)'
    """
    origin = dig(answer, "origin")
    if origin is None:
        return ""
    later = [
        f"{name} (to {max(years)}; {_acting(answer, card)})"
        for name, card in (dig(answer, "evidence") or {}).items()
        if (
            years := [
                row["until"] for row in card.get("parameters") or [] if (row.get("until") or origin) > origin
            ]
        )
    ]
    return (
        f"Numbers graded as estimated are what the end of {origin} would have estimated, from years to it alone"
        + (
            ". Estimated from later years, which the case could not know: " + "; ".join(later)
            if later
            else ""
        )
        + ". Numbers graded as published or judged were written with hindsight: no cut rids a model of that."
    )


def _acting(answer: Mapping[str, Any], card: Mapping[str, Any]) -> str:
    """Whether a mechanism is at rest in this run, with the claims that it serves."""
    claims = [str(claim) for claim in card.get("claims") or []]
    rest = [claim for claim in claims if dig(answer, "switches", claim) == 0]
    return f"at rest here with {join(rest)}" if claims and rest == claims else "and it acts here"


def unnamed(answer: Mapping[str, Any]) -> str:
    """Where leaders' names come from in a case of the past, or that nobody's is known; empty where a file names them.

    >>> unnamed({"origin": 1933, "leaders": [{"state": "DEU", "name": "Hitler"}]})
    'Leaders are as Archigos names them at the end of 1933; where they lean was measured for none.'
    """
    origin = dig(answer, "origin")
    if not dig(answer, "leaders"):
        return (
            "Leaders are not named: the scenario's file names none, and the panel's list of leaders (Archigos) ends in "
            "2015."
        )
    if origin is None:
        return ""
    return (
        f"Leaders are as Archigos names them at the end of {origin}; where they lean was measured for none."
    )
