"""Ties of the states among themselves: curves of the network, and their rows in its table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterpoise.charts.chart import Cell
from counterpoise.charts.marks import Dash, Line, Mark
from counterpoise.telling.reader import final, name_of, roles
from counterpoise.telling.words import DEPTHS, brief, join

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["LATERAL_INKS", "Pair", "curves", "lateral_rows", "lateral_said", "loose", "pairs_of", "rungs"]

LATERAL_INKS = {2: ("apart", 0.8), 3: ("control", 1.3), 4: ("ink", 2.0)}
"""Ink and width of a curve by its rung; shallower ties are not drawn."""

FIRM = 0.2
"""Share of futures in which a tie loosens beyond which it is dashed."""

Place = tuple[float, float]


@dataclass(frozen=True)
class Pair:
    """A tie between two states neither of which is a pole.

    Attributes:
        a: Code of the one.
        b: Code of the other.
        start: Rung at the start.
        last: Median rung in the last year.
        deepens: Share of futures in which it stands higher in the end than at the start.
        loosens: The same for lower.
    """

    a: str
    b: str
    start: int
    last: int
    deepens: float
    loosens: float


def pairs_of(answer: Mapping[str, Any], views: xr.Dataset | None) -> list[Pair]:
    """Every pair without a pole, the deepest first; none for a run that did not keep them."""
    if views is None or "pair_rung" not in views:
        return []
    cast = roles(answer)
    codes = [str(code) for code in views["state"].values]
    start, last, up, down = (
        views[name].transpose("state", "other").values
        for name in ("pair_rung", "pair_rung_last", "pair_deepens", "pair_loosens")
    )
    found = [
        Pair(a, b, int(start[i, j]), int(last[i, j]), float(up[i, j]), float(down[i, j]))
        for i, a in enumerate(codes)
        for j, b in enumerate(codes[i + 1 :], i + 1)
        if a not in cast and b not in cast
    ]
    return sorted(found, key=lambda pair: (-pair.last, -pair.start, pair.a, pair.b))


def rungs(views: xr.Dataset | None, code: str, pole: str) -> list[Cell]:
    """A state's rung with a pole at the start, its median in the end, and how often it is deeper and shallower."""
    if views is None or "pair_rung" not in views or not {code, pole} <= set(views["state"].values.tolist()):
        return [None] * 4
    start, last, up, down = (
        views[name].sel(state=code, other=pole).item()
        for name in ("pair_rung", "pair_rung_last", "pair_deepens", "pair_loosens")
    )
    return [DEPTHS[int(start)], DEPTHS[int(last)], float(up), float(down)]


def curves(
    answer: Mapping[str, Any], pairs: Sequence[Pair], places: Mapping[str, Place], inward: bool = False
) -> Iterator[Mark]:
    """A curve to each pair of rung 2 or more, bent away from the middle, or towards it; the deeper in front."""
    kept = [pair for pair in pairs if pair.last in LATERAL_INKS and pair.a in places and pair.b in places]
    if not kept:
        return
    middle = (
        sum(x for x, _ in places.values()) / len(places),
        sum(y for _, y in places.values()) / len(places),
    )
    for pair in reversed(kept):
        xs, ys = _arc(places[pair.a], places[pair.b], middle, inward=inward)
        ink, width = LATERAL_INKS[pair.last]
        dash: Dash = "dash" if pair.loosens > FIRM else "solid"
        said = (
            f"{name_of(answer, pair.a)} and {name_of(answer, pair.b)}: {DEPTHS[pair.last]} in {final(answer)} "
            f"(median), {DEPTHS[pair.start]} at the start; deeper in {brief(pair.deepens)}, shallower in "
            f"{brief(pair.loosens)} of 100"
        )
        yield Line(xs, ys, ink, width, dash, "among states", [said] * len(xs))


def _arc(
    a: Place, b: Place, away: Place, points: int = 13, *, inward: bool = False
) -> tuple[list[float], list[float]]:
    """A quadratic curve from a to b, its middle bent away from a point (or towards it) by a seventh of its length.

    >>> xs, ys = _arc((0.0, 0.0), (10.0, 0.0), (5.0, -5.0), 3)
    >>> xs, [round(y, 2) for y in ys]
    ([0.0, 5.0, 10.0], [0.0, 1.4, 0.0])
    """
    (ax, ay), (bx, by) = a, b
    mx, my, nx, ny = (ax + bx) / 2, (ay + by) / 2, by - ay, ax - bx
    side = 1.0 if nx * (mx - away[0]) + ny * (my - away[1]) >= 0 else -1.0
    side = -side if inward else side
    cx, cy = mx + side * _BEND * nx, my + side * _BEND * ny
    steps = [k / (points - 1) for k in range(points)]
    return (
        [(1 - t) ** 2 * ax + 2 * t * (1 - t) * cx + t * t * bx for t in steps],
        [(1 - t) ** 2 * ay + 2 * t * (1 - t) * cy + t * t * by for t in steps],
    )


def lateral_said(answer: Mapping[str, Any], pairs: Sequence[Pair], most: int = 4) -> str:
    """How many ties among states are deep, and which move in most futures, in a sentence; empty without any."""
    if not pairs:
        return ""
    deep = sum(pair.last >= 3 for pair in pairs)
    moving = sorted(pairs, key=lambda pair: -max(pair.deepens, pair.loosens))[:most]
    told = join(
        [
            f"{name_of(answer, pair.a)} and {name_of(answer, pair.b)} "
            + (
                f"(deeper in {brief(pair.deepens)} of 100)"
                if pair.deepens >= pair.loosens
                else f"(shallower in {brief(pair.loosens)} of 100)"
            )
            for pair in moving
            if max(pair.deepens, pair.loosens) > 0
        ]
    )
    return f"Among themselves {deep} pairs have access or a pact in the median future. Likeliest to move: {told}."


def loose(pair: Pair) -> bool:
    """Whether nothing ties a pair, at the start, in the end, or in any future that would count."""
    return max(pair.start, pair.last) == 0 and math.isclose(pair.deepens, 0.0)


def lateral_rows(answer: Mapping[str, Any], pairs: Sequence[Pair]) -> Iterator[tuple[Cell, ...]]:
    """Rows of the table of ties for pairs that are tied at the start or in the end, or that some futures tie."""
    for pair in pairs:
        if not loose(pair):
            names = name_of(answer, pair.a), name_of(answer, pair.b)
            moves = (pair.deepens, pair.loosens)
            start, last = DEPTHS[pair.start], DEPTHS[pair.last]
            yield (*names, AMONG, int(final(answer)), None, None, None, last, None, start, *moves)


AMONG = "neither pole"
"""Role of a partner that is no pole."""

_BEND = 0.28
"""How far the control point lies beside the middle, as a share of the distance; the curve bends half as far."""
