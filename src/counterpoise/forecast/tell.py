"""Forecasts in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from counterpoise.forecast.record import names, read_record
from counterpoise.forecast.score import RIVALS
from counterpoise.forecast.seal import read_sealed
from counterpoise.forecast.verify import Verification, resolution_path

__all__ = ["listing", "questions_text", "registered_text", "resolution_text", "verification_text"]

_NAMES = {"forecast": "this forecast", "persistence": "persistence", "base_rate": "base rate"}
_SHOWN = 10


def registered_text(record: Mapping[str, Any], path: Path, head: str) -> str:
    """What was written, what it asks, and what to do with the head."""
    questions = record["questions"]
    known = sum(question["known_when_registered"] for question in questions)
    years = sorted({question["year"] for question in questions})
    first = min(questions, key=lambda question: (question["public"]["date"], question["id"]))
    lines = [
        f"Registered {record['forecast']}: {len(questions)} questions, settled by facts of {years[0]} to {years[-1]}.",
        f"The first can be settled about {first['public']['date']}: {first['text']}",
        f"{len(record['unresolvable'])} outcomes cannot be settled by data alone; the record lists them and says why.",
    ]
    if known:
        lines.append(
            f"{known} questions are already known to the panel, though not to the run: scored apart, as hindcasts."
        )
    return "\n".join(
        [*lines, f"record    {path}", f"digest    {record['digest']}", f"head      {head}", _PUBLISH]
    )


def listing(folder: Path) -> list[dict[str, Any]]:
    """One row a forecast: its name, day, questions, how many are settled, and when the next can be."""
    rows = []
    for name in names(folder):
        record = read_record(folder, name)
        path = resolution_path(folder, name)
        settled = set(read_sealed(path, "Restore it from a copy.")["settled"]) if path.is_file() else set()
        waiting = [question for question in record["questions"] if question["id"] not in settled]
        days = sorted(str(question["public"]["date"]) for question in waiting)
        rows.append(
            {
                "forecast": name,
                "registered": record["registered"],
                "cutoff": record["cutoff"],
                "questions": len(record["questions"]),
                "settled": len(settled),
                "next": days[0] if days else None,
                "digest": record["digest"],
            }
        )
    return rows


def questions_text(record: Mapping[str, Any]) -> str:
    """Every question on a line, with its probability, its range and the day of its source."""
    lines = [f"{record['forecast']}, registered {record['registered']}, information to {record['cutoff']}"]
    for question in record["questions"]:
        span = f"{100 * question['p']:5.1f} ({100 * question['low']:.0f} to {100 * question['high']:.0f})"
        when = question["public"]["date"] + ("" if question["public"]["scheduled"] else " or so, no calendar")
        lines.append(f"{span:<20} {question['text']} [{', '.join(question['sources'])}, {when}]")
    lines.append("Not to be settled by data alone:")
    for item in record["unresolvable"]:
        lines.append(f"{100 * item['p']:5.1f}  {item['outcome']} in {item['year']}")
    return "\n".join(lines)


def resolution_text(report: Mapping[str, Any]) -> str:
    """Misses first, then the scores."""
    parts = [f"{len(report['records'])} forecasts, {report['newly_settled']} questions newly settled"]
    for name, title in (
        ("forecasts", "Forecasts"),
        ("hindcasts", "Hindcasts (the panel knew, the run did not)"),
    ):
        if report[name]["questions"]:
            parts.append("\n".join(_part(report[name], title)))
    return "\n\n".join(parts)


def _part(part: Mapping[str, Any], title: str) -> Iterator[str]:
    done = part["all"]["settled"]
    yield f"{title}: {part['questions']} questions, {done} settled, {part['waiting']} open, {part['void']} void"
    if not done:
        yield "  Nothing is settled yet; `counterpoise forecast list` says when the next can be."
        return
    yield f"  Misses: {len(part['misses'])} of {done}, the worst first"
    for miss in part["misses"][:_SHOWN]:
        yield f"    said {100 * miss['p']:.0f} of 100, was {miss['outcome']}: {miss['text']}"
    if len(part["misses"]) > _SHOWN:
        yield f"    and {len(part['misses']) - _SHOWN} more (--json lists them all)"
    yield f"  {'':<28}{'n':>5}{'yes':>5}  {'Brier and log score: ' + ', '.join(_NAMES[rival] for rival in RIVALS)}"
    for name, row in {"all": part["all"], **part["by_event"]}.items():
        scores = "   ".join(f"{row[rival]['brier']:.3f} {row[rival]['log']:.3f}" for rival in RIVALS)
        yield f"  {name.replace('_', ' '):<28}{row['settled']:>5}{row['yes']:>5}  {scores}"
    yield "  Said between, questions, mean said, share that came true"
    for row in part["calibration"]:
        span = f"{100 * row['low']:.0f} to {100 * row['high']:.0f}"
        yield f"    {span:<12}{row['questions']:>5}  {100 * row['mean_p']:5.1f}  {100 * row['came_true']:5.1f}"


def verification_text(found: Verification) -> str:
    """What is sealed, or what was changed."""
    if found.findings:
        return "\n".join(
            [f"{len(found.findings)} findings:", *(f"  {place}: {what}" for place, what in found.findings)]
        )
    return "\n".join(
        [
            f"{found.records} records and {found.lines} lines of the ledger are as they were written.",
            f"head      {found.head}",
            "The chain proves order and integrity, not the day: hold it against a published head (--head DIGEST).",
        ]
    )


_PUBLISH = (
    "Publish the head where others date it (a repository, a journal, a time-stamping service): "
    "that, and not the date in the record, proves the day."
)
