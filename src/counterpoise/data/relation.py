"""A table in memory as a DuckDB relation, for those who would rather write SQL, and as CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

import duckdb

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Connection", "Relation", "relation", "write_csv"]

Connection: TypeAlias = duckdb.DuckDBPyConnection
Relation: TypeAlias = duckdb.DuckDBPyRelation


def relation(table: pa.Table, connection: Connection | None = None) -> Relation:
    """The table on a connection of its own, or on the one given; no copy is made."""
    base = connection if connection is not None else duckdb.connect(":memory:")
    return base.from_arrow(table)


def write_csv(frame: pd.DataFrame, whole: Collection[str], file: IO[bytes], *, header: bool) -> None:
    """Append rows as CSV: a blank for NaN, and no decimal point in the columns named ``whole``."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as base:
        part = Path(folder) / "part.csv"
        base.register("rows", frame)
        wanted = ", ".join(_selected(name, frame[name].dtype.kind, name in whole) for name in frame.columns)
        base.execute(
            f"COPY (SELECT {wanted} FROM rows) TO '{part}' (FORMAT csv, HEADER {str(header).lower()})"
        )
        file.write(part.read_bytes())


def _selected(name: str, kind: str, whole: bool) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if kind != "f":
        return quoted
    value = f"CASE WHEN isnan({quoted}) THEN NULL ELSE {quoted} END"
    return f"CAST({value} AS INTEGER) AS {quoted}" if whole else f"{value} AS {quoted}"
