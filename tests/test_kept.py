"""What is kept for the next process is found whole or not at all, and read back as it was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from counterpoise.kept import Shelf, keep_in, key_of
from counterpoise.packed import pack, unpack
from counterpoise.tomlfile import Document
from counterpoise.vocabulary import Grade

SHELF = Shelf("things", 3)


@pytest.fixture
def folder(kept: Path) -> Path:
    """The shelf's folder."""
    return kept / "things"


def test_nothing_is_kept_until_a_folder_is_named(kept: Path) -> None:
    """A library that is only imported writes nowhere."""
    keep_in(None)
    SHELF.keep("key", b"content")
    assert SHELF.find("key") is None


def test_what_is_kept_is_found_again(folder: Path) -> None:
    """By its key, and by no other."""
    SHELF.keep("key", b"content")
    assert SHELF.find("key") == b"content"
    assert SHELF.find("other") is None
    assert SHELF.latest("k") == "key"
    assert [path.name for path in folder.iterdir()] == ["key"], "nothing half written stays"


@pytest.mark.parametrize("hurt", ["cut short", "one bit", "empty", "another kind"])
def test_damage_is_seen_and_what_is_damaged_goes(folder: Path, hurt: str) -> None:
    """A file that is not whole counts as none, whatever happened to it."""
    SHELF.keep("key", b"content" * 100)
    whole = (folder / "key").read_bytes()
    flipped = bytearray(whole)
    flipped[-5] ^= 1
    changed = {"cut short": whole[:-9], "one bit": bytes(flipped), "empty": b"", "another kind": b"x" * 900}
    (folder / "key").write_bytes(changed[hurt])
    assert SHELF.find("key") is None
    assert not (folder / "key").exists()


def test_the_longest_unused_go_first(folder: Path) -> None:
    """A shelf has room for so many, and using one keeps it."""
    for number in range(3):
        SHELF.keep(f"{number}", b"")
        os.utime(folder / f"{number}", (number, number))
    assert SHELF.find("0") == b""
    SHELF.keep("3", b"")
    assert sorted(path.name for path in folder.iterdir()) == ["0", "2", "3"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs owners of files")
def test_a_folder_that_others_may_write_is_not_read(folder: Path) -> None:
    """Compiled code is run as it is found, so it must be the user's own."""
    SHELF.keep("key", b"content")
    folder.chmod(0o777)
    assert SHELF.find("key") is None
    folder.chmod(0o700)
    assert SHELF.find("key") == b"content"


def test_a_disk_that_refuses_costs_nothing(kept: Path) -> None:
    """Where the folder cannot be made nothing is kept and nothing fails."""
    (kept / "file").write_text("")
    keep_in(kept / "file")
    SHELF.keep("key", b"content")
    assert SHELF.find("key") is None


def test_keys_say_all_that_they_are_given() -> None:
    """Another number is another key; order of keywords is not."""
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1}) != key_of({"a": 1, "b": 3})


class Pair(NamedTuple):
    """A kind that may be read back."""

    left: object
    right: object


NUMBERS = arrays.arrays(
    st.sampled_from([np.float32, np.float64, np.int32, np.uint8, np.bool_]),
    arrays.array_shapes(min_dims=0, max_dims=3, min_side=0),
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | NUMBERS
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(TREES)
def test_a_tree_comes_back_as_it_was(tree: object) -> None:
    """To the last bit, with kinds and types."""
    again = unpack(pack({"tree": tree, "pair": Pair(tree, (1, Grade.JUDGEMENT))}), [Pair, Grade])
    assert _same(tree, again["tree"])
    assert _same(tree, again["pair"].left)
    assert again["pair"].right == (1, Grade.JUDGEMENT)


def test_arrays_are_held_as_they_were() -> None:
    """On the device, in memory, or as a single number of NumPy's; a key may be a tuple."""
    told = {"d": jnp.ones(2), "m": np.ones(2), "s": np.float64(2.0), "t": Document("x", {}, {("a", 0): 1})}
    again = unpack(pack(told), [Document])
    assert [type(again[name]) for name in "dms"] == [type(told[name]) for name in "dms"]
    assert again["m"].flags.writeable
    assert again["t"].lines == {("a", 0): 1}


def test_no_other_class_is_built() -> None:
    """Bytes that name a class which the reader does not expect are refused, as is what is no tree at all."""
    with pytest.raises(ValueError, match="no such tree"):
        unpack(pack(Pair(1, 2)), [Grade])
    for wrong in (b"", b"rubbish" * 9, pack({"a": np.ones(9)})[:-8]):
        with pytest.raises(ValueError, match=r"no such tree|line 1|buffer"):
            unpack(wrong, [Pair])
    with pytest.raises(TypeError, match="cannot be kept"):
        pack(object())


def _same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and (a.dtype, a.shape, a.tobytes()) == (
            b.dtype,
            b.shape,
            b.tobytes(),
        )
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(_same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b
