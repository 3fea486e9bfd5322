"""What each complication costs in this model: bars from zero, simulation error, and what is not modelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from counterpoise.report.figures.figure import Figure, Table
from counterpoise.report.figures.scale import linear
from counterpoise.report.figures.svg import image, line, rect, text
from counterpoise.report.reader import chance, final
from counterpoise.report.sentences import cost_basis, costliest, divided, unmodelled
from counterpoise.report.words import CLAIMS, count, points

__all__ = ["costs"]

WIDTH, STEP, NAMES, NUMBERS = 384.0, 27.0, 214.0, 40.0


def _bars(found: list[tuple[str, float, float | None]], label: str) -> Markup:
    """One bar to a claim, in futures in 100."""
    ends = [0.0] + [cost + (error or 0) * side for _, cost, error in found for side in (-1, 1)]
    reach = max(max(ends) - min(ends), 0.01)
    x = linear(min(ends) - 0.04 * reach, max(ends) + 0.04 * reach, NAMES + 4, WIDTH - NUMBERS - 6)
    marks = []
    for i, (claim, cost, error) in enumerate(found):
        y = 12 + STEP * i
        kind = "cost" if cost < 0 else "gain"
        marks += [
            text(0, y + 4, claim, "t11 muted"),
            text(23, y + 4, CLAIMS.get(claim, claim), "t"),
            rect(x(0), y - 8, x(cost) - x(0), 16, kind),
            text(WIDTH, y + 4, points(cost), "t strong", "end"),
        ]
        if error is not None:
            marks.append(line(x(cost - error), y, x(cost + error), y, "error"))
    height = 8 + STEP * len(found)
    marks.append(line(x(0), 0, x(0), height - 2, "axis ink"))
    return image(WIDTH, height, label, *marks)


def costs(answer: Mapping[str, Any], year: str | None = None) -> Figure:
    """Cost of each claim on the balance; claims that do not act yet are listed, never drawn at zero."""
    year = year or final(answer)
    found, absent = costliest(answer), unmodelled(answer)
    said = "; ".join(f"{CLAIMS.get(claim, claim)} {points(cost)}" for claim, cost, _ in found)
    label = f"Futures in 100 that each complication changes in this model: {said or 'none known'}."
    simple = chance(answer, "outcomes", "balance_holds", "simple", year)
    full = chance(answer, "outcomes", "balance_holds", "full", year)
    total = Markup("")
    if simple and full:
        total = Markup(
            '<p class="totals"><span>Simple story <b>{}</b></span><span>all together <b>{}</b></span>'
            "<span>full story <b>{}</b></span></p>"
        ).format(count(simple["p"]), points(full["p"] - simple["p"]), count(full["p"]))
    names = [f"{CLAIMS[claim]} ({claim})" for claim in absent]
    missing = (
        Markup('<p class="absent"><b>Not modelled yet:</b> {}.</p>').format(", ".join(names))
        if absent
        else ""
    )
    title = "What costs most" if not found else f"{CLAIMS.get(found[0][0], found[0][0])} costs most"
    if found and found[0][1] >= 0:
        title = "No complication costs anything"
    balance = {claim: (cost, error) for claim, cost, error in found}
    ties = {claim: (cost, error) for claim, cost, error in costliest(answer, "cost_of_ties")}
    rows = [
        (
            claim,
            name,
            *balance.get(claim, (None, None)),
            ties.get(claim, (None, None))[0],
            "not modelled yet" if claim in absent else "acts",
        )
        for claim, name in CLAIMS.items()
    ]
    return Figure(
        key="costs",
        title=title,
        lead=f"Futures in 100 that each complication changes in this model: {cost_basis(answer)}",
        body=Markup("{}{}{}").format(_bars(found, label) if found else "", total, missing),
        caption=(_WHOLE if divided(answer) else _LAST) + " Thin line: simulation error, 90 %.",
        table=Table(
            (
                "claim",
                "name",
                "change of chance, balance",
                "simulation error, 90 %, half width",
                "change of chance, alliances",
                "status",
            ),
            tuple(rows),
        ),
    )


_WHOLE = (
    "Bar: the claim's Shapley value, what it adds on average over all orders of joining, same noise; the bars add up "
    "to the difference between the stories. Accounting inside the model, not proof of cause."
)
_LAST = (
    "Bar: the full story minus the full story without the claim, same noise. "
    "Such changes overlap and need not add up."
)
