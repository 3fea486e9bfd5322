"""Tripwires of a run: the observables that tell most about the verdict, ten years beforehand.

Each can be looked up in published tables in the year itself: spending, output, agreements in force, disputes,
tariffs.  What only the model knows (a chance that the patron would fight, a base that would open) tells more and
is no tripwire, for nobody could see it trip.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.stories import Story
from counterpoise.analysis.tripwires import find_tripwire, most_telling
from counterpoise.observe.case import Observed
from counterpoise.vocabulary import Rung

__all__ = ["AHEAD", "observables", "recent", "tripwires_of"]

AHEAD = 10
"""Years before the verdict at which the observables are read."""


def tripwires_of(full: Story, observed: Observed, count: int = 3) -> list[dict[str, Any]]:
    """The observables that tell most, with where each stands and where the odds turn.

    Levels are those of the year ten years before the horizon (the start year, if that is later).
    """
    series = full.series
    outcome = full.verdict.balance_holds[:, -1]
    place = max(0, series["balance"].shape[1] - 1 - AHEAD)
    found = {}
    for label, (unit, level) in observables(series, observed).items():
        found[label] = find_tripwire(label, unit, float(np.median(level[:, 0])), level[:, place], outcome)
    return [tripwire.as_dict() for tripwire in most_telling(found, count)]


def observables(
    series: dict[str, NDArray[Any]], observed: Observed
) -> dict[str, tuple[str, NDArray[np.float64]]]:
    """What anybody can look up in the year itself: label to unit and level ``[member, year]``."""
    setting = observed.case.setting
    allies = observed.core_allies or observed.treaty_allies
    members = observed.place(allies) or [setting.patron]  # no ally: the patron's own effort is watched
    those = named(len(allies))
    theirs = f"{those}'" if those.endswith("s") else f"{those}'s"
    spending = series["effort"] * series["output"]
    challenger, patron = setting.challenger, setting.patron
    neighbours = [k for k in range(len(observed.states)) if k not in (challenger, patron)]
    granted = series["depth_patron"][..., neighbours] >= Rung.ACCESS
    found = {
        "Challenger's military spending over the patron's": (
            "times",
            spending[..., challenger] / spending[..., patron],
        ),
        "Challenger's output over the patron's": (
            "times",
            series["output"][..., challenger] / series["output"][..., patron],
        ),
        f"{theirs[:1].upper()}{theirs[1:]} military burden": (
            "% of output",
            100.0 * series["effort"][..., members].mean(-1),
        ),
        "States that give the patron access or a treaty": ("states", granted.sum(-1).astype(float)),
        "Disputes that the challenger started in five years": ("disputes", recent(series["dispute"].sum(-1))),
    }
    if allies:
        tariff = 100.0 * series["tariff"][..., members].mean(-1)
        found[f"Patron's mean tariff on the {those}"] = ("%", tariff)
    return found


def named(many: int) -> str:
    """Whose burden is watched: the core allies by their number, or the patron where it has none.

    >>> named(4), named(2), named(1), named(0)
    ('four allies', 'two allies', 'ally', 'patron')
    """
    words = ("patron", "ally", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    if many < _SEVERAL:
        return words[many]
    return f"{words[many] if many < len(words) else many} allies"


def recent(events: NDArray[Any]) -> NDArray[np.float64]:
    """Events of the last five years before each year ``[member, year]``; fewer years where the run has fewer."""
    total = np.cumsum(events, axis=1, dtype=float)
    before = np.concatenate([np.zeros((len(total), 1)), total[:, :-1]], axis=1)
    earlier = np.concatenate([np.zeros((len(total), _YEARS)), before], axis=1)[:, : before.shape[1]]
    return np.asarray(before - earlier)


_SEVERAL = 2
_YEARS = 5
"""Years over which disputes are counted."""
