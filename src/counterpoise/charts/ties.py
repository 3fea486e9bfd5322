"""How deep the ties to both poles go: a matrix of depth, or a network in which every state keeps its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from counterpoise.charts.atlas import atlas
from counterpoise.charts.chart import Cell, Chart
from counterpoise.charts.labels import POLES
from counterpoise.charts.lateral import LATERAL_INKS, Pair, curves, lateral_rows, lateral_said, pairs_of
from counterpoise.charts.marks import Axis, Dash, Dots, Line, Mark, Panel, Shape, Words, box
from counterpoise.telling.reader import chance, dig, final, first, milestones, number, roles
from counterpoise.telling.words import DEPTHS, futures, percent

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["FIRM", "depth", "ties"]

FIRM = 0.8
"""Chance of a treaty's survival below which its tie is dashed."""

_INKS = {
    "patron_tie": ("ground", "band90", "band50", "leaning-patron", "patron"),
    "challenger_tie": ("ground", "warm90", "warm50", "leaning-challenger", "challenger"),
}
_LABELS = {"patron_tie": "patron", "challenger_tie": "challenger"}


def depth(tie: float) -> int:
    """A tie from 0 to 1 as the nearest of five rungs.

    >>> depth(0.0), depth(0.49), depth(1.0)
    (0, 2, 4)
    """
    return min(max(int(4 * tie + 0.5), 0), 4)


def _survival(answer: Mapping[str, Any], code: str) -> float | None:
    """Chance that a state's treaty with the patron is in force and believed at the end; None without one."""
    for pact, by_year in (dig(answer, "alliances") or {}).items():
        found = chance(by_year, final(answer))
        if str(pact).endswith(f"-{code}") and found:
            return float(found["p"])
    return None


def _order(answer: Mapping[str, Any]) -> list[str]:
    """States from the patron's side to the challenger's, by the difference of their ties at the end."""
    last, cast = final(answer), roles(answer)

    def lean(code: str) -> tuple[float, str]:
        ends = [number(answer, "states", code, tie, last, "median") or 0.0 for tie in _INKS]
        return ends[1] - ends[0], code

    return sorted((code for code in dig(answer, "states") or {} if code not in cast), key=lean)


def ties(
    answer: Mapping[str, Any], views: xr.Dataset | None = None, *, layout: str = "matrix"
) -> Chart | None:
    """Ties of each state to both poles, at the start and in the answer's years; None without states.

    Args:
        answer: The answer.
        views: Its trajectories, for the ties that states have among themselves.
        layout: ``matrix``, or ``network`` with positions that never move and ties among the states as curves.
    """
    codes = _order(answer)
    if not codes or layout not in ("matrix", "network"):
        return None
    pairs = pairs_of(answer, views) if layout == "network" else []
    panels, width, height = _matrix(answer, codes) if layout == "matrix" else _network(answer, codes, pairs)
    weak = [
        f"{_name(answer, code)} {percent(p)}"
        for code in codes
        if (p := _survival(answer, code)) is not None and p < FIRM
    ]
    return Chart(
        name="ties" if layout == "matrix" else "ties-network",
        title="How deep the ties go",
        lead=f"Median of futures in {final(answer)}: straight lines to patron and challenger"
        + (", curves among the states themselves" if pairs else "")
        if layout == "network"
        else "Depth from 0 (nothing) to 4 (mutual defence), median of futures, by year",
        caption="Depth: median of futures; the table holds the range of 90 % of futures. Dashed: a treaty that "
        "is in force and believed at the end in fewer than 80 of 100 futures"
        + (", and a curve that has lost a rung in more than 20." if pairs else ".")
        + (f" {_UNDRAWN}" if layout == "network" else ""),
        alt=" ".join(part for part in (_said(answer, codes, weak), lateral_said(answer, pairs)) if part),
        columns=("state", "tie to", "year", "median", "5 %", "95 %", "rung of the median", "treaty survives")
        + (("rung at the start", "chance it is deeper", "chance it is shallower") if pairs else ()),
        rows=(
            *((*row, *[None] * (3 * bool(pairs))) for row in _rows(answer, codes)),
            *lateral_rows(answer, pairs),
        ),
        panels=panels,
        width=width,
        height=height,
        simulated=True,
    )


def _said(answer: Mapping[str, Any], codes: list[str], weak: list[str]) -> str:
    return (
        f"Ties of {len(codes)} states to both poles, from those closest to the patron ({_name(answer, codes[0])}) to "
        f"those closest to the challenger ({_name(answer, codes[-1])})."
        + (f" Treaties that survive in fewer than 80 of 100 futures: {', '.join(weak)}." if weak else "")
    )


def _name(answer: Mapping[str, Any], code: str) -> str:
    return str(dig(answer, "states", code, "name") or POLES.get(code, code))


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
    for k, words in enumerate(DEPTHS):
        x, y = float(k % 3), float(k // 3)
        for j, inks in enumerate(_INKS.values()):
            swatch = box(x + 0.08 * j, y + 0.2, x + 0.08 * j + 0.08, y + 0.8)
            legend.append(Shape(swatch, inks[k], edge="control", edge_width=0.5))
        legend.append(Words(x, y + 0.5, f"{k} {words}", "muted", 11, shift=(28, 0)))
    key = Panel(2, high + 10, 418, high + 46, Axis(0, 3), Axis(2, 0), legend)
    return (panel, key), 420, high + 50


def _cell(
    answer: Mapping[str, Any], code: str, tie: str, year: str, value: float | None, at: float, row: int
) -> list[Mark]:
    """One cell: its rung as ink and digit; a treaty in doubt is dashed."""
    rings = box(at + 0.03, row - 0.45, at + 0.97, row + 0.45)
    name = _name(answer, code)
    if value is None:
        return [Shape(rings, "paper", "nodata", edge="control", said=f"{name}: no data", key=code)]
    rung = depth(value)
    survives = _survival(answer, code) if tie == "patron_tie" and year == final(answer) else None
    doubtful = survives is not None and survives < FIRM
    said = f"{name}, tie to the {_LABELS[tie]} in {year}: {value:.2f}, about {DEPTHS[rung]}"
    said += f"; its treaty survives in {futures(survives)}" if survives is not None else ""
    edge = "ink" if doubtful else ""
    return [
        Shape(rings, _INKS[tie][rung], edge=edge, edge_width=1.4, dashed=doubtful, said=said, key=code),
        Words(at + 0.5, row, str(rung), "on-dark" if rung > 2 else "ink", 11, anchor="middle"),
    ]


def _network(
    answer: Mapping[str, Any], codes: list[str], pairs: Sequence[Pair]
) -> tuple[tuple[Panel, ...], float, float]:
    """States where the map has them, lines as thick as the tie is deep: straight to the poles, curved among states."""
    drawn = atlas()
    cast = roles(answer)
    places = {code: drawn.labels[code] for code in codes if drawn and code in drawn.labels}
    on_map, outside = dict(places), [code for code in codes if code not in places]
    places |= {
        code: (398.0 + 96 * (i % 2) + 26 * (i // 2), 30.0 + 38 * (i // 2)) for i, code in enumerate(outside)
    }
    marks: list[Mark] = []
    if drawn is not None:
        marks += [
            Shape(drawn.others, "ground"),
            Shape([r for ring in drawn.states.values() for r in ring], "ground"),
        ]
    marks += curves(answer, pairs, on_map)
    spokes = [
        (depth(value), code, tie, value)
        for code in codes
        for tie in _POLES
        if (value := number(answer, "states", code, tie, final(answer), "median")) is not None
        and depth(value) > 1
    ]
    marks += [_spoke(answer, code, tie, value, places[code]) for _, code, tie, value in sorted(spokes)]
    for code in codes:
        x, y = places[code]
        marks.append(Dots([x], [y], "ink", 6, True, code, [_name(answer, code)], [code]))
    marks += _named(answer, {code: places[code] for code in codes})
    for (x, y), role in zip(_POLES.values(), ("patron", "challenger"), strict=True):
        code = next(key for key, value in cast.items() if value == role)
        name = POLES.get(code, code)
        marks.append(Dots([x], [y], role, 15, True, role, [f"{name}, {role}"], [code]))
        marks.append(
            Words(x, y, name, bold=True, size=13, anchor="middle", shift=(-14, -16), halo=True, key=code)
        )
    bottom = 560.0
    legend: list[Mark] = []
    for k in (2, 3, 4):
        x = (k - 2) * 1.0
        lines = [(inks[k], _thick(k)) for inks in _INKS.values()] + ([LATERAL_INKS[k]] if pairs else [])
        for j, (ink, width) in enumerate(lines):
            legend.append(Line([x, x + 0.16], [(j + 0.5) / len(lines)] * 2, ink, width))
        legend.append(Words(x + 0.2, 0.5, f"{k} {DEPTHS[k]}", "muted", 11))
    key = Panel(4, bottom + 8, 424, bottom + 28, Axis(0, 3), Axis(1, 0), legend)
    return (Panel(4, 2, 564, 2 + bottom, Axis(-10, 550), Axis(bottom, 0), marks, True), key), 568, bottom + 32


_UNDRAWN = "Ties short of co-operation, and those of states off the map to any but the poles, are in the table alone."

_POLES = {"patron_tie": (515.0, 250.0), "challenger_tie": (205.0, 110.0)}
"""Where the poles stand in the network: the challenger where the map has it, the patron across the ocean."""


def _thick(rung: int) -> float:
    return 0.4 + 0.9 * (rung - 1)


def _spoke(answer: Mapping[str, Any], code: str, tie: str, value: float, place: tuple[float, float]) -> Line:
    """The line from a state to a pole; a treaty in doubt is dashed."""
    survives = _survival(answer, code) if tie == "patron_tie" else None
    dash: Dash = "dash" if survives is not None and survives < FIRM else "solid"
    said = f"{_name(answer, code)} to the {_LABELS[tie]} in {final(answer)}: {value:.2f}, about {DEPTHS[depth(value)]}"
    said += f"; its treaty survives in {futures(survives)}" if survives is not None else ""
    (px, py), (x, y) = _POLES[tie], place
    rung = depth(value)
    return Line([px, x], [py, y], _INKS[tie][rung], _thick(rung), dash, code, [said, said], code)


def _named(answer: Mapping[str, Any], places: Mapping[str, tuple[float, float]]) -> list[Mark]:
    """Names below their points, or above where another name stands below."""
    marks: list[Mark] = []
    taken: list[tuple[float, float, float]] = []
    for code, (x, y) in sorted(places.items(), key=lambda row: row[1][1]):
        name = _name(answer, code)
        half = 3.1 * len(name)

        def free(at: float, x: float = x, half: float = half) -> bool:
            return not any(abs(at - b) < 12 and abs(x - a) < half + wide for a, b, wide in taken)

        down = next((shift for shift in (13, -11, 24) if free(y + shift)), 13)
        taken.append((x, y + down, half))
        marks.append(Words(x, y, name, size=11, anchor="middle", shift=(0, down), halo=True, key=code))
    return marks


def _rows(answer: Mapping[str, Any], codes: list[str]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for code in codes:
        for tie in _INKS:
            for year in sorted({first(answer), *milestones(answer)}):
                median, low, high = (
                    number(answer, "states", code, tie, year, q) for q in ("median", "low", "high")
                )
                survives = _survival(answer, code) if tie == "patron_tie" and year == final(answer) else None
                rung = DEPTHS[depth(median)] if median is not None else None
                rows.append((_name(answer, code), _LABELS[tie], int(year), median, low, high, rung, survives))
    return rows
