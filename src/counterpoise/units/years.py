"""First and last year as they are asked for: a pair, a range, or text."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from typing import Any

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["years_of"]


def years_of(years: Any, *, where: str = "years", hint: str = "Write years=(1946, 2018).") -> tuple[int, int]:
    """First and last year.

    Args:
        years: First and last, all years between them, or text: ``1946-2018`` or ``1946``.
        where: What was being read, for the error.
        hint: What to write instead.

    Raises:
        CounterpoiseError: They are no years.

    >>> years_of("1946-2018"), years_of("1990"), years_of(range(1946, 1950))
    ((1946, 2018), (1990, 1990), (1946, 1949))
    """
    if isinstance(years, str):
        found = re.fullmatch(r"\s*(\d{4})(?:\s*[-:]\s*(\d{4}))?\s*", years)
        wanted = [int(found[1]), int(found[2] or found[1])] if found else []
    else:
        wanted = _whole(years)
    if len(wanted) > 2 and wanted == list(range(wanted[0], wanted[-1] + 1)):
        wanted = [wanted[0], wanted[-1]]
    if len(wanted) != 2 or wanted[0] > wanted[1]:
        raise CounterpoiseError(f"{years!r} are no years.", where=where, hint=hint)
    return wanted[0], wanted[1]


def _whole(years: Any) -> list[int]:
    """Whole numbers of a list; nothing where one of them is none."""
    if not isinstance(years, Iterable):
        return []
    try:
        return [operator.index(year) for year in years]
    except TypeError:
        return []
