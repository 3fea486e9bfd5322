"""Where each state stands in technology at a scenario's start, from the panel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.measures.technology import technology_level

__all__ = ["fields_at", "newest", "technology_at"]

Floats = NDArray[np.float64]

_WINDOW = 15
"""Years back within which the last known value still speaks."""

_FEW = 3
"""States that a line on income needs."""

_MODEL_YEARS, _CAR_YEARS = 5, 3
"""Years of AI models that are added up, and years back within which the last count of electric cars counts."""


def newest(panel: Panel, name: str, codes: Sequence[int], year: int, window: int = 10) -> Floats:
    """The last known value of each state in the years ``year - window`` to ``year``; NaN where there is none."""
    values = np.asarray(panel.values(name, list(codes), list(range(year - window, year + 1))), dtype=float)
    found = values[0]
    for later in values[1:]:
        found = np.where(np.isnan(later), found, later)
    return np.asarray(found)


def technology_at(panel: Panel, codes: Sequence[int], patron: int, year: int) -> tuple[Floats, Floats]:
    """Log level of technology and log of human capital, both against the patron's.

    A state that the Penn World Table leaves out takes the value of the line through the states that it has, on log
    output per head: better than the mean of the others, and never zero.

    Args:
        panel: Vintage that the edition may know.
        codes: COW codes on the state axis.
        patron: Index of the patron.
        year: Last year that may be read.
    """
    schooling = newest(panel, "pwt_hc", codes, year, _WINDOW)
    productivity = newest(panel, "pwt_ctfp", codes, year, _WINDOW)
    output = newest(panel, "gdp_ppp", codes, year, _WINDOW)
    income = np.log(output / newest(panel, "population", codes, year, _WINDOW))
    ratio = schooling / schooling[patron]
    level = technology_level(productivity / productivity[patron], ratio)
    return _on_the_line(level, income), _on_the_line(np.log(ratio), income)


def fields_at(panel: Panel, codes: Sequence[int], year: int) -> tuple[Floats, Floats, Floats]:
    """Logs of notable AI models and electric cars against the first state's, and 1 where both are known, else 0."""
    years = list(range(year - _MODEL_YEARS + 1, year + 1))
    listed = np.asarray(panel.values("ai_models", list(codes), years), dtype=float)
    models = np.where(np.isnan(listed).all(axis=0), np.nan, np.nansum(listed, axis=0))
    logs = [_against_first(models), _against_first(newest(panel, "electric_cars", codes, year, _CAR_YEARS))]
    known = np.isfinite(logs[0]) & np.isfinite(logs[1])
    first, second = (np.where(known, values, 0.0) for values in logs)
    return first, second, known.astype(float)


def _against_first(values: Floats) -> Floats:
    """Logs against the largest; all NaN where nothing is known."""
    known = values > 0
    return np.log(np.where(known, values, np.nan) / values[known].max()) if known.any() else values * np.nan


def _on_the_line(values: Floats, income: Floats) -> Floats:
    """Missing values from the least-squares line on income through the known ones."""
    known = np.isfinite(values)
    if known.sum() < _FEW:
        return np.zeros_like(
            values
        )  # nobody measured it yet: all at the level of the patron, the reference of C1
    slope, height = np.polyfit(income[known], values[known], 1)
    return np.where(known, values, height + slope * income)
