"""The same chunks on a Dask cluster: retried when a worker dies, refused where a worker is not like this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counterpoise.sweep.local import WorkerError
from counterpoise.sweep.plan import versions

__all__ = ["compute_there"]

PATIENCE = "15s"
"""How long to wait for a scheduler to answer."""

RETRIES = 5
"""How often a chunk is tried again after an error of the machine that had it."""

_START = "Start it with `dask scheduler` and `dask worker tcp://HOST:8786 --nthreads 1`, one worker per core."


def compute_there(job: bytes, chunks: Sequence[int], address: str) -> Iterator[tuple[int, bytes]]:
    """Chunks and their content, in the order in which they are done.

    Args:
        job: The packed job; workers need neither panel nor scenario.
        chunks: Numbers of the chunks.
        address: Of the scheduler, ``tcp://host:port``.

    Raises:
        WorkerError: If the cluster cannot be reached, has no workers, or a worker computes with other versions.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise WorkerError(
            "A cluster needs Dask.",
            where="--cluster",
            hint="Install it: pip install 'counterpoise[cluster]'.",
        ) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise WorkerError(
            f"There is no Dask scheduler at {address} ({type(problem).__name__}).",
            where="--cluster",
            hint=_START,
        ) from None
    wanted = versions()
    with client:
        if not client.scheduler_info()["workers"]:
            raise WorkerError(f"The cluster at {address} has no workers.", where="--cluster", hint=_START)
        shared = client.scatter(job, broadcast=True)  # type: ignore[no-untyped-call]
        futures = {
            client.submit(
                _work, shared, chunk, wanted, pure=False, retries=RETRIES, key=f"chunk-{chunk}"
            ): chunk
            for chunk in chunks
        }
        for future in as_completed(list(futures), loop=client.loop):  # type: ignore[no-untyped-call]
            yield futures[future], _result(future)
            future.release()


def _result(future: Any) -> bytes:
    try:
        found: bytes = future.result()
    except WorkerError:
        raise
    except ModuleNotFoundError as problem:
        raise WorkerError(
            f"A worker lacks {problem.name}.",
            where="--cluster",
            hint="Install the same counterpoise on every worker.",
        ) from None
    except Exception as problem:
        if type(problem).__name__ == "KilledWorker":
            raise WorkerError(
                "A chunk was lost with its worker again and again; workers may be short of memory.",
                where="--cluster",
                hint="Give workers 1 GB each; finished chunks are kept.",
            ) from None
        raise
    return found


def _work(job: bytes, chunk: int, wanted: Mapping[str, str]) -> bytes:
    """A chunk, if this worker computes with the same code and libraries as the one who asks."""
    mine = versions()
    for name, value in mine.items():
        if value != wanted[name]:
            raise WorkerError(
                f"A worker computes with {name} {value[:12]}, not {wanted[name][:12]}.",
                where="--cluster",
                hint="Install the same counterpoise, jax and numpy on every worker.",
            )
    from counterpoise.sweep.work import compute_chunk

    return compute_chunk(job, chunk)
