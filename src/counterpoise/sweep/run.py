"""From a plan and a folder to a finished store: what is missing is computed, whoever began it and whoever computes."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from counterpoise.sweep.cluster import PATIENCE, compute_there, reach
from counterpoise.sweep.local import affordable, available, compute_here
from counterpoise.sweep.plan import Plan
from counterpoise.sweep.results import write_results
from counterpoise.sweep.store import Store
from counterpoise.sweep.work import Job, worker_bytes
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Clock", "Progress", "run_sweep"]


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Attributes:
        done: Chunks that are finished, earlier ones included.
        total: All chunks.
        members: Members in the finished chunks.
        left: Seconds that the rest will take at the pace so far; None while that cannot be known.
        damaged: Files that were found damaged and will be computed again.
    """

    done: int
    total: int
    members: int
    left: float | None
    damaged: tuple[str, ...] = ()


def run_sweep(
    plan: Plan,
    folder: Path,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Callable[[Progress], None] = lambda progress: None,
    patience: float = PATIENCE,
) -> Store:
    """Compute a sweep, or the rest of one.

    Args:
        plan: What to compute.
        folder: Where the store is or shall be.
        workers: Processes on this machine; by default one per core, or as many as memory holds.
        cluster: Address of a Dask scheduler, which is used instead.
        progress: Told how far it is, after every chunk.
        patience: Seconds to wait for the scheduler to answer.

    Returns:
        The finished store, its results written.

    Raises:
        StoreError: If the folder is not this sweep's.
        TakenError: If another process is computing there.
        WorkerError: If workers die or cannot be used; finished chunks are kept.
        OSError: If the disk refuses; finished chunks are kept.
        CounterpoiseError: If memory cannot hold the sample, or no folder so many chunks.
    """
    _ensure_chunks(plan)
    if cluster is not None:
        reach(cluster, patience)
    job = Job.of(plan)
    _ensure_sample(plan, len(job.axes["state"]), len(job.axes["year"]))
    if workers is None:
        workers = affordable(worker_bytes(len(job.axes["state"]), len(job.axes["year"])))
    with Store.led(folder, plan, job.identity) as store:
        missing = store.missing()
        clock = Clock(len(missing), 1 if cluster else workers)

        def tell() -> None:
            done = store.plan.chunks - clock.left_over
            members = min(done * plan.chunk, plan.members)
            progress(Progress(done, plan.chunks, members, clock.seconds_left(), tuple(store.damaged)))

        tell()
        if missing:
            with closing(_computed(job, missing, workers, cluster, patience)) as found:
                for chunk, content in found:
                    store.write(chunk, content)
                    clock.tick(time.monotonic())
                    tell()
        write_results(store, job.axes)
        store.finish()
    return store


def _ensure_chunks(plan: Plan) -> None:
    """Refuse more files than a folder is good for.

    Raises:
        CounterpoiseError: With the chunk that would do.
    """
    if plan.chunks > _CHUNKS:
        raise CounterpoiseError(
            f"{plan.members:,} futures in chunks of {plan.chunk:,} are {plan.chunks:,} files.",
            where="--chunk",
            hint=f"Give a larger one: --chunk {-(-plan.members // _CHUNKS)} or more.",
        )


_CHUNKS = 100_000
"""Files in one folder, at most."""


def _ensure_sample(plan: Plan, states: int, years: int) -> None:
    """Refuse a sample whose series memory would not hold when they are written as one file.

    Raises:
        CounterpoiseError: With how many futures would fit.
    """
    free, kept = available(), -(-plan.members // plan.stride)
    needed = 3.0 * kept * years * (_SERIES * states + states * (states - 1) / 2)
    if free is not None and needed > free:
        raise CounterpoiseError(
            f"A sample of {kept:,} futures needs some {needed / 1e9:.0f} GB of memory, {free / 1e9:.0f} GB are free.",
            where="--sample",
            hint=f"Up to {int(free / needed * kept):,} fit here; counts are of all futures in any case.",
        )


_SERIES = 52
"""Bytes that the series take of each state and year, beside one byte for the rung of each pair."""


def _computed(
    job: Job, missing: list[int], workers: int, cluster: str | None, patience: float
) -> Generator[tuple[int, bytes], None, None]:
    if cluster is None:
        return compute_here(job.packed(), missing, workers)
    return compute_there(job.packed(), missing, cluster, patience)


@dataclass
class Clock:
    """The time left, from the pace of chunks after the first of each worker, which had to start and compile.

    Attributes:
        left_over: Chunks not yet finished.
        workers: How many finish a first chunk.
        times: When chunks were finished, seconds.

    >>> clock = Clock(10, workers=2)
    >>> for second in (30.0, 31.0, 35.0, 36.0, 40.0):
    ...     clock.tick(second)
    >>> clock.seconds_left()  # three chunks in nine seconds, five to go
    15.0
    """

    left_over: int
    workers: int
    times: list[float] = field(default_factory=list)

    def tick(self, now: float) -> None:
        """One more chunk is finished."""
        self.left_over -= 1
        self.times.append(now)

    def seconds_left(self) -> float | None:
        """Seconds at the pace so far; None before every worker has finished its second chunk or so."""
        if not self.left_over:
            return 0.0
        paced = len(self.times) - self.workers
        if paced < 1:
            return None
        return (self.times[-1] - self.times[self.workers - 1]) / paced * self.left_over
