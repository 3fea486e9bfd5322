"""Numbers into words: verbal probabilities, counts of futures, ranges, names of claims and stances.

Pure functions, shared by the report, the terminal and the answer's own sentence, so that one number is never
said in two ways.  Verbal probabilities follow the United States Intelligence Community Directive 203 (2015,
D.6.e.2.a): a word never stands alone, its number goes with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from counterpoise.claims import complications, ledger

__all__ = [
    "ALIGNMENT",
    "CLAIMS",
    "DEPTHS",
    "GRADES",
    "OUTCOMES",
    "STANCES",
    "apportion",
    "brief",
    "chance_word",
    "count",
    "curly",
    "day",
    "futures",
    "join",
    "percent",
    "plain",
    "points",
    "scenario_title",
    "share",
    "span",
    "tripped",
    "unlike",
]

CLAIMS = {key: ledger()[key].label.replace("'", "’") for key in complications(acting=False)}
"""Plain names of the nine complications, by their id in the ledger."""

DEPTHS = ("nothing", "dialogue", "co-operation", "access", "mutual defence")
"""The five rungs of a tie, 0 to 4."""

ALIGNMENT = (
    "Alignment, 0 to 1: what a government leans to. Rung, 0 to 4: the obligations and access in force (nothing, "
    "dialogue, co-operation, access, mutual defence). They are two things: a treaty can stand while a government "
    "leans away."
)
"""Both readings of a tie in plain words, wherever their numbers meet."""

STANCES = {
    "patron": "with the patron",
    "leaning_patron": "leaning to the patron",
    "both": "tied to both",
    "apart": "apart",
    "leaning_challenger": "leaning to the challenger",
    "challenger": "with the challenger",
}
"""Plain names of the six stances, from the patron's side to the challenger's."""

OUTCOMES = {"balance_holds": "the balance holds", "ties_survive": "the alliances survive"}
"""What the two outcomes are called inside a sentence."""

GRADES = {
    "contested": "contested: the balance holds",
    "primacy": "primacy",
    "sphere": "sphere of influence",
    "hegemony": "hegemony",
}
"""Plain names of the four grades of dominance."""

BANDS = (
    (5, "Almost no chance"),
    (20, "Very unlikely"),
    (44, "Unlikely"),
    (55, "Roughly even chance"),
    (79, "Likely"),
    (94, "Very likely"),
    (100, "Almost certain"),
)
"""Upper end in whole futures of 100, and the ICD 203 word up to it; shared borders go outwards."""


def percent(p: float) -> int:
    """The nearest whole number of futures in 100, halves upwards.

    >>> percent(0.684), percent(0.125)
    (68, 13)
    """
    return math.floor(100 * p + 0.5)


def count(p: float) -> str:
    """A chance as a count of 100; beyond the 1 to 99 that a hundred can show, a bound.

    >>> count(0.68), count(0.004), count(0.998)
    ('68', 'fewer than 1', 'more than 99')
    """
    if p < 0.01:
        return "fewer than 1"
    return "more than 99" if p > 0.99 else str(percent(p))


def brief(p: float) -> str:
    """A chance as a count of 100 where room is short.

    >>> brief(0.68), brief(0.004), brief(0.998)
    ('68', '<1', '>99')
    """
    return count(p).replace("fewer than ", "<").replace("more than ", ">")


def futures(p: float) -> str:
    """A chance with its hundred.

    >>> futures(0.68), futures(0.004)
    ('68 of 100', 'fewer than 1 in 100')
    """
    return f"{count(p)} {'of' if 0.01 <= p <= 0.99 else 'in'} 100"


def chance_word(p: float) -> str:
    """The ICD 203 word of a chance; its number must always stand beside it.

    >>> [chance_word(p) for p in (0.03, 0.3, 0.5, 0.68, 0.97)]
    ['Almost no chance', 'Unlikely', 'Roughly even chance', 'Likely', 'Almost certain']
    """
    n = percent(p)
    return next(word for upper, word in BANDS if n <= upper)


def span(chance: dict[str, Any] | None, between: str = " to ") -> str | None:
    """The interval of a chance in whole futures, or None where the answer gives none.

    >>> span({"p": 0.68, "low": 0.54, "high": 0.8})
    '54 to 80'
    """
    if chance is None or chance.get("low") is None or chance.get("high") is None:
        return None
    return f"{percent(chance['low'])}{between}{percent(chance['high'])}"


def points(change: float, minus: str = "−") -> str:
    """A change of chance in futures in 100, with its sign and one decimal.

    >>> points(-0.061, "-"), points(0.024), points(-0.0001)
    ('-6.1', '+2.4', '0.0')
    """
    text = f"{abs(100 * change):.1f}"
    if text == "0.0":
        return text
    return (minus if change < 0 else "+") + text


def share(value: float) -> str:
    """A share in whole per cent with a space that does not break, as in "41 %".

    >>> share(0.41).split()
    ['41', '%']
    """
    return f"{percent(value)}\N{NO-BREAK SPACE}%"


def join(names: Sequence[str], last: str = "and") -> str:
    """Names in a row, with a word before the last.

    >>> join(["Japan", "India", "Nepal"])
    'Japan, India and Nepal'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def scenario_title(name: str) -> str:
    """A scenario's name as a person would write it.

    >>> scenario_title("asian-nato"), scenario_title("loss-of-taiwan"), scenario_title("coldwar-1947")
    ('Asian NATO', 'Loss of Taiwan', 'Cold War 1947')
    """
    said = " ".join(_PROPER.get(word, word) for word in name.replace("_", "-").split("-"))
    return said[:1].upper() + said[1:]


def day(iso: str) -> str:
    """An ISO date in words; anything else comes back as it is.

    >>> day("2026-10-31"), day("unknown")
    ('31 October 2026', 'unknown')
    """
    try:
        when = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{when.day} {when:%B %Y}"


def apportion(shares: Sequence[float], total: int = 100) -> list[int]:
    r"""Whole counts that sum to ``total``, by largest remainder (Hamilton's rule).

    Each count is within one of its exact share :math:`s_i T / \sum_j s_j`; ties go to the earlier.

    Args:
        shares: Non-negative weights, not all zero unless ``total`` is zero.
        total: What the counts sum to.

    >>> apportion([0.64, 0.04, 0.17, 0.15])
    [64, 4, 17, 15]
    >>> apportion([1, 1, 1])
    [34, 33, 33]
    """
    whole = math.fsum(shares)
    if whole <= 0:
        return [total] + [0] * (len(shares) - 1) if shares else []
    exact = [value * total / whole for value in shares]
    counts = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def plain(value: float, unit: str = "") -> str:
    """A reading with its unit, no more precise than three figures.

    >>> plain(0.94, "share"), plain(4, "of 6"), plain(1.312, "")
    ('94 %', '4 of 6', '1.31')
    """
    if unit in ("share", "%") and abs(value) <= 1 and unit == "share":
        return f"{100 * value:.0f} %"
    unit = unit.split(",")[0]
    shown = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
    return f"{shown} {unit}".strip()


def tripped(wire: Mapping[str, Any]) -> bool | None:
    """Whether a tripwire has gone already; None where it has no reading."""
    now, limit = wire.get("now"), wire.get("threshold")
    if now is None or limit is None:
        return None
    return now < limit if wire.get("direction") == "below" else now > limit


_PROPER = {
    "nato": "NATO", "taiwan": "Taiwan", "seoul": "Seoul", "korean": "Korean", "asian": "Asian", "coldwar": "Cold War",
    "asia": "Asia", "europe": "Europe",
}  # fmt: skip
"""Words of names that are not written as common words are."""


def unlike(one: float, other: float) -> tuple[str, str]:
    """Two scores to three digits, or to as many as tell them apart.

    >>> unlike(0.0615, 0.0402), unlike(0.13312, 0.13274), unlike(0.5, 0.5)
    (('0.0615', '0.0402'), ('0.1331', '0.1327'), ('0.5', '0.5'))
    """
    told = (f"{one:.3g}", f"{other:.3g}")
    for digits in (4, 5, 6):
        if told[0] != told[1] or one == other:
            break
        told = (f"{one:.{digits}g}", f"{other:.{digits}g}")
    return told


def curly(text: str) -> str:
    """Words of data and scenarios with the apostrophes and quotes of the sentences round them.

    >>> curly("the challenger's share"), curly("'Reciprocal' tariff")
    ('the challenger’s share', '‘Reciprocal’ tariff')
    """
    return re.sub(r"(?<=\w)'", "’", text).replace("'", "‘")
