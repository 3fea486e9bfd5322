"""Outcomes that the world itself will settle, by year and state: what a dated forecast needs of an ensemble.

The verdict of the definition can be read off no table.  These can: whether a state spends more of its output on its
military than at the start, outgrows the patron, keeps or gains a rung of its tie to the patron, is met by a dispute
that the challenger starts.  For each, the ensemble keeps three numbers ``[event, year, state]``: the share of futures
in which it came true, the share over all tellings of these futures, and the variance of the chance between the
parameters (:func:`counterpoise.analysis.probability.between_parameters`), from which its range follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.probability import between_parameters
from counterpoise.vocabulary import Rung

if TYPE_CHECKING:
    from counterpoise.analysis.stories import Story

__all__ = ["EVENTS", "TENTH", "dated", "dated_views"]

Series = Mapping[str, NDArray[np.generic]]

EVENTS = (
    "burden_rises",
    "burden_rises_tenth",
    "outgrows_patron",
    "treaty",
    "deepens",
    "loosens",
    "dispute_in",
    "dispute_by",
)
"""Order of the event axis."""

TENTH = 1.1
"""A military burden that rose by a tenth or more."""


def dated(series: Series, challenger: int, patron: int) -> NDArray[np.bool_]:
    """Which events came true in each future.

    Args:
        series: What happened, (member, year, ...).
        challenger: Place of the challenger on the state axis.
        patron: Place of the patron.

    Returns:
        ``[member, year, state, event]`` in the order of ``EVENTS``.  ``dispute_by`` counts from the year after the
        start, so that the observed first year is never foretold.
    """
    burden, output = series["effort"].astype(float), series["output"].astype(float)
    depth = series["depth_patron"].astype(int)
    dispute = series["dispute"].astype(bool).copy()
    dispute[..., challenger] = False
    later = dispute.copy()
    later[:, 0] = False
    over = output / output[..., [patron]]
    found = {
        "burden_rises": burden > burden[:, :1],
        "burden_rises_tenth": burden >= TENTH * burden[:, :1],
        "outgrows_patron": over > over[:, :1],
        "treaty": depth >= Rung.DEFENCE,
        "deepens": (depth > depth[:, :1]) & (depth >= Rung.ACCESS),
        "loosens": depth < depth[:, :1],
        "dispute_in": dispute,
        "dispute_by": np.logical_or.accumulate(later, axis=1),
    }
    return np.stack([found[event] for event in EVENTS], axis=-1)


def dated_views(story: Story) -> dict[str, object]:
    """The three numbers of every event, as variables of the ensemble ``[event, year, state]``."""
    axes = ("event", "year", "state")
    first = story.dated.mean(axis=0)
    told = first
    between = np.full_like(first, np.nan)  # told once, nothing can be said of the parameters
    if story.again:
        tellings = [story.dated, *(telling.dated for telling in story.again)]
        told = np.mean([telling.mean(axis=0) for telling in tellings], axis=0)
        between = _between(tellings)
    values = {"dated_share": first, "dated_told": told, "dated_between": between}
    return {name: (axes, np.moveaxis(array, -1, 0).astype(np.float64)) for name, array in values.items()}


def _between(tellings: list[NDArray[np.bool_]]) -> NDArray[np.float64]:
    """Variance between parameters of every cell, a year at a time to keep memory small."""
    _, years, states, events = tellings[0].shape
    out = np.zeros((years, states, events))
    for year in range(years):
        told = np.stack([telling[:, year] for telling in tellings]).astype(np.float64)
        out[year] = between_parameters(told)
    return out
