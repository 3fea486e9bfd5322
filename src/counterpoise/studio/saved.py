"""Whole answers that were computed before: the user's last run, or the studio's own store."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from counterpoise.analysis.files import Result
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Saved", "Store", "read_run"]


@dataclass(frozen=True, eq=False)
class Saved:
    """An answer with the day on which it was computed.

    Attributes:
        result: The answer.
        when: When it was computed.
        shipped: Whether it came with this version; then it holds no balance of every single future.
    """

    result: Result
    when: datetime
    shipped: bool = False


def read_run(folder: Path) -> Saved | None:
    """The run in a folder, or None where there is none that can be read."""
    try:
        when = datetime.fromtimestamp((folder / "answer.json").stat().st_mtime, UTC)
        return Saved(Result.read(folder), when)
    except (OSError, TypeError, AttributeError, CounterpoiseError):
        return None


class Store:
    """Whole answers on disk.

    Args:
        runs: Folder of the user's runs, which is only read.
        cache: Folder of the studio's own; in the user's cache by default.
    """

    def __init__(self, runs: Path, cache: Path | None = None) -> None:
        self.runs = runs
        self.cache = cache or Path(platformdirs.user_cache_dir("counterpoise")) / "answers"

    def find(self, key: str, wanted: Mapping[str, Any] | None) -> Saved | None:
        """An answer of the studio's own by its key, else one of the user's runs that says all that is wanted.

        Args:
            key: Under which :meth:`keep` stored it.
            wanted: Entries that the ``answer.json`` of a run must have; None looks at no runs.
        """
        if (self.cache / key / "answer.json").is_file() and (found := read_run(self.cache / key)):
            return found
        if wanted is None or not self.runs.is_dir():
            return None
        for folder in sorted(path for path in self.runs.iterdir() if (path / "answer.json").is_file()):
            if _says(folder, wanted) and (run := read_run(folder)) is not None:
                return run
        return None

    def changed(self) -> float:
        """When the newest of the user's runs was written; 0 where there is none."""
        try:
            return max((told.stat().st_mtime for told in self.runs.glob("*/answer.json")), default=0.0)
        except OSError:
            return 0.0

    def keep(self, result: Result, key: str) -> Saved:
        """Store an answer for the next time; a disk that refuses costs nothing but the time to compute again."""
        folder = self.cache / key
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


def _says(folder: Path, wanted: Mapping[str, Any]) -> bool:
    """Whether a run's answer has all these entries; its futures, which are large, are not read for that."""
    try:
        answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
        return all(answer.get(name) == value for name, value in wanted.items())
    except (OSError, ValueError, AttributeError):
        return False
