"""Where a number came from: the source, its licence, and the window in which it speaks."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """One origin of numbers: citation, version, licence and coverage window.

    Attributes:
        key: Short stable name, also the BibTeX key.
        title: What the table holds, in a few words.
        citation: Full reference, as its authors ask to be cited.
        version: Version as published.
        licence: Licence or terms as the origin states them.
        decision: ``ship``, ``recipe`` or ``cite`` (what this project may do with the table).
        first: First year covered.
        last: Last year covered; afterwards the value is unknown, not zero.
        released: ISO date on which this version became public; an edition cut off earlier may not use it.
        url: Official address.
        bibtex: BibTeX entry.
        note: Caveats a reader must know.
    """

    key: str
    title: str
    citation: str
    version: str
    licence: str
    decision: str
    first: int | None
    last: int | None
    released: str
    url: str
    bibtex: str
    note: str = ""
