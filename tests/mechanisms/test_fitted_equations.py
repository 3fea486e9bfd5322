"""The simulator is the estimator: what its own step assigns to real years is what the fitted equations assign.

Real transitions of the states of the default scenario are put before the mechanisms' own functions and the
step's own draw of events.  Where the step and a fitted equation are the same, the log-probabilities are equal to
float32.  Where they are not, the name of the test says in which way they differ and the test holds the
difference to what is declared; docs/fitted.md lists both kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm
from tests.mechanisms.changing import change

from counterpoise.data import open_panel
from counterpoise.draws import Draws, draw_lasting, draw_year
from counterpoise.estimate.dispute import dispute_rows
from counterpoise.estimate.history import FIRST_YEAR, History, read_history
from counterpoise.estimate.leaders import BINS
from counterpoise.estimate.pact import pact_rows
from counterpoise.estimate.posterior import load
from counterpoise.estimate.treaty import patron_in_asia, treaty_years
from counterpoise.measures.hazard import bernoulli_log_density, log_odds, probability
from counterpoise.mechanisms._base import Moment
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.simulate import draw_events
from counterpoise.switches import story
from counterpoise.world import Change, Events

STATES = ("exit", "test", "disowned", "whim", "nuclear", "visit")
PAIRS = ("tie_up", "tie_down", "dispute")
WORLD = ("bargain", "elsewhere", "leak", "dissolved")
"""Events of a year by what they happen to."""


@pytest.fixture(scope="module")
def history() -> History:
    """The world since 1816, as the equations were fitted on it."""
    return read_history(open_panel())


@pytest.fixture(scope="module")
def region(history: History, asia: Observed) -> History:
    """The same for the states of the scenario alone."""
    rows = np.searchsorted(history.codes, np.asarray(asia.case.setting.code))

    def cut(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cut(inner) for key, inner in value.items()}
        return (
            value[:, rows][:, :, rows]
            if value.ndim == 3
            else value[:, rows]
            if value.ndim == 2
            else value[rows]
        )

    return replace(history, **{entry.name: cut(getattr(history, entry.name)) for entry in fields(history)})


@dataclass(frozen=True)
class Past:
    """A real year before the simulator.

    Attributes:
        moment: What its mechanisms may read at the start of that year.
        inside: Places of its states on the axis of the world's history.
    """

    moment: Moment
    inside: np.ndarray


@pytest.fixture(scope="module")
def past(history: History, moment: Callable[..., Moment], central: Model) -> Callable[..., Past]:
    """``past(year, at)``: the scenario's Setting, World and Reading with the facts of a year of ``at`` in them."""
    base = moment(central)

    def ask(year: int, at: History) -> Past:
        ((_, record),) = at.records(year, year)
        seen = at.dispute_moment(year, record)
        inside = np.array(
            [int(np.flatnonzero(at.codes == code)[0]) for code in np.asarray(base.setting.code)]
        )
        block = np.ix_(inside, inside)

        def traced(value: Any, where: Any) -> jax.Array:
            return jnp.asarray(np.asarray(value)[where], jnp.float32)

        mine = type(record)(*(traced(part, block) for part in record))
        rest = np.delete(np.arange(len(at.codes)), inside)
        started, begun = np.asarray(record.initiated), np.asarray(record.onset)
        beyond = np.column_stack(
            [
                started[np.ix_(inside, rest)].sum(1),
                started[np.ix_(rest, inside)].sum(0),
                begun[np.ix_(inside, rest)].sum(1),
            ]
        )
        pacts = at.pact_moment(year, record)
        setting = replace(
            base.setting,
            code=jnp.asarray(at.codes[inside]),
            mindist=traced(seen.mindist, block),
            land=traced(seen.land, block),
            sea=traced(seen.sea, block),
            capital_km=traced(pacts.capital_km, block),
            nonaggression=traced(pacts.nonaggression, block),
            consultation=traced(pacts.consultation, block),
            major=traced(seen.major, inside),
            polyarchy=traced(seen.polyarchy, inside),
            record=mine,
            beyond=jnp.asarray(beyond, jnp.float32),
        )
        allied = traced(seen.defence_pact, block)
        world = change(base.world, record=mine, depth=jnp.where(allied > 0, 4.0, 3.0))
        odds, _ = central.assertiveness.hazards(
            world, traced(seen.share, inside), setting.polyarchy, setting, story()
        )
        reading = change(base.reading, dispute_odds=odds, regime=setting.polyarchy)
        return Past(Moment(world, reading, base.start, base.forcing, setting, story()), inside)

    return ask


@pytest.fixture(scope="module")
def assigned(luck: Callable[..., Any]) -> Callable[..., Events]:
    """What the step assigns to the events that one mechanism plans; all others are left at even odds."""

    def ask(planned: Change) -> Events:
        size = luck().tie.shape[0]
        shapes = (
            dict.fromkeys(STATES, (size,)) | dict.fromkeys(PAIRS, (size, size)) | dict.fromkeys(WORLD, ())
        )
        even = {name: jnp.zeros(shape) for name, shape in shapes.items()}
        return draw_events(Change(odds={**even, **planned.odds}), luck())

    return ask


@pytest.fixture(scope="module")
def futures_luck(asia: Observed) -> Draws:
    """The noise of one year in four hundred futures."""
    code, seed = asia.case.setting.code, jnp.uint32(5)
    year = jax.vmap(lambda m: draw_year(seed, m, jnp.asarray(2030), code, draw_lasting(seed, m, code)))
    return year(jnp.arange(400, dtype=jnp.uint32))


def assert_same(by_step: Any, fitted: Any, happened: Any) -> None:
    """The log-probability of what happened is the same, case by case to float32 and the rounding of chances."""
    chance, expected = (
        np.asarray(by_step, np.float64),
        np.asarray(probability(np.asarray(fitted, np.float64))),
    )
    np.testing.assert_allclose(chance, expected, rtol=2e-4, atol=1.1e-6)
    total = np.where(happened > 0, np.log(np.maximum(chance, 1e-12)), np.log1p(-chance)).sum()
    assert total == pytest.approx(
        float(np.sum(bernoulli_log_density(np.asarray(fitted), happened))), rel=1e-3
    )


@pytest.mark.parametrize("year", [1962, 1996, 2010])
def test_disputes_begin_at_the_fitted_odds(
    year: int, history: History, past: Any, assigned: Any, central: Model, luck: Any
) -> None:
    """All disputes that began in a year, and all that did not, with those beyond the region in the record."""
    now = past(year, history)
    by_step = assigned(central.assertiveness.change(now.moment, luck())).probability["dispute"]
    rows, risk = dispute_rows(history, year, year), history.at_risk(year)
    block = np.ix_(now.inside, now.inside)
    place = np.zeros(risk.shape, dtype=int)
    place[risk] = np.arange(len(rows.events))
    here = risk[block]
    of = place[block][here]
    odds = log_odds(
        rows.terms[of].astype(np.float64), np.asarray(central.assertiveness.coefficients, np.float64)
    )
    assert rows.events[of].sum() > 0
    assert_same(np.asarray(by_step)[here], odds, rows.events[of])


@pytest.mark.parametrize("year", [1951, 1961])
def test_pacts_form_at_the_fitted_odds_from_the_rung_of_access_if_the_tie_does_not_fall(
    year: int, region: History, past: Any, assigned: Any, central: Model, luck: Any
) -> None:
    """Two differences are declared: lower rungs must be climbed first, and a tie cannot rise and fall in one year."""
    now = past(year, region)
    events = assigned(central.ties.change(now.moment, luck()))
    up, down = (np.asarray(events.probability[move], np.float64) for move in ("tie_up", "tie_down"))
    rows = pact_rows(region, lambda m: np.zeros_like(m.mindist), year, year)
    above = np.triu(np.ones(up.shape, dtype=bool), 1)
    risk = region.at_risk(year) & above & ~region.pacts["defence"][year - 1 - FIRST_YEAR]
    odds = log_odds(rows.terms.astype(np.float64), np.asarray(central.ties.formation, np.float64))
    assert_same((up / (1.0 - down))[risk], odds, rows.events)
    assert (up[risk] <= probability(odds) + 1e-6).all()


def test_a_pact_cannot_be_concluded_below_the_rung_of_access_unlike_in_the_fitted_equation(
    region: History, past: Any, assigned: Any, central: Model, luck: Any
) -> None:
    """From the lower rungs a pair climbs one at a time, at rates of their own."""
    now = past(1996, region)
    lower = replace(now.moment, world=change(now.moment.world, depth=jnp.zeros_like(now.moment.world.depth)))
    up = np.asarray(assigned(central.ties.change(lower, luck())).probability["tie_up"])
    outsiders = ~np.isin(np.asarray(now.moment.setting.code), (2, 710))
    dialogue = float(probability(np.asarray(central.ties.to_dialogue)))
    climbed = up[np.ix_(outsiders, outsiders)]
    off = ~np.eye(len(climbed), dtype=bool)
    assert np.ptp(climbed[off]) < 1e-5 or climbed[off].min() >= dialogue * 0.999


def test_treaties_end_at_the_fitted_rates(
    region: History, past: Any, assigned: Any, central: Model, luck: Any
) -> None:
    """The patron's in the region, others, and the treaty of many: their real endings at the rates of the step."""
    now = past(2000, region)
    depth = jnp.full_like(now.moment.world.depth, 4.0)
    events = assigned(
        central.ties.change(replace(now.moment, world=change(now.moment.world, depth=depth)), luck())
    )
    code = np.asarray(now.moment.setting.code)
    patron, japan, korea = (int(np.flatnonzero(code == c)[0]) for c in (2, 740, 732))
    table = open_panel().table("treaties")
    years = treaty_years(table)
    late = years["year"] >= 1990
    counted = {
        "patron_asia": patron_in_asia(table),
        **{
            f"1990_2018_{form}": (
                int(years["ended"][late & (years["bilateral"] == k)].sum()),
                int((late & (years["bilateral"] == k)).sum()),
            )
            for k, form in enumerate(("multilateral", "bilateral"))
        },
    }
    step = {
        "patron_asia": events.probability["tie_down"][patron, japan],
        "1990_2018_bilateral": events.probability["tie_down"][japan, korea],
        "1990_2018_multilateral": events.probability["dissolved"],
    }
    fitted = load("treaty_termination")
    for name, (ended, exposed) in counted.items():
        rate = float(np.asarray(central.ties.endings)[fitted.names.index(name)])
        chance = float(step[name])
        by_fit = ended * np.log(rate) + (exposed - ended) * np.log1p(-rate)
        by_step = ended * np.log(chance) + (exposed - ended) * np.log1p(-chance)
        assert by_step == pytest.approx(by_fit, rel=1e-4), name


def test_leaders_without_a_calendar_go_at_the_sum_of_the_fitted_odds_a_little_less_than_the_fitted_chance(
    asia: Observed, moment: Any, assigned: Any, central: Model, luck: Any
) -> None:
    """Odds of regular and irregular exits are added, not their chances: up to seven in a hundred fewer exits."""
    fitted = load("leader_exit")
    regular, irregular = (np.asarray(central.leaders.exits).reshape(3, 4)[k] for k in (1, 2))
    size = asia.case.setting.code.shape[0]
    for place, middle in enumerate((0.1, 0.4, 0.6, 0.9)):
        assert int(np.digitize(middle, BINS)) == place
        now = moment(central)
        now = replace(
            now,
            setting=replace(now.setting, calendar=jnp.zeros(size), terms=jnp.zeros(size)),
            reading=change(now.reading, regime=jnp.full(size, middle)),
        )
        chance = float(assigned(central.leaders.change(now, luck())).probability["exit"][0])
        summed = np.exp(regular[place]) + np.exp(irregular[place])
        assert chance == pytest.approx(summed / (1.0 + summed), rel=1e-4)
        whole = float(probability(fitted.mean[fitted.names.index(f"exit_{place}")]))
        assert 0.93 < chance / whole <= 1.005


def test_regimes_jump_and_drift_as_fitted_but_drawn_jumps_may_be_small(
    moment: Any, central: Model, futures_luck: Any
) -> None:
    """Chances, means and spreads by bin are those estimated; the draw does not insist that a jump exceeds a tenth."""
    value = dict(zip(load("regime").names, np.asarray(central.affinity.fit, np.float64), strict=True))
    now = moment(central)
    size = now.setting.code.shape[0]
    facts = replace(now.forcing, polyarchy=jnp.full(size, jnp.nan))
    for place, middle in enumerate((0.15, 0.4, 0.6, 0.85)):
        assert int(np.digitize(middle, BINS)) == place
        here = replace(now, forcing=facts, world=change(now.world, polyarchy=jnp.full(size, middle)))
        step = jax.vmap(lambda draws, here=here: central.affinity.change(here, draws).increments["polyarchy"])
        drawn = np.asarray(step(futures_luck)).ravel()
        chance = float(probability(value[f"jump_{place}"]))
        for edge in (-0.1, -0.03, 0.03, 0.09):
            below = chance * norm.cdf(edge, value[f"shift_{place}"], value["size"])
            below += (1 - chance) * norm.cdf(edge, 0.0, value["still"])
            error = np.sqrt(below * (1 - below) / len(drawn))
            assert (drawn < edge).mean() == pytest.approx(below, abs=4 * error + 1e-4)


def test_burdens_keep_the_fitted_persistence_and_tails_but_return_to_their_own_level_and_half_as_wide(
    moment: Any, central: Model, luck: Any, futures_luck: Any
) -> None:
    """Three differences are declared: own level for the common one, a narrower shock, alarm for the log of threat."""
    fitted = load("burden")
    lag = float(np.asarray(central.burden.fit)[fitted.names.index("lag")])
    now = moment(central)
    away = change(now.world, burden=now.world.burden + 0.3)
    reading = change(now.reading, alarm=now.start.alarm, riding=jnp.zeros_like(now.reading.riding))
    still = central.burden.change(replace(now, world=away, reading=reading), luck()).increments["burden"]
    quiet = central.burden.change(replace(now, reading=reading), luck()).increments["burden"]
    np.testing.assert_allclose(np.asarray(still - quiet), -(1.0 - lag) * 0.3, rtol=1e-3)
    scale = float(np.asarray(central.burden.fit)[fitted.names.index("scale")])
    degrees = float(np.asarray(central.burden.fit)[fitted.names.index("degrees")])
    shock = jax.vmap(lambda draws: draws.state_student("burden", jnp.float32(degrees)))(futures_luck)
    steady = replace(futures_luck, lasting=jnp.full_like(futures_luck.lasting, 0.5))
    step = jax.vmap(
        lambda draws: central.burden.change(replace(now, reading=reading), draws).increments["burden"]
    )
    drawn = np.asarray(step(steady))
    width = float(central.burden.steady) * scale
    surprise = np.clip(width * np.asarray(shock), -0.5, 0.5)
    np.testing.assert_allclose(drawn - drawn[:1], surprise - surprise[:1], rtol=1e-3, atol=1e-5)
