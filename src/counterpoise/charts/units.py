"""The unit of every column of a chart's table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterpoise.charts.chart import Chart

__all__ = ["unit"]

_UNITS = {
    r"year": "calendar year",
    r".*%, half width.*|change.*|difference.*|.*chance.*": "probability, 0 to 1",
    r"probability|then.*|now, .*|treaty survives|share( of futures.*)?|share|contested|primacy|sphere|hegemony|said"
    r"|came|miss": "share, 0 to 1",
    r"futures in 100": "futures of 100",
    r".*\(0 to 1\).*": "0 to 1",
    r"effort.*": "share of output",
    r"(forecasts|rows|events)": "count",
    r"events predicted over observed": "ratio",
    r"average precision|its reference": "share, 0 to 1",
    r"log loss.*": "nats",
    r"CRPS.*": "of the quantity, in logs",
}
_BY_CHART = {
    ("theatres", r"ratio.*|\d+ %"): "coalition power over the challenger's",
    ("ties", r"alignment, median|\d+ %"): "0 to 1",
    ("tripwires", r"now|threshold"): "as the column unit says",
    ("evidence", r"(prior|posterior), .*"): "as the column unit says",
    ("single", r"value"): "coalition power over the challenger's where the row is a balance ratio",
    ("hindcast", r"90 % .*"): "probability, 0 to 1",
    ("comparison", r"[ab].*|90 % .*"): "probability, 0 to 1",
    ("moved", r"now"): "share, 0 to 1",
    ("time-to-tip", r"share.*|by then"): "share, 0 to 1",
    ("tipping", r"gain.*"): "log-odds of tie",
    ("tipping", r"long-run.*"): "log-odds",
}


def unit(chart: Chart, head: str) -> str:
    """The unit of a column; "words" where it holds none.

    Args:
        chart: Whose table it is.
        head: Of the column.
    """
    k = chart.columns.index(head)
    if all(isinstance(row[k], str) or row[k] is None for row in chart.rows):
        return "words"
    if any(isinstance(row[k], bool) for row in chart.rows):
        return "true or false"
    if chart.unit and head not in ("year", "rows"):
        return chart.unit
    kind = chart.name
    for (name, pattern), said in _BY_CHART.items():
        if kind.startswith(name) and re.fullmatch(pattern, head):
            return said
    if re.fullmatch(r"90 % .*", head):
        return "probability, 0 to 1"
    return next((said for pattern, said in _UNITS.items() if re.fullmatch(pattern, head)), chart.unit)
