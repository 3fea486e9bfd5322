"""A hundred equally likely futures: colour says whether the balance holds, filling whether the ties do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from counterpoise.charts.svg import circle, el, image, line, text
from counterpoise.report.figures.figure import Figure, Table
from counterpoise.telling.reader import chance, final, number
from counterpoise.telling.words import apportion, brief, percent, span

__all__ = ["dots", "outcome_counts"]

OUTCOMES = {
    "both": ("alliances survive, balance holds", "dot-holds"),
    "balance_only": ("balance holds without the alliances", "dot-holds open"),
    "ties_only": ("alliances survive, balance lost", "dot-lost"),
    "neither": ("both lost", "dot-lost open"),
}
PITCH, RADIUS, LEFT, TOP = 14.2, 5.4, 8.0, 7.0


def outcome_counts(shares: Mapping[str, float]) -> dict[str, int]:
    """The four outcomes in whole futures of 100, so that the first two sum to the balance's own number.

    Largest remainders within "holds" and within "lost" keep the dots and the sentence in agreement.

    >>> outcome_counts({"both": .644, "balance_only": .036, "ties_only": .17, "neither": .15})
    {'both': 64, 'balance_only': 4, 'ties_only': 17, 'neither': 15}
    """
    holds = [shares["both"], shares["balance_only"]]
    lost = [shares["ties_only"], shares["neither"]]
    held = min(max(percent(sum(holds) / (sum(holds) + sum(lost))), 0), 100)
    counts = apportion(holds, held) + apportion(lost, 100 - held)
    return dict(zip(OUTCOMES, counts, strict=True))


def _bracket(answer: Mapping[str, Any], year: str) -> list[Markup]:
    """The credible interval of the chance, under the columns it reaches from and to."""
    found = chance(answer, "outcomes", "balance_holds", "full", year)
    if found is None:
        return []

    def place(p: float) -> float:
        return LEFT - PITCH / 2 + p * 10 * PITCH

    base, middle = TOP + 10 * PITCH, place(found["p"])
    marks = [line(middle, base - 6, middle, base + 5, "axis ink")]
    if span(found):
        low, high = place(found["low"]), place(found["high"])
        marks.append(el("path", d=f"M{low:.1f} {base - 6}V{base}H{high:.1f}V{base - 6}", class_="axis ink"))
        if middle - low > 16:
            marks.append(text(low, base + 17, str(percent(found["low"])), "t muted", "middle"))
        if high - middle > 16:
            marks.append(text(high, base + 17, str(percent(found["high"])), "t muted", "middle"))
    marks.append(text(middle, base + 17, brief(found["p"]), "t strong", "middle"))
    return marks


def dots(answer: Mapping[str, Any], year: str | None = None) -> Figure | None:
    """The 2 x 2 of balance and ties under the full story, or None where the answer lacks it."""
    year = year or final(answer)
    shares = {key: number(answer, "two_by_two", "full", year, key) for key in OUTCOMES}
    known = {key: value for key, value in shares.items() if value is not None}
    if len(known) < len(OUTCOMES) or sum(known.values()) <= 0:
        return None
    counts = outcome_counts(known)
    order = [kind for key, (_, kind) in OUTCOMES.items() for _ in range(counts[key])]
    marks = [
        circle(LEFT + PITCH * (i // 10), TOP + PITCH * (i % 10), RADIUS, kind) for i, kind in enumerate(order)
    ]
    label = "Of 100 equally likely futures: " + "; ".join(
        f"{counts[key]} {words}" for key, (words, _) in OUTCOMES.items()
    )
    drawing = image(
        LEFT * 2 + PITCH * 9,
        TOP + PITCH * 10 + 24,
        label + ".",
        *marks,
        *_bracket(answer, year),
        class_="panel",
    )
    legend = Markup("").join(
        Markup(
            '<li><svg viewBox="0 0 14 14" width="14" height="14" role="img" aria-label="{0}">{1}</svg>'
            "<b>{2}</b><span>{0}</span></li>"
        ).format(words, circle(7, 7, 5.2, kind), counts[key])
        for key, (words, kind) in OUTCOMES.items()
    )
    error = number(answer, "outcomes", "balance_holds", "full", year, "mc_error")
    between = span(chance(answer, "outcomes", "balance_holds", "full", year))
    rows = tuple((words, known[key], counts[key]) for key, (words, _) in OUTCOMES.items())
    return Figure(
        key="futures",
        title="A hundred equally likely futures",
        lead=f"Each dot is one, in {year}, full story"
        + (f"; simulation error ±{100 * error:.0f}" if error is not None else ""),
        body=Markup('<div class="dots">{}<ul class="key">{}</ul></div>').format(drawing, legend),
        caption="Bracket: 90 % credible interval." if between else "",
        table=Table(("outcome", "probability", "futures in 100"), rows),
        simulated=False,
    )
