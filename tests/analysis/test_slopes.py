"""Slopes: those of the twin, finite at the ends of every prior, and near the model's own."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests import cases

from counterpoise import programs
from counterpoise.analysis.slopes import degree, member_slopes
from counterpoise.ensemble import run_futures
from counterpoise.kept import keep_in, kept_in
from counterpoise.model import Model

MEMBERS, SEED, WEIGHTS = 64, 3, (0.6, 0.4)
CASE = cases.case(years=8)
OBSERVED: Any = SimpleNamespace(case=CASE, theatres=SimpleNamespace(weights=WEIGHTS))


@pytest.fixture(autouse=True, scope="module")
def _quickly() -> Iterator[None]:
    """Compiled without the compiler's own improvements, which take longer than all runs here, and kept nowhere."""
    before = kept_in()
    keep_in(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(programs._OPTIONS, "xla_backend_optimization_level", 0)
        yield
    keep_in(before)


def _found(model: Model) -> tuple[np.ndarray, Model, dict[str, np.ndarray]]:
    return member_slopes(OBSERVED, model, {}, SEED, threads=1)


@pytest.mark.slow
def test_slopes_agree_with_differences_of_the_twin() -> None:
    """In at least twenty parameters the way back gives what two runs of the same twin give."""
    model = cases.model(MEMBERS)
    _, by_parameter, _ = _found(model)
    leaves, tree = jax.tree.flatten(model)
    found = [(k, s) for k, s in enumerate(jax.tree.leaves(by_parameter)) if s.ndim == 1]
    steepest = sorted(found, key=lambda one: -abs(float((one[1] * leaves[one[0]]).mean())))[:24]
    compared = agreed = 0
    for place, slope in steepest:
        step = 0.01 * float(jnp.abs(leaves[place]).mean())

        def moved(by: float, place: int = place) -> float:
            other = [leaf + by if k == place else leaf for k, leaf in enumerate(leaves)]
            return float(_found(jax.tree.unflatten(tree, other))[0].mean(dtype=np.float64))

        expected = (moved(step) - moved(-step)) / (2 * step)
        compared += 1
        agreed += abs(float(slope.mean()) - expected) < 0.1 * abs(expected) + 2e-7 / step
    assert compared >= 20
    assert agreed >= 0.85 * compared  # thresholds that are not drawn leave kinks, which differences straddle


def test_slopes_are_finite_at_the_ends_of_every_prior() -> None:
    """Members with all parameters of a mechanism at the low or high end: a slope in each, and in each switch."""
    value, by_parameter, by_switch = _found(cases.worst())
    assert np.isfinite(value).all()
    for path, slope in jax.tree_util.tree_leaves_with_path((by_parameter, by_switch)):
        assert np.isfinite(slope).all(), path
    for acting in (by_parameter.technology.weight, by_parameter.affinity.bond, by_parameter.forces.gradient):
        assert np.abs(acting).max() > 0.0
    assert np.abs(by_switch["C5"]).max() > 0.0


def test_the_twin_is_near_the_model() -> None:
    """What relaxing moves the outcome by is small beside what there is to move."""
    model = cases.model(MEMBERS)
    ratio = jnp.log(run_futures(CASE, model, {}, SEED, threads=1)["balance"])
    whole = jax.vmap(degree, in_axes=(0, 0, None))(ratio, model.verdict.threshold, jnp.array(WEIGHTS))
    assert abs(float(_found(model)[0].mean()) - float(whole.mean())) < 0.05
