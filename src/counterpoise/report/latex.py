r"""A chart's table as LaTeX: a float with booktabs rules that stays inside a portrait column.

It needs ``\usepackage{booktabs}``, ``array`` where words are broken over lines, and ``longtable`` beyond 45 rows; all
come with every distribution.  The first line of a file names what it needs.  Letters are UTF-8 within the T1 encoding.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from counterpoise.charts import Chart
from counterpoise.charts.chart import Cell
from counterpoise.report.captions import Printed

__all__ = ["LONG", "latex"]

_SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "−": "$-$", "’": "'", "“": "``", "”": "''", "–": "--",
    "…": r"\ldots{}", "→": r"$\rightarrow$", "≥": r"$\ge$", "≤": r"$\le$", "±": r"$\pm$", "\N{NO-BREAK SPACE}": "~",
}  # fmt: skip
LONG = 45
"""Rows beyond which a table may break over pages."""

_SIZES = {"small": 76, "footnotesize": 86, "scriptsize": 100}
"""Letters that a line of 345 points holds, by size."""

_HEAD, _WORDS, _GUTTER = 12, 28, 2
"""Letters of a head's line and of a line of words, beyond which they are broken; and between columns."""


def _escaped(words: str) -> str:
    r"""Words with what LaTeX would obey made plain.

    >>> _escaped("90 % & more_")
    '90 \\% \\& more\\_'
    """
    return "".join(_SPECIAL.get(mark, mark) for mark in words)


def _plain(value: Cell) -> str:
    """Three decimals for numbers below ten, one beyond; what is missing is a dash, never a zero."""
    if value is None or value != value:
        return "--"
    if isinstance(value, float):
        return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
    return str(value)


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return _escaped(value)
    return _plain(value).replace("-", "$-$") if isinstance(value, float) and value == value else _plain(value)


def _head(words: str, numeric: bool) -> str:
    r"""A head, over several lines where it is longer than its column.

    >>> _head("90 % low", True), _head("log loss, its reference", True)
    ('90 \\% low', '\\shortstack[r]{log loss,\\\\its\\\\reference}')
    """
    lines = [_escaped(line) for line in _broken(words)]
    if len(lines) == 1:
        return lines[0]
    side, stacked = "r" if numeric else "l", r"\\".join(lines)
    return rf"\shortstack[{side}]{{{stacked}}}"


def _broken(words: str) -> list[str]:
    return wrap(words, _HEAD, break_long_words=False, break_on_hyphens=False) or [""]


def _layout(chart: Chart, kept: Sequence[int], numeric: Sequence[bool]) -> tuple[str, str, bool]:
    """Size of the letters, the columns, and whether all of it fits a portrait column."""
    needed = []
    for k, number in zip(kept, numeric, strict=True):
        cells = [len(_plain(row[k])) for row in chart.rows]
        heads = [len(line) for line in _broken(chart.columns[k])]
        widest = max([*cells, *heads])
        needed.append(widest if number else min(widest, max(_WORDS, *heads)))
    whole = sum(needed) + _GUTTER * (len(kept) - 1)
    size, room = next(((s, r) for s, r in _SIZES.items() if whole <= r), list(_SIZES.items())[-1])
    columns = []
    for k, number, width in zip(kept, numeric, needed, strict=True):
        long = not number and max(len(_plain(row[k])) for row in chart.rows) > width
        share = rf">{{\raggedright\arraybackslash}}p{{{width / room:.2f}\linewidth}}"
        columns.append("r" if number else share if long else "l")
    return size, "@{}" + "".join(columns) + "@{}", whole <= room


def latex(chart: Chart, printed: Printed | None = None, note: str = "") -> str:
    r"""The chart's table as a LaTeX float with booktabs rules, its caption and a label.

    Args:
        chart: Any chart with at least one row.
        printed: Its caption as a table, and which columns are printed; those of the chart without it.
        note: Below the table: what it was made from.

    Returns:
        LaTeX whose first line names the packages it needs, and says so where it is wider than a portrait column.

    >>> from counterpoise.charts.calibration import calibration
    >>> chart = calibration([{"said": 0.9, "came": 0.8, "n": 10, "low": 0.5, "high": 0.95}])
    >>> print(latex(chart).splitlines()[0])
    % needs booktabs
    """
    caption = f"{printed.caption}" if printed else f"{chart.heading}. {chart.caption}"
    kept = [
        k
        for k, head in enumerate(chart.columns)
        if not (printed and printed.left_out and head in printed.left_out)
        and any(row[k] is not None for row in chart.rows)
    ]
    numeric = [all(not isinstance(row[k], str) for row in chart.rows) for k in kept]
    size, spec, fits = _layout(chart, kept, numeric)
    head = " & ".join(_head(chart.columns[k], n) for k, n in zip(kept, numeric, strict=True)) + r" \\"
    rows = [" & ".join(_cell(row[k]) for k in kept) + r" \\" for row in chart.rows]
    said, label = rf"\caption{{{_escaped(caption)}}}", rf"\label{{tab:{chart.name}}}"
    needs = ["booktabs", *["array"] * (r"\raggedright" in spec), *["longtable"] * (len(rows) > LONG)]
    first = "% needs " + " and ".join([", ".join(needs[:-1]), needs[-1]] if needs[1:] else needs)
    first += "" if fits else "; wider than a portrait column: set it on a landscape page"
    if len(rows) > LONG:
        lines = [
            first,
            rf"\begingroup\{size}",
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
            first,
            r"\begin{table}[t]",
            rf"\centering\{size}",
            *(said, label),
            rf"\begin{{tabular}}{{{spec}}}",
            *(r"\toprule", head, r"\midrule"),
            *rows,
            *(r"\bottomrule", r"\end{tabular}"),
            *([rf"\\[2pt]{{\footnotesize {_escaped(note)}}}"] if note else []),
            r"\end{table}",
        ]
    return "\n".join(lines) + "\n"
