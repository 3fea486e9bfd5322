"""Theatres on one log scale: the coalition's strength against the challenger's, and the chance it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from counterpoise.charts.scale import Scale, linear, log
from counterpoise.charts.svg import image, line
from counterpoise.report.figures.fan import fan, fan_rows
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.telling.reader import Band, apart, band, chance, dig, final, history, milestones, number
from counterpoise.telling.words import brief, futures, join

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["theatres"]

ARROWS = {"rising": "↗", "steady": "→", "falling": "↘"}
WIDTH, HEIGHT = 184.0, 50.0
Past = tuple[list[int], list[float]]


def _scales(panels: Mapping[str, tuple[Past, Band | None]]) -> tuple[Scale, Scale]:
    """One pair of axes for all theatres, wide enough for every value and for parity."""
    values, years = [1.0], []
    for (seen_years, seen), future in panels.values():
        years += seen_years
        values += [v for v in seen if v == v and v > 0]
        if future:
            years += future.years
            values += [v for level in (0.05, 0.95) for v in future.levels[level] if v == v and v > 0]
    first, last = (min(years), max(years)) if years else (1990, 2045)
    return linear(first, last, 1, WIDTH - 1), log(min(values) * 0.92, max(values) * 1.08, HEIGHT - 2, 2)


def _row(answer: Mapping[str, Any], key: str, x: Scale, y: Scale, panel: tuple[Past, Band | None]) -> Markup:
    """Letter, name, panel, chance and trend of one theatre."""
    theatre = answer["theatres"][key]
    label, letter = str(theatre.get("label", key)), str(theatre.get("letter", key[0].upper()))
    trend = str(theatre.get("trend") or "")
    year = final(answer)
    holds = chance(theatre, "holds", year)
    seen = min(dig(theatre, "ratio") or [""])
    now, then = number(theatre, "ratio", seen), number(theatre, "ratio", year, "median")
    said = f"{label}: ratio {now:.2f} in {seen}" if now is not None else label
    said += f", median {then:.2f} in {year} (simulated)" if then is not None else ""
    said += f"; holds in {futures(holds['p'])}, {trend}." if holds else "."
    parity = line(x.start, y(1), x.end, y(1), "parity")
    drawing = image(WIDTH, HEIGHT, said, parity, *fan(x, y, *panel), class_="panel")
    return Markup(
        '<div class="theatre" data-theatre="{key}"><span class="letter" aria-hidden="true">{letter}</span>'
        '<span class="name">{label}</span>{drawing}<span class="count"><b>{n}</b>'
        "<small>{arrow} {trend}</small></span></div>"
    ).format(
        key=key,
        letter=letter,
        label=label,
        drawing=drawing,
        trend=trend,
        arrow=ARROWS.get(trend, ""),
        n=brief(holds["p"]) if holds else "–",
    )


def _weakest(answer: Mapping[str, Any]) -> str:
    """The title: which theatre gives way first."""
    found = [
        (h, t.get("label", k))
        for k, t in answer["theatres"].items()
        if (h := chance(t, "holds", final(answer)))
    ]
    if not found:
        return "Five theatres"
    found.sort(key=lambda row: row[0]["p"])
    weakest = [str(label) for h, label in found if h is found[0][0] or not apart(found[0][0], h)]
    return "Five theatres" if len(weakest) > 2 else f"Five theatres: {join(weakest)} weakest"


def theatres(answer: Mapping[str, Any], views: xr.Dataset) -> Figure | None:
    """Small multiples of the balance ratio by theatre, or None where the answer has no theatre."""
    keys = list(dig(answer, "theatres") or {})
    if not keys:
        return None
    panels = {
        key: (
            history(views, "history_ratio", theatre=key),
            band(views, "balance_ratio", story="full", theatre=key),
        )
        for key in keys
    }
    x, y = _scales(panels)
    drawn = Markup("").join(_row(answer, key, x, y, panels[key]) for key in keys)
    axis = Markup(
        '<div class="theatre axis-row"><span></span><span></span><span class="years">'
        "<i>{}</i><i>{}</i></span><span></span></div>"
    ).format(int(x.low), int(x.high))
    rows: list[tuple[Cell, ...]] = []
    for key in keys:
        label = answer["theatres"][key].get("label", key)
        rows += [(label, *row, None, None, None) for row in fan_rows(*panels[key])]
        for year in milestones(answer):
            holds = chance(answer, "theatres", key, "holds", year)
            ratio = [
                number(answer, "theatres", key, "ratio", year, part) for part in ("median", "low", "high")
            ]
            ends = (holds.get("low"), holds.get("high")) if holds else (None, None)
            rows.append(
                (
                    label,
                    int(year),
                    "answer",
                    ratio[0],
                    None,
                    None,
                    ratio[1],
                    ratio[2],
                    holds["p"] if holds else None,
                    *ends,
                )
            )
    return Figure(
        key="theatres",
        title=_weakest(answer),
        lead=f"Coalition strength against the challenger’s, {int(x.low)} to {int(x.high)} (log scale), "
        f"and the chance in 100 that the theatre holds in {final(answer)}",
        body=drawn + axis,
        caption="Solid: observed arms and ties, every promise taken at its word. Dashed: median of futures "
        "(simulated), which count doubt and risks left to others from the first year, hence the step. "
        "Bands: 50 and 90 % of futures. Dotted: parity.",
        table=Table(
            (
                "theatre",
                "year",
                "kind",
                "ratio (observed or median)",
                "25 %",
                "75 %",
                "5 %",
                "95 %",
                "chance it holds",
                "chance, 90 % low",
                "chance, 90 % high",
            ),
            tuple(rows),
        ),
    )
