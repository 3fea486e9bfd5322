"""The simulator is the estimator: what its own step assigns to real years is what the fitted equations assign.

Real transitions of the states of the default scenario are put before the mechanisms' own functions and the
step's own draw of events.  Where the step and a fitted equation are the same, the log-probabilities are equal to
float32.  Where they are not, the name of the test says in which way they differ and the test holds the
difference to what is declared; docs/fitted.md lists both kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change
from tests.mechanisms.fitted.same import TOP, assert_same

from counterpoise.data import open_panel
from counterpoise.estimate.dispute import dispute_rows
from counterpoise.estimate.history import FIRST_YEAR, History
from counterpoise.estimate.leaders import BINS
from counterpoise.estimate.pact import pact_rows
from counterpoise.estimate.posterior import load
from counterpoise.estimate.treaty import patron_in_asia, treaty_years
from counterpoise.measures.hazard import (
    PACT_COVARIATES,
    log_odds,
    probability,
)
from counterpoise.mechanisms._base import Moment
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.world import Events


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
            pact, none = at < chances["pact"], jnp.zeros((), bool)
            events = Events({"tie_up": up, "tie_down": down, "pact": pact, "dissolved": none}, chances)
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
