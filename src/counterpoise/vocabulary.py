"""The words every module shares: masks, rungs, axes, evidence grades and the errors a user may meet."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import IntEnum, StrEnum
from pathlib import Path

__all__ = [
    "CLAIMS",
    "CounterpoiseError",
    "DataError",
    "DiskError",
    "Grade",
    "Mask",
    "ParameterError",
    "Rung",
    "ScenarioError",
    "UnknownNameError",
    "check_claim",
    "check_switch",
    "extra",
    "in_sentence",
    "nearest",
]


CLAIMS = tuple(f"S{k}" for k in range(1, 9)) + tuple(f"C{k}" for k in range(1, 10))
"""Claims of the ledger that have a switch: the simple story, and what complicates it."""


class Mask(IntEnum):
    """How a cell of the panel came to have its value.  Missing is never zero."""

    MISSING = 0
    OBSERVED = 1
    IMPUTED = 2
    PROJECTED = 3


class Rung(IntEnum):
    """The ladder of depth of a tie between two states."""

    NONE = 0
    DIALOGUE = 1
    COOPERATION = 2
    ACCESS = 3
    DEFENCE = 4


class Grade(StrEnum):
    """How well a number is known."""

    ESTIMATED = "estimated"
    PUBLISHED = "published"
    JUDGEMENT = "judgement"


class CounterpoiseError(Exception):
    """A mistake the user can mend: says what was wrong, where, and what to write instead.

    Attributes:
        where: File, line or key that holds the mistake, where there is one.
        hint: What to write instead.
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str | Path | None = None, hint: str | None = None) -> None:
        self.message, self.where, self.hint = message, where, hint
        super().__init__(message)

    def __str__(self) -> str:
        """The message on one line, with its place and its hint."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


class UnknownNameError(CounterpoiseError):
    """A state, variable, scenario or key that nothing here goes by."""


class DataError(CounterpoiseError):
    """A table or panel file that is absent, damaged or contradicts itself."""

    exit_code = 3


class DiskError(DataError):
    """A disk that refuses: full, read-only or gone.  What stood there before still stands."""

    exit_code = 4


class ParameterError(CounterpoiseError):
    """A parameter without a source, out of its range, or at a path the model does not have."""


class ScenarioError(CounterpoiseError):
    """A scenario file with a wrong key, an impossible date or an unsourced shock."""


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.5) -> str | None:
    """A hint naming the closest known spelling, or None where nothing is close.

    >>> nearest("JNP", ["JPN", "KOR"])
    'Did you mean JPN?'
    """
    close = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return f"Did you mean {close[0]}?" if close else None


def check_claim(claim: str, where: str, kind: type[CounterpoiseError] = CounterpoiseError) -> None:
    """Refuse what is no claim with a switch.

    Args:
        claim: What somebody wrote.
        where: Option, key or line on which it stands.
        kind: Class of the error.

    Raises:
        CounterpoiseError: With the nearest claim there is.
    """
    if claim in ("V1", "V2"):
        raise kind(
            f"{claim} is the verdict itself and has no switch.",
            where=where,
            hint="Switches are S1 to S8, C1 to C9.",
        )
    if claim not in CLAIMS:
        hint = nearest(claim, CLAIMS) or "Claims are S1 to S8 and C1 to C9."
        raise kind(f"There is no claim {claim}.", where=where, hint=hint)


def check_switch(
    claim: str, level: float, where: str, kind: type[CounterpoiseError] = CounterpoiseError
) -> None:
    """Refuse a switch that is none, or that stands elsewhere than from 0 to 1.

    >>> check_switch("C5", 2.0, "--switch")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    counterpoise.vocabulary.CounterpoiseError: --switch: The switch of C5 cannot be 2. Write a number from 0 ...
    """
    check_claim(claim, where, kind)
    if not 0.0 <= level <= 1.0:
        hint = "Write a number from 0 (the claim's reference) to 1 (as observed)."
        raise kind(f"The switch of {claim} cannot be {level:g}.", where=where, hint=hint)


_ARTICLED = ("Kingdom", "Maldives", "Netherlands", "Philippines", "Republic", "States", "Union", "Empire")


def extra(name: str) -> str:
    """The command that adds an optional part to the counterpoise that is installed, from a clone or an index alike.

    pip finds the extra in what is installed and fetches its packages alone; double quotes hold in every shell.

    >>> extra("report")
    'pip install "counterpoise[report]"'
    """
    return f'pip install "counterpoise[{name}]"'


def in_sentence(name: str) -> str:
    """A state as a sentence names it: with its article where English wants one.

    >>> in_sentence("Philippines"), in_sentence("Japan")
    ('the Philippines', 'Japan')
    """
    return f"the {name}" if name.split(" ")[-1] in _ARTICLED else name
