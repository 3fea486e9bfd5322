"""From simulated output and spending to CINC, by what the past knew of the three; and the walks it is held against.

``change of log CINC = a * change of log output + b * change of log spending share + error`` over the same horizon,
pooled over states with a hundredth of the world's capability or more, on windows that were closed by the origin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders import LEVELS
from counterpoise.vintage import VintagePanel

__all__ = ["Bridge", "bridge", "walk"]

Floats = NDArray[np.float64]

_LARGE, _YEARS = 0.01, 60


@dataclass(frozen=True)
class Bridge:
    """How CINC followed output and spending over a horizon.

    Attributes:
        output: Elasticity to output.
        spending: Elasticity to spending.
        spread: Standard deviation of what neither explains, one state.
    """

    output: float
    spending: float
    spread: float

    def quantiles(self, now: float, output: Floats, spending: Floats, seed: int) -> Floats:
        """Quantiles at LEVELS of the log ratio of two states' CINC.

        Args:
            now: The log ratio at the origin.
            output: Change of the log ratio of their outputs by member.
            spending: The same of their spending.
            seed: Of what neither explains.
        """
        rng = np.random.default_rng([seed, 1963])
        rest = np.sqrt(2.0) * self.spread * rng.standard_normal(len(output))
        return np.quantile(now + self.output * output + self.spending * spending + rest, LEVELS)


def bridge(known: VintagePanel, horizon: int) -> Bridge:
    """Fit the bridge on what an origin knows."""
    cinc, output, spending = _panels(known)
    y, a, b = (_moved(values, horizon) for values in (cinc, output, spending))
    rows = np.isfinite(y) & np.isfinite(a) & np.isfinite(b) & (np.exp(cinc[:-horizon]) >= _LARGE)
    rows &= (np.abs(b) < _BROKEN) & (np.abs(a) < _BROKEN)
    design = np.column_stack([a[rows], b[rows]])
    beta = np.linalg.lstsq(design, y[rows], rcond=None)[0]
    return Bridge(float(beta[0]), float(beta[1]), float(np.std(y[rows] - design @ beta)))


def walk(known: VintagePanel, horizon: int, of: str = "cinc") -> Floats:
    """Quantiles at LEVELS of past changes of a log ratio between two states over a horizon, centred on none."""
    cinc, _, _ = _panels(known)
    values = cinc if of == "cinc" else _logs(known, of)
    moved = _moved(values, horizon)
    moved = moved[np.isfinite(moved) & (np.exp(cinc[:-horizon]) >= _LARGE)]
    both = np.sqrt(2.0) if of == "cinc" else 1.0
    symmetric = np.concatenate([moved - moved.mean(), moved.mean() - moved])
    return both * np.quantile(symmetric, LEVELS)


def _panels(known: VintagePanel) -> tuple[Floats, Floats, Floats]:
    return _logs(known, "cinc"), _logs(known, "gdp_long"), _logs(known, "milex")


def _logs(known: VintagePanel, name: str) -> Floats:
    years = list(range(known.origin - _YEARS, known.origin + 1))
    values = np.asarray(known.values(name, list(known.states), years), dtype=float)
    return np.log(np.where(values > 0, values, np.nan))


def _moved(values: Floats, horizon: int) -> Floats:
    return np.asarray(values[horizon:] - values[:-horizon])


_BROKEN = 3.0
"""Log change beyond which a currency or a state broke."""
