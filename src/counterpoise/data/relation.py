"""A table in memory as a DuckDB relation, for those who would rather write SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["relation"]


def relation(table: pa.Table, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
    """The table on a connection of its own, or on the one given; no copy is made."""
    base = connection if connection is not None else duckdb.connect(":memory:")
    return base.from_arrow(table)
