"""How the sources that scenarios cite were looked up, so that a reader knows which were read and which remembered."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["STATES", "Citation", "citations"]

STATES: Mapping[str, str] = {
    "text": "read: the document, its abstract or its catalogue entry",
    "report": "reported by others in the words or numbers for which it is cited",
    "panel": "computed from the bundled panel",
    "unchecked": "**cited from memory**: nothing was found to read it against",
}
"""How well a citation is known."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One source, as scenario files cite it.

    Attributes:
        cites: Its words in the files.
        state: One of :data:`STATES`.
        found: What was read, with its address; empty where nothing was.
    """

    cites: str
    state: str
    found: str


@cache
def citations() -> tuple[Citation, ...]:
    """All citations of the library's scenarios.

    >>> next(one.state for one in citations() if one.cites.startswith("Bloomberg"))
    'report'
    """
    text = (files("counterpoise") / "library" / "citations.toml").read_text(encoding="utf-8")
    return tuple(Citation(**row) for row in tomllib.loads(text)["citation"])
