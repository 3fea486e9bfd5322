"""Downloading: whole and verified, or not at all, whatever the host, the line and the disk do."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.data.server import Behaviour, serve

from counterpoise.data.download import HostError, NotThere, Settings, download
from counterpoise.vocabulary import DataError

DATA = random.Random(1).randbytes(400_000)
DIGEST = hashlib.sha256(DATA).hexdigest()
FAST = Settings(timeout=0.5, retries=2, pause=0.01)


def remains(folder: Path) -> set[str]:
    """Files of a folder that are not the target: no lock is left either."""
    return {path.name for path in folder.iterdir()} - {"x.bin"}


def test_a_good_file_arrives_and_is_not_asked_for_twice(tmp_path: Path) -> None:
    """The bytes are the host's; a verified copy is not downloaded again; nothing else is left."""
    with serve({"x": Behaviour(DATA)}) as host:
        for _ in range(2):
            assert download(f"{host.url}/x", tmp_path / "x.bin", DIGEST).read_bytes() == DATA
        assert host.asked["x"] == 1
    assert remains(tmp_path) == set()


def test_progress_counts_the_bytes(tmp_path: Path) -> None:
    """The last report says that all of all has arrived."""
    seen: list[tuple[str, int, int]] = []
    with serve({"x": Behaviour(DATA)}) as host:
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, progress=lambda *told: seen.append(told))
    assert seen[-1] == ("x.bin", len(DATA), len(DATA))
    assert [have for _, have, _ in seen] == sorted(have for _, have, _ in seen)


@pytest.mark.parametrize("wrong", [DATA[:-1], DATA[:1000], DATA[:-1] + b"?", b""])
def test_an_altered_or_truncated_file_replaces_nothing(tmp_path: Path, wrong: bytes) -> None:
    """The error names the file and both digests; what stood there stands there still."""
    target = tmp_path / "x.bin"
    target.write_bytes(b"earlier")
    with serve({"x": Behaviour(wrong)}) as host, pytest.raises(DataError) as told:
        download(f"{host.url}/x", target, DIGEST, settings=FAST)
    assert DIGEST[:12] in str(told.value)
    assert hashlib.sha256(wrong).hexdigest()[:12] in str(told.value)
    assert told.value.where == target
    assert target.read_bytes() == b"earlier"
    assert remains(tmp_path) == set()


def test_a_broken_line_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    """Two breaks, two requests for the rest, and the bytes are the same as without."""
    with serve({"x": Behaviour(DATA, breaks=[131_072, 65_536])}) as host:
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
        assert host.ranges == ["bytes=131072-", "bytes=196608-"]
    assert (tmp_path / "x.bin").read_bytes() == DATA


def test_a_host_without_ranges_begins_again(tmp_path: Path) -> None:
    """A host that sends everything again is not appended to what is there."""
    with serve({"x": Behaviour(DATA, ranges=False, breaks=[150_000])}) as host:
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
    assert (tmp_path / "x.bin").read_bytes() == DATA


def test_a_failed_download_goes_on_next_time(tmp_path: Path) -> None:
    """When the host gives up, the next command asks for what is missing only."""
    files = {"x": Behaviour(DATA, breaks=[65_536] * 3)}
    with serve(files) as host:
        with pytest.raises(HostError, match="196,608 bytes are kept"):
            download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
        assert not (tmp_path / "x.bin").exists()
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
        assert host.ranges[-1] == "bytes=196608-"
    assert (tmp_path / "x.bin").read_bytes() == DATA


def test_kept_bytes_of_another_file_do_no_harm(tmp_path: Path) -> None:
    """Bytes kept of an older version are found out by the digest, and the next try starts afresh."""
    (tmp_path / ".x.bin.part").write_bytes(b"0" * 1000)
    with serve({"x": Behaviour(DATA)}) as host:
        with pytest.raises(DataError):
            download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
    assert (tmp_path / "x.bin").read_bytes() == DATA


def test_more_kept_than_the_host_has(tmp_path: Path) -> None:
    """A beginning that is longer than the file is thrown away."""
    (tmp_path / ".x.bin.part").write_bytes(DATA + b"more")
    with serve({"x": Behaviour(DATA)}) as host:
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
    assert (tmp_path / "x.bin").read_bytes() == DATA


def test_a_host_that_recovers(tmp_path: Path) -> None:
    """500 and 503 are tried again."""
    with serve({"x": Behaviour(DATA, statuses=[500, 503])}) as host:
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
        assert host.asked["x"] == 3


def test_a_host_that_does_not_recover(tmp_path: Path) -> None:
    """After the last try the answer of the host is told, with exit code 4."""
    with (
        serve({"x": Behaviour(DATA, statuses=[500] * 3)}) as host,
        pytest.raises(HostError, match="500") as told,
    ):
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
    assert told.value.exit_code == 4


def test_a_missing_file_is_not_asked_for_again(tmp_path: Path) -> None:
    """404 is final."""
    with serve({}) as host:
        with pytest.raises(NotThere, match="404"):
            download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
        assert host.asked["x"] == 1


def test_a_silent_host_is_given_up(tmp_path: Path) -> None:
    """A host that sends nothing within the timeout is named as silent."""
    with serve({"x": Behaviour(DATA, pause=1.0)}) as host, pytest.raises(HostError, match="silent"):
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=Settings(timeout=0.2, retries=0))


def test_an_unreachable_host(tmp_path: Path) -> None:
    """Nobody listens: told so, with what to do."""
    with serve({}) as host:
        url = host.url
    with pytest.raises(HostError, match="cannot be reached") as told:
        download(f"{url}/x", tmp_path / "x.bin", DIGEST, settings=Settings(retries=0))
    assert "--mirror" in str(told.value.hint)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_full_disk_leaves_the_earlier_file(tmp_path: Path) -> None:
    """The disk's own error comes through, and what stood there stands there still."""
    (tmp_path / "x.bin").write_bytes(b"earlier")
    (tmp_path / ".x.bin.part").symlink_to("/dev/full")
    with serve({"x": Behaviour(DATA)}) as host, pytest.raises(OSError, match="No space left"):
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
    assert (tmp_path / "x.bin").read_bytes() == b"earlier"


def test_more_than_the_disk_holds_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the host announces must fit."""
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("counterpoise.data.download.shutil.disk_usage", lambda _: usage)
    with (
        serve({"x": Behaviour(DATA)}) as host,
        pytest.raises(OSError, match="1,000 bytes free, 400,000 needed"),
    ):
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)


SCRIPT = """
import os, signal, sys
from pathlib import Path
import pooch, requests
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started deaf to it
from counterpoise.data.download import download
if len(sys.argv) > 4:
    os.seteuid(int(sys.argv[4]))
download(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
"""


def start(url: str, target: Path, *user: str) -> subprocess.Popen[str]:
    """A download in a process of its own, in the rights of another user if one is named."""
    command = [sys.executable, "-c", SCRIPT, url, str(target), DIGEST, *user]
    return subprocess.Popen(command, text=True, stderr=subprocess.PIPE)


def test_two_processes_that_want_one_file_take_turns(tmp_path: Path) -> None:
    """The second waits, finds a verified copy, and asks for nothing."""
    with serve({"x": Behaviour(DATA, pause=0.02, piece=20_000)}) as host:
        both = [start(f"{host.url}/x", tmp_path / "x.bin") for _ in range(2)]
        assert [process.wait(60) for process in both] == [0, 0], [p.stderr.read() for p in both if p.stderr]
        assert host.asked["x"] == 1
        for process in both:
            if process.stderr:
                process.stderr.close()
    assert (tmp_path / "x.bin").read_bytes() == DATA


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_download_resumes_with_the_same_bytes(tmp_path: Path, how: signal.Signals) -> None:
    """Killed half-way, it leaves no target and no stale lock; the next run fetches the rest."""
    part = tmp_path / ".x.bin.part"
    with serve({"x": Behaviour(DATA, pause=0.05, piece=20_000)}) as host:
        process = start(f"{host.url}/x", tmp_path / "x.bin")
        deadline = time.monotonic() + 30
        while (not part.exists() or part.stat().st_size < 60_000) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(how)
        process.wait(30)
        if process.stderr:
            process.stderr.close()
        assert not (tmp_path / "x.bin").exists()
        assert 0 < part.stat().st_size < len(DATA)
        host.files["x"].pause = 0.0
        download(f"{host.url}/x", tmp_path / "x.bin", DIGEST, settings=FAST)
        assert host.ranges
    assert (tmp_path / "x.bin").read_bytes() == DATA


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    """Permission denied is an error of the disk; nothing is asked of the host."""
    folder = tmp_path / "locked"
    folder.mkdir()
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    folder.chmod(0o555)
    nobody = ["65534"] if os.geteuid() == 0 else []
    with serve({"x": Behaviour(DATA)}) as host:
        process = start(f"{host.url}/x", folder / "x.bin", *nobody)
        _, said = process.communicate(timeout=60)
        assert process.returncode != 0
        assert "ermission" in said
        assert host.asked["x"] == 0
    assert list(folder.iterdir()) == []
