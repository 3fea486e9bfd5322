"""From a scenario's dated shocks to the acts that the compiled year reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import jax.numpy as jnp
import numpy as np

from counterpoise.acts import Acts, blank
from counterpoise.observe.hosts import Hosts
from counterpoise.scenario import Scenario
from counterpoise.scenario.facts import Shock
from counterpoise.vocabulary import ScenarioError

__all__ = ["acts_of"]

Series = dict[str, np.ndarray]


def acts_of(scenario: Scenario, years: Sequence[int], hosts: Hosts) -> Acts:
    """All that a scenario says will be done or befall, by year.

    Args:
        scenario: Cut to its edition.
        years: Of the simulation.
        hosts: Where the patron's forces stand.

    Raises:
        ScenarioError: If forces are moved to a state where the patron has no site.
    """
    series = blank(len(years), len(scenario.states), len(hosts.sites))
    for shock in sorted(scenario.happenings, key=lambda shock: shock.date):
        if not shock.moves or shock.date.year not in years:
            continue
        t = years.index(shock.date.year)
        state = scenario.states.index(shock.target) if shock.target is not None else -1
        if shock.kind in _ADDED:
            name, amount = _ADDED[shock.kind]
            series[name][(t, state) if series[name].ndim > 1 else t] += amount(shock.size or 0.0)
        elif shock.kind in _HAPPENS:
            series[_HAPPENS[shock.kind]][t, state] = 1.0
        elif shock.kind == "bargain":
            series["bargain"][t] = 1.0
        elif shock.kind == "leader":
            series["leader"][t, state] = shock.orientation
        elif shock.kind == "purge":
            series["purge"][t] = shock.size
        elif shock.kind == "tie":
            other = scenario.states.index(shock.partner or scenario.roles.patron)
            series["rung"][t, state, other] = series["rung"][t, other, state] = shock.size
        elif shock.kind == "blockade":
            series["blockaded"][:, state] += [_share_of_year(shock, year) for year in years]
        elif shock.kind in _AT_HOSTS:
            _AT_HOSTS[shock.kind](series, shock, t, hosts, scenario)
    return Acts(**{name: jnp.asarray(values, jnp.float32) for name, values in series.items()})


def _share_of_year(shock: Shock, year: int) -> float:
    first, last = max(shock.date, date(year, 1, 1)), min(shock.until or shock.date, date(year, 12, 31))
    return max((last - first).days + 1, 0) / _YEAR


def _sites(shock: Shock, hosts: Hosts, scenario: Scenario) -> np.ndarray:
    found = np.array([float(site.soil == shock.target) for site in hosts.sites])
    if not found.any():
        known = sorted({site.soil for site in hosts.sites})
        raise ScenarioError(
            f"{scenario.roles.patron} has no site in {shock.target}, of which {shock.label!r} speaks.",
            where=f"scenario {scenario.name}",
            hint=f"There are sites in {', '.join(known)}.",
        )
    return found


def _opened(way: float) -> Callable[[Series, Shock, int, Hosts, Scenario], None]:
    def act(series: Series, shock: Shock, t: int, hosts: Hosts, scenario: Scenario) -> None:
        """Access closes or opens, and what closed for a time opens again in the year after."""
        at = _sites(shock, hosts, scenario)
        series["access"][t] += way * at
        after = t + 1 + ((shock.until.year - shock.date.year) if shock.until else len(series["access"]))
        if after < len(series["access"]):
            series["access"][after] -= way * at

    return act


def _moved(series: Series, shock: Shock, t: int, hosts: Hosts, scenario: Scenario) -> None:
    """Persons come from the patron's own soil and stand at the target's sites by their capacity."""
    at = _sites(shock, hosts, scenario) * hosts.capacity
    home = np.array([float(site.soil == scenario.roles.patron) for site in hosts.sites]) * hosts.share
    moved = (shock.size or 0.0) / hosts.persons
    last = t + 1 + (shock.until.year - shock.date.year) if shock.until else None
    series["posture"][t:last] += moved * (at / at.sum() - home / home.sum())


def _withdrawn(series: Series, shock: Shock, t: int, hosts: Hosts, scenario: Scenario) -> None:
    """The target's bases close, and whoever stood there goes home."""
    _opened(-_CLOSED)(series, shock, t, hosts, scenario)
    gone = _sites(shock, hosts, scenario) * hosts.share
    home = np.array([float(site.soil == scenario.roles.patron) for site in hosts.sites]) * hosts.share
    last = t + 1 + (shock.until.year - shock.date.year) if shock.until else None
    series["posture"][t:last] += gone.sum() * home / home.sum() - gone


def _fraction(size: float) -> float:
    return float(np.log1p(size / _PERCENT))


_ADDED: Mapping[str, tuple[str, Callable[[float], float]]] = {
    "slump": ("windfall", lambda size: _fraction(-size)),
    "recovery": ("windfall", _fraction),
    "breakthrough": ("breakthrough", _fraction),
    "arms": ("arms", float),
    "extraction": ("extracted", _fraction),
    "doubt": ("doubted", float),
    "crisis_elsewhere": ("quarrels", float),
}
"""Kind to the series that it adds to, and how its size is read."""

_HAPPENS = {"test": "tested", "coercion": "coerced", "disowned": "disowned", "nuclear": "nuclear"}
"""Kind to the event of its target that happens."""

_CLOSED = 30.0
"""Logits at which no host opens whatever else is true."""

_AT_HOSTS: Mapping[str, Callable[[Series, Shock, int, Hosts, Scenario], Any]] = {
    "base_opened": _opened(_CLOSED),
    "base_closed": _withdrawn,
    "forces": _moved,
}

_PERCENT, _YEAR = 100.0, 365.0
