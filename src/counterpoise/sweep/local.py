"""Chunks on this machine: one process per core, each held to its core, the compiler's own threads turned off.

XLA divides a year of small matrices among threads badly; processes that share nothing do not have to.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["WorkerError", "affordable", "available", "compute_here", "cores", "settle"]

ATTEMPTS = 3
"""How often in a row workers may die before a chunk is finished."""


class WorkerError(CounterpoiseError):
    """Workers that die, cannot be reached, or are not like this process."""

    exit_code = 4


def cores() -> list[int]:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def available() -> int | None:
    """Bytes of memory that programs may still take, or None where the machine does not say."""
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable"))
        return 1024 * int(line.split()[1])
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def affordable(need: float) -> int:
    """Workers to start unless the user says otherwise: one per core, fewer where memory does not hold so many.

    Args:
        need: Bytes that one takes (:func:`counterpoise.sweep.work.worker_bytes`).
    """
    free = available()
    return len(cores()) if free is None else max(1, min(len(cores()), int(free / need)))


def compute_here(job: bytes, chunks: Sequence[int], workers: int) -> Generator[tuple[int, bytes], None, None]:
    """Chunks and their content, in the order in which they are done.

    Args:
        job: The packed job.
        chunks: Numbers of the chunks.
        workers: Processes.

    Raises:
        WorkerError: If workers keep dying.
    """
    left, failures = list(chunks), 0
    while left:
        try:
            with closing(_pooled(job, left, min(workers, len(left)))) as done:
                for chunk, content in done:
                    failures = 0
                    left.remove(chunk)
                    yield chunk, content
        except BrokenProcessPool:
            failures += 1
            if failures == ATTEMPTS:
                raise WorkerError(
                    "A worker died three times before it finished a chunk; the machine may be short of memory.",
                    hint="Run again with fewer --workers; finished chunks are kept.",
                ) from None


def settle(core: int | None) -> None:
    """Make this process a worker: on one core, with one thread, and gone when its parent is.

    Must run before JAX is imported, which counts the cores that it may use.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        _leave_with(parent)
    if core is not None and hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.sched_setaffinity(0, {core})
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def _pooled(job: bytes, chunks: list[int], workers: int) -> Generator[tuple[int, bytes], None, None]:
    context = multiprocessing.get_context("spawn")
    places: Any = context.SimpleQueue()
    turn = context.Lock()
    mine = cores()
    for k in range(workers):
        places.put(mine[k % len(mine)])
    queue = iter(list(chunks))
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(places, turn, job)) as pool:
        running: dict[Future[bytes], int] = {}
        try:
            while True:
                while len(running) < 2 * workers and (chunk := next(queue, None)) is not None:
                    running[pool.submit(_work, chunk)] = chunk
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()
        except BaseException:  # nobody waits any more for what they have begun
            for worker in list((pool._processes or {}).values()):
                worker.kill()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


_JOB: list[bytes] = []
"""What this worker works on."""

_TURN: list[Any] = []
"""Whose turn it is to compile, until this worker has had its own."""


def _begin(places: Any, turn: Any, job: bytes) -> None:
    settle(places.get())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the leader ends its workers
    _TURN.append(turn)
    _JOB.append(job)


def _work(chunk: int) -> bytes:
    """A chunk; before a worker's first one it waits for its turn, so that one compiles and the others load."""
    from counterpoise.sweep.work import compute_chunk, make_program

    while _TURN:
        with _TURN.pop():
            make_program(_JOB[0])
    return compute_chunk(_JOB[0], chunk)


def _leave_with(parent: Any) -> None:
    """A worker whose parent was killed has nobody to work for.

    Linux is asked to kill it then, for compiling may keep a thread of Python from running for seconds.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it was gone before
            os._exit(1)
    threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


_SET_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of Linux."""


def _watch(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)
