"""The same chunks on a Dask cluster, with workers that die and workers that differ."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counterpoise.sweep import Plan, cluster, run_sweep
from counterpoise.sweep.cluster import compute_there
from counterpoise.sweep.local import WorkerError
from counterpoise.sweep.work import Job, compute_chunk

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")
pytestmark = pytest.mark.filterwarnings("ignore")

PLAN = Plan("asia", members=640, horizon=2028, chunk=64, sample=5)


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


def test_an_unreachable_cluster_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No scheduler answers: said with the address, and the store keeps what it has."""
    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with pytest.raises(WorkerError, match="no Dask scheduler at tcp://127"):
        run_sweep(PLAN, tmp_path / "s", cluster="tcp://127.0.0.1:9")


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:80", "tcp://127.0.0.1", "tcp://:8786:"])
def test_what_is_no_address_is_refused_before_anything_is_begun(address: str, tmp_path: Path) -> None:
    """The user is told how an address is written, and no store is left behind."""
    with pytest.raises(WorkerError, match="no address of a scheduler"):
        run_sweep(PLAN, tmp_path / "s", cluster=address)
    assert not (tmp_path / "s").exists()


def test_a_cluster_that_loses_all_its_workers_goes_on_with_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job dies with the last worker that held it, and is given to the next; where nobody comes, that is said."""
    monkeypatch.setattr(cluster, "_work", lambda job, chunk, wanted: time.sleep(0.5) or job)
    local = {"threads_per_worker": 1, "processes": False, "protocol": "tcp", "dashboard_address": None}
    with distributed.LocalCluster(n_workers=1, **local) as made:
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
