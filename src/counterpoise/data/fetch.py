"""Fetching raw tables: from a mirror, or from the origin of each, verified before they count.

A table is looked for in three places: in the folder (is it there already?), on the mirror (the table itself,
by its digest), at its origin (a file at a fixed commit, from which the table is made and then compared by the
digest of its rows).  What none of them gives is the user's to get, and the report says how.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from counterpoise.data.addresses import Address, address
from counterpoise.data.catalogue import Entry, entry
from counterpoise.data.download import HostError, NotThere, Progress, Settings, download
from counterpoise.data.read import connect, is_table
from counterpoise.vocabulary import CounterpoiseError, DataError, DiskError

__all__ = ["Fetched", "Fetching", "accept", "failures", "fetch", "fetch_each", "needed"]

ORIGINS = "origin"
"""Folder, below that of the tables, in which origin files are kept."""
Ask = Callable[[str, str], bool]
"""Asks the user whether the terms of a source (key, text) are accepted."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one source.

    Attributes:
        key: Catalogue key.
        how: ``had``, ``mirror``, ``origin``, ``hand`` (the user must get it), ``kept`` (the publisher's own
            file was downloaded, its form is another than the table's) or ``failed``.
        path: Where the file lies; None where there is none.
        note: What a reader must know or do.
        error: What went wrong, where it failed.
    """

    key: str
    how: str
    path: Path | None
    note: str = ""
    error: CounterpoiseError | None = None

    def text(self) -> str:
        """One line."""
        where = str(self.path) if self.path else ""
        return f"  {self.key:22} {_SAID[self.how]:34} {where or self.note}"


_SAID = {
    "had": "already there, verified",
    "mirror": "from the mirror, verified",
    "origin": "made from its origin, verified",
    "kept": "publisher's file; the form differs",
    "hand": "needs your hand",
    "failed": "failed",
}


@dataclass(frozen=True)
class Fetching:
    """How to fetch.

    Attributes:
        folder: Where the tables go.
        mirror: Base address that serves the tables under their file names, and origins under host and path.
        accepted: Keys of the sources whose terms the user accepts.
        ask: Asks about the terms of the others; None where nobody can be asked.
        settings: Timeout and retries.
        progress: Called as bytes arrive.

    Raises:
        CounterpoiseError: The mirror is no address of a web server.
    """

    folder: Path
    mirror: str = ""
    accepted: frozenset[str] = frozenset()
    ask: Ask | None = None
    settings: Settings = field(default_factory=Settings)
    progress: Progress | None = None

    def __post_init__(self) -> None:
        """Refuse a mirror that is no address, before anything is asked or fetched."""
        if self.mirror and not _is_address(self.mirror):
            raise CounterpoiseError(
                f"{self.mirror!r} is no address of a mirror.",
                where="--mirror",
                hint="Write a base address that begins with https:// or http://, such as https://example.org/tables.",
            )

    def get(self, url: str, target: Path, sha256: str | None = None) -> Path:
        """Download one file."""
        return download(url, target, sha256, settings=self.settings, progress=self.progress)

    def at(self, url: str) -> str:
        """The address of an origin file, on the mirror if there is one."""
        parts = urlsplit(url)
        return f"{self.mirror.rstrip('/')}/{parts.netloc}{parts.path}" if self.mirror else url


def _is_address(text: str) -> bool:
    """Whether a text is the address of a web server."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and " " not in text


def needed() -> tuple[str, ...]:
    """Catalogue keys of the raw tables that the bundled panel was compiled from."""
    from counterpoise.data.store import PANEL, Store

    return tuple(sorted(Store(PANEL).manifest["sources"]))


def fetch(keys: Iterable[str], how: Fetching) -> list[Fetched]:
    """Fetch the raw tables of some sources.

    Args:
        keys: Catalogue keys.
        how: Where to, where from, and which terms are accepted.

    Returns:
        What became of each, in the order asked for.

    Raises:
        UnknownNameError: No source has that key.
        CounterpoiseError: A source may not be fetched, or its terms are not accepted.
        HostError: A host cannot be reached or breaks off; the other sources were fetched all the same.
        DataError: A file is not the one expected; nothing was replaced.
    """
    found = fetch_each(keys, how)
    failed = failures(found)
    if failed is not None:
        raise failed
    return found


def fetch_each(keys: Iterable[str], how: Fetching) -> list[Fetched]:
    """As ``fetch``, but a source that fails is told among the others: ``failures`` makes one error of them.

    Raises:
        UnknownNameError: No source has that key.
        CounterpoiseError: A source may not be fetched, or its terms are not accepted.
        DiskError: The disk refuses, which would end the others too.
    """
    wanted = list(dict.fromkeys(keys))
    items = [entry(key) for key in wanted]
    for item in items:  # every reason to refuse comes before the first byte
        _permitted(item, address(item.source.key), how)
    return [_tried(item, address(item.source.key), how) for item in items]


def failures(found: Sequence[Fetched]) -> CounterpoiseError | None:
    """One error that tells every source that failed, None where none did.

    A single failure is told as it was; its exit status is that of the first.
    """
    failed = [(item.key, item.error) for item in found if item.error is not None]
    if not failed:
        return None
    if len(failed) == 1:
        return failed[0][1]
    told = "; ".join(f"{key}: {error.message}" for key, error in failed)
    keys = " ".join(key for key, _ in failed)
    return type(failed[0][1])(
        f"{len(failed)} of {len(found)} sources failed. {told}",
        hint=f"What could be fetched is there. For the rest: counterpoise data fetch {keys}.",
    )


def _tried(item: Entry, place: Address, how: Fetching) -> Fetched:
    """One source; what ends it is kept with its name."""
    try:
        return _one(item, place, how)
    except DiskError:
        raise
    except (HostError, DataError) as error:
        return Fetched(item.source.key, "failed", None, error.message, error)


def _permitted(item: Entry, place: Address, how: Fetching) -> None:
    """Refuse what may not be fetched, and what the user has not agreed to."""
    key = item.source.key
    if item.source.decision == "never":
        raise CounterpoiseError(
            f"{item.source.title} is not to be fetched ({item.source.licence}).",
            where=key,
            hint=item.source.note or f"See {item.source.url}.",
        )
    if not place.accept or key in how.accepted or is_table(how.folder / item.file, item):
        return
    if how.ask is None:
        raise CounterpoiseError(
            f"The terms of {item.source.title} must be accepted first: {place.terms}",
            where=key,
            hint=f"If you accept them, write --accept {key}.",
        )
    if not how.ask(key, place.terms):
        raise CounterpoiseError(
            f"The terms of {item.source.title} were not accepted; nothing was fetched.", where=key
        )


def _one(item: Entry, place: Address, how: Fetching) -> Fetched:
    key, target = item.source.key, how.folder / item.file
    if is_table(target, item):
        return Fetched(key, "had", target)
    if how.mirror and item.sha256:
        try:
            return Fetched(
                key, "mirror", how.get(f"{how.mirror.rstrip('/')}/{item.file}", target, item.sha256)
            )
        except NotThere:
            pass
    if place.rebuilds:
        return Fetched(key, "origin", _made(item, place, how))
    if place.file and item.source.decision == "recipe":
        kept = how.folder / ORIGINS / key / _name(place.file)
        return Fetched(key, "kept", how.get(how.at(place.file), kept), place.differs)
    return Fetched(key, "hand", None, place.advice() or f"See {item.source.url}.")


def _made(item: Entry, place: Address, how: Fetching) -> Path:
    """Download the origin files, make the table of them, and put it in place."""
    target = how.folder / item.file
    files = [
        how.get(how.at(url), how.folder / ORIGINS / item.source.key / _name(url)) for url in place.origin
    ]
    draft = target.with_name(f".{target.name}.draft")
    try:
        _write(files, place, item, draft)
        draft.replace(target)
    except DataError:
        for path in files:  # a damaged origin would only be read again
            path.unlink(missing_ok=True)
        raise
    finally:
        draft.unlink(missing_ok=True)
    return target


def _write(files: Sequence[Path], place: Address, item: Entry, draft: Path) -> None:
    if place.read == "copy":
        shutil.copyfile(files[0], draft)
        if not is_table(draft, item):
            raise DataError(
                "The origin file is not the one that was compiled.",
                where=files[0],
                hint="Try another --mirror.",
            )
        return
    from counterpoise.data.origin import rebuild

    frame = rebuild(place, files)
    names = [f'CAST("{name}" AS DATE) AS "{name}"' if name in place.dates else f'"{name}"' for name in frame]
    with connect() as base:
        base.register("frame", frame)
        base.execute(
            f"COPY (SELECT {', '.join(names)} FROM frame) TO '{draft}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _name(url: str) -> str:
    """The file name in an address."""
    return unquote(Path(urlsplit(url).path).name) or "file"


def accept(keys: Iterable[str]) -> frozenset[str]:
    """The keys as a set, each checked against the catalogue.

    Raises:
        UnknownNameError: No source has that key.
    """
    return frozenset(entry(key).source.key for key in keys)
