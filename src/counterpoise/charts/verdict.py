"""A hundred equally likely futures: colour says whether the balance holds, filling whether the ties do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Chart
from counterpoise.charts.intervals import CREDIBLE, NONE
from counterpoise.charts.marks import Anchor, Axis, Dots, Line, Mark, Panel, Words
from counterpoise.telling.reader import asked, chance, final, number
from counterpoise.telling.words import apportion, brief, futures, percent, span

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["OUTCOMES", "outcome_counts", "verdict"]

OUTCOMES = {
    "both": ("alliances survive, balance holds", "patron", True),
    "balance_only": ("balance holds without the alliances", "patron", False),
    "ties_only": ("alliances survive, balance lost", "leaning-challenger", True),
    "neither": ("both lost", "challenger", False),
}
"""Words, ink and filling of the four outcomes, in the order of their dots."""

_ALONE = {
    "both": ("the balance holds", "patron", True),
    "ties_only": ("the balance is lost", "leaning-challenger", True),
}
"""The same where the patron has no alliance that could be lost: then all of none survive."""

PITCH, DOT = 13.0, 10.2
"""Pixels from dot to dot, and of a dot."""


_NEAR = 2.5
"""Columns from the chance within which the word of an end stands outside its bracket."""


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


def _bracket(found: dict[str, Any] | None) -> list[Mark]:
    """The credible interval of the chance, under the columns that it reaches from and to."""
    if found is None:
        return []

    def place(p: float) -> float:
        return 10 * p - 0.5

    middle = place(found["p"])
    marks: list[Mark] = [Line([middle, middle], [9.8, 10.5], width=1.4)]
    if span(found):
        low, high = place(found["low"]), place(found["high"])
        marks.append(Line([low, low, high, high], [9.8, 10.2, 10.2, 9.8], width=1.4))
        for end, value in ((low, found["low"]), (high, found["high"])):
            if abs(end - middle) > 1.3:
                outward: Anchor = "end" if end < middle else "start"
                anchor = outward if abs(end - middle) < _NEAR and end > 1 else "middle"
                marks.append(Words(end, 11.2, str(percent(value)), ink="muted", size=12, anchor=anchor))
    marks.append(Words(middle, 11.2, brief(found["p"]), bold=True, anchor="middle"))
    return marks


def verdict(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    year: str | None = None,
    story: str = "full",
    turned: tuple[int, int] = (0, 0),
) -> Chart | None:
    """A hundred dots for the two outcomes together, with the interval of the chance; None without them.

    Args:
        answer: The answer, as ``answer.json`` holds it.
        views: Not needed.
        year: One of the answer's years; its last without it.
        story: ``full`` or ``simple``.
        turned: Futures of 100, among those that hold and among those that are lost, that end otherwise in another
            scenario under the same luck; they are ringed.
    """
    year = year or final(answer)
    shares = {key: number(answer, "two_by_two", story, year, key) for key in OUTCOMES}
    known = {key: value for key, value in shares.items() if value is not None}
    if len(known) < len(OUTCOMES) or sum(known.values()) <= 0:
        return None
    counts = outcome_counts(known)
    found = chance(answer, "outcomes", "balance_holds", story, year)
    told = _ALONE if "ties_survive" not in asked(answer) else OUTCOMES
    marks, legend = [*_rings(counts, turned), *_swarm(counts, told)], _legend(counts, told)
    side = 10 * PITCH
    swarm = Panel(
        4, 2, 4 + side, 2 + 12.4 * PITCH, Axis(-0.5, 9.5), Axis(11.8, -0.6), (*marks, *_bracket(found)), True
    )
    key = Panel(side + 22, 2, 360, 2 + 10 * PITCH, Axis(0, 1), Axis(3.7, -0.7), legend)
    noise = number(answer, "outcomes", "balance_holds", story, year, "mc_error")
    error = f"; simulation error ±{100 * noise:.0f}" if noise is not None else ""
    said = "; ".join(f"{counts[key]} {words}" for key, (words, *_) in told.items())
    interval = f" The balance holds in {futures(found['p'])}" if found else ""
    interval += f", 90 % credible interval {span(found)}." if span(found) else "." if found else ""
    return Chart(
        name="verdict",
        title="A hundred equally likely futures",
        lead=f"Each dot is one, in {year}, {story} story" + error,
        caption=(f"Bracket: {CREDIBLE}" if span(found) else NONE)
        + f" In {year}, {story} story{error}."
        + (
            " Ringed: futures that end otherwise in the other scenario, under the same luck."
            if any(turned)
            else ""
        ),
        alt=f"Of 100 equally likely futures: {said}.{interval}",
        columns=("outcome", "probability", "futures in 100"),
        rows=tuple((words, known[key], counts[key]) for key, (words, *_) in told.items()),
        panels=(swarm, key),
        width=362,
        height=6 + 12.4 * PITCH,
        simulated=True,
    )


def _swarm(counts: Mapping[str, int], told: Mapping[str, tuple[str, str, bool]]) -> list[Mark]:
    """Dots by column, each outcome a run of its own."""
    marks: list[Mark] = []
    at = 0
    for outcome, (words, ink, filled) in told.items():
        places = range(at, at + counts[outcome])
        at += counts[outcome]
        if counts[outcome]:
            said = [f"{counts[outcome]} of 100: {words}"] * counts[outcome]
            xs, ys = [float(i // 10) for i in places], [float(i % 10) for i in places]
            marks.append(Dots(xs, ys, ink, DOT, filled, words, said, [outcome] * counts[outcome]))
    return marks


def _rings(counts: Mapping[str, int], turned: tuple[int, int]) -> list[Mark]:
    """Rings round those that turn, on both sides of the line between held and lost."""
    edge = counts["both"] + counts["balance_only"]
    places = range(max(edge - turned[0], 0), min(edge + turned[1], 100))
    if not places:
        return []
    xs, ys = [float(i // 10) for i in places], [float(i % 10) for i in places]
    return [Dots(xs, ys, "highlight", DOT + 4, False, "ends otherwise")]


def _legend(counts: Mapping[str, int], told: Mapping[str, tuple[str, str, bool]]) -> list[Mark]:
    marks: list[Mark] = []
    for i, (outcome, (words, ink, filled)) in enumerate(told.items()):
        marks.append(Dots([0.03], [i], ink, DOT, filled, words))
        marks.append(Words(0, i, str(counts[outcome]), bold=True, anchor="end", shift=(38, 0)))
        first, _, second = words.partition(", ") if len(words) > 24 else (words, "", "")
        if not second and len(words) > 24:
            first, second = words[: words.rfind(" ", 0, 24)], words[words.rfind(" ", 0, 24) + 1 :]
        if second:
            marks.append(Words(0, i, first, size=12, shift=(46, -7)))
            marks.append(Words(0, i, second, size=12, shift=(46, 7)))
        else:
            marks.append(Words(0, i, first, size=12, shift=(46, 0)))
    return marks
