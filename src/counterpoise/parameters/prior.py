"""Prior distributions of parameters: quantile and distribution functions, and nothing else.

A draw is the quantile of an addressed uniform, so that a member keeps its rank when a prior is made wider.
The functions come from Cephes and Boost through ``scipy.special``, in float64.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = ["FAMILIES", "Family", "Prior"]

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Family:
    """A family of distributions.

    Attributes:
        arguments: Names of its numbers, as TOML writes them.
        positive: Those of them that must be above zero.
        cdf: Distribution function, ``(x, *numbers)``.
        quantile: Its inverse, ``(probability, *numbers)``.
    """

    arguments: tuple[str, ...]
    positive: tuple[str, ...]
    cdf: Callable[..., Any]
    quantile: Callable[..., Any]


FAMILIES: Mapping[str, Family] = {
    "normal": Family(
        ("mean", "sd"),
        ("sd",),
        lambda x, mean, sd: special.ndtr((x - mean) / sd),
        lambda p, mean, sd: mean + sd * special.ndtri(p),
    ),
    "lognormal": Family(
        ("median", "sigma"),
        ("median", "sigma"),
        lambda x, median, sigma: special.ndtr(np.log(np.maximum(x, 1e-300) / median) / sigma),
        lambda p, median, sigma: median * np.exp(sigma * special.ndtri(p)),
    ),
    "beta": Family(
        ("a", "b"),
        ("a", "b"),
        lambda x, a, b: special.betainc(a, b, np.clip(x, 0.0, 1.0)),
        lambda p, a, b: special.betaincinv(a, b, p),
    ),
    "gamma": Family(
        ("shape", "rate"),
        ("shape", "rate"),
        lambda x, shape, rate: special.gammainc(shape, rate * np.maximum(x, 0.0)),
        lambda p, shape, rate: special.gammaincinv(shape, p) / rate,
    ),
    "uniform": Family(
        ("low", "high"),
        (),
        lambda x, low, high: np.clip((x - low) / (high - low), 0.0, 1.0),
        lambda p, low, high: low + p * (high - low),
    ),
}
"""The families that a parameter file may name."""


@dataclass(frozen=True)
class Prior:
    """What is believed of a parameter before this project's data.

    Attributes:
        dist: Name of the family.
        numbers: Its numbers, in the order of the family's arguments.

    >>> Prior("lognormal", (2.0, 0.5)).quantile(np.array([0.5])).tolist()
    [2.0]
    """

    dist: str
    numbers: tuple[float, ...]

    def cdf(self, value: float) -> float:
        """Probability of a number at or below ``value``."""
        return float(FAMILIES[self.dist].cdf(np.float64(value), *self.numbers))

    def quantile(self, probability: Values) -> Values:
        """The number below which the parameter lies with the given probability, elementwise."""
        return np.asarray(FAMILIES[self.dist].quantile(probability, *self.numbers), dtype=np.float64)

    def within(self, probability: Values, low: float, high: float) -> Values:
        """Quantiles of the prior cut to ``[low, high]``: no draw leaves the range, none piles up at its edge.

        The probability is stretched to ``F(low) + p (F(high) - F(low))`` before it is turned into a number.

        >>> bool(Prior("normal", (0.0, 1.0)).within(np.array([1e-9]), 0.0, 2.0)[0] >= 0.0)
        True
        """
        below, above = self.cdf(low), self.cdf(high)
        return np.clip(self.quantile(below + probability * (above - below)), low, high)

    def arguments(self) -> dict[str, float]:
        """The numbers by name, as TOML writes them."""
        return dict(zip(FAMILIES[self.dist].arguments, self.numbers, strict=True))

    def __str__(self) -> str:
        """In words: ``normal(mean 0.4, sd 0.2)``."""
        inside = ", ".join(f"{name} {number:g}" for name, number in self.arguments().items())
        return f"{self.dist}({inside})"
