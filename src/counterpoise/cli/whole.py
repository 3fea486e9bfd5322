"""Options that take a whole number, however people write one: 1000000, 1_000_000, 1,000,000 or 1e6."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import typer

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["whole", "whole_number"]


def whole(name: str, help: str) -> Any:
    """An option that takes a whole number, however people write one; its bounds are the command's."""
    return typer.Option(name, metavar="INTEGER", parser=partial(whole_number, name), help=help)


def whole_number(option: str, text: str | int) -> int:
    """A whole number as people write it.

    Raises:
        CounterpoiseError: Naming the option and what it takes.

    >>> whole_number("--members", "1e6"), whole_number("--members", "1_000"), whole_number("--members", "2.5e3")
    (1000000, 1000, 2500)
    """
    plain = str(text).strip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    with suppress(InvalidOperation):
        number = Decimal(plain)
        if number.is_finite() and number.adjusted() >= _DIGITS:
            raise CounterpoiseError(f"{plain!r} is too large.", where=option, hint="Write a smaller number.")
        if number.is_finite() and number == number.to_integral_value():
            return int(number)
    raise CounterpoiseError(
        f"{plain!r} is no whole number.", where=option, hint="Write it as 1000, 1_000 or 1e3."
    )


_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_DIGITS = 300
"""Beyond so many no number is meant."""
