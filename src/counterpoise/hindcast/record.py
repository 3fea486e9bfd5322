"""The stored hindcasts: a small file for each, from which pages and the record of every answer are told."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from counterpoise.hindcast.run import hindcast_names
from counterpoise.vocabulary import DataError

__all__ = ["folder", "save", "stored"]


def folder() -> Path:
    """Where the hindcasts that ship lie."""
    return Path(str(files("counterpoise") / "library" / "hindcast"))


def stored(place: Path | None = None) -> dict[str, dict[str, Any]]:
    """Hindcasts by name, in the order of their origins; those not made yet are absent.

    Raises:
        DataError: A file that is damaged.

    >>> stored()["asia-1999"]["origin"]
    1999
    """
    found = {}
    for name in hindcast_names():
        path = (place or folder()) / f"{name}.json"
        if path.is_file():
            try:
                found[name] = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as error:
                hint = f"Make it anew with: counterpoise hindcast {name} --store"
                raise DataError("The stored hindcast cannot be read.", where=str(path), hint=hint) from error
    return found


def save(document: dict[str, Any], place: Path | None = None) -> Path:
    """Store a hindcast, whole or not at all."""
    path = (place or folder()) / f"{document['name']}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(
        json.dumps(document, ensure_ascii=False, allow_nan=False, indent=0) + "\n", encoding="utf-8"
    )
    part.replace(path)
    return path
