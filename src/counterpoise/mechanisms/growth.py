"""S1, the rise: output follows the official path, with a lasting deviation of its own and heavy-tailed shocks."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import blend
from counterpoise.world import Change, Forcing, Setting, World

__all__ = ["TERMS", "Growth"]

TERMS = tuple(
    f"{name}{region}"
    for region in ("", "_asia_pacific")
    for name in ("degrees", "shock", "common", "ar1", "drift", "drift_plain")
)
"""Fitted moments of growth over all states and over the region, in the order of their draws."""


class Growth(Mechanism):
    """The challenger rose, and what it does next is uncertain in the long run as well as year by year.

    ``d log Y_i = g_i(t) + drift_i + common_t + shock_it``, where ``g`` is the growth of the middle-of-the-road
    projection (SSP2), ``drift`` lasts for the whole future and the shock is Student's t.  A slump or a recovery that
    the scenario names is added, S1 on or off.

    Reference of S1 at 0: every state grows at the output-weighted mean rate, so power shares stay as they are.

    Attributes:
        fit: Fitted moments of growth, in the order of :data:`TERMS`.
        steady: Factor on the scale of a state's own shock: the region's growth is steadier than all states'.
    """

    name: ClassVar[str] = "growth"
    claims: ClassVar[tuple[str, ...]] = ("S1",)

    fit: Float[Array, " term"]
    steady: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log growth of output."""
        degrees, shock, common, drift = (self.fit[TERMS.index(f"{name}_asia_pacific")] for name in _USED)
        own = self.steady * shock * draws.state_student("growth shock", degrees)
        growth = (
            moment.forcing.growth
            + drift * draws.lasting_normal("growth drift")
            + common * draws.world_normal("growth common")
            + jnp.clip(own, -_LARGEST, _LARGEST)
        )
        weight = jnp.exp(moment.world.output)
        even = (weight * moment.forcing.growth).sum() / weight.sum()
        given = moment.forcing.acts.windfall
        return Change({"output": blend(moment.switches["S1"], even, growth) + given})

    def world_share(self, world: World, forcing: Forcing, setting: Setting) -> Float[Array, " state"]:
        """Each state's share of world output at purchasing power, the capability in the dispute equation."""
        output = jnp.exp(world.output + setting.rates)
        return output / (output.sum() + jnp.exp(forcing.rest_output))


_USED = ("degrees", "shock", "common", "drift_plain")
"""Moments of the region; with shocks that do not persist, the lasting deviation is the plain one."""

_LARGEST = 0.25
"""No year since 1950 outside war took more than a quarter of output; a fall of over a tenth has probability .031."""
