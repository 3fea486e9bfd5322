"""The parts of the page that are words and lists: identity, tables of answers, groups of states, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.stances import SIDES
from counterpoise.telling.reader import chance, dig, final, first, milestones
from counterpoise.telling.sentences import unmodelled
from counterpoise.telling.words import CLAIMS, OUTCOMES, STANCES, apportion, brief, day, futures, share, span

__all__ = [
    "about",
    "command",
    "dated",
    "groups",
    "joining",
    "limits",
    "moves",
    "next_elections",
    "ranked",
    "sources",
    "stories",
    "undecided",
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

USUAL_SPAN = 20
"""Years that a bundled scenario runs unless it is told otherwise."""


def command(answer: Mapping[str, Any]) -> str:
    """The command that repeats this answer.

    >>> command({"scenario": "asia", "edition": "latest", "seed": 1, "members": 2000})
    'counterpoise run asia --edition latest --members 2000 --seed 1'
    """
    said = f"counterpoise run {dig(answer, 'scenario') or 'asia'}"
    for option in ("edition", "members", "seed"):
        value = dig(answer, option)
        if value is not None:
            said += f" --{option} {value}"
    horizon = dig(answer, "horizon") or []
    if len(horizon) > 1 and horizon[-1] - horizon[0] != USUAL_SPAN:
        said += f" --horizon {horizon[-1]}"
    for option, key in (("switch", "switches"), ("set", "overrides")):
        for name, value in (dig(answer, key) or {}).items():
            said += f" --{option} {name}={value}"
    return said


def about(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What identifies this answer: horizon, cut-off, seed, versions and digests."""
    horizon = list(dig(answer, "horizon") or [])
    versions = {str(k): str(v) for k, v in (dig(answer, "versions") or {}).items()}
    digests = {str(k): str(v) for k, v in (dig(answer, "digests") or {}).items()}
    members = dig(answer, "members")
    model = versions.get("counterpoise") or versions.get("model") or ""
    return {
        "region": str(dig(answer, "scenario") or "").capitalize(),
        "first": horizon[0] if horizon else 2025,
        "last": horizon[-1] if horizon else 2045,
        "cutoff": day(str(dig(answer, "cutoff") or "unknown")),
        "edition": str(dig(answer, "edition") or "latest").capitalize(),
        "members": f"{members:,}" if isinstance(members, int) else "an unknown number of",
        "seed": dig(answer, "seed"),
        "model": model,
        "versions": versions,
        "digests": digests,
        "short": {key: value.removeprefix("sha256:")[:10] for key, value in digests.items()},
        "changed": ", ".join(
            f"{name}={value}"
            for key in ("switches", "overrides")
            for name, value in (dig(answer, key) or {}).items()
        ),
        "command": command(answer),
    }


def stories(answer: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Both outcomes to both years: simple story, full story, persistence, base rate, with ranges."""
    rows = []
    for outcome, name in OUTCOMES.items():
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
    """Dated and sourced entries of the scenario (shocks, elections), oldest first, one for each date."""
    rows = []
    for row in dig(answer, key) or []:
        if not isinstance(row, Mapping):
            continue
        place = str(row.get("state") or "")
        told = {
            "label": str(row.get("label") or row.get("office") or ""),
            "state": place,
            "name": str(dig(answer, "states", place, "name") or place),
            "source": str(row.get("source") or ""),
        }
        rows += [{**told, "date": str(when)} for when in row.get("dates") or [row.get("date") or ""]]
    return _once(sorted(rows, key=lambda row: row["date"]))


def _once(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of one day, label and source as one, which names all its states."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        key = (row["date"], row["label"], row["source"])
        if key in found and row["name"] and row["name"] not in found[key]["name"].split(", "):
            found[key]["name"] += f", {row['name']}"
        found.setdefault(key, dict(row))
    return list(found.values())


def next_elections(answer: Mapping[str, Any]) -> dict[str, str]:
    """The first election of each state after the cut-off, by state code, as a phrase."""
    cutoff = str(dig(answer, "cutoff") or "")
    found: dict[str, str] = {}
    for row in dated(answer, "elections"):
        if row["state"] and row["date"] >= cutoff[: len(row["date"])]:
            what = f" ({row['label']})" if row["label"] else ""
            found.setdefault(f"state-{row['state']}", f"Next election: {day(row['date'])}{what}.")
    return found


def limits(answer: Mapping[str, Any]) -> list[str]:
    """What this answer cannot do, said plainly."""
    absent = [f"{CLAIMS[claim]} ({claim})" for claim in unmodelled(answer)]
    judged = dig(answer, "judgement_share")
    said = [
        "It is a model. Counts of futures are counts of simulated futures; the world has one.",
        "A cost is a change inside this model under the same noise. It is not an effect found in history.",
        "Simulated years rest on thresholds that history has only partly tested; see the hold-out scores.",
        "Military stocks are money spent and worn out by age, not skill, terrain or will.",
    ]
    if absent:
        said.insert(
            1, f"Not modelled yet: {', '.join(absent)}. Their cost is unknown, which is not the same as none."
        )
    if isinstance(judged, float):
        said.insert(1, f"{share(judged)} of the spread that parameters cause rests on judgement.")
    return said


def sources(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Where the numbers came from, as the answer lists it; empty where it does not."""
    keys = ("key", "title", "citation", "version", "licence", "url")
    found = dig(answer, "sources") or []
    rows = found.values() if isinstance(found, Mapping) else found
    return [
        {key: str(row.get(key) or "") for key in keys}
        if isinstance(row, Mapping)
        else {**dict.fromkeys(keys, ""), "citation": str(row)}
        for row in rows
        if row
    ]
