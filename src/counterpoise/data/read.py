"""Reading raw tables: one door, which checks that the file is the version the catalogue names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.data.catalogue import Entry, load
from counterpoise.vocabulary import DataError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["Shelf", "connect", "is_table", "sha256"]


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB connection on one thread that keeps row order: the same input gives the same bytes."""
    import duckdb

    base = duckdb.connect(":memory:")
    base.execute("SET threads = 1; SET preserve_insertion_order = true; SET enable_progress_bar = false")
    return base


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 digest of a file.

    Raises:
        DataError: The file cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataError(
            f"Cannot read the file ({error.strerror}).",
            where=path,
            hint="Restore it, or name a folder that holds a readable copy.",
        ) from error


def is_table(path: Path, item: Entry) -> bool:
    """Whether a file is the table that the catalogue describes: the same bytes, or the same rows."""
    return path.is_file() and (sha256(path) == item.sha256 or _same_rows(path, item))


def _same_rows(path: Path, item: Entry) -> bool:
    from counterpoise.data.addresses import address
    from counterpoise.data.content import content_digest, read_table

    expected = address(item.source.key).content
    if not expected:
        return False
    try:
        return content_digest(read_table(path)) == expected
    except DataError:
        return False


class Shelf:
    """A folder of raw tables, opened by catalogue key.

    Attributes:
        folder: Where the raw files lie.
        digests: SHA-256 of every file read so far, by catalogue key.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise DataError(
                "The sources folder does not exist.",
                where=folder,
                hint="Pass --sources FOLDER with the raw tables.",
            )
        self.folder = folder
        self.digests: dict[str, str] = {}
        self._base = connect()

    def table(self, key: str, columns: Iterable[str] = ("*",)) -> pd.DataFrame:
        """The raw table ``key`` as published, with the columns asked for.

        Raises:
            DataError: The file is missing, cut short, another version than the catalogue's, or lacks a
                column.
        """
        import duckdb

        item = load()[key]
        path = self._checked(key, item)
        reader = "read_csv" if path.suffix == ".csv" else "read_parquet"
        options = ", all_varchar = true, header = true" if path.suffix == ".csv" else ""
        names = ", ".join(name if name == "*" else f'"{name}"' for name in columns)
        try:
            frame: pd.DataFrame = self._base.execute(
                f"SELECT {names} FROM {reader}(?{options})", [str(path)]
            ).df()
        except duckdb.Error as error:
            first = str(error).splitlines()[0]
            raise DataError(
                f"The table cannot be read: {first}.", where=path, hint=f"Fetch it again from {item.origin}."
            ) from error
        return frame

    def _checked(self, key: str, item: Entry) -> Path:
        path = self.folder / item.file
        if not path.is_file():
            raise DataError(
                f"The raw table of {item.source.title} is missing.",
                where=path,
                hint=f"Fetch it from {item.origin} (version {item.source.version}).",
            )
        if key not in self.digests:
            digest = sha256(path)
            if item.sha256 and digest != item.sha256 and _same_rows(path, item):
                digest = item.sha256  # the table of the catalogue in another file
            if item.sha256 and digest != item.sha256:
                raise DataError(
                    f"The file is not the version {item.source.version} that the catalogue describes "
                    f"(digest {digest[:12]}, expected {item.sha256[:12]}).",
                    where=path,
                    hint="Restore that version, or describe the new one in catalogue.toml "
                    "(version, released, last, sha256).",
                )
            self.digests[key] = digest
        return path
