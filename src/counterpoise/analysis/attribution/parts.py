"""Finished work in a folder: what was computed before an interruption is read and not computed again.

A part is an array in a file of its own, named after its content, so that a damaged one is seen and computed again.
``manifest.json`` says what the parts belong to: a folder that other settings, data or code began is refused.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.files import write_whole
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Parts", "PartsError"]

MANIFEST = "manifest.json"


class PartsError(CounterpoiseError):
    """A folder whose parts belong to something else."""

    exit_code = 3


class Parts:
    """Arrays by name, kept in a folder, or nowhere if there is none.

    Attributes:
        folder: Where they lie.
        identity: All that decides their content.
        found: How many were read instead of computed.
    """

    def __init__(self, folder: Path | None = None, identity: Mapping[str, Any] | None = None) -> None:
        """Begin, or go on.

        Raises:
            PartsError: If the folder belongs to another computation.
            OSError: If the disk refuses.
        """
        self.folder, self.identity, self.found = folder, dict(identity or {}), 0
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        said = json.dumps(self.identity, indent=1, sort_keys=True)
        manifest = folder / MANIFEST
        if not manifest.exists():
            write_whole(manifest, said.encode())
        elif (before := manifest.read_text(encoding="utf-8")) != said:
            raise PartsError(
                f"The work begun here is of something else: {_difference(before, self.identity)} differs.",
                where=str(folder),
                hint="Give --out another folder, or remove this one.",
            )

    def kept(self, name: str, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """The array of a name: read if it is there and whole, otherwise made and kept."""
        if self.folder is None:
            return make()
        for path in self.folder.glob(f"{name}-*.npy"):
            if path.stem.rpartition("-")[0] != name:
                continue
            content = path.read_bytes()
            if sha256(content).hexdigest()[:16] == path.stem.rpartition("-")[2]:
                self.found += 1
                array: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
                return array
            path.unlink()
        made = make()
        stream = io.BytesIO()
        np.save(stream, made, allow_pickle=False)
        content = stream.getvalue()
        write_whole(self.folder / f"{name}-{sha256(content).hexdigest()[:16]}.npy", content)
        return made


def _difference(before: str, now: Mapping[str, Any]) -> str:
    try:
        then = json.loads(before)
    except ValueError:
        return "its manifest"
    names = sorted(key for key in {*then, *now} if then.get(key) != now.get(key))
    return ", ".join(names[:3]) or "its manifest"
