"""Which option was meant by one that does not exist: the nearest spelling, else one that speaks of the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

__all__ = ["meant"]


def meant(option: str, known: Mapping[str, tuple[bool, str]]) -> str | None:
    """The option that was probably meant, or None where any guess would be idle.

    Args:
        option: As it was written.
        known: Each option of the command to whether it is a flag, and its help.

    >>> known = {
    ...     "--token": (False, "What visitors must know."),
    ...     "--without-browser": (True, "Print the address and open nothing."),
    ... }
    >>> meant("--tokn", known), meant("--no-open", known), meant("--headless", known)
    ('--token', '--without-browser', None)
    """
    bare = {name.lstrip("-"): name for name in known if name.startswith("--")}
    if close := get_close_matches(option.lstrip("-"), list(bare), n=1, cutoff=_CLOSE):
        return bare[close[0]]
    wanted = [word for word in _words(option) if word not in _EMPTY]
    negated = any(word in _DENIALS for word in _words(option))

    def score(name: str) -> tuple[int, int, bool]:
        flag, said = known[name]
        return _alike(wanted, _words(name)), _alike(wanted, _words(said)), flag and negated

    best = max(bare.values(), key=score, default=None)
    return best if best is not None and any(score(best)[:2]) else None


def _alike(wanted: list[str], found: list[str]) -> int:
    """How many words are also there, whole or begun."""
    return sum(any(word.startswith(part) or part == f"{word}s" for word in found) for part in wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{3,}|no", text.lower())


_CLOSE = 0.7
"""How like two spellings are of which one is a slip of the other."""

_DENIALS = frozenset({"no", "not", "dont", "without", "skip", "disable"})
_EMPTY = _DENIALS | {"the", "and", "with", "use", "set"}
