"""Single futures, told year by year: what one draw looks like, and never a forecast."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from counterpoise.charts.scale import linear, log
from counterpoise.charts.svg import image, line, polyline, text
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.telling.reader import dig

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["happenings", "single_futures"]

WIDTH, HEIGHT = 440.0, 132.0
Happening = tuple[int | None, str]


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


def _paths(
    answer: Mapping[str, Any], views: xr.Dataset, i: int, said: str
) -> tuple[Markup, list[tuple[Cell, ...]]]:
    """The balance ratio of every theatre in one future, on one log axis."""
    if "sample_balance_ratio" not in views:
        return Markup(""), []
    data = views["sample_balance_ratio"].isel(sample=i).transpose("theatre", "year")
    years = [int(year) for year in data["year"].values]
    keys = [str(key) for key in data["theatre"].values.tolist()]
    values = [[float(v) for v in row] for row in data.values]
    positive = [v for row in values for v in row if v > 0]
    if not positive:
        return Markup(""), []
    x = linear(years[0], years[-1], 30, WIDTH - 130)
    y = log(min([*positive, 0.9]), max([*positive, 1.1]), HEIGHT - 18, 6)
    marks = [line(30, y(1), WIDTH - 130, y(1), "parity"), text(26, y(1) + 4, "1", "t11 muted", "end")]
    last = sorted(((y(row[-1]), k) for k, row in enumerate(values) if row[-1] > 0))
    floor = 0.0
    for place, k in last:
        marks.append(
            polyline([(x(t), y(v)) for t, v in zip(years, values[k], strict=True)], f"median line{k}")
        )
        floor = max(place + 4, floor + 13)
        label = str(dig(answer, "theatres", keys[k], "label") or keys[k])
        marks.append(text(WIDTH - 124, floor, label if len(label) < 22 else label[:20] + "…", "t11"))
    marks += [
        text(30, HEIGHT - 3, str(years[0]), "t11 muted"),
        text(WIDTH - 130, HEIGHT - 3, str(years[-1]), "t11 muted", "end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (t, "balance ratio", dig(answer, "theatres", key, "label") or key, v)
        for key, row in zip(keys, values, strict=True)
        for t, v in zip(years, row, strict=True)
    ]
    return image(WIDTH, HEIGHT, said, *marks, class_="panel"), rows


def _end(views: xr.Dataset, member: int) -> str:
    """Whether the balance holds at the end of this future; silent where the ensemble does not say."""
    if "holds" not in views or not {"story", "member", "year"} <= set(views["holds"].dims):
        return ""
    stories = [str(name) for name in views["story"].values.tolist()]
    if "full" not in stories or member >= views.sizes["member"]:
        return ""
    held = bool(views["holds"].isel(story=stories.index("full"), member=member, year=-1))
    return f"In it the balance {'holds' if held else 'is lost'}. "


def single_futures(answer: Mapping[str, Any], views: xr.Dataset, most: int = 3) -> list[Figure]:
    """At most three members in full; empty where the run kept none."""
    if "sample_events" not in views or "sample" not in views["sample_events"].dims:
        return []
    events = views["sample_events"]
    if events.dims != ("sample",):
        return []
    members = (
        [int(v) for v in events["sample"].values] if "sample" in events.coords else list(range(events.size))
    )
    figures = []
    for i, member in list(enumerate(members))[:most]:
        told = happenings(str(events.values[i]))
        title = f"Future {member + 1:,} of {int(dig(answer, 'members') or len(members)):,}, not a forecast"
        drawing, rows = _paths(answer, views, i, f"{title}: balance ratio by theatre and year (simulated).")
        items = Markup("").join(
            Markup("<li><b>{}</b> {}</li>").format("" if year is None else year, words)
            for year, words in told
        )
        story = (
            Markup('<ol class="story">{}</ol>').format(items) if told else Markup("<p>Nothing was drawn.</p>")
        )
        figures.append(
            Figure(
                key=f"single-{member}",
                title=title,
                lead=_end(views, member)
                + "Strength against the challenger’s by theatre (log scale; dotted: parity), and events",
                body=Markup("{}{}").format(drawing, story),
                caption="One draw of the model: no interval, and no claim that it is likely.",
                table=Table(
                    ("year", "what", "where", "value"),
                    (*rows, *((year, words, None, None) for year, words in told)),
                ),
            )
        )
    return figures
