"""Refuse at once what would end in a lack of memory an hour later."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["available", "ensure_memory"]

_KEPT = 150.0
"""Bytes that a run keeps of each member for each state and year: series of two stories and what is judged of them."""


def available() -> int | None:
    """Bytes of memory that programs may still take, or None where the machine does not say."""
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable"))
        return 1024 * int(line.split()[1])
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def ensure_memory(members: int, states: int, years: int) -> None:
    """Refuse more members than memory holds.

    Raises:
        CounterpoiseError: With how many would fit, and the command that needs no memory for each.
    """
    free, needed = available(), _KEPT * members * states * years
    if free is not None and needed > free:
        raise CounterpoiseError(
            f"{members:,} futures need some {needed / 1e9:.0f} GB of memory, and {free / 1e9:.0f} GB are free.",
            where="--members",
            hint=f"Up to {int(free / needed * members):,} fit here; `counterpoise sweep` takes any number.",
        )
