"""Not one number: the answer under other thresholds and other prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.intervals import CREDIBLE_SOME
from counterpoise.charts.whiskers import COLUMNS, Row, cells, height_of, whiskers
from counterpoise.telling.reader import chance, dig, final, milestones
from counterpoise.telling.words import count, join

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["yardsticks"]

RATES = {"market": "market rates", "ppp": "purchasing power"}


def _settings(answer: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Every alternative setting the answer has: group, key, name, explanation."""
    found = [
        ("threshold", key, f"Threshold {key}", "of the challenger’s strength")
        for key in dig(answer, "sensitivity", "threshold") or {}
    ]
    return found + [
        ("rates", key, RATES.get(key, key).capitalize(), "how military spending is priced")
        for key in dig(answer, "sensitivity", "rates") or {}
    ]


def _rows(answer: Mapping[str, Any], year: str) -> list[Row]:
    whole = chance(answer, "outcomes", "balance_holds", "full", year)
    rows: list[Row] = [("As answered", "all settings drawn", whole)]
    for group, key, name, note in _settings(answer):
        rows.append((name, note, chance(answer, "sensitivity", group, key, year)))
    return rows


def _worst(rows: Sequence[Row]) -> str:
    """The largest simulation error of the rows, in a sentence; empty where none is known."""
    errors = [float(found["mc_error"]) for _, _, found in rows if found and found.get("mc_error")]
    return f" Simulation error (90 %): at most ±{100 * max(errors):.1f}." if errors else ""


def yardsticks(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, year: str | None = None
) -> Chart | None:
    """The same futures judged by other thresholds and prices; None where the answer has none.

    Args:
        answer: The answer.
        views: Not needed.
        year: One of the answer's years; its last without it.
    """
    year = year or final(answer)
    rows = _rows(answer, year)
    if len(rows) < 2:
        return None
    table: list[tuple[Cell, ...]] = [
        (row[0], int(at), *row[1:]) for at in milestones(answer) for row in cells(_rows(answer, at))
    ]
    found = [row[2]["p"] for row in rows[1:] if row[2]]
    ends = f"from {count(min(found))} to {count(max(found))} in 100" if found else ""
    said = join([f"{name.lower()} {count(c['p'])}" for name, _, c in rows if c])
    return Chart(
        name="yardsticks",
        title=f"Other yardsticks move the answer {ends}" if found else "Other yardsticks",
        lead=f"Chance in 100 that the balance holds to {year}, full story",
        caption="Threshold: the balance ratio at which a theatre still holds. Rates: the futures that weigh "
        f"that price most. Whiskers: {CREDIBLE_SOME}{_worst(rows)}",
        alt=f"Chance that the balance holds to {year}: {said}.",
        columns=("setting", "year", *COLUMNS),
        rows=tuple(table),
        panels=(whiskers(rows, width=560, left=190),),
        width=560,
        height=height_of(rows),
        simulated=True,
    )
