"""Writing a panel folder: sorted Parquet files, a manifest, and the swap that replaces a whole by a whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from counterpoise.data.read import connect, sha256
from counterpoise.vocabulary import DataError, DiskError, Mask

__all__ = ["coverage", "described", "packed", "parquet", "replaced", "rows_digest", "write_manifest"]


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """A new folder to write a panel into; it takes the place of ``out`` once every file reads back.

    Args:
        out: Folder of the panel; what stands there is replaced whole, or left as it was.

    Yields:
        An empty folder on the same file system.

    Raises:
        DataError: A file reads back differently, or the disk refuses.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".panel-", dir=out.parent))
    except OSError as error:
        raise _disk(out.parent, error) from error
    try:
        yield folder
        _check(folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
        _swap(folder, out)
    except (OSError, duckdb.IOException) as error:
        raise _disk(out, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_manifest(manifest: Mapping[str, Any], folder: Path) -> None:
    """Write the manifest with sorted keys."""
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def packed(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with narrow integers: smaller on disk, quicker to open.  Values keep ten significant digits."""
    out = cells.astype({"ccode": "int16", "year": "int16", "mask": "uint8"})
    out["value"] = [float(f"{value:.10g}") for value in out["value"]]
    return out


def parquet(frame: pd.DataFrame, path: Path, level: int = 19) -> dict[str, Any]:
    """Write one sorted table; one thread and fixed settings make the bytes a function of the rows.

    The level of compression is high for what ships; what a user makes need not wait for it.
    """
    names = ", ".join(f'"{name}"' for name in frame.columns)
    base = connect()
    base.register("frame", frame)
    order = "variable, ccode, year" if path.stem == "cells" else "ALL"
    base.execute(
        f"COPY (SELECT {names} FROM frame ORDER BY {order}) TO '{path}' "
        f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL {level}, ROW_GROUP_SIZE 1000000)"
    )
    base.close()
    facts = {"rows": len(frame), "content": rows_digest(frame)}
    return {"sha256": sha256(path), "bytes": path.stat().st_size, **facts}


def rows_digest(frame: pd.DataFrame) -> str:
    """SHA-256 of the rows whatever their order and whoever wrote the file: two engines, one digest.

    >>> one = pd.DataFrame({"year": [2000, 2001], "name": ["a", None]})
    >>> rows_digest(one) == rows_digest(one.iloc[::-1])
    True
    """
    plain = pd.DataFrame(
        {
            name: column.astype("float64") if pd.api.types.is_numeric_dtype(column) else _words(column)
            for name, column in frame.items()
        }
    )
    hashes = np.sort(pd.util.hash_pandas_object(plain, index=False).to_numpy())
    names = json.dumps([str(name) for name in frame.columns])
    return hashlib.sha256(names.encode() + hashes.tobytes()).hexdigest()


def _words(column: pd.Series) -> pd.Series:
    """A column as text, each word once: hashed so, a column hashes as it does spelt out cell by cell."""
    codes, values = pd.factorize(column)
    same, words = pd.factorize(np.array([str(value) for value in values], dtype=object))
    place = np.append(same, -1)  # what is missing has code -1, and stays missing
    return pd.Series(pd.Categorical.from_codes(place[codes], pd.Index(words)), column.index)


def described(cells: pd.DataFrame, text: Mapping[str, Mapping[str, object]]) -> dict[str, Any]:
    """The variable table of the manifest: what ``text`` says of each, its window and the cells of each mask."""
    table: dict[str, Any] = {}
    for name, part in cells.groupby("variable", sort=True):
        past = part[part["mask"] != int(Mask.PROJECTED)]
        counts = part["mask"].value_counts()
        table[str(name)] = {
            **text[str(name)],
            "first": int(part["year"].min()),
            "last": int(part["year"].max()),
            "last_observed": int(past["year"].max()) if len(past) else None,
            "counts": {mask.name.lower(): int(counts.get(int(mask), 0)) for mask in Mask if mask},
        }
    return table


def coverage(years: pd.Series) -> dict[str, Any]:
    """Window and counts of a variable that is observed wherever it is known."""
    counts = {mask.name.lower(): len(years) if mask == Mask.OBSERVED else 0 for mask in Mask if mask}
    first, last = int(years.min()), int(years.max())
    return {"first": first, "last": last, "last_observed": last, "counts": counts}


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    """Read every file back before it may replace anything."""
    base = connect()
    for name, item in manifest["files"].items():
        path = folder / f"{name}.parquet"
        rows = base.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()[0][0]
        if rows != item["rows"] or sha256(path) != item["sha256"]:
            raise DataError(
                "The file just written reads back differently.", where=path, hint="Check the disk."
            )


def _swap(folder: Path, out: Path) -> None:
    """Put the finished folder in place of the old one; undo if the second step fails."""
    folder.chmod(0o755)
    old = folder.with_name(folder.name + "-old")
    if out.exists():
        out.rename(old)
    try:
        folder.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    with suppress(OSError):
        shutil.rmtree(old)


def _disk(place: Path, error: Exception) -> DiskError:
    words = getattr(error, "strerror", None) or ("the disk refuses" if str(error)[:1] == "{" else str(error))
    return DiskError(
        f"The panel could not be written ({words.splitlines()[0]}).",
        where=place,
        hint="Free some space or choose another --out folder; the old panel is unchanged.",
    )
