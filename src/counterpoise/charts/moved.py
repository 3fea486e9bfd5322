"""What moved since an earlier edition, or what parts two scenarios: both answers on one axis, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Words
from counterpoise.telling.against import against, same_poles
from counterpoise.telling.reader import asked, chance, counting_error, dig, final
from counterpoise.telling.words import brief, points
from counterpoise.vocabulary import in_sentence

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["change_error", "comparable", "moved"]

STEP, LEFT, WIDTH = 26.0, 200.0, 520.0
Found = tuple[str, dict[str, Any], dict[str, Any]]


def _pairs(answer: Mapping[str, Any], since: Mapping[str, Any], year: str) -> list[Found]:
    """Every chance that both answers give to the same year."""
    places: list[tuple[str, tuple[str, ...]]] = [
        ("The balance holds", ("outcomes", "balance_holds", "full", year))
    ]
    if "ties_survive" in asked(answer):
        places.append(("The alliances survive", ("outcomes", "ties_survive", "full", year)))
    for key, theatre in (dig(answer, "theatres") or {}).items():
        places.append((str(theatre.get("label", key)), ("theatres", key, "holds", year)))
    for pact in dig(answer, "alliances") or {}:
        partner = str(pact).partition("-")[2]
        name = str(dig(answer, "states", partner, "name") or partner)
        places.append((f"Alliance with {in_sentence(name)}", ("alliances", pact, year)))
    return [
        (label, before, now)
        for label, path in places
        if (now := chance(answer, *path)) and (before := chance(since, *path))
    ]


def comparable(answer: Mapping[str, Any], since: Mapping[str, Any]) -> bool:
    """Whether two answers are about the same poles and give a chance to the same year.

    >>> held = {"outcomes": {"balance_holds": {"full": {"2045": {"p": 0.6}}}}}
    >>> comparable(held, held), comparable(held, {**held, "roles": {"patron": "GBR", "challenger": "DEU"}})
    (True, False)
    """
    return same_poles(answer, since) and bool(_pairs(answer, since, final(answer)))


def change_error(then: float, now: float, answer: Mapping[str, Any], since: Mapping[str, Any]) -> float:
    """Half width of the 90 % interval of simulation error of a change between two runs, were their luck independent.

    Runs of one seed share their luck, and their change has a smaller one.

    >>> round(change_error(0.5, 0.5, {"members": 200}, {"members": 200}), 3)
    0.082
    """
    errors = (counting_error(then, dig(since, "members")), counting_error(now, dig(answer, "members")))
    return math.hypot(*(error or 0.0 for error in errors))


def moved(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, since: Mapping[str, Any] | None = None
) -> Chart | None:
    """Chances of two answers to the same question and year; None where they share none.

    Args:
        answer: The answer.
        views: Not needed.
        since: The earlier answer.
    """
    year = final(answer)
    found = _pairs(answer, since or {}, year)
    if since is None or not found or not same_poles(answer, since):
        return None
    named = against(answer, since)
    then, now = named.then, named.now
    marks: list[Mark] = [Words(0, -0.5, f"○ {then}   ● {now}", "muted", 11.5, shift=(0, -10))]
    for i, (label, before, after) in enumerate(found):
        said = f"{label}: {brief(before['p'])} of 100 then, {brief(after['p'])} now"
        short = label if len(label) < 32 else label[:30].rstrip() + "…"
        marks += [
            Words(0, i, short, bold=i == 0, size=12, shift=(2 - LEFT, 0)),
            Line([100 * before["p"], 100 * after["p"]], [i, i], "control", 2),
            Dots([100 * before["p"]], [i], "ink", 9, False, "then", [said]),
            Dots([100 * after["p"]], [i], "patron", 9, True, "now", [said]),
            Words(100, i, points(after["p"] - before["p"]), bold=True, size=12, anchor="end", shift=(58, 0)),
        ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            label,
            before["p"],
            before.get("low"),
            before.get("high"),
            after["p"],
            after.get("low"),
            after.get("high"),
            after["p"] - before["p"],
        )
        for label, before, after in found
    )
    change = found[0][2]["p"] - found[0][1]["p"]
    worst = max(change_error(before["p"], after["p"], answer, since) for _, before, after in found)
    told = (
        f"; simulation error of a change, 90 %: up to ±{100 * worst:.0f}, less under one seed"
        if worst
        else ""
    )
    bottom = 24 + STEP * len(found)
    ticks = tuple((float(n), str(n)) for n in (0, 25, 50, 75, 100))
    return Chart(
        name="moved",
        title=f"{named.title}: the balance {points(change)} futures in 100",
        lead=f"Chance in 100 to {year}, "
        + ("as said from information to " if named.title.startswith("Since") else "under ")
        + f"{then} (open) and {'to ' if named.title.startswith('Since') else ''}{now} (filled)",
        caption=f"Change in futures in 100, printed on the right{told}. Each chance has a 90 % credible interval, in "
        "the table (right on 90 out of 100 occasions if the evidence is graded rightly).",
        alt=f"{named.title}: "
        + "; ".join(f"{label} {points(after['p'] - before['p'])}" for label, before, after in found)
        + " futures in 100 (simulated).",
        columns=("outcome", "then", "then, low", "then, high", "now", "now, low", "now, high", "change"),
        rows=rows,
        panels=(
            Panel(
                LEFT, 24, WIDTH - 70, bottom, Axis(0, 100, ticks, True), Axis(len(found) - 0.5, -0.5), marks
            ),
        ),
        width=WIDTH,
        height=bottom + 22,
        simulated=True,
    )
