"""The files of a compiled panel in memory: verified against the manifest, then held as flat arrays."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.catalogue import LIBRARY, Entry, entry, passport
from counterpoise.data.digits import widened
from counterpoise.data.names import STATE_COLUMNS, Names, names_of
from counterpoise.data.read import sha256
from counterpoise.kept import Shelf, key_of
from counterpoise.vocabulary import DataError, Mask

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["PANEL", "Store", "panel_digest"]

PANEL = LIBRARY / "panel"
"""Folder of the bundled panel."""

_REMEDY = (
    "Reinstall counterpoise, or compile the panel again with `counterpoise data build --sources FOLDER`."
)


class Store:
    """Verified contents of a panel folder.

    Attributes:
        folder: Where the files lie.
        digest: SHA-256 over all files and descriptions.
        released: Day on which the newest number became public.
        variables: Variable table of the manifest.
        table_specs: Table descriptions of the manifest.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = _manifest(folder)
        self.variables: dict[str, dict[str, Any]] = self.manifest["variables"]
        self.table_specs: dict[str, dict[str, Any]] = self.manifest["tables"]
        self.released: str = self.manifest["released"]
        self._whole: set[str] = set()
        self._published: dict[str, dict[str, NDArray[Any]]] = {}
        self._measure()
        self.digest = panel_digest(self.manifest)

    def _measure(self) -> None:
        """Every file must be there and of its size; its digest is taken when it is first read."""
        for name, item in self.manifest["files"].items():
            path = self.folder / f"{name}.parquet"
            if not path.is_file():
                raise DataError("A file of the panel is missing.", where=path, hint=_REMEDY)
            if path.stat().st_size != item["bytes"]:
                raise DataError(
                    f"The file is cut short or another: {path.stat().st_size:,} bytes, not {item['bytes']:,}.",
                    where=path,
                    hint=_REMEDY,
                )

    def path(self, name: str) -> str:
        """Where a file lies, its digest verified.

        Raises:
            DataError: The file is damaged.
        """
        path = self.folder / f"{name}.parquet"
        if name not in self._whole:
            if sha256(path) != self.manifest["files"][name]["sha256"]:
                raise DataError(
                    "The file is damaged: its digest is not the manifest's.", where=path, hint=_REMEDY
                )
            self._whole.add(name)
        return str(path)

    @cached_property
    def names(self) -> Names:
        """All spellings of all states."""
        key = key_of(self.manifest["files"]["states"]["sha256"], STATE_COLUMNS)
        kept = _NAMES.find(key)  # reading it from the table means starting a database first
        if kept is not None:
            return names_of(json.loads(kept))
        rows = self.query("states", f"SELECT {', '.join(STATE_COLUMNS)} FROM panel")
        _NAMES.keep(key, json.dumps(rows).encode())
        return names_of(rows)

    @cached_property
    def ccodes(self) -> tuple[int, ...]:
        """COW codes in ascending order: the state axis."""
        return tuple(sorted(self.names.states))

    @cached_property
    def column(self) -> dict[int, int]:
        """Place of each state on the axis."""
        return {code: place for place, code in enumerate(self.ccodes)}

    @cached_property
    def _cells(self) -> dict[str, Any]:
        """Cells as flat arrays, sorted by variable, state and year; words become small integers."""
        path = self.path("cells")
        words = {"variable": self.variable_names, "source": self.source_keys, "public": self._days()}
        kinds = ", ".join(
            f"enum_code(CAST({name} AS ENUM({_quoted(words[name])}))) AS {name}" for name in _WORDS
        )
        with _engine(os.getpid()).cursor() as base:
            raw = base.execute(
                f"SELECT ccode, year, value, mask, {kinds} FROM read_parquet(?)", [path]
            ).fetchnumpy()
        place, keep = self._places(np.asarray(raw["ccode"]))
        out: dict[str, Any] = {"state": place[keep], "words": words}
        out["year"] = np.asarray(raw["year"])[keep].astype(np.int64)
        out["value"] = np.asarray(raw["value"])[keep]
        out["mask"] = np.asarray(raw["mask"])[keep]
        for name in _WORDS:
            out[name] = np.asarray(raw[name])[keep].astype(np.int16)
        out["edges"] = np.searchsorted(out["variable"], np.arange(len(words["variable"]) + 1))
        return out

    def _places(self, ccodes: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Places of COW codes on the axis, and which of them are on it."""
        axis = np.array(self.ccodes)
        place = np.searchsorted(axis, ccodes)
        place[place == len(axis)] = 0
        return place.astype(np.int64), axis[place] == ccodes

    def _days(self) -> list[str]:
        return [str(row[0]) for row in self.query("cells", "SELECT DISTINCT public FROM panel ORDER BY 1")]

    def published(self, file: str) -> dict[str, NDArray[Any]]:
        """A wide file of state-years: ``state`` (place on the axis), ``year`` and a column by variable."""
        if file not in self._published:
            with _engine(os.getpid()).cursor() as base:
                raw = base.execute("SELECT * FROM read_parquet(?)", [self.path(file)]).fetchnumpy()
            place, keep = self._places(np.asarray(raw.pop("ccode")))
            out: dict[str, NDArray[Any]] = {"state": place[keep]}
            for name, column in raw.items():
                kind = np.float32 if column.dtype == np.float32 else np.float64
                numbers = np.ma.filled(np.ma.asarray(column).astype(kind), np.nan)[keep]
                out[name] = widened(numbers) if kind is np.float32 else numbers
            out["year"] = out["year"].astype(np.int64)
            self._published[file] = out
        return self._published[file]

    @cached_property
    def variable_names(self) -> list[str]:
        """Variables in the order of the cells."""
        return sorted(self.variables)

    @cached_property
    def order(self) -> dict[str, int]:
        """Place of each variable."""
        return {name: place for place, name in enumerate(self.variable_names)}

    @cached_property
    def source_keys(self) -> list[str]:
        """Catalogue keys in the order of the source codes."""
        laid = self.manifest.get("passports", {})
        return sorted({key for item in self.variables.values() for key in item["sources"]} | set(laid))

    @property
    def year(self) -> NDArray[np.int64]:
        """Year of each cell."""
        return cast("NDArray[np.int64]", self._cells["year"])

    @property
    def state(self) -> NDArray[np.int64]:
        """Place of each cell's state on the axis."""
        return cast("NDArray[np.int64]", self._cells["state"])

    @property
    def value(self) -> NDArray[np.float64]:
        """Value of each cell."""
        return cast("NDArray[np.float64]", self._cells["value"])

    @property
    def mask(self) -> NDArray[np.uint8]:
        """Mask of each cell."""
        return cast("NDArray[np.uint8]", self._cells["mask"])

    @property
    def source(self) -> NDArray[np.int16]:
        """Place of each cell's source among ``source_keys``."""
        return cast("NDArray[np.int16]", self._cells["source"])

    def public(self, index: int, column: int, year: int) -> str:
        """Day on which a cell became public, empty where there is none."""
        part = self.span(index)
        at = np.flatnonzero((self.state[part] == column) & (self.year[part] == year))
        words: list[str] = self._cells["words"]["public"]
        return words[int(self._cells["public"][part][at[0]])] if len(at) else ""

    def span(self, index: int) -> slice:
        """Where the cells of a variable lie."""
        edges = self._cells["edges"]
        return slice(int(edges[index]), int(edges[index + 1]))

    def kept(self, part: slice, cut: str | None, *, knowable: bool) -> NDArray[np.bool_]:
        """Which cells of ``part`` were public (or knowable) on ``cut``."""
        cells = self._cells
        if cut is None:
            return np.ones(part.stop - part.start, dtype=bool)
        if not knowable:
            days = np.array([day <= cut for day in cells["words"]["public"]], dtype=bool)
            return np.asarray(days[cells["public"][part]], dtype=bool)
        last = np.array([self.last_public(key, cut, knowable=True) for key in self.source_keys])
        fine = self.year[part] <= last[self.source[part]]
        return np.asarray(fine & (self.mask[part] != Mask.PROJECTED), dtype=bool)

    def entry(self, key: str) -> Entry:
        """Passport of a source: the panel's own, where something was laid over it, else the catalogue's.

        Raises:
            UnknownNameError: Neither has that key.
        """
        own = self.manifest.get("passports", {})
        return passport(key, own[key]) if key in own else entry(key)

    def last_public(self, key: str, cut: str, *, knowable: bool) -> int:
        """Last year about which a source had spoken on ``cut``, 0 if it had not."""
        spoken = self.entry(key)
        for year in range(int(cut[:4]), 1490, -1):
            if spoken.public(year, knowable=knowable) <= cut:
                return year
        return 0

    def query(self, name: str, text: str) -> list[tuple[Any, ...]]:
        """Rows of a query on one file, called ``panel`` in the query."""
        path = self.path(name)
        with _engine(os.getpid()).cursor() as base:
            rows: list[tuple[Any, ...]] = base.execute(
                text.replace("FROM panel", f"FROM read_parquet('{path}')")
            ).fetchall()
        return rows

    def frame(self, name: str) -> pd.DataFrame:
        """A whole file as a data frame."""
        with _engine(os.getpid()).cursor() as base:
            out: pd.DataFrame = base.execute("SELECT * FROM read_parquet(?)", [self.path(name)]).df()
        for column in out.columns[out.dtypes == "float32"]:
            out[column] = widened(out[column].to_numpy())
        return out


_NAMES = Shelf("names", 4)


@cache
def _engine(process: int) -> duckdb.DuckDBPyConnection:
    """One database for each process, since opening one takes longer than reading a table."""
    import duckdb  # slow to import, and what was prepared before needs none of it

    base = duckdb.connect(":memory:")
    base.execute("SET threads = 1")
    atexit.register(_engine.cache_clear)  # a connection that outlives the interpreter is reported as a leak
    return base


def panel_digest(manifest: dict[str, Any]) -> str:
    """SHA-256 over what all files hold, the descriptions, and the hand-kept ties read beside them.

    The rows count and not the bytes of the file, which differ between versions of the engine that wrote it.
    """
    described = {key: manifest[key] for key in sorted(_DESCRIBED | ({"passports"} & manifest.keys()))}
    described["files"] = {name: [item["rows"], item["content"]] for name, item in manifest["files"].items()}
    by_hand = {path.name: sha256(path) for path in sorted((LIBRARY / "ties").glob("*.csv"))}
    return hashlib.sha256(json.dumps([described, by_hand], sort_keys=True).encode()).hexdigest()


_DESCRIBED = {"files", "variables", "tables", "released", "schema"}
_WORDS = ("variable", "source", "public")


def _quoted(words: list[str]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(
            "There is no panel here: its manifest is missing.", where=path, hint=_REMEDY
        ) from error
    except (ValueError, OSError) as error:
        raise DataError("The manifest of the panel is damaged.", where=path, hint=_REMEDY) from error
    if not manifest.keys() >= _DESCRIBED:
        raise DataError("The manifest of the panel is incomplete.", where=path, hint=_REMEDY)
    return manifest
