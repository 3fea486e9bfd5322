"""Regimes, burdens and growth move in the simulator as they were fitted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm
from tests.mechanisms.changing import change

from counterpoise.data import open_panel
from counterpoise.estimate.growth import growth_rates
from counterpoise.estimate.history import History
from counterpoise.estimate.leaders import BINS
from counterpoise.estimate.posterior import load
from counterpoise.estimate.student import student_log_density
from counterpoise.measures.hazard import (
    probability,
)
from counterpoise.model import Model
from counterpoise.observe.case import Observed


def test_regimes_jump_and_drift_as_fitted_but_drawn_jumps_may_be_small(
    moment: Any, central: Model, futures_luck: Any
) -> None:
    """Chances, means and spreads by bin are those estimated; the draw does not insist that a jump exceeds a tenth."""
    value = dict(zip(load("regime").names, np.asarray(central.affinity.fit, np.float64), strict=True))
    now = moment(central)
    size = now.setting.code.shape[0]
    facts = replace(now.forcing, polyarchy=jnp.full(size, jnp.nan))
    for place, middle in enumerate((0.15, 0.4, 0.6, 0.85)):
        assert int(np.digitize(middle, BINS)) == place
        here = replace(now, forcing=facts, world=change(now.world, polyarchy=jnp.full(size, middle)))
        step = jax.vmap(lambda draws, here=here: central.affinity.change(here, draws).increments["polyarchy"])
        drawn = np.asarray(step(futures_luck)).ravel()
        chance = float(probability(value[f"jump_{place}"]))
        for edge in (-0.1, -0.03, 0.03, 0.09):
            below = chance * norm.cdf(edge, value[f"shift_{place}"], value["size"])
            below += (1 - chance) * norm.cdf(edge, 0.0, value["still"])
            error = np.sqrt(below * (1 - below) / len(drawn))
            assert (drawn < edge).mean() == pytest.approx(below, abs=4 * error + 1e-4)


def density(made: Any, noise: Any, scale: float, degrees: float, happened: Any) -> Any:
    """Log-density that a step with one additive Student shock assigns: ``made`` is what it gave with ``noise``."""
    middle = np.asarray(made, np.float64) - scale * np.asarray(noise, np.float64)
    return student_log_density(np.asarray(happened) - middle, scale, degrees)


@pytest.mark.parametrize("year", [1985, 1996, 2015])
def test_burdens_move_at_the_fitted_density(
    year: int, asia: Observed, moment: Any, central: Model, luck: Any
) -> None:
    """Real budgets of the year, ten years into a span, with no alarm and no riding beyond the start's."""
    value = dict(zip(load("burden").names, np.asarray(central.burden.fit, np.float64), strict=True))
    table = np.log(open_panel().values("burden", list(asia.codes), [year - 10, year - 1, year]))
    seen = np.isfinite(table).all(axis=0) & (np.abs(np.diff(table[1:], axis=0)[0]) < 0.4)
    level, before, after = jnp.asarray(np.nan_to_num(table), jnp.float32)
    now = moment(central)
    now = replace(
        now,
        setting=replace(now.setting, observed_burden=level),
        world=change(now.world, burden=before),
        reading=change(now.reading, alarm=now.start.alarm, riding=jnp.zeros_like(now.reading.riding)),
    )
    noise = luck().state_student("burden", jnp.float32(value["own_degrees"]))
    made = central.burden.change(now, luck()).increments["burden"]
    by_step = density(made, noise, value["own_scale"], value["own_degrees"], after - before)
    fitted = student_log_density(
        np.asarray(after - before - value["reversion"] * (level - before)),
        value["own_scale"],
        value["own_degrees"],
    )
    assert seen.sum() > 15
    np.testing.assert_allclose(by_step[seen], fitted[seen], atol=2e-3)


@pytest.mark.parametrize("year", [1996, 2009, 2019])
def test_growth_persists_and_strays_at_the_fitted_density(
    year: int, asia: Observed, moment: Any, central: Model, luck: Any, history: History
) -> None:
    """Real years of the region about state means and the common year; the next year remembers the residual."""
    value = dict(zip(load("growth").names, np.asarray(central.growth.fit, np.float64), strict=True))
    ar1, scale, degrees = (value[f"{name}_asia_pacific"] for name in ("ar1", "shock", "degrees"))
    growth, _ = growth_rates(open_panel(), history)
    growth = growth[:, np.searchsorted(history.codes, asia.codes)]
    large = np.isfinite(growth).any(axis=0)
    growth[:, ~large] = 0.0
    mean = np.nanmean(growth, axis=0)
    residual = growth - mean - np.nanmean((growth - mean)[:, large], axis=1, keepdims=True)
    residual[:, ~large] = np.nan
    t = year - 1961
    seen = np.isfinite(residual[t - 1 : t + 1]).all(axis=0)
    before, after = jnp.asarray(np.nan_to_num(residual[t - 1 : t + 1]), jnp.float32)
    now = moment(central)
    now = replace(now, world=change(now.world, momentum=before))
    noise = luck().state_student("growth shock", jnp.float32(degrees))
    steady = change(luck(), lasting=jnp.full_like(luck().lasting, 0.5))
    made = central.growth.change(now, steady).increments
    by_step = density(made["momentum"] + before, noise, scale, degrees, after)
    fitted = student_log_density(np.asarray(after - ar1 * before), scale, degrees)
    assert seen.sum() > 20
    np.testing.assert_allclose(by_step[seen], fitted[seen], atol=2e-3)
    output = np.asarray(made["output"] - now.forcing.growth)
    np.testing.assert_allclose(output, np.asarray(made["momentum"] + before), atol=2e-6)
