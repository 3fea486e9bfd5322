"""One state at a time: its likeliest stance by year, both ties, effort, and the numbers of all three."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from counterpoise.charts.scale import Scale, linear
from counterpoise.charts.svg import hatches, image, line, rect, text
from counterpoise.report.figures.fan import fan
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.stances import likeliest
from counterpoise.telling.reader import Band, band, chance, dig, history, milestones, number, stance_shares
from counterpoise.telling.words import STANCES, count, futures, join, percent

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["state", "strip"]

WIDTH, PANEL = 300.0, 84.0
Past = tuple[Sequence[int], Sequence[float]]


def strip(code: str, name: str, shares: Mapping[int, Mapping[str, float]]) -> Markup:
    """Years as cells: colour and letter of the likeliest stance, paler where fewer than 60 % agree on the side."""
    if not shares:
        return Markup('<p class="absent">No stance by year comes with this run.</p>')
    size = (WIDTH * 2 + 16) / len(shares)
    marks = [hatches(f"strip-{code}")]
    runs: list[tuple[str, int, int]] = []
    for i, (year, row) in enumerate(shares.items()):
        stance, agreement = likeliest(row)
        fill = f"url(#strip-{code}-both)" if stance == "both" else None
        faded = " faded" if agreement < 0.6 else ""
        marks.append(rect(i * size, 0, size - 1, 18, f"stance s-{stance}{faded}", fill=fill))
        if not runs or runs[-1][0] != stance:
            runs.append((stance, i, year))
    room = WIDTH * 2 + 16
    for k, (stance, i, year) in enumerate(runs):
        until = runs[k + 1][1] if k + 1 < len(runs) else len(shares)
        if (until - i) * size > 6.5 * len(STANCES[stance]) + 34:
            marks.append(text(min(i * size, room), 33, f"{year} {STANCES[stance]}", "t11"))
        elif (until - i) * size > 30:
            marks.append(text(min(i * size, room), 33, str(year), "t11 muted"))
    said = "; ".join(f"{STANCES[stance]} from {year}" for stance, _, year in runs)
    return image(room, 38, f"{name}, likeliest stance: {said} (simulated).", *marks, class_="strip")


def _names(y: Scale, x: float, named: list[tuple[str, Band]]) -> list[Markup]:
    """Each fan's name at its own end, one line apart at least, so that colour is never the only key."""
    marks, floor = [], 0.0
    for place, name in sorted((y(future.levels[0.5][-1]), name) for name, future in named):
        if place == place:
            floor = max(place + 4, floor + 12)
            marks.append(text(x, floor, name, "t11"))
    return marks


def _panel(said: str, title: str, top: float, unit: str, fans: list[tuple[str, Past, Band | None]]) -> Markup:
    """One small chart of one or two fans, from zero to ``top``."""
    years = [year for _, past, _ in fans for year in past[0]]
    years += [year for _, _, future in fans if future for year in future.years]
    if not years:
        return Markup("")
    named = [(hue.removeprefix("to-"), future) for hue, _, future in fans if hue and future]
    right = WIDTH - (62 if named else 4)
    x, y = linear(min(years), max(years), 30, right), linear(0, top, PANEL + 18, 22)
    marks = [text(0, 11, title, "t")]
    for value in (0.0, top / 2, top):
        shown = f"{100 * value:.2g} %" if unit == "share" else f"{value:g}"
        marks += [
            line(30, y(value), right, y(value), "grid"),
            text(26, y(value) + 4, shown, "t11 muted", "end"),
        ]
    for i, (hue, past, future) in enumerate(fans):
        marks += fan(x, y, past, future, hue=hue, ground=i == 0, points=unit == "share")
    marks += _names(y, right + 5, named)
    for year in sorted({min(years), 2025, max(years)}):
        if min(years) <= year <= max(years):
            anchor = "start" if year == min(years) else "end" if year == max(years) else "middle"
            marks.append(text(x(year), PANEL + 32, str(year), "t11 muted", anchor))
    return image(WIDTH, PANEL + 36, said, *marks, class_="panel")


def _ends(name: str, quantity: str, future: Band | None, scale: float = 1.0, unit: str = "") -> str:
    """Median and 90 % range in the last year, as a phrase."""
    if future is None or future.levels[0.5][-1] != future.levels[0.5][-1]:
        return f"{quantity} not available"
    low, middle, high = (future.levels[q][-1] * scale for q in (0.05, 0.5, 0.95))
    return f"{quantity} {middle:.2g}{unit} in {future.years[-1]} (90 % of futures: {low:.2g} to {high:.2g})"


def _rows(
    shares: Mapping[int, Mapping[str, float]], fans: Sequence[tuple[str, Past, Band | None]]
) -> tuple[tuple[Cell, ...], ...]:
    """Year by year: stance and agreement, then 5 %, median and 95 % (or the observed value) of each fan."""
    years = sorted(
        {*shares, *(y for _, past, _ in fans for y in past[0]), *(y for *_, f in fans if f for y in f.years)}
    )
    rows: list[tuple[Cell, ...]] = []
    for year in years:
        row: list[Cell] = [year]
        stance = likeliest(shares[year]) if year in shares else None
        row += [STANCES[stance[0]], stance[1]] if stance else [None, None]
        known = stance is not None
        for _, (past_years, past), future in fans:
            seen = past[list(past_years).index(year)] if year in past_years else None
            at = future.years.index(year) if future and year in future.years else None
            simulated = (
                [future.levels[q][at] for q in (0.05, 0.5, 0.95)] if future and at is not None else [None] * 3
            )
            row += [value if value == value else None for value in [seen, *simulated]]
            known = known or any(value is not None and value == value for value in [seen, *simulated])
        if known:
            rows.append(tuple(row))
    return tuple(rows)


def _lead(answer: Mapping[str, Any], code: str) -> str:
    """On a state: likeliest stance, whether its tie to the patron moves, and whether it accommodates."""
    row, years = dig(answer, "states", code), milestones(answer)
    last = years[-1]
    stance, agreement = dig(row, "stance", last), number(row, "agreement", last)
    parts = []
    if stance in STANCES:
        agreed = f", in {futures(agreement)} futures" if agreement is not None else ""
        parts.append(f"Most likely in {last}: {STANCES[stance]}{agreed}.")
    up, down = chance(row, "p_deepens", last), chance(row, "p_loosens", last)
    if up and down:
        parts.append(f"Tie to the patron deepens in {count(up['p'])}, loosens in {count(down['p'])}.")
    found = [(year, futures(c["p"])) for year in years if (c := chance(row, "p_accommodates", year))]
    if len({said for _, said in found}) == 1:
        parts.append(f"Accommodates in {found[0][1]} by {join([year for year, _ in found])}.")
    elif found:
        parts.append(f"Accommodates in {join([f'{said} by {year}' for year, said in found])}.")
    return " ".join(parts)


def state(answer: Mapping[str, Any], views: xr.Dataset, code: str) -> Figure:
    """Half a page on one state of the region."""
    name = str(dig(answer, "states", code, "name") or code)
    shares = stance_shares(views, code)
    patron, rival, effort = (
        band(views, key, story="full", state=code) for key in ("patron_tie", "challenger_tie", "effort")
    )
    pasts = [
        history(views, f"history_{key}", state=code) for key in ("patron_tie", "challenger_tie", "effort")
    ]
    ties: list[tuple[str, Past, Band | None]] = [
        ("to-patron", pasts[0], patron),
        ("to-challenger", pasts[1], rival),
    ]
    peak = max(
        [
            *(v for v in pasts[2][1] if v == v),
            *(v for v in (effort.levels[0.95] if effort else []) if v == v),
            0.01,
        ]
    )
    top = next(step for step in (0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.4, 0.6, 1.0, 10.0) if peak <= step)
    tie_said = (
        f"{name}: {_ends(name, 'tie to the patron', patron)}; {_ends(name, 'to the challenger', rival)}."
    )
    effort_said = f"{name}: {_ends(name, 'effort', effort, 100, ' % of output')}."
    body = Markup('{}<div class="pair">{}{}</div>').format(
        strip(code, name, shares),
        _panel(tie_said, "Depth of ties, 0 to 1", 1.0, "", ties),
        _panel(effort_said, "Military effort, share of output", top, "share", [("", pasts[2], effort)]),
    )
    heads = ["year", "likeliest stance", "share of futures on its side"]
    for quantity in ("patron tie", "challenger tie", "effort"):
        heads += [f"{quantity}, observed", f"{quantity}, 5 %", f"{quantity}, median", f"{quantity}, 95 %"]
    agreement = [percent(likeliest(row)[1]) for row in shares.values()]
    return Figure(
        key=f"state-{code}",
        title=name,
        lead=_lead(answer, code),
        body=body,
        caption="Strip: likeliest stance, paler below 60 % agreement"
        + (f" (least: {min(agreement)} %)" if agreement else "")
        + ". Dashed: median; bands: 50 and 90 % of futures. Solid lines and points: observed.",
        table=Table(tuple(heads), _rows(shares, [*ties, ("", pasts[2], effort)])),
        simulated=True,
    )
