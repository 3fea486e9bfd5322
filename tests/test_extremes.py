"""Nothing runs away: a hundred years at the ends of every prior, and gradients that exist everywhere."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests import cases

from counterpoise.model import Model
from counterpoise.parameters import ParameterSet
from counterpoise.simulate import simulate
from counterpoise.switches import story

YEARS = 100


@pytest.fixture(scope="module")
def worst() -> Model:
    """Members with all parameters of one mechanism at the low or at the high end of their ranges, and some drawn."""
    parameters = ParameterSet.load()
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    names = [field.name for field in fields(Model)]
    members = 2 * len(names) + 6
    drawn = parameters.draw(5, members)
    central = parameters.central()
    values = {path: np.full(members, central[path]) for path in drawn}
    for path in drawn:
        values[path][-6:] = drawn[path][-6:]
        name = path.split(".")[0]
        if np.isfinite(parameters[path].low) and not any(path.startswith(f"{fit}.") for fit in terms):
            at = 2 * names.index(name)
            values[path][at : at + 2] = parameters[path].low, parameters[path].high
    return Model.from_parameters({path: jnp.asarray(value) for path, value in values.items()}, terms)


def test_nothing_runs_away_in_a_hundred_years(worst: Model) -> None:
    """Every field is finite; shares stay shares, levels stay within what a reader can picture."""
    found = cases.lived(cases.case(years=YEARS), worst, seed=2)
    for name, values in found.items():
        assert np.isfinite(values).all(), name
    assert np.abs(found["tie_patron"]).max() < 100
    assert np.abs(found["tie_challenger"]).max() < 100
    assert found["tariff"].max() < 3
    assert np.abs(found["technology"]).max() < 25
    assert -2.5 < found["expertise"].min() <= found["expertise"].max() <= 1e-6
    assert found["polyarchy"].min() >= 0.01 - 1e-6
    assert found["polyarchy"].max() <= 0.95 + 1e-6
    assert np.abs(found["burden"]).max() < 30
    for name in ("commitment", "will", "willing", "opened", "protection", "umbrella"):
        assert found[name].min() >= -1e-6, name
        assert found[name].max() <= 1.0 + 1e-6, name
    assert set(np.unique(found["lost"])) <= {0.0, 1.0}
    assert set(np.unique(found["armed"])) <= {0.0, 1.0}


def test_gradients_exist_everywhere() -> None:
    """The last balance of a future has a finite derivative by every parameter and every switch."""
    case = cases.case()
    parameters = jax.tree.map(lambda leaf: leaf[0], cases.model(1))

    @eqx.filter_jit
    @eqx.filter_grad
    def slope(both: Any) -> Any:
        model, switches = both
        kept = simulate(
            model, case.setting, case.world, case.forcing, switches, jnp.uint32(1), jnp.uint32(0),
            keep=lambda world, reading, events: (reading.balance, reading.commitment, world.technology),
        )  # fmt: skip
        return sum(part[-1].sum() for part in kept)

    by_model, by_switch = slope((parameters, story()))
    for path, value in jax.tree_util.tree_leaves_with_path((by_model, by_switch)):
        assert np.isfinite(np.asarray(value)).all(), path
    assert float(jnp.abs(by_model.technology.weight)) > 0.0
    assert float(jnp.abs(by_model.affinity.bond)) > 0.0
    assert float(jnp.abs(by_model.capacity.deep)) > 0.0
