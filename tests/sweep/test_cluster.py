"""The same chunks on a Dask cluster, with workers that die and workers that differ."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counterpoise.sweep import Plan, cluster, run_sweep
from counterpoise.sweep.cluster import compute_there, reach
from counterpoise.sweep.local import WorkerError
from counterpoise.sweep.work import Job, compute_chunk

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
pytestmark = pytest.mark.filterwarnings("ignore")

PLAN = Plan("asia", members=640, horizon=2028, chunk=64, sample=5)
HERE = {"threads_per_worker": 1, "processes": False, "protocol": "tcp", "dashboard_address": None}
"""A cluster within this process."""


@pytest.fixture(scope="module")
def job() -> Job:
    """The scenario made ready, the year compiled."""
    made = Job.of(PLAN)
    compute_chunk(made.packed(), 0)
    return made


@pytest.fixture(scope="module")
def workers(job: Job) -> Iterator[Any]:
    """A cluster of two processes."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


def test_chunks_survive_the_death_of_a_worker(job: Job, workers: Any, tmp_path: Path) -> None:
    """A worker is killed after the first chunk; the cluster tries again and the bytes are those of this process."""
    found, killed = {}, False
    for chunk, content in compute_there(job.packed(), range(PLAN.chunks), workers.scheduler_address):
        found[chunk] = content
        if not killed:
            victim = next(iter(workers.workers.values())).process.pid
            os.kill(victim, signal.SIGKILL)
            killed = True
    assert sorted(found) == list(range(PLAN.chunks))
    for chunk in (0, 4, 9):
        assert found[chunk] == compute_chunk(job.packed(), chunk)


def test_a_worker_with_other_versions_is_refused(
    job: Job, workers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk is not computed by other code than the one that asks."""
    wanted = {**cluster.versions(), "jaxlib": "0.0.1"}
    monkeypatch.setattr(cluster, "versions", lambda: wanted)
    with pytest.raises(WorkerError, match=r"A worker computes with jaxlib .*, not 0\.0\.1"):
        list(compute_there(job.packed(), [0], workers.scheduler_address))


def test_an_unreachable_cluster_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    """No scheduler answers: said with the address and the seconds that were waited, and nothing is left behind."""
    begun = time.monotonic()
    with pytest.raises(WorkerError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9 within 1 s"):
        run_sweep(PLAN, tmp_path / "runs" / "s", cluster="tcp://127.0.0.1:9", patience=1)
    assert time.monotonic() - begun < 10
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (b"", "whoever is there keeps silent"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what listens there is something else than a scheduler"),
    ],
)
def test_whoever_else_listens_there_is_not_waited_for(says: bytes, reason: str) -> None:
    """One who keeps the line open and one who talks of other things are both no scheduler."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def answer() -> None:
            line, _ = other.accept()
            line.sendall(says)
            time.sleep(2.0)
            line.close()

        threading.Thread(target=answer, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(WorkerError, match=f"No Dask scheduler answers .* within 0.5 s: {reason}"):
            reach(f"tcp://127.0.0.1:{other.getsockname()[1]}", 0.5)
        assert time.monotonic() - begun < 1.9


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://127.0.0.1:9", "nothing listens there, the connection was refused"),
        ("tcp://no-such-host.invalid:8786", "there is no such host"),
        ("tcp://127.0.0.1:99999", "there is no such port"),
    ],
)
def test_why_nobody_answers_is_told_in_words(address: str, reason: str) -> None:
    """The reader learns what to mend: the name, the number, or that it must be started."""
    with pytest.raises(WorkerError, match=rf"within 0\.2 s: {reason}\."):
        reach(address, 0.2)


def test_the_address_of_a_worker_is_told_from_that_of_the_scheduler() -> None:
    """Both print theirs when they start; a scheduler without workers is told as well."""
    with distributed.LocalCluster(n_workers=1, **HERE) as made:
        with pytest.raises(WorkerError, match="a Worker of Dask and not its scheduler"):
            reach(made.workers[0].address)
        made.scale(0)
        made.sync(made._correct_state)
        with pytest.raises(WorkerError, match="has no workers"):
            reach(made.scheduler_address)


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:80", "tcp://127.0.0.1", "tcp://:8786:"])
def test_what_is_no_address_is_refused_before_anything_is_begun(address: str, tmp_path: Path) -> None:
    """The user is told how an address is written, and no store is left behind."""
    with pytest.raises(WorkerError, match="no address of a scheduler"):
        run_sweep(PLAN, tmp_path / "s", cluster=address)
    assert not (tmp_path / "s").exists()


def test_two_sweeps_at_once_do_not_get_one_anothers_chunks() -> None:
    """A scheduler has one result for one key, so keys name the job; what was left running is not taken up either."""
    with pytest.MonkeyPatch.context() as patch, distributed.LocalCluster(n_workers=1, **HERE) as made:
        patch.setattr(cluster, "_work", lambda job, chunk, wanted: time.sleep(0.2) or job)
        one, other = (compute_there(job, range(4), made.scheduler_address) for job in (b"one", b"other"))
        found = [(next(one)[1], next(other)[1]) for _ in range(2)]
        one.close()  # its last chunks are still to be computed
        again = list(compute_there(b"another", range(4), made.scheduler_address))
        assert found == [(b"one", b"other")] * 2
        assert {content for _, content in again} == {b"another"}
        assert {content for _, content in other} == {b"other"}


def test_a_cluster_that_loses_all_its_workers_goes_on_with_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job dies with the last worker that held it, and is given to the next; where nobody comes, that is said."""
    monkeypatch.setattr(cluster, "_work", lambda job, chunk, wanted: time.sleep(0.5) or job)
    with distributed.LocalCluster(n_workers=1, **HERE) as made:
        found = compute_there(b"any", range(3), made.scheduler_address)
        done = [next(found)]
        made.scale(0)
        made.sync(made._correct_state)
        made.scale(1)
        done += [next(found)]
        monkeypatch.setattr(cluster, "ALONE", 0.3)
        made.close()
        with pytest.raises(WorkerError, match="lost its workers or its scheduler"):
            list(found)
    assert len({chunk for chunk, _ in done}) == 2
    assert {content for _, content in done} == {b"any"}
