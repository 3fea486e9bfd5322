"""Alignment with both poles: a matrix of it, or a network in which every state keeps its place.

Alignment (0 to 1) is what a government leans to, a rung (0 to 4) the obligations and access in force.  The one is
drawn; of the other the table holds what the run kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.atlas import Atlas, atlas
from counterpoise.charts.chart import Chart
from counterpoise.charts.labels import POLES
from counterpoise.charts.lateral import (
    LATERAL_INKS,
    Pair,
    curves,
    lateral_rows,
    lateral_said,
    pairs_of,
)
from counterpoise.charts.marks import Axis, Dash, Dots, Line, Mark, Panel, Shape, Words, box
from counterpoise.charts.region import mapped
from counterpoise.charts.ring import POLES_APART, Place, ring, ring_names
from counterpoise.charts.tie_table import COLUMNS, reading, survival, tie_rows, ties_of
from counterpoise.telling.reader import dig, final, first, milestones, name_of, number, roles
from counterpoise.telling.shipped import counted
from counterpoise.telling.words import ALIGNMENT, DEPTHS, futures, percent

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["FIRM", "SHADES", "shade", "ties"]

FIRM = 0.8
"""Chance of a treaty's survival below which its tie is dashed."""

_INKS = {
    "patron_tie": ("ground", "band90", "band50", "leaning-patron", "patron"),
    "challenger_tie": ("ground", "warm90", "warm50", "leaning-challenger", "challenger"),
}
_LABELS = {"patron_tie": "patron", "challenger_tie": "challenger"}


SHADES = ("below 0.13", "0.13 to 0.37", "0.38 to 0.62", "0.63 to 0.87", "0.88 or more")
"""The five shades of alignment."""


def shade(alignment: float) -> int:
    """Alignment from 0 to 1 as one of five shades, which are no rungs.

    >>> shade(0.0), shade(0.49), shade(1.0)
    (0, 2, 4)
    """
    return min(max(int(4 * alignment + 0.5), 0), 4)


def _order(answer: Mapping[str, Any]) -> list[str]:
    """States from the patron's side to the challenger's, by the difference of their ties at the end."""
    last, cast = final(answer), roles(answer)

    def lean(code: str) -> tuple[float, str]:
        ends = [number(answer, "states", code, tie, last, "median") or 0.0 for tie in _INKS]
        return ends[1] - ends[0], code

    return sorted((code for code in dig(answer, "states") or {} if code not in cast), key=lean)


def ties(
    answer: Mapping[str, Any],
    views: xr.Dataset | None = None,
    *,
    layout: str = "matrix",
    small: bool = False,
) -> Chart | None:
    """Ties of each state to both poles, at the start and in the answer's years; None without states.

    Args:
        answer: The answer.
        views: Its trajectories, for the ties that states have among themselves.
        layout: ``matrix``, or ``network`` with positions that never move and ties among the states as curves.
        small: Whether the network is to be read on a narrow screen: larger letters, names that would meet left out.
    """
    codes = _order(answer)
    if not codes or layout not in ("matrix", "network"):
        return None
    pairs = pairs_of(answer, views) if layout == "network" else []
    panels, width, height = (
        _matrix(answer, codes) if layout == "matrix" else _network(answer, codes, pairs, small)
    )
    told = ties_of(answer, views)
    weak = [
        f"{_name(answer, code)} {percent(p)}"
        for code in codes
        if (p := survival(answer, code)) is not None and p < FIRM
    ]
    return Chart(
        name="ties" if layout == "matrix" else "ties-network",
        title="Alignment with both poles",
        lead=f"Median of futures in {final(answer)}: straight lines, alignment with patron and challenger"
        + ("; curves, rungs among the states themselves" if pairs else "")
        if layout == "network"
        else "What each government leans to, from 0 to 1, median of futures, by year",
        caption=f"{ALIGNMENT} The table, {_first(answer)}, holds the range of 90 % of "
        "futures, and of the rung (depth) its start and how often it moves. Dashed: a treaty that is in force and "
        "believed at the end in fewer than 80 of 100 futures"
        + (", and a curve that has lost a rung in more than 20." if pairs else ".")
        + (f" {_UNDRAWN if mapped(answer) else _UNMAPPED}" if layout == "network" else ""),
        alt=" ".join(part for part in (_said(answer, codes, weak), lateral_said(answer, pairs)) if part),
        columns=COLUMNS,
        rows=(*(row for tie in told for row in tie_rows(answer, tie)), *lateral_rows(answer, pairs)),
        reading=reading(answer, told, pairs),
        panels=panels,
        width=width,
        height=height,
        simulated=True,
    )


def _first(answer: Mapping[str, Any]) -> str:
    """What the table begins with."""
    return (
        "the treaties that the verdict counts first, then the patron’s others"
        if counted(answer)
        else "the patron’s treaties first"
    )


def _said(answer: Mapping[str, Any], codes: list[str], weak: list[str]) -> str:
    return (
        f"Alignment of {len(codes)} states with both poles, from the patron’s side ({_name(answer, codes[0])}) to "
        f"the challenger’s ({_name(answer, codes[-1])})."
        + (f" Treaties that survive in fewer than 80 of 100 futures: {', '.join(weak)}." if weak else "")
    )


def _name(answer: Mapping[str, Any], code: str) -> str:
    told = name_of(answer, code)
    return POLES.get(code, code) if told == code else told


def _matrix(answer: Mapping[str, Any], codes: list[str]) -> tuple[tuple[Panel, ...], float, float]:
    """One row to a state, one block of years to a pole."""
    years = sorted({first(answer), *milestones(answer)})
    marks: list[Mark] = []
    for j, tie in enumerate(_INKS):
        middle = j * (len(years) + 0.5) + len(years) / 2
        marks.append(Words(middle, -1.6, f"to the {_LABELS[tie]}", bold=True, size=12, anchor="middle"))
        for i, year in enumerate(years):
            at = j * (len(years) + 0.5) + i
            marks.append(Words(at + 0.5, -0.9, year, "muted", 11, anchor="middle"))
            for row, code in enumerate(codes):
                value = number(answer, "states", code, tie, year, "median")
                marks += _cell(answer, code, tie, year, value, at, row)
    for row, code in enumerate(codes):
        marks.append(Words(0, row, _name(answer, code), shift=(-142, 0), key=code))
    across, high = 2 * len(years) + 0.5, 17.5 * (len(codes) + 1.8)
    panel = Panel(146, 2, 416, 2 + high, Axis(0, across), Axis(len(codes) - 0.5, -2.2), marks)
    legend: list[Mark] = []
    for k, words in enumerate(SHADES):
        x, y = float(k % 3), float(k // 3)
        for j, inks in enumerate(_INKS.values()):
            swatch = box(x + 0.08 * j, y + 0.2, x + 0.08 * j + 0.08, y + 0.8)
            legend.append(Shape(swatch, inks[k], edge="control", edge_width=0.5))
        legend.append(Words(x, y + 0.5, words, "muted", 11, shift=(28, 0)))
    key = Panel(2, high + 10, 418, high + 46, Axis(0, 3), Axis(2, 0), legend)
    return (panel, key), 420, high + 50


def _cell(
    answer: Mapping[str, Any], code: str, tie: str, year: str, value: float | None, at: float, row: int
) -> list[Mark]:
    """One cell: alignment as shade and number; a treaty in doubt is dashed."""
    rings = box(at + 0.03, row - 0.45, at + 0.97, row + 0.45)
    name = _name(answer, code)
    if value is None:
        return [Shape(rings, "paper", "nodata", edge="control", said=f"{name}: no data", key=code)]
    tone = shade(value)
    survives = survival(answer, code) if tie == "patron_tie" and year == final(answer) else None
    doubtful = survives is not None and survives < FIRM
    said = f"{name}, alignment with the {_LABELS[tie]} in {year}: {value:.2f}"
    said += f"; its treaty survives in {futures(survives)}" if survives is not None else ""
    edge = "ink" if doubtful else ""
    return [
        Shape(rings, _INKS[tie][tone], edge=edge, edge_width=1.4, dashed=doubtful, said=said, key=code),
        Words(at + 0.5, row, f"{value:.2f}", "on-dark" if tone > 2 else "ink", 11, anchor="middle"),
    ]


def _network(
    answer: Mapping[str, Any], codes: list[str], pairs: Sequence[Pair], small: bool
) -> tuple[tuple[Panel, ...], float, float]:
    """States where the map has them, or on an oval: lines as thick as alignment is strong, curves as a rung is deep."""
    drawn = atlas() if mapped(answer) else None
    cast, grown = roles(answer), _GROWN if small else 1.0
    stands = _POLES if drawn is not None else POLES_APART
    places, on_map = _placed(answer, codes, drawn, grown)
    marks: list[Mark] = []
    if drawn is not None:
        marks += [
            Shape(drawn.others, "ground"),
            Shape([r for ring in drawn.states.values() for r in ring], "ground"),
        ]
    marks += curves(answer, pairs, on_map, inward=drawn is None)
    spokes = [
        (shade(value), code, tie, value)
        for code in codes
        for tie in _POLES
        if (value := number(answer, "states", code, tie, final(answer), "median")) is not None
        and shade(value) > 1
    ]
    marks += [
        _spoke(answer, code, tie, value, places[code], stands[tie]) for _, code, tie, value in sorted(spokes)
    ]
    for code in codes:
        x, y = places[code]
        marks.append(Dots([x], [y], "ink", 6 * grown, True, code, [_name(answer, code)], [code]))
    poles: list[Mark] = []
    taken: list[Taken] = []
    for (x, y), role in zip(stands.values(), ("patron", "challenger"), strict=True):
        code = next(key for key, value in cast.items() if value == role)
        name = _name(answer, code)
        poles.append(Dots([x], [y], role, 15 * grown, True, role, [f"{name}, {role}"], [code]))
        shift = (-14.0 * (1.8 * grown - 0.8), -16.0 * grown)
        if drawn is None:
            shift = (0.0, (-18.0 if role == "patron" else 18.0) * grown)
        size = 13 * grown
        poles.append(
            Words(x, y, name, bold=True, size=size, anchor="middle", shift=shift, halo=True, key=code)
        )
        taken.append((x + shift[0], y + shift[1], 3.6 * grown * len(name)))
    marks += (
        _named(answer, {code: places[code] for code in codes}, taken if small else [], grown)
        if drawn is not None
        else _beside(answer, places, grown)
    )
    bottom = 560.0
    high = 40.0 if not small else 150.0
    key = Panel(
        4, bottom + 8, 564, bottom + 8 + high, Axis(0, 3), Axis(2 if not small else 6, 0), _key(pairs, small)
    )
    region = Panel(4, 2, 564, 2 + bottom, Axis(-10, 550), Axis(bottom, 0), [*marks, *poles], True)
    return (region, key), 568, bottom + high + 12


def _placed(
    answer: Mapping[str, Any], codes: list[str], drawn: Atlas | None, grown: float
) -> tuple[dict[str, Place], dict[str, Place]]:
    """Where every state stands, and of those whose ties among themselves are drawn, where they stand."""
    if drawn is None:
        places = ring(codes, {code: _name(answer, code) for code in codes}, grown)
        return places, places
    on_map = {code: drawn.labels[code] for code in codes if code in drawn.labels}
    outside = [code for code in codes if code not in on_map]
    off = {
        code: (398.0 + 96 * (i % 2) + 26 * (i // 2), 30.0 + 38 * (i // 2)) for i, code in enumerate(outside)
    }
    return {**on_map, **off}, on_map


def _beside(answer: Mapping[str, Any], places: Mapping[str, Place], grown: float) -> list[Mark]:
    """Names outside the oval, level with their points."""
    return [
        Words(
            *places[code],
            _name(answer, code),
            size=11 * grown,
            anchor="start" if right else "end",
            shift=(by, 0),
            halo=True,
            key=code,
        )
        for code, (right, by) in ring_names(places).items()
    ]


Taken = tuple[float, float, float]
"""Middle of a name, and half its length."""

_GROWN = 1.55
"""How much larger letters are that are read on a narrow screen."""


def _key(pairs: Sequence[Pair], small: bool) -> list[Mark]:
    """What lines and curves mean: in three columns, or one below the other on a narrow screen."""
    marks: list[Mark] = []
    size = 11 * (_GROWN if small else 1.0)
    for k in (2, 3, 4):
        x, y = (0.0, float(k - 2)) if small else (float(k - 2), 0.0)
        for j, inks in enumerate(_INKS.values()):
            marks.append(Line([x, x + 0.16], [y + 0.25 + 0.5 * j] * 2, inks[k], _thick(k)))
        marks.append(Words(x + 0.2, y + 0.5, f"alignment {SHADES[k]}", "muted", size))
        if pairs:
            down = y + (3.5 if small else 1.5)
            marks.append(Line([x, x + 0.16], [down, down], *LATERAL_INKS[k]))
            marks.append(Words(x + 0.2, down, f"rung {k}, {DEPTHS[k]}", "muted", size))
    return marks


_UNDRAWN = (
    "Alignment below 0.38, rungs short of co-operation, and those of states off the map to any but the poles, are in "
    "the table alone."
)

_UNMAPPED = (
    "Most states lie off the map that ships, so they stand on an oval, from the patron’s side on the right to the "
    "challenger’s on the left. Alignment below 0.38 and rungs short of co-operation are in the table alone."
)

_POLES = {"patron_tie": (515.0, 250.0), "challenger_tie": (205.0, 110.0)}
"""Where the poles stand in the network: the challenger where the map has it, the patron across the ocean."""


def _thick(tone: int) -> float:
    return 0.4 + 0.9 * (tone - 1)


def _spoke(answer: Mapping[str, Any], code: str, tie: str, value: float, place: Place, pole: Place) -> Line:
    """The line from a state to a pole; a treaty in doubt is dashed."""
    survives = survival(answer, code) if tie == "patron_tie" else None
    dash: Dash = "dash" if survives is not None and survives < FIRM else "solid"
    said = f"{_name(answer, code)}, alignment with the {_LABELS[tie]} in {final(answer)}: {value:.2f}"
    said += f"; its treaty survives in {futures(survives)}" if survives is not None else ""
    (px, py), (x, y) = pole, place
    tone = shade(value)
    return Line([px, x], [py, y], _INKS[tie][tone], _thick(tone), dash, code, [said, said], code)


def _named(
    answer: Mapping[str, Any], places: Mapping[str, tuple[float, float]], taken: list[Taken], grown: float
) -> list[Mark]:
    """Names below their points, or above where another name stands below; grown ones that would meet are left out."""
    marks: list[Mark] = []
    for code, (x, y) in sorted(places.items(), key=lambda row: row[1][1]):
        name = _name(answer, code)
        half = 3.1 * grown * len(name)

        def free(at: float, x: float = x, half: float = half) -> bool:
            return not any(abs(at - b) < 12 * grown and abs(x - a) < half + wide for a, b, wide in taken)

        down = next((shift * grown for shift in (13, -11, 24) if free(y + shift * grown)), None)
        if down is None and grown > 1.0:
            continue
        down = 13.0 if down is None else down
        taken.append((x, y + down, half))
        marks.append(
            Words(x, y, name, size=11 * grown, anchor="middle", shift=(0, down), halo=True, key=code)
        )
    return marks
