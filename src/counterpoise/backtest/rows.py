"""Rows of a task: who and when, what happened, and what was known at the start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary import DataError, nearest

__all__ = ["Rows", "gather"]


@dataclass(frozen=True)
class Rows:
    """Cases of a task, oldest first.

    Attributes:
        keys: Year in which the case begins, and who: two COW codes, a treaty, or one code ``[row, 3]``.
        outcome: 0 or 1, a quantity, or NaN where it is hidden ``[row]``.
        ends: Last year the outcome speaks of; nobody knows it before ``[row]``.
        start: Last known value of a quantity, 0 for events ``[row]``.
        scored: Whether the case counts in the test (all do, but for tasks about a region) ``[row]``.
        terms: What was known at the start ``[row, term]``.
        names: Names of the terms.
    """

    keys: NDArray[np.int32]
    outcome: NDArray[np.float64]
    ends: NDArray[np.int32]
    start: NDArray[np.float64]
    scored: NDArray[np.bool_]
    terms: NDArray[np.float32]
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def year(self) -> NDArray[np.int32]:
        """Year in which each case begins."""
        return self.keys[:, 0]

    @property
    def events(self) -> int:
        """Number of events among the cases."""
        return int(np.nansum(self.outcome))

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        """The cases kept, as copies: nothing of the others is left within reach."""
        parts = {f.name: getattr(self, f.name)[keep] for f in fields(self) if f.name != "names"}
        return Rows(**parts, names=self.names)

    def until(self, year: int) -> Rows:
        """The cases whose outcome was known at the end of ``year``."""
        return self.where(self.ends <= year)

    def hidden(self) -> Rows:
        """The same cases without what happened."""
        return replace(self, outcome=np.full(len(self), np.nan))

    def columns(self, names: Sequence[str]) -> NDArray[np.float32]:
        """Terms by name ``[row, name]``.

        Raises:
            DataError: A name that the task does not offer.
        """
        for name in names:
            if name not in self.names:
                raise DataError(f"The task has no term {name}.", hint=nearest(name, self.names))
        places = [self.names.index(name) for name in names]
        return np.ascontiguousarray(self.terms[:, places])

    def column(self, name: str) -> NDArray[np.float64]:
        """One term by name."""
        return self.columns([name])[:, 0].astype(np.float64)

    @property
    def digest(self) -> str:
        """Fingerprint of who, when and what happened: scores belong to these cases and no others."""
        told = np.round(self.outcome, 5)
        parts = (np.ascontiguousarray(self.keys), np.ascontiguousarray(told))
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]


def gather(parts: Iterable[Rows]) -> Rows:
    """Cases of several years as one table.

    Raises:
        DataError: There are none.
    """
    listed: list[Rows] = [part for part in parts if len(part)]
    if not listed:
        raise DataError("No case lies in these years.", hint="Choose years that the task covers.")
    joined: dict[str, Any] = {
        f.name: np.concatenate([getattr(part, f.name) for part in listed])
        for f in fields(Rows)
        if f.name != "names"
    }
    return Rows(**joined, names=listed[0].names)
