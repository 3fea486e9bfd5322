"""The same chunks on a Dask cluster: retried when a worker dies, refused where a worker is not like this process."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from hashlib import sha256
from itertools import count
from typing import Any

from counterpoise.sweep.local import WorkerError
from counterpoise.sweep.plan import versions
from counterpoise.vocabulary import CounterpoiseError, extra

__all__ = ["PATIENCE", "compute_there", "reach"]

PATIENCE = 5.0
"""Seconds to wait for a scheduler to answer, unless the user says otherwise."""

RETRIES = 5
"""How often a chunk is tried again after an error of the machine that had it."""

ALONE = 600.0
"""Seconds to wait for other workers when all are gone."""

_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://.+:\d{1,5}")

_START = "Start it with `dask scheduler` and `dask worker tcp://HOST:8786 --nthreads 1`, one worker per core."


def reach(address: str, patience: float = PATIENCE) -> None:
    """Make sure that a scheduler answers and has workers, before anything is prepared or written.

    Whoever else listens at the address may answer anything or nothing, so what is waited for is limited here and not
    left to a client, which would wait for as long as somebody keeps the line open.

    Args:
        address: Of the scheduler, ``tcp://host:port``.
        patience: Seconds to wait for its answer.

    Raises:
        WorkerError: With what to write or to start.
    """
    if not _ADDRESS.fullmatch(address):
        raise WorkerError(
            f"{address} is no address of a scheduler.", where="--cluster", hint="Write tcp://HOST:8786."
        )
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise WorkerError(
            "A cluster needs Dask.",
            where="--cluster",
            hint=f"Install it: {extra('cluster')}.",
        ) from None
    try:
        with ThreadPoolExecutor(1) as apart:  # a notebook has an event loop of its own in this thread
            said = apart.submit(asyncio.run, _introduced(address, patience)).result()
    except Exception as problem:
        raise _absent(address, patience, problem) from None
    if said.get("type") != "Scheduler":
        raise WorkerError(
            f"At {address} there is a {said.get('type')} of Dask and not its scheduler.",
            where="--cluster",
            hint="Write the address that `dask scheduler` says when it starts.",
        )
    if not said["workers"]:
        raise WorkerError(f"The cluster at {address} has no workers.", where="--cluster", hint=_START)


async def _introduced(address: str, patience: float) -> dict[str, Any]:
    """What the one who listens at an address says of itself."""
    from distributed.core import rpc
    from distributed.security import Security

    async def ask() -> dict[str, Any]:
        secured = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
        one = rpc(address, timeout=patience, connection_args=secured)  # type: ignore[no-untyped-call]
        async with one as there:
            return dict(await there.identity())

    return await asyncio.wait_for(ask(), patience)


def _absent(address: str, patience: float, problem: BaseException) -> WorkerError:
    return WorkerError(
        f"No Dask scheduler answers at {address} within {patience:g} s: {_reason(address, problem)}.",
        where="--cluster",
        hint=f"{_START}  --wait says how many seconds to wait for it.",
    )


def _reason(address: str, problem: BaseException) -> str:
    """Why, in words: the network is asked itself, since Dask tries again until it has only waited."""
    scheme, _, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if int(port) > _PORTS:  # some systems take the rest of a division
        return "there is no such port"
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=1.0).close()
    except (socket.gaierror, UnicodeError):
        return "there is no such host"
    except ConnectionRefusedError:
        return "nothing listens there, the connection was refused"
    except TimeoutError:
        return _SILENT
    except OSError as why:
        return f"the network does not lead there ({why.strerror or why})"
    if isinstance(problem, TimeoutError):
        return _SILENT
    other = "what listens there is something else than a scheduler"
    return other if scheme == "tcp" else f"{other}, or {scheme} is not set up here"


_PORTS = 65_535
_SILENT = "whoever is there keeps silent"


def compute_there(
    job: bytes, chunks: Sequence[int], address: str, patience: float = PATIENCE
) -> Generator[tuple[int, bytes], None, None]:
    """Chunks and their content, in the order in which they are done.

    Args:
        job: The packed job; workers need neither panel nor scenario.
        chunks: Numbers of the chunks.
        address: Of the scheduler, ``tcp://host:port``.
        patience: Seconds to wait for its answer.

    Raises:
        WorkerError: If the cluster cannot be reached, has no workers, loses them or its scheduler, or a worker computes
            with other versions.
    """
    reach(address, patience)
    from distributed import Client

    try:
        client = Client(address, timeout=patience, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise _absent(address, patience, problem) from None
    with client:
        left, failures = list(chunks), 0
        for attempt in count():
            if not left:
                return
            try:
                for chunk, content in _spread(client, job, left, attempt):
                    failures = 0
                    left.remove(chunk)
                    yield chunk, content
            except CancelledError:  # all who held the job are gone
                failures += 1
                if failures == RETRIES:
                    raise WorkerError(
                        "The cluster gave a chunk up again and again; a worker may lack counterpoise.",
                        where="--cluster",
                        hint="Install the same counterpoise on every worker; finished chunks are kept.",
                    ) from None
                _wait_for_workers(client)


def _spread(client: Any, job: bytes, chunks: Sequence[int], attempt: int) -> Iterator[tuple[int, bytes]]:
    """Chunks as the cluster finishes them; cancelled once nobody holds the job any more.

    A key names the job: a scheduler gives whoever asks for a key that it knows the result that it has of it.
    """
    from distributed import as_completed

    wanted, shared, name = versions(), client.scatter(job, broadcast=True), sha256(job).hexdigest()[:16]
    futures = {
        client.submit(
            _work, shared, chunk, wanted, pure=False, retries=RETRIES, key=f"chunk-{name}-{chunk}-{attempt}"
        ): chunk
        for chunk in list(chunks)
    }
    for future in as_completed(list(futures), loop=client.loop):  # type: ignore[no-untyped-call]
        yield futures[future], _result(future)
        future.release()


def _wait_for_workers(client: Any) -> None:
    try:
        client.wait_for_workers(1, timeout=ALONE)
    except (OSError, TimeoutError):
        raise WorkerError(
            "The cluster has lost its workers or its scheduler.",
            where="--cluster",
            hint="Start them and run again; finished chunks are kept.",
        ) from None


def _result(future: Any) -> bytes:
    try:
        found: bytes = future.result()
    except (CounterpoiseError, CancelledError):
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
                hint="Give workers 1.2 GB each, 1.7 GB for the whole world; finished chunks are kept.",
            ) from None
        raise WorkerError(
            f"A worker could not compute a chunk: {type(problem).__name__}: {problem}.",
            where="--cluster",
            hint="Its own log says more; install the same counterpoise on every worker.  Finished chunks are kept.",
        ) from problem
    return found


def _work(job: bytes, chunk: int, wanted: Mapping[str, str]) -> bytes:
    """A chunk, if this worker computes with the same code and libraries as the one who asks."""
    mine = versions()
    for name in sorted({*mine, *wanted}):
        here, there = mine.get(name, "unknown"), wanted.get(name, "unknown")
        if here != there:
            raise WorkerError(
                f"A worker computes with {name} {here[:12]}, not {there[:12]}.",
                where="--cluster",
                hint="Install the same counterpoise, jax and numpy on every worker.",
            )
    from counterpoise.sweep.work import compute_chunk

    return compute_chunk(job, chunk)
