"""Compiling the panel: raw tables in, Parquet files and a manifest out, the same bytes every time.

The new panel is written beside the old one, read back, and only then put in its place: a build that fails
leaves the old panel whole.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from counterpoise.data import contents
from counterpoise.data.holdings import TABLES
from counterpoise.data.meaning import check_columns
from counterpoise.data.read import Shelf, connect, sha256
from counterpoise.data.series import SERIES, wide
from counterpoise.data.store import PANEL, panel_digest
from counterpoise.vocabulary import DataError, Mask

__all__ = ["PANEL", "BuildReport", "build"]

_SCHEMA = 2
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build wrote.

    Attributes:
        out: Folder of the panel.
        digest: Digest of the whole panel.
        cells: Number of known cells.
        variables: Number of state-year variables.
        repairs: Number of repaired cells.
        tables: Rows of each table.
        size: Bytes written.
    """

    out: Path
    digest: str
    cells: int
    variables: int
    repairs: int
    tables: dict[str, int]
    size: int

    def text(self) -> str:
        """The report in a few lines."""
        rows = "\n".join(f"  {name:14} {count:>9,} rows" for name, count in self.tables.items())
        return (
            f"Panel {self.digest[:12]} in {self.out}: {self.cells:,} cells of {self.variables} variables, "
            f"{self.repairs:,} repaired; {self.size / 1e6:.1f} MB\n{rows}"
        )


def build(sources: Path, out: Path = PANEL, progress: Progress | None = None) -> BuildReport:
    """Compile the raw tables in ``sources`` into the panel folder ``out``.

    Args:
        sources: Folder with the raw tables that the catalogue names.
        out: Folder to write; replaced whole, or left as it was.
        progress: Called with a short line before each step.

    Returns:
        What was written.

    Raises:
        DataError: A table is missing, cut short or another version, or the disk refuses; names the file and
            what to do.
    """
    say = progress or (lambda line: None)
    shelf = Shelf(Path(sources))
    out = Path(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".panel-", dir=out.parent))
    except OSError as error:
        raise _disk(out.parent, error) from error
    try:
        manifest = _write(shelf, folder, say)
        say("check")
        _check(folder, manifest)
        _swap(folder, out)
    except (OSError, duckdb.IOException) as error:
        raise _disk(folder, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _report(out, manifest)


def _write(shelf: Shelf, folder: Path, say: Progress) -> dict[str, Any]:
    """Write every file and the manifest; return the manifest."""
    say("state-years")
    cells, log = contents.state_years(shelf)
    files = {
        "cells": _parquet(_packed(cells), folder / "cells.parquet"),
        "repairs": _parquet(log, folder / "repairs.parquet"),
        "states": _parquet(contents.state_list(shelf), folder / "states.parquet"),
    }
    published: dict[str, pd.DataFrame] = {}
    for name, series in SERIES.items():
        say(name)
        published[name] = wide(series, shelf)
        files[name] = _parquet(published[name], folder / f"{name}.parquet")
    for name, spec in TABLES.items():
        say(name)
        frame = spec.build(shelf)
        check_columns(name, frame.columns)
        files[name] = _parquet(frame, folder / f"{name}.parquet")
    manifest = {
        "schema": _SCHEMA,
        "engine": f"duckdb {duckdb.__version__}",
        "released": str(cells["public"].max()),
        "files": files,
        "variables": _variables(cells, published),
        "tables": {name: spec.described() for name, spec in TABLES.items()},
        "sources": dict(sorted(shelf.digests.items())),
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def _packed(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with narrow integers: smaller on disk, quicker to open.  Values keep ten significant digits."""
    out = cells.astype({"ccode": "int16", "year": "int16", "mask": "uint8"})
    out["value"] = [float(f"{value:.10g}") for value in out["value"]]
    return out


def _parquet(frame: pd.DataFrame, path: Path) -> dict[str, Any]:
    """Write one sorted table; one thread and fixed settings make the bytes a function of the rows."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    base = connect()
    base.register("frame", frame)
    order = "variable, ccode, year" if path.stem == "cells" else "ALL"
    base.execute(
        f"COPY (SELECT {names} FROM frame ORDER BY {order}) TO '{path}' "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE 1000000)"
    )
    base.close()
    return {"sha256": sha256(path), "rows": len(frame), "bytes": path.stat().st_size}


def _variables(cells: pd.DataFrame, published: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """The variable table of the manifest: label, unit, sources, coverage and how many cells of each mask."""
    text = contents.variable_text()
    made = list(cells["variable"].unique())
    made += [name for frame in published.values() for name in frame.columns[2:]]
    unknown = set(made) ^ set(text)
    if unknown:
        raise DataError(
            f"variables.toml and the build disagree on {', '.join(sorted(unknown))}.", where="variables.toml"
        )
    table: dict[str, Any] = {}
    for name, part in cells.groupby("variable", sort=True):
        counts = part["mask"].value_counts()
        past = part[part["mask"] != int(Mask.PROJECTED)]
        table[str(name)] = {
            **text[str(name)],
            "first": int(part["year"].min()),
            "last": int(part["year"].max()),
            "last_observed": int(past["year"].max()) if len(past) else None,
            "counts": {mask.name.lower(): int(counts.get(int(mask), 0)) for mask in Mask if mask},
        }
    for file, frame in published.items():
        for name in frame.columns[2:]:
            table[name] = {**text[name], "file": file, **_coverage(frame.loc[frame[name].notna(), "year"])}
    return table


def _coverage(years: pd.Series) -> dict[str, Any]:
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


def _report(out: Path, manifest: dict[str, Any]) -> BuildReport:
    files = manifest["files"]
    return BuildReport(
        out=out,
        digest=panel_digest(manifest),
        cells=sum(sum(item["counts"].values()) for item in manifest["variables"].values()),
        variables=len(manifest["variables"]),
        repairs=files["repairs"]["rows"],
        tables={name: item["rows"] for name, item in files.items() if name in manifest["tables"]},
        size=sum(path.stat().st_size for path in out.iterdir()),
    )


def _disk(place: Path, error: Exception) -> DataError:
    return DataError(
        f"The panel could not be written ({str(error).splitlines()[0]}).",
        where=place,
        hint="Free some space or choose another --out folder; the old panel is unchanged.",
    )
