"""Tables for a journal: the answer's main numbers as LaTeX with booktabs, and as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts import Chart
from counterpoise.charts.chart import Cell
from counterpoise.charts.units import unit
from counterpoise.csvfile import RFC_4180, csv_text
from counterpoise.report.captions import Printed, captions
from counterpoise.report.citing import cite
from counterpoise.report.page import figures

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["latex", "tables"]

_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "−": "$-$", "’": "'", "“": "``", "”": "''", "–": "--",
    "…": r"\ldots{}", "→": r"$\rightarrow$", "≥": r"$\ge$", "≤": r"$\le$", "±": r"$\pm$", "\N{NO-BREAK SPACE}": "~",
}  # fmt: skip
LONG = 45
"""Rows beyond which a table may break over pages."""


def _escaped(words: str) -> str:
    r"""Words with what LaTeX would obey made plain.

    >>> _escaped("90 % & more_")
    '90 \\% \\& more\\_'
    """
    return "".join(_SPECIAL.get(mark, mark) for mark in words)


def _cell(value: Cell) -> str:
    """Three decimals for numbers below ten, one beyond; what is missing is a dash, never a zero."""
    if value is None or value != value:
        return "--"
    if isinstance(value, float):
        return (f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}").replace("-", "$-$")
    return _escaped(str(value))


def latex(chart: Chart, printed: Printed | None = None, note: str = "") -> str:
    r"""The chart's table as a LaTeX float with booktabs rules, its caption and a label.

    Args:
        chart: Any chart.
        printed: Its caption as a table, and which columns are printed; those of the chart without it.
        note: Below the table: what it was made from.

    Returns:
        LaTeX that needs ``\usepackage{booktabs}``, and ``longtable`` where there are more than 45 rows.
    """
    caption = f"{printed.caption}" if printed else f"{chart.heading}. {chart.caption}"
    kept = [
        k
        for k, head in enumerate(chart.columns)
        if not (printed and printed.left_out and head in printed.left_out)
        and any(row[k] is not None for row in chart.rows)
    ]
    numeric = [all(not isinstance(row[k], str) for row in chart.rows) for k in kept]
    spec = "@{}" + "".join("r" if n else "l" for n in numeric) + "@{}"
    head = " & ".join(_escaped(chart.columns[k]) for k in kept) + r" \\"
    rows = [" & ".join(_cell(row[k]) for k in kept) + r" \\" for row in chart.rows]
    said = rf"\caption{{{_escaped(caption)}}}"
    label = rf"\label{{tab:{chart.name}}}"
    below = [rf"\\[2pt]{{\footnotesize {_escaped(note)}}}"] if note else []
    size = r"\scriptsize" if len(kept) > _WIDE else r"\small"
    if len(rows) > LONG:
        lines = [
            "% needs booktabs and longtable",
            rf"\begingroup{size}",
            rf"\begin{{longtable}}{{{spec}}}",
            rf"{said}{label}\\",
            *(r"\toprule", head, r"\midrule", r"\endfirsthead"),
            *(r"\toprule", head, r"\midrule", r"\endhead"),
            *(r"\bottomrule", r"\endfoot"),
            *rows,
            r"\end{longtable}",
            *([rf"\noindent {{\footnotesize {_escaped(note)}}}"] if note else []),
            r"\endgroup",
        ]
    else:
        lines = [
            "% needs booktabs",
            r"\begin{table}[t]",
            rf"\centering{size}",
            *(said, label),
            rf"\begin{{tabular}}{{{spec}}}",
            *(r"\toprule", head, r"\midrule"),
            *rows,
            *(r"\bottomrule", r"\end{tabular}"),
            *below,
            r"\end{table}",
        ]
    return "\n".join(lines) + "\n"


_WIDE = 7
"""Columns beyond which the letter is small."""


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
