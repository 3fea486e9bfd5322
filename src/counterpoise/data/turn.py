"""One writer at a time: a lock that the operating system frees however a process ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such lock: there, one command at a time
    fcntl = None  # type: ignore[assignment]

__all__ = ["turn"]


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Hold the lock of one file, waiting for whoever holds it; the file goes when the turn is over.

    Whoever waited for a file that is gone by then holds nothing, and asks again.
    """
    while True:
        with path.open("a") as handle:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
                if not _same(handle.fileno(), path):
                    continue
            try:
                yield
            finally:
                if fcntl is not None:
                    path.unlink(missing_ok=True)
            return


def _same(descriptor: int, path: Path) -> bool:
    """Whether an open file still goes by its name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
