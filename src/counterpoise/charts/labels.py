"""Names on the map: letters of the theatres, then names by importance; one without room is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.charts.atlas import Atlas
from counterpoise.charts.marks import Dots, Line, Mark, Words
from counterpoise.telling.reader import dig

__all__ = ["labels"]

Box = tuple[float, float, float, float]


def _free(x: float, y: float, width: float, taken: list[Box], k: float = 1.0) -> Box | None:
    """The room that a name needs at its place or close by, or None where others stand there."""
    for down in (0, 9 * k, -9 * k, 18 * k):
        box = (x - width / 2, y + down - 11 * k, x + width / 2, y + down + 2 * k)
        if not any(a < box[2] and box[0] < c and b < box[3] and box[1] < d for a, b, c, d in taken):
            return box
    return None


def labels(
    answer: Mapping[str, Any],
    drawn: Atlas,
    cast: Mapping[str, str],
    names: Mapping[str, str],
    small: bool = False,
) -> list[Mark]:
    """Letters, names and, where the patron lies off the map, an arrow to it.

    Args:
        answer: The answer.
        drawn: Outlines, with places for names.
        cast: Role of each pole.
        names: Names of states.
        small: Whether the map will be shrunk: larger letters, hence fewer names, and no arrow.
    """
    k = _SHRUNK if small else 1.0
    marks: list[Mark] = []
    taken: list[Box] = []
    for key, (x, y) in drawn.theatres.items():
        letter = str(dig(answer, "theatres", key, "letter") or "")
        if letter:
            said = str(dig(answer, "theatres", key, "label") or key)
            marks.append(
                Dots([x], [y], "ink", 18 * k, False, "theatre", [f"Theatre {letter}: {said}"], [key])
            )
            marks.append(Words(x, y, letter, size=11 * k, bold=True, anchor="middle"))
            taken.append((x - 10 * k, y - 10 * k, x + 10 * k, y + 10 * k))
    allies = {str(pact).split("-")[-1] for pact in dig(answer, "alliances") or {}} | set(cast)
    fought_over = " ".join(str(row.get("label", "")) for row in (dig(answer, "theatres") or {}).values())
    prizes = {code for code in drawn.labels if names[code] in fought_over}
    points = {code: sum(map(len, drawn.states.get(code, ()))) for code in drawn.labels}
    for code in sorted(
        drawn.labels, key=lambda code: (code not in prizes, code not in allies, -points[code], code)
    ):
        x, y = drawn.labels[code]
        box = _free(x, y, 6.4 * k * len(names[code]), taken, k)
        if not points[code] or box is None:
            continue
        taken.append(box)
        down = box[3] - 2 * k - y - 4 * k
        marks.append(
            Words(x, y, names[code], size=12 * k, anchor="middle", shift=(0, down), halo=True, key=code)
        )
        if code in cast:
            marks.append(
                Words(x, y, cast[code], "muted", 11 * k, anchor="middle", shift=(0, down + 13 * k), halo=True)
            )
    patron = next((code for code, role in cast.items() if role == "patron"), "")
    if patron and patron not in drawn.states and not small:
        x = drawn.width - 12
        marks += [
            Words(
                x,
                20,
                names.get(patron) or POLES.get(patron, patron),
                size=12,
                anchor="end",
                halo=True,
                key=patron,
            ),
            Words(x, 34, "patron, off the map", "muted", 11, anchor="end", halo=True),
            Line([x - 30, x, x - 5, x, x - 5], [46, 46, 42, 46, 50], "patron", 1.6),
        ]
    return marks


POLES = {"CHN": "China", "USA": "United States"}
"""The usual poles, which an answer need not list among the states that choose between them."""

_SHRUNK = 1.45
"""How much larger letters are drawn on a map that will be shrunk."""
