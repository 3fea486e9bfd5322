"""One leader to a store: a lock that the operating system frees however its holder ends.

Two leaders would sweep up one another's half-written files.  On a file system that knows no locks nobody is refused:
chunks are named after their content and appear whole, so the worst is an error of the one who came first.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from counterpoise.vocabulary import CounterpoiseError

try:
    import fcntl
except ImportError:  # Windows has no such lock: there, one command at a time
    fcntl = None  # type: ignore[assignment]

__all__ = ["LOCK", "TakenError", "sole"]

LOCK = "lock"
"""Name of the file, which is there while somebody works on the folder."""


class TakenError(CounterpoiseError):
    """A store on which somebody else works."""

    exit_code = 4


@contextmanager
def sole(folder: Path) -> Iterator[None]:
    """Be the only one who writes in a folder, which is made if it is not there and goes again if it stays empty.

    Raises:
        TakenError: If somebody else is, with who it is.
        OSError: If the disk refuses.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    with _held(path):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            if made:
                with suppress(OSError):  # it is not empty
                    folder.rmdir()


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the lock of a file that still goes by its name; who leaves takes the file along."""
    while True:
        with path.open("a+", encoding="utf-8") as handle:
            _lock(handle, path)
            if not _same(handle, path):
                continue
            with suppress(OSError):  # a full disk need not know
                handle.truncate(0)
                os.write(handle.fileno(), f"process {os.getpid()} on {platform.node()}\n".encode())
            yield
            return


def _lock(handle: IO[str], path: Path) -> None:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        who = handle.read().strip() or "another process"
        raise TakenError(
            f"{who[:1].upper()}{who[1:]} is computing this store.",
            where=path.parent,
            hint="Wait until it is done or stop it, or give --out another folder.",
        ) from None
    except OSError:  # a file system without locks
        pass


def _same(handle: IO[str], path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    return False
