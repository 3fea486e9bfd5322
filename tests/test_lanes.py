"""Members side by side compute what members one by one compute, whatever the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests import cases

from counterpoise.ensemble import block_size
from counterpoise.lanes import lanes
from counterpoise.simulate import simulate
from counterpoise.switches import story

TABLE = jnp.asarray([3.0, -1.0, 0.5])


def _scanned(x: Any, m: Any) -> Any:
    return jax.lax.scan(lambda total, row: (total + row @ m, total.max()), x, jnp.ones((4, 3)))


PROGRAMS: dict[str, Callable[[Any, Any], Any]] = {
    "elementwise": lambda x, m: jnp.where(x > 0, jnp.exp(x), x) + jnp.clip(m, 0.0, 1.0).sum(0),
    "constant": lambda x, m: jnp.arange(3.0),
    "broadcast": lambda x, m: x[:, None] * m + 2.0 * x[None, :],
    "transpose": lambda x, m: jnp.maximum(m, m.T) - m.reshape(-1).cumsum().reshape(3, 3),
    "row and column": lambda x, m: m.at[1, :].set(x).at[:, 2].set(x).at[0, 0].set(7.0) + m[2] + m[0, 1],
    "added in place": lambda x, m: m.at[1].add(x),
    "several places": lambda x, m: m[jnp.array([2, 0])] + x[jnp.array([1, 1])][:, None],
    "looked up": lambda x, m: TABLE[jnp.clip(m, 0, 2).astype(int)],
    "looked up in its own": lambda x, m: x[jnp.clip(m, 0, 2).astype(int)],
    "matrix, vector": lambda x, m: m @ x + x @ m,
    "common matrix": lambda x, m: jnp.eye(3)[:2] @ m + m[:2] @ jnp.ones((3, 3)) + (jnp.ones((2, 3)) @ x)[:, None],
    "matrix, matrix": lambda x, m: jnp.log1p(jnp.abs(m @ m)),
    "outer": lambda x, m: jnp.einsum("i,jk->jik", x, m),
    "joined": lambda x, m: jnp.concatenate([x, jnp.ones(2)]) + jnp.stack([x.sum(), 1.0, 2.0, 3.0, x[0]]),
    "branch": lambda x, m: jax.lax.cond(jnp.ones(()) > 0, lambda: x, lambda: jnp.zeros(3)),
    "own branch": lambda x, m: jax.lax.cond(x[0] > 0, lambda: x, lambda: jnp.zeros(3)),
    "loop": _scanned,
    "own loop": lambda x, m: jax.lax.while_loop(lambda c: c.sum() < 9.0, lambda c: c + 1.0, x),
    "sorted": lambda x, m: jnp.sort(m, axis=0) + jnp.argmax(x),
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_lanes_computes_what_vmap_computes(name: str) -> None:
    """Each kind of operation, with a rule of its own or without, gives ``vmap``'s numbers."""
    rng = np.random.default_rng(3)
    x = jnp.asarray(rng.normal(size=(5, 3)), jnp.float32)
    m = jnp.asarray(rng.normal(size=(5, 3, 3)) * 2, jnp.float32)
    found = jax.jit(lanes(PROGRAMS[name]))(x, m)
    expected = jax.vmap(PROGRAMS[name])(x, m)
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(np.moveaxis(np.asarray(one), -1, 0), other, rtol=1e-6, atol=1e-6)


def test_lanes_lives_the_futures_that_vmap_lives() -> None:
    """The whole model: the same events, and floats within the last digits."""
    case, model = cases.case(years=6), cases.model(5)
    seed, member = jnp.uint32(4), jnp.arange(5, dtype=jnp.uint32)

    def one(parameters: Any, number: Any) -> Any:
        world, reading, events = simulate(
            parameters, case.setting, case.world, case.forcing, story(), seed, number
        )
        return vars(world) | vars(reading) | events.happened

    quickly: Any = partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})
    apart, beside = quickly(jax.vmap(one))(model, member), quickly(lanes(one))(model, member)
    for name, expected in apart.items():
        for a, b in zip(jax.tree.leaves(beside[name]), jax.tree.leaves(expected), strict=True):
            found, wanted = np.moveaxis(np.asarray(a), -1, 0), np.asarray(b)
            if wanted.dtype == bool:
                np.testing.assert_array_equal(found, wanted, err_msg=name)
            else:
                np.testing.assert_allclose(found, wanted, rtol=2e-5, atol=2e-6, err_msg=name)


@pytest.mark.parametrize("states", [2, 7, 30, 45, 200, 2000])
def test_blocks_fill_whole_vectors(states: int) -> None:
    """A block is a multiple of the widest vector, whatever the number of states."""
    assert block_size(states) % 16 == 0
