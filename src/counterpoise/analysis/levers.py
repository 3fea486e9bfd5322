"""What may be changed, and by how much: judgements in prior standard deviations, policies in units of their own.

A judgement is moved by shifting the whole distribution: each member keeps its rank, and the median moves by so many
standard deviations.  A policy changes the scenario.  One unit of it is a size that has happened, so that a standard
deviation of a judgement and a unit of a policy are both *one plausible step*, and the smallest change can be sought
over both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from counterpoise.observe.case import Observed
from counterpoise.parameters.parameter import Parameter
from counterpoise.world import Case

__all__ = ["POLICIES", "Policy", "moved", "rescored", "scored"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Policy:
    """Something that a government could do, or that could befall one, by so many units.

    Attributes:
        label: In words.
        unit: What one unit is.
        size: Natural size of one unit, for the sentence.
        basis: Why one unit is a plausible size.
        most: Most units that are asked for, either way.
        change: Scenario with so many units of it.
    """

    label: str
    unit: str
    size: float
    basis: str
    most: float
    change: Callable[[Observed, float], Observed]


def scored(known: Parameter, values: Floats) -> Floats:
    """Standard deviations from the median, by rank within the prior as cut to its range."""
    assert known.prior is not None, known.path
    below, above = known.prior.cdf(known.low), known.prior.cdf(known.high)
    rank = np.array([known.prior.cdf(float(value)) for value in values])
    return np.asarray(norm.ppf(np.clip((rank - below) / (above - below), 1e-6, 1.0 - 1e-6)))


def rescored(known: Parameter, score: Floats) -> Floats:
    """The values at such scores: the inverse of :func:`scored`."""
    assert known.prior is not None, known.path
    return known.prior.within(np.asarray(norm.cdf(score)), known.low, known.high)


def moved(known: Parameter, values: Floats, sds: float) -> Floats:
    """Every member's value moved by so many standard deviations, ranks kept, within the range."""
    return rescored(known, scored(known, values) + sds)


def _burden(states: Callable[[Observed], tuple[str, ...]]) -> Callable[[Observed, float], Observed]:
    """Half a per cent of output more a unit, from the start on and for good."""

    def change(observed: Observed, units: float) -> Observed:
        place = np.array(observed.place(states(observed)))
        before = np.exp(np.asarray(observed.case.setting.observed_burden, float))
        after = before.copy()
        after[place] = np.maximum(before[place] + 0.005 * units, 0.002)
        burden = jnp.asarray(np.log(after), jnp.float32)
        case = observed.case
        setting, world = replace(case.setting, observed_burden=burden), replace(case.world, burden=burden)
        return replace(observed, case=Case(setting, world, case.forcing))

    return change


def _growth(role: str) -> Callable[[Observed, float], Observed]:
    """Half a percentage point of yearly growth a unit."""

    def change(observed: Observed, units: float) -> Observed:
        place = getattr(observed.case.setting, role)
        growth = np.array(observed.case.forcing.growth)
        growth[:, place] += 0.005 * units
        return _forced(observed, growth=growth)

    return change


def _tariff(observed: Observed, units: float) -> Observed:
    """Ten points more on the core allies a unit from the second year on, never below nothing."""
    place, tariff = observed.place(observed.core_allies), np.array(observed.case.forcing.tariff)
    now = np.nan_to_num(tariff[0, place])
    tariff[1:, place] = np.maximum(now + 0.1 * units, 0.0)
    return _forced(observed, tariff=tariff)


def _forced(observed: Observed, **series: Any) -> Observed:
    case = observed.case
    changed: dict[str, Any] = {name: np.asarray(values, np.float32) for name, values in series.items()}
    forcing = replace(case.forcing, **changed)
    return replace(observed, case=Case(case.setting, case.world, forcing))


POLICIES: Mapping[str, Policy] = {
    "allies_burden": Policy(
        "the core allies' military spending",
        "of output",
        0.5,
        "Japan's plan of 2022 added a whole per cent in five years; half of that is a step",
        6.0,
        _burden(lambda observed: observed.core_allies),
    ),
    "patron_burden": Policy(
        "the patron's military spending",
        "of output",
        0.5,
        "American spending moved between 3.1 and 4.9 per cent of output in 2001-2019",
        6.0,
        _burden(lambda observed: (observed.patron,)),
    ),
    "challenger_burden": Policy(
        "the challenger's military spending",
        "of output",
        0.5,
        "its own figures and outside estimates lie about half a per cent apart",
        6.0,
        _burden(lambda observed: (observed.challenger,)),
    ),
    "challenger_growth": Policy(
        "the challenger's yearly growth",
        "points",
        0.5,
        "projections of the same decade lie one to two points apart",
        6.0,
        _growth("challenger"),
    ),
    "patron_growth": Policy(
        "the patron's yearly growth",
        "points",
        0.5,
        "projections of the same decade lie half a point apart",
        6.0,
        _growth("patron"),
    ),
    "tariff": Policy(
        "the patron's tariff on the core allies",
        "points",
        10.0,
        "the rates of 2025 went up by 10 to 25 points",
        6.0,
        _tariff,
    ),
}
"""Policies by name.  Steps are judgements, given with what they rest on."""
