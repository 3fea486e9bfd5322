"""From an origin file to the table that the pipeline reads.

Values stay as published.  Column names are made lower case, columns that the table does not have are left out,
days counted from 1970 become dates, and yearly pairs become spans.  Whether the result is the table is not
believed but checked: by the digest of its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from counterpoise.data.addresses import Address
from counterpoise.data.content import content_digest, read_table
from counterpoise.data.formats import snake
from counterpoise.data.harmonise import spans
from counterpoise.vocabulary import DataError

__all__ = ["rebuild"]

_CODE = {"ccode1": "ccode2", "gwcode1": "gwcode2"}


def rebuild(item: Address, files: Sequence[Path]) -> pd.DataFrame:
    """The table of ``item``, made from its origin files.

    Args:
        item: Address with the columns and the digest of the table.
        files: The origin files, in the order of ``item.origin``.

    Raises:
        DataError: A file is unreadable, lacks a column, or gives other rows than the table has.
    """
    raw = read_table(files[0])
    raw.columns = [snake(str(name)) for name in raw.columns]
    table = _spans(raw, item) if item.read == "spans" else _chosen(raw, item, files[0])
    table = table.apply(_whole)
    found = content_digest(table)
    if found != item.content:
        raise DataError(
            f"The origin gives {len(table):,} rows with the digest {found[:12]}, "
            f"the table has {item.rows:,} with {item.content[:12]}.",
            where=files[0],
            hint="The origin is another version than the one that was compiled; the table was not made.",
        )
    return table


def _chosen(raw: pd.DataFrame, item: Address, path: Path) -> pd.DataFrame:
    lacking = [name for name in item.columns if name not in raw.columns]
    if lacking:
        raise DataError(
            f"The origin has no column {', '.join(lacking)}.",
            where=path,
            hint="It is another version than the one that was compiled.",
        )
    table = raw[list(item.columns)].copy()
    for name in item.dates:
        table[name] = _days(table[name])
    return table


def _whole(column: pd.Series) -> pd.Series:
    """Numbers that are all whole as narrow integers: R and Stata keep them as floating-point numbers."""
    known = column.dropna()
    if known.empty or not pd.api.types.is_numeric_dtype(column) or not (known % 1 == 0).all():
        return column
    return column.astype("Int32" if known.abs().max() < 2**31 else "Int64")


def _days(column: pd.Series) -> pd.Series:
    """Dates, also where R counted days since 1970."""
    if pd.api.types.is_numeric_dtype(column):
        return pd.to_datetime(column, unit="D")
    return pd.to_datetime(column)


def _spans(raw: pd.DataFrame, item: Address) -> pd.DataFrame:
    """Directed dyad-years as spans of the pairs whose first code is the lower."""
    one = next(name for name in _CODE if name in raw.columns)
    keys = [name for name in item.columns if name not in ("start_year", "end_year")]
    pairs = raw.loc[raw[one] < raw[_CODE[one]], [*keys, "year"]]
    table = spans(pairs, keys, [])
    return table.rename(columns={"start": "start_year", "end": "end_year"})[list(item.columns)]
