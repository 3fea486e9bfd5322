"""What a contender is: a name, a sentence, and a forecast of cases it has not seen from cases it has."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.rows import Rows

__all__ = ["LEVELS", "MOST_CERTAIN", "Contender", "forecast_of", "odds_of", "recency"]

LEVELS = np.round(0.01 + 0.02 * np.arange(50), 2)
"""Probabilities of the fifty quantiles that stand for a forecast of a quantity: .01, .03 ... .05, .95 ... .99."""

MOST_CERTAIN = 16.0
"""Log-odds beyond which no forecast goes: one in nine million."""


@runtime_checkable
class Contender(Protocol):
    """A forecaster of one task.

    A rival theory, a fitted sampler or a whole simulator joins the scoreboard by having these two attributes
    and this method; nothing needs to be inherited.

    Attributes:
        name: Short name in tables and files.
        label: What it is, in a line.
    """

    @property
    def name(self) -> str:
        """Short name in tables and files."""

    @property
    def label(self) -> str:
        """What it is, in a line."""

    def forecast(self, past: Rows, ahead: Rows, cut: int) -> NDArray[np.float64]:
        """Forecast cases.

        Args:
            past: Cases whose outcome was known at the end of ``cut``; there are no others in it.
            ahead: Cases to forecast, their outcomes hidden.
            cut: The origin.

        Returns:
            Log-odds ``[row]`` for events; quantiles at LEVELS ``[row, level]`` for quantities.
        """


_REMEMBERED: OrderedDict[tuple[Any, ...], NDArray[np.float64]] = OrderedDict()
_MOST = 8


def forecast_of(contender: Contender, past: Rows, ahead: Rows, cut: int) -> NDArray[np.float64]:
    """The contender's forecast, remembered for a while: a blend need not grow the same trees again."""
    key = (repr(contender), past.digest, ahead.digest, ahead.names, cut)
    if key not in _REMEMBERED:
        _REMEMBERED[key] = contender.forecast(past, ahead, cut)
        while len(_REMEMBERED) > _MOST:
            _REMEMBERED.popitem(last=False)
    return _REMEMBERED[key]


def odds_of(chance: NDArray[Any]) -> NDArray[np.float64]:
    """Log-odds of probabilities, bounded.

    >>> float(odds_of(np.array(0.5)))
    0.0
    """
    kept = np.clip(np.asarray(chance, dtype=np.float64), 1e-7, 1 - 1e-7)
    return np.asarray(np.clip(np.log(kept) - np.log1p(-kept), -MOST_CERTAIN, MOST_CERTAIN))


def recency(rows: Rows, cut: int, half_life: float | None) -> NDArray[np.float64] | None:
    """Weights that halve with age and average one; None without a half-life."""
    if half_life is None:
        return None
    weight = 2.0 ** (-(cut - rows.ends) / half_life)
    return np.asarray(weight / weight.mean(), dtype=np.float64)
