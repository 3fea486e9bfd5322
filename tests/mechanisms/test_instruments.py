"""S6, instruments: each does what only it does, and none is left with the switch off."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
from tests.mechanisms.changing import change

from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.switches import story
from counterpoise.world import Events

Ask = Callable[..., Any]
Read = Callable[..., Reading]


def test_s6_the_table_knows_the_instruments_of_the_day(asia: Observed) -> None:
    """AUKUS, Camp David and the Quad stand between those who signed them, and between nobody else."""
    setting = asia.case.setting
    japan, korea, australia, india, vietnam = asia.place(["JPN", "KOR", "AUS", "IND", "VNM"])
    assert setting.technology_pact[setting.patron, australia] == 1.0
    assert setting.technology_pact[setting.patron, vietnam] == 0.0
    assert setting.trilateral[japan, korea] == 1.0
    assert setting.minilateral[setting.patron, india] == 1.0
    for shared in (setting.technology_pact, setting.trilateral, setting.minilateral):
        np.testing.assert_array_equal(shared, np.asarray(shared).T)


def test_s6_a_technology_pact_moves_technology_alone(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Partners behind the patron gain, those ahead lose nothing, outsiders gain nothing; C1 or S6 off stops it."""
    now, u = moment(central), asia.case.setting.patron
    pact = np.asarray(asia.case.setting.technology_pact)
    level = np.asarray(asia.case.world.technology)
    behind = (pact * (level[None] - level[:, None])).max(1) > 0
    for mechanism in over_prior("instruments"):
        gained = np.asarray(mechanism.change(now, luck()).increments["technology"])
        assert np.all(gained >= 0.0)
        assert np.all(gained[~behind] == 0.0)
        assert gained[u] == 0.0
        assert np.all(gained[behind] <= -level[behind].min() * 0.1 + 1e-6)
    for off in ({"C1": 0.0}, {"S6": 0.0}):
        assert np.all(
            np.asarray(central.instruments.change(moment(central, **off), luck()).increments["technology"])
            == 0.0
        )


def test_s6_a_trilateral_links_two_treaties(asia: Observed, central: Model, over_prior: Ask) -> None:
    """It lifts the tie of two allies towards the weaker treaty, never beyond, and sinks with it."""
    setting, depth = asia.case.setting, asia.case.world.depth
    japan, korea, u = *asia.place(["JPN", "KOR"]), asia.case.setting.patron
    for mechanism in over_prior("instruments"):
        lifted = mechanism.linked(depth, setting, story())
        assert np.all(np.asarray(lifted) >= np.asarray(depth))
        assert np.all(np.asarray(lifted) <= 4.0)
        lost = depth.at[u, korea].set(2.0).at[korea, u].set(2.0)
        assert mechanism.linked(lost, setting, story())[japan, korea] <= lifted[japan, korea]
        np.testing.assert_array_equal(mechanism.linked(depth, setting, story(S6=0.0)), depth)


def test_s6_a_minilateral_makes_willing(asia: Observed, central: Model, read: Read, over_prior: Ask) -> None:
    """India, in the Quad, is more willing than without it; Vietnam, in none, is not."""
    india, vietnam = asia.place(["IND", "VNM"])
    none = change(central, instruments=change(central.instruments, council=jnp.asarray(0.0)))
    assert read(central).willing[india] > read(none).willing[india]
    assert read(central).willing[vietnam] == read(none).willing[vietnam]
    for mechanism in over_prior("instruments"):
        assert np.all(np.asarray(mechanism.counselled(asia.case.setting, story())) >= 0.0)


def test_s6_visits_reassure_and_their_want_does_the_opposite(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """A visited partner gains trust, one that waits loses a little; at the usual rate nothing is gained."""
    states = len(asia.states)
    now = moment(central, year=5)
    for mechanism in over_prior("instruments"):
        came, stayed = (
            np.asarray(
                mechanism.outcome(now, Events({"visit": jnp.full(states, happened)}, {}), luck()).increments[
                    "trust"
                ]
            )
            for happened in (True, False)
        )
        usual = 1.0 / (1.0 + np.exp(-float(mechanism.visit)))
        assert np.all(came >= 0.0)
        assert np.all(stayed <= 0.0)
        np.testing.assert_allclose(usual * came + (1.0 - usual) * stayed, 0.0, atol=1e-6)
    off = central.instruments.outcome(
        moment(central, S6=0.0), Events({"visit": jnp.full(states, True)}, {}), luck()
    )
    assert np.all(np.asarray(off.increments["trust"]) == 0.0)


def test_s6_a_visit_on_record_is_not_drawn_again(
    asia: Observed, central: Model, moment: Ask, luck: Ask
) -> None:
    """The reassurances of 2025 happened, whatever the draw says."""
    japan = asia.place(["JPN"])[0]
    none = Events({"visit": jnp.zeros(len(asia.states), bool)}, {})
    trust = central.instruments.outcome(moment(central), none, luck()).increments["trust"]
    assert trust[japan] > 0.0
