"""Noise with an address: what a mechanism draws depends on where it is asked, never on when.

The address of a number is (seed, member, year, purpose, source code, target code); see
:mod:`counterpoise.noise` for the generator.  Two scenarios that share a seed share their luck.  A year's numbers
are made in three blocks (world, states, pairs), because one long hash costs less than twenty short ones; since
every number has its own address, that changes none of them.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from counterpoise import noise
from counterpoise.once import made_once

__all__ = ["Draws", "draw_lasting", "draw_year"]

WORLD = (
    "growth common",
    "doubt",
    "bargain",
    "elsewhere",
    "doubt, unrestrained",
    "leak",
    "successor purges",
    "dissolved",
)
STATE = (
    "growth shock",
    "growth shock, angle",
    "burden",
    "burden, angle",
    "stance, patron",
    "stance, challenger",
    "successor",
    "exit",
    "test",
    "word kept",
    "technology",
    "misread",
    "disowned",
    "whim",
    "regime",
    "regime jumps",
    "falls",
    "nuclear",
    "visit",
    "extracted",
    "coerced",
)
STUDENT = ("growth shock", "burden")
LASTING = ("growth drift", "burden trend", "births", "ties climbing", "ties falling")
"""Purposes that a future draws for: once a year for the world, for each state (twice where it is Student's t), or once
for good."""


class Draws(eqx.Module):
    """The noise of one member in one year.

    Attributes:
        world: Uniforms by purpose in :data:`WORLD`.
        state: Uniforms by purpose in :data:`STATE` and state.
        dispute: A uniform for each ordered pair, row the source.
        tie: A uniform for each unordered pair, the same on both sides of the diagonal.
        lasting: Uniforms by purpose in :data:`LASTING` and state, the same in every year of a future.
        cosine: Of the angle of each purpose in :data:`STUDENT` and state, from a uniform of its own.
    """

    world: Float[Array, " purpose"]
    state: Float[Array, "purpose state"]
    dispute: Float[Array, "source target"]
    tie: Float[Array, "source target"]
    lasting: Float[Array, "purpose state"]
    cosine: Float[Array, "purpose state"]

    def world_uniform(self, purpose: str) -> Float[Array, ""]:
        """One uniform for the whole World."""
        return self.world[WORLD.index(purpose)]

    def world_normal(self, purpose: str) -> Float[Array, ""]:
        """One standard normal for the whole World."""
        return noise.standard_normal_quantile(self.world_uniform(purpose))

    def state_uniform(self, purpose: str) -> Float[Array, " state"]:
        """A uniform for each state."""
        return self.state[STATE.index(purpose)]

    def state_normal(self, purpose: str) -> Float[Array, " state"]:
        """A standard normal for each state."""
        return noise.standard_normal_quantile(self.state_uniform(purpose))

    def state_student(self, purpose: str, degrees: Float[Array, ""]) -> Float[Array, " state"]:
        """Student's t for each state, exactly, from two uniforms.

        ``t = sqrt(df (u**(-2/df) - 1)) cos(2 pi v)`` (Bailey 1994, Mathematics of Computation 62, 779-781).
        """
        radius = jnp.sqrt(degrees * (self.state_uniform(purpose) ** (-2.0 / degrees) - 1.0))
        return radius * self.cosine[STUDENT.index(purpose)]

    def lasting_normal(self, purpose: str) -> Float[Array, " state"]:
        """A standard normal for each state that stays with the future for good."""
        return noise.standard_normal_quantile(self.lasting[LASTING.index(purpose)])


def draw_lasting(seed: Array, member: Array, code: Int[Array, " state"]) -> Float[Array, "purpose state"]:
    """The uniforms that stay with a future, at the address of year 0."""
    return made_once(seed, lambda: noise.uniform(seed, member, 0, _codes(LASTING)[:, None], code[None, :]))


def draw_year(
    seed: Array,
    member: Array,
    year: Array,
    code: Int[Array, " state"],
    lasting: Float[Array, "purpose state"],
) -> Draws:
    """All noise of one member in one year.

    Args:
        seed: Of the run.
        member: Number of the future.
        year: Calendar year.
        code: COW codes on the state axis.
        lasting: From :func:`draw_lasting`.
    """
    own = noise.absorbed(noise.BEGUN, seed, member, year)
    dispute, tie = made_once(
        seed, lambda: [noise.absorbed(own, noise.code_of(purpose), code) for purpose in ("dispute", "tie")]
    )
    purposes = _codes(STATE)[:, None]
    state = made_once(seed, lambda: noise.uniform(seed, member, year, purposes, code[None, :]))
    angle = jnp.stack([state[STATE.index(f"{purpose}, angle")] for purpose in STUDENT])
    row, column = code[:, None], code[None, :]
    lower = [jnp.where(row <= column, word[:, None], word[None, :]) for word in tie]
    return Draws(
        world=noise.uniform(seed, member, year, _codes(WORLD)),
        state=state,
        cosine=made_once(seed, lambda: jnp.cos(2.0 * jnp.pi * angle)),
        dispute=_of_pairs([word[:, None] for word in dispute], column),
        tie=_of_pairs(lower, jnp.maximum(row, column)),
        lasting=lasting,
    )


def _of_pairs(begun: list[Array], second: Array) -> Array:
    """Uniforms of pairs, from what was absorbed of all words but the second state's."""
    return noise.as_uniform(noise.finished(noise.absorbed((begun[0], begun[1]), second)))


def _codes(purposes: tuple[str, ...]) -> Int[Array, " purpose"]:
    return jnp.asarray(np.array([noise.code_of(purpose) for purpose in purposes], dtype=np.uint32))
