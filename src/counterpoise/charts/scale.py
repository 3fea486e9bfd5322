"""From a value to a place on paper: linear and logarithmic axes with round ticks."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Scale", "linear", "log", "ticks"]


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis: ``scale(value)`` is the pixel of a value; values beyond the ends stop at them.

    Attributes:
        low: Value at the start of the axis.
        high: Value at its end.
        start: Pixel of ``low``.
        end: Pixel of ``high``; smaller than ``start`` on a vertical axis.
        logarithmic: Equal ratios, not equal differences, take equal room.
    """

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The pixel of a value; not a number stays not a number."""
        if value != value:
            return value
        if self.logarithmic:
            if value <= 0:
                return self.start
            place = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            place = (value - self.low) / (self.high - self.low)
        return self.start + min(max(place, 0.0), 1.0) * (self.end - self.start)


def linear(low: float, high: float, start: float, end: float) -> Scale:
    """An axis of equal differences; an empty range is widened by one on each side.

    >>> linear(0, 100, 0, 50)(68)
    34.0
    """
    if high <= low:
        low, high = low - 1, high + 1
    return Scale(low, high, start, end)


def log(low: float, high: float, start: float, end: float) -> Scale:
    """An axis of equal ratios, for positive values.

    >>> log(0.25, 4, 0, 100)(1.0)
    50.0
    """
    low = max(low, 1e-9)
    return Scale(low, max(high, low * 1.01), start, end, logarithmic=True)


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values inside a range, about as many as asked for.

    >>> ticks(0, 100)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    if high <= low:
        return [low]
    raw = (high - low) / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]
