"""Tripwires of a run: the observables that tell most about the verdict, five years or more beforehand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.stories import Story
from counterpoise.analysis.tripwires import find_tripwire, most_telling
from counterpoise.observe.case import Observed

__all__ = ["tripwires_of"]

_AHEAD = 10
"""Years before the verdict at which the observables are read."""


def tripwires_of(full: Story, observed: Observed, count: int = 3) -> list[dict[str, Any]]:
    """The observables that tell most, with where each stands and where the odds turn.

    Each is something that a reader could look up in a given year: not a parameter and not the ratio itself.
    """
    series = full.series
    outcome = full.verdict.balance_holds[:, -1]
    place = max(0, series["balance"].shape[1] - 1 - _AHEAD)
    found = {}
    for label, (unit, level) in _observables(series, observed).items():
        found[label] = find_tripwire(label, unit, float(np.median(level[:, 0])), level[:, place], outcome)
    return [tripwire.as_dict() for tripwire in most_telling(found, count)]


def _observables(
    series: dict[str, NDArray[Any]], observed: Observed
) -> dict[str, tuple[str, NDArray[np.float64]]]:
    setting = observed.case.setting
    members = observed.place(observed.core_allies)
    spending = series["effort"] * series["output"]
    challenger, patron = spending[..., setting.challenger], spending[..., setting.patron]
    foreign = np.asarray(setting.host_state) != setting.patron
    weight = np.asarray(setting.host_capacity)[foreign]
    return {
        "Challenger's military spending over the patron's": ("times", challenger / patron),
        "Four allies' military burden": (
            "% of output",
            100.0 * series["effort"][..., members].mean(-1),
        ),
        "Chance that the patron would fight for its allies": (
            "of 1, as partners see it",
            series["commitment"][..., members].mean(-1),
        ),
        "Bases that hosts would open in a war": (
            "of 1",
            (series["opened"][..., foreign] * weight).sum(-1) / weight.sum(),
        ),
        "Patron's force free of other theatres": ("of 1", series["force_here"]),
        "Tie of the four allies to the patron": ("of 1", series["tie_patron"][..., members].mean(-1)),
    }
