"""Turns: whoever waits in front of the page goes before work that runs behind it, and short work before long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

__all__ = ["Turns"]


class Turns:
    """One works at a time; short work goes before long, and work behind the page lets first answers pass.

    >>> turns = Turns()
    >>> with turns.first():
    ...     turns.taken
    True
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._pressing: list[float] = []
        self.taken = False

    @contextmanager
    def first(self, cost: float = 0.0) -> Iterator[None]:
        """A turn for somebody who waits.

        Args:
            cost: How long the work is beside others, in any unit; of those who wait the shortest goes first.
        """
        self._enter(cost)
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def behind(self) -> Iterator[None]:
        """A turn once nobody waits in front."""
        with self._changed:
            self._changed.wait_for(lambda: not self.taken and not self._pressing)
            self.taken = True
        try:
            yield
        finally:
            self._leave()

    def let_pass(self, cost: float) -> float:
        """In the middle of a turn: let shorter work that waits be done first.

        Args:
            cost: Of the work in hand.

        Returns:
            Seconds that it took.
        """
        with self._changed:
            if not any(other < cost for other in self._pressing):
                return 0.0
        begun = monotonic()
        self._leave()
        self._enter(cost)
        return monotonic() - begun

    def _enter(self, cost: float) -> None:
        with self._changed:
            self._pressing.append(cost)
            self._changed.wait_for(lambda: not self.taken and cost <= min(self._pressing))
            self._pressing.remove(cost)
            self.taken = True

    def _leave(self) -> None:
        with self._changed:
            self.taken = False
            self._changed.notify_all()
