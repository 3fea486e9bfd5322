"""Long work in the background, told as it goes: several readers may wait for one job, and the last to leave ends it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from threading import Condition, Lock, Thread
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
    changed: Condition = field(default_factory=Condition)

    def tell(self, told: Told) -> None:
        with self.changed:
            self.told = told
            self.changed.notify_all()

    def progress(self, share: float, what: str) -> None:
        with self.changed:
            if self.waiting <= 0:
                raise Cancelled
        self.tell(Told(share, what))


class Jobs:
    """Jobs by key; one runs at a time, the others wait their turn."""

    def __init__(self) -> None:
        self._jobs: dict[Hashable, _Job] = {}
        self._lock, self._turn = Lock(), Lock()

    def follow(
        self, key: Hashable, work: Callable[[Callable[[float, str], None]], Any], beat: float = 1.0
    ) -> Iterator[Told]:
        """Join a job, starting it if nobody has, and hear how it goes; leaving is closing the iterator.

        Args:
            key: What is worked out.
            work: Called with a function to be told share and word; it raises :class:`Cancelled` where nobody waits.
            beat: Seconds after which the last news is told again.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.told.done or job.waiting <= 0:
                job = self._jobs[key] = _Job(waiting=1)
                Thread(target=self._run, args=(key, job, work), daemon=True).start()
            else:
                job.waiting += 1
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
                job.waiting -= 1

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
