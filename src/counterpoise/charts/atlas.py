"""The bundled outlines of the region as rings of points, read once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["DISCLAIMER", "Atlas", "Ring", "atlas", "rings"]

DISCLAIMER = "Outlines are de facto and imply no view on any border or on the status of any territory."
Point = tuple[float, float]
Ring = tuple[Point, ...]

_PART = re.compile(r"([MmLlHhVvZz])|(-?\d*\.?\d+)")


@dataclass(frozen=True, slots=True)
class Atlas:
    """An equal-area map ready to draw; down is positive.

    Attributes:
        width: Of the map.
        height: Of the map.
        states: Rings by state code.
        others: Rings of land that no state of the case owns.
        labels: Where the name of a state goes.
        theatres: Where the letter of a theatre goes.
        names: Plain names by state code.
    """

    width: float
    height: float
    states: Mapping[str, tuple[Ring, ...]]
    others: tuple[Ring, ...]
    labels: Mapping[str, Point]
    theatres: Mapping[str, Point]
    names: Mapping[str, str]


def rings(path: str) -> tuple[Ring, ...]:
    """The rings of SVG path commands made of straight lines.

    Raises:
        ValueError: If a command draws anything else.

    >>> rings("M0 0l1 0 0 1zM5 5L6 5")
    (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)), ((5.0, 5.0), (6.0, 5.0)))
    """
    found: list[list[Point]] = []
    x = y = 0.0
    for command, numbers in _commands(path):
        if command in "Zz":
            x, y = found[-1][0]
        elif command in "HhVv":
            for value in numbers:
                across = command in "Hh"
                x = (x if command.islower() else 0.0) + value if across else x
                y = (y if command.islower() else 0.0) + value if not across else y
                found[-1].append((round(x, 2), round(y, 2)))
        else:
            for i in range(0, len(numbers) - 1, 2):
                if command.islower():
                    x, y = x + numbers[i], y + numbers[i + 1]
                else:
                    x, y = numbers[i], numbers[i + 1]
                if command in "Mm" and i == 0:
                    found.append([])
                found[-1].append((round(x, 2), round(y, 2)))
    return tuple(tuple(ring) for ring in found if len(ring) > 1)


def _commands(path: str) -> list[tuple[str, list[float]]]:
    found: list[tuple[str, list[float]]] = []
    for command, value in _PART.findall(path):
        if command:
            found.append((command, []))
        else:
            found[-1][1].append(float(value))
    unknown = set(re.findall(r"[A-Za-z]", path)) - set("MmLlHhVvZz")
    if unknown:
        raise ValueError(f"Outlines may hold straight lines only, not {sorted(unknown)}.")
    return found


@cache
def atlas() -> Atlas | None:
    """The bundled map of Asia, or None in a build without one."""
    source = files("counterpoise") / "library" / "map" / "asia.json"
    if not source.is_file():
        return None
    tree = json.loads(source.read_text(encoding="utf-8"))
    box = tree["viewBox"].split() if isinstance(tree["viewBox"], str) else tree["viewBox"]
    states: dict[str, Any] = tree["states"]
    return Atlas(
        float(box[2]),
        float(box[3]),
        {code: rings(row["d"]) for code, row in states.items()},
        tuple(ring for d in tree["background"] for ring in rings(d)),
        {code: _point(row["label"]) for code, row in states.items() if row.get("label")},
        {key: _point(row) for key, row in tree["theatres"].items()},
        {code: str(row["name"]) for code, row in states.items() if row.get("name")},
    )


def _point(found: Any) -> Point:
    pair = (found["x"], found["y"]) if isinstance(found, Mapping) and "x" in found else found
    if isinstance(found, Mapping) and "label" in found:
        pair = found["label"]
    return float(pair[0]), float(pair[1])
