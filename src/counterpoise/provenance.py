"""Where a number came from: the source, its licence, the window in which it speaks, and the package that made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

__all__ = ["SHOW", "Source", "answer_digest", "code_digest", "package_digest"]


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


@cache
def code_digest() -> str:
    """SHA-256 of the package's own Python files, in order of name, as they were when it was first asked for."""
    return _digest(_root().rglob("*.py"))


@cache
def package_digest() -> str:
    """The same with the library's facts and numbers: all that decides what the package makes of a panel.

    The panel has a digest of its own; forecasts and pictures that ship decide nothing.
    """
    library = _root() / "library"
    facts = [path for kind in ("toml", "json", "csv") for path in library.rglob(f"*.{kind}")]
    told = [path for path in facts if path.relative_to(library).parts[0] not in _DECIDE_NOTHING]
    return sha256(f"{code_digest()} {_digest(told)} {_root()}".encode()).hexdigest()


@cache
def answer_digest() -> str:
    """SHA-256 of what decides an answer besides panel, scenario and parameters: code up to the analysis, and facts.

    Pages, commands and reports show an answer and cannot change it; what the library says beside the futures (a
    record, a theory's name) is read when an answer is shown.
    """
    root = _root()
    code = [path for path in root.rglob("*.py") if path.relative_to(root).parts[0] not in SHOW]
    facts = [path for kind in ("toml", "json", "csv") for path in (root / "library").rglob(f"*.{kind}")]
    decide = [path for path in facts if path.relative_to(root / "library").parts[0] in _FACTS]
    return _digest([*code, *decide])


def _digest(paths: Iterable[Path]) -> str:
    root, digest = _root(), sha256()
    for path in sorted(paths, key=lambda p: p.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _root() -> Path:
    return Path(str(files("counterpoise")))


_DECIDE_NOTHING = frozenset({"answers", "attribution", "backtest", "hindcast", "map", "panel"})

SHOW = frozenset(
    {"__main__.py", "charts", "cli", "explorer.py", "forecast", "hindcast", "printed.py",
     "report", "studio", "sweep", "telling", "terminal.py", "units"}
)  # fmt: skip
"""What stands above the analysis, and tables for other programs: no answer follows from them."""

_FACTS = frozenset({"alignment.toml", "claims.toml", "theatres", "ties", "vintage"})
"""Facts of the library that no digest of scenario, parameters or panel vouches for."""
