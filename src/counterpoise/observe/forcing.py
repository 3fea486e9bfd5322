"""Outside facts year by year: official projections, election calendars and announced tariffs."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.observe.acts import acts_of
from counterpoise.observe.hosts import Hosts, read_hosts
from counterpoise.observe.people import added_births, known_ages
from counterpoise.observe.trade import pacts_in, retaliation_in, tariffs_in
from counterpoise.scenario import Scenario
from counterpoise.vocabulary import Mask
from counterpoise.world import Forcing

__all__ = ["LEVER_SHOCKS", "forcing_of"]

Floats = NDArray[np.float64]


def forcing_of(
    panel: Panel,
    scenario: Scenario,
    states: Sequence[int],
    hosts: Hosts | None = None,
    enemies: Floats | None = None,
) -> Forcing:
    """The Forcing of a scenario.

    Growth is that of the middle-of-the-road path (SSP2) in the panel; age structure is the UN's medium variant.

    Args:
        panel: Vintage that the edition may know.
        scenario: Cut to its edition.
        states: COW codes on the state axis.
        hosts: Where the patron's forces stand; the library's places unless given.
        enemies: Common enemies outside the scenario, from the first year on; none unless given.
    """
    years = list(range(scenario.start, scenario.horizon + 1))
    with_next = [*years, years[-1] + 1]

    def cells(name: str) -> Floats:
        return np.asarray(panel.values(name, list(states), with_next), dtype=float)

    def known(change: Floats) -> Floats:
        return known_ages(change, scenario)

    population, workers = cells("population"), cells("working_age")
    aged = cells("aged") / population
    return Forcing(
        year=jnp.asarray(years, jnp.int32),
        growth=_single(np.diff(np.log(cells("gdp_market")), axis=0)),
        rest_output=_single(_rest_of_world(panel, states, years)),
        labour=_single(known(np.diff(np.log(workers / population), axis=0))),
        recruits=_single(known(np.log(cells("youth")[:-1] / cells("youth")[0]))),
        aged=_single(known(np.diff(aged, axis=0))),
        workers=_single(known(np.log(workers[:-1] / workers[0]))),
        births=_single(added_births(panel, scenario, states, years)),
        election=_single(_elections(scenario, years)),
        tariff=_single(tariffs_in(scenario, years)),
        retaliation=_single(retaliation_in(scenario, years)),
        pacts=_single(pacts_in(scenario, years)),
        controls=_single(_controls(scenario, years)),
        levers=_single(_levers(scenario, years)),
        polyarchy=_single(_regimes(panel, scenario, states, years)),
        enemies=_single(_enemies(enemies, len(years), len(states))),
        visits=_single(_visits(scenario, years)),
        lost=_single(_losses(scenario, years)),
        acts=acts_of(scenario, years, hosts or read_hosts(scenario.roles.patron)),
    )


def _enemies(known: Floats | None, years: int, states: int) -> Floats:
    """Common enemies by year: what is recorded, and none once that is too long ago."""
    found = np.zeros((years, states, states))
    if known is not None:
        found[: len(known)] = known[:years]
    return found


def _rest_of_world(panel: Panel, states: Sequence[int], years: Sequence[int]) -> Floats:
    """Log output at purchasing power of all states that are not on the axis."""
    others = [code for code in panel.states if code not in set(states)]
    output = np.asarray(panel.values("gdp_ppp", others, list(years)), dtype=float)
    return np.asarray(np.log(np.nansum(output, axis=1)))


def _elections(scenario: Scenario, years: Sequence[int]) -> Floats:
    """1 in years in which the winner of a national election, not known yet, takes office."""
    held = np.zeros((len(years), len(scenario.states)))
    for election in scenario.elections:
        for day in election.dates:
            year = day.year + election.next_year
            if year in years and (scenario.cutoff is None or day > scenario.cutoff):
                held[years.index(year), scenario.states.index(election.state)] = 1.0
    return held


def _controls(scenario: Scenario, years: Sequence[int]) -> Floats:
    """Share of the challenger's diffusion that the patron's controls are meant to close, by the rules of each year."""
    rules = sorted(scenario.controls, key=lambda rule: rule.date)
    shares = [next((r.share for r in reversed(rules) if r.date.year <= year), 0.0) for year in years]
    return np.array(shares)


def _levers(scenario: Scenario, years: Sequence[int]) -> Floats:
    """The patron's policy on science, foreign talent and green industry, log points; NaN where none is announced."""
    level = np.full((len(years), len(LEVER_SHOCKS)), np.nan)
    for shock in sorted(scenario.happenings, key=lambda shock: shock.date):
        if shock.kind in LEVER_SHOCKS and shock.size is not None and shock.date.year in years:
            cut = min(shock.size / _PERCENT, _DEEPEST)
            level[years.index(shock.date.year), LEVER_SHOCKS.index(shock.kind)] = np.log1p(-cut)
    return level


def _visits(scenario: Scenario, years: Sequence[int]) -> Floats:
    """1 where the scenario says that the patron reassured a state in the year, NaN where it says nothing."""
    paid = np.full((len(years), len(scenario.states)), np.nan)
    for shock in scenario.happenings:
        if shock.kind == "reassurance" and shock.target is not None and shock.date.year in years:
            paid[years.index(shock.date.year), scenario.states.index(shock.target)] = 1.0
    return paid


def _losses(scenario: Scenario, years: Sequence[int]) -> Floats:
    """1 in the year in which the scenario says that a state falls to the challenger."""
    fallen = np.zeros((len(years), len(scenario.states)))
    for shock in scenario.happenings:
        if shock.kind == "loss" and shock.target is not None and shock.date.year in years:
            fallen[years.index(shock.date.year), scenario.states.index(shock.target)] = 1.0
    return fallen


def _regimes(panel: Panel, scenario: Scenario, states: Sequence[int], years: Sequence[int]) -> Floats:
    """Polyarchy of years that the panel has observed already or the scenario assumes, NaN elsewhere."""
    seen = np.asarray(panel.masks("polyarchy", list(states), list(years))) == int(Mask.OBSERVED)
    values = np.asarray(panel.values("polyarchy", list(states), list(years)), dtype=float)
    known = np.where(seen, values, np.nan)
    for shock in scenario.assumptions:
        if shock.kind == "regime" and shock.target is not None and shock.date.year in years:
            known[years.index(shock.date.year), scenario.states.index(shock.target)] = shock.size
    return known


def _single(values: Floats) -> jnp.ndarray:
    return jnp.asarray(values, jnp.float32)


_PERCENT = 100.0

LEVER_SHOCKS = ("science_cuts", "openness", "green_retreat")
"""Kinds of shock that move the patron's policy on technology, in the order of the levers."""

_DEEPEST = 0.95
"""No cut takes more than this: a log of nothing would have no bottom."""
