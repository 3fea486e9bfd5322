"""Outlines of land on a flat map: TopoJSON in, an equal-area projection, fewer points, closed rings out.

Borders are simplified arc by arc before rings are assembled, so two neighbours keep one common line.  What lies
across the antimeridian needs no cut here: the projection has its seam at the antipode of its centre, and rings
that come near it are left out.  Everything is clipped to the frame.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary import DataError

__all__ = [
    "Frame",
    "Projection",
    "area",
    "clip",
    "distance",
    "feature_rings",
    "near",
    "read_topology",
    "simplify",
]

Points = NDArray[np.float64]
EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

_FAR = math.cos(math.radians(100.0))
"""Rings with a point further than this from the centre are left out: the seam is at 180 degrees."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Lambert's azimuthal equal-area projection on a sphere.

    ``k = sqrt(2 / (1 + cos c))`` with ``c`` the angle from the centre; ``x`` grows eastward and ``y`` southward, as
    on a screen (Snyder 1987, US Geological Survey Professional Paper 1395, equations 24-2 to 24-4).

    Attributes:
        lat: Latitude of the centre, degrees.
        lng: Longitude of the centre, degrees.
        per_km: Units of the drawing per kilometre.
        x: Where the centre is drawn.
        y: Where the centre is drawn.

    >>> flat = Projection(15.0, 115.0, 0.05, 260.0, 200.0)
    >>> flat(np.array([[115.0, 15.0]])).tolist()
    [[260.0, 200.0]]
    """

    lat: float
    lng: float
    per_km: float
    x: float
    y: float

    def cosine(self, places: Points) -> NDArray[np.float64]:
        """Cosine of the angle from the centre, for rows of longitude and latitude in degrees."""
        lng, lat = np.radians(places[:, 0] - self.lng), np.radians(places[:, 1])
        centre = math.radians(self.lat)
        return np.asarray(
            math.sin(centre) * np.sin(lat) + math.cos(centre) * np.cos(lat) * np.cos(lng), dtype=np.float64
        )

    def __call__(self, places: Points) -> Points:
        """Rows of longitude and latitude in degrees to rows of x and y."""
        lng, lat = np.radians(places[:, 0] - self.lng), np.radians(places[:, 1])
        centre = math.radians(self.lat)
        k = np.sqrt(2.0 / np.maximum(1.0 + self.cosine(places), 1e-9)) * EARTH_KM * self.per_km
        east = np.cos(lat) * np.sin(lng)
        north = math.cos(centre) * np.sin(lat) - math.sin(centre) * np.cos(lat) * np.cos(lng)
        return np.column_stack([self.x + k * east, self.y - k * north])

    def inverse(self, points: Points) -> Points:
        """Rows of x and y back to longitude and latitude in degrees (Snyder, equations 20-14, 20-15, 24-16)."""
        reach = EARTH_KM * self.per_km
        east, north = (points[:, 0] - self.x) / reach, (self.y - points[:, 1]) / reach
        rho = np.hypot(east, north)
        angle = 2.0 * np.arcsin(np.clip(rho / 2.0, 0.0, 1.0))
        centre = math.radians(self.lat)
        scaled = np.divide(np.sin(angle), rho, out=np.ones_like(rho), where=rho > 0)
        lat = np.arcsin(np.cos(angle) * math.sin(centre) + north * scaled * math.cos(centre))
        down = math.cos(centre) * np.cos(angle) - north * scaled * math.sin(centre)
        lng = self.lng + np.degrees(np.arctan2(east * scaled, down))
        return np.column_stack([(lng + 180.0) % 360.0 - 180.0, np.degrees(lat)])


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle that is drawn, with a margin beyond which land is cut off.

    Attributes:
        width: Of the drawing.
        height: Of the drawing.
        margin: How far cut edges lie outside, so that no outline runs along the border.
    """

    width: float
    height: float
    margin: float = 6.0

    @property
    def sides(self) -> tuple[tuple[int, float, float], ...]:
        """Each side as axis, sign and bound: a point is inside where ``sign * p[axis] <= bound``."""
        return (
            (0, -1.0, self.margin),
            (0, 1.0, self.width + self.margin),
            (1, -1.0, self.margin),
            (1, 1.0, self.height + self.margin),
        )


def read_topology(path: Path) -> tuple[list[Points], list[dict[str, Any]]]:
    """Arcs as rows of longitude and latitude, and the geometries of the object ``countries``.

    Raises:
        DataError: If the file is absent or is no quantised topology.
    """
    try:
        topology = json.loads(path.read_text(encoding="utf-8"))
        scale = np.array(topology["transform"]["scale"])
        origin = np.array(topology["transform"]["translate"])
        arcs = [np.cumsum(np.array(arc, dtype=float), axis=0) * scale + origin for arc in topology["arcs"]]
        return arcs, list(topology["objects"]["countries"]["geometries"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"The outlines cannot be read ({error}).", where=path, hint="Fetch Natural Earth 1:50m again."
        ) from error


def simplify(points: Points, tolerance: float) -> Points:
    """Fewer points on a line whose ends stay, none dropped further off than the tolerance.

    Douglas and Peucker (1973).  A closed line is first split at the point furthest from its start, so that an
    island keeps its extent.

    >>> simplify(np.array([[0.0, 0.0], [1.0, 0.1], [2.0, 0.0], [3.0, 2.0]]), 0.2).tolist()
    [[0.0, 0.0], [2.0, 0.0], [3.0, 2.0]]
    """
    if len(points) < 4:
        return points
    if np.array_equal(points[0], points[-1]):
        far = int(np.argmax(np.hypot(*(points - points[0]).T)))
        if 0 < far < len(points) - 1:
            one, two = simplify(points[: far + 1], tolerance), simplify(points[far:], tolerance)
            return np.vstack([one, two[1:]])
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        off = distance(points[first + 1 : last], points[first], points[last])
        furthest = int(np.argmax(off))
        if off[furthest] > tolerance:
            middle = first + 1 + furthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return np.asarray(points[keep])


def distance(points: Points, start: Points, end: Points) -> NDArray[np.float64]:
    """Distance of points from the segment between two points."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0.0, 1.0) if length > 0 else np.zeros(len(points))
    return np.asarray(np.hypot(*(points - start - share[:, None] * along).T))


def feature_rings(geometry: dict[str, Any], arcs: Sequence[Points]) -> list[list[Points]]:
    """Polygons of a geometry, each a list of closed rings, the exterior first."""
    kind, content = geometry["type"], geometry.get("arcs", [])
    polygons = content if kind == "MultiPolygon" else [content] if kind == "Polygon" else []
    return [[_ring(indices, arcs) for indices in polygon] for polygon in polygons]


def _ring(indices: Iterable[int], arcs: Sequence[Points]) -> Points:
    """A ring from its arcs; ``~i`` is arc i backwards, and each arc begins where the last one ended."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def area(ring: Points) -> float:
    """Signed area of a ring: positive where it runs clockwise on a screen (y grows downward)."""
    x, y = ring[:, 0], ring[:, 1]
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def clip(ring: Points, frame: Frame) -> Points:
    """The part of a ring inside a frame (Sutherland and Hodgman 1974); empty where nothing is."""
    points = ring[:-1] if len(ring) > 1 and np.array_equal(ring[0], ring[-1]) else ring
    for axis, sign, bound in frame.sides:
        if not len(points):
            return points
        value = sign * points[:, axis] - bound
        kept: list[Points] = []
        for here, there, now, before in zip(
            points, np.roll(points, 1, axis=0), value, np.roll(value, 1), strict=True
        ):
            if (now <= 0) != (before <= 0):
                kept.append(there + (here - there) * (before / (before - now)))
            if now <= 0:
                kept.append(here)
        points = np.array(kept).reshape(-1, 2)
    return points


def near(ring: Points, projection: Projection) -> bool:
    """Whether every point of a ring, in degrees, is far from the projection's seam."""
    return bool(projection.cosine(ring).min() > _FAR)
