"""What differs where the past ends long ago: the ladder of ties, and where the patron's forces stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.observe.alignment import depth_at
from counterpoise.observe.hosts import Hosts, Site, read_hosts
from counterpoise.parameters import ParameterSet
from counterpoise.parameters.posterior import Posterior
from counterpoise.scenario import Scenario
from counterpoise.vintage import fits_of
from counterpoise.vintage.fits import patron_rate
from counterpoise.vintage.panel import VintagePanel
from counterpoise.vintage.ties import Ladder, ladder_of, rebased

__all__ = ["FIRST_SPENDING", "estimated_then", "first_spending", "hosts_of", "ladder_in", "tabled"]

Floats = NDArray[np.float64]

FIRST_SPENDING = 1992
"""First year in which the panel knows the spending of all thirty states."""

_MEMORY = 32
"""Years of spending that make the stock of an earlier start."""

_TABLE = 2010
"""Year in which the sourced table of ties begins."""

_FORCES = ("USA", "us_troops", 1950)
"""The only patron whose forces abroad the panel knows, where, and from when."""

_GARRISON, _BRIGADE = 100.0, 3000.0
"""Troops from which a state is a host, and the least that a host could take in a war."""


def first_spending(panel: Panel, last: int) -> int:
    """First year of the spending that makes the stocks at the end of ``last``."""
    return last - _MEMORY if isinstance(panel, VintagePanel) else FIRST_SPENDING


def tabled(scenario: Scenario) -> bool:
    """Whether the sourced table of ties speaks of a scenario: Asia from 2010 on."""
    return scenario.origin is None or (
        scenario.origin >= _TABLE and scenario.scenario.theatres.startswith("asia")
    )


def ladder_in(panel: Panel, scenario: Scenario, codes: Sequence[int]) -> Ladder | None:
    """The ladder of a hindcast; None for a scenario of the present, whose rates are parameters.

    Where the sourced table of ties exists its rungs take the place of the traces, and one shift brings the number of
    climbs to that of its own moves to the origin; which pairs climb is still what the traces taught.
    """
    if not isinstance(panel, VintagePanel):
        return None
    ladder = ladder_of(panel, codes)
    if not tabled(scenario):
        return ladder
    years = range(_TABLE, panel.origin + 1)
    steps = np.stack([depth_at(panel, scenario.states, f"{year}-12-31") for year in years])
    below, seen = (np.clip(d, 0, 3).astype(int) for d in (steps[-1], ladder.depth))
    yearly = ladder.yearly + ladder.step[below] - ladder.step[seen]
    if len(steps) == 1:
        return rebased(replace(ladder, depth=steps[-1], inclination=yearly), ladder.step)
    pairs = np.triu(np.ones(yearly.shape, dtype=bool), 1)
    climbed = float((steps[1:] > steps[:-1])[:, pairs].sum())
    risk = np.exp(-np.logaddexp(0.0, -yearly)) * (steps[:-1] < _TOP)
    shift = np.log((climbed + 1.0) / (float(risk[:, pairs].sum()) + 1.0))
    found = replace(ladder, depth=steps[-1], fall=_falls(steps), inclination=yearly + shift)
    return rebased(found, ladder.step)


def _falls(depth: Floats) -> Floats:
    """Yearly log-odds of falling from rungs 1, 2 and 3, by the moves of some years."""
    pairs = np.triu(np.ones(depth.shape[1:], dtype=bool), 1)
    before, after = depth[:-1, pairs], depth[1:, pairs]
    odds = []
    for rung in (1, 2, 3):
        events = float((after < before)[before == rung].sum()) + 0.5
        odds.append(np.log(events) - np.log(float((before == rung).sum()) + 1.0 - events))
    return np.array(odds)


def hosts_of(panel: Panel, scenario: Scenario, homes: Floats) -> Hosts:
    """Sites of the patron's forces.

    In a hindcast: the patron's capital (or its homes in the file of bases) with what is not abroad; every state of
    the case with a hundred of its troops, where the panel knows them, at its capital; and its treaty allies, who
    could open even where nobody stands.  Before 1950, and for any patron but the United States, nothing is known of
    forces abroad and the whole force stands at home: the reference.

    Args:
        panel: Vintage.
        scenario: Cut to its edition.
        homes: Latitude and longitude of the capitals ``[state, 2]``.
    """
    patron = scenario.roles.patron
    if not isinstance(panel, VintagePanel):
        return read_hosts(patron)
    states, year = list(scenario.states), panel.origin
    abroad = np.zeros(len(states))
    if patron == _FORCES[0] and year >= _FORCES[2]:
        abroad = np.nan_to_num(panel.values(_FORCES[1], states, [year])[0])
    personnel = panel.latest("nmc_milper", [patron], year)[0][0] * 1000.0
    allies = {treaty.ally for treaty in scenario.treaties if treaty.patron == patron}
    placed = [
        Site(
            state,
            state,
            float(homes[k, 0]),
            float(homes[k, 1]),
            float(abroad[k]),
            max(_BRIGADE, float(abroad[k])),
        )
        for k, state in enumerate(states)
        if state != patron and (abroad[k] >= _GARRISON or state in allies)
    ]
    rest = personnel - sum(site.troops for site in placed)
    at = homes[states.index(patron)]
    own = [Site(patron, patron, at[0], at[1], rest, 0.0)]
    if patron == _FORCES[0]:
        home = [site for site in read_hosts(patron).sites if site.soil == patron]
        whole = sum(site.troops for site in home)
        own = [replace(site, troops=rest * site.troops / whole) for site in home]
    return Hosts((*own, *placed), personnel)


def estimated_then(parameters: ParameterSet, scenario: Scenario, panel: Panel) -> ParameterSet:
    """Parameters of a hindcast: everything that is estimated, as the origin would have estimated it.

    Posteriors are those of :mod:`counterpoise.vintage.fits`; the rates of the lower rungs, a judgement on 2010-2025 in
    a scenario of the present, are those of the ladder to the origin.  What is published or judged stays as it is: of
    that hindsight no cut can rid a model.  A scenario of the present is left alone.
    """
    if not isinstance(panel, VintagePanel):
        return parameters
    fits = fits_of(panel)
    posteriors, central = dict(parameters.posteriors), dict(parameters.parameters)
    for path, declared in parameters.fits.items():
        shipped = posteriors[str(declared.posterior)]
        if (fit := fits.posteriors.get(shipped.name)) is None:
            continue
        draws = fit.draws(_SEED, f"{shipped.name} {panel.origin}")
        digest = sha256(np.ascontiguousarray(draws).tobytes()).hexdigest()
        posteriors[shipped.name] = Posterior(shipped.name, shipped.names, draws, digest)
        for name, value in zip(shipped.names, draws.mean(axis=0), strict=True):
            central[f"{path}.{name}"] = replace(central[f"{path}.{name}"], value=float(value))
    codes = tuple(panel.ccode(state, scenario.start - 1) for state in scenario.states)
    patron = codes[scenario.states.index(scenario.roles.patron)]
    rate = patron_rate(panel.table("treaties"), patron, panel.origin, fits)
    shipped = posteriors["treaty_termination"]
    draws = np.column_stack([shipped.draws[:, :-1], rate])
    posteriors["treaty_termination"] = replace(shipped, draws=draws)
    changed = replace(parameters, parameters=central, posteriors=posteriors)
    ladder = ladder_in(panel, scenario, codes)
    assert ladder is not None
    rates = dict(zip((*_CLIMB, *_FALL), (*ladder.climb, *ladder.fall), strict=True))
    bounded = {p: float(np.clip(v, central[p].low, central[p].high)) for p, v in rates.items()}
    return changed.override(bounded, source=f"Moves of ties to the end of {panel.origin}")


_TOP = 4
_SEED = 1
_CLIMB = ("ties.to_dialogue", "ties.to_cooperation", "ties.to_access")
_FALL = ("ties.from_dialogue", "ties.from_cooperation", "ties.from_access")
