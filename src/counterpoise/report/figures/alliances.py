"""Survival of each treaty alliance of the patron."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.report.figures.comparison import Row, whiskers
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.telling.reader import apart, chance, dig, final, milestones
from counterpoise.telling.words import count

__all__ = ["alliances"]


def alliances(answer: Mapping[str, Any], year: str | None = None) -> Figure | None:
    """Survival of each treaty alliance of the patron; None where the answer has none."""
    year = year or final(answer)
    pacts = dig(answer, "alliances") or {}
    if not pacts:
        return None

    def name(pact: str) -> str:
        patron, _, partner = pact.partition("-")
        return str(dig(answer, "states", partner, "name") or partner or patron)

    rows: list[Row] = []
    for pact in pacts:
        early = chance(answer, "alliances", pact, milestones(answer)[0])
        rows.append(
            (
                name(pact),
                f"{count(early['p'])} to {milestones(answer)[0]}" if early else pact,
                chance(answer, "alliances", pact, year),
            )
        )
    rows.sort(key=lambda row: -(row[2]["p"] if row[2] else -1))
    cells: list[tuple[Cell, ...]] = []
    for pact in pacts:
        for at in milestones(answer):
            c = chance(answer, "alliances", pact, at)
            cells.append(
                (name(pact), int(at), *((c["p"], c.get("low"), c.get("high")) if c else (None,) * 3))
            )
    known = [(row[0], row[2]) for row in rows if row[2]]
    title = "Survival of each alliance"
    if len(known) > 1 and apart(known[-1][1], known[-2][1]):
        title = f"{known[-1][0]}’s alliance is the least sure to survive"
    said = ", ".join(f"{label} {count(c['p'])}" for label, c in known)
    return Figure(
        key="alliances",
        title=title,
        lead=f"Chance in 100 that the treaty is in force and believed in {year}",
        body=whiskers(
            rows, f"Chance in 100 that each alliance survives to {year}: {said}.", 600, 210, len(rows)
        ),
        caption="Whiskers: 90 % credible interval of the chance.",
        table=Table(("alliance with", "year", "probability", "90 % low", "90 % high"), tuple(cells)),
        simulated=True,
    )
