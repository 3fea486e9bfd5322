"""Long work in the background, told as it goes: several readers may wait for one job, and the last to leave ends it.

A job may linger: it goes on for a while after the last reader has left, so that who looks at another view, or loads
the page again, finds it where it is.  To be dismissed is to end as soon as nobody waits.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread, get_native_id
from time import monotonic
from typing import Any

from counterpoise.studio.turns import Turns
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Cancelled", "Jobs", "Told"]


class Cancelled(Exception):  # noqa: N818 - it is no error
    """Nobody waits any longer."""


@dataclass(frozen=True)
class Told:
    """How far a job has come: a share and a word; the last one has its result or what went wrong.

    Attributes:
        share: Of the work, 0 to 1.
        what: What is being done.
        result: What came out.
        problem: What went wrong.
        ends: When it is expected to be over, by the monotonic clock; None where nobody can say.
    """

    share: float
    what: str
    result: Any = None
    problem: Exception | None = None
    ends: float | None = None

    @property
    def done(self) -> bool:
        """Whether nothing more will be told."""
        return self.result is not None or self.problem is not None

    @property
    def left(self) -> float | None:
        """Seconds that are left by what is known now; nought where it takes longer than was expected."""
        return None if self.ends is None else max(self.ends - monotonic(), 0.0)


@dataclass
class _Job:
    told: Told = Told(0.0, "waiting")
    waiting: int = 0
    linger: float = 0.0
    dismissed: bool = False
    left: float = 0.0
    begun: float = 0.0
    changed: Condition = field(default_factory=Condition)

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits, and nobody is expected back."""
        return self.waiting <= 0 and (self.dismissed or monotonic() - self.left > self.linger)

    def tell(self, told: Told) -> None:
        with self.changed:
            self.told = told
            self.changed.notify_all()

    def progress(self, share: float, what: str, left: float | None = None) -> None:
        """How far it has come; without ``left`` the time that is left goes by the time that the share took."""
        with self.changed:
            if self.abandoned:
                raise Cancelled
        now = monotonic()
        if left is None and share >= _ENOUGH:
            left = (now - self.begun) * (1.0 - share) / share
        self.tell(Told(share, what, ends=None if left is None else now + left))


_ENOUGH = 0.08
"""Share of a job from which the time that it took says something of the rest."""


class Jobs:
    """Jobs by key, which take turns with one another and with whatever else takes turns.

    Args:
        turns: Where they take them.
    """

    def __init__(self, turns: Turns) -> None:
        self._jobs: dict[Hashable, _Job] = {}
        self._lock, self._turns = Lock(), turns

    def follow(
        self,
        key: Hashable,
        work: Callable[[Callable[..., None]], Any],
        beat: float = 1.0,
        linger: float = 0.0,
        seconds: float | None = None,
    ) -> Iterator[Told]:
        """Join a job, starting it if nobody has, and hear how it goes; leaving is closing the iterator.

        Args:
            key: What is worked out.
            work: Called with a function to be told share, word and, where it is known, the seconds left; that raises
                :class:`Cancelled` where nobody waits.
            beat: Seconds after which the last news is told again.
            linger: Seconds for which the job goes on after the last reader has left.
            seconds: How long it takes, alone; None for work that waits for no turn.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.told.done or job.abandoned:
                job = self._jobs[key] = _Job(waiting=1, linger=linger)
                Thread(target=self._run, args=(key, job, work, seconds), daemon=True).start()
            else:
                with job.changed:
                    job.waiting, job.dismissed = job.waiting + 1, False
        try:
            last = job.told
            yield last
            while not last.done:
                with job.changed:
                    if job.told is last:
                        job.changed.wait(beat)
                    last = job.told
                yield last
        finally:
            with job.changed:
                job.waiting, job.left = job.waiting - 1, monotonic()

    def dismiss(self, key: Hashable) -> None:
        """End a job once nobody waits for it, without lingering."""
        with self._lock:
            if (job := self._jobs.get(key)) is not None:
                job.dismissed = True

    def running(self, key: Hashable) -> Told | None:
        """How far a job has come that is not over; None where there is none."""
        with self._lock:
            job = self._jobs.get(key)
            return None if job is None or job.told.done or job.abandoned or job.dismissed else job.told

    def _run(
        self, key: Hashable, job: _Job, work: Callable[[Callable[..., None]], Any], seconds: float | None
    ) -> None:
        def given_up() -> bool:
            return job.abandoned

        pausing = Lock()  # a job may tell its progress in several threads, and pauses for all of them

        def progress(share: float, what: str, left: float | None = None) -> None:
            if turn is not None:
                with pausing:
                    job.begun += self._turns.stand_aside(turn, given_up)
            job.progress(share, what, left)

        if seconds is not None:
            _let_readers_by()
        try:
            with nullcontext() if seconds is None else self._turns.taken(seconds, given_up) as turn:
                job.begun = monotonic()
                job.progress(0.0, "starting")
                job.tell(Told(1.0, "done", result=work(progress)))
        except Cancelled:
            job.tell(Told(0.0, "cancelled", problem=Cancelled()))
        except CounterpoiseError as problem:
            job.tell(Told(0.0, "failed", problem=problem))
        except Exception as problem:
            job.tell(Told(0.0, "failed", problem=problem))
        finally:
            with self._lock:
                if self._jobs.get(key) is job:
                    del self._jobs[key]


def _let_readers_by() -> None:
    """Give this thread, and those that it starts, what readers' own questions leave of the processor.

    Only Linux has a priority for each thread.
    """
    if sys.platform == "linux":
        thread = os.PRIO_PROCESS, get_native_id()
        with suppress(OSError):
            os.setpriority(*thread, os.getpriority(*thread) + _NICE)


_NICE = 10
