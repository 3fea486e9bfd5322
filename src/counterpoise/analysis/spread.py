"""Which parameters cause the spread of an answer.

A ridge logit of the outcome on the members' parameter scores has slopes whose squares divide the spread that
parameters cause among them.  A slope fitted to luck has a square too, and a hundred of them would outweigh one
that matters; so every future is told twice, with the same parameters and other luck, each telling is fitted on
its own, and the two slopes are multiplied instead of squared: what luck put into them is not the same in both,
and cancels.  How wide the spread is, is measured without any of this (:mod:`counterpoise.analysis.probability`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm, rankdata

__all__ = ["errors_of", "scores", "shares_of", "spread_and_without", "spread_of"]

_RIDGE = 8.0
"""Penalty on standardised slopes, in units of one observation's curvature."""

_FEWEST = 10
"""Futures on the rarer side below which nothing is fitted."""

_PARTS = 10
"""Parts of the futures that are left out in turn."""


def scores(draws: Mapping[str, NDArray[np.float64]], paths: Sequence[str]) -> NDArray[np.float64]:
    """Normal scores of each parameter's draws, (member, path): monotone, so skew and unit do not matter.

    >>> import numpy as np
    >>> scores({"a": np.array([1.0, 100.0, 10.0])}, ["a"])[:, 0].argsort().tolist()
    [0, 2, 1]
    """
    columns = [norm.ppf((rankdata(draws[path]) - 0.5) / len(draws[path])) for path in paths]
    return np.stack(columns, axis=1) if columns else np.zeros((0, 0))


def spread_of(
    first: NDArray[np.bool_], again: NDArray[np.bool_], score: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What each parameter adds to the variance of the log-odds, free of the luck in either telling.

    Args:
        first: Whether each member's future had the outcome.
        again: The same for the same parameters with other luck.
        score: Normal scores of the parameters (member, parameter).

    Returns:
        Product of the two slopes by parameter; about 0, of either sign, where a parameter does nothing, and 0
        for all where the futures (nearly) agree.
    """
    return spread_and_without(first, again, score)[0]


def spread_and_without(
    first: NDArray[np.bool_], again: NDArray[np.bool_], score: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """:func:`spread_of`, and the same without one tenth of the futures, each tenth in turn (tenth, parameter).

    What the tenths would change is what other futures would: :func:`errors_of` makes errors of it.  A fit without a
    tenth is one Newton step from the fit to all.  There are no rows where the futures (nearly) agree.
    """
    if min(min(y.sum(), len(y) - y.sum()) for y in (first, again)) < _FEWEST:
        return np.zeros(score.shape[1]), np.zeros((0, score.shape[1]))
    design = np.column_stack([np.ones(len(first)), score])
    (one, ones), (other, others) = (_fitted(design, y.astype(float)) for y in (first, again))
    return np.asarray(one[1:] * other[1:]), np.asarray(ones[:, 1:] * others[:, 1:])


def errors_of(
    without: NDArray[np.float64], group: Sequence[str], shares: Mapping[str, float]
) -> dict[str, float]:
    """Simulation error of the shares of :func:`shares_of`, by the grouped jackknife; empty where nothing was fitted.

    ``sqrt((G - 1) / G * sum over parts of (share without the part - their mean)**2)``, G parts (Efron and Stein 1981,
    *Annals of Statistics* 9: 586-596).

    >>> import numpy as np
    >>> again = np.array([[3.0, 1.0], [3.3, 0.9], [2.7, 1.1]])
    >>> errors = errors_of(again, ["judgement", "estimated"], {"judgement": 0.75, "estimated": 0.25})
    >>> round(errors["judgement"], 3), round(errors["estimated"], 3)
    (0.043, 0.043)
    """
    found = [shares_of(spread, group) for spread in without]
    if len(found) < 2:
        return {}
    values = np.array([[told.get(name, 0.0) for name in shares] for told in found])
    error = np.sqrt((len(found) - 1) * values.var(axis=0))
    return dict(zip(shares, error.tolist(), strict=True))


def shares_of(spread: NDArray[np.float64], group: Sequence[str]) -> dict[str, float]:
    """Share of the spread by group of parameters; empty where the ensemble is too small to tell.

    >>> import numpy as np
    >>> shares = shares_of(np.array([3.0, 1.0, -0.01]), ["judgement", "estimated", "estimated"])
    >>> round(shares["judgement"], 3)
    0.752
    """
    sums: dict[str, float] = {}
    for name, value in zip(group, spread, strict=True):
        sums[name] = sums.get(name, 0.0) + float(value)
    whole = sum(max(value, 0.0) for value in sums.values())
    if float(spread.sum()) <= 0.0 or whole <= 0.0:
        return {}
    return {name: max(value, 0.0) / whole for name, value in sums.items()}


def _fitted(
    design: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Constant and slopes of a penalised logit, and the same without each tenth of the rows."""
    penalty = np.full(design.shape[1], _RIDGE / 4.0)
    penalty[0] = 1e-9
    weights = np.zeros(design.shape[1])
    weights[0] = logit(np.clip(y.mean(), 1e-3, 1 - 1e-3))
    for _ in range(_NEWTON_STEPS):
        slope, curvature = _slope_and_curvature(design, y, weights)
        step = np.linalg.solve(curvature + np.diag(penalty), slope - penalty * weights)
        weights = weights + step / max(1.0, float(np.abs(step).max()) / _LONGEST_STEP)
        if np.abs(step).max() < _CONVERGED:
            break
    slope, curvature = _slope_and_curvature(design, y, weights)
    slope, curvature = slope - penalty * weights, curvature + np.diag(penalty)
    part, without = np.arange(len(y)) % _PARTS, []
    for tenth in range(_PARTS):
        own, bent = _slope_and_curvature(design[part == tenth], y[part == tenth], weights)
        without.append(weights + np.linalg.solve(curvature - bent, slope - own))
    return weights, np.asarray(without)


def _slope_and_curvature(
    design: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the log-likelihood, the curvature with its sign turned."""
    chance = expit(design @ weights)
    return design.T @ (y - chance), (design.T * (chance * (1.0 - chance))) @ design


_NEWTON_STEPS, _LONGEST_STEP, _CONVERGED = 50, 2.0, 1e-8
