"""Where raw tables come from, and how anybody gets them: ``library/addresses.toml``, one entry per source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from counterpoise.data.catalogue import LIBRARY, entry, read_toml
from counterpoise.vocabulary import DataError

__all__ = ["ADDRESSES", "READS", "Address", "address", "addresses"]

ADDRESSES = LIBRARY / "addresses.toml"
READS = ("plain", "spans", "copy")


@dataclass(frozen=True, slots=True)
class Address:
    """How to get a raw table.

    Attributes:
        key: Catalogue key.
        page: The publisher's page.
        file: The publisher's own file, where it has a stable address.
        differs: How that file differs from the table that the pipeline reads.
        origin: The files from which the copy was taken, each at a fixed commit.
        read: How an origin becomes the table: ``plain``, ``spans`` or ``copy``; empty where it takes a hand.
        recipe: What that hand has to do, or whom to ask.
        size: Bytes of the table.
        rows: Rows of the table.
        content: Digest of its rows, whatever the file format.
        columns: Its columns.
        dates: Those of them that are dates.
        terms: What the user must accept.
        accept: Whether the user is asked to accept them.
    """

    key: str
    page: str = ""
    file: str = ""
    differs: str = ""
    origin: tuple[str, ...] = ()
    read: str = ""
    recipe: str = ""
    size: int = 0
    rows: int = 0
    content: str = ""
    columns: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    terms: str = ""
    accept: bool = False

    @property
    def rebuilds(self) -> bool:
        """Whether ``data fetch`` can make the table from its origin."""
        return bool(self.read and self.origin)

    def advice(self) -> str:
        """What a user does to get the table by hand."""
        places = [place for place in (self.file, self.page) if place] or [*self.origin]
        where = f"Get it from {places[0]}. " if places else ""
        return f"{where}{self.differs or self.recipe}".strip()


@cache
def addresses(path: Path = ADDRESSES) -> Mapping[str, Address]:
    """All addresses by catalogue key.

    Raises:
        DataError: The file is unreadable, or an entry has a key that nothing reads.

    >>> addresses()["nmc"].file
    'https://correlatesofwar.org/wp-content/uploads/NMCv7.zip'
    """
    return {key: _address(path, key, row) for key, row in sorted(read_toml(path).items())}


def address(key: str) -> Address:
    """The address of the source called ``key``, with the page of its reference where it has none of its own.

    Raises:
        UnknownNameError: The catalogue has no such source.
    """
    source = entry(key).source
    return addresses().get(key, Address(key, page=source.url))


def _address(path: Path, key: str, row: dict[str, Any]) -> Address:
    unknown = set(row) - {field.name for field in fields(Address)} | ({"key"} & set(row))
    if unknown:
        raise DataError(f"[{key}] has the unknown key {sorted(unknown)[0]}.", where=path)
    if row.get("read", "plain") not in READS:
        raise DataError(
            f"[{key}] read is {row['read']!r}.", where=path, hint=f"Write one of {', '.join(READS)}."
        )
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    given.setdefault("page", entry(key).source.url)
    return Address(key=key, **given)
