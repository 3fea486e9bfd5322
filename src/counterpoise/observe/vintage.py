"""What differs where the past ends long ago: where the patron's forces stood, and what had been estimated by then."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.observe.hosts import Hosts, Site, read_hosts
from counterpoise.observe.ladder import ladder_in, lapses_in
from counterpoise.parameters import ParameterSet
from counterpoise.parameters.posterior import Posterior
from counterpoise.parameters.prior import Prior
from counterpoise.scenario import Scenario
from counterpoise.vintage import fits_of
from counterpoise.vintage.fits import patron_rate
from counterpoise.vintage.lapses import BILATERAL, MANY
from counterpoise.vintage.panel import VintagePanel

__all__ = ["FIRST_SPENDING", "estimated_then", "first_spending", "hosts_of"]

Floats = NDArray[np.float64]

FIRST_SPENDING = 1992
"""First year in which the panel knows the spending of all thirty states."""

_MEMORY = 32
"""Years of spending that make the stock of an earlier start."""

_FORCES = ("USA", "us_troops", 1950)
"""The only patron whose forces abroad the panel knows, where, and from when."""

_GARRISON, _BRIGADE = 100.0, 3000.0
"""Troops from which a state is a host, and the least that a host could take in a war."""


def first_spending(panel: Panel, last: int) -> int:
    """First year of the spending that makes the stocks at the end of ``last``."""
    return last - _MEMORY if isinstance(panel, VintagePanel) else FIRST_SPENDING


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
    lapses = lapses_in(panel)
    ends = [lapses.draws(MANY), lapses.draws(BILATERAL), rate]
    draws = np.column_stack([shipped.draws[:, : -len(ends)], *ends])
    posteriors["treaty_termination"] = replace(shipped, draws=draws)
    ladder = ladder_in(panel, scenario, codes)
    assert ladder is not None
    for paths, rates, luck in zip((_CLIMB, _FALL), (ladder.climb, ladder.fall), ladder.luck, strict=True):
        for path, value in zip(paths, rates, strict=True):
            mean = float(np.clip(value, central[path].low, central[path].high))
            prior = Prior("normal", (mean, luck)) if luck > 0 else None
            source = f"Moves of ties to the end of {panel.origin}"
            central[path] = replace(central[path], value=mean, prior=prior, source=source)
    return replace(parameters, parameters=central, posteriors=posteriors)


_SEED = 1
_CLIMB = ("ties.to_dialogue", "ties.to_cooperation", "ties.to_access")
_FALL = ("ties.from_dialogue", "ties.from_cooperation", "ties.from_access")
