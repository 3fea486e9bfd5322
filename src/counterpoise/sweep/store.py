"""The store of a sweep: a folder in which every file is whole, named after its content, or absent.

``manifest.json`` says what is computed and with what; ``chunks/000017-<digest>.npz`` is one chunk, its name holding the
first digits of a SHA-256 of its content, its number and what the sweep computes, so that the moment in which it appears
is the moment from which it can be checked, and a chunk of another sweep or in another place is none.
Files are written beside their place, flushed to the disk, and renamed: a process killed at any moment leaves
finished chunks and nothing that looks like one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.analysis.files import write_whole
from counterpoise.sweep.plan import ALIGNED, Plan
from counterpoise.sweep.reduction import Reduction
from counterpoise.sweep.sole import LOCK, sole
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Store", "StoreError", "write_whole"]

SCHEMA = 1
MANIFEST, CHUNKS = "manifest.json", "chunks"
_NAME = re.compile(r"(\d{6,})-([0-9a-f]{16})\.npz")
_NEWER = "Finish it with the version that began it, or give --out another folder."
_OTHERWISE = "Ask for the same as when it was begun, or give --out another folder."


class StoreError(CounterpoiseError):
    """A folder that is no store, or the store of another sweep, version or panel."""

    exit_code = 3


class Store:
    """The files of one sweep.

    Attributes:
        folder: Where they lie.
        plan: What is computed.
        identity: Versions and digests it is computed with.
        damaged: Files that were found damaged when the store was opened, and removed.
    """

    def __init__(self, folder: Path, plan: Plan, identity: Mapping[str, str]) -> None:
        self.folder, self.plan, self.identity = folder, plan, dict(identity)
        self.damaged: list[str] = []

    @classmethod
    def begin(cls, folder: Path, plan: Plan, identity: Mapping[str, str]) -> Store:
        """Begin a store, or go on with the one that is there.

        Raises:
            StoreError: If the folder holds something else, or was written by another version, panel or plan.
            OSError: If the disk refuses.
        """
        store = cls(folder, plan, identity)
        if (folder / MANIFEST).is_file():
            said = _manifest(folder)
            store._check(said)
            (folder / CHUNKS).mkdir(exist_ok=True)
            store._sweep_up()
            whole = {path.name for path in store.finished().values()}
            store.damaged += sorted(set(said["chunks"]) - whole - set(store.damaged))
            if store.complete and store.missing():
                store._write_manifest({}, complete=False)
            return store
        _refuse_other_things(folder)
        (folder / CHUNKS).mkdir(parents=True, exist_ok=True)
        store._write_manifest({}, complete=False)
        return store

    @classmethod
    @contextmanager
    def led(cls, folder: Path, plan: Plan, identity: Mapping[str, str]) -> Iterator[Store]:
        """:meth:`begin` as the only one who writes there; what was begun and never had a chunk goes again.

        Raises:
            TakenError: If another process is writing there.
            StoreError: As :meth:`begin` does.
            OSError: If the disk refuses.
        """
        _refuse_other_things(folder)
        with sole(folder):
            store = cls.begin(folder, plan, identity)
            try:
                yield store
            finally:
                with suppress(OSError):  # a chunk is there
                    (folder / CHUNKS).rmdir()
                    (folder / MANIFEST).unlink()

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The store in a folder, to read.

        Raises:
            StoreError: If there is none.
        """
        if not (folder / MANIFEST).is_file():
            raise StoreError(
                "There is no store of a sweep here.", where=folder, hint="Run `counterpoise sweep`."
            )
        said = _manifest(folder)
        try:
            plan = Plan(**said["plan"])
        except TypeError:
            raise StoreError(
                "This store was written by another version.", where=folder, hint=_NEWER
            ) from None
        return cls(folder, plan, said["identity"])

    @property
    def complete(self) -> bool:
        """Whether every chunk is there and the results are drawn from them."""
        return bool(_manifest(self.folder)["complete"])

    def finished(self) -> dict[int, Path]:
        """Chunk to its file."""
        found = {}
        for path in sorted((self.folder / CHUNKS).iterdir()):
            if match := _NAME.fullmatch(path.name):
                found[int(match[1])] = path
        return found

    def missing(self) -> list[int]:
        """Chunks still to be computed."""
        done = self.finished()
        return [chunk for chunk in range(self.plan.chunks) if chunk not in done]

    def write(self, chunk: int, content: bytes) -> Path:
        """Put a chunk in its place.

        Raises:
            OSError: If the disk refuses; what was there stays.
        """
        path = self.folder / CHUNKS / f"{chunk:06d}-{self._seal(chunk, content)}.npz"
        write_whole(path, content)
        return path

    def finish(self) -> None:
        """Say that the store is complete, with the digest of every chunk.

        Raises:
            StoreError: If a chunk is missing.
        """
        if missing := self.missing():
            raise StoreError(
                f"{len(missing)} chunks are missing.", where=self.folder, hint="Run the sweep again."
            )
        digests = {path.name: sha256(path.read_bytes()).hexdigest() for path in self.finished().values()}
        self._write_manifest(digests, complete=True)

    def arrays(self, chunk: int) -> dict[str, np.ndarray]:
        """One chunk's arrays.

        Raises:
            StoreError: If it is missing.
        """
        path = self.finished().get(chunk)
        if path is None:
            raise StoreError(f"Chunk {chunk} is missing.", where=self.folder, hint="Run the sweep again.")
        return _loaded(path)

    def each(self, *kinds: str) -> Iterator[dict[str, np.ndarray]]:
        """The arrays of one chunk after another, never two in memory; of some kinds, where kinds are named."""
        for path in self.finished().values():
            yield _loaded(path, kinds)

    def names(self, kind: str) -> list[str]:
        """What the chunks hold of a kind (``histogram``, ``sample``)."""
        first = next(iter(self.finished().values()))
        with np.load(first, allow_pickle=False) as archive:
            return [name.partition(".")[2] for name in archive.files if name.startswith(f"{kind}.")]

    def total(self) -> Reduction:
        """Verdicts and events over all finished chunks."""
        total = Reduction()
        for arrays in self.each("members", "verdict", "events"):
            events = {name.partition(".")[2]: v for name, v in arrays.items() if name.startswith("events.")}
            first, end = arrays["members"]
            total.add(Reduction(int(end - first), arrays["verdict"], events))
        return total

    def histogram(self, name: str) -> np.ndarray:
        """One quantity's histogram over all finished chunks ``[year, place, bin]``."""
        key, total = f"histogram.{name}", None
        for arrays in self.each(key):
            total = arrays[key].astype(np.int64) if total is None else np.add(total, arrays[key], out=total)
        assert total is not None
        return total

    def sample(self, name: str) -> np.ndarray:
        """One series, in full, of the members of the sample; ``member`` gives their numbers."""
        key = f"sample.{name}"
        return np.concatenate([arrays[key] for arrays in self.each(key)])

    def _seal(self, chunk: int, content: bytes) -> str:
        """What proves that a chunk is whole, in its place and of this sweep, wherever its panel lies."""
        computed = {**json.loads(self.plan.to_json()), "panel": None}
        said = json.dumps([computed, self.identity, chunk], sort_keys=True).encode()
        return sha256(said + content).hexdigest()[:16]

    def _check(self, said: dict[str, Any]) -> None:
        settings = json.loads(self.plan.to_json())
        for theirs, ours in ((said["plan"], settings), (said["identity"], self.identity)):
            for name in dict.fromkeys([*ours, *theirs]):
                if ours.get(name) != theirs.get(name) and (ours is self.identity or name != "panel"):
                    rounded = (
                        f"  Chunks are rounded up to a multiple of {ALIGNED} futures."
                        if name == "chunk"
                        else ""
                    )
                    raise StoreError(
                        f"This store was written with {name} {_short(theirs.get(name))}, not {_short(ours.get(name))}.",
                        where=self.folder,
                        hint=_NEWER if theirs is said["identity"] else _OTHERWISE + rounded,
                    )

    def _sweep_up(self) -> None:
        """Remove what an interruption left half written, and chunks that are not what their name says."""
        for path in sorted(path for path in (self.folder / CHUNKS).iterdir() if path.is_file()):
            if match := _NAME.fullmatch(path.name):
                chunk = int(match[1])
                if chunk < self.plan.chunks and self._seal(chunk, path.read_bytes()) == match[2]:
                    continue
                self.damaged.append(path.name)
                path.unlink()
            elif path.suffix == ".part":  # a file of anybody else's is let alone
                path.unlink()

    def _write_manifest(self, digests: Mapping[str, str], complete: bool) -> None:
        said = {
            "schema": SCHEMA,
            "identity": self.identity,
            "plan": json.loads(self.plan.to_json()),
            "complete": complete,
            "chunks": dict(digests),
        }
        write_whole(self.folder / MANIFEST, json.dumps(said, indent=1).encode() + b"\n")


def _refuse_other_things(folder: Path) -> None:
    """A folder that is neither a store nor empty is somebody's own."""
    if (folder / MANIFEST).is_file() or not folder.exists():
        return
    begun = {LOCK, CHUNKS, f".{MANIFEST}.part"}  # by a process that was killed before it had a manifest
    if (
        not folder.is_dir()
        or {path.name for path in folder.iterdir()} - begun
        or ((folder / CHUNKS).is_dir() and any((folder / CHUNKS).iterdir()))
    ):
        raise StoreError(
            "This is no store of a sweep.", where=folder, hint="Name a new or empty folder with --out."
        )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        schema = said["schema"]
        if schema == SCHEMA and not all(isinstance(said[name], kind) for name, kind in _ENTRIES.items()):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise StoreError(
            "The manifest is damaged.", where=path, hint="Remove the folder, or name another with --out."
        ) from None
    if schema != SCHEMA:
        raise StoreError(f"This store has the format {schema}, not {SCHEMA}.", where=folder, hint=_NEWER)
    return dict(said)


_ENTRIES = {"identity": dict, "plan": dict, "complete": bool}


def _loaded(path: Path, kinds: Sequence[str] = ()) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as archive:
        wanted = [n for n in archive.files if not kinds or n in kinds or n.partition(".")[0] in kinds]
        return {name: archive[name] for name in wanted}


def _short(value: Any) -> str:
    if value in (None, {}):
        return "as the scenario has it"
    if isinstance(value, dict):
        return ", ".join(f"{name}={number:g}" for name, number in sorted(value.items()))
    text = str(value)
    return text[:10] if len(text) == 64 else text
