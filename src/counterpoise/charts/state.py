"""One state at a time: its likeliest stance by year, alignment with both poles, effort, and their numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.fan import fan_marks, year_ticks
from counterpoise.charts.intervals import FANS
from counterpoise.charts.marks import Axis, Mark, Panel, Pattern, Shape, Words, box
from counterpoise.charts.palette import STANCE_INKS
from counterpoise.charts.region import AGREED, stances_by_year
from counterpoise.stances import SIDES
from counterpoise.telling.reader import (
    Band,
    Seen,
    band,
    chance,
    dig,
    history,
    milestones,
    number,
    traced_years,
)
from counterpoise.telling.words import DEPTHS, STANCES, futures, join, percent

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["state"]

WIDTH, PANEL = 620.0, 100.0
Fan = tuple[str, Seen, Band | None]


def _strip(shares: Mapping[int, tuple[str, float | None]], traced: Collection[int] = ()) -> Panel | None:
    """Years as cells: colour of the likeliest stance, paler where fewer than 60 % agree, low where read from traces."""
    if not shares:
        return None
    years = sorted(shares)
    marks: list[Mark] = []
    runs: list[tuple[str, int]] = []
    for year in years:
        stance, agreement = shares[year]
        pattern: Pattern = "both" if stance == "both" else ""
        pale = 0.45 if agreement is not None and agreement < AGREED else 1.0
        said = f"{year}: {STANCES[stance]}" + (f" in {futures(agreement)}" if agreement is not None else "")
        rings = box(year - 0.5, 0.48, year + 0.44, 0.72 if year in traced else 1)
        marks.append(Shape(rings, STANCE_INKS[stance], pattern, pale, "control", 0.4, said=said))
        if not runs or runs[-1][0] != stance:
            runs.append((stance, year))
    unit = (WIDTH - 8) / (years[-1] - years[0] + 1)
    for k, (stance, year) in enumerate(runs):
        until = runs[k + 1][1] if k + 1 < len(runs) else years[-1] + 1
        room = (until - year) * unit
        if room > 6.1 * len(STANCES[stance]) + 34:
            marks.append(Words(year - 0.5, 0.2, f"{year} {STANCES[stance]}", size=11))
        elif room > 30:
            marks.append(Words(year - 0.5, 0.2, str(year), "muted", 11))
    return Panel(4, 2, WIDTH - 4, 40, Axis(years[0] - 0.5, years[-1] + 0.5), Axis(0, 1), marks)


def _panel(
    left: float, title: str, unit: str, top: float, fans: Sequence[Fan], inks: Mapping[str, Any]
) -> Panel | None:
    """One small chart of one or two fans, from zero to ``top``."""
    years = [year for _, past, _ in fans for year in past.years]
    years += [year for _, _, future in fans if future for year in future.years]
    if not years:
        return None
    first, last = min(years), max(years)
    cut = min((future.years[0] for _, _, future in fans if future), default=last)

    def say(value: float) -> str:
        return f"{100 * value:.2g} %" if unit == "share" else f"{value:.2g}"

    marks: list[Mark] = [Words(first, top, title, shift=(-34, -12))]
    for i, (name, past, future) in enumerate(fans):
        bands, observed = inks[name]
        ends = (0.0, top) if i == 0 else None
        marks += fan_marks(
            past, future, ends=ends, inks=bands, observed=observed, points=unit == "share", say=say, name=name
        )
    floor = -1.0
    for middle, name in sorted((future.levels[0.5][-1], name) for name, _, future in fans if future and name):
        if middle == middle and len(fans) > 1:
            floor = max(middle, floor + top * 13 / PANEL)
            marks.append(Words(last, min(floor, top), name, size=11, shift=(5, 0)))
    room = 62 if len(fans) > 1 else 16
    traced = {year for _, past, _ in fans for year in past.traced}
    ticks = year_ticks(first, cut, last, traced)
    values = tuple((value, say(value)) for value in (0.0, top / 2, top))
    return Panel(
        left + 36,
        70,
        left + 300 - room,
        70 + PANEL,
        Axis(first, last, ticks),
        Axis(0, top, values, grid=True, title=title),
        marks,
    )


_INKS = {
    "patron": (("band90", "band50", "patron"), "patron"),
    "challenger": (("warm90", "warm50", "challenger"), "challenger"),
    "effort": (("band90", "band50", "patron"), "ink"),
}


_ON = {
    "on the patron’s side": "patron",
    "between the two sides": "between",
    "on the challenger’s side": "challenger",
}
"""The three sides, as a state stands on them."""


def _lead(answer: Mapping[str, Any], code: str) -> str:
    """On a state: likeliest stance, whether its rung with the patron moves, and whether it accommodates."""
    row, years = dig(answer, "states", code), milestones(answer)
    last = years[-1]
    stance, agreement = dig(row, "stance", last), number(row, "agreement", last)
    parts = []
    if stance in STANCES:
        side = next(words for words, held in _ON.items() if stance in SIDES[held])
        agreed = f"; {futures(agreement)} futures put it {side}" if agreement is not None else ""
        parts.append(f"Most likely in {last}: {STANCES[stance]}{agreed}.")
    up, down = chance(row, "p_deepens", last), chance(row, "p_loosens", last)
    if up and down:
        start = number(row, "rung")
        moves = [f"rise in {futures(up['p'])}"] * (start != _TOP) + [f"fall in {futures(down['p'])}"] * (
            start != 0
        )
        parts.append(
            f"Its obligations to the patron and the access it gives (its rung) {join(moves)}; what its government "
            "leans to, drawn below, is another thing."
        )
    found = [(year, futures(c["p"])) for year in years if (c := chance(row, "p_accommodates", year))]
    if len({said for _, said in found}) == 1:
        parts.append(
            f"It accommodates the challenger in {found[0][1]} by {join([year for year, _ in found])}."
        )
    elif found:
        told = join([f"{said} by {year}" for year, said in found])
        parts.append(f"It accommodates the challenger in {told}.")
    return " ".join(parts)


_TOP = len(DEPTHS) - 1
"""The deepest rung, which cannot rise; the first cannot fall."""


def _ends(quantity: str, future: Band | None, scale: float = 1.0, unit: str = "") -> str:
    """Median and 90 % range in the last year, as a phrase."""
    if future is None or future.levels[0.5][-1] != future.levels[0.5][-1]:
        return f"{quantity} not available"
    low, middle, high = (future.levels[q][-1] * scale for q in (0.05, 0.5, 0.95))
    return f"{quantity} {middle:.2g}{unit} in {future.years[-1]} (90 % of futures: {low:.2g} to {high:.2g})"


def state(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, of: str | None = None
) -> Chart | None:
    """Stance, alignment with both poles and military effort of one state; None where the answer does not know it.

    Args:
        answer: The answer.
        views: Its trajectories.
        of: Code of the state; the first of the answer without it.
    """
    known = dig(answer, "states") or {}
    of = of or next(iter(known), "")
    if of not in known or views is None:
        return None
    name = str(dig(known, of, "name") or of)
    shares = stances_by_year(answer, views, of)
    names = {"patron": "patron_tie", "challenger": "challenger_tie", "effort": "effort"}
    fans: dict[str, Fan] = {
        key: (
            key,
            history(views, f"history_{variable}", state=of),
            band(views, variable, story="full", state=of),
        )
        for key, variable in names.items()
    }
    effort = fans["effort"]
    seen = [v for v in (*effort[1].values, *effort[1].filled) if v == v] + [
        v for v in (effort[2].levels[0.95] if effort[2] else []) if v == v
    ]
    peak = max([*seen, 0.01])
    top = next((step for step in (0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0) if peak <= step), peak)
    drawn = (
        _strip(shares, traced_years(views)),
        _panel(0, "Alignment with each pole, 0 to 1", "", 1.0, [fans["patron"], fans["challenger"]], _INKS),
        _panel(316, "Military effort, share of output", "share", top, [effort], _INKS),
    )
    panels = tuple(panel for panel in drawn if panel)
    if not panels:
        return None
    agreed = [percent(share) for _, share in shares.values() if share is not None]
    told = "; ".join(
        (
            _ends("alignment with the patron", fans["patron"][2]),
            _ends("alignment with the challenger", fans["challenger"][2]),
            _ends("effort", effort[2], 100, " % of output"),
        )
    )
    heads = ["year", "likeliest stance", "share of futures on its side"]
    for quantity in (
        "alignment with patron (0 to 1)",
        "alignment with challenger (0 to 1)",
        "effort (share of output)",
    ):
        heads += [f"{quantity}, {what}" for what in ("observed", "5 %", "median", "95 %")]
    return Chart(
        name=f"state-{of}",
        title=name,
        lead=_lead(answer, of),
        caption="Strip: likeliest stance, paler below 60 % agreement"
        + (f" (least: {min(agreed)} %)" if agreed else "")
        + f". Dashed: median. Solid lines and points: observed{_unseen(fans)}. "
        + _reading([past for _, past, _ in fans.values()])
        + FANS,
        alt=f"{name}: {told}.",
        columns=tuple(heads),
        rows=_rows(shares, list(fans.values())),
        panels=panels,
        width=WIDTH,
        height=190,
        simulated=True,
    )


def _reading(seen: Sequence[Seen]) -> str:
    """The least that a card must say of how observed years were read; the theatres' caption says it at length."""
    traced = max((max(past.traced) for past in seen if past.traced), default=0)
    filled = any(past.filled for past in seen)
    read = (
        f"Thin and low, to {traced}: alignment as read from treaties, US troops and three years' joint exercises "
        "alone; a few exercises lift it for a while, and a step at the end is the change of source. "
    )
    return (read if traced else "") + ("Open: gaps filled by rule. " if filled else "")


def _unseen(fans: Mapping[str, Fan]) -> str:
    """Which series begin with the simulation, since nobody has observed values in the panel."""
    words = {
        "patron": "alignment with the patron",
        "challenger": "alignment with the challenger",
        "effort": "effort",
    }
    bare = [words[key] for key, (_, past, _) in fans.items() if not past.years]
    return f" (none in the panel of {join(bare)})" if bare else ""


def _rows(
    shares: Mapping[int, tuple[str, float | None]], fans: Sequence[Fan]
) -> tuple[tuple[Cell, ...], ...]:
    """Year by year: stance and agreement, then the observed value, 5 %, median and 95 % of each fan."""
    years = {
        *shares,
        *(y for _, past, _ in fans for y in past.years),
        *(y for *_, f in fans if f for y in f.years),
    }
    rows: list[tuple[Cell, ...]] = []
    for year in sorted(years):
        stance = shares.get(year)
        row: list[Cell] = [STANCES[stance[0]], stance[1]] if stance else [None, None]
        for _, past, future in fans:
            row.append(past.values[list(past.years).index(year)] if year in past.years else None)
            at = future.years.index(year) if future and year in future.years else None
            row += [future.levels[q][at] if future and at is not None else None for q in (0.05, 0.5, 0.95)]
        row = [None if value != value else value for value in row]
        if any(value is not None for value in row):
            rows.append((year, *row))
    return tuple(rows)
