"""From panel and scenario to a Case: the only bridge by which history enters the simulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.estimate.history import read_history
from counterpoise.measures.projection import great_circle_km
from counterpoise.measures.stock import military_stock
from counterpoise.observe.alignment import VOTES_ANCHOR, depth_at, instrument_at, ties_to
from counterpoise.observe.disputes import pacts_at, record_at
from counterpoise.observe.forcing import LEVER_SHOCKS, forcing_of
from counterpoise.observe.hosts import Hosts
from counterpoise.observe.ladder import ladder_facts, ladder_in
from counterpoise.observe.momentum import momentum
from counterpoise.observe.people import enlisted_at, held_births
from counterpoise.observe.technology import fields_at, newest, technology_at
from counterpoise.observe.trade import bought_at, market_at, sold_at
from counterpoise.observe.vintage import first_spending, hosts_of
from counterpoise.scenario import Scenario
from counterpoise.theatres import Theatres, open_theatres
from counterpoise.vintage.ties import Ladder
from counterpoise.world import Case, Setting, World

__all__ = ["Observed", "observe", "spending_to"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Observed:
    """A Case with the names of its axes.

    Attributes:
        case: Arrays for the simulation.
        states: ISO3 codes on the state axis.
        codes: COW codes on the state axis.
        theatres: Where the balance is measured.
        hosts: Sites of the patron's forces.
        start: First year.
        challenger: ISO3 code.
        patron: ISO3 code.
        treaty_allies: The patron's treaty allies on the state axis.
        core_allies: Those whose tie to the patron decides at a theatre point; their treaties are the ties.
        neighbours: 1 for the challenger's neighbourhood ``[state]``.
    """

    case: Case
    states: tuple[str, ...]
    codes: tuple[int, ...]
    theatres: Theatres
    hosts: Hosts
    start: int
    challenger: str
    patron: str
    treaty_allies: tuple[str, ...]
    core_allies: tuple[str, ...]
    neighbours: Floats

    def place(self, states: Sequence[str]) -> list[int]:
        """Indices of states on the state axis."""
        return [self.states.index(state) for state in states]


def observe(panel: Panel, scenario: Scenario, coefficients: Floats, depreciation: float) -> Observed:
    """Make a scenario ready to run.

    Args:
        panel: Vintage that the edition may know.
        scenario: Cut to its edition.
        coefficients: Mean coefficients of the dispute equation, which fill the record after 2010.
        depreciation: Central share of the military stock that is lost each year, for the stock at the start.
    """
    states = scenario.states
    codes = tuple(panel.ccode(state, scenario.start - 1) for state in states)
    theatres = open_theatres(scenario.scenario.theatres)
    geography = _geography(panel, codes, scenario.start - 1)
    hosts, ladder = hosts_of(panel, scenario, geography["capital"]), ladder_in(panel, scenario, codes)
    depth = depth_at(panel, states, str(scenario.cutoff)) if ladder is None else ladder.depth
    *past, enemies = record_at(read_history(panel), scenario.start, codes, coefficients)
    setting = _setting(panel, scenario, codes, theatres, hosts, geography, depth, ladder, tuple(past))
    world = _world(panel, scenario, codes, setting, depth, depreciation)
    patron = scenario.roles.patron
    bound = {treaty.ally for treaty in scenario.treaties if treaty.patron == patron}
    allies = tuple(state for state in states if state in bound)
    return Observed(
        case=Case(setting, world, forcing_of(panel, scenario, codes, hosts, enemies)),
        states=states,
        codes=codes,
        theatres=theatres,
        hosts=hosts,
        start=scenario.start,
        challenger=scenario.roles.challenger,
        patron=patron,
        treaty_allies=allies,
        core_allies=tuple(ally for ally in allies if theatres.anchors([ally]).any()),
        neighbours=np.array([float(state in scenario.roles.members) for state in states]),
    )


def _setting(
    panel: Panel,
    scenario: Scenario,
    codes: Sequence[int],
    theatres: Theatres,
    hosts: Hosts,
    geography: dict[str, Floats],
    depth: Floats,
    ladder: Ladder | None,
    past: tuple[Any, ...],
) -> Setting:
    states, roles, year = scenario.states, scenario.roles, scenario.start - 1
    day = str(scenario.cutoff)
    homes = {state: (row[0], row[1]) for state, row in zip(states, geography["capital"], strict=True)}
    record, beyond = past
    patron_tie = ties_to(panel, states, roles.patron, "patron", year, depth, min(year, VOTES_ANCHOR))
    challenger_tie = ties_to(
        panel, states, roles.challenger, "challenger", year, depth, min(year, VOTES_ANCHOR)
    )
    cells = _cells(panel, codes, year)
    technology, talent = technology_at(panel, codes, states.index(roles.patron), year)
    artificial, green_industry, fields_known = fields_at(panel, codes, year)
    return Setting(
        code=jnp.asarray(codes, jnp.int32),
        challenger=states.index(roles.challenger),
        patron=states.index(roles.patron),
        mindist=_single(geography["mindist"]),
        capital_km=_single(geography["capital_km"]),
        land=_single(geography["contiguity"] == _LAND),
        sea=_single(geography["contiguity"] > _LAND),
        major=_single(cells["major"]),
        polyarchy=_single(cells["polyarchy"]),
        technology=_single(technology),
        talent=_single(talent),
        artificial=_single(artificial),
        green_industry=_single(green_industry),
        fields_known=_single(fields_known),
        purge=_single(_purge(scenario)),
        technology_pact=_single(instrument_at(panel, states, "technology_pact", day)),
        trilateral=_single(instrument_at(panel, states, "trilateral", day)),
        minilateral=_single(instrument_at(panel, states, "minilateral", day)),
        lanes=_single(_lanes(scenario)),
        threshold=_single(_by_state(scenario, [(fact.state, fact.value) for fact in scenario.thresholds])),
        warheads=_single(cells["warheads"]),
        rates=_single(np.log(cells["gdp_ppp"] / cells["gdp_market"])),
        menace=_single(_menace(scenario)),
        interest=_single(_interests(scenario)),
        nonaggression=_single(pacts_at(panel, "nonaggression", codes, year)),
        consultation=_single(pacts_at(panel, "consultation", codes, year)),
        coalition=_single(theatres.coalition(states)),
        helper=_single(_helper(scenario, theatres)),
        own=_single(theatres.own(states)),
        at_stake=_single(theatres.anchors(states)),
        rival=_single(theatres.rival(states)),
        patron_share=_single(theatres.patron_share),
        membership=_single(theatres.membership),
        point_km=_single(theatres.equivalent_km(states, homes, _SCALE_KM, _GRADIENT)),
        host_state=jnp.asarray([states.index(site.soil) for site in hosts.sites], jnp.int32),
        host_share=_single(hosts.share),
        host_capacity=_single(hosts.capacity),
        host_km=_single(hosts.distance_to(geography["capital"])),
        host_point_km=_single(hosts.distance_to(theatres.places)),
        trade_patron=_single(bought_at(panel, codes)),
        trade_challenger=_single(_by_state(scenario, [(fact.state, fact.share) for fact in scenario.trade])),
        trade_sold=_single(sold_at(panel, codes, states.index(roles.patron))),
        adversary=_single([s in (roles.challenger, *roles.partners_of_challenger) for s in states]),
        market=_single(market_at(scenario)),
        enlisted=_single(enlisted_at(panel, codes, year)),
        births=_single(held_births(scenario)),
        unwritten=_single(_unwritten(scenario)),
        calendar=_single([any(e.state == state for e in scenario.elections) for state in states]),
        observed_patron=_single(patron_tie.value),
        allied=_single(depth[states.index(roles.patron)] >= _TREATY),
        observed_challenger=_single(challenger_tie.value),
        wish=jnp.zeros(len(states)),
        observed_burden=_single(np.log(cells["burden"])),
        record=jax.tree.map(_single, record),
        beyond=_single(beyond),
        **{name: _single(fact) for name, fact in ladder_facts(panel, codes, depth, ladder).items()},
        **_leaders(scenario),
    )


def _world(
    panel: Panel,
    scenario: Scenario,
    codes: Sequence[int],
    setting: Setting,
    depth: Floats,
    depreciation: float,
) -> World:
    """The World at the start of the first year: stocks at the end of the year before."""
    stock = military_stock(spending_to(panel, codes, scenario.start - 1), depreciation)[-1]
    states = len(codes)
    return World(
        output=_single(np.log(panel.values("gdp_market", list(codes), [scenario.start])[0])),
        momentum=_single(momentum(panel, codes, scenario.start)),
        stock=_single(np.log(stock)),
        burden=setting.observed_burden,
        tie_patron=setting.observed_patron,
        tie_challenger=setting.observed_challenger,
        depth=_single(depth),
        record=setting.record,
        orientation=setting.incumbent,
        served=setting.served,
        doubt=jnp.zeros(()),
        trust=jnp.zeros(states),
        distraction=_single(scenario.other_theatres.distraction_at_start if scenario.other_theatres else 0.0),
        access=jnp.zeros(setting.host_share.shape),
        tariff=jnp.zeros(states),
        retaliation=jnp.zeros(states),
        market=setting.market,
        enlisted=setting.enlisted,
        young=jnp.zeros(states),
        technology=setting.technology,
        quality=setting.technology,
        levers=jnp.zeros(len(LEVER_SHOCKS)),
        expertise=jnp.zeros(()),
        purge=setting.purge,
        misread=jnp.zeros(states),
        polyarchy=setting.polyarchy,
        lost=jnp.zeros(states),
        armed=jnp.zeros(states),
        division=_single(_divisions(scenario)),
    )


def spending_to(panel: Panel, codes: Sequence[int], last: int) -> Floats:
    """Military spending from the first common year to ``last`` ``[year, state]``.

    An edition cut off early does not know the last year's budgets yet; they are taken to be the latest known
    share of output, since a burden is close to a random walk.
    """
    years = list(range(first_spending(panel, last), last + 1))
    spending = np.asarray(panel.values("milex", list(codes), years), dtype=float)
    output = np.asarray(panel.values("gdp_market", list(codes), years), dtype=float)
    for t in range(1, len(years)):
        carried = spending[t - 1] * output[t] / output[t - 1]
        spending[t] = np.where(np.isnan(spending[t]), carried, spending[t])
    return spending


def _geography(panel: Panel, codes: Sequence[int], year: int) -> dict[str, Floats]:
    """Distances, borders and capitals; geography after the tables end is that of their last year."""
    at = panel.table("capitals")
    begin, end = (at[side].astype(str).str[:4] for side in ("start", "end"))
    live = at[(begin <= str(year)) & (end >= str(year))]
    rows = live.drop_duplicates("ccode", keep="last").set_index("ccode").loc[list(codes)]
    capital = rows[["lat", "lng"]].to_numpy(dtype=float)
    kilometres = great_circle_km(
        capital[:, None, 0], capital[:, None, 1], capital[None, :, 0], capital[None, :, 1]
    )
    mindist = _last_known(panel, "mindist", codes, year)
    return {
        "capital": capital,
        "capital_km": np.asarray(kilometres),
        "mindist": np.where(np.isnan(mindist), kilometres, mindist),
        "contiguity": np.nan_to_num(_last_known(panel, "contiguity", codes, year)),
    }


def _last_known(panel: Panel, name: str, codes: Sequence[int], year: int) -> Floats:
    matrix = np.asarray(panel.matrix(name, list(codes), list(range(year - 10, year + 1))), dtype=float)
    found = matrix[0]
    for later in matrix[1:]:
        found = np.where(np.isnan(later), found, later)
    np.fill_diagonal(found, 0.0)
    return np.asarray(found)


def _cells(panel: Panel, codes: Sequence[int], year: int) -> dict[str, Floats]:
    """State values of a year; a warhead or a rank that is not on the list is 0, as the lists are complete."""
    names = ("gdp_market", "gdp_ppp", "burden", "polyarchy")
    found = {name: newest(panel, name, codes, year) for name in names}
    for name in ("warheads", "major"):
        found[name] = np.nan_to_num(newest(panel, name, codes, year))
    return found


def _menace(scenario: Scenario) -> Floats:
    """Whose threat is a reason to seek the patron: the challenger's to all, second threats to their targets."""
    states, roles = scenario.states, scenario.roles
    weight = np.zeros((len(states), len(states)))
    weight[states.index(roles.challenger), :] = 1.0
    for source, targets in roles.second_threats.items():
        for target in targets:
            weight[states.index(source), states.index(target)] = 1.0
    np.fill_diagonal(weight, 0.0)
    return weight


def _interests(scenario: Scenario) -> Floats:
    states = scenario.states
    interest = np.zeros((len(states), len(states)))
    for fact in scenario.interests:
        interest[states.index(fact.state), states.index(fact.target)] = fact.value
    return interest


def _helper(scenario: Scenario, theatres: Theatres) -> Floats:
    """Weight with which row state's promise to column state counts: the least of what its theatres allow."""
    states = scenario.states
    most = theatres.coalition(states).max(axis=1)
    involved = theatres.own(states).max(axis=1)
    weight = np.maximum(most, involved)[:, None] * np.ones((1, len(states)))
    for state in (scenario.roles.challenger, scenario.roles.patron):
        weight[states.index(state), :] = 0.0
    np.fill_diagonal(weight, 0.0)
    return weight


def _unwritten(scenario: Scenario) -> list[float]:
    """1 where the patron's tie is a statute or a habit and no treaty: the states the scenario names."""
    return [float(state in scenario.roles.unwritten) for state in scenario.states]


def _purge(scenario: Scenario) -> float:
    """How far the patron's leader has purged, by the last fact known; 0 where the scenario says nothing."""
    facts = sorted(scenario.purges, key=lambda fact: fact.date)
    return facts[-1].level if facts else 0.0


def _lanes(scenario: Scenario) -> Floats:
    """Share of row state's seaborne trade that passes column state's waters."""
    states = scenario.states
    share = np.zeros((len(states), len(states)))
    for fact in scenario.sea_lanes:
        share[states.index(fact.state), states.index(fact.past)] = fact.share
    return share


def _divisions(scenario: Scenario) -> Floats:
    """The last known division of each state."""
    facts = sorted(scenario.divisions, key=lambda fact: fact.date)
    return _by_state(scenario, [(fact.state, fact.level) for fact in facts])


def _by_state(scenario: Scenario, facts: Sequence[tuple[str, float]]) -> Floats:
    """One number a state, 0 where no fact speaks of it; the last one counts."""
    said = dict(facts)
    return np.array([said.get(state, 0.0) for state in scenario.states])


def _leaders(scenario: Scenario) -> dict[str, Any]:
    """Orientation and terms of incumbents, and mean and spread of those who can come to power."""
    states = scenario.states
    terms, served = np.zeros(len(states)), np.ones(len(states))
    for election in scenario.elections:
        terms[states.index(election.state)] = election.terms or 0
    incumbent, mean, spread = (np.zeros(len(states)) for _ in range(3))
    for leader in scenario.leaders:
        incumbent[states.index(leader.state)] = leader.orientation_patron
        served[states.index(leader.state)] = leader.term
    for k, state in enumerate(states):
        parties = [party for party in scenario.parties if party.state == state]
        mean[k], spread[k] = _parties(parties, incumbent[k])
    return {
        "incumbent": _single(incumbent),
        "parties": _single(mean),
        "spread": _single(spread),
        "terms": _single(terms),
        "served": _single(served),
    }


def _parties(parties: Sequence[Any], incumbent: float) -> tuple[float, float]:
    """Mean and spread over parties by their chance of governing; a lone ruler's successors vary a little."""
    if not parties:
        return incumbent, _LONE_SPREAD
    chance = np.array([party.probability for party in parties])
    stand = np.array([party.orientation_patron for party in parties])
    chance = chance / chance.sum()
    mean = float(chance @ stand)
    return mean, float(np.sqrt(chance @ (stand - mean) ** 2))


def _single(values: Any) -> jax.Array:
    return jnp.asarray(np.asarray(values, dtype=np.float32))


_LAND, _TREATY = 1, 4
_SCALE_KM, _GRADIENT = 500.0, 0.45
"""The gradient at which sites are folded into one equivalent distance; it hardly depends on it."""

_LONE_SPREAD = 0.15
"""Spread between successors where no party system is described: judgement, small."""
