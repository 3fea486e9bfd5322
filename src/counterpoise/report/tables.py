"""Tables for a journal: the answer's main numbers as LaTeX with booktabs, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts import Chart
from counterpoise.charts.chart import Cell
from counterpoise.report.page import figures

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["latex", "tables"]

_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "−": "$-$", "’": "'", "“": "``", "”": "''", "–": "--",
    "…": r"\ldots{}", "→": r"$\rightarrow$", "≥": r"$\ge$", "≤": r"$\le$", "±": r"$\pm$", "\N{NO-BREAK SPACE}": "~",
}  # fmt: skip
_PRINTED = (
    "simpler",
    "why",
    "alliances",
    "yardsticks",
    "grades",
    "drivers",
    "record",
    "tripwires",
    "ties",
    "moved",
)
"""Charts whose tables are short enough to print."""


def _escaped(words: str) -> str:
    r"""Words with what LaTeX would obey made plain.

    >>> _escaped("90 % & more_")
    '90 \\% \\& more\\_'
    """
    return "".join(_SPECIAL.get(mark, mark) for mark in words)


def _cell(value: Cell) -> str:
    """Three decimals for numbers with a fraction; what is missing is a dash, never a zero."""
    if value is None or value != value:
        return "--"
    if isinstance(value, float):
        return f"{value:.3f}".replace("-", "$-$")
    return _escaped(str(value))


def latex(chart: Chart) -> str:
    r"""The chart's table as a LaTeX float with booktabs rules, its caption and a label.

    Args:
        chart: Any chart.

    Returns:
        LaTeX that needs ``\usepackage{booktabs}`` and nothing else.
    """
    numeric = [all(not isinstance(row[k], str) for row in chart.rows) for k in range(len(chart.columns))]
    lines = [
        r"\begin{table}[t]",
        r"\centering\small",
        rf"\caption{{{_escaped(chart.heading)}. {_escaped(chart.caption)}}}",
        rf"\label{{tab:{chart.name}}}",
        rf"\begin{{tabular}}{{@{{}}{''.join('r' if n else 'l' for n in numeric)}@{{}}}}",
        r"\toprule",
        " & ".join(_escaped(head) for head in chart.columns) + r" \\",
        r"\midrule",
        *(" & ".join(_cell(value) for value in row) + r" \\" for row in chart.rows),
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def tables(
    answer: Mapping[str, Any], views: xr.Dataset, since: Mapping[str, Any] | None = None
) -> dict[str, bytes]:
    """Every chart's table as CSV at full precision, and those that fit a page as LaTeX, by file name.

    Args:
        answer: The answer.
        views: Trajectories of the same run.
        since: An earlier answer, to show what moved.
    """
    made = figures(answer, views, since)
    charts = [c for found in made.values() for c in (found if isinstance(found, list) else [found]) if c]
    found = {f"{chart.name}.csv": chart.csv().encode() for chart in charts}
    for name in _PRINTED:
        chart = made.get(name)
        if isinstance(chart, Chart):
            found[f"{name}.tex"] = latex(chart).encode()
    found["index.csv"] = _index(charts)
    return found


def _index(charts: Sequence[Chart]) -> bytes:
    """Which file holds what."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("file", "title", "caption"))
    writer.writerows((f"{chart.name}.csv", chart.heading, chart.caption) for chart in charts)
    return out.getvalue().encode()
