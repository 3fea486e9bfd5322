"""Whole answers that were computed before: the user's last run, or the studio's own store."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import platformdirs
import xarray as xr

from counterpoise.analysis.files import Result
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Saved", "Store", "read_run"]


@dataclass(frozen=True, eq=False)
class Saved:
    """An answer with the day on which it was computed."""

    result: Result
    when: datetime


def read_run(folder: Path) -> Saved | None:
    """The run in a folder, or None where there is none that can be read."""
    try:
        path = folder / "answer.json"
        answer = json.loads(path.read_text(encoding="utf-8"))
        when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        with xr.open_dataset(folder / "ensemble.nc", engine="h5netcdf") as views:
            return Saved(Result(dict(answer), views.load()), when)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


class Store:
    """Whole answers on disk, by what they answer: the same digests give the same numbers.

    Args:
        runs: Folder of the user's runs, which is only read.
        cache: Folder of the studio's own; in the user's cache by default.
    """

    def __init__(self, runs: Path, cache: Path | None = None) -> None:
        self.runs = runs
        self.cache = cache or Path(platformdirs.user_cache_dir("counterpoise")) / "answers"

    def find(self, wanted: dict[str, Any]) -> Saved | None:
        """An answer to exactly this: scenario, edition, seed, members, changes and digests.

        Args:
            wanted: Entries that its ``answer.json`` must have; a number of members of None takes any.
        """
        candidates = [self.cache / _key(wanted)]
        if self.runs.is_dir():
            candidates += sorted(path for path in self.runs.iterdir() if path.is_dir())
        for folder in candidates:
            found = read_run(folder) if (folder / "answer.json").is_file() else None
            if found is not None and _same(found.result.answer, wanted):
                return found
        return None

    def keep(self, result: Result, wanted: dict[str, Any]) -> Saved:
        """Store an answer for the next time; a disk that refuses costs nothing but the time to compute again."""
        folder = self.cache / _key(wanted)
        partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
        try:
            partial.mkdir(parents=True, exist_ok=True)
            result.write(partial)
            partial.rename(folder)
        except (OSError, CounterpoiseError):
            for path in partial.glob("*"):
                path.unlink(missing_ok=True)
            if partial.is_dir():
                partial.rmdir()
        return Saved(result, datetime.now(UTC))


def _key(wanted: dict[str, Any]) -> str:
    return sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:24]


def _same(answer: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(answer.get(key) == value for key, value in wanted.items() if value is not None)
