"""What was worked out before and may be used again: files in the user's cache folder, whole or not at all.

Nothing here decides what an answer is.  A file bears the digest of its content, so that a damaged one is told from a
whole one and made again; its name is the digest of all that its content follows from, so that a stale one is never
found; and where the folder cannot be written, or belongs to somebody else, everything is worked out afresh.  Nothing
is kept until :func:`keep_in` names a folder, which the command line and the studio do when they start.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

__all__ = ["Shelf", "keep_in", "kept_in", "key_of"]

_HEAD = b"counterpoise kept, 1\n"
_DIGEST = 32
_folder: list[Path] = []


def keep_in(folder: Path | None) -> None:
    """Keep what is worked out from now on in a folder, or keep nothing."""
    _folder[:] = [] if folder is None else [folder]


def kept_in() -> Path | None:
    """The folder in which things are kept; None where nothing is."""
    return _folder[0] if _folder else None


def key_of(*follows_from: Any) -> str:
    """A name for what follows from all that is given, which JSON must be able to say.

    >>> key_of("asia", 1) == key_of("asia", 1) != key_of("asia", 2)
    True
    """
    return sha256(json.dumps(follows_from, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Shelf:
    """Files of one kind.

    Attributes:
        kind: Name of the folder.
        most: Files that are kept; those not used for longest go first.
    """

    kind: str
    most: int

    def find(self, key: str) -> bytes | None:
        """What was kept under a key; None where there is nothing, or nothing whole."""
        path = self._place(key)
        if path is None:
            return None
        try:
            found = path.read_bytes()
        except OSError:
            return None
        start = len(_HEAD) + _DIGEST
        content = found[start:]
        if found[:start] != _HEAD + sha256(content).digest():
            self.drop(key)
            return None
        with suppress(OSError):
            os.utime(path)
        return content

    def keep(self, key: str, content: bytes) -> None:
        """Keep something; a disk that refuses costs nothing but the time to work it out again."""
        path = self._place(key)
        if path is None:
            return
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            partial.write_bytes(_HEAD + sha256(content).digest() + content)
            partial.replace(path)
            self._tidy(path.parent)
        except OSError:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def latest(self, beginning: str) -> str | None:
        """The key used last of those that begin so; None where there is none."""
        path = self._place("")
        try:
            found = (
                [] if path is None else sorted(path.glob(f"{beginning}*"), key=lambda p: p.stat().st_mtime)
            )
        except OSError:
            return None
        return found[-1].name if found else None

    def drop(self, key: str) -> None:
        """Let go of what cannot be used."""
        path = self._place(key)
        if path is not None:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _place(self, key: str) -> Path | None:
        folder = kept_in()
        if folder is None:
            return None
        try:
            (folder / self.kind).mkdir(mode=0o700, parents=True, exist_ok=True)
            return folder / self.kind / key if _own(folder / self.kind) else None
        except OSError:
            return None

    def _tidy(self, folder: Path) -> None:
        files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[self.most :]:
            path.unlink(missing_ok=True)


def _own(folder: Path) -> bool:
    """Whether nobody else can have written there: compiled code is run as it is found."""
    if not hasattr(os, "geteuid"):
        return True
    found = folder.stat()
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
