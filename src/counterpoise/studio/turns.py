"""Turns: nobody waits for work that is longer than one's own, and nobody waits for ever.

Work is *due* after three times as long as it would take alone, counted from when it was asked for.  Before it
begins and at each of its steps it waits for work that is neither longer nor due later, and for no other.  So
equals go in the order in which they came; a first answer begins at once beside a map of the world, which
stands aside at its next step; and however many come after it, the map is due at last and goes on beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition
from time import monotonic

__all__ = ["Turn", "Turns"]


@dataclass(frozen=True, eq=False)
class Turn:
    """Work that waits for its turn, or is at it.

    Attributes:
        seconds: How long it takes, alone.
        due: When it should be over, by the monotonic clock.
    """

    seconds: float
    due: float


class Turns:
    """Who works, and who waits.

    >>> turns = Turns()
    >>> with turns.taken(0.1) as turn:
    ...     waited = turns.stand_aside(turn)
    >>> round(waited)
    0
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._present: list[Turn] = []

    @contextmanager
    def taken(self, seconds: float, given_up: Callable[[], bool] = lambda: False) -> Iterator[Turn]:
        """A turn, once nobody else is to be waited for.

        Args:
            seconds: How long the work takes, alone.
            given_up: Asked once a second whether the wait is in vain; the turn then begins, for the work to end.
        """
        turn = Turn(seconds, monotonic() + _PATIENCE * seconds)
        with self._changed:
            self._present.append(turn)
        try:
            self.stand_aside(turn, given_up)
            yield turn
        finally:
            with self._changed:
                self._present.remove(turn)
                self._changed.notify_all()

    def stand_aside(self, turn: Turn, given_up: Callable[[], bool] = lambda: False) -> float:
        """In the middle of a turn, in any of its threads: let others work who are to be waited for.

        Returns:
            Seconds that it took.
        """
        begun = monotonic()
        with self._changed:
            while self._waits(turn) and not given_up():
                self._changed.wait(_BEAT)
        return monotonic() - begun

    def _waits(self, turn: Turn) -> bool:
        before = self._present.index(turn)
        return any(
            other.seconds <= turn.seconds
            and other.due <= turn.due
            and (place < before or other.seconds < turn.seconds or other.due < turn.due)
            for place, other in enumerate(self._present)
            if other is not turn
        )


_BEAT, _PATIENCE = 1.0, 3.0
