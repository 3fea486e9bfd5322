"""S2 at depth: coercion short of force is remembered, less than a dispute, and only while S2 is on."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from tests.mechanisms.changing import change

from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.world import Events

Ask = Callable[..., Any]


def test_s2_coercion_is_remembered_as_part_of_a_dispute(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Its target's record gains something between nothing and a dispute, nobody else's does, and the peace lasts."""
    states, c = len(asia.states), asia.case.setting.challenger
    (manila,) = asia.place(["PHL"])
    calm = {"dispute": jnp.zeros((states, states), bool), "coerced": jnp.zeros(states, bool)}
    coerced = {**calm, "coerced": calm["coerced"].at[manila].set(True)}
    now = moment(central)
    for mechanism in over_prior("assertiveness"):
        before, after = (
            mechanism.outcome(now, Events(happened, {}), luck()).increments["record"]
            for happened in (calm, coerced)
        )
        gained = np.asarray(after.initiated - before.initiated)
        assert 0.0 <= gained[c, manila] <= 1.0
        assert np.abs(gained).sum() == abs(gained[c, manila])
        np.testing.assert_array_equal(before.peace_years, after.peace_years)


def test_s2_coercion_goes_where_disputes_go_and_frightens(
    asia: Observed, central: Model, moment: Ask, luck: Ask, read: Ask
) -> None:
    """About as often as it was counted, likelier where disputes are; it raises fear, and with S2 off nothing."""
    c, places = asia.case.setting.challenger, asia.place(["TWN", "JPN", "NZL"])
    odds = np.asarray(central.assertiveness.change(moment(central, year=5), luck()).odds["coerced"])
    assert odds[places[0]] > odds[places[2]]
    assert odds[c] < -20.0
    expected = float(np.asarray(jax.nn.sigmoid(odds))[np.asarray(asia.neighbours) > 0].sum())
    assert 0.4 < expected < 1.2
    record = asia.case.world.record
    more = record._replace(
        initiated=record.initiated.at[c, places[0]].add(float(central.assertiveness.slight))
    )
    world = change(asia.case.world, record=more)
    assert read(central, world).fear[places[0]] > read(central).fear[places[0]]
    np.testing.assert_array_equal(read(central, world, S2=0.0).fear, read(central, S2=0.0).fear)
