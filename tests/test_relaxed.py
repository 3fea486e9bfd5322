"""Smooth twins: the same program where nothing is drawn, its slopes right, soft where it draws."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.noise import quantise, uniform
from counterpoise.relaxed import relaxed


def _walk(p: Any) -> Any:
    """A ladder climbed by chance, with a rung that counts, in a loop."""

    def year(state: Any, t: Any) -> Any:
        u = uniform(1, jnp.arange(2000, dtype=jnp.uint32), t, "walk")
        up, test = u < quantise(p), uniform(2, jnp.arange(2000, dtype=jnp.uint32), t, "test") < 0.5
        state = state + jnp.where(up & test, 1.0, 0.0) - jnp.where(up & ~test, 1.0, 0.0)
        return state, jnp.where(state >= 2.0, 1.0, 0.0).mean()

    return jax.lax.scan(year, jnp.zeros(2000), jnp.arange(6))[1][-1] + 0.1 * _drawn(p)


def _drawn(p: Any) -> Any:
    return jax.lax.cond(p > 0, lambda: (uniform(3, 4, 5, "x") < p).astype(jnp.float32), lambda: jnp.zeros(()))


def test_a_cold_twin_is_the_program() -> None:
    """At a temperature near 0 events are whole."""
    assert float(relaxed(_walk, 1e-3)(0.4)) == pytest.approx(float(_walk(0.4)), abs=0.02)


def test_without_draws_the_twin_is_the_program() -> None:
    """What draws nothing is left as it is, to the bit."""

    def program(x: Any) -> Any:
        kept = jnp.where((x > 0.3) & ~(x > 0.9), jnp.sin(x), -x)
        return jax.lax.scan(lambda s, y: (s + y, s * y), 0.0, kept)[1]

    x = jnp.linspace(0.0, 1.0, 7)
    np.testing.assert_array_equal(jax.jit(relaxed(program, 0.3))(x), jax.jit(program)(x))


def test_odds_that_are_beyond_doubt_have_slopes() -> None:
    """Chances of 0 and 1 meet the luckiest draws: a share and a slope all the same, both finite."""

    def event(p: Any, u: Any) -> Any:
        drawn = (jnp.uint32(1) * u).astype(jnp.float32) * jnp.float32(2.0**-24)
        return jnp.where(drawn < p, 1.0, 0.0)

    for p in (0.0, 1e-9, 0.5, 1.0):
        for word in (1, 2**23, 2**24 - 1):
            found, slope = jax.value_and_grad(relaxed(event, 0.25))(p, jnp.uint32(word))
            assert 0.0 <= float(found) <= 1.0
            assert np.isfinite(float(slope))
