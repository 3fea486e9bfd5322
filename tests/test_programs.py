"""Compiled programs are kept, loaded by the next process, and give the same numbers to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise import programs

TRACED: list[int] = []


def wave(given: dict[str, Any], times: int) -> dict[str, Any]:
    """A program that tells when it is traced."""
    TRACED.append(times)
    return {"sine": jnp.sin(times * given["x"]) @ given["w"], "whole": (given["x"].sum(), given["w"] > 0)}


GIVEN = {"x": np.linspace(0.0, 1.0, 12, dtype=np.float32).reshape(3, 4), "w": np.ones(4, np.float32)}


@pytest.fixture
def folder(kept: Path) -> Iterator[Path]:
    """The shelf's folder, nothing under way."""
    TRACED.clear()
    programs._AHEAD.clear()
    yield kept / "programs"
    programs._AHEAD.clear()


def test_the_next_process_loads_what_this_one_compiled(folder: Path) -> None:
    """Nothing is traced, and every number is the same; with or without loading it ahead."""
    first = programs.compiled_block(wave)(GIVEN, 3)
    assert TRACED == [3]
    assert len(list(folder.iterdir())) == 1
    again = programs.compiled_block(wave)(GIVEN, 3)
    programs.load_ahead()
    assert len(programs._AHEAD) == 1
    ahead = programs.compiled_block(wave)(GIVEN, 3)
    assert TRACED == [3]
    assert not programs._AHEAD
    for other in (again, ahead):
        jax.tree.map(np.testing.assert_array_equal, first, other)


def test_other_shapes_and_other_constants_are_other_programs(folder: Path) -> None:
    """What decides a program is in its name."""
    block = programs.compiled_block(wave)
    for times, size in ((3, 4), (4, 4), (3, 5), (3, 4)):
        block({"x": np.ones((3, size), np.float32), "w": np.ones(size, np.float32)}, times)
    assert TRACED == [3, 4, 3]
    assert len(list(folder.iterdir())) == 3


def test_a_damaged_program_is_compiled_again(folder: Path) -> None:
    """Whether the file is damaged or whole and no program."""
    first = programs.compiled_block(wave)(GIVEN, 3)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    second = programs.compiled_block(wave)(GIVEN, 3)
    programs._SHELF.keep(path.name, b"no program")
    third = programs.compiled_block(wave)(GIVEN, 3)
    assert TRACED == [3, 3, 3]
    for other in (second, third):
        jax.tree.map(np.testing.assert_array_equal, first, other)
    assert programs._SHELF.find(path.name) not in (None, b"no program")


def test_a_program_without_a_name_is_not_kept(folder: Path) -> None:
    """A function made on the spot is known to this process alone."""
    block = programs.compiled_block(lambda x: 2.0 * x)
    assert block(np.ones(2, np.float32)).tolist() == [2.0, 2.0]
    assert not folder.exists() or not list(folder.iterdir())


def test_code_that_cannot_be_taken_along_whole_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read back is held against what was compiled before it is kept."""
    right = programs._loaded
    monkeypatch.setattr(
        programs, "_loaded", lambda content: lambda arrays: right(content)([2 * arrays[0], arrays[1]])
    )
    programs.compiled_block(wave)(GIVEN, 3)
    assert not folder.exists() or not list(folder.iterdir())
