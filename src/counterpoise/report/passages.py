"""The parts of the page that are words and lists: tables of answers, groups of states, dates, methods, limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.charts.rests import rest_sentence
from counterpoise.claims import ledger_table
from counterpoise.stances import SIDES
from counterpoise.telling.reader import asked, chance, dig, final, first, milestones, name_of
from counterpoise.telling.sentences import divided, judged_share, unmodelled
from counterpoise.telling.words import CLAIMS, STANCES, apportion, brief, curly, futures, join, span

__all__ = [
    "dated",
    "fearing",
    "groups",
    "joining",
    "ledger_rows",
    "limits",
    "method",
    "moves",
    "ranked",
    "record_note",
    "stories",
    "together",
    "undecided",
    "untipped",
]


SHORT = {
    "patron": "patron",
    "leaning_patron": "leans to patron",
    "both": "both",
    "apart": "apart",
    "leaning_challenger": "leans to challenger",
    "challenger": "challenger",
}
"""Stances in a word or three, for lists of moves."""


AGREED = 0.6
"""Share of futures on one side from which a state is said to be there."""

LEAST_JOINING = 0.05
"""Chance of joining from which a state is named."""


def stories(answer: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Both outcomes to both years: simple story, full story, persistence, base rate, with ranges."""
    rows = []
    for outcome, name in asked(answer).items():
        for year in milestones(answer):
            cells = [
                chance(answer, "outcomes", outcome, "simple", year),
                chance(answer, "outcomes", outcome, "full", year),
                chance(answer, "references", "persistence", outcome, year),
                chance(answer, "references", "base_rate", outcome, year),
            ]
            said = [
                "not available" if c is None else futures(c["p"]) + (f" ({span(c)})" if span(c) else "")
                for c in cells
            ]
            rows.append((f"{name[0].upper()}{name[1:]} to {year}", *said))
    return rows


def groups(
    answer: Mapping[str, Any], cast: Mapping[str, str], year: str | None = None
) -> dict[str, list[str]]:
    """Names of states by likeliest stance in a year, without the two poles and the undecided."""
    found: dict[str, list[str]] = {stance: [] for stance in STANCES}
    for code, row in (dig(answer, "states") or {}).items():
        stance = dig(row, "stance", year or final(answer))
        agreed = dig(row, "agreement", year or final(answer))
        if code not in cast and stance in found and not (agreed is not None and agreed < AGREED):
            found[stance].append(str(dig(row, "name") or code))
    return found


def undecided(answer: Mapping[str, Any], cast: Mapping[str, str]) -> list[str]:
    """States on whose side fewer than 60 futures of 100 agree in the last year, with their three shares."""
    found = []
    for code, row in (dig(answer, "states") or {}).items():
        sides = dig(row, "sides", final(answer)) or {}
        if code not in cast and sides and max(sides.values()) < AGREED:
            counts = " / ".join(str(n) for n in apportion([sides[k] for k in SIDES]))
            found.append(f"{dig(row, 'name') or code} {counts}")
    return found


def joining(answer: Mapping[str, Any], cast: Mapping[str, str], most: int = 3) -> str:
    """Who newly gives the patron access or a treaty, in a sentence that says so where nobody is likely to."""
    found = sorted(
        (-c["p"], str(dig(row, "name") or code))
        for code, row in (dig(answer, "states") or {}).items()
        if code not in cast and (c := chance(row, "p_deepens", final(answer)))
    )
    if not found:
        return "not known in this run"
    named = ", ".join(f"{name} {brief(-p)}" for p, name in found[:most] if -p >= LEAST_JOINING)
    likely = "" if -found[0][0] >= 0.5 else "no state is likely to"
    return "; ".join(part for part in (likely, f"of 100: {named}" if named else "") if part)


def untipped(answer: Mapping[str, Any]) -> list[str]:
    """Where no tipping map came with the run: why, and the command that adds it; nothing else."""
    if dig(answer, "tipping", "map"):
        return []
    why = str(dig(answer, "tipping", "note") or "The tipping map was not computed for this page.")
    return [
        f"{why} It would stand here: the chance that the balance holds over the strength of balancing and the patron’s "
        "will, the line at which it is even, and when futures tip. This adds it, in some seconds:",
        "counterpoise report RUN  # RUN: the folder of this run",
    ]


def fearing(answer: Mapping[str, Any]) -> str:
    """Why states that fear more stand further from the patron in the end, where some do; else empty."""
    found = [
        name_of(answer, code)
        for code, row in (dig(answer, "states") or {}).items()
        if any(mover.get("key") == "fear" and mover["lean"] < 0 for mover in dig(row, "movers") or [])
    ]
    if not found:
        return ""
    more = [f"{len(found) - 2} more"] if len(found) > 3 else found[2:]
    named = join([*found[:2], *more])
    return (
        f"High fear goes with standing further from the patron for {named}: in this model fear draws to the "
        "patron only where the patron is believed able to protect, and drives away where protection falls short; and "
        "what weakens a state’s side raises its fear as well."
    )


def moves(answer: Mapping[str, Any], cast: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """States that most futures put elsewhere in the last year than in the first: name, from, to."""
    changed = []
    for code, row in (dig(answer, "states") or {}).items():
        before, after = dig(row, "stance", first(answer)), dig(row, "stance", final(answer))
        agreed = dig(row, "agreement", final(answer))
        if agreed is not None and agreed < AGREED:
            continue
        if code not in cast and before in STANCES and after in STANCES and before != after:
            changed.append((str(dig(row, "name") or code), SHORT[before], SHORT[after]))
    return changed


def together(moves: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, list[str]]]:
    """Moves by where from and where to, each with the states that make it.

    >>> together([("Japan", "apart", "patron"), ("Nepal", "both", "apart"), ("Laos", "apart", "patron")])
    [('apart', 'patron', ['Japan', 'Laos']), ('both', 'apart', ['Nepal'])]
    """
    found: dict[tuple[str, str], list[str]] = {}
    for name, before, after in moves:
        found.setdefault((before, after), []).append(name)
    return [(before, after, names) for (before, after), names in found.items()]


def ranked(
    answer: Mapping[str, Any], cast: Mapping[str, str], key: str, least: float = 0.5, most: int = 30
) -> list[str]:
    """States by the chance of ``key`` in the last year where it is at least ``least``, with its count.

    Args:
        answer: The answer.
        cast: State codes of the two poles, which are left out.
        key: ``p_accommodates``, ``p_deepens`` or ``p_loosens``.
        least: Smallest chance that is told.
        most: How many are told at most.
    """
    found = [
        (c["p"], str(dig(row, "name") or code))
        for code, row in (dig(answer, "states") or {}).items()
        if code not in cast and (c := chance(row, key, final(answer))) and c["p"] >= least
    ]
    return [f"{name} {brief(p)}" for p, name in sorted(found, key=lambda row: (-row[0], row[1]))[:most]]


def dated(answer: Mapping[str, Any], key: str) -> list[dict[str, str]]:
    """Dated and sourced entries of the scenario (shocks, elections), oldest first, one for each date.

    An act names the states that it falls on, unless its label does: acts of one day, label and source are one.
    """
    rows = []
    for row in dig(answer, key) or []:
        if not isinstance(row, Mapping):
            continue
        places = [str(row[side]) for side in ("state", "partner") if row.get(side)]
        told = {
            "label": curly(str(row.get("label") or "")) or office(str(row.get("office") or "")),
            "state": places[0] if places else "",
            "name": ", ".join(name_of(answer, place) for place in places),
            "source": str(row.get("source") or ""),
        }
        rows += [{**told, "date": str(when)} for when in row.get("dates") or [row.get("date") or ""]]
    found = _once(_together(answer, sorted(rows, key=lambda row: row["date"])))
    return [_placed(row) for row in found] if key == "shocks" else found


def _placed(row: Mapping[str, str]) -> dict[str, str]:
    """An act with the states that it falls on in its label, where that does not name them.

    >>> _placed({"label": "Cars, 25 per cent", "name": "Japan, South Korea"})
    {'label': 'Cars, 25 per cent (Japan and South Korea)', 'name': ''}
    >>> _placed({"label": "China answers with 84 per cent", "name": "China"})["label"]
    'China answers with 84 per cent'
    """
    missing = [name for name in row["name"].split(", ") if name not in row["label"]]
    return {**row, "label": row["label"] + (f" ({join(missing)})" if missing else ""), "name": ""}


def office(kind: str) -> str:
    """What an election fills, as a name is written: generic words small, proper ones with capitals.

    >>> office("lok sabha"), office("president"), office("house of commons")
    ('Lok Sabha', 'president', 'House of Commons')
    """
    if kind in ("president", "parliament", "prime minister"):
        return kind
    return " ".join(word if word == "of" else word[:1].upper() + word[1:] for word in kind.split())


_CODE = re.compile(r"^(.* )([A-Z]{3})$")


def _together(answer: Mapping[str, Any], rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Acts of one day and source that differ only in the state that their label ends with, as one that names all."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    for k, row in enumerate(rows):
        ending = _CODE.match(row["label"])
        name = name_of(answer, ending[2]) if ending else ""
        known = ending is not None and name != ending[2]
        key = (row["date"], ending[1] if ending and known else f"{k}", row["source"])
        if ending and known and key in found:
            found[key]["label"] += f", {name}"
        else:
            found[key] = {**row, "label": f"{ending[1]}{name}"} if ending and known else row
    return list(found.values())


def _once(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of one day, label and source as one, which names all its states."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        key = (row["date"], row["label"], row["source"])
        if key in found and row["name"]:
            names = f"{found[key]['name']}, {row['name']}".split(", ")
            found[key]["name"] = ", ".join(name for name in dict.fromkeys(names) if name)
        found.setdefault(key, dict(row))
    return list(found.values())


def ledger_rows(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """The claims as the ledger has them; one that this run turns off or down says so in the place of "acts".

    >>> rows = {row["id"]: row["state"] for row in ledger_rows({"switches": {"C1": 0.0, "C5": 0.5}})}
    >>> rows["C1"], rows["C5"], rows["C4"]
    ('off here', 'at 0.5 here', 'acts')
    """
    rows = []
    for row in ledger_table():
        value = dig(answer, "switches", row["id"])
        state = row["state"] if value is None or value == 1 else f"at {value:g} here" if value else "off here"
        rows.append({key: str(cell).replace("`", "") for key, cell in {**row, "state": state}.items()})
    return rows


def method(answer: Mapping[str, Any]) -> list[str]:
    """How the number is made, in paragraphs."""
    horizon = dig(answer, "horizon") or [2025, 2045]
    many = dig(answer, "members")
    told = f"{many:,}" if isinstance(many, int) else "many"
    origin = dig(answer, "origin")
    start = (
        "as it was public at the information cut-off"
        if origin is None
        else f"cut at the end of {origin}: of series first published later only the values up to it are read"
    )
    return [
        f"The world of {horizon[0]} starts from the panel, {start}. Each of {told} "
        "futures draws its own parameters (from fits to history, from published work, or from judgement, each graded) "
        f"and its own luck, and is run year by year to {horizon[-1]}. A future counts as “holds” if the definition is "
        "met in the target year; the answer is the share of futures in which it is.",
        "The range is a 90 % credible interval of that chance: how far it moves when the parameters move within what "
        "the evidence allows. Every future is told again with the same parameters and other luck: what two tellings "
        "share is what the parameters decide, and its variance gives the range, taken as normal in log-odds and "
        "widened by the error of a finite number of futures. If the evidence is graded rightly, the chance lies inside "
        "such a range on 90 out of 100 occasions. Bands in charts are another thing: 50 and 90 % of futures lie inside "
        "them.",
        "The yardsticks of “holds” (b* and c) are no facts about the world: the range averages over them, and the page "
        "of other yardsticks shows what each of them does.",
        "The simple story keeps balancing alone and sets each complication to its declared reference. The full story "
        "lets every modelled complication act. "
        + (
            "A cost is a claim’s share of the difference between the two, averaged over all orders in which the claims "
            "can join (Shapley value) under the same luck; it was counted on futures of its own, so its two ends "
            "differ from the answer’s by simulation error."
            if divided(answer)
            else "A cost compares the full story with and without one claim under the same luck; costs overlap and "
            "need not add up."
        ),
        f"Persistence says that nothing changes. The base rate counts past cases of the same kind.{_cases(answer)}",
        "What would move a state is read off the futures themselves: where it stands in the end, in the third of "
        "them in which a thing stood high ten years before and the third in which it stood low. That is an association "
        "and no effect.",
        "Words follow ICD 203: almost no chance up to 5 in 100, very unlikely to 20, unlikely to 44, roughly even 45 "
        "to 55, likely from 56, very likely from 80, almost certain from 95.",
    ]


def _cases(answer: Mapping[str, Any]) -> str:
    """What the base rates of both outcomes to the last year count, in the words that came with them."""
    found = {
        name: dig(answer, "references", "base_rate", outcome, final(answer), "what")
        for outcome, name in asked(answer).items()
    }
    return "".join(f" That {name}: {str(what).rstrip('.')}." for name, what in found.items() if what)


def record_note(answer: Mapping[str, Any]) -> str:
    """What to know of the track record, and how much of the full story it leaves untested."""
    note = str(dig(answer, "record", "note") or "")
    return " ".join(part for part in (note, rest_sentence(answer)) if part)


def limits(answer: Mapping[str, Any]) -> list[str]:
    """What this answer cannot do, said plainly."""
    absent = [f"{CLAIMS[claim]} ({claim})" for claim in unmodelled(answer)]
    judged = judged_share(answer)
    said = [
        "It is a model. Counts of futures are counts of simulated futures; the world has one.",
        "Ranges count what the model’s parameters leave open, and not whether its form is right: that is tested by the "
        f"hindcasts alone, which are few. {rest_sentence(answer)}".strip(),
        "A cost is a change inside this model under the same noise. It is not an effect found in history.",
        "Simulated years rest on thresholds that history has only partly tested; see the track record.",
        "Military stocks are money spent and worn out by age, not skill, terrain or will.",
    ]
    if absent:
        said.insert(
            1, f"Not modelled yet: {', '.join(absent)}. Their cost is unknown, which is not the same as none."
        )
    if judged:
        said.insert(1, f"{judged} of the spread that parameters cause rests on judgement.")
    return said + [str(words) for words in dig(answer, "limits") or []]
