"""Results appear whole or not at all: written into a sibling folder first, then swapped in.

An error, an interruption or a full disk leaves the earlier results as they were.  Only files that an earlier
run wrote (its list lies beside them) are replaced; whatever else the user keeps in the folder stays there.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from counterpoise.vocabulary import CounterpoiseError, DiskError

__all__ = ["MANIFEST", "add_files", "ensure_room", "fresh_folder"]

MANIFEST = ".counterpoise"
"""Name of the file in which a run lists what it wrote."""


@contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """A new folder beside ``target`` to write into; it takes the target's place when the block ends well.

    Args:
        target: Folder in which the results shall appear.

    Yields:
        An empty folder on the same file system.

    Raises:
        CounterpoiseError: If the target is a file, or holds things that no run of counterpoise wrote.
        OSError: If the disk refuses; nothing has changed then.
    """
    _check(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield folder
        written = sorted(path.name for path in folder.iterdir())
        (folder / MANIFEST).write_text(json.dumps(written), encoding="utf-8")
        folder.chmod(0o777 & ~_umask())
        _swap(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def add_files(target: Path, parts: Mapping[str, bytes]) -> list[Path]:
    """Put more files into the folder of an earlier run, each whole or not at all, and remember that they are ours.

    Args:
        target: Folder of a run.
        parts: Content by name; a name with a slash lies in a folder of ours, which is replaced as a whole.

    Returns:
        Where they lie now, one path for each name at the top.

    Raises:
        DiskError: If the disk refuses; what stood there before still stands.
    """
    tops = sorted({name.partition("/")[0] for name in parts})
    try:
        with tempfile.TemporaryDirectory(prefix=".report-", dir=target) as beside:
            for name, content in parts.items():
                path = Path(beside) / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            if (target / MANIFEST).is_file():
                listed = sorted({*_listed(target), *tops})
                (Path(beside) / MANIFEST).write_text(json.dumps(listed), encoding="utf-8")
                (Path(beside) / MANIFEST).replace(target / MANIFEST)
            for top in tops:
                if (target / top).is_dir():
                    (target / top).rename(Path(beside) / f"{top}.earlier")
                (Path(beside) / top).replace(target / top)
    except OSError as error:
        raise DiskError(
            f"The files could not be written: {error.strerror or error}.",
            where=target,
            hint="Name another folder, or make room on the disk.",
        ) from error
    return [target / top for top in tops]


def ensure_room(folder: Path, size: int) -> None:
    """Refuse to begin writing what will not fit: some libraries do not survive a disk that fills up under them.

    Args:
        folder: Where the files will be written.
        size: Bytes that they may take.

    Raises:
        OSError: ``ENOSPC``, with how much is free and how much is needed.
    """
    free = shutil.disk_usage(folder).free
    if free < size:
        raise OSError(
            errno.ENOSPC,
            f"No space left: {free / 1e6:.1f} MB free, {size / 1e6:.1f} MB needed",
            folder.parent,
        )


def _check(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise CounterpoiseError(
            "This is a file, not a folder.", where=target, hint="Name a folder: --out runs/mine, say."
        )
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise CounterpoiseError(
            "This folder holds files that counterpoise did not write.",
            where=target,
            hint="Name an empty or new folder: --out runs/mine, say.",
        )


def _swap(folder: Path, target: Path) -> None:
    """Put ``folder`` in the place of ``target``, keeping what the user added there."""
    if not target.exists():
        folder.rename(target)
        return
    ours = {MANIFEST, *_listed(target)}
    earlier = Path(tempfile.mkdtemp(prefix=f".{target.name}-earlier-", dir=target.parent)) / target.name
    target.rename(earlier)
    try:
        folder.rename(target)
    except OSError:
        earlier.rename(target)
        raise
    for kept in earlier.iterdir():
        if kept.name not in ours and not (target / kept.name).exists():
            kept.rename(target / kept.name)
    shutil.rmtree(earlier.parent, ignore_errors=True)


def _listed(target: Path) -> list[str]:
    """Names that the earlier run wrote, as far as its list can be read."""
    try:
        return [str(name) for name in json.loads((target / MANIFEST).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
