"""Verification: whether records, resolutions and ledger of a folder are as they were written.

What can be seen: any changed byte of a record, a resolution or a line; a line taken out of the chain, moved, or dated
before the line above it or after today; a record or resolution that is missing, that the ledger does not know, or that
is another than the one entered; a record dated otherwise than its line, or before its own panel was public.
With a head that was published earlier, also a chain that was cut off at its end or written anew.
Without one, the last lines can be taken away together with their files unseen: a chain cannot know its own future.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterpoise.forecast import ledger
from counterpoise.forecast.record import names, path_of
from counterpoise.forecast.seal import unseal
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Verification", "resolution_path", "verify"]


@dataclass(frozen=True)
class Verification:
    """What was found.

    Attributes:
        records: How many records lie in the folder.
        lines: How many lines the ledger has.
        head: Digest of its last line: what to publish.
        findings: Place and what is wrong there; empty where all is as it was written.
    """

    records: int
    lines: int
    head: str
    findings: tuple[tuple[str, str], ...]


def resolution_path(folder: Path, name: str) -> Path:
    """File of a forecast's resolutions."""
    return folder / f"{name}.resolution.json"


def verify(folder: Path, published: str | None = None, now: str | None = None) -> Verification:
    """Hold a folder of forecasts against its ledger.

    Args:
        folder: Of the forecasts.
        published: A head that was made public earlier, or its first letters; at least eight.
        now: Today.

    Raises:
        CounterpoiseError: There is no such folder, nothing in it, or the published head is too short.
    """
    if not folder.is_dir() or not (names(folder) or (folder / ledger.LEDGER).exists()):
        raise CounterpoiseError(
            "There are no forecasts here.",
            where=folder,
            hint="Register one: counterpoise forecast register asia",
        )
    if published is not None and len(published) < _LEAST:
        raise CounterpoiseError(
            f"{published!r} is too short to name one line.",
            where="--head",
            hint="Give at least 8 letters of it.",
        )
    path = folder / ledger.LEDGER
    findings: list[tuple[str, str]] = []
    lines: list[dict[str, Any]] = []
    if path.is_file():
        lines, wrong = ledger.broken_lines(path.read_bytes(), now or ledger.today())
        findings += [(f"{path}:{number}", what) for number, what in wrong]
    else:
        findings.append((str(path), "the ledger is missing: nothing here is sealed"))
    findings += _records(folder, lines) + _resolutions(folder, lines)
    if published is not None and not any(str(line.get("digest")).startswith(published) for line in lines):
        findings.append(
            (str(path), f"no line has the published digest {published}: the chain was cut or rewritten")
        )
    return Verification(len(names(folder)), len(lines), ledger.head(lines), tuple(findings))


def _records(folder: Path, lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    entered = {str(line.get("forecast")): line for line in lines if line.get("deed") == "register"}
    found = [
        (str(path_of(folder, name)), "the record is missing, but the ledger knows it")
        for name in entered
        if not path_of(folder, name).is_file()
    ]
    if len(entered) < sum(line.get("deed") == "register" for line in lines):
        found.append((str(folder / ledger.LEDGER), "a forecast is registered twice under one name"))
    for name in names(folder):
        path = path_of(folder, name)
        record, wrong = unseal(path.read_bytes())
        if wrong:
            found.append((str(path), f"the record was edited: {wrong}"))
        if name not in entered:
            found.append((str(path), "the ledger does not know this record"))
        elif record is not None:
            found += [(str(path), what) for what in _against_line(record, entered[name], name)]
    return found


def _against_line(record: dict[str, Any], line: dict[str, Any], name: str) -> list[str]:
    found = []
    if record.get("digest") != line.get("file_digest"):
        found.append(f"this is another record than the one entered in line {line.get('line')}")
    if record.get("registered") != line.get("date"):
        found.append(f"it is dated {record.get('registered')}, its line in the ledger {line.get('date')}")
    if record.get("forecast") != name:
        found.append(f"the file is called {name}, the record {record.get('forecast')}")
    released = str(record.get("panel", {}).get("released", ""))
    if str(record.get("registered")) < released:
        found.append(f"it is dated {record.get('registered')}, before its own panel was public ({released})")
    return found


def _resolutions(folder: Path, lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    latest = {str(line.get("forecast")): line for line in lines if line.get("deed") == "resolve"}
    found = []
    for path in sorted(folder.glob("*.resolution.json")):
        name = path.name.removesuffix(".resolution.json")
        resolution, wrong = unseal(path.read_bytes())
        if wrong:
            found.append((str(path), f"the resolution was edited: {wrong}"))
        if name not in latest:
            found.append((str(path), "the ledger does not know this resolution"))
        elif resolution is not None and resolution.get("digest") != latest[name].get("file_digest"):
            found.append(
                (str(path), f"this is another resolution than line {latest[name].get('line')} entered")
            )
    missing = [name for name in latest if not resolution_path(folder, name).is_file()]
    return found + [(str(resolution_path(folder, name)), "the resolution is missing") for name in missing]


_LEAST = 8
