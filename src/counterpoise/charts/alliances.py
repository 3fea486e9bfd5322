"""Survival of each treaty alliance of the patron."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.intervals import CREDIBLE_SOME
from counterpoise.charts.whiskers import Row, height_of, whiskers
from counterpoise.telling.reader import apart, chance, dig, final, milestones
from counterpoise.telling.shipped import counted
from counterpoise.telling.words import count

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["alliances"]


def alliances(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, year: str | None = None
) -> Chart | None:
    """Survival of each treaty alliance of the patron; None where the answer has none.

    Args:
        answer: The answer.
        views: Not needed.
        year: One of the answer's years; its last without it.
    """
    year = year or final(answer)
    pacts = dig(answer, "alliances") or {}
    if not pacts:
        return None
    core = counted(answer)
    left_out = {pact for pact in pacts if core and pact.partition("-")[2] not in core}

    def name(pact: str) -> str:
        patron, _, partner = pact.partition("-")
        return str(dig(answer, "states", partner, "name") or partner or patron)

    def note(pact: str) -> str:
        told = ["not counted"] if pact in left_out else []
        told += [
            f"to {when}: {count(found['p'])}"
            for when in milestones(answer)
            if when != year and (found := chance(pacts, pact, when))
        ]
        return ", ".join(told) or "in force and believed"

    shown = sorted(pacts, key=lambda pact: (pact in left_out, -_p(pacts, pact, year)))
    rows: list[Row] = [(name(pact), note(pact), chance(pacts, pact, year)) for pact in shown]
    ranked = sorted((row for row in rows if row[2]), key=lambda row: -(row[2] or {})["p"])
    weakest = ranked[-1][0] if len(ranked) > 1 and apart(ranked[-1][2] or {}, ranked[-2][2] or {}) else ""
    cells: list[tuple[Cell, ...]] = []
    for pact in pacts:
        for when in milestones(answer):
            if found := chance(pacts, pact, when):
                cells.append((name(pact), int(when), found["p"], found.get("low"), found.get("high")))
    return Chart(
        name="alliances",
        title=f"{weakest} is the alliance most in doubt"
        if weakest
        else "The patron’s treaties fare much alike",
        lead=f"Chance in 100 that each treaty is in force and believed in {year}, full story",
        caption=f"Whiskers: {CREDIBLE_SOME}"
        + (" Not counted: the verdict on the ties leaves that treaty out." if left_out else ""),
        alt=f"Survival of the patron’s alliances to {year}: "
        + "; ".join(f"{label} {count(found['p'])} of 100" for label, _, found in rows if found)
        + ".",
        columns=("alliance with", "year", "probability", "90 % low", "90 % high"),
        rows=tuple(cells),
        panels=(whiskers(rows, width=420, left=142, lead=len(rows)),),
        width=420,
        height=height_of(rows),
        simulated=True,
    )


def _p(pacts: Mapping[str, Any], pact: str, year: str) -> float:
    """The chance of a treaty; below all others where nobody has it."""
    found = chance(pacts, pact, year)
    return found["p"] if found else -1.0
