"""C1, technology: who follows whom, what controls do on both sides, and what the patron does to itself."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change, put

from counterpoise.draws import Draws
from counterpoise.measures.technology import embodied, following
from counterpoise.mechanisms._base import Moment
from counterpoise.mechanisms.technology import GREEN, OPENNESS, SCIENCE
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.world import World

Ask = Callable[..., Any]


def levels(mechanism: Any, moment: Moment, draws: Draws) -> np.ndarray:
    """Yearly change of technology by state."""
    return np.asarray(mechanism.change(moment, draws).increments["technology"])


def with_facts(moment: Moment, **facts: Any) -> Moment:
    """The moment with other outside facts."""
    return change(moment, forcing=change(moment.forcing, **facts))


def test_c1_the_challenger_catches_up(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Without surprises the challenger nears the patron in technology over the whole prior, and so does its stock."""
    c, u = asia.case.setting.challenger, asia.case.setting.patron
    now = moment(central)
    for mechanism in over_prior("technology"):
        moved = levels(mechanism, with_facts(now, controls=jnp.asarray(0.0)), luck())
        assert moved[c] > moved[u] - 1e-7
    ahead = change(asia.case.world, technology=asia.case.world.technology.at[c].add(0.2))
    quality = central.technology.change(moment(central, ahead), luck()).increments["quality"]
    assert quality[c] > 0.0


def test_c1_better_arms_of_the_challenger_lower_the_balance(
    asia: Observed, central: Model, read: Callable[..., Reading], over_prior: Ask
) -> None:
    """Quality gained by the challenger lowers every theatre; with C1 off it does nothing at all."""
    c = asia.case.setting.challenger
    better = change(asia.case.world, quality=asia.case.world.quality.at[c].add(0.5))
    for mechanism in over_prior("technology")[:6]:
        model = change(central, technology=mechanism)
        assert np.all(np.asarray(read(model, better).balance) < np.asarray(read(model).balance))
    off, plain = read(central, better, C1=0.0), read(central, C1=0.0)
    np.testing.assert_array_equal(off.balance, plain.balance)
    np.testing.assert_array_equal(off.capability, plain.capability)


def test_c1_controls_slow_and_provoke(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Controls take from the challenger's diffusion and add to its own research, each by its own parameter."""
    c = asia.case.setting.challenger
    others = [k for k in range(len(asia.states)) if k != c]
    now = moment(central)
    none, full = (with_facts(now, controls=jnp.asarray(share)) for share in (0.0, 1.0))
    for mechanism in over_prior("technology"):
        only_slow = change(mechanism, provoke=jnp.asarray(0.0))
        only_provoke = change(mechanism, bite=jnp.asarray(0.0))
        assert levels(only_slow, full, luck())[c] <= levels(only_slow, none, luck())[c]
        assert levels(only_provoke, full, luck())[c] >= levels(only_provoke, none, luck())[c]
        np.testing.assert_array_equal(
            levels(mechanism, full, luck())[others], levels(mechanism, none, luck())[others]
        )


@pytest.mark.parametrize(("lever", "helps"), [(SCIENCE, False), (OPENNESS, True), (GREEN, True)])
def test_c1_the_patrons_cuts_cost_it_technology(
    lever: int, helps: bool, asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """Cuts in science and openness lower the patron; talent turned away and fields given up help the challenger."""
    c, u = asia.case.setting.challenger, asia.case.setting.patron
    world = asia.case.world
    cut = moment(central, change(world, levers=world.levers.at[lever].set(-0.5)))
    for mechanism in over_prior("technology"):
        moved = levels(mechanism, cut, luck()) - levels(mechanism, moment(central), luck())
        assert moved[c] - moved[u] >= -1e-7
        assert (moved[c] >= 0.0) if helps else (moved[c] == 0.0)
        assert (moved[u] == 0.0) if lever == GREEN else (moved[u] <= 0.0)


def test_c1_off_freezes_technology_and_leaves_the_projection(
    asia: Observed, central: Model, future: Callable[..., World]
) -> None:
    """With C1 off no level and no stock moves, and output is what it is without the mechanism's parameters."""
    frozen = future(central, C1=0.0)
    for stock in (frozen.technology, frozen.quality):
        np.testing.assert_array_equal(stock, np.broadcast_to(np.asarray(stock)[:1, :1], stock.shape))
    loud = put(central, "technology", weight=1.5, yields=2.0, provoke=0.1, science=0.1, openness=0.08)
    np.testing.assert_array_equal(future(loud, C1=0.0).output, frozen.output)
    np.testing.assert_array_equal(future(loud, C1=0.0).tie_patron, frozen.tie_patron)


def test_following_has_its_limits() -> None:
    """The frontier follows nobody, nobody overtakes by following, and nobody forgets for want of schooling."""
    gap = np.linspace(0.0, 3.0, 13)
    for talent in (-2.0, -0.3, 0.4):
        moved = following(-gap, 0.0, talent, 0.05, 0.06)
        assert moved[0] == 0.0
        assert np.all(moved >= 0.0)
        assert np.all(moved <= gap)
        assert np.all(np.diff(moved) >= -1e-12)


def test_a_stock_takes_up_technology_as_fast_as_it_turns_over() -> None:
    """A breakthrough of one log point is worth nothing at first, two thirds after a decade at a tenth a year."""
    quality = 0.0
    path = [quality := quality + embodied(quality, 1.0, 0.1) for _ in range(10)]
    assert path[0] == pytest.approx(0.1)
    assert path[-1] == pytest.approx(1 - 0.9**10)


def test_technology_does_not_run_away(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """After a hundred years at the ends of every range all levels are finite and near one another."""
    for mechanism in over_prior("technology")[-2:]:
        now = moment(central)
        for year in range(100):
            moved = mechanism.change(now, luck(member=1, year=2025 + year)).increments
            world = change(
                now.world,
                **{
                    name: getattr(now.world, name) + moved[name]
                    for name in ("technology", "quality", "levers")
                },
            )
            now = change(now, world=world)
        assert np.all(np.isfinite(now.world.technology))
        assert np.ptp(np.asarray(now.world.technology)) < 8.0
        assert np.all(np.abs(np.asarray(now.world.levers)) < 3.0)


def test_observed_levels_are_sane(asia: Observed) -> None:
    """The patron sets the scale; the challenger stands at a third of it, behind South Korea and ahead of the North."""
    level = dict(zip(asia.states, np.asarray(asia.case.setting.technology), strict=True))
    assert level["USA"] == 0.0
    assert -1.3 < level["CHN"] < -0.8
    assert level["CHN"] < level["KOR"] < level["USA"]
    assert level["PRK"] < level["CHN"]
    assert np.isfinite(list(level.values())).all()
