"""C6 and C5 at depth: answers to tariffs, trade agreements, and a friend made to pay."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change

from counterpoise.data import open_panel
from counterpoise.mechanisms.trade import CHALLENGER, PATRON, PHASED_IN
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.observe.trade import market_at, pacts_in, retaliation_in
from counterpoise.scenario import load_scenario, parse_scenario
from counterpoise.world import Events

Ask = Callable[..., Any]


def moved(mechanism: Any, now: Any, draws: Any) -> dict[str, np.ndarray]:
    """What a mechanism plans, as NumPy."""
    return {name: np.asarray(value) for name, value in mechanism.change(now, draws).increments.items()}


def test_c6_a_tariff_is_answered_and_the_patron_pays(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """More tariff on the challenger raises its answer, which costs the patron output; off, output feels neither."""
    now, setting = moment(central, year=5), asia.case.setting
    c, u = setting.challenger, setting.patron
    taxed = change(now, world=change(now.world, tariff=now.world.tariff.at[c].set(0.5)))
    for mechanism in over_prior("trade"):
        plain, answered = moved(mechanism, now, luck()), moved(mechanism, taxed, luck())
        assert answered["retaliation"][c] >= plain["retaliation"][c]
        assert answered["output"][u] <= plain["output"][u] + 1e-9
    off = change(taxed, switches={**taxed.switches, "C6": jnp.asarray(0.0)})
    assert not moved(central.trade, off, luck())["output"].any()


def test_c6_the_challenger_answers_more_than_friends_do(asia: Observed, central: Model) -> None:
    """China's answers of 2025 are on record, and where nothing is announced it answers more than Japan."""
    assert central.trade.answer > 5 * central.trade.answer_friend
    scenario = load_scenario("asia", open_panel()).at("latest")
    answers = retaliation_in(scenario, [2025, 2026, 2027])
    china, canada, japan = (scenario.states.index(state) for state in ("CHN", "CAN", "JPN"))
    assert 0.1 < answers[0, china] < 0.25
    assert 0.0 < answers[1, china] <= 0.1
    assert np.isnan(answers[2, china])
    assert 0.0 < answers[0, canada] < 0.03
    assert np.isnan(answers[:, japan]).all()


def test_c6_an_agreement_with_the_challenger_draws_and_one_with_the_patron_holds(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Ten years of an agreement with a pole: nearer to it, and richer by the patron's; off, exactly the reference."""
    now, japan = moment(central), asia.place(["JPN"])[0]
    start = now.world.market

    def pact(pole: int) -> Any:
        grown = change(now.world, market=start.at[pole, japan].set(0.9))
        wanted = jnp.where(start > 0.0, 1.0, 0.0).at[pole, japan].set(1.0)
        return change(now, world=grown, forcing=change(now.forcing, pacts=wanted))

    none = change(now, forcing=change(now.forcing, pacts=start))
    for mechanism in over_prior("trade"):
        plain = moved(mechanism, none, luck())
        east, west = (moved(mechanism, pact(pole), luck()) for pole in (CHALLENGER, PATRON))
        assert east["tie_challenger"][japan] >= plain["tie_challenger"][japan]
        assert west["tie_challenger"][japan] <= plain["tie_challenger"][japan]
        assert west["tie_patron"][japan] >= plain["tie_patron"][japan]
        assert west["output"][japan] >= plain["output"][japan]
    for pole in (CHALLENGER, PATRON):
        off = change(pact(pole), switches={**now.switches, "C6": jnp.asarray(0.0)})
        found = moved(central.trade, off, luck())
        assert not any(found[name].any() for name in ("output", "tie_patron", "tie_challenger"))


def test_c6_agreements_count_from_the_later_day_and_what_came_before_is_in_the_shares() -> None:
    """RCEP is Japan's first agreement with China; the patron is in none with it until it joins what it left."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    at = scenario.states.index
    market = market_at(scenario)
    assert market[CHALLENGER, at("JPN")] == pytest.approx(3 * PHASED_IN, abs=0.01)
    assert market[PATRON, at("JPN")] == 0.0
    assert market[PATRON, at("KOR")] == market[CHALLENGER, at("VNM")] == 1.0
    joins = parse_scenario(
        'extends = "asia"\n[scenario]\nname = "back"\nquestion = "What then?"\n[[assumptions]]\ndate = 2028-01-01\n'
        'kind = "pact_joined"\nlabel = "it"\ntarget = "USA"\npact = "CPTPP"\nsource = "Judgement"\nwhy = "Tried."\n',
        panel=panel,
    ).at("latest")
    before, after = pacts_in(joins, [2027, 2028])[:, PATRON]
    gained = {state for state in joins.states if after[at(state)] > before[at(state)]}
    assert gained == {"JPN", "VNM", "MYS", "NZL", "BRN", "GBR"}


def test_c5_a_friend_that_is_made_to_pay_spends_more_and_resents_it(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """It pays and turns away, others a little; only friends are asked, more often without restraint; off, nothing."""
    states, (korea, japan, india) = len(asia.states), asia.place(["KOR", "JPN", "IND"])
    nothing = {name: jnp.zeros(states, bool) for name in ("test", "disowned")}
    nothing |= {"dispute": jnp.zeros((states, states), bool), "bargain": jnp.asarray(False)}
    events = Events({**nothing, "extracted": jnp.zeros(states, bool).at[korea].set(True)}, {})
    even = moment(central, change(asia.case.world, tie_patron=jnp.zeros(states)))
    for mechanism in over_prior("patronage"):
        found = mechanism.outcome(even, events, luck()).increments
        tie, burden = np.asarray(found["tie_patron"]), np.asarray(found["burden"])
        assert burden[korea] >= 0.0
        assert burden.sum() == burden[korea]
        assert tie[korea] <= tie[japan] <= 0.0
    off = central.patronage.outcome(moment(central, C5=0.0), events, luck()).increments
    assert not np.asarray(off["tie_patron"]).any()
    assert not np.asarray(off["burden"]).any()
    odds = np.asarray(central.patronage.change(moment(central), luck()).odds["extracted"])
    assert odds[korea] > -5.0 > -20.0 > odds[india]
    worn = change(asia.case.world, expertise=jnp.asarray(-0.5))
    freed = central.capacity.change(moment(central, worn), luck()).odds["extracted"]
    assert np.all(np.asarray(freed) > 0.0)
