"""From the simple story to the full one: what each complication costs in this model, with its error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.intervals import SIMULATION
from counterpoise.charts.marks import Axis, Line, Mark, Panel, Shape, Words, box
from counterpoise.telling.reader import chance, dig, final, number
from counterpoise.telling.sentences import cost_basis, costliest, unmodelled
from counterpoise.telling.words import CLAIMS, brief, points

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["OWN", "why"]

STORIES = ("simple", "full")
LEFT, WIDTH, STEP, NUMBERS = 226.0, 420.0, 27.0, 46.0


def _bars(found: list[tuple[str, float, float | None]], step: float) -> Panel:
    """One bar to a claim, in futures in 100, each with the error of the simulation."""
    ends = [0.0] + [100 * (cost + (error or 0) * side) for _, cost, error in found for side in (-1, 1)]
    reach = max(max(ends) - min(ends), 1.0)
    low, high = min(ends) - 0.04 * reach, max(ends) + 0.04 * reach
    marks: list[Mark] = []
    for i, (claim, cost, error) in enumerate(found):
        name = CLAIMS.get(claim, claim)
        said = f"{claim} {name}: {points(cost)} futures in 100" + (
            f", simulation error ±{100 * error:.1f} (90 %)" if error is not None else ""
        )
        ink = "leaning-challenger" if cost < 0 else "leaning-patron"
        marks.append(Words(low, i, claim, "muted", 11, shift=(-LEFT, 0), key=claim))
        marks.append(Words(low, i, name, shift=(23 - LEFT, 0), key=claim))
        marks.append(Shape(box(0, i - 0.3, 100 * cost, i + 0.3), ink, said=said, key=claim))
        if error is not None:
            marks.append(Line([100 * (cost - error), 100 * (cost + error)], [i, i], "ink", 1.4))
        marks.append(Words(high, i, points(cost), bold=True, anchor="end", shift=(NUMBERS, 0), key=claim))
    marks.append(Line([0, 0], [-0.5, len(found) - 0.5], "ink", 1.2))
    bottom = 4 + step * len(found)
    return Panel(LEFT, 4, WIDTH - NUMBERS, bottom, Axis(low, high), Axis(len(found) - 0.5, -0.5), marks)


def _totals(simple: dict[str, Any], full: dict[str, Any], top: float) -> Panel:
    """Simple story, all together, full story: the sum printed under the bars."""
    parts = (
        ("start", 0.0, f"simple story {brief(simple['p'])}"),
        ("middle", 0.5, f"all together {points(full['p'] - simple['p'])}"),
        ("end", 1.0, f"full story {brief(full['p'])}"),
    )
    marks: list[Mark] = [Line([0, 1], [1, 1], "hair", 1)]
    marks += [Words(x, 0.4, words, bold=True, size=12, anchor=anchor) for anchor, x, words in parts]  # type: ignore[arg-type]
    return Panel(2, top, WIDTH - 2, top + 24, Axis(0, 1), Axis(0, 1), marks)


_CLAIMED = {"balance_holds": "cost_of", "ties_survive": "cost_of_ties"}
Cost = tuple[str, float, float | None]


def _shares(answer: Mapping[str, Any], reference: str, outcome: str) -> list[Cost]:
    """Shapley values of the claims, where the answer holds an attribution of this very model; costliest first."""
    if dig(answer, "attribution", "stale"):
        return []
    found = dig(answer, "attribution", "divisions", reference, outcome, "shares") or {}
    rows = [
        (str(claim), value, number(part, "error"))
        for claim, part in found.items()
        if (value := number(part, "value")) is not None
    ]
    return sorted(rows, key=lambda row: (row[1], row[0]))


def why(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    outcome: str = "balance_holds",
    reference: str = "declared",
    step: float = STEP,
) -> Chart | None:
    """Cost of each claim; claims that do not act yet are listed, never drawn at zero; None without costs.

    Args:
        answer: The answer.
        views: Not needed.
        outcome: ``balance_holds`` or ``ties_survive``.
        reference: Reference set of the attribution; an answer without one shows what each claim changes last.
        step: Height of a row, in pixels.
    """
    shares = _shares(answer, reference, outcome)
    found = shares if shares or reference != "declared" else costliest(answer, _CLAIMED[outcome])
    absent, off = unmodelled(answer), _off(answer)
    found = [row for row in found if row[0] not in off]
    if not found:
        return None
    panels = [_bars(found, step)]
    ends = (
        [chance(answer, "attribution", "divisions", reference, outcome, story) for story in STORIES]
        if shares
        else [chance(answer, "outcomes", outcome, story, final(answer)) for story in STORIES]
    )
    height = 8 + step * len(found)
    if ends[0] and ends[1]:
        panels.append(_totals(ends[0], ends[1], height + 4))
        height += 34
    title = f"{CLAIMS.get(found[0][0], found[0][0])} costs most"
    said = "; ".join(f"{CLAIMS.get(claim, claim)} {points(cost)}" for claim, cost, _ in found)
    names = ", ".join(f"{CLAIMS[claim]} ({claim})" for claim in absent)
    key = "why" if outcome == "balance_holds" else "why-ties-survive"
    return Chart(
        name=key if reference == "declared" else f"{key}-{reference}",
        title=title if found[0][1] < 0 else "No complication costs anything",
        lead="Futures in 100 that each complication changes in this model",
        caption=(_WHOLE if shares else _LAST)
        + f" Thin line: {SIMULATION} Bars: {cost_basis(answer)}."
        + (f" Not modelled yet: {names}." if absent else "")
        + (f" Off in this scenario: {', '.join(f'{CLAIMS.get(c, c)} ({c})' for c in off)}." if off else ""),
        alt=f"Futures in 100 that each complication changes in this model: {said}.",
        columns=(
            "claim",
            "name",
            "change of chance, balance",
            "simulation error, 90 %, half width",
            "change of chance, alliances",
            "status",
        ),
        rows=_rows(answer, reference, bool(shares), absent),
        panels=tuple(panels),
        width=WIDTH,
        height=height,
        simulated=True,
    )


def _off(answer: Mapping[str, Any]) -> list[str]:
    """Claims that the question turns off: they act in neither story, so they have no cost to draw."""
    return [claim for claim, value in (dig(answer, "switches") or {}).items() if value == 0]


def _rows(
    answer: Mapping[str, Any], reference: str, shares: bool, absent: list[str]
) -> tuple[tuple[Cell, ...], ...]:
    """Both outcomes of every claim; one that does not act has no number."""
    costs = {
        outcome: _shares(answer, reference, outcome) if shares else costliest(answer, key)
        for outcome, key in _CLAIMED.items()
    }
    off = _off(answer)
    balance = {claim: (cost, error) for claim, cost, error in costs["balance_holds"] if claim not in off}
    ties = {claim: cost for claim, cost, _ in costs["ties_survive"] if claim not in off}
    return tuple(
        (
            claim,
            name,
            *balance.get(claim, (None, None)),
            ties.get(claim),
            "off" if claim in off else "not modelled yet" if claim in absent else "acts",
        )
        for claim, name in CLAIMS.items()
    )


OWN = (
    "Counted on futures of its own: its two ends differ from the answer’s by simulation error. Each number is rounded "
    "by itself."
)
"""Why the ends of a division are not those of the answer, nor to the last digit their own difference."""

_WHOLE = (
    "Bar: what the claim adds on average over all orders of joining (Shapley value), same noise; the bars add up to "
    f"the difference between the stories. {OWN} Accounting inside the model, not proof of cause."
)
_LAST = (
    "Bar: the full story minus the full story without the claim, same noise. "
    "Such changes overlap and need not add up."
)
