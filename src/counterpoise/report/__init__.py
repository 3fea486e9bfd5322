"""An answer to read: one self-contained page, a printed report, and tables for a journal.

A view computes nothing: every number here is in the answer or in the ensemble that came with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["TABLES", "page_and_tables", "printed", "write_report"]

TABLES = "report-tables"
"""Folder of the tables, inside that of the run."""


def write_report(
    answer: dict[str, Any], views: xr.Dataset, path: Path, since: Mapping[str, Any] | None = None
) -> None:
    """Write one self-contained HTML file; an earlier report survives if writing fails.

    Args:
        answer: The answer, as ``answer.json`` holds it (schema 1).
        views: Reduced trajectories of the same run, as ``ensemble.nc`` holds them.
        path: File to write.  Its folder must exist.
        since: An earlier answer, to show what moved.

    Raises:
        CounterpoiseError: If the file cannot be written.
    """
    from counterpoise.report.page import write_page

    write_page(answer, views, path, since)


def page_and_tables(
    answer: Mapping[str, Any], views: xr.Dataset, since: Mapping[str, Any] | None = None
) -> dict[str, bytes]:
    """The page and every table, by the name of its file inside the run's folder.

    Args:
        answer: The answer.
        views: Trajectories of the same run.
        since: An earlier answer, to show what moved.
    """
    from counterpoise.report.page import html
    from counterpoise.report.tables import tables

    found = {f"{TABLES}/{name}": body for name, body in tables(answer, views, since).items()}
    return {"report.html": html(answer, views, since).encode(), **found}


def printed(
    answer: Mapping[str, Any], views: xr.Dataset, since: Mapping[str, Any] | None = None
) -> dict[str, bytes]:
    """The printed report, tagged and in the form of PDF/UA-1, by the name of its file.

    Args:
        answer: The answer.
        views: Trajectories of the same run.
        since: An earlier answer, to show what moved.

    Raises:
        CounterpoiseError: If the extra ``report`` is not installed.
    """
    from counterpoise.report.document import pdf

    return {"report.pdf": pdf(answer, views, since)}
