"""S7, linkage: what the loss of one state does to the others, by geography and by sea lanes."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change

from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.world import Events, World

Ask = Callable[..., Any]
Read = Callable[..., Reading]


def lost(asia: Observed, state: str) -> World:
    """The World in which a state has fallen to the challenger."""
    return change(asia.case.world, lost=asia.case.world.lost.at[asia.place([state])[0]].set(1.0))


def test_s7_the_loss_of_taiwan_brings_the_challenger_nearer(
    asia: Observed, central: Model, read: Read
) -> None:
    """More of the challenger's force arrives in Japan and the Philippines; South Korea lies nearer to the mainland."""
    gained = np.asarray(read(central, lost(asia, "TWN")).menace / read(central).menace)
    japan, philippines, korea, australia = (gained[k] for k in asia.place(["JPN", "PHL", "KOR", "AUS"]))
    assert japan > 1.02
    assert philippines > 1.02
    assert korea == pytest.approx(1.0, abs=1e-4)
    assert 1.0 <= australia < japan


def test_s7_those_behind_its_sea_lanes_fear_more(asia: Observed, central: Model, read: Read) -> None:
    """Japan, South Korea and the Philippines fear more once Taiwan is lost, and in the order of their lanes."""
    blocked = change(central, linkage=change(central.linkage, blockade=jnp.asarray(0.02)))
    free = change(central, linkage=change(central.linkage, blockade=jnp.asarray(0.0)))
    more = np.asarray(read(blocked, lost(asia, "TWN")).fear - read(free, lost(asia, "TWN")).fear)
    lanes = np.asarray(asia.case.setting.lanes)[:, asia.place(["TWN"])[0]]
    np.testing.assert_allclose(more, 0.02 * lanes * 0.999, atol=2e-5)
    fear = np.asarray(read(central, lost(asia, "TWN")).fear - read(central).fear)
    assert np.all(fear[asia.place(["JPN", "KOR"])] > 0.0)


def test_s7_a_lost_state_stands_for_nothing(asia: Observed, central: Model, read: Read) -> None:
    """Its force, its hosts and any promise to it are gone, and the theatres around it are weaker."""
    after, before = read(central, lost(asia, "JPN")), read(central)
    japan = asia.place(["JPN"])[0]
    hosts = np.asarray(asia.case.setting.host_state) == japan
    assert after.capability[japan] < 0.01 * before.capability[japan]
    assert np.all(np.asarray(after.opened)[hosts] < 0.01)
    assert after.commitment[japan] < 0.01
    assert np.all(np.asarray(after.balance) <= np.asarray(before.balance) + 1e-6)
    assert np.all(np.isfinite(np.log(np.asarray(after.balance))))


def test_s7_off_the_loss_of_one_changes_nothing(asia: Observed, central: Model, read: Read) -> None:
    """With S7 off every measure is as if nobody were lost."""
    here, there = read(central, lost(asia, "TWN"), S7=0.0), read(central, S7=0.0)
    for name in ("fear", "menace", "capability", "balance", "opened", "commitment"):
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


def test_s7_only_a_forsaken_friend_falls(asia: Observed, central: Model, moment: Ask, luck: Ask) -> None:
    """A test of the word that is kept loses nobody; broken, it loses the friend where falling is certain."""
    states, c = len(asia.states), asia.case.setting.challenger
    taiwan = asia.place(["TWN"])[0]
    tested = Events(
        {
            "dispute": jnp.zeros((states, states), bool).at[c, taiwan].set(True),
            "test": jnp.zeros(states, bool).at[taiwan].set(True),
        },
        {},
    )
    certain = change(central.linkage, falls=jnp.asarray(1.0))
    now = moment(central)
    for will, falls in ((1.0, 0.0), (0.0, 1.0)):
        reading = change(now.reading, will=jnp.full(states, will), menace=jnp.full(states, 1e12))
        fallen = certain.outcome(change(now, reading=reading), tested, luck()).increments["lost"]
        expected = np.zeros(states)
        expected[taiwan] = falls
        np.testing.assert_array_equal(fallen, expected)


def test_s7_a_scenario_may_say_that_a_state_falls(
    asia: Observed, central: Model, future: Callable[..., World]
) -> None:
    """A loss in the scenario's facts happens in every future, once, and lasts."""
    taiwan = asia.place(["TWN"])[0]
    forcing = change(asia.case.forcing, lost=asia.case.forcing.lost.at[3, taiwan].set(1.0))
    path = np.asarray(future(central, forcing=forcing).lost)[:, :, taiwan]
    assert np.all(path[:, 4:] == 1.0)
    assert path[:, :4].mean() < 0.2
