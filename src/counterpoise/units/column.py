"""What a column of a built panel means, and how a family of columns is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from counterpoise.units.rows import Rows
    from counterpoise.units.site import Site

__all__ = ["Column", "Family", "Plan"]


@dataclass(frozen=True, slots=True)
class Column:
    """The passport of one column.

    Attributes:
        name: Name in the frame.
        label: A few words.
        unit: Unit of the values.
        dtype: NumPy dtype; a number that may be missing is floating, for NaN is its only honest blank.
        first: First year in which the column speaks.
        last: Last year in which it speaks; afterwards it is missing.
        sources: Catalogue keys.
        family: Family that it was asked for by.
        note: What a reader must know.
        alias: Name of the same column in peacesciencer, where it has one.
        whole: Whether the values are whole numbers that are floating only because some are missing.
    """

    name: str
    label: str
    unit: str
    dtype: str
    first: int
    last: int
    sources: tuple[str, ...]
    family: str
    note: str = ""
    alias: str = ""
    whole: bool = False


Fill = Callable[["Rows", "NDArray[Any]"], None]
"""Writes a column into an array of zeros that holds one cell for each row."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A column and how it is filled.

    Attributes:
        column: What it means.
        fill: Writes it.
        words: The words that its whole numbers stand for, where the column is text; -1 is missing.
    """

    column: Column
    fill: Fill
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Columns that belong together and are asked for by one name.

    Attributes:
        name: What is written in ``add``.
        title: A few words.
        kinds: Units of analysis that have it.
        plans: Its columns on a site, given its options.
        options: Name of each option and its default.
        text: What a user must know: definitions, rules, windows.
        peacesciencer: The function of that package that does the same, where there is one.
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    plans: Callable[[Site, Mapping[str, Any]], list[Plan]]
    options: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    peacesciencer: str = ""
