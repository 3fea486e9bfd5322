"""The region on an equal-area map: each state's likeliest stance, paler where the futures disagree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from counterpoise.charts.svg import circle, el, hatches, image, path, text
from counterpoise.report.figures.figure import Cell, Figure, Table
from counterpoise.stances import likeliest
from counterpoise.telling.reader import dig, milestones, number, stance_shares
from counterpoise.telling.words import STANCES, futures, percent

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Outlines", "outlines", "region_map", "stances_by_year"]

POLES = {"CHN": "China", "USA": "United States"}
"""The usual poles, which an answer need not list among the states that choose between them."""
MOVED = {"AUS": (338.0, 382.0)}
"""Names moved to where the first screen, which shows the map as far as northern Australia, still has them."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Stances = dict[int, tuple[str, float | None]]


@dataclass(frozen=True, slots=True)
class Outlines:
    """A map ready to draw.

    Attributes:
        width: Of the drawing.
        height: Of the drawing.
        states: SVG path commands by state code.
        others: Path commands of land that no state of the case owns.
        labels: Where the name of a state goes.
        theatres: Where the letter of a theatre goes.
        names: Plain names by state code, for the poles and where the answer has none.
    """

    width: float
    height: float
    states: dict[str, str]
    others: list[str]
    labels: dict[str, Point]
    theatres: dict[str, Point]
    names: dict[str, str]


def _point(found: Any) -> Point | None:
    """A pair, or an object with x and y."""
    if isinstance(found, Mapping) and "x" in found and "y" in found:
        return float(found["x"]), float(found["y"])
    if isinstance(found, (list, tuple)) and len(found) >= 2:
        return float(found[0]), float(found[1])
    return None


@cache
def outlines() -> Outlines | None:
    """The bundled map of Asia, or None in a build without one."""
    source = files("counterpoise") / "library" / "map" / "asia.json"
    if not source.is_file():
        return None
    tree = json.loads(source.read_text(encoding="utf-8"))
    box = tree.get("viewBox") or [0, 0, tree.get("width"), tree.get("height")]
    if isinstance(box, str):
        box = [float(part) for part in box.split()]
    states = tree.get("states") or {}
    labels = tree.get("labels") or {}
    places = {code: _point(dig(row, "label") or labels.get(code)) for code, row in states.items()}
    theatres = {key: _point(dig(row, "label") or row) for key, row in (tree.get("theatres") or {}).items()}
    land = tree.get("background") or tree.get("others") or tree.get("land") or []
    if isinstance(land, str):
        land = [land]
    drawn = {
        code: row if isinstance(row, str) else row.get("d") or row.get("path") for code, row in states.items()
    }
    return Outlines(
        float(box[2]),
        float(box[3]),
        {code: d for code, d in drawn.items() if d},
        [
            row if isinstance(row, str) else row.get("d") or row.get("path")
            for row in (land.values() if isinstance(land, Mapping) else land)
        ],
        {code: place for code, place in places.items() if place},
        {key: place for key, place in theatres.items() if place},
        {
            code: str(row["name"])
            for code, row in states.items()
            if isinstance(row, Mapping) and row.get("name")
        },
    )


def _name(answer: Mapping[str, Any], drawn: Outlines, code: str) -> str:
    """The answer's name of a state, else the map's, else a pole's usual one, else its code."""
    return str(dig(answer, "states", code, "name") or drawn.names.get(code) or POLES.get(code, code))


def stances_by_year(answer: Mapping[str, Any], views: xr.Dataset, code: str) -> Stances:
    """Likeliest stance and agreement by year, from the ensemble or, without it, from the answer."""
    shares = stance_shares(views, code)
    if shares:
        return {year: likeliest(row) for year, row in shares.items()}
    stance = dig(answer, "states", code, "stance") or {}
    return {
        int(year): (kind, number(answer, "states", code, "agreement", year))
        for year, kind in stance.items()
        if kind in STANCES
    }


def _shape(code: str, name: str, d: str, stance: tuple[str, float | None] | None, role: str | None) -> Markup:
    """One state: its stance as a colour, its sentence as a tooltip, its section as a link."""
    if role:
        return path(d, f"state {role}", el("title", f"{name}, {role}"), data_state=code, id=f"map-{code}")
    if stance is None:
        return path(d, "state nodata", el("title", f"{name}, no data"), data_state=code, id=f"map-{code}")
    kind, agreement = stance
    said = f"{name}: {STANCES[kind]}" + (f" in {futures(agreement)}" if agreement is not None else "")
    faded = " faded" if agreement is not None and agreement < 0.6 else ""
    fill = "url(#map-both)" if kind == "both" else None
    shape = path(
        d, f"state stance s-{kind}{faded}", el("title", said), data_state=code, id=f"map-{code}", fill=fill
    )
    return el("a", shape, href=f"#state-{code}", tabindex=-1)


def _free(x: float, y: float, width: float, taken: list[Box]) -> Box | None:
    """The room a name needs at its place or close by, or None where others stand there."""
    for down in (0, 9, -9, 18):
        box = (x - width / 2, y + down - 11, x + width / 2, y + down + 2)
        if not any(a < box[2] and box[0] < c and b < box[3] and box[1] < d for a, b, c, d in taken):
            return box
    return None


def _labels(answer: Mapping[str, Any], drawn: Outlines, roles: Mapping[str, str]) -> list[Markup]:
    """Letters of the theatres, then names: poles and allies, then by size; one without room is left out."""
    marks: list[Markup] = []
    taken: list[Box] = []
    for key, (x, y) in drawn.theatres.items():
        letter = str(dig(answer, "theatres", key, "letter") or "")
        if letter:
            marks += [circle(x, y, 9, "badge"), text(x, y + 4, letter, "place letter", "middle")]
            taken.append((x - 10, y - 10, x + 10, y + 10))
    allies = {str(pact).split("-")[-1] for pact in dig(answer, "alliances") or {}} | set(roles)
    for code in sorted(drawn.labels, key=lambda code: (code not in allies, -len(drawn.states.get(code, "")))):
        x, y = MOVED.get(code, drawn.labels[code])
        name = _name(answer, drawn, code)
        box = _free(x, y, 6.4 * len(name), taken)
        if code not in drawn.states or box is None:
            continue
        taken.append(box)
        minor = "" if code in roles or len(drawn.states[code]) > 1500 else " minor"
        marks.append(text(x, box[3] - 2, name, f"place{minor}", "middle"))
        if code in roles:
            marks.append(text(x, box[3] + 11, roles[code], "place small", "middle"))
    patron = next((code for code, role in roles.items() if role == "patron"), "")
    if patron and patron not in drawn.states:
        x = drawn.width - 12
        marks += [
            text(x, 74, _name(answer, drawn, patron), "place", "end"),
            text(x, 88, "patron, off the map", "place small", "end"),
            path(f"M{x - 30} 98H{x}m-5 -4l5 4l-5 4", "arrow"),
        ]
    return marks


def _swatch(kind: str) -> Markup:
    """A square in the colour of a stance, striped for "tied to both"."""
    striped = kind == "both"
    square = el(
        "rect",
        width=13,
        height=13,
        class_=f"stance s-{kind}",
        fill="url(#key-both-both)" if striped else None,
    )
    defs = [hatches("key-both")] if striped else []
    return image(13, 13, STANCES[kind], *defs, square)


def _legend() -> Markup:
    """Six stances on one line, from the patron's side to the challenger's."""
    items = (
        ("patron", "patron"),
        ("leaning_patron", "leaning"),
        ("both", "both"),
        ("apart", "apart"),
        ("leaning_challenger", "leaning"),
        ("challenger", "challenger"),
    )
    rows = Markup("").join(Markup("<li>{}{}</li>").format(_swatch(kind), words) for kind, words in items)
    return Markup('<ul class="key stances">{}</ul>').format(rows)


def region_map(answer: Mapping[str, Any], views: xr.Dataset, roles: Mapping[str, str]) -> Figure | None:
    """The map in the shown year with a slider for the others; None in a build without outlines."""
    drawn = outlines()
    stances = {
        code: stances_by_year(answer, views, code)
        for code in dig(answer, "states") or {}
        if code not in roles
    }
    if drawn is None or not any(stances.values()):
        return None
    shown = milestones(answer)[0]
    names = {code: _name(answer, drawn, code) for code in drawn.states}
    shapes = [
        _shape(code, names[code], d, stances.get(code, {}).get(int(shown)), roles.get(code))
        for code, d in drawn.states.items()
    ]
    sides = {
        kind: [
            names.get(code, code) for code, row in stances.items() if row.get(int(shown), ("",))[0] == kind
        ]
        for kind in STANCES
    }
    said = "; ".join(f"{words}: {', '.join(sides[kind])}" for kind, words in STANCES.items() if sides[kind])
    picture = image(
        drawn.width,
        drawn.height,
        f"Likeliest stance in {shown}. {said}.",
        hatches("map"),
        el("rect", width=drawn.width, height=drawn.height, class_="sea"),
        *(path(d, "land") for d in drawn.others),
        *shapes,
        *_labels(answer, drawn, roles),
        class_="map",
    )
    years = sorted({year for row in stances.values() for year in row})
    data = {
        code: {
            str(year): [kind, None if share is None else percent(share)]
            for year, (kind, share) in row.items()
        }
        for code, row in stances.items()
        if code in drawn.states
    }
    control = Markup(
        '<div class="slider js"><label for="map-year">Year</label><span>{0}</span>'
        '<input type="range" id="map-year" min="{0}" max="{1}" value="{2}" step="1"><span>{1}</span>'
        '<output for="map-year" aria-live="polite" id="map-said">{2}</output></div>'
        '<script type="application/json" id="map-data">{3}</script>'
    ).format(years[0], years[-1], shown, _json({"states": data, "names": names, "words": STANCES}))
    rows: list[tuple[Cell, ...]] = [
        (str(dig(answer, "states", code, "name") or code), year, STANCES[row[year][0]], row[year][1])
        for code, row in stances.items()
        for year in years
        if year in row and (year % 5 == 0)
    ]
    return Figure(
        key="map",
        title=f"Who stands where in {shown}",
        lead="Likeliest stance; paler where fewer than 60 of 100 futures agree",
        body=Markup('<div class="mapbox">{}</div>{}{}').format(picture, _legend(), control),
        caption="Full story. Share of simulated futures, no interval. Striped: tied to both sides.",
        table=Table(("state", "year", "likeliest stance", "share of futures"), tuple(rows)),
        simulated=True,
    )


def _json(tree: Any) -> Markup:
    """Data for the slider, safe inside a script element."""
    said = json.dumps(tree, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    for mark, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        said = said.replace(mark, code)
    return Markup(said)
