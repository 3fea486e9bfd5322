"""The catalogue: one passport per raw table, kept as text in ``library/catalogue.toml``.

An entry says what the project may do with a table (``ship`` it compiled, give a ``recipe`` to a user who
brings a copy, ``cite`` a few figures, or ``never`` touch it), who must be cited, and from which day each
year of it was public.  No number enters the panel without one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from counterpoise.provenance import Source
from counterpoise.vocabulary import DataError, UnknownNameError, nearest

__all__ = ["CATALOGUE", "DECISIONS", "LIBRARY", "Entry", "entry", "load", "passport", "read_toml"]

LIBRARY = Path(__file__).resolve().parent.parent / "library"
CATALOGUE = LIBRARY / "catalogue.toml"
DECISIONS = ("ship", "recipe", "cite", "never")
_NEEDED = ("title", "file", "reference", "version", "licence", "decision", "released", "origin")


@dataclass(frozen=True, slots=True)
class Entry:
    """A raw table: its source, its file, and the days on which its years became public.

    Attributes:
        source: Citation, version, licence, coverage.
        file: Name of the raw file in the sources folder.
        sha256: Digest of that file; another file is another version.
        origin: Public place from which the copy was taken.
        annual: ``MM-DD`` on which the figure for year Y is first published in Y + ``lag``, for series that
            appear every year; empty for tables published once.
        lag: Years until then: 1, or 0 for counts of January published in the same year.
        editions: Pairs (released, last year covered) of earlier editions of a table published now and then.
    """

    source: Source
    file: str
    sha256: str
    origin: str
    annual: str = ""
    lag: int = 1
    editions: tuple[tuple[str, int], ...] = ()

    def public(self, year: int, *, knowable: bool = False) -> str:
        """ISO date from which the fact of ``year`` was public.

        A figure counts as public from its *first* publication; its value is the one in the version shipped
        here, later revisions included, because real-time vintages of most tables cannot be had.  With
        ``knowable`` the day is that on which a contemporary could know (the next first of July), whenever
        the table was compiled: the rule for hindcasts before there were data sets.

        >>> entry("wdi_gdp").public(2024)
        '2025-07-01'
        """
        if knowable:
            return f"{year + self.lag:04d}-{self.annual or '07-01'}"
        if self.annual:
            return f"{year + self.lag:04d}-{self.annual}"
        for released, last in self.editions:
            if year <= last:
                return released
        return self.source.released


@cache
def load(path: Path = CATALOGUE) -> Mapping[str, Entry]:
    """All entries by key, checked: no source, licence or release date may be blank.

    Raises:
        DataError: The file is unreadable or an entry is incomplete.
    """
    book = read_toml(path)
    references = book.get("reference", {})
    return {key: _entry(path, key, row, references) for key, row in sorted(book.get("entry", {}).items())}


def entry(key: str) -> Entry:
    """The entry called ``key``.

    Raises:
        UnknownNameError: No entry has that key.
    """
    known = load()
    if key not in known:
        raise UnknownNameError(
            f"No source is called {key!r}.", where="catalogue.toml", hint=nearest(key, known)
        )
    return known[key]


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary.

    Raises:
        DataError: The file is missing or not TOML; the message names the line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError("The file is missing.", where=path, hint="Reinstall counterpoise.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"Not valid TOML: {error}.", where=path, hint="Mend that line.") from error


def _entry(path: Path, key: str, row: dict[str, Any], references: dict[str, Any]) -> Entry:
    blank = [name for name in _NEEDED if not row.get(name)]
    if blank:
        raise DataError(
            f"[entry.{key}] lacks {', '.join(blank)}.", where=path, hint="Every table needs its passport."
        )
    if row["decision"] not in DECISIONS:
        raise DataError(
            f"[entry.{key}] decision is {row['decision']!r}.",
            where=path,
            hint=f"Write one of {', '.join(DECISIONS)}.",
        )
    reference = references.get(row["reference"])
    if reference is None:
        raise DataError(
            f"[entry.{key}] refers to the unknown reference {row['reference']!r}.",
            where=path,
            hint=nearest(row["reference"], references),
        )
    return passport(key, {**row, "url": row.get("url", reference["url"]), **_cited(reference)})


def _cited(reference: dict[str, Any]) -> dict[str, str]:
    return {"citation": reference["citation"], "bibtex": reference["bibtex"].strip()}


def passport(key: str, row: Mapping[str, Any]) -> Entry:
    """An entry from a complete row: the catalogue's, or one that was laid over a panel."""
    source = Source(
        key=key,
        title=row["title"],
        citation=row["citation"],
        version=row["version"],
        licence=row["licence"],
        decision=row["decision"],
        first=row.get("first"),
        last=row.get("last"),
        released=row["released"],
        url=row["url"],
        bibtex=row["bibtex"],
        note=row.get("note", ""),
    )
    editions = tuple((str(day), int(last)) for day, last in row.get("editions", []))
    return Entry(
        source=source,
        file=row.get("file", ""),
        sha256=row.get("sha256", ""),
        origin=row.get("origin", ""),
        annual=row.get("annual", ""),
        lag=row.get("lag", 1),
        editions=editions,
    )
