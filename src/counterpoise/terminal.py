"""The answer on eighty columns of plain text: what it says, what it rests on, and where the files are."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterpoise.report.citing import about
from counterpoise.report.gist import past
from counterpoise.report.passages import groups, joining, moves, ranked, undecided
from counterpoise.telling.reader import asked, chance, dig, final, milestones, number, roles
from counterpoise.telling.sentences import (
    QUESTION,
    clear_split,
    cost_basis,
    costliest,
    grade_error,
    record_sentence,
    unmodelled,
    yardstick_span,
)
from counterpoise.telling.shipped import counted
from counterpoise.telling.words import (
    CLAIMS,
    apportion,
    brief,
    chance_word,
    futures,
    plain,
    points,
    share,
    span,
    tripped,
)

__all__ = ["bar", "render"]

LABEL = 10
MOST, MOST_LIMITS = 12, 4
"""How many states of a list, and how many limits, one screen holds."""
RATES = {"market": "market rates", "ppp": "PPP"}
PLAIN = str.maketrans(
    {"’": "'", "“": '"', "”": '"', "−": "-", "–": "-", "…": "...", "\N{NO-BREAK SPACE}": " "}
)
ANSWERS = (
    ("full story", ("outcomes", "balance_holds", "full")),
    ("simple story", ("outcomes", "balance_holds", "simple")),
    ("persistence", ("references", "persistence", "balance_holds")),
    ("base rate", ("references", "base_rate", "balance_holds")),
)


def bar(found: Mapping[str, Any] | None, width: int = 50) -> str:
    """A chance on a line from 0 to 100: ``O`` where it is, ``[=]`` its interval if it has one.

    >>> bar({"p": 0.5, "low": 0.25, "high": 0.75}, 21)
    '-----[====O====]-----'
    """
    cells = ["-"] * width
    if found is None:
        return "(not available)".ljust(width)

    def place(p: float) -> int:
        return min(max(round(p * (width - 1)), 0), width - 1)

    if found.get("low") is not None and found.get("high") is not None:
        low, high = place(found["low"]), place(found["high"])
        cells[low : high + 1] = ["="] * (high - low + 1)
        cells[low], cells[high] = "[", "]"
    cells[place(found["p"])] = "O"
    return "".join(cells)


def _ranged(found: Mapping[str, Any] | None, between: str = " to ") -> str:
    """Count and range, as in ``68 (54 to 80)``."""
    if found is None:
        return "-"
    ends = span(dict(found), between)
    return brief(found["p"]) + (f" ({ends})" if ends else "")


def _line(label: str, words: str, width: int) -> list[str]:
    """A label and its words, folded under themselves."""
    return textwrap.wrap(
        words,
        width,
        initial_indent=label.ljust(LABEL),
        subsequent_indent=" " * LABEL,
        break_on_hyphens=False,
        break_long_words=True,
    )


def _head(answer: Mapping[str, Any]) -> Iterator[str]:
    """What was asked of which edition, and the two outcomes in the last year."""
    told, horizon = about(answer), dig(answer, "horizon") or [2025, 2045]
    yield (
        f"{told['region']}{',' if ',' in told['region'] else ''} {horizon[0]}-{horizon[-1]}, "
        f"{dig(answer, 'edition') or 'latest'} edition, information to {dig(answer, 'cutoff') or 'unknown'}"
    )
    if told["changed"]:
        yield f"Changed: {told['changed']}"
    balance = chance(answer, "outcomes", "balance_holds", "full", final(answer))
    ties = chance(answer, "outcomes", "ties_survive", "full", final(answer))
    if balance:
        between = span(balance)
        said = f"{chance_word(balance['p']).upper()}: {futures(balance['p'])}"
        question = str(dig(answer, "question") or QUESTION)
        head = "Will the balance hold?" if len(question) > 24 else question
        level = "90 % credible" if len(said) <= 20 else "90 %"
        yield f"{head:<25}{said:<20}" + (f" ({level}: {between})" if between else "")
        ends = yardstick_span(answer)
        if ends:
            other = f"{brief(ends[0])} to {brief(ends[1])} of 100"
            yield f"{'  by other yardsticks':<25}{other:<20} (of what holds: see below)"
    if ties and dig(answer, "alliances"):
        between = span(ties)
        yield f"{'Alliances survive':<25}{futures(ties['p']):<20}" + (f" ({between})" if between else "")


def _bars(answer: Mapping[str, Any], width: int) -> Iterator[str]:
    """Full story, simple story, persistence and base rate on one axis."""
    yield ""
    for name, path in ANSWERS:
        found = chance(answer, *path, final(answer))
        shown = brief(found["p"]) if found else ""
        yield f"  {name:<14}{bar(found, width - 24)}{shown:>5}"
    yield ""


def _outcomes(answer: Mapping[str, Any]) -> Iterator[str]:
    """Both outcomes to both years, full story beside the simple one."""
    yield (
        f"{'Of 100 futures':<24}"
        + "".join(f"{'full, ' + y:<15}{'simple, ' + y:<13}" for y in milestones(answer)).rstrip()
    )
    for outcome, name in asked(answer).items():
        cells = ""
        for year in milestones(answer):
            full = chance(answer, "outcomes", outcome, "full", year)
            simple = chance(answer, "outcomes", outcome, "simple", year)
            cells += f"{_ranged(full, '-'):<15}{_ranged(simple, '-'):<13}"
        yield f"  {name:<22}{cells}".rstrip()


def _alliances(answer: Mapping[str, Any]) -> str:
    """Each alliance with its chance to survive to the last year: those that the verdict counts, then the others."""
    core = counted(answer)
    found = [
        (
            key.split("-")[-1] in core or not core,
            str(dig(answer, "states", key.split("-")[-1], "name") or key),
            chance(answer, "alliances", key, final(answer)),
        )
        for key in dig(answer, "alliances") or {}
    ]
    found.sort(key=lambda row: -(row[2]["p"] if row[2] else -1))
    told = _some([f"{name} {_ranged(c)}" for counts, name, c in found if counts], "alliances.csv")
    others = _some([f"{name} {_ranged(c)}" for counts, name, c in found if not counts], "alliances.csv")
    return told + (f"; not counted in the verdict: {others}" if others else "")


def _some(words: list[str], file: str, between: str = ", ") -> str:
    """A list that a reader can take in: a world has two hundred states, and their table lies beside the answer."""
    more = len(words) - MOST
    if more <= 1:
        return between.join(words)
    return between.join(words[:MOST]) + f" and {more} more ({file})"


def _sides(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Who joins, hedges and accommodates in the last year, and who moves."""
    cast = roles(answer)
    sides = groups(answer, cast)
    sided = (
        ("Balances", "", sides["patron"] + sides["leaning_patron"]),
        ("Hedges", "tied to both: ", sides["both"]),
        ("", "apart: ", sides["apart"]),
        ("Leans", "to the challenger: ", sides["leaning_challenger"]),
        ("", "with the challenger: ", sides["challenger"]),
        ("Yields", "accommodates it, of 100: ", ranked(answer, cast, "p_accommodates")),
    )
    for label, prefix, names in sided:
        yield label, prefix + (_some(names, "states.csv") or "no state")
    open_ = undecided(answer, cast)
    if open_:
        yield "Undecided", "patron / between / challenger, of 100: " + _some(open_, "states.csv", "; ")
    yield "Joins", joining(answer, cast)
    names = ranked(answer, cast, "p_loosens", 0.25, 8)
    if names:
        yield (
            "Loosens",
            "obligations and access with the patron, of 100 below the start's rung (what a government leans to is "
            "another thing, its side above): " + ", ".join(names),
        )
    changed = moves(answer, cast)
    if changed:
        told = [f"{name} ({before} > {after})" for name, before, after in changed]
        yield "Moves", _some(told, "states.csv", "; ")


def _rests(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Weakest theatre, costliest claim, yardsticks, spread, record and tripwires."""
    weak = sorted(
        (found["p"], str(row.get("label", key)), str(row.get("trend") or "no trend"))
        for key, row in (dig(answer, "theatres") or {}).items()
        if (found := chance(row, "holds", final(answer)))
    )
    if weak:
        yield "Weakest", ", ".join(f"{label} {brief(p)} ({trend})" for p, label, trend in weak[:2])
    costs = costliest(answer)
    if costs:
        yield (
            "Costliest",
            "; ".join(
                f"{claim} {CLAIMS.get(claim, claim).lower()} {points(cost)}"
                + (f" +/- {100 * error:.1f}" if error is not None else "")
                for claim, cost, error in costs[:2]
            )
            + f"; in this model, futures in 100; {cost_basis(answer)}",
        )
    absent = unmodelled(answer)
    if absent:
        yield "Unknown", f"{', '.join(absent)}: not modelled yet, so their cost is unknown, not zero"
    yardsticks = [
        f"b* {key}: {_ranged(chance(answer, 'sensitivity', 'threshold', key, final(answer)))}"
        for key in dig(answer, "sensitivity", "threshold") or {}
    ]
    yardsticks += [
        f"{RATES.get(key, key)}: {_ranged(chance(answer, 'sensitivity', 'rates', key, final(answer)))}"
        for key in dig(answer, "sensitivity", "rates") or {}
    ]
    if yardsticks:
        yield "Yardstick", "; ".join(yardsticks)
    grades = [number(answer, "grade_shares", kind) for kind in ("judgement", "published", "estimated")]
    known = [value for value in grades if value is not None]
    if len(known) == 3 and sum(known) > 0 and clear_split(answer):
        whole = apportion(known)
        luck, ruler = number(answer, "chance_share"), number(answer, "ruler_share")
        yield (
            "Spread",
            f"judged {whole[0]} %, published {whole[1]} %, estimated {whole[2]} %{_within(answer)}"
            + (f"; luck is {share(luck)} of all" if luck is not None else "")
            + (f", the yardstick {share(ruler)}" if ruler is not None else ""),
        )
    else:
        yield "Spread", "too few futures to tell what it rests on"
    if resting := about(answer)["resting"]:
        yield "At rest", resting.removeprefix("At rest, ")
    if told := past(answer):
        yield "The past", told
    note = dig(answer, "record", "note")
    yield "Record", record_sentence(answer) + (f" {note}" if note else "")
    limits = [str(limit) for limit in dig(answer, "limits") or []]
    yield from (("Limit", limit) for limit in limits[:MOST_LIMITS])
    if len(limits) > MOST_LIMITS:
        yield "", f"and {len(limits) - MOST_LIMITS} more, in the report"
    for wire in dig(answer, "tripwires") or []:
        now, limit, unit = number(wire, "now"), number(wire, "threshold"), str(wire.get("unit") or "")
        if now is not None and limit is not None:
            gone = " (tripped)" if tripped(wire) else ""
            yield (
                "Tripwire",
                (
                    f"{wire.get('label')}: {plain(now, unit)}, trips {wire.get('direction', 'at')} "
                    f"{plain(limit, unit)}{gone}"
                ),
            )


def _within(answer: Mapping[str, Any]) -> str:
    """The largest 90 % error of the shares by grade, in brackets; nothing where it is not known."""
    most = grade_error(answer)
    return "" if most is None else f" (+/- {100 * most:.0f} at most)"


def _foot(answer: Mapping[str, Any], elapsed: float) -> str:
    """What repeats this answer, and how long it took."""
    versions = dig(answer, "versions") or {}
    model = versions.get("counterpoise") or versions.get("model") or "unknown"
    panel = str(versions.get("panel") or dig(answer, "digests", "panel") or "unknown").removeprefix(
        "sha256:"
    )[:10]
    members = dig(answer, "members")
    many = f"{members:,} futures" if isinstance(members, int) else "futures"
    error = number(answer, "outcomes", "balance_holds", "full", final(answer), "mc_error")
    many += f" (+/- {100 * error:.0f})" if error is not None else ""
    return f"seed {dig(answer, 'seed')}, data {panel}, model {model}, {many}, {elapsed:.0f} s"


def render(answer: dict[str, Any], files: dict[str, Path], elapsed: float, width: int = 80) -> str:
    """The answer as plain text, no line wider than ``width``.

    Args:
        answer: The answer, as ``answer.json`` holds it (schema 1).
        files: What was written, by kind (report, ensemble, table, answer).
        elapsed: Seconds the run took; not part of the answer, whose bytes must repeat.
        width: Columns, at least 60.

    Returns:
        Lines joined by newlines, without one at the end.
    """
    width = max(width, 60)
    lines = [*_head(answer), *_bars(answer, width), *_outcomes(answer), ""]
    pacts = _alliances(answer)
    if pacts:
        lines += _line("Alliances", f"{pacts}; of 100, in force and believed in {final(answer)}", width)
    for label, words in [*_sides(answer), *_rests(answer)]:
        lines += _line(label, words, width)
    lines += ["", *textwrap.wrap(_foot(answer, elapsed), width)]
    lines += [f"{kind:<{LABEL}}{path}" for kind, path in files.items()]
    lines += textwrap.wrap(
        f"Next: counterpoise report {_run(answer, files)}, counterpoise claims, counterpoise data cite",
        width,
        break_on_hyphens=False,
        break_long_words=False,
    )
    folded = [part for line in lines for part in ([line] if len(line) <= width else _fold(line, width))]
    return "\n".join(part.translate(PLAIN).rstrip() for part in folded)


def _run(answer: dict[str, Any], files: dict[str, Path]) -> str:
    """A run as ``counterpoise report`` finds it: the scenario's name and edition, or the folder that the user chose.

    >>> _run({"scenario": "asia", "edition": "latest"}, {"answer": Path("runs/asia-latest/answer.json")})
    'asia'
    >>> _run({"scenario": "asia", "edition": "essay"}, {"answer": Path("runs/asia-essay/answer.json")})
    'asia --edition essay'
    >>> _run({"scenario": "asia", "edition": "latest"}, {"answer": Path("mine/answer.json")})
    'mine'
    """
    name = str(dig(answer, "scenario") or "asia")
    edition = str(dig(answer, "edition") or "latest")
    folder = files["answer"].parent if "answer" in files else None
    if folder not in (None, Path("runs") / f"{name}-{edition}"):
        return shlex.quote(str(folder))
    return name if edition == "latest" else f"{name} --edition {shlex.quote(edition)}"


def _fold(line: str, width: int) -> list[str]:
    """A line too long for the screen, broken where it must be."""
    return textwrap.wrap(
        line, width, subsequent_indent=" " * LABEL, break_long_words=True, break_on_hyphens=False
    )
