"""What is read at a glance while a control is moved: the chance with its interval, and the theatres', was and now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.telling.reader import chance, dig, number
from counterpoise.telling.words import brief, span

__all__ = ["strip"]


def strip(answer: Mapping[str, Any], year: str, as_it_is: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The chance that the balance holds, and by theatre, each beside what the scenario as it is has.

    Args:
        answer: A draft, which has lived the same futures in both, or a whole answer.
        year: Of the outcomes.
        as_it_is: The whole answer of the scenario as it is, for a whole answer that changes it.

    >>> held = {"2045": {"p": 0.6, "low": 0.3, "high": 0.8}}
    >>> found = strip({"outcomes": {"balance_holds": {"full": held}}, "theatres": {}}, "2045")
    >>> found["now"], found["range"]
    ('60', '30 to 80')
    """
    found = chance(answer, "outcomes", "balance_holds", "full", year)
    error = number(answer, "outcomes", "balance_holds", "full", year, "mc_error")
    whole = dig(as_it_is, "outcomes", "balance_holds", "full", year)
    return {
        **_was_and_now(found, dig(answer, "difference", "balance_holds", year), whole),
        "range": span(found),
        "error": None if error is None else max(1, round(100 * error)),
        "year": year,
        "theatres": [
            {
                "key": key,
                "letter": theatre.get("letter", key[0].upper()),
                "label": theatre.get("label", key),
                **_was_and_now(
                    dig(theatre, "holds", year),
                    dig(theatre, "difference", year),
                    dig(as_it_is, "theatres", key, "holds", year),
                ),
            }
            for key, theatre in answer["theatres"].items()
        ],
    }


def _was_and_now(
    found: Mapping[str, Any] | None, paired: Mapping[str, Any] | None, whole: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Both counts of 100, and -1, 0 or 1 for a clear fall, none that is clear, or a clear rise."""
    if not found:
        return {"now": None, "was": None, "moved": 0}
    now = found["p"]
    if paired is not None:
        was, error = min(max(now - paired["change"], 0.0), 1.0), paired["error"]
        if not (paired["gained"] or paired["lost"]):
            return {"now": brief(now), "was": None, "moved": 0}
    elif whole is not None:
        was = whole["p"]
        error = (found.get("mc_error", 0.0) ** 2 + whole.get("mc_error", 0.0) ** 2) ** 0.5
    else:
        return {"now": brief(now), "was": None, "moved": 0}
    change = now - was
    return {"now": brief(now), "was": brief(was), "moved": (change > error) - (change < -error)}
