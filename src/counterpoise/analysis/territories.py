"""Colonies and occupied lands in the label test: who is ruled by a challenger and is no state of the record.

A territory is a neighbour that has yielded.  Where a state's own figures hold it (Manchuria in China's), it takes its
part of that state's size by people.  Where nobody's do, what is known of it is its people: CINC is a mean of six shares
of the world, and the share of people alone, a sixth of it, is the least that the territory can weigh.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Territory", "territories", "with_territories"]


@dataclass(frozen=True)
class Territory:
    """Land that a state rules and that is no state.

    Attributes:
        name: Plain name.
        code: COW code of the state that it became or belongs to.
        part_of: COW code of the state in whose figures it is counted, or None.
        occupier: COW code of who rules it.
        years: First and last year.
        people: Population, millions.
    """

    name: str
    code: int
    part_of: int | None
    occupier: int
    years: tuple[int, int]
    people: float


@cache
def territories() -> tuple[Territory, ...]:
    """Those of ``library/theatres/occupied.toml``.

    >>> sum(land.people for land in territories() if land.years[0] == 1942) > 90
    True
    """
    text = (files("counterpoise") / "library" / "theatres" / "occupied.toml").read_text(encoding="utf-8")
    return tuple(
        Territory(
            row["name"],
            row["code"],
            row.get("part_of"),
            row["occupier"],
            (row["years"][0], row["years"][1]),
            row["people"],
        )
        for row in tomllib.loads(text)["territory"]
    )


def with_territories(
    size: dict[int, float],
    challenger: int,
    year: int,
    inside: Container[int],
    people: dict[int, float],
    world: float,
) -> tuple[dict[int, float], set[int]]:
    """Sizes with the lands that the challenger rules in its region, and the keys of these.

    Args:
        size: CINC of each neighbour by code.
        challenger: COW code.
        year: When.
        inside: The region: ``code in inside``.
        people: Population of each neighbour by code, millions.
        world: Population of all states, millions.

    Returns:
        A new mapping in which each land stands under a number below 0 and states have lost what they lost, and those
        numbers.
    """
    found, held = dict(size), set()
    for place, land in enumerate(territories()):
        ruled = land.occupier == challenger and land.years[0] <= year <= land.years[1]
        if not ruled or land.code not in inside or land.part_of not in (None, *size):
            continue
        key = -1 - place
        if land.part_of is None:
            found[key] = land.people / world / _PARTS
        else:
            share = land.people / people[land.part_of]
            found[key] = min(share * size[land.part_of], found[land.part_of])
            found[land.part_of] -= found[key]
        held.add(key)
    return found, held


_PARTS = 6
"""Shares of which CINC is the mean."""
