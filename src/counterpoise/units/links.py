"""Columns that lie between two states, read off a table of pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterpoise.units.column import Column, Plan
from counterpoise.units.pairs import Pairs, fill_pairs

if TYPE_CHECKING:
    from counterpoise.units.site import Site

__all__ = ["Link", "link_plans"]


@dataclass(frozen=True, slots=True)
class Link:
    """One number per pair and year.

    Attributes:
        name: Name of the column.
        label: A few words; for directed quantities it says what state 1 does to state 2.
        unit: Unit.
        table: Gives the cells.
        value: Their column.
        absent: Value inside the window where the source lists no cell: 0, or NaN where nothing is known.
        note: What a reader must know.
        alias: Name in peacesciencer.
        dtype: ``whole`` for flags, counts and codes, else ``float32``.
        gw: Whether the table lies on the Gleditsch-Ward list's axis.
    """

    name: str
    label: str
    unit: str
    table: Callable[[], Pairs]
    value: str = "present"
    absent: float = 0.0
    note: str = ""
    alias: str = ""
    dtype: str = "whole"
    gw: bool = False


def link_plans(site: Site, family: str, sources: tuple[str, ...], links: Iterable[Link]) -> list[Plan]:
    """The columns of links for pairs of states."""
    return [
        Plan(
            Column(
                one.name, one.label, one.unit, "float32", max(one.table().first, 1816), one.table().last,
                sources, family, one.note, one.alias, one.dtype == "whole",
            ),
            fill_pairs(one.table, one.value, absent=one.absent, gw=one.gw),
        )
        for one in links
    ]  # fmt: skip
