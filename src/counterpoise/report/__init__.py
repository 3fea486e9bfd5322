"""One self-contained page that shows an answer: figures, tables, definitions and sources.

A view computes nothing: every number on the page is in the answer or in the ensemble that came with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["write_report"]


def write_report(
    answer: dict[str, Any], views: xr.Dataset, path: Path, since: dict[str, Any] | None = None
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
