"""Turns at the engine: whoever waits in front of the page goes before work that runs behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

__all__ = ["Turns"]


class Turns:
    """One works at a time; work behind the page lets first answers pass.

    >>> turns = Turns()
    >>> with turns.first():
    ...     turns.taken
    True
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._pressing = 0
        self.taken = False

    @contextmanager
    def first(self) -> Iterator[None]:
        """A turn for somebody who waits."""
        with self._changed:
            self._pressing += 1
            self._changed.wait_for(lambda: not self.taken)
            self._pressing -= 1
            self.taken = True
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

    def _leave(self) -> None:
        with self._changed:
            self.taken = False
            self._changed.notify_all()
