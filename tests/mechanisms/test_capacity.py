"""C7, capacity: slower, noisier, leakier and freer to surprise; beliefs widen and their mean stays."""

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mechanisms.changing import change, put

from counterpoise.mechanisms.capacity import Capacity
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.switches import story
from counterpoise.world import Events, World

Ask = Callable[..., Any]
Future = Callable[..., World]


def short_of(asia: Observed, lost: float = 0.6, **world: Any) -> World:
    """The World in which the patron has lost some of its expertise."""
    return change(asia.case.world, expertise=jnp.asarray(-lost), **world)


def test_c7_a_purge_empties_and_years_refill(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Under a purge expertise falls towards its floor, without one it comes back, for every draw of the prior."""
    step = eqx.filter_jit(lambda mechanism, now: mechanism.change(now, luck()).increments["expertise"])
    for mechanism in over_prior("capacity"):
        path = {}
        for purge, start in ((1.0, 0.0), (0.0, -1.0)):
            now = moment(
                central, change(asia.case.world, purge=jnp.asarray(purge), expertise=jnp.asarray(start))
            )
            series = [start]
            for _ in range(100):
                series.append(series[-1] + float(step(mechanism, now)))
                now = change(now, world=change(now.world, expertise=jnp.asarray(series[-1])))
            path[purge] = np.array(series)
        assert np.all(np.diff(path[1.0]) <= 1e-6)
        assert path[1.0][-1] == pytest.approx(-float(mechanism.deep), abs=0.05)
        assert np.all(np.diff(path[0.0]) >= -1e-6)
        assert -0.15 < path[0.0][-1] <= 1e-6


def test_c7_lost_expertise_slows_the_coalition(
    asia: Observed, central: Model, read: Callable[..., Reading], moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Leadership and willingness fall, and the patron's ties climb more slowly; other pairs' do not."""
    patron = asia.case.setting.patron
    lost = short_of(asia)
    assert read(central, lost).leadership < read(central).leadership
    assert np.all(np.asarray(read(central, lost).willing) < np.asarray(read(central).willing))
    now = moment(central, lost)
    for mechanism in over_prior("capacity"):
        odds = np.asarray(mechanism.change(now, luck()).odds["tie_up"])
        apart = np.delete(np.delete(odds, patron, 0), patron, 1)
        assert np.all(odds[patron] <= 0.0)
        assert np.all(odds[:, patron] <= 0.0)
        assert np.all(apart == 0.0)


def test_c7_lost_restraint_raises_every_hazard(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Bargain, disowning, tariffs and leaks become likelier, never less likely, than with full capacity."""
    for mechanism in over_prior("capacity"):
        lost = mechanism.change(moment(central, short_of(asia)), luck()).odds
        full = mechanism.change(moment(central), luck()).odds
        for event in ("bargain", "disowned", "whim", "leak"):
            assert np.all(np.asarray(lost[event]) >= np.asarray(full[event])), event
        for event in ("bargain", "disowned", "whim"):
            assert np.all(np.asarray(full[event]) == 0.0), event


@given(will=st.floats(0.0, 1.0), error=st.floats(-50.0, 50.0))
def test_c7_misreading_widens_beliefs_and_keeps_their_mean(will: float, error: float) -> None:
    """An error and its mirror average to the will itself, and no error leaves the range from 0 to 1."""
    zero = jnp.asarray(0.0)
    mechanism = Capacity(*(zero for _ in range(12)))
    either = [
        float(mechanism.believed(jnp.asarray(will, jnp.float32), _misreading(sign * error), story()))
        for sign in (1, -1)
    ]
    assert sum(either) / 2 == pytest.approx(will, abs=1e-6)
    assert all(-1e-6 <= belief <= 1.0 + 1e-6 for belief in either)


class _Misreading:
    """The one field that beliefs read."""

    def __init__(self, error: float) -> None:
        self.misread = jnp.asarray(error, jnp.float32)


def _misreading(error: float) -> Any:
    return _Misreading(error)


def test_c7_beliefs_spread_as_expertise_goes(asia: Observed, central: Model, future: Future) -> None:
    """Over many futures the error is symmetric about nothing, and wider than with capacity intact."""
    lost = future(put(central, "capacity", deep=1.0, rebuild=0.02)).misread
    intact = future(put(central, "capacity", deep=0.0)).misread
    after = np.asarray(lost)[:, 5:]
    assert after.std() > 0.1
    assert abs(after.mean()) < 0.1 * after.std()
    assert np.asarray(intact).std() < 1e-6


def test_c7_a_leak_costs_all_partners_trust(asia: Observed, central: Model, moment: Ask, luck: Ask) -> None:
    """With the switch off a leak costs nothing; with it on, the same to everybody."""
    states = len(asia.states)
    happened = {"leak": jnp.asarray(True), "exit": jnp.zeros(states, bool)}
    events = Events(happened, {})
    on = np.asarray(central.capacity.outcome(moment(central), events, luck()).increments["trust"])
    off = np.asarray(central.capacity.outcome(moment(central, C7=0.0), events, luck()).increments["trust"])
    np.testing.assert_allclose(on, -float(central.capacity.leaked))
    np.testing.assert_array_equal(off, 0.0)


def test_c7_off_leaves_the_capacity_of_the_reference_years(
    asia: Observed, central: Model, read: Callable[..., Reading], future: Future
) -> None:
    """With C7 off neither lost expertise nor misreading moves anything that is measured or lived."""
    worst = short_of(asia, 1.5, misread=jnp.full(len(asia.states), -2.0))
    one, other = read(central, worst, C7=0.0), read(central, C7=0.0)
    for name in ("commitment", "willing", "balance", "leadership"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    here, there = future(central, worst, C7=0.0), future(central, C7=0.0)
    for name in ("tie_patron", "doubt", "trust", "tariff", "depth", "output"):
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


def test_c7_a_successor_may_rebuild(asia: Observed, central: Model, future: Future) -> None:
    """Where no successor purges, capacity comes back in most futures; where all do, it stays down."""
    low = future(put(central, "capacity", again=0.0)).expertise[:, -1]
    high = future(put(central, "capacity", again=1.0)).expertise[:, -1]
    assert np.asarray(low).mean() > np.asarray(high).mean() + 0.1
