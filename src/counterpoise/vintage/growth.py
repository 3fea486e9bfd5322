"""The growth that a year would have expected, from the growth that it had seen.

``growth over the next ten years = a + b * growth over the last ten + c * log output per head`` (Pritchett and
Summers 2014: growth reverts to the mean), fitted on windows of sixty years that were closed by the origin.  No
official projection enters: the first shared paths (SSP) and UN age structures are younger than most origins.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["AHEAD", "MEMORY", "expected_growth", "log_growth"]

Floats = NDArray[np.float64]

AHEAD = 10
"""Years of a window, on either side of the year at which it is seen."""

MEMORY = 60
"""Years before the origin from which windows are taken."""

_STEEPEST = 0.12
"""No state has grown faster than this over ten years without a war's rebound."""


def log_growth(output: Floats) -> Floats:
    """Log growth ``[year, state]`` of a series that is NaN where unknown."""
    return np.asarray(np.diff(np.log(np.where(output > 0, output, np.nan)), axis=0))


def expected_growth(output: Floats, people: Floats) -> Floats:
    """Yearly log growth that each state would have been expected to have from the last year on ``[state]``.

    Args:
        output: Real output, the last :data:`MEMORY` years or more, ending with the origin ``[year, state]``.
        people: Population, same shape.

    Returns:
        NaN for a state whose output the last year does not know.  A state younger than a window is expected to
        grow like the others of its income.

    >>> import numpy as np
    >>> years = np.exp(0.03 * np.arange(61))[:, None] * np.array([[1.0, 2.0, 3.0]])
    >>> expected_growth(years, np.ones_like(years)).round(3).tolist()
    [0.03, 0.03, 0.03]
    """
    logs = np.log(np.where(output > 0, output, np.nan))[-MEMORY - 1 :]
    income = logs - np.log(np.where(people > 0, people, np.nan))[-MEMORY - 1 :]
    past = (logs[AHEAD:-AHEAD] - logs[: -2 * AHEAD]) / AHEAD
    ahead = (logs[2 * AHEAD :] - logs[AHEAD:-AHEAD]) / AHEAD
    seen = income[AHEAD:-AHEAD]
    rows = np.isfinite(past) & np.isfinite(ahead) & np.isfinite(seen)
    design = np.column_stack([np.ones(int(rows.sum())), past[rows], seen[rows]])
    centre = design.mean(axis=0) * np.array([0.0, 1.0, 1.0])
    pull = np.diag([0.0, _PULL, _PULL]) * len(design) * 1e-4
    moved = design - centre
    beta = np.linalg.solve(moved.T @ moved + pull + 1e-12 * np.eye(3), moved.T @ ahead[rows])
    recent = (logs[-1] - logs[-1 - AHEAD]) / AHEAD
    recent = np.where(np.isfinite(recent), recent, centre[1])
    level = np.where(np.isfinite(income[-1]), income[-1], centre[2])
    found = beta[0] + beta[1] * (recent - centre[1]) + beta[2] * (level - centre[2])
    return np.where(np.isfinite(logs[-1]), np.clip(found, -_STEEPEST, _STEEPEST), np.nan)


_PULL = 1.0
"""A little ridge, so that few windows (1816 to 1840) give no wild slopes."""
