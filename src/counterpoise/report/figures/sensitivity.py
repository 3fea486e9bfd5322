"""Not one number: the answer under other thresholds and other prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.report.figures.comparison import Row, table_of, whiskers
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.telling.reader import chance, dig, final, milestones
from counterpoise.telling.words import count, join

__all__ = ["sensitivity"]

RATES = {"market": "market rates", "ppp": "purchasing power"}


def _settings(answer: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Every alternative setting the answer has: group, key, name, explanation."""
    found = [
        ("threshold", key, f"Threshold {key}", "of the challenger’s strength")
        for key in dig(answer, "sensitivity", "threshold") or {}
    ]
    found += [
        ("rates", key, RATES.get(key, key).capitalize(), "how military spending is priced")
        for key in dig(answer, "sensitivity", "rates") or {}
    ]
    return found


def sensitivity(answer: Mapping[str, Any], year: str | None = None) -> Figure | None:
    """The same futures judged by other thresholds and prices; None where the answer has none."""
    year = year or final(answer)
    settings = _settings(answer)
    if not settings:
        return None
    rows: list[Row] = [
        ("As answered", "all settings drawn", chance(answer, "outcomes", "balance_holds", "full", year))
    ]
    rows += [
        (name, note, chance(answer, "sensitivity", group, key, year)) for group, key, name, note in settings
    ]
    cells: list[tuple[Cell, ...]] = []
    for at in milestones(answer):
        base: list[Row] = [
            ("As answered", "all settings drawn", chance(answer, "outcomes", "balance_holds", "full", at))
        ]
        base += [
            (name, note, chance(answer, "sensitivity", group, key, at)) for group, key, name, note in settings
        ]
        cells += [(row[0], int(at), *row[1:]) for row in table_of(base)]
    found = [row[2]["p"] for row in rows[1:] if row[2]]
    ends = f"from {count(min(found))} to {count(max(found))} in 100" if found else ""
    said = join([f"{name.lower()} {count(c['p'])}" for name, _, c in rows if c])
    return Figure(
        key="sensitivity",
        title=f"Other yardsticks move the answer {ends}" if found else "Other yardsticks",
        lead=f"Chance in 100 that the balance holds to {year}, full story",
        body=whiskers(rows, f"Chance that the balance holds to {year}: {said}.", width=600, left=210),
        caption="Threshold: the balance ratio at which a theatre still holds. Rates: the futures that weigh "
        "that price most. Whiskers: 90 % credible interval, where one exists.",
        table=Table(("setting", "year", "what it is", "probability", "90 % low", "90 % high"), tuple(cells)),
    )
