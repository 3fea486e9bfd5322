"""What the tables mean: a row, its key, and label and unit of every column, from ``library/tables.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterpoise.data.catalogue import LIBRARY, read_toml
from counterpoise.vocabulary import DataError, UnknownNameError, nearest

__all__ = ["TABLES_TOML", "Column", "Meaning", "check_columns", "meaning"]

TABLES_TOML = LIBRARY / "tables.toml"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a table means.

    Attributes:
        name: Stable name.
        label: A few words.
        unit: Unit, or what the codes stand for.
        note: What a reader must know.
    """

    name: str
    label: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a table means.

    Attributes:
        name: Stable name.
        label: A few words.
        row: What one row stands for.
        key: Columns that tell the rows apart.
        note: What a reader must know.
    """

    name: str
    label: str
    row: str
    key: tuple[str, ...]
    note: str = ""

    def column(self, name: str) -> Column:
        """What a column of this table means.

        Raises:
            UnknownNameError: The table has no such column.

        >>> meaning("gml_disputes").column("mindur").unit
        'days'
        """
        book = _book()
        own = {**book["common"]["columns"], **book[self.name].get("columns", {})}
        if name not in own:
            raise UnknownNameError(f"Table {self.name} has no column {name!r}.", hint=nearest(name, own))
        return Column(name, **own[name])


def meaning(table: str) -> Meaning:
    """What a table means.

    Raises:
        UnknownNameError: No table has that name.

    >>> meaning("dyads").key
    ('ccode1', 'ccode2', 'start')
    """
    book = _book()
    if table not in book or table == "common":
        raise UnknownNameError(f"The panel has no table {table!r}.", hint=nearest(table, book))
    told = book[table]
    return Meaning(table, told["label"], told["row"], tuple(told["key"]), told.get("note", ""))


def check_columns(table: str, columns: Iterable[str]) -> None:
    """Every column of a table must be explained, and every column explained must be there.

    Raises:
        DataError: Names the columns on one side only.
    """
    made, book = set(columns), _book()
    if table not in book:
        raise DataError(f"The table {table} is not explained.", where=TABLES_TOML, hint="Write its entry.")
    explained = made & (set(book["common"]["columns"]) | set(book[table].get("columns", {})))
    odd = (made - explained) | (set(book[table].get("columns", {})) - made)
    if odd or not set(book[table]["key"]) <= made:
        raise DataError(
            f"[{table}] and the build disagree on {', '.join(sorted(odd)) or 'its key'}.", where=TABLES_TOML
        )


@cache
def _book() -> dict[str, Any]:
    return read_toml(TABLES_TOML)
