"""The full story beside simpler answers to the same question, on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.intervals import CREDIBLE_SOME
from counterpoise.charts.whiskers import COLUMNS, Row, cells, height_of, whiskers
from counterpoise.claims import complications
from counterpoise.telling.reader import chance, counting_error, dig, final
from counterpoise.telling.words import OUTCOMES, futures

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["simpler"]


def _rows(answer: Mapping[str, Any], outcome: str, year: str) -> list[Row]:
    """Name, explanation and chance of each rival answer; a rival without a number keeps its row."""
    costs = dig(answer, "cost_of")
    known = complications() if costs is None else [key for key, value in costs.items() if value is not None]
    switches = dig(answer, "switches") or {}
    acting = sum(switches.get(claim) != 0 for claim in known)
    base = dig(answer, "references", "base_rate") or {}
    n = dig(base, outcome, year, "n") or dig(base, outcome, "n") or base.get("n")
    simple, alone = chance(answer, "outcomes", outcome, "simple", year), "balancing alone"
    if simple is None:
        simple, alone = chance(answer, "outcomes", outcome, "simple_before", year), "before your changes"
    elif draft := answer.get("simple_members"):
        alone = f"alone: draft of {draft:,} futures"
    return [
        (
            "Full story",
            f"with {acting} complication{'' if acting == 1 else 's'}",
            chance(answer, "outcomes", outcome, "full", year),
        ),
        ("Simple story", alone, simple),
        ("Persistence", "as it was, so it stays", _counted(answer, outcome, year)),
        ("Base rate", f"{n} past cases" if n is not None else "past cases", chance(base, outcome, year)),
    ]


def _counted(answer: Mapping[str, Any], outcome: str, year: str) -> dict[str, Any] | None:
    """Persistence: a share of the futures' own rulers, with the error of counting so many."""
    found = chance(answer, "references", "persistence", outcome, year)
    return found and {"mc_error": counting_error(found["p"], dig(answer, "members")), **found}


def simpler(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    outcome: str = "balance_holds",
    year: str | None = None,
) -> Chart:
    """Full story, simple story, persistence and base rate, for one outcome to one year.

    Args:
        answer: The answer.
        views: Not needed.
        outcome: ``balance_holds`` or ``ties_survive``.
        year: One of the answer's years; its last without it.
    """
    main = outcome == "balance_holds" and year is None
    year = year or final(answer)
    rows = _rows(answer, outcome, year)
    what = OUTCOMES[outcome]
    said = "; ".join(f"{name.lower()} {futures(found['p'])}" for name, _, found in rows if found)
    rate = dig(answer, "references", "base_rate")
    counted = dig(rate, outcome, year, "what") or dig(rate, outcome, "what") or dig(rate, "what")
    return Chart(
        name="simpler" if main else f"simpler-{outcome}-{year}".replace("_", "-"),
        title="Against simpler answers" if main else f"{what[0].upper()}{what[1:]} to {year}",
        lead=f"Chance in 100 that {what} to {year}",
        caption=f"Whiskers: {CREDIBLE_SOME}"
        + (f" Base rate: {str(counted).rstrip('.')}." if counted and not main else ""),
        alt=f"Chance that {what} to {year}: {said or 'not available'}.",
        columns=("answer", *COLUMNS),
        rows=cells(rows),
        panels=(whiskers(rows),),
        width=340,
        height=height_of(rows),
        simulated=True,
    )
