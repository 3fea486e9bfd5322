"""The real Asian case with a few futures: laws of mechanisms are tested on the data they will meet."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import pytest
from tests.mechanisms.changing import alike, change

from counterpoise.data import open_panel
from counterpoise.draws import Draws, draw_lasting, draw_year
from counterpoise.measuring import measure
from counterpoise.mechanisms._base import Moment
from counterpoise.model import Model
from counterpoise.observe.case import Observed, observe
from counterpoise.parameters import ParameterSet
from counterpoise.reading import Reading
from counterpoise.scenario import load_scenario
from counterpoise.simulate import simulate
from counterpoise.switches import story
from counterpoise.world import World


@pytest.fixture(scope="session")
def parameters() -> ParameterSet:
    """The library's parameters."""
    return ParameterSet.load()


@pytest.fixture(scope="session")
def asia(parameters: ParameterSet) -> Observed:
    """The default scenario, latest edition, ready to run."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    coefficients = parameters.posteriors["dispute_initiation"].draws.mean(axis=0)
    known = panel.vintage(str(scenario.cutoff))
    return observe(known, scenario, coefficients, parameters["arming.depreciation"].value)


@pytest.fixture(scope="session")
def central(parameters: ParameterSet) -> Model:
    """The Model at its central parameters."""
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    return Model.from_parameters({k: jnp.asarray(v) for k, v in parameters.central().items()}, terms)


@pytest.fixture(scope="session")
def read(asia: Observed, central: Model) -> Callable[..., Reading]:
    """Measure a World of the case: ``read(model, world=..., **switches)``."""
    case = asia.case
    first = jax.tree.map(lambda series: series[0], case.forcing)

    @eqx.filter_jit
    def reading(model: Model, world: World, switches: Any) -> Reading:
        reach = model.forces.reach(case.setting)
        start = measure(case.world, model, reach, case.setting, first, switches)
        return measure(world, model, reach, case.setting, first, switches, start)

    def ask(model: Model, world: World | None = None, **claims: float) -> Reading:
        return reading(alike(model, central), alike(world, case.world), story(**claims))

    return ask


@pytest.fixture(scope="session")
def moment(asia: Observed, read: Callable[..., Reading]) -> Callable[..., Moment]:
    """What mechanisms read of a World: ``moment(model, world=..., year=0, **switches)``."""
    case = asia.case

    def ask(model: Model, world: World | None = None, year: int = 0, **claims: float) -> Moment:
        now = world if world is not None else case.world
        facts = jax.tree.map(lambda series: series[year], case.forcing)
        reading, start = read(model, now, **claims), read(model, **claims)
        return Moment(now, reading, start, facts, case.setting, story(**claims))

    return ask


@pytest.fixture(scope="session")
def luck(asia: Observed) -> Callable[..., Draws]:
    """Noise of one year: every uniform at its middle, so that no surprise happens, or those of a member."""
    code = asia.case.setting.code

    @jax.jit
    def drawn(member: jax.Array, year: jax.Array) -> Draws:
        seed = jnp.uint32(3)
        return draw_year(seed, member, year, code, draw_lasting(seed, member, code))

    middle = jax.tree.map(lambda u: jnp.full_like(u, 0.5), drawn(jnp.uint32(0), jnp.asarray(2025)))

    def ask(member: int | None = None, year: int = 2025) -> Draws:
        return middle if member is None else drawn(jnp.uint32(member), jnp.asarray(year))

    return ask


@pytest.fixture(scope="session")
def over_prior(parameters: ParameterSet, central: Model) -> Callable[[str], list[Any]]:
    """One mechanism at draws from its priors, and with every parameter at either end of its range."""
    drawn = parameters.draw(11, _DRAWN)
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    models = Model.from_parameters(drawn, terms)

    def ask(name: str) -> list[Any]:
        whole, centre = getattr(models, name), getattr(central, name)
        found = [jax.tree.map(lambda leaf, k=k: leaf[k], whole) for k in range(_DRAWN)]
        judged = [f.name for f in fields(whole) if f"{name}.{f.name}" not in parameters.fits]
        for end in ("low", "high"):
            edge = [jnp.asarray(getattr(parameters[f"{name}.{field}"], end), jnp.float32) for field in judged]
            found.append(change(centre, **dict(zip(judged, edge, strict=True))))
        return found

    return ask


_DRAWN = 10


@pytest.fixture(scope="session")
def future(asia: Observed, central: Model) -> Callable[..., World]:
    """Simulate 64 members of the case: ``future(model, world=..., **switches)``, Worlds by member and year."""
    case = asia.case

    @eqx.filter_jit
    def run(model: Model, world: World, forcing: Any, switches: Any) -> World:
        def one(member: jax.Array) -> World:
            return simulate(
                model, case.setting, world, forcing, switches, jnp.uint32(7), member, history=case.world
            )[0]

        return jax.vmap(one)(jnp.arange(64, dtype=jnp.uint32))

    def ask(model: Model, world: World | None = None, forcing: Any = None, **claims: float) -> World:
        return run(
            alike(model, central), alike(world, case.world), alike(forcing, case.forcing), story(**claims)
        )

    return ask
