"""C3 at depth: births unlike the medium projection, and soldiers who are workers taken out of the economy."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change

from counterpoise.data import open_panel
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.observe.people import added_births, held_births
from counterpoise.scenario import load_scenario

Ask = Callable[..., Any]


def moved(mechanism: Any, now: Any, draws: Any) -> dict[str, np.ndarray]:
    """What a mechanism plans, as NumPy."""
    return {name: np.asarray(value) for name, value in mechanism.change(now, draws).increments.items()}


def held(now: Any, births: float) -> Any:
    """The moment with every future held to a variant."""
    return change(now, setting=change(now.setting, births=jnp.asarray(births, jnp.float32)))


def test_c3_more_births_ease_pensions_now_and_add_workers_and_recruits_later(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """High against low: fewer aged per head from the first year, more workers after fifteen, recruits after twenty."""
    first, late = moment(central), moment(central, year=20)
    everybody = np.arange(len(asia.states))
    for mechanism in over_prior("demography"):
        for now, grows in ((first, False), (late, True)):
            low, high = (moved(mechanism, held(now, z), luck()) for z in (-1.0, 1.0))
            crowded = float(mechanism.crowding) * (high["burden"] - low["burden"])
            assert np.all(crowded >= -1e-9)
            assert np.all((high["output"] - low["output"])[everybody] >= -1e-7)
            assert np.all((high["young"] > low["young"]) == grows)
    on = central.demography
    gained = change(late.world, young=jnp.full_like(late.world.young, 0.05))
    ready = [np.asarray(on.readiness(w, late.forcing, late.switches)) for w in (late.world, gained)]
    assert np.all(ready[1] > ready[0])


def test_c3_off_leaves_the_age_structure_of_the_start(
    asia: Observed, central: Model, moment: Ask, luck: Ask
) -> None:
    """With C3 off neither variants nor soldiers touch output, burden or readiness."""
    now = moment(central, year=20, C3=0.0)
    spent = change(now.world, burden=now.world.burden + 0.5)
    for births in (-1.0, 0.0, 1.0):
        plain = moved(central.demography, held(now, births), luck())
        more = moved(central.demography, held(change(now, world=spent), births), luck())
        np.testing.assert_array_equal(plain["output"], -central.demography.labour * now.forcing.labour)
        np.testing.assert_array_equal(plain["output"], more["output"])
        assert not plain["burden"].any()
        assert not more["enlisted"].any()
    aside = change(now.world, young=jnp.ones_like(now.world.young))
    assert np.all(np.asarray(central.demography.readiness(aside, now.forcing, now.switches)) == 1.0)


def test_c3_soldiers_are_workers_taken_out_of_the_economy(
    asia: Observed, central: Model, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """A state that spends more on arms enlists more and its output falls; most where most are under arms already."""
    now = moment(central)
    spent = change(now, world=change(now.world, burden=now.world.burden + 0.7))
    north, japan = asia.place(["PRK", "JPN"])
    for mechanism in over_prior("demography"):
        plain, more = moved(mechanism, now, luck()), moved(mechanism, spent, luck())
        assert np.all(more["enlisted"] >= plain["enlisted"])
        cost = more["output"] - plain["output"]
        assert np.all(cost <= 1e-7)
        assert cost[north] <= cost[japan]


def test_c3_the_variants_are_the_official_ones() -> None:
    """By cohorts: nobody born since the projection began works before 2040; China's high variant is the UN's."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    codes = [panel.ccode(state, 2024) for state in scenario.states]
    years = list(range(2025, 2046))
    workers, young, aged = np.moveaxis(added_births(panel, scenario, codes, years), 1, 0)
    assert np.abs(workers[:11]).max() == 0.0
    assert np.abs(young[:16]).max() == 0.0
    assert np.all(workers[15:] > 0.0)
    assert np.all(aged < 0.0)
    china = scenario.states.index("CHN")
    people, high = (panel.values(name, ["CHN"], [2045])[0, 0] for name in ("population", "population_high"))
    share = panel.values("aged", ["CHN"], [2045])[0, 0] / people
    # UN World Population Prospects 2024: 1 373.8 million in 2045 instead of 1 302.1
    assert high == pytest.approx(1373.816e6, rel=1e-4)
    assert aged[:20, china].sum() == pytest.approx(-share * (high / people - 1.0), rel=0.05)


def test_c3_a_scenario_may_hold_every_future_to_a_variant(asia: Observed, luck: Ask) -> None:
    """Drawn unless the scenario says low, medium or high; futures differ where it is drawn."""
    scenario = load_scenario("asia", open_panel()).at("latest")
    assert np.isnan(held_births(scenario))
    for said, variant in (("low", -1.0), ("medium", 0.0), ("high", 1.0)):
        header = scenario.scenario.model_copy(update={"population": said})
        assert held_births(scenario.model_copy(update={"scenario": header})) == variant
    one, other = (np.asarray(luck(member).lasting_normal("births")) for member in (1, 2))
    assert np.all(one != other)
    assert np.isnan(float(asia.case.setting.births))
