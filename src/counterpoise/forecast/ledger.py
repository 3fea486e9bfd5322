"""The ledger of a folder of forecasts: one line a deed, each line holding the digest of the line before.

A line says what was done (``register``, ``resolve``), on what day, to which forecast, the digest of the file that was
written, and the digest of the previous line; its own digest closes it.  Whoever edits, deletes or reorders a line
breaks the chain at that place.

What a chain proves: since its last digest (the *head*) was made public, nothing before it has changed.
What it does not prove: the day itself.  The dates are those of this computer's clock, and whoever holds the folder can
write a whole new chain.  Publish the head where others date it (a journal, a repository, an e-mail, a time-stamping
service), and hold the folder against it later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from counterpoise.forecast.seal import sealed, unseal, write_whole
from counterpoise.vocabulary import DataError

__all__ = ["LEDGER", "START", "append", "broken_lines", "head", "read_ledger", "today"]

LEDGER = "ledger.jsonl"
START = "0" * 64
"""What the first line holds in the place of a previous digest."""

KEYS = ("line", "date", "deed", "forecast", "file_digest", "previous", "digest")


def today() -> str:
    """The day by this computer's clock, in UTC; the one place where the clock is read."""
    return datetime.now(UTC).date().isoformat()


def line_bytes(line: Mapping[str, Any]) -> bytes:
    """The one way to write a line."""
    return (json.dumps(line, ensure_ascii=False) + "\n").encode()


def append(folder: Path, deed: str, forecast: str, file_digest: str, day: str) -> dict[str, Any]:
    """Add a line for a file that was just written.

    Args:
        folder: Of the forecasts.
        deed: ``register`` or ``resolve``.
        forecast: Name of the forecast.
        file_digest: Digest that the file names.
        day: ISO date.

    Returns:
        The line.

    Raises:
        DataError: The chain is broken already: adding to it would lend it credit.
    """
    path = folder / LEDGER
    lines = read_ledger(folder) if path.is_file() else []
    line = sealed(
        {
            "line": len(lines) + 1,
            "date": day,
            "deed": deed,
            "forecast": forecast,
            "file_digest": file_digest,
            "previous": head(lines),
        }
    )
    before = path.read_bytes() if path.is_file() else b""
    write_whole(path, before + line_bytes(line))
    return line


def head(lines: list[dict[str, Any]]) -> str:
    """Digest of the last line: what to publish."""
    return str(lines[-1]["digest"]) if lines else START


def read_ledger(folder: Path) -> list[dict[str, Any]]:
    """All lines of a chain that holds.

    Raises:
        DataError: There is no ledger, or a line was changed, taken out or moved.
    """
    path = folder / LEDGER
    if not path.is_file():
        raise DataError(
            "There is no ledger in this folder.",
            where=path,
            hint="Name the folder that `counterpoise forecast register` wrote; without its ledger nothing is sealed.",
        )
    lines, wrong = broken_lines(path.read_bytes())
    if wrong:
        number, what = wrong[0]
        raise DataError(
            f"The ledger was changed after it was written: {what}.",
            where=f"{path}:{number}",
            hint="Restore it from a copy; `counterpoise forecast verify` lists all that is broken.",
        )
    return lines


def broken_lines(raw: bytes, now: str | None = None) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """The lines that can be read, and for each that breaks the chain its number and why.

    Args:
        raw: Content of the ledger.
        now: Today; no line may be dated later.
    """
    lines: list[dict[str, Any]] = []
    wrong: list[tuple[int, str]] = []
    previous, day = START, ""
    pieces = raw.split(b"\n")
    if pieces[-1]:
        wrong.append((len(pieces), "the last line is cut short or followed by something else"))
    for number, piece in enumerate(pieces[:-1], start=1):
        line, problem = unseal(piece)
        if problem == "its bytes are not as they were written":
            problem = ""  # a line has a form of its own, checked next
        if line is None or problem or tuple(line) != KEYS or line_bytes(line) != piece + b"\n":
            wrong.append(
                (number, f"line {number} was edited ({problem or 'its form is not that of a line'})")
            )
            if line is None:
                continue
        elif line["line"] != number:
            wrong.append(
                (number, f"line {number} calls itself line {line['line']}: lines are missing or moved")
            )
        elif line["previous"] != previous:
            wrong.append(
                (number, f"line {number} does not follow the line before: lines are missing or moved")
            )
        elif not _is_day(line["date"]) or line["date"] < day:
            wrong.append((number, f"line {number} is dated {line['date']}, before the line above it ({day})"))
        elif now and line["date"] > now:
            wrong.append((number, f"line {number} is dated {line['date']}, after today ({now})"))
        lines.append(line)
        previous, day = str(line.get("digest")), str(line.get("date"))
    return lines, sorted(wrong)


def _is_day(text: object) -> bool:
    try:
        return date.fromisoformat(str(text)).isoformat() == text
    except ValueError:
        return False
