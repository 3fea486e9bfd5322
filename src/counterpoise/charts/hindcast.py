"""What a forecast from that year's knowledge said, and what happened: misses first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.intervals import CREDIBLE_SOME
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.telling.reader import number
from counterpoise.telling.words import brief, futures

__all__ = ["hindcast", "miss"]

STEP, LEFT, WIDTH = 24.0, 250.0, 520.0
_NO_INTERVAL = "The chances have no interval (level: none)."


def miss(row: Mapping[str, Any]) -> float:
    """How far a forecast was from what happened: 0 is right, 1 is as wrong as can be.

    >>> miss({"p": 0.9, "happened": False}), miss({"p": 0.75, "happened": True})
    (0.9, 0.25)
    """
    return abs(float(row["p"]) - float(bool(row["happened"])))


def hindcast(
    rows: Sequence[Mapping[str, Any]], *, name: str = "hindcast", title: str = "", most: int = 24
) -> Chart | None:
    """Forecasts with what happened, the worst misses first; None without one that has been resolved.

    Args:
        rows: Each ``label``, ``p``, ``happened`` and, where there is one, ``low`` and ``high``.
        name: Of the hindcast, such as ``asia-2014``.
        title: One message; how many misses without it.
        most: Rows drawn; the table holds all.
    """
    known = [r for r in rows if number(r, "p") is not None and r.get("happened") is not None]
    if not known:
        return None
    ranked = sorted(known, key=lambda row: (-miss(row), str(row.get("label"))))
    missed = sum(miss(row) > 0.5 for row in ranked)
    marks: list[Mark] = []
    for i, row in enumerate(ranked[:most]):
        label, happened, p = str(row.get("label", "")), bool(row["happened"]), float(row["p"])
        wrong = miss(row) > 0.5
        said = f"{label}: said {futures(p)}; it {'happened' if happened else 'did not happen'}"
        low, high = number(row, "low"), number(row, "high")
        words = label if len(label) < 36 else label[:34].rstrip() + "…"
        marks.append(Words(0, i, words, bold=wrong, size=12, shift=(2 - LEFT, 0)))
        if low is not None and high is not None:
            marks.append(Line([100 * low, 100 * high], [i, i], "control", 2))
        marks.append(
            Dots([100 * p], [i], "leaning-challenger" if wrong else "patron", 9, True, "said", [said])
        )
        end = 100.0 if happened else 0.0
        marks.append(Dots([end], [i], "ink", 11, False, "happened", [said]))
        marks.append(
            Words(100, i, f"{brief(p)}, {'came' if happened else 'did not'}", "muted", 11, shift=(12, 0))
        )
    drawn = len(ranked[:most])
    ticks = tuple((float(n), str(n)) for n in (0, 50, 100))
    panel = Panel(
        LEFT, 6, WIDTH - 84, 6 + STEP * drawn, Axis(0, 100, ticks, True), Axis(drawn - 0.5, -0.5), marks
    )
    brier = sum(miss(row) ** 2 for row in ranked) / len(ranked)
    return Chart(
        name=name,
        title=title or f"{missed} of {len(ranked)} forecasts missed",
        lead=f"Chance said, in 100 (filled), and what happened (ring); mean squared miss {brier:.3f}",
        caption="Misses (less than even odds given to what came) first, in ochre. "
        + (
            f"Lines: {CREDIBLE_SOME}"
            if any(number(row, "low") is not None for row in ranked)
            else _NO_INTERVAL
        )
        + (f" Drawn: {drawn} of {len(ranked)}; the table holds all." if drawn < len(ranked) else ""),
        alt=f"{missed} of {len(ranked)} forecasts missed. Worst: "
        + "; ".join(f"{r.get('label')} said {futures(float(r['p']))}" for r in ranked[:3])
        + ".",
        columns=("forecast", "probability", "90 % low", "90 % high", "happened", "miss"),
        rows=tuple(
            (r.get("label"), float(r["p"]), number(r, "low"), number(r, "high"), bool(r["happened"]), miss(r))
            for r in ranked
        ),
        panels=(panel,),
        width=WIDTH,
        height=6 + STEP * drawn + 24,
    )
