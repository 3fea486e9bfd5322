"""Rival tellings: what the same futures look like where another theory decides which claims count.

A telling is a set of switches with a reason, so that a link needs no word of its own for it: whoever opens the
link has the same switches, and the page names the telling that they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from counterpoise.backtest.theories import read_theories
from counterpoise.tomlfile import read_toml
from counterpoise.vocabulary import CounterpoiseError, check_claim

__all__ = ["SHIPPED", "Telling", "read_tellings", "rivals"]

SHIPPED = Path(str(resources.files("counterpoise") / "library" / "tellings.toml"))


class TellingError(CounterpoiseError):
    """A telling that names no theory or claim, or gives no reason."""


@dataclass(frozen=True)
class Telling:
    """A theory as switches.

    Attributes:
        key: As the file names it.
        title: As the page names it.
        claim: What it holds, in a sentence.
        source: Who holds it.
        off: Claims that it leaves out.
        why: Why those; a judgement.
    """

    key: str
    title: str
    claim: str
    source: str
    off: tuple[str, ...]
    why: str

    @property
    def switches(self) -> dict[str, float]:
        """Claim to switch, where it is not 1."""
        return dict.fromkeys(sorted(self.off), 0.0)


def read_tellings(path: Path = SHIPPED) -> dict[str, Telling]:
    """The tellings of a file, by key.

    Raises:
        TellingError: With file and line: neither a theory nor told in words of its own, an unknown claim, no reason.

    >>> read_tellings()["simple"].switches["C5"]
    0.0
    """
    document = read_toml(path, TellingError)
    theories = read_theories()
    found = {}
    for key, row in document.data.items():
        theory = theories.get(key)
        words = {"title": theory.title, "claim": theory.claim, "source": theory.source} if theory else {}
        said: Mapping[str, Any] = {"off": [], **words, **row}
        for claim in said["off"]:
            check_claim(claim, document.place(key, "off"), TellingError)
        if missing := [name for name in ("title", "claim", "source", "why") if not said.get(name)]:
            hint = f"Write {missing[0]}, or name the telling after a theory: {', '.join(theories)}."
            raise TellingError(
                f"The telling {key} has no {missing[0]}.", where=document.place(key), hint=hint
            )
        found[key] = Telling(
            key=key,
            title=said["title"],
            claim=said["claim"],
            source=said["source"],
            off=tuple(said["off"]),
            why=said["why"],
        )
    return found


@cache
def rivals() -> tuple[Telling, ...]:
    """The story as told, and beside it every theory on trial; the simple story is no theory, but a part of the full.

    >>> [telling.key for telling in rivals()][:3]
    ['full', 'balance_of_threat', 'balance_of_power']
    """
    theories = read_theories()
    told = read_tellings()
    return (told["full"], *(telling for key, telling in told.items() if key in theories))
