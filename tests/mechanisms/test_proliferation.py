"""C5, proliferation: fear and a thin umbrella tempt those at the threshold, and weapons cap what they can lose."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
from tests.mechanisms.changing import change

from counterpoise.mechanisms._base import NEVER
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.world import World

Ask = Callable[..., Any]
Read = Callable[..., Reading]


def test_c5_a_thin_umbrella_tempts(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Doubt raises the odds of every state at the threshold over the whole prior, and of nobody else."""
    doubted = moment(central, change(asia.case.world, doubt=jnp.asarray(2.0)))
    near = np.asarray(asia.case.setting.threshold) > 0
    for mechanism in over_prior("proliferation"):
        more = np.asarray(mechanism.change(doubted, luck()).odds["nuclear"])
        less = np.asarray(mechanism.change(moment(central), luck()).odds["nuclear"])
        assert np.all(more[near] >= less[near])
        assert np.all(more[~near] == NEVER)
    allies = asia.place(["JPN", "KOR"])
    odds = [
        np.asarray(central.proliferation.change(now, luck()).odds["nuclear"])[allies]
        for now in (doubted, moment(central))
    ]
    assert np.all(odds[0] > odds[1] + 0.2)


def test_c5_fear_tempts(asia: Observed, central: Model, moment: Ask, luck: Ask) -> None:
    """More alarm than at the start raises the odds."""
    now = moment(central)
    alarmed = change(now, reading=change(now.reading, alarm=now.reading.alarm + 1.0))
    at = asia.place(["JPN", "KOR", "TWN"])
    more, less = (
        np.asarray(central.proliferation.change(m, luck()).odds["nuclear"])[at] for m in (alarmed, now)
    )
    np.testing.assert_allclose(more - less, float(central.proliferation.dread), rtol=1e-4)


def test_c5_weapons_cap_what_can_be_lost(asia: Observed, central: Model, read: Read) -> None:
    """A state that built weapons fears less from the same hazard; with C5 off its weapons do nothing."""
    korea = asia.place(["KOR"])[0]
    armed = change(asia.case.world, armed=asia.case.world.armed.at[korea].set(1.0))
    c = asia.case.setting.challenger
    assert read(central, armed).latent[c, korea] < read(central).latent[c, korea]
    np.testing.assert_array_equal(read(central, armed, C5=0.0).fear, read(central, C5=0.0).fear)


def test_c5_nobody_steps_over_twice(asia: Observed, central: Model, future: Callable[..., World]) -> None:
    """Ownership is 0 or 1 and lasts; with the default prior it stays rare, and likelier in Seoul than in Canberra."""
    eager = change(central, proliferation=change(central.proliferation, urge=jnp.asarray(-2.0)))
    armed = np.asarray(future(eager).armed)
    assert set(np.unique(armed)) <= {0.0, 1.0}
    assert np.all(np.diff(armed, axis=1) >= 0.0)
    korea, australia = asia.place(["KOR", "AUS"])
    assert armed[:, -1, korea].mean() > armed[:, -1, australia].mean()
    usual = np.asarray(future(central).armed)[:, -1]
    assert usual[:, korea].mean() < 0.5
