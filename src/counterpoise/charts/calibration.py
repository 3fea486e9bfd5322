"""What was said against what came: calibration with counts and binomial intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.telling.reader import number

__all__ = ["calibration"]


def calibration(
    bins: Sequence[Mapping[str, Any]], *, title: str = "What was said, and what came"
) -> Chart | None:
    """Forecasts in bins, each with how often the event came; None without a bin.

    Args:
        bins: Rows with ``said`` (mean probability), ``came`` (share), ``n``, and ``low`` and ``high``: the
            binomial 90 % interval of the share.
        title: One message.
    """
    kept = [row for row in bins if number(row, "said") is not None and number(row, "came") is not None]
    if not kept:
        return None
    top = _top(max(100 * row[name] for row in kept for name in ("said", "came")))
    marks: list[Mark] = [Line([0, top], [0, top], "control", 1, "dot", "perfect")]
    told = []
    for row in kept:
        said, came = 100 * row["said"], 100 * row["came"]
        low, high = number(row, "low"), number(row, "high")
        words = f"said {said:.3g}, came {came:.3g} in 100, {row.get('n')} forecasts"
        missed = low is not None and high is not None and not low <= row["said"] <= high
        if low is not None and high is not None:
            marks.append(Line([said, said], [100 * low, min(100 * high, top)], "ink", 1.6))
        marks.append(
            Dots([said], [came], "leaning-challenger" if missed else "patron", 9, True, "bin", [words])
        )
        marks.append(Words(said, came, str(row.get("n", "")), "muted", 11, shift=(8, 8)))
        told.append(words)
    ticks = tuple((top * n / 4, f"{top * n / 4:g}") for n in range(5))
    panel = Panel(
        40,
        8,
        268,
        236,
        Axis(0, top, ticks, True, "said, in 100"),
        Axis(0, top, ticks, True, "came"),
        marks,
        True,
    )
    return Chart(
        name="calibration",
        title=title,
        lead="Share of events that came, against the chance that was said, in 100; numbers: forecasts",
        caption="Lines: binomial 90 % interval of the share that came: were the forecasts right, it would hold "
        "the said chance on 90 out of 100 occasions. Ochre: it does not. Dotted: what was said came.",
        alt=f"Calibration: {'; '.join(told)}.",
        columns=("said", "came", "forecasts", "90 % low", "90 % high"),
        rows=tuple((row["said"], row["came"], row.get("n"), row.get("low"), row.get("high")) for row in kept),
        panels=(panel,),
        width=300,
        height=260,
    )


def _top(largest: float) -> float:
    """End of both axes, in 100: rare events have a scale of their own.

    >>> _top(98.0), _top(3.1)
    (100.0, 4.0)
    """
    return next(end for end in (1.0, 2.0, 4.0, 10.0, 20.0, 40.0, 100.0) if largest <= end)
