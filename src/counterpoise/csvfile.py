"""Tables as comma-separated values: what is missing is an empty cell, never a zero."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

__all__ = ["RFC_4180", "csv_text", "write_csv"]

RFC_4180 = "\r\n"
"""End of a line as the standard has it, which spreadsheets expect."""


def csv_text(head: Sequence[str], rows: Iterable[Sequence[Any]], end: str = "\n") -> str:
    r"""A table as text; None is an empty cell.

    Args:
        head: Names of the columns.
        rows: Cells, row by row.
        end: Of a line.

    >>> csv_text(("state", "tie"), [("JPN", 0.5), ("TWN", None)])
    'state,tie\nJPN,0.5\nTWN,\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]], end: str = "\n") -> Path:
    """Write a table and give its path back, as :func:`csv_text` says it."""
    path.write_bytes(csv_text(head, rows, end).encode())
    return path
