"""Overlays: what a user lays over a panel, with the same columns as the panel itself.

Claim: one idea serves added tables and appended years.  An *overlay* is a folder with cells, tables and the
passport of their source.  A panel folder that was laid over another keeps its overlays in ``overlays/``; it is
always composed anew from the base and all of them, in the order of their keys, so the order in which they came
does not matter and taking one away leaves no trace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from counterpoise.data.content import content_digest, read_table
from counterpoise.data.harmonise import CELL
from counterpoise.data.write import parquet
from counterpoise.vocabulary import DataError

__all__ = ["OVERLAYS", "Overlay", "overlays_in", "read_overlay", "write_overlay"]

OVERLAYS = "overlays"
"""Folder, inside that of a panel, which keeps what was laid over it."""
_TEXT = "overlay.json"


@dataclass(frozen=True)
class Overlay:
    """What one source adds to a panel.

    Attributes:
        key: Key of the source.
        passport: Title, citation, version, licence, dates: the columns of a catalogue entry.
        cells: Cells, in the shape of the panel's.
        variables: Label, unit and note of variables that the panel does not have yet.
        tables: Tables by name.
        specs: How each table is read: the columns of a table description in the manifest.
        revise: Whether its cells may replace known ones.
        given: Names of the files that it was read from.
    """

    key: str
    passport: Mapping[str, Any]
    cells: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CELL)))
    variables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    specs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    revise: bool = False
    given: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Digest of cells and tables, whatever the order of their rows."""
        parts = [
            content_digest(self.cells),
            *(content_digest(self.tables[name]) for name in sorted(self.tables)),
        ]
        return parts[0] if len(parts) == 1 else _joined(parts)

    @property
    def called(self) -> str:
        """Its key, and the files that it came from."""
        return f"{self.key} ({', '.join(self.given)})" if self.given else self.key


def _joined(parts: Sequence[str]) -> str:
    import hashlib

    return hashlib.sha256("".join(parts).encode()).hexdigest()


def write_overlay(overlay: Overlay, folder: Path) -> None:
    """Write an overlay into a new folder."""
    folder.mkdir(parents=True)
    text = {
        "key": overlay.key,
        "passport": dict(overlay.passport),
        "variables": {name: dict(row) for name, row in overlay.variables.items()},
        "specs": {name: dict(row) for name, row in overlay.specs.items()},
        "revise": overlay.revise,
        "given": list(overlay.given),
        "digest": overlay.digest,
    }
    parquet(overlay.cells[list(CELL)], folder / "cells.parquet", 3)
    for name, table in overlay.tables.items():
        parquet(table, folder / f"{name}.parquet", 3)
    words = json.dumps(text, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / _TEXT).write_text(words, encoding="utf-8")


def read_overlay(folder: Path) -> Overlay:
    """An overlay from its folder.

    Raises:
        DataError: A file is missing or damaged.
    """
    try:
        text = json.loads((folder / _TEXT).read_text(encoding="utf-8"))
        overlay = Overlay(
            key=text["key"],
            passport=text["passport"],
            cells=read_table(folder / "cells.parquet"),
            variables=text["variables"],
            tables={name: read_table(folder / f"{name}.parquet") for name in text["specs"]},
            specs=text["specs"],
            revise=text["revise"],
            given=tuple(text.get("given", ())),
        )
    except (OSError, ValueError, KeyError) as error:
        raise DataError("The overlay is damaged.", where=folder, hint=_AGAIN.format(folder.name)) from error
    if overlay.digest != text["digest"]:
        raise DataError(
            f"The overlay is damaged: its digest is {overlay.digest[:12]}, not {text['digest'][:12]}.",
            where=folder,
            hint=_AGAIN.format(folder.name),
        )
    return overlay


_AGAIN = "Delete that folder, then add or append {0} again."


def overlays_in(panel: Path) -> dict[str, Overlay]:
    """The overlays of a panel folder, by key.

    Raises:
        DataError: One of them is damaged.
    """
    folder = panel / OVERLAYS
    found = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return {path.name: read_overlay(path) for path in found}
