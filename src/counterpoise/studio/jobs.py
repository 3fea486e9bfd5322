"""Long work in the background, told as it goes: several readers may wait for one job, and the last to leave ends it.

A job may linger: it goes on for a while after the last reader has left, so that who looks at another view, or loads
the page again, finds it where it is.  To be dismissed is to end as soon as nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
from time import monotonic
from typing import Any

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Cancelled", "Jobs", "Told"]


class Cancelled(Exception):  # noqa: N818 - it is no error
    """Nobody waits any longer."""


@dataclass(frozen=True)
class Told:
    """How far a job has come: a share and a word; the last one has its result or what went wrong."""

    share: float
    what: str
    result: Any = None
    problem: Exception | None = None

    @property
    def done(self) -> bool:
        """Whether nothing more will be told."""
        return self.result is not None or self.problem is not None


@dataclass
class _Job:
    told: Told = Told(0.0, "waiting")
    waiting: int = 0
    linger: float = 0.0
    dismissed: bool = False
    left: float = 0.0
    changed: Condition = field(default_factory=Condition)

    @property
    def abandoned(self) -> bool:
        """Whether nobody waits, and nobody is expected back."""
        return self.waiting <= 0 and (self.dismissed or monotonic() - self.left > self.linger)

    def tell(self, told: Told) -> None:
        with self.changed:
            self.told = told
            self.changed.notify_all()

    def progress(self, share: float, what: str) -> None:
        with self.changed:
            if self.abandoned:
                raise Cancelled
        self.tell(Told(share, what))


class Jobs:
    """Jobs by key; one runs at a time, the others wait their turn."""

    def __init__(self) -> None:
        self._jobs: dict[Hashable, _Job] = {}
        self._lock, self._turn = Lock(), Lock()

    def follow(
        self,
        key: Hashable,
        work: Callable[[Callable[[float, str], None]], Any],
        beat: float = 1.0,
        linger: float = 0.0,
    ) -> Iterator[Told]:
        """Join a job, starting it if nobody has, and hear how it goes; leaving is closing the iterator.

        Args:
            key: What is worked out.
            work: Called with a function to be told share and word; it raises :class:`Cancelled` where nobody waits.
            beat: Seconds after which the last news is told again.
            linger: Seconds for which the job goes on after the last reader has left.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.told.done or job.abandoned:
                job = self._jobs[key] = _Job(waiting=1, linger=linger)
                Thread(target=self._run, args=(key, job, work), daemon=True).start()
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

    def _run(self, key: Hashable, job: _Job, work: Callable[[Callable[[float, str], None]], Any]) -> None:
        try:
            with self._turn:
                job.progress(0.0, "starting")
                job.tell(Told(1.0, "done", result=work(job.progress)))
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
