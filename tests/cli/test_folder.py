"""Results appear whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from counterpoise.cli.folder import MANIFEST, fresh_folder
from counterpoise.vocabulary import CounterpoiseError


def write(target: Path, **files: str) -> None:
    with fresh_folder(target) as folder:
        for name, text in files.items():
            (folder / name).write_text(text)


def seen(folder: Path) -> dict[str, str]:
    """Files of a folder by name, without the list of them."""
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != MANIFEST}


def test_results_appear_in_a_new_folder_with_its_parents(tmp_path: Path) -> None:
    """The folder need not exist, nor the one above it."""
    write(tmp_path / "runs" / "asia", answer="1")
    assert seen(tmp_path / "runs" / "asia") == {"answer": "1"}


def test_a_second_run_replaces_the_files_of_the_first(tmp_path: Path) -> None:
    """Files that the second run does not write are gone: old and new never mix."""
    write(tmp_path / "asia", answer="1", report="old")
    write(tmp_path / "asia", answer="2")
    assert seen(tmp_path / "asia") == {"answer": "2"}
    assert [path.name for path in tmp_path.iterdir()] == ["asia"]


def test_notes_the_user_keeps_in_the_folder_stay(tmp_path: Path) -> None:
    """Only what a run wrote is replaced."""
    write(tmp_path / "asia", answer="1")
    (tmp_path / "asia" / "notes.txt").write_text("mine")
    write(tmp_path / "asia", answer="2")
    assert seen(tmp_path / "asia") == {"answer": "2", "notes.txt": "mine"}


@pytest.mark.parametrize("problem", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_earlier_results_whole(tmp_path: Path, problem: BaseException) -> None:
    """A full disk or Ctrl-C half way changes nothing and leaves no litter."""
    write(tmp_path / "asia", answer="1", report="old")

    def fail() -> None:
        with fresh_folder(tmp_path / "asia") as folder:
            (folder / "answer").write_text("half")
            raise problem

    with pytest.raises(type(problem)):
        fail()
    assert seen(tmp_path / "asia") == {"answer": "1", "report": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["asia"]


def test_a_failing_swap_puts_the_earlier_results_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the new folder cannot take its place, the old one returns to it."""
    write(tmp_path / "asia", answer="1")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.parent == tmp_path and target == tmp_path / "asia":
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="Input/output"):
        write(tmp_path / "asia", answer="2")
    monkeypatch.undo()
    assert seen(tmp_path / "asia") == {"answer": "1"}


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """``--out ~`` must not touch a home folder."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.doc").write_text("years")
    with pytest.raises(CounterpoiseError, match=r"home: .*did not write.*Name an empty or new folder"):
        write(tmp_path / "home", answer="1")
    assert seen(tmp_path / "home") == {"thesis.doc": "years"}


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """The message says that it is a file."""
    (tmp_path / "asia").write_text("a file")
    with pytest.raises(CounterpoiseError, match="a file, not a folder"):
        write(tmp_path / "asia", answer="1")
