"""Tables for a journal: the answer's main numbers as LaTeX with booktabs, and as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts import Chart
from counterpoise.charts.units import unit
from counterpoise.csvfile import RFC_4180, csv_text
from counterpoise.report.captions import captions
from counterpoise.report.citing import cite
from counterpoise.report.latex import latex
from counterpoise.report.page import figures

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["tables"]


def tables(
    answer: Mapping[str, Any], views: xr.Dataset, since: Mapping[str, Any] | None = None
) -> dict[str, bytes]:
    """Every chart's table as CSV at full precision, and those that fit a page as LaTeX, by file name.

    ``index.csv`` says which file holds what, ``columns.csv`` the unit of every column.

    Args:
        answer: The answer.
        views: Trajectories of the same run.
        since: An earlier answer, to show what moved.
    """
    made = figures(answer, views, since)
    charts = [c for found in made.values() for c in (found if isinstance(found, list) else [found]) if c]
    found = {f"{chart.name}.csv": chart.csv().encode() for chart in charts}
    note = f"Made by: {cite(answer)}"
    for name, printed in captions(answer).items():
        shown = made.get(name)
        for chart in shown if isinstance(shown, list) else [shown]:
            if isinstance(chart, Chart):
                found[f"{chart.name}.tex"] = latex(chart, printed, note).encode()
    index = [(f"{chart.name}.csv", chart.heading, chart.caption) for chart in charts]
    found["index.csv"] = csv_text(("file", "title", "caption"), index, RFC_4180).encode()
    columns = [(f"{chart.name}.csv", head, unit(chart, head)) for chart in charts for head in chart.columns]
    found["columns.csv"] = csv_text(("file", "column", "unit"), columns, RFC_4180).encode()
    return found
