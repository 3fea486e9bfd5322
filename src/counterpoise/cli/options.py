"""Reading what the user wrote on the command line: ``path=value`` pairs and whole numbers with bounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from counterpoise.vocabulary import CounterpoiseError, check_switch

__all__ = ["AssignOption", "PanelOption", "SwitchOption", "at_least", "pairs", "switch_values"]

AssignOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Hold a parameter at a value.")
]
SwitchOption = Annotated[
    list[str] | None,
    typer.Option("--switch", metavar="CLAIM=0..1", help="Turn a claim down or off, as C5=0."),
]
PanelOption = Annotated[Path | None, typer.Option("--panel", help="Folder of another compiled panel.")]
"""Options that mean the same in every command that simulates."""


_READABLE = 10**24
"""From here on a number is told by its power of ten."""


def at_least(value: int | None, low: int, option: str, high: int | None = None) -> int | None:
    """The value, if it is within bounds or absent.

    Raises:
        CounterpoiseError: Naming the option and what it takes.

    >>> at_least(200, 1, "--members")
    200
    """
    if value is not None and (value < low or (high is not None and value > high)):
        span = f"a whole number from {low:,}" + (f" to {high:,}" if high is not None else " up")
        said = f"{value:,}" if abs(value) < _READABLE else f"{value:.3g}"
        raise CounterpoiseError(f"{said} will not do.", where=option, hint=f"Write {span}.")
    return value


def pairs(given: Iterable[str] | None, option: str, example: str) -> dict[str, float]:
    """``name=number`` words as a table.

    Raises:
        CounterpoiseError: For a word without ``=``, a value that is no finite number, or a name given twice.

    >>> pairs(["balancing.gain=0.2"], "--set", "path=0.5")
    {'balancing.gain': 0.2}
    """
    found: dict[str, float] = {}
    for text in given or ():
        name, equals, value = (part.strip() for part in text.partition("="))
        try:
            number = float(value) if equals and name else math.nan
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise CounterpoiseError(
                f"{text!r} is not a name and a number.", where=option, hint=f"Write {option} {example}."
            )
        if name in found:
            raise CounterpoiseError(f"{name} is given twice.", where=option, hint="Give it once.")
        found[name] = number
    return found


def switch_values(given: Sequence[str] | None) -> dict[str, float]:
    """Switches by claim, each from 0 (declared reference) to 1 (as observed).

    Raises:
        CounterpoiseError: For a claim that is not in the ledger or a value outside 0 to 1.

    >>> switch_values(["c5=0"])
    {'C5': 0.0}
    """
    found = {name.upper(): value for name, value in pairs(given, "--switch", "C5=0").items()}
    for claim, value in found.items():
        check_switch(claim, value, "--switch")
    return found
