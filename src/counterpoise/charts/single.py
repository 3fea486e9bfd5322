"""Single futures, told year by year: what one draw looks like, and never a forecast."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.marks import Axis, Dash, Line, Mark, Panel, Words
from counterpoise.telling.reader import dig

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["happenings", "members", "single"]

Happening = tuple[int | None, str]
_DRESS: tuple[tuple[str, Dash], ...] = (
    ("patron", "solid"),
    ("challenger", "solid"),
    ("leaning-challenger", "dash"),
    ("ink", "dot"),
    ("muted", "dash"),
)


def happenings(text_of: str) -> list[Happening]:
    """The dated events of one future, from their JSON; what cannot be read is not told.

    >>> happenings('[{"year": 2031, "text": "An election in Manila"}]')
    [(2031, 'An election in Manila')]
    """
    try:
        found = json.loads(text_of)
    except (TypeError, ValueError):
        return []
    if isinstance(found, Mapping):
        listed = [(y, e) for y, es in found.items() for e in (es if isinstance(es, list) else [es])]
        found = [{"year": y, **e} if isinstance(e, Mapping) else {"year": y, "text": e} for y, e in listed]
    told: list[Happening] = []
    for event in found if isinstance(found, list) else []:
        if isinstance(event, Mapping):
            year = event.get("year", event.get("date"))
            words = event.get("text") or event.get("label") or event.get("event") or event.get("what")
            if words:
                told.append((int(str(year)[:4]) if str(year)[:4].isdigit() else None, str(words)))
        elif isinstance(event, str):
            told.append((None, event))
    return sorted(told, key=lambda row: (row[0] is None, row[0] or 0))


def members(views: xr.Dataset | None) -> list[int]:
    """Numbers of the futures that the run kept whole."""
    if views is None or "sample_events" not in views or views["sample_events"].dims != ("sample",):
        return []
    events = views["sample_events"]
    return (
        [int(v) for v in events["sample"].values] if "sample" in events.coords else list(range(events.size))
    )


def single(answer: Mapping[str, Any], views: xr.Dataset | None = None, *, number: int = 0) -> Chart | None:
    """One future in full: the balance ratio of every theatre, and what happened; None where the run kept none.

    Args:
        answer: The answer.
        views: Its trajectories.
        number: Which of the futures kept whole, from 0.
    """
    kept = members(views)
    if views is None or not 0 <= number < len(kept):
        return None
    member = kept[number]
    told = happenings(str(views["sample_events"].values[number]))
    panel, rows = _paths(answer, views, number)
    if panel is None:
        return None
    title = f"Future {member + 1:,} of {int(dig(answer, 'members') or len(kept)):,}, not a forecast"
    return Chart(
        name=f"single-{member + 1}",
        title=title,
        lead=_end(views, member)
        + "Strength against the challenger’s by theatre (log scale; dotted: parity), and events",
        caption="One draw of the model: no interval (level: none), and no claim that it is likely.",
        alt=f"{title}: balance ratio by theatre and year (simulated), with {len(told)} events told below.",
        columns=("year", "what", "where", "value"),
        rows=(*rows, *((year, words, None, None) for year, words in told)),
        panels=(panel,),
        width=440,
        height=150,
        aside=tuple(f"{year or ''} {words}".strip() for year, words in told) or ("Nothing was drawn.",),
        simulated=True,
    )


def _end(views: xr.Dataset, member: int) -> str:
    """Whether the balance holds at the end of this future; silent where the ensemble does not say."""
    if "holds" not in views or not {"story", "member", "year"} <= set(views["holds"].dims):
        return ""
    stories = [str(name) for name in views["story"].values.tolist()]
    if "full" not in stories or member >= views.sizes["member"]:
        return ""
    held = bool(views["holds"].isel(story=stories.index("full"), member=member, year=-1))
    return f"In it the balance {'holds' if held else 'is lost'}. "


def _paths(
    answer: Mapping[str, Any], views: xr.Dataset, number: int
) -> tuple[Panel | None, list[tuple[Cell, ...]]]:
    """The balance ratio of every theatre in one future, in doublings above parity."""
    if "sample_balance_ratio" not in views:
        return None, []
    data = views["sample_balance_ratio"].isel(sample=number).transpose("theatre", "year")
    years = [int(year) for year in data["year"].values]
    named = {
        str(key): str(dig(answer, "theatres", str(key), "label") or key) for key in data["theatre"].values
    }
    values = [[float(v) for v in row] for row in data.values]
    logs = [[math.log2(v) if v > 0 else math.nan for v in row] for row in values]
    finite = [v for row in logs for v in row if math.isfinite(v)]
    if not finite:
        return None, []
    low, high = min([*finite, -0.2]) - 0.1, max([*finite, 0.2]) + 0.1
    marks: list[Mark] = [Line([years[0], years[-1]], [0, 0], "control", 1, "dot", "parity")]
    ends = sorted((row[-1], k) for k, row in enumerate(logs) if math.isfinite(row[-1]))
    floor, above, line = -math.inf, 0, (high - low) * 12 / 122
    for place, k in ends:
        label = list(named.values())[k]
        ink, dash = _DRESS[k % len(_DRESS)]
        said = [f"{label} {year}: {value:.2f}" for year, value in zip(years, values[k], strict=True)]
        marks.append(Line([float(y) for y in years], logs[k], ink, 1.6, dash, label, said))
        lines = wrap(label, 20)
        floor = max(place, low + line * len(lines) / 2, floor + line * (above + len(lines)) / 2)
        above = len(lines)
        for row, part in enumerate(lines):
            down = 12 * (row - (len(lines) - 1) / 2)
            marks.append(Words(years[-1], min(floor, high), part, ink, 11, shift=(6, down)))
    ticks = ((float(years[0]), str(years[0])), (float(years[-1]), str(years[-1])))
    parity = ((0.0, "1"),)
    panel = Panel(
        26, 6, 306, 128, Axis(years[0], years[-1], ticks), Axis(low, high, parity, title="ratio"), marks
    )
    rows: list[tuple[Cell, ...]] = [
        (year, "balance ratio", label, value)
        for label, row in zip(named.values(), values, strict=True)
        for year, value in zip(years, row, strict=True)
    ]
    return panel, rows
