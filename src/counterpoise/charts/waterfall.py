"""From the simple story to the full one, step by step: Shapley values that add up, and which claims act together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.intervals import SIMULATION
from counterpoise.charts.marks import Axis, Dots, Line, Mark, Panel, Shape, Words, box
from counterpoise.charts.scale import ticks
from counterpoise.charts.why import OWN, why
from counterpoise.telling.reader import dig
from counterpoise.telling.words import CLAIMS, points

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["waterfall"]

LEFT, WIDTH, STEP, NUMBERS = 226.0, 560.0, 27.0, 52.0
OUTCOMES = {"balance_holds": "the balance holds", "ties_survive": "the alliances survive"}


def waterfall(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    outcome: str = "balance_holds",
    reference: str = "declared",
) -> Chart | None:
    """Each bar begins where the last one ended, from simple to full.

    Without an attribution of this very model it is :func:`~counterpoise.charts.why.why`: what leaving out each claim
    changes, which need not add up, and is named so; None without that either.

    Args:
        answer: The answer.
        views: Not needed.
        outcome: ``balance_holds`` or ``ties_survive``.
        reference: Reference set: ``declared`` or ``present``.
    """
    found = dig(answer, "attribution", "divisions", reference, outcome)
    if not found or dig(answer, "attribution", "stale"):
        return why(answer, views, outcome=outcome)
    shares = sorted(found["shares"].items(), key=lambda item: (item[1]["value"], item[0]))
    simple, full = float(found["simple"]), float(found["full"])
    summed = sum(part["value"] for _, part in shares)
    year = dig(answer, "attribution", "year")
    rows: list[tuple[Cell, ...]] = [("simple", "simple story", simple, None, "start")]
    rows += [(claim, CLAIMS.get(claim, claim), p["value"], p["error"], "share") for claim, p in shares]
    rows += [
        ("sum", "all together", summed, found["error"], "sum"),
        ("full", "full story", full, None, "end"),
    ]
    rows += [
        (pair, _names(pair), part["value"], part["error"], "interaction")
        for pair, part in found["pairs"].items()
    ]
    bottom = 4 + STEP * (len(shares) + 2)
    return Chart(
        name=f"waterfall-{outcome.replace('_', '-')}-{reference}",
        title=f"{CLAIMS.get(shares[0][0], shares[0][0])} costs most",
        lead=f"From the simple story to the full one: chance in 100 that {OUTCOMES.get(outcome, outcome)} to {year}",
        caption="Bar: what the claim adds on average over all orders of joining (Shapley value), same noise. "
        f"Thin line: {SIMULATION} {dig(answer, 'attribution', 'members')} paired futures, seed "
        f"{dig(answer, 'attribution', 'seed')}. {OWN} Accounting inside the model, not proof of cause.",
        alt=f"From {100 * simple:.0f} to {100 * full:.0f} of 100: "
        + "; ".join(f"{CLAIMS.get(claim, claim)} {points(p['value'])}" for claim, p in shares)
        + f"; sum {points(summed)} (simulated).",
        columns=("key", "name", "change of chance", "simulation error, 90 %, half width", "kind"),
        rows=tuple(rows),
        panels=(_steps(shares, simple, full, bottom),),
        width=WIDTH,
        height=bottom + 24,
        simulated=True,
        aside=(
            f"Simple story {100 * simple:.1f}, all together {points(summed)}, full story {100 * full:.1f}.",
        ),
    )


def _steps(shares: list[tuple[str, Any]], simple: float, full: float, bottom: float) -> Panel:
    """Bars on one axis of chance; a hairline leads from each to the next."""
    edges, now = [simple], simple
    for _, part in shares:
        now += part["value"]
        edges += [now - part["error"], now + part["error"]]
    low, high = max(100 * min(*edges, full) - 6, 0.0), min(100 * max(*edges, full) + 4, 104.0)
    marks: list[Mark] = [
        *_end(low, 0, "Simple story", simple),
        *_end(low, len(shares) + 1, "Full story", full),
    ]
    at = 100 * simple
    for i, (claim, part) in enumerate(shares, start=1):
        to, error = at + 100 * part["value"], 100 * part["error"]
        name, ink = CLAIMS.get(claim, claim), "leaning-challenger" if part["value"] < 0 else "leaning-patron"
        said = f"{claim} {name}: {points(part['value'])} futures in 100, simulation error ±{error:.1f} (90 %)"
        marks.append(Line([at, at], [i - 1, i], "control", 1))
        marks.append(Words(low, i, claim, "muted", 11, shift=(-LEFT, 0), key=claim))
        marks.append(Words(low, i, name, shift=(23 - LEFT, 0), key=claim))
        marks.append(Shape(box(at, i - 0.3, to, i + 0.3), ink, said=said, key=claim))
        marks.append(Line([to - error, to + error], [i, i], "ink", 1.4))
        marks.append(
            Words(high, i, points(part["value"]), bold=True, anchor="end", shift=(NUMBERS, 0), key=claim)
        )
        at = to
    marks.append(Line([at, at], [len(shares), len(shares) + 1], "control", 1))
    values = tuple((v, f"{v:g}") for v in ticks(low, min(high, 100.0), 5))
    x_axis = Axis(low, high, values, grid=True)
    return Panel(LEFT, 4, WIDTH - NUMBERS, bottom, x_axis, Axis(len(shares) + 1.5, -0.5), marks)


def _end(low: float, row: int, name: str, chance: float) -> list[Mark]:
    """A story as a point: the axis does not begin at nought, so a bar would mislead."""
    said = f"{name}: {100 * chance:.1f} of 100"
    return [
        Words(low, row, name, bold=True, shift=(-LEFT, 0)),
        Dots([100 * chance], [row], "ink", 10, True, name.lower(), [said]),
        Words(100 * chance, row, f"{100 * chance:.1f}", bold=True, shift=(9, 0)),
    ]


def _names(pair: str) -> str:
    """Both claims of an interaction.

    >>> _names("C4+C5")
    'Leaving it to others, with Doubt about the patron’s will'
    """
    return ", with ".join(CLAIMS.get(claim, claim) for claim in pair.split("+"))
