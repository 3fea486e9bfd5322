"""Catching up sampled: decades that do not overlap, compared within each, with heavy tails.

The fit that ships uses every decade that begins in any year and widens its errors for states; a likelihood needs
decades that share no year.  Those that end in 1999, 2009 and 2019 remain, and back to 1969 by era.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from counterpoise.estimate.technology import DECADE, LAST
from counterpoise.sampling.problem import Problem, eras_of, quantity_problem

__all__ = ["technology_problem"]

Floats = NDArray[np.float64]


def technology_problem(rows: dict[str, Floats], by_era: bool) -> Problem:
    """Yearly change of technology against the frontier on the gap and on schooling, within decades.

    Args:
        rows: From :func:`counterpoise.estimate.technology.technology_rows`, from as early as there are.
        by_era: Whether decades that began before 1989 count, with coefficients of their own.
    """
    first = 1959 if by_era else 1989
    wanted = np.isin(rows["year"], np.arange(first, LAST, DECADE))
    year = rows["year"][wanted]
    both = np.column_stack([rows[name][wanted] for name in ("change", "gap", "talent")])
    _, which = np.unique(year, return_inverse=True)
    count = np.bincount(which)[:, None]
    sums = np.column_stack([np.bincount(which, column) for column in both.T])
    both = both - (sums / count)[which]
    problem = quantity_problem(("catchup", "talent"), both[:, 1:], both[:, 0], eras_of(year + 1, by_era))
    inner = problem.natural

    def natural(sites: Any) -> dict[str, Floats]:
        made = inner(sites)
        quartile = stdtrit(made["degrees"], 0.75)
        return made | {"noise": made["scale"] * quartile * 2.0 / 1.349 * np.sqrt(DECADE)}

    return replace(problem, natural=natural)
