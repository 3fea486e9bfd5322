"""The bundled map of the Asian case: equal-area outlines as SVG paths, places of names and of theatres.

The projection's parameters stand in the file, so that a reader can put a place of his own on the map.  Another
map with the same keys may replace it: borders here are a convention of the source, not a claim.
"""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.outlines import (
    Frame,
    Projection,
    area,
    clip,
    distance,
    feature_rings,
    near,
    read_topology,
    simplify,
)

__all__ = ["DISCLAIMER", "MAP", "build_basemap"]

Points = NDArray[np.float64]

MAP = Path(str(files("counterpoise") / "library" / "map" / "asia.json"))
"""Where the package's own map lies."""

DISCLAIMER = "Outlines are de facto and imply no view on any border or on the status of any territory."
_BOUNDARIES = (
    "Natural Earth 1:50m, version 5.1.2, boundary view 'un' of the build used: lines of control are drawn where "
    "the source draws them; places that the source assigns to nobody, as the Siachen glacier, are background."
)
_SOURCE = "Natural Earth, 1:50m Admin 0 countries, version 5.1.2 (public domain)"

_FRAME = Frame(540.0, 548.0)
_PROJECTION = Projection(lat=15.0, lng=115.0, per_km=0.0472, x=251.0, y=223.0)
_TOLERANCE = 0.16
_SMALLEST = 0.25
"""Islands below this many square units are dropped, except the largest part of a state."""

_DRAWN = frozenset(
    {"CHN", "JPN", "KOR", "TWN", "PHL", "AUS", "IND", "IDN", "VNM", "MYS", "SGP", "THA", "PRK", "RUS", "PAK"}
    | {"NZL", "MMR", "KHM", "LAO", "BGD", "LKA", "NPL", "MNG", "BRN", "PNG"}
)
_LISTED = ("USA", "GBR", "CAN", "FRA", "DEU")
"""States of the case that lie off the map: the drawing names them at its edge."""

_PART_OF = {"HKG": "CHN", "MAC": "CHN", "ATC": "AUS"}
"""Dependencies drawn with the state that governs them."""

_NUDGED = {
    "RUS": (101.0, 54.0),
    "IDN": (114.0, -1.5),
    "MYS": (102.3, 4.2),
    "VNM": (108.6, 13.6),
    "CHN": (103.5, 34.5),
    "KOR": (128.4, 35.5),
    "TWN": (120.6, 20.9),
}
"""Longitude and latitude of names that would otherwise fall off the frame or on a neighbour."""


def build_basemap(topology: Path, out: Path = MAP) -> dict[str, Any]:
    """Compile the map and write it; the same topology gives the same bytes.

    Args:
        topology: Natural Earth countries as TopoJSON, object ``countries`` with ``adm0A3``.
        out: JSON file to write.

    Returns:
        What was written: ``viewBox``, ``projection``, ``states`` (code to path ``d`` and ``label``), ``background``
        (paths of other land), ``theatres`` (key to x and y), ``not_drawn``, ``disclaimer``, ``boundaries``,
        ``source``.

    Raises:
        DataError: If the topology cannot be read.
    """
    raw, geometries = read_topology(topology)
    arcs = [_PROJECTION(arc) for arc in raw]
    arcs = [simplify(arc, _TOLERANCE) for arc in arcs]
    land: dict[str, list[Points]] = {}
    for geometry in geometries:
        code = str(geometry["properties"].get("adm0A3"))
        code = _PART_OF.get(code, code)
        owner = code if code in _DRAWN else ""
        for degrees, flat in zip(feature_rings(geometry, raw), feature_rings(geometry, arcs), strict=True):
            if near(degrees[0], _PROJECTION):
                land.setdefault(owner, []).extend(_drawn(flat))
    content = {
        "schema": 1,
        "viewBox": [0, 0, int(_FRAME.width), int(_FRAME.height)],
        "projection": _described(),
        "states": {code: _state(code, land[code]) for code in sorted(_DRAWN)},
        "background": [_path(_large(land.get("", [])))],
        "theatres": _theatres(),
        "not_drawn": list(_LISTED),
        "disclaimer": DISCLAIMER,
        "boundaries": _BOUNDARIES,
        "source": _SOURCE,
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    out.write_text(text + "\n", encoding="utf-8")
    return content


def _drawn(polygon: list[Points]) -> list[Points]:
    """Rings of a polygon cut to the frame, the exterior clockwise, holes the other way."""
    rings = []
    for index, ring in enumerate(polygon):
        cut = clip(ring, _FRAME)
        if len(cut) < 3:
            continue
        clockwise = area(cut) > 0
        rings.append(cut if clockwise == (index == 0) else cut[::-1])
    return rings


def _large(rings: list[Points]) -> list[Points]:
    """Rings that can be seen, and the largest one in any case, largest first."""
    ordered = sorted(rings, key=lambda ring: -abs(area(ring)))
    return [ring for k, ring in enumerate(ordered) if k == 0 or abs(area(ring)) >= _SMALLEST]


def _state(code: str, rings: list[Points]) -> dict[str, Any]:
    shown = _large(rings)
    place = _PROJECTION(np.array([_NUDGED[code]]))[0] if code in _NUDGED else _inside(shown[0])
    return {"d": _path(shown), "label": [round(float(place[0]), 1), round(float(place[1]), 1)]}


def _inside(ring: Points) -> Points:
    """A point well inside a ring: the best of a grid by distance from the outline."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    grid = np.stack(np.meshgrid(*(np.linspace(low[k], high[k], 25)[1:-1] for k in (0, 1))), axis=-1).reshape(
        -1, 2
    )
    inner = grid[_contains(ring, grid)]
    if not len(inner):
        return np.asarray(ring.mean(axis=0))
    ends = np.roll(ring, -1, axis=0)
    away = np.stack([distance(inner, a, b) for a, b in zip(ring, ends, strict=True)]).min(axis=0)
    return np.asarray(inner[int(np.argmax(away))])


def _contains(ring: Points, points: Points) -> NDArray[np.bool_]:
    """Whether points lie in a ring, by counting the edges to their right."""
    ends = np.roll(ring, -1, axis=0)
    inside = np.zeros(len(points), dtype=bool)
    for (x1, y1), (x2, y2) in zip(ring, ends, strict=True):
        if y1 == y2:
            continue
        crosses = (y1 > points[:, 1]) != (y2 > points[:, 1])
        inside ^= crosses & (points[:, 0] < (x2 - x1) * (points[:, 1] - y1) / (y2 - y1) + x1)
    return inside


def _path(rings: list[Points]) -> str:
    """SVG path commands: absolute start, relative lines in tenths of a unit, closed."""
    parts = []
    for ring in rings:
        tenths = np.rint(ring * 10).astype(int)
        steps = np.diff(tenths, axis=0)
        steps = steps[np.any(steps != 0, axis=1)]
        if len(steps) < 2:
            steps = np.array([[2, 0], [0, 2], [-2, 0]])
        x, y = (_short(value) for value in tenths[0])
        parts.append(f"M{x} {y}l" + " ".join(f"{_short(dx)} {_short(dy)}" for dx, dy in steps) + "z")
    return "".join(parts)


def _short(tenths: int) -> str:
    return f"{tenths / 10:g}"


def _described() -> dict[str, Any]:
    p = _PROJECTION
    return {
        "name": "Lambert azimuthal equal area, sphere of 6371.0088 km",
        "lat0": p.lat,
        "lng0": p.lng,
        "units_per_km": p.per_km,
        "x0": p.x,
        "y0": p.y,
    }


def _theatres() -> dict[str, dict[str, float]]:
    """Where each theatre's letter goes: the middle of its points on the map."""
    text = (files("counterpoise") / "library" / "theatres" / "asia.toml").read_text(encoding="utf-8")
    points: dict[str, list[tuple[float, float]]] = {}
    for point in tomllib.loads(text)["point"]:
        points.setdefault(point["theatre"], []).append((point["lng"], point["lat"]))
    middles = {key: _PROJECTION(np.array(rows)).mean(axis=0) for key, rows in points.items()}
    return {key: {"x": round(float(x), 1), "y": round(float(y), 1)} for key, (x, y) in middles.items()}
