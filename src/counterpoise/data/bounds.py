"""What a variable can be at all: the bounds that its unit implies, kept before a number is let in.

Claim: a share beyond one, a negative population or a sum of money a thousand times the world's is a slip, and a
slip never becomes a number.  The bounds are generous on purpose: what is merely strange is asked about elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Bounds"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the largest value that a variable can take, in its unit.

    >>> Bounds("cinc", "share of world", 0.0, 1.0).check(0.2, "cells.csv:2")
    >>> Bounds("cinc", "share of world", 0.0, 1.0).check(-4.0, "cells.csv:2")
    Traceback (most recent call last):
        ...
    counterpoise.vocabulary.CounterpoiseError: cells.csv:2: cinc cannot be -4. Allowed is 0 to 1 (share of world).
    """

    name: str
    unit: str
    low: float = -math.inf
    high: float = math.inf

    @classmethod
    def declared(cls, name: str, words: Mapping[str, object]) -> Bounds:
        """Those that a description with unit and perhaps low and high states."""
        low, high = (float(str(words.get(key, end))) for key, end in (("low", -math.inf), ("high", math.inf)))
        return cls(name, str(words.get("unit", "")), low, high)

    def check(self, value: float, where: str | Path) -> None:
        """Refuse a value that cannot be.

        Raises:
            CounterpoiseError: It lies outside; the message names the place and says what is allowed.
        """
        if not self.low <= value <= self.high:
            raise CounterpoiseError(
                f"{self.name} cannot be {value:g}.", where=where, hint=f"Allowed is {self.text()}."
            )

    def text(self) -> str:
        """What is allowed, in words."""
        if self.high == math.inf:
            return f"{self.low:g} or more ({self.unit})"
        if self.low == -math.inf:
            return f"{self.high:g} or less ({self.unit})"
        return f"{self.low:g} to {self.high:g} ({self.unit})"
