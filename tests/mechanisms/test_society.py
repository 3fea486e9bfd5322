"""C2, C5 and C6 at depth: division and other threats, hawks and business, friends disowned, tariffs on a whim."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change, put

from counterpoise.data import open_panel
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.observe.forcing import forcing_of
from counterpoise.reading import Reading
from counterpoise.scenario import load_scenario
from counterpoise.world import Events, World

Ask = Callable[..., Any]
Read = Callable[..., Reading]


def test_c2_a_removal_divides_and_division_spreads_successors(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """An exit outside the calendar leaves division, one on election day does not, and division parts successors."""
    korea = asia.place(["KOR"])[0]
    gone = Events({"exit": jnp.zeros(len(asia.states), bool).at[korea].set(True)}, {})
    now = moment(central)
    for mechanism in over_prior("leaders"):
        ordinary = change(now.forcing, election=now.forcing.election.at[korea].set(1.0))
        crisis = change(now.forcing, election=now.forcing.election.at[korea].set(0.0))
        left = [
            np.asarray(mechanism.outcome(change(now, forcing=facts), gone, luck()).increments["division"])
            for facts in (crisis, ordinary)
        ]
        assert left[0][korea] >= 0.0
        assert left[0].sum() == left[0][korea]
        assert np.all(left[1] == 0.0)
    assert float(asia.case.world.division[korea]) == pytest.approx(0.4)
    calm, split = (
        change(now, world=change(now.world, division=now.world.division.at[korea].set(level)))
        for level in (0.0, 1.0)
    )
    draws = luck(member=5)
    drawn = [
        float(central.leaders.outcome(m, gone, draws).increments["orientation"][korea])
        + float(now.world.orientation[korea])
        - float(asia.case.setting.parties[korea])
        for m in (calm, split)
    ]
    assert abs(drawn[1]) >= abs(drawn[0])


def test_c2_a_leader_who_leans_away_plays_the_north_down(asia: Observed, central: Model, read: Read) -> None:
    """The second threat weighs less under a leader who leans away, the challenger does not; off, neither moves."""
    korea, north = asia.place(["KOR", "PRK"])
    c = asia.case.setting.challenger
    world = asia.case.world
    away = change(world, orientation=world.orientation.at[korea].add(-0.8))
    setting = asia.case.setting
    for switch, moves in ((1.0, True), (0.0, False)):
        seen, plain = (
            np.asarray(central.leaders.menace(w, setting, {"C2": jnp.asarray(switch)})) for w in (away, world)
        )
        assert (seen[north, korea] < plain[north, korea]) == moves
        np.testing.assert_array_equal(seen[c], plain[c])
    assert read(central, away).fear[korea] < read(central).fear[korea]


def test_c5_business_doubts_and_hawks_do_not(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """A challenger that outgrows the patron raises doubt, the patron's own alarm lowers it, over the whole prior."""
    now, patron = moment(central), asia.case.setting.patron
    richer = change(now, reading=change(now.reading, overtaking=now.reading.overtaking + 0.5))
    alarmed = change(now, reading=change(now.reading, alarm=now.reading.alarm.at[patron].add(0.5)))
    for mechanism in over_prior("patronage"):
        plain, business, hawks = (
            float(mechanism.change(m, luck()).increments["doubt"]) for m in (now, richer, alarmed)
        )
        assert business >= plain >= hawks


def test_c5_a_friend_disowned_loses_most(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """The friend loses trust, the others a share of it, and only friends can be disowned."""
    states, korea = len(asia.states), asia.place(["KOR"])[0]
    events = Events(
        {
            "dispute": jnp.zeros((states, states), bool),
            "test": jnp.zeros(states, bool),
            "bargain": jnp.asarray(False),
            "disowned": jnp.zeros(states, bool).at[korea].set(True),
            "extracted": jnp.zeros(states, bool),
        },
        {},
    )
    for mechanism in over_prior("patronage"):
        trust = np.asarray(mechanism.outcome(moment(central), events, luck()).increments["trust"])
        assert trust[korea] <= trust.max() <= 1e-7
        assert trust[korea] == trust.min()
    odds = np.asarray(central.patronage.change(moment(central), luck()).odds["disowned"])
    friends = np.asarray(asia.case.world.depth)[asia.case.setting.patron] >= 3.0
    assert np.all(odds[~friends] < -20.0)


def test_c6_a_sectors_tariff_counts_on_its_part_of_exports() -> None:
    """In May 2025 nothing but cars was taxed beyond ten per cent: Japan's rate of the year lies between the two."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    codes = [panel.ccode(state, 2024) for state in scenario.states]
    with_cars = forcing_of(panel, scenario, codes).tariff
    plain = scenario.model_copy(
        update={"shocks": tuple(shock for shock in scenario.shocks if shock.kind != "tariff_sector")}
    )
    without = forcing_of(panel, plain, codes).tariff
    japan, taiwan = scenario.states.index("JPN"), scenario.states.index("TWN")
    assert float(with_cars[0, japan]) > float(without[0, japan]) + 0.01
    assert float(with_cars[0, japan]) < 0.25
    assert float(with_cars[0, taiwan]) == float(without[0, taiwan])


def test_c6_a_whim_costs_output_at_once(asia: Observed, central: Model, moment: Ask, luck: Ask) -> None:
    """An unannounced tariff raises the rate and lowers output; with C6 off it lowers nothing."""
    states, vietnam = len(asia.states), asia.place(["VNM"])[0]
    struck = Events({"whim": jnp.zeros(states, bool).at[vietnam].set(True)}, {})
    on = central.trade.outcome(moment(central), struck, luck()).increments
    off = central.trade.outcome(moment(central, C6=0.0), struck, luck()).increments
    assert float(on["tariff"][vietnam]) == pytest.approx(float(central.trade.whim_size))
    assert float(on["output"][vietnam]) < 0.0
    assert np.all(np.asarray(off["output"]) == 0.0)


def test_c4_diplomacy_is_a_number_of_its_own(asia: Observed, central: Model, read: Read) -> None:
    """Lost capacity lowers leadership by the parameter of diplomacy alone, whatever effort and doubt do."""
    world: World = change(asia.case.world, expertise=jnp.asarray(-0.5))
    for diplomacy in (0.0, 0.6, 2.0):
        model = put(central, "burden", diplomacy=diplomacy)
        lost = float(read(model).leadership - read(model, world).leadership)
        assert lost == pytest.approx(0.5 * diplomacy, abs=1e-5)
