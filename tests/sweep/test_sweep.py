"""A sweep gives the same bytes whoever computes it, however it is cut, and however often it is interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from counterpoise.ensemble import run_futures
from counterpoise.sweep import Plan, Store, StoreError, local, run_sweep
from counterpoise.sweep.local import WorkerError, compute_here
from counterpoise.sweep.run import _ensure_sample
from counterpoise.sweep.work import Job, compute_chunk
from counterpoise.vocabulary import CounterpoiseError

PLAN = Plan("asia", members=300, horizon=2028, chunk=64, sample=10)
RESULTS = ("summary.json", "quantiles.nc", "sample.nc")


@pytest.fixture(scope="module")
def job() -> Job:
    """The scenario made ready."""
    return Job.of(PLAN)


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory, job: Job) -> Store:
    """The sweep, computed by two processes."""
    compute_chunk(job.packed(), 0)  # compiles once; the workers find it in the cache
    return run_sweep(PLAN, tmp_path_factory.mktemp("sweep") / "s", workers=2)


def _content(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_sampled_members_are_the_members_of_a_plain_run(swept: Store, job: Job) -> None:
    """Full series of the sample are those that ``run_futures`` gives in this process, bit for bit."""
    draws = job.prepared.draws(PLAN.seed, PLAN.members)
    plain = run_futures(job.prepared.observed.case, job.prepared.model(draws), {}, PLAN.seed)
    assert swept.sample("member").tolist() == list(range(0, 300, 30))
    for name, values in plain.items():
        np.testing.assert_array_equal(swept.sample(name), values[::30], err_msg=name)


def test_counts_are_those_of_all_members(swept: Store, job: Job) -> None:
    """Verdicts add up to all members, and a quantile is near that of the members themselves."""
    draws = job.prepared.draws(PLAN.seed, PLAN.members)
    plain = run_futures(job.prepared.observed.case, job.prepared.model(draws), {}, PLAN.seed)
    summary = json.loads((swept.folder / "summary.json").read_text())
    assert all(sum(grades.values()) == 300 for grades in summary["grades"].values())
    assert all(sum(cells.values()) == 300 for cells in summary["two_by_two"].values())
    kept = xr.load_dataset(swept.folder / "quantiles.nc", engine="h5netcdf")
    for name in ("balance", "tie_patron", "output"):
        exact = np.quantile(plain[name], kept["quantile"].values, axis=0, method="inverted_cdf")
        error = np.abs(
            kept[name].values / exact - 1 if kept[name].error_is == "relative" else kept[name].values - exact
        )
        assert error.max() <= kept[name].largest_error * 1.001, name
        assert (kept[f"{name}_lower"] <= kept[name]).all()
        assert (kept[name] <= kept[f"{name}_upper"]).all()
    _check_outside(plain, kept, summary["outside_bins"])


def _check_outside(plain: dict[str, Any], kept: xr.Dataset, told: dict[str, Any]) -> None:
    """What lies outside the bins is counted by cell in the file and by year in the summary, and never a number."""
    exact = np.quantile(plain["exposure"], kept["quantile"].values, axis=0, method="inverted_cdf")
    assert (np.isposinf(kept["exposure"].values) == (exact > kept["exposure"].bins_to)).all()
    assert np.isposinf(kept["exposure"].values).any(), "no state is outside: the test tests nothing"
    above = (np.asarray(plain["exposure"]) > kept["exposure"].bins_to).sum(0)
    np.testing.assert_array_equal(kept["exposure_above"], above)
    assert [year["above"] for year in told["exposure"].values()] == above.sum(1).tolist()
    for share in ("commitment", "protection"):
        assert (np.asarray(plain[share]) == 1.0).any()
        assert {n for year in told[share].values() for n in year.values()} == {0}


def test_another_chunk_size_and_one_process_give_the_same_results(swept: Store, tmp_path: Path) -> None:
    """Results do not know how the work was cut or by how many it was done."""
    other = run_sweep(replace(PLAN, chunk=192), tmp_path / "s", workers=1)
    for name in RESULTS:
        assert (other.folder / name).read_bytes() == (swept.folder / name).read_bytes(), name


def test_a_killed_sweep_goes_on_to_the_same_bytes(tmp_path: Path, swept: Store) -> None:
    """Kill -9 once a chunk is there: the rest is computed, that chunk is not, and every file is as if undisturbed.

    Workers go with the one who led them.
    """
    plan = replace(PLAN, members=1024)
    words = "asia --members 1024 --horizon 2028 --chunk 64 --sample 10 --workers 2 --quiet --out"
    command = [sys.executable, "-m", "counterpoise", "sweep", *words.split(), str(tmp_path / "s")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    chunks = tmp_path / "s" / "chunks"
    limit = time.monotonic() + 240
    while not (chunks.is_dir() and list(chunks.glob("0*.npz"))) and time.monotonic() < limit:
        time.sleep(0.02)
    workers = _children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed = time.monotonic()
    while any(map(_runs, workers)) and time.monotonic() - killed < 10:
        time.sleep(0.01)
    if sys.platform == "linux":
        assert len(workers) >= 2
        assert time.monotonic() - killed < 2
    before = {path.name: path.stat().st_mtime_ns for path in chunks.glob("0*.npz")}
    assert before
    assert len(before) < plan.chunks, "it was over before it was killed"
    seen: list[int] = []
    run_sweep(plan, tmp_path / "s", workers=2, progress=lambda now: seen.append(now.done))
    assert seen[0] == len(before)
    assert before == {name: (chunks / name).stat().st_mtime_ns for name in before}
    undisturbed = run_sweep(plan, tmp_path / "whole", workers=2)
    assert _content(tmp_path / "s") == _content(undisturbed.folder)


def _children(parent: int) -> list[int]:
    """Processes of a parent, where the system tells."""
    every = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [one for one in every if _told(one)[1:2] == [str(parent)]]


def _runs(process: int) -> bool:
    return _told(process)[:1] not in ([], ["Z"], ["X"])


def _told(process: int) -> list[str]:
    """State, parent and the rest of what Linux tells of a process; nothing of one that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere a thread watches, which such work keeps from running"
)
def test_a_worker_that_lets_no_thread_run_goes_with_its_leader(tmp_path: Path) -> None:
    """One long operation of Python itself, as tracing and compiling have, and the leader is killed meanwhile."""
    script = tmp_path / "leader.py"
    script.write_text("""
import multiprocessing, os, time
from counterpoise.sweep.local import settle

def work():
    settle(None)
    print(os.getpid(), flush=True)
    3 ** (10**9)

if __name__ == "__main__":
    multiprocessing.get_context("spawn").Process(target=work).start()
    time.sleep(60)
""")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as leader:
        assert leader.stdout is not None
        worker = int(leader.stdout.readline())
        time.sleep(0.2)
        assert _runs(worker)
        leader.kill()
        killed = time.monotonic()
        while _runs(worker) and time.monotonic() - killed < 10:
            time.sleep(0.01)
        assert time.monotonic() - killed < 2


def test_a_damaged_chunk_is_named_and_computed_again(tmp_path: Path, swept: Store) -> None:
    """One flipped bit in a finished store: told by name, mended, and the same bytes again."""
    whole = _content(swept.folder)
    path = swept.finished()[1]
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    told: list[Any] = []
    run_sweep(PLAN, swept.folder, workers=1, progress=told.append)
    assert told[0].damaged == (path.name,)
    assert _content(swept.folder) == whole


def test_a_store_of_another_panel_is_refused(swept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of another day does not add to a store, and says so."""
    monkeypatch.setattr("counterpoise.sweep.work.versions", lambda: {"counterpoise": "9.9.9"})
    with pytest.raises(StoreError, match=r"counterpoise 0\.1\.0, not 9\.9\.9"):
        run_sweep(PLAN, swept.folder)


def test_a_sample_that_memory_would_not_hold_is_refused_before_anything_is_begun(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It says how many fit, and that many are taken."""
    monkeypatch.setattr("counterpoise.sweep.run.available", lambda: 10**6)
    with pytest.raises(CounterpoiseError, match="A sample of 300 futures needs some") as refused:
        run_sweep(replace(PLAN, sample=300), tmp_path / "s")
    assert not (tmp_path / "s").exists()
    fits = int(str(refused.value.hint).split()[2].replace(",", ""))
    assert 0 < fits < 300
    _ensure_sample(replace(PLAN, members=fits, sample=fits), 30, 4)


def test_more_chunks_than_a_folder_is_good_for_are_refused(tmp_path: Path) -> None:
    """Ten thousand million futures in files of 64: it says which chunk would do, and that chunk does."""
    plan = replace(PLAN, members=10**10)
    with pytest.raises(CounterpoiseError, match="are 156,250,000 files") as refused:
        run_sweep(plan, tmp_path / "s")
    assert not (tmp_path / "s").exists()
    assert replace(plan, chunk=int(str(refused.value.hint).split()[-3])).chunks <= 10**5


def test_workers_that_keep_dying_are_reported(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that leaves at once is tried three times, then the user is told what to do."""
    monkeypatch.setattr(local, "_begin", _die)
    with pytest.raises(WorkerError, match="died three times"):
        list(compute_here(job.packed(), [0, 1], 1))


def _die(*ignored: Any) -> None:
    os._exit(1)
