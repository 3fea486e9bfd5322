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

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm
from tests.mechanisms.changing import change

from counterpoise.data import open_panel
from counterpoise.draws import Draws, draw_lasting, draw_year
from counterpoise.estimate.dispute import dispute_rows
from counterpoise.estimate.growth import growth_rates
from counterpoise.estimate.history import FIRST_YEAR, History, read_history
from counterpoise.estimate.leaders import BINS
from counterpoise.estimate.pact import pact_rows
from counterpoise.estimate.posterior import load
from counterpoise.estimate.student import student_log_density
from counterpoise.estimate.treaty import patron_in_asia, treaty_years
from counterpoise.measures.hazard import (
    ENEMY_YEARS,
    PACT_COVARIATES,
    bernoulli_log_density,
    log_odds,
    probability,
)
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

TOP = 4.0


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
        quiet, ever = (np.asarray(part)[np.ix_(inside, rest)] for part in (record.peace_years, record.onset))
        hostile = 1.0 * (quiet < ENEMY_YEARS) * (ever > 0)
        forcing = replace(base.forcing, enemies=jnp.asarray(hostile @ hostile.T, jnp.float32))
        return Past(Moment(world, reading, base.start, forcing, setting, story()), inside)

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


@pytest.fixture(scope="module")
def concluded(luck: Any, assigned: Any) -> Callable[[Any, Moment], np.ndarray]:
    """The chance, pair by pair, that the step's own draw ends in a pact: the place on the unit interval where it stops.

    A pair's draw is one number; below the chance sought the year ends on the top rung, above it does not.
    """
    ends = eqx.filter_jit(
        lambda ties, now, events, draws: ties.outcome(now, events, draws).increments["depth"]
    )

    def ask(ties: Any, now: Moment) -> np.ndarray:
        chances = assigned(ties.change(now, luck())).probability
        size = chances["tie_up"].shape
        low, high = np.zeros(size), np.ones(size)
        for _ in range(23):
            at = jnp.asarray((low + high) / 2, jnp.float32)
            up, down = at < chances["tie_up"], at > 1.0 - chances["tie_down"]
            events = Events({"tie_up": up, "tie_down": down, "dissolved": jnp.zeros((), bool)}, chances)
            after = now.world.depth + ends(ties, now, events, replace(luck(), tie=at))
            top = np.asarray(after) >= TOP
            low, high = np.where(top, at, low), np.where(top, high, at)
        return (low + high) / 2

    return ask


@pytest.mark.parametrize("rung", [None, 0.0, 3.0])
@pytest.mark.parametrize("year", [1951, 1961])
def test_pacts_form_at_the_fitted_odds_from_any_rung(
    year: int, rung: float | None, history: History, past: Any, concluded: Any, central: Model
) -> None:
    """All pacts of a year and all that were not made, common enemies anywhere; rungs mixed, none, and high."""
    now = past(year, history)
    size, block = len(now.inside), np.ix_(now.inside, now.inside)
    mixed = np.add.outer(np.arange(size), np.arange(size)) % 4.0
    before = history.pacts["defence"][year - 1 - FIRST_YEAR]
    allied = before[block]
    depth = np.where(allied, TOP, mixed if rung is None else rung)
    ready = replace(now.moment, world=change(now.moment.world, depth=jnp.asarray(depth, jnp.float32)))
    chance = concluded(central.ties, ready)
    rows = pact_rows(history, lambda m: np.zeros_like(m.mindist), year, year)
    risk = history.at_risk(year) & np.triu(np.ones(before.shape, dtype=bool), 1) & ~before
    place = np.zeros(risk.shape, dtype=int)
    place[risk] = np.arange(len(rows.events))
    here = np.triu((risk | risk.T)[block], 1)
    of = np.maximum(place, place.T)[block][here]
    odds = log_odds(rows.terms[of].astype(np.float64), np.asarray(central.ties.formation, np.float64))
    assert (rows.terms[of, PACT_COVARIATES.index("common_enemies")] > 0).any()
    assert_same(chance[here], odds, rows.events[of])


def test_lower_rungs_are_gained_and_lost_at_their_own_rates_where_no_pact_is_made(
    region: History, past: Any, assigned: Any, concluded: Any, central: Model, luck: Any
) -> None:
    """Given that no pact is made, climbing, falling and staying divide one softmax."""
    now = past(1996, region)
    lower = replace(now.moment, world=change(now.moment.world, depth=jnp.ones_like(now.moment.world.depth)))
    events = assigned(central.ties.change(lower, luck())).probability
    up, down = (np.asarray(events[move], np.float64) for move in ("tie_up", "tie_down"))
    pact = concluded(central.ties, lower)
    here = ~np.eye(len(up), dtype=bool) & ~np.isin(np.asarray(now.moment.setting.code), (2, 710))[:, None]
    here &= here.T
    climb, fall = (np.exp(float(rate)) for rate in (central.ties.to_cooperation, central.ties.from_dialogue))
    np.testing.assert_allclose(((up - pact) / (1 - pact))[here], climb / (1 + climb + fall), rtol=3e-4)
    np.testing.assert_allclose((down / (1 - pact))[here], fall / (1 + climb + fall), rtol=3e-4)


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


def test_leaders_go_at_the_fitted_chance_by_calendar_or_removal_where_there_is_one(
    asia: Observed, moment: Any, assigned: Any, central: Model, luck: Any
) -> None:
    """Without a calendar the fitted chance of any exit; with one, of at least one of two independent events."""
    fitted = dict(zip(load("leader_exit").names, np.asarray(central.leaders.exits, np.float64), strict=True))
    size = asia.case.setting.code.shape[0]
    now = moment(central)
    for place, middle in enumerate((0.1, 0.4, 0.6, 0.9)):
        assert int(np.digitize(middle, BINS)) == place
        chances = []
        for calendar in (0.0, 1.0):
            setting = replace(now.setting, calendar=jnp.full(size, calendar), terms=jnp.zeros(size))
            here = replace(
                now,
                setting=setting,
                reading=change(now.reading, regime=jnp.full(size, middle)),
                forcing=replace(now.forcing, election=jnp.ones(size)),
            )
            chances.append(float(assigned(central.leaders.change(here, luck())).probability["exit"][0]))
        assert chances[0] == pytest.approx(float(probability(fitted[f"exit_{place}"])), rel=1e-4)
        kept = 1 - float(probability(fitted[f"irregular_{place}"]))
        lost = (1 - float(central.leaders.turnover)) * kept
        assert chances[1] == pytest.approx(1 - lost, rel=1e-4)


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


def density(made: Any, noise: Any, scale: float, degrees: float, happened: Any) -> Any:
    """Log-density that a step with one additive Student shock assigns: ``made`` is what it gave with ``noise``."""
    middle = np.asarray(made, np.float64) - scale * np.asarray(noise, np.float64)
    return student_log_density(np.asarray(happened) - middle, scale, degrees)


@pytest.mark.parametrize("year", [1985, 1996, 2015])
def test_burdens_move_at_the_fitted_density(
    year: int, asia: Observed, moment: Any, central: Model, luck: Any
) -> None:
    """Real budgets of the year, ten years into a span, with no alarm and no riding beyond the start's."""
    value = dict(zip(load("burden").names, np.asarray(central.burden.fit, np.float64), strict=True))
    table = np.log(open_panel().values("burden", list(asia.codes), [year - 10, year - 1, year]))
    seen = np.isfinite(table).all(axis=0) & (np.abs(np.diff(table[1:], axis=0)[0]) < 0.4)
    level, before, after = jnp.asarray(np.nan_to_num(table), jnp.float32)
    now = moment(central)
    now = replace(
        now,
        setting=replace(now.setting, observed_burden=level),
        world=change(now.world, burden=before),
        reading=change(now.reading, alarm=now.start.alarm, riding=jnp.zeros_like(now.reading.riding)),
    )
    noise = luck().state_student("burden", jnp.float32(value["own_degrees"]))
    made = central.burden.change(now, luck()).increments["burden"]
    by_step = density(made, noise, value["own_scale"], value["own_degrees"], after - before)
    fitted = student_log_density(
        np.asarray(after - before - value["reversion"] * (level - before)),
        value["own_scale"],
        value["own_degrees"],
    )
    assert seen.sum() > 15
    np.testing.assert_allclose(by_step[seen], fitted[seen], atol=2e-3)


@pytest.mark.parametrize("year", [1996, 2009, 2019])
def test_growth_persists_and_strays_at_the_fitted_density(
    year: int, asia: Observed, moment: Any, central: Model, luck: Any, history: History
) -> None:
    """Real years of the region about state means and the common year; the next year remembers the residual."""
    value = dict(zip(load("growth").names, np.asarray(central.growth.fit, np.float64), strict=True))
    ar1, scale, degrees = (value[f"{name}_asia_pacific"] for name in ("ar1", "shock", "degrees"))
    growth, _ = growth_rates(open_panel(), history)
    growth = growth[:, np.searchsorted(history.codes, asia.codes)]
    large = np.isfinite(growth).any(axis=0)
    growth[:, ~large] = 0.0
    mean = np.nanmean(growth, axis=0)
    residual = growth - mean - np.nanmean((growth - mean)[:, large], axis=1, keepdims=True)
    residual[:, ~large] = np.nan
    t = year - 1961
    seen = np.isfinite(residual[t - 1 : t + 1]).all(axis=0)
    before, after = jnp.asarray(np.nan_to_num(residual[t - 1 : t + 1]), jnp.float32)
    now = moment(central)
    now = replace(now, world=change(now.world, momentum=before))
    noise = luck().state_student("growth shock", jnp.float32(degrees))
    steady = change(luck(), lasting=jnp.full_like(luck().lasting, 0.5))
    made = central.growth.change(now, steady).increments
    by_step = density(made["momentum"] + before, noise, scale, degrees, after)
    fitted = student_log_density(np.asarray(after - ar1 * before), scale, degrees)
    assert seen.sum() > 20
    np.testing.assert_allclose(by_step[seen], fitted[seen], atol=2e-3)
    output = np.asarray(made["output"] - now.forcing.growth)
    np.testing.assert_allclose(output, np.asarray(made["momentum"] + before), atol=2e-6)
