"""What is kept of the latest asked for: built once for all who want it, dropped when others were asked for since."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

__all__ = ["Recent"]

T = TypeVar("T")


class Recent:
    """A few values by key, the least recently used dropped first; two who want the same build it once."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._building: dict[Hashable, Lock] = {}

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        """The value of a key, built if it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                found: T = self._values[key]
                return found
            turn = self._building.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                made = build()
            finally:
                with self._lock:
                    self._building.pop(key, None)
            self.put(key, made)
            return made

    def put(self, key: Hashable, value: object) -> None:
        """Keep a value."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def peek(self, key: Hashable) -> Any:
        """The value of a key, or None."""
        with self._lock:
            return self._values.get(key)
