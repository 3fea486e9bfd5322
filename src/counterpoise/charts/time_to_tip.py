"""When the balance tips: fifty quantile dots, and those futures in which it never does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.marks import Axis, Dots, Mark, Panel, Words
from counterpoise.telling.words import apportion

__all__ = ["time_to_tip", "time_to_tip_of"]

DOTS = 50


def time_to_tip(
    counts: Sequence[tuple[int, float]], never: float, *, last: int, outcome: str = "the balance is lost"
) -> Chart | None:
    """Fifty equally likely futures by the year in which they tip.

    Args:
        counts: Year and number (or share) of futures that tip in it.
        never: Number (or share) of those that do not tip by the last year.
        last: The last year simulated.
        outcome: What tipping means.

    Returns:
        The chart; None where there are no futures.
    """
    shares = [float(n) for _, n in counts] + [float(never)]
    if sum(shares) <= 0:
        return None
    dots = apportion(shares, DOTS)
    years = [year for year, _ in counts]
    xs = [float(year) for year, n in zip(years, dots, strict=False) for _ in range(n)]
    ys = [float(k) for n in dots[:-1] for k in range(n)]
    said = [f"{int(x)}: one future of fifty" for x in xs]
    first = min([*years, last - 1])
    high = max([*dots[:-1], 4])
    marks: list[Mark] = [Dots(xs, ys, "leaning-challenger", 9, True, outcome, said)]
    column, tall = last + 3.0, 10
    stay = dots[-1]
    marks.append(
        Dots(
            [column + 0.9 * (k // tall) for k in range(stay)],
            [float(k % tall) for k in range(stay)],
            "patron",
            9,
            True,
            "not by then",
            [f"not by {last}: {stay} of fifty"] * stay,
        )
    )
    marks.append(Words(column, 0, f"not by {last}: {stay} of 50", bold=True, size=12, shift=(-4, 20)))
    total = sum(shares)
    ticks = tuple((float(y), str(y)) for y in sorted({first, (first + last) // 2, last}))
    high = max(high, tall)
    panel = Panel(
        16, 8, 480, 8 + 12 * (high + 1), Axis(first - 1, last + 12, ticks), Axis(-0.7, high + 0.3), marks
    )
    cumulative = 0.0
    rows: list[tuple[int | str, float, float]] = []
    for year, n in counts:
        cumulative += float(n) / total
        rows.append((year, float(n) / total, cumulative))
    return Chart(
        name="time-to-tip",
        title=f"When {outcome}",
        lead="Each dot is one of fifty equally likely futures, at the year in which it tips for the first time",
        caption="Quantile dots: counts of simulated futures, no interval (level: none). On the right: futures "
        f"that do not tip by {last}.",
        alt=f"Of fifty equally likely futures {DOTS - stay} tip by {last} and {stay} do not (simulated).",
        columns=("year", "share of futures", "by then"),
        rows=(*rows, (f"not by {last}", float(never) / total, None)),
        panels=(panel,),
        width=500,
        height=8 + 12 * (high + 1) + 30,
        simulated=True,
    )


def time_to_tip_of(found: Mapping[str, Any]) -> Chart | None:
    """The chart of what ``counterpoise tipping`` writes as ``time_to_tip``: years, and the share lost by each.

    Args:
        found: ``years`` and ``lost``, the share of futures that have lost the balance at least once by each.
    """
    years, lost = list(found["years"]), [0.0, *found["lost"]]
    counts = [(int(year), max(b - a, 0.0)) for year, a, b in zip(years, lost, lost[1:], strict=False)]
    return time_to_tip(
        counts, 1.0 - lost[-1], last=int(years[-1]), outcome="the balance is lost for the first time"
    )
