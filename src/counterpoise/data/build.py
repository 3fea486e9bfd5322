"""Compiling the panel: raw tables in, Parquet files and a manifest out, the same bytes every time.

The new panel is written beside the old one, read back, and only then put in its place: a build that fails
leaves the old panel whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from counterpoise.data import contents
from counterpoise.data.holdings import TABLES
from counterpoise.data.meaning import check_columns
from counterpoise.data.read import Shelf
from counterpoise.data.series import SERIES, wide
from counterpoise.data.store import PANEL, panel_digest
from counterpoise.data.write import coverage, described, packed, parquet, replaced, write_manifest
from counterpoise.vocabulary import DataError

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
    with replaced(out) as folder:
        manifest = _write(shelf, folder, say)
        say("check")
    return _report(out, manifest)


def _write(shelf: Shelf, folder: Path, say: Progress) -> dict[str, Any]:
    """Write every file and the manifest; return the manifest."""
    say("state-years")
    cells, log = contents.state_years(shelf)
    files = {
        "cells": parquet(packed(cells), folder / "cells.parquet"),
        "repairs": parquet(log, folder / "repairs.parquet"),
        "states": parquet(contents.state_list(shelf), folder / "states.parquet"),
    }
    published: dict[str, pd.DataFrame] = {}
    for name, series in SERIES.items():
        say(name)
        published[name] = wide(series, shelf)
        files[name] = parquet(published[name], folder / f"{name}.parquet")
    for name, spec in TABLES.items():
        say(name)
        frame = spec.build(shelf)
        check_columns(name, frame.columns)
        files[name] = parquet(frame, folder / f"{name}.parquet")
    manifest = {
        "schema": _SCHEMA,
        "engine": f"duckdb {duckdb.__version__}",
        "released": str(cells["public"].max()),
        "files": files,
        "variables": _variables(cells, published),
        "tables": {name: spec.described() for name, spec in TABLES.items()},
        "sources": dict(sorted(shelf.digests.items())),
    }
    write_manifest(manifest, folder)
    return manifest


def _variables(cells: pd.DataFrame, published: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """The variable table of the manifest: label, unit, sources, coverage and how many cells of each mask."""
    text = contents.variable_text()
    made = {name for frame in published.values() for name in frame.columns[2:]}
    unknown = (set(cells["variable"].unique()) | made) ^ set(text)
    if unknown:
        raise DataError(
            f"variables.toml and the build disagree on {', '.join(sorted(unknown))}.", where="variables.toml"
        )
    table = described(cells, text)
    for file, frame in published.items():
        for name in frame.columns[2:]:
            table[name] = {**text[name], "file": file, **coverage(frame.loc[frame[name].notna(), "year"])}
    return table


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
