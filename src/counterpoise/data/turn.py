"""One writer at a time: a lock that the operating system frees however a process ends."""

from __future__ import annotations

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
    """Hold the lock of one file, waiting for whoever holds it."""
    with path.open("a") as handle:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
