"""The simulated moment and what moves it: World, Change, Setting, Forcing.

One axis order everywhere: ``state`` is a country, a matrix row is the *source* of whatever is projected or
threatened and a column its *target*.  Stocks live in unbounded coordinates (logs and logits), so that a Change
can always be added.
"""

from __future__ import annotations

from collections.abc import Iterable

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from counterpoise.acts import Acts
from counterpoise.measures.hazard import Record

__all__ = ["Case", "Change", "Events", "Forcing", "Setting", "World", "add_changes", "apply_change"]


class World(eqx.Module):
    """The state of affairs at the start of a year.

    Attributes:
        output: Log output, million constant 2023 US dollars at market rates, by state.
        momentum: Log growth of output beyond its path in the year before, a part of which persists, by state.
        stock: Log military stock, same unit, by state.
        burden: Log share of output spent on the military, by state.
        tie_patron: Logit of the tie to the patron's side, by state.
        tie_challenger: Logit of the tie to the challenger, by state.
        depth: Rung of the tie between two states, 0 to 4, symmetric.
        record: Disputes so far, as decayed stocks (:class:`counterpoise.measures.hazard.Record`).
        orientation: Where the leader stands between the challenger (-1) and the patron (+1), by state.
        served: Terms that the leader has been given, the present one included, by state.
        doubt: Logit by which the patron's will is doubted beyond the reference years.
        trust: Logit earned or lost in the patron's past crises, by state.
        distraction: Share of a full second crisis elsewhere that occupies the patron, 0 or more.
        access: Logit that a host lets the patron fight from its soil, by host.
        tariff: Ad valorem rate that the patron levies on a state's goods, as a fraction, by state.
        retaliation: Rate that a state levies on the patron's goods in answer, same unit, by state.
        market: How far a trade agreement with either pole has taken effect, 0 to 1, row 0 the patron, by state.
        enlisted: Share of the people of working age who are under arms, by state.
        young: Log of young adults beyond the medium projection, for births unlike it, by state.
        technology: Log level of technology against the frontier of the start year, by state.
        quality: Log level of technology that the military stock carries, by state.
        levers: The patron's policy against the start year, log points: public research, openness, green industry.
        expertise: Log of the patron's diplomatic and expert capacity against the reference years, 0 or less.
        purge: How far the patron's leader replaces expertise by loyalty, 0 to 1.
        misread: Error with which each partner reads the patron's will, 0 without, by state.
        polyarchy: Electoral democracy, 0 to 1, by state.
        lost: 1 where a state has fallen to the challenger.
        armed: 1 where a state has built nuclear weapons since the start.
        division: Lasting division after crises, as a share of the parties' spread, by state.
    """

    output: Float[Array, " state"]
    momentum: Float[Array, " state"]
    stock: Float[Array, " state"]
    burden: Float[Array, " state"]
    tie_patron: Float[Array, " state"]
    tie_challenger: Float[Array, " state"]
    depth: Float[Array, "source target"]
    record: Record
    orientation: Float[Array, " state"]
    served: Float[Array, " state"]
    doubt: Float[Array, ""]
    trust: Float[Array, " state"]
    distraction: Float[Array, ""]
    access: Float[Array, " host"]
    tariff: Float[Array, " state"]
    retaliation: Float[Array, " state"]
    market: Float[Array, "pole state"]
    enlisted: Float[Array, " state"]
    young: Float[Array, " state"]
    technology: Float[Array, " state"]
    quality: Float[Array, " state"]
    levers: Float[Array, " lever"]
    expertise: Float[Array, ""]
    purge: Float[Array, ""]
    misread: Float[Array, " state"]
    polyarchy: Float[Array, " state"]
    lost: Float[Array, " state"]
    armed: Float[Array, " state"]
    division: Float[Array, " state"]


class Change(eqx.Module):
    """What one mechanism adds to a year: increments to stocks and log-odds of events.

    Attributes:
        increments: World field to what is added to it.
        odds: Event name to log-odds added to its intercept.
    """

    increments: dict[str, Array] = eqx.field(default_factory=dict)
    odds: dict[str, Array] = eqx.field(default_factory=dict)


class Events(eqx.Module):
    """What was drawn this year, each with the probability it was drawn at."""

    happened: dict[str, Bool[Array, "..."]]
    probability: dict[str, Float[Array, "..."]]


class Setting(eqx.Module):
    """What a scenario holds fixed: geography, roles, claims, and the anchors observed in history.

    Attributes:
        code: COW code of each state: the address of its noise.
        challenger: Index of the challenger.
        patron: Index of the patron.
        mindist: Minimum distance between territories, km.
        capital_km: Distance between capitals, km.
        land: 1 where two states share a land border.
        sea: 1 where they are neighbours across water.
        major: 1 for major powers.
        polyarchy: V-Dem electoral democracy at the start, 0 to 1.
        technology: Log level of technology against the frontier at the start.
        talent: Log of human capital per worker against the patron's.
        artificial: Log of notable models of artificial intelligence against the first state's, 0 without data.
        green_industry: Log of electric cars sold against the first state's, 0 without data.
        fields_known: 1 where both are known.
        purge: How far a leader of the patron who purges does so, 0 to 1.
        warheads: Nuclear warheads in the stockpile.
        rates: Log of purchasing-power over market output.
        menace: Weight with which source j's threat to i counts as a reason to seek the patron.
        interest: Declared interest of row state in the security of column state, 0 to 1.
        lanes: Share of row state's seaborne trade that passes the waters of column state.
        threshold: How near a state stands to nuclear weapons, 0 (far) to 1 (could within a few years).
        technology_pact: 1 where two states share technology by agreement.
        trilateral: 1 where two states meet with a third, the patron among them or not, as a standing three.
        minilateral: 1 where two states sit in a standing group of four or more.
        nonaggression: 1 where a non-aggression pact is in force at the start.
        consultation: 1 where a consultation pact is in force at the start.
        coalition: Weight with which row state's promise counts at column point: 0 for the challenger's side, for
            the patron and for the states whose theatre it is.
        helper: The same between states: weight with which row state's promise to column state counts.
        host_state: Index of the state on whose soil each site of the patron stands.
        host_share: Share of the patron's force that stands at each host.
        host_capacity: Foreign sites that could receive more, relative weight; 0 on the patron's own soil.
        host_km: Distance from host to state, km.
        host_point_km: Distance from host to theatre point, km.
        point_km: Distance from state to theatre point, km.
        own: 1 for the states whose theatre a point is.
        at_stake: How far each point rests on each of those states; columns sum to 1.
        rival: Share of each state's force that counts on the challenger's side at each point.
        patron_share: Share of the patron's arriving force that could fight at each point.
        membership: Weight of each point in each theatre; columns sum to 1.
        trade_patron: Exports to the patron as a share of the state's output.
        trade_challenger: Goods trade with the challenger as a share of the state's total.
        trade_sold: The patron's exports to each state as a share of the patron's output.
        adversary: 1 for the challenger and its partners.
        market: How far a trade agreement with either pole had taken effect at the start, 0 to 1.
        enlisted: Share of the people of working age who were under arms at the start.
        births: Fertility variant to which every future is held, -1 (low) to 1 (high); NaN where it is drawn.
        unwritten: 1 where the patron's tie rests on no treaty although its depth says access (Taiwan).
        incumbent: Orientation of each state's leader at the start.
        parties: Long-run mean orientation of those who can come to power.
        spread: Standard deviation of orientation between those who can come to power.
        calendar: 1 where an election on a calendar decides who governs.
        terms: Most terms that one leader may serve, 0 where the law sets no limit.
        served: Terms of the leader of the start year, the present one included.
        observed_patron: Logit of the measured tie to the patron's side (history, not this World).
        allied: 1 where a treaty of defence with the patron stood at the start.
        observed_challenger: Logit of the measured tie to the challenger.
        wish: Logits by which a state's ties lean to the patron's side beyond what was observed; 0 in any scenario.
        observed_burden: Log military burden as observed at the start.
        record: Disputes as observed up to the start.
        beyond: Stocks of disputes with states outside the scenario: started, suffered, onsets.
        inclination: Log-odds of climbing a lower rung that a pair has beyond those of its rung; 0 in the present.
        loosening: The same of falling from one.
        tie_spread: Standard deviation of what a future adds to climbing and to falling for good; 0 in the present.
        lapse: Log-odds of the end of a pact that a pair has beyond those of its kind of treaty; 0 in the present.
        of_many: 1 where the pact of two states is one treaty of many, which ends for all of them at once.
    """

    code: Int[Array, " state"]
    challenger: int = eqx.field(static=True)
    patron: int = eqx.field(static=True)
    mindist: Float[Array, "source target"]
    capital_km: Float[Array, "source target"]
    land: Float[Array, "source target"]
    sea: Float[Array, "source target"]
    major: Float[Array, " state"]
    polyarchy: Float[Array, " state"]
    technology: Float[Array, " state"]
    talent: Float[Array, " state"]
    artificial: Float[Array, " state"]
    green_industry: Float[Array, " state"]
    fields_known: Float[Array, " state"]
    purge: Float[Array, ""]
    warheads: Float[Array, " state"]
    rates: Float[Array, " state"]
    menace: Float[Array, "source target"]
    interest: Float[Array, "source target"]
    lanes: Float[Array, "source target"]
    threshold: Float[Array, " state"]
    technology_pact: Float[Array, "source target"]
    trilateral: Float[Array, "source target"]
    minilateral: Float[Array, "source target"]
    nonaggression: Float[Array, "source target"]
    consultation: Float[Array, "source target"]
    coalition: Float[Array, "state point"]
    helper: Float[Array, "source target"]
    host_state: Int[Array, " host"]
    host_share: Float[Array, " host"]
    host_capacity: Float[Array, " host"]
    host_km: Float[Array, "host state"]
    host_point_km: Float[Array, "host point"]
    point_km: Float[Array, "state point"]
    own: Float[Array, "state point"]
    at_stake: Float[Array, "state point"]
    rival: Float[Array, "state point"]
    patron_share: Float[Array, " point"]
    membership: Float[Array, "point theatre"]
    trade_patron: Float[Array, " state"]
    trade_challenger: Float[Array, " state"]
    trade_sold: Float[Array, " state"]
    adversary: Float[Array, " state"]
    market: Float[Array, "pole state"]
    enlisted: Float[Array, " state"]
    births: Float[Array, ""]
    unwritten: Float[Array, " state"]
    incumbent: Float[Array, " state"]
    parties: Float[Array, " state"]
    spread: Float[Array, " state"]
    calendar: Float[Array, " state"]
    terms: Float[Array, " state"]
    served: Float[Array, " state"]
    observed_patron: Float[Array, " state"]
    allied: Float[Array, " state"]
    observed_challenger: Float[Array, " state"]
    wish: Float[Array, " state"]
    observed_burden: Float[Array, " state"]
    record: Record
    beyond: Float[Array, "state kind"]
    inclination: Float[Array, "source target"]
    loosening: Float[Array, "source target"]
    tie_spread: Float[Array, " move"]
    lapse: Float[Array, "source target"]
    of_many: Float[Array, "source target"]


class Forcing(eqx.Module):
    """What comes from outside, year by year (leading axis ``year`` before the scan, none inside it).

    Attributes:
        year: Calendar year.
        growth: Log growth of output on the reference path, by state.
        rest_output: Log output of all states outside the scenario, at purchasing power.
        labour: Log change of working-age population over population, by state.
        recruits: Log of young adults relative to the start year, by state.
        aged: Change of the share aged 65 and over, by state.
        election: 1 where the calendar holds a national election, by state.
        workers: Log of working-age population relative to the start year, by state.
        births: What the high-fertility variant adds in the year to the logs of workers and of young adults and to the
            share aged 65 and over, by band and state.
        tariff: Announced tariff of the patron, fraction, by state; NaN where none is announced.
        retaliation: Announced tariff on the patron's goods, fraction, by state; NaN where none is announced.
        pacts: 1 where a trade agreement with either pole is in force, row 0 the patron, by state.
        controls: Share of the challenger's diffusion that the patron's export controls are meant to close.
        levers: Announced policy of the patron against the start year, log points; NaN where none is announced.
        polyarchy: Regimes at the end of the year where they were observed already, by state; NaN elsewhere.
        enemies: Common enemies outside the scenario of two states, as the disputes to the start leave them.
        visits: 1 where the patron reassured a state in the year; NaN where nothing is known.
        lost: 1 where the scenario says that a state falls to the challenger in the year.
        acts: What else the scenario says will be done or befall.
    """

    year: Int[Array, "*year"]
    growth: Float[Array, "*year state"]
    rest_output: Float[Array, "*year"]
    labour: Float[Array, "*year state"]
    recruits: Float[Array, "*year state"]
    aged: Float[Array, "*year state"]
    election: Float[Array, "*year state"]
    workers: Float[Array, "*year state"]
    births: Float[Array, "*year band state"]
    tariff: Float[Array, "*year state"]
    retaliation: Float[Array, "*year state"]
    pacts: Float[Array, "*year pole state"]
    controls: Float[Array, "*year"]
    levers: Float[Array, "*year lever"]
    polyarchy: Float[Array, "*year state"]
    enemies: Float[Array, "*year source target"]
    visits: Float[Array, "*year state"]
    lost: Float[Array, "*year state"]
    acts: Acts


class Case(eqx.Module):
    """A scenario made ready to run: what is fixed, where it starts, what comes from outside.

    Attributes:
        setting: Geography, roles and anchors.
        world: The first World, as observed.
        forcing: Outside facts, leading axis year.
    """

    setting: Setting
    world: World
    forcing: Forcing


def add_changes(changes: Iterable[Change]) -> Change:
    """Sum Changes key by key: order does not matter, nothing is overwritten.

    >>> import jax.numpy as jnp
    >>> both = add_changes([Change({"doubt": jnp.array(1.0)}), Change({"doubt": jnp.array(0.5)})])
    >>> float(both.increments["doubt"])
    1.5
    """
    increments: dict[str, Array] = {}
    odds: dict[str, Array] = {}
    for change in changes:
        for total, part in ((increments, change.increments), (odds, change.odds)):
            for key, value in part.items():
                total[key] = jax.tree.map(jnp.add, total[key], value) if key in total else value
    return Change(increments, odds)


def apply_change(world: World, change: Change) -> World:
    """The next World: each increment added to the stock of its name.

    Raises:
        AttributeError: If an increment names a field that World does not have (a programming error).
    """
    keys = sorted(change.increments)
    fresh = [jax.tree.map(_plus, getattr(world, key), change.increments[key]) for key in keys]
    return eqx.tree_at(lambda tree: [getattr(tree, key) for key in keys], world, fresh)


def _plus(stock: Array, increment: Array) -> Array:
    return jnp.asarray(stock + increment, stock.dtype)
