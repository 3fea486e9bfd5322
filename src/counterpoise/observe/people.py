"""Age structure at the start and in other variants of the official projection than the medium one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.observe.technology import newest
from counterpoise.scenario import Scenario

__all__ = ["added_births", "enlisted_at", "held_births", "known_ages"]

Floats = NDArray[np.float64]


def known_ages(change: Floats, scenario: Scenario) -> Floats:
    """A hindcast has no projection of ages: its structure stays the start's, the reference of C3."""
    return change if scenario.origin is None else np.nan_to_num(change)


def enlisted_at(panel: Panel, codes: Sequence[int], year: int) -> Floats:
    """Share of the people of working age under arms by the newest count; 0 where either is unknown."""
    soldiers, workers = (newest(panel, name, codes, year) for name in ("milper", "working_age"))
    return np.nan_to_num(soldiers / workers)


def held_births(scenario: Scenario) -> float:
    """The fertility variant to which a scenario holds every future, -1 to 1; NaN where each draws its own."""
    return {"low": -1.0, "medium": 0.0, "high": 1.0}.get(scenario.scenario.population, float("nan"))


def added_births(panel: Panel, scenario: Scenario, codes: Sequence[int], years: Sequence[int]) -> Floats:
    """What half a child more a woman adds in each year ``[year, band, state]``.

    Half the distance between the high and the low variant of the projection, ``h(t)`` persons, are people born
    since the projection began.  Hence, but for the few of them who die, ``h(t - 15)`` of them are of working age and
    ``h(t - 20)`` are among the young adults, and the share aged 65 and over falls by ``h(t)`` over the population.

    Args:
        panel: Vintage that the edition may know.
        scenario: Cut to its edition.
        codes: COW codes on the state axis.
        years: Of the simulation.
    """
    with_next = [*years, years[-1] + 1]
    if scenario.origin is not None:
        return np.zeros((len(years), 3, len(codes)))

    def cells(name: str, wanted: Sequence[int]) -> Floats:
        return np.asarray(panel.values(name, list(codes), list(wanted)), dtype=float)

    def born(since: int) -> Floats:
        """Persons added who have reached an age, 0 before the projection began."""
        at = [year - since for year in with_next]
        return np.nan_to_num((cells("population_high", at) - cells("population_low", at)) / 2.0)

    workers = born(_WORK) / cells("working_age", with_next)
    young = born(_ADULT) / cells("youth", with_next)
    people = cells("population", with_next)
    aged = -cells("aged", with_next) / people * born(0) / people
    return np.stack([np.diff(workers, axis=0), np.diff(young, axis=0), np.diff(aged, axis=0)], axis=1)


_WORK, _ADULT = 15, 20
"""Ages at which the panel's bands of working age and of young adults begin."""
