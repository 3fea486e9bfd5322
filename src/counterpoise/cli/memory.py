"""Refuse at once what would end in a lack of memory an hour later."""

from __future__ import annotations

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["ensure_memory"]

_KEPT = 150.0
"""Bytes that a run keeps of each member for each state and year: series of two stories and what is judged of them."""


def ensure_memory(members: int, states: int, years: int) -> None:
    """Refuse more members than memory holds.

    Raises:
        CounterpoiseError: With how many would fit, and the command that needs no memory for each.
    """
    from counterpoise.sweep.local import available

    free, needed = available(), _KEPT * members * states * years
    if free is not None and needed > free:
        raise CounterpoiseError(
            f"{members:,} futures need some {needed / 1e9:.0f} GB of memory, and {free / 1e9:.0f} GB are free.",
            where="--members",
            hint=f"Up to {int(free / needed * members):,} fit here; `counterpoise sweep` takes any number.",
        )
