"""A store is whole or says what is wrong with it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from counterpoise.sweep import Plan, Store, StoreError, TakenError
from counterpoise.sweep.plan import ALIGNED
from counterpoise.sweep.work import pack

PLAN = Plan("asia", members=300, chunk=64)
IDENTITY = {"counterpoise": "0.1.0", "panel": "a" * 64}


def _content(chunk: int) -> bytes:
    first, end = PLAN.span(chunk)
    return pack({"members": np.array([first, end]), "verdict": np.full((2, 8), chunk)})


def _filled(folder: Path) -> Store:
    store = Store.begin(folder, PLAN, IDENTITY)
    for chunk in range(PLAN.chunks):
        store.write(chunk, _content(chunk))
    return store


def test_chunks_are_packed_to_the_same_bytes() -> None:
    """No clock enters a chunk."""
    assert _content(1) == _content(1)
    assert _content(1) != _content(2)


def test_a_store_goes_on_where_it_was(tmp_path: Path) -> None:
    """Finished chunks are found again, missing ones are named."""
    store = Store.begin(tmp_path / "s", PLAN, IDENTITY)
    store.write(3, _content(3))
    again = Store.begin(tmp_path / "s", PLAN, IDENTITY)
    assert again.missing() == [0, 1, 2, 4]
    assert not again.damaged
    assert not again.complete


def test_what_an_interruption_left_is_swept_up(tmp_path: Path) -> None:
    """A half-written file is no chunk and does not stay."""
    store = _filled(tmp_path / "s")
    part = store.folder / "chunks" / ".000009-0123456789abcdef.npz.part"
    part.write_bytes(b"half")
    assert not Store.begin(tmp_path / "s", PLAN, IDENTITY).missing()
    assert not part.exists()


@pytest.mark.parametrize("harm", ["cut", "flipped"])
def test_a_damaged_chunk_is_named_and_missing(tmp_path: Path, harm: str) -> None:
    """A chunk that is not what its name says is removed and will be computed again; the others stay."""
    path = _filled(tmp_path / "s").finished()[2]
    content = bytearray(path.read_bytes())
    if harm == "cut":
        content = content[: len(content) // 2]
    else:
        content[len(content) // 2] ^= 1
    path.write_bytes(content)
    again = Store.begin(tmp_path / "s", PLAN, IDENTITY)
    assert again.damaged == [path.name]
    assert again.missing() == [2]


def test_a_chunk_of_another_sweep_or_of_another_place_is_damage(tmp_path: Path) -> None:
    """Whole as it is, and named as such files are, it is not what is computed here."""
    store = _filled(tmp_path / "s")
    other = Store.begin(tmp_path / "o", Plan("asia", members=300, chunk=64, seed=2), IDENTITY)
    theirs = other.write(1, _content(1))
    store.finished()[1].unlink()
    theirs.rename(store.folder / "chunks" / theirs.name)
    mine = store.finished()[2]
    mine.rename(mine.with_name(mine.name.replace("000002", "000003")))
    again = Store.begin(tmp_path / "s", PLAN, IDENTITY)
    assert again.damaged == [theirs.name, mine.name.replace("000002", "000003")]
    assert again.missing() == [1, 2]


def test_an_unfinished_store_does_not_look_whole(tmp_path: Path) -> None:
    """It cannot be declared finished while a chunk is missing."""
    store = _filled(tmp_path / "s")
    store.finished()[1].unlink()
    with pytest.raises(StoreError, match="1 chunks are missing"):
        store.finish()
    store.write(1, _content(1))
    store.finish()
    assert Store.open(tmp_path / "s").complete
    assert len(json.loads((tmp_path / "s" / "manifest.json").read_text())["chunks"]) == PLAN.chunks


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"counterpoise": "0.0.9"}, "counterpoise 0.1.0, not 0.0.9"),
        ({"panel": "b" * 64}, "panel aaaaaaaaaa, not bbbbbbbbbb"),
    ],
)
def test_the_store_of_another_version_or_panel_is_refused(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    """The message says which, and nothing is lost."""
    _filled(tmp_path / "s")
    with pytest.raises(StoreError, match=said):
        Store.begin(tmp_path / "s", PLAN, {**IDENTITY, **changed})
    assert not Store.begin(tmp_path / "s", PLAN, IDENTITY).missing()


def test_the_store_of_another_plan_is_refused(tmp_path: Path) -> None:
    """Another seed is another sweep."""
    _filled(tmp_path / "s")
    with pytest.raises(StoreError, match="seed 1, not 2"):
        Store.begin(tmp_path / "s", Plan("asia", members=300, chunk=64, seed=2), IDENTITY)


def test_a_chunk_that_nobody_typed_is_explained(tmp_path: Path) -> None:
    """What was asked for is rounded up, and where that is refused the reader is told of it."""
    _filled(tmp_path / "s")
    with pytest.raises(StoreError, match="chunk 64, not 320") as refused:
        Store.begin(tmp_path / "s", Plan("asia", members=300, chunk=300), IDENTITY)
    assert f"rounded up to a multiple of {ALIGNED}" in str(refused.value.hint)


def test_other_peoples_folders_are_refused(tmp_path: Path) -> None:
    """A folder with files in it that no sweep wrote is left alone."""
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(StoreError, match="no store"):
        Store.begin(tmp_path, PLAN, IDENTITY)
    with pytest.raises(StoreError, match="no store"):
        Store.open(tmp_path)


@pytest.mark.parametrize("said", ["{", "[]", '{"schema": 1, "identity": 1, "plan": [], "complete": true}'])
def test_a_damaged_manifest_is_refused(tmp_path: Path, said: str) -> None:
    """A manifest that cannot be read says so."""
    _filled(tmp_path / "s")
    (tmp_path / "s" / "manifest.json").write_text(said)
    with pytest.raises(StoreError, match="manifest is damaged"):
        Store.begin(tmp_path / "s", PLAN, IDENTITY)


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit on file size here")
def test_a_disk_that_refuses_leaves_finished_chunks_and_no_part(tmp_path: Path) -> None:
    """The system stops the write half way: an error, nothing half written, and the chunk is still missing."""
    folder = tmp_path / "s"
    _filled(folder).finished()[4].unlink()
    code = """
import resource, sys
from pathlib import Path
from counterpoise.sweep import Plan, Store
identity = {"counterpoise": "0.1.0", "panel": "a" * 64}
store = Store.begin(Path(sys.argv[1]), Plan("asia", members=300, chunk=64), identity)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    store.write(4, bytes(5000))
except OSError as problem:
    print("refused", problem.errno)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("refused")
    assert sorted(path.name for path in (folder / "chunks").iterdir() if path.name.endswith(".part")) == []
    assert Store.begin(folder, PLAN, IDENTITY).missing() == [4]


def test_a_store_has_one_leader(tmp_path: Path) -> None:
    """Another process is told who is at work, and its work is let alone; once it is killed, the store is free."""
    folder = tmp_path / "s"
    code = """
import sys, time
from pathlib import Path
from counterpoise.sweep import Plan, Store
identity = {"counterpoise": "0.1.0", "panel": "a" * 64}
with Store.led(Path(sys.argv[1]), Plan("asia", members=300, chunk=64), identity) as store:
    (store.folder / "chunks" / ".000001.npz.part").write_bytes(b"being written")
    print("leads", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE) as leader:
        assert leader.stdout is not None
        assert leader.stdout.readline() == b"leads\n"
        with (
            pytest.raises(TakenError, match=f"Process {leader.pid} on .* is computing this store"),
            Store.led(folder, PLAN, IDENTITY),
        ):
            pass
        assert (folder / "chunks" / ".000001.npz.part").exists()
        leader.kill()
    with Store.led(folder, PLAN, IDENTITY) as store:
        store.write(0, _content(0))
    assert sorted(path.name for path in folder.rglob("*")) == sorted(
        ["chunks", "manifest.json", store.finished()[0].name]
    )


@pytest.mark.parametrize("killed", [False, True])
def test_what_was_begun_in_vain_leaves_nothing_behind(tmp_path: Path, killed: bool) -> None:
    """A sweep that fails before its first chunk leaves no folder; one that was killed so early is gone on with."""
    folder = tmp_path / "s"
    if killed:
        (folder / "chunks").mkdir(parents=True)
        (folder / ".manifest.json.part").write_bytes(b"{")
        (folder / "lock").write_bytes(b"")
    with suppress(ZeroDivisionError), Store.led(folder, PLAN, IDENTITY) as store:
        assert store.missing() == [0, 1, 2, 3, 4]
        _ = 1 / 0
    assert not [path.name for path in tmp_path.rglob("*") if path.name not in ("s", ".manifest.json.part")]
    assert folder.exists() == killed


def test_a_folder_of_chunks_that_no_sweep_wrote_is_let_alone(tmp_path: Path) -> None:
    """Somebody's own folder may have such a name."""
    (tmp_path / "chunks").mkdir()
    (tmp_path / "chunks" / "thesis.tex").write_text("mine")
    with pytest.raises(StoreError, match="no store"), Store.led(tmp_path, PLAN, IDENTITY):
        pass
    assert (tmp_path / "chunks" / "thesis.tex").exists()


def test_a_whole_store_that_was_damaged_does_not_look_whole_while_it_is_mended(tmp_path: Path) -> None:
    """Between the finding of the damage and the last chunk the manifest says that something is missing.

    A chunk that is gone is named like one that is broken; a file of anybody else's is let alone.
    """
    store = _filled(tmp_path / "s")
    store.finish()
    gone, broken = store.finished()[1], store.finished()[2]
    gone.unlink()
    broken.write_bytes(b"?")
    strange = gone.with_name("notes.npz")
    strange.write_bytes(b"somebody's own")
    again = Store.begin(tmp_path / "s", PLAN, IDENTITY)
    assert not again.complete
    assert sorted(again.damaged) == sorted([gone.name, broken.name])
    assert strange.exists()
    again.write(1, _content(1))
    again.write(2, _content(2))
    again.finish()
    assert Store.open(tmp_path / "s").complete
