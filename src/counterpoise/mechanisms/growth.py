"""S1, the rise: output follows the official path, with a lasting deviation of its own and heavy-tailed shocks."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import blend
from counterpoise.world import Change, Forcing, Setting, World

__all__ = ["LARGEST_SHOCK", "TERMS", "Growth"]

TERMS = tuple(
    f"{name}{region}"
    for region in ("", "_asia_pacific")
    for name in ("degrees", "shock", "common", "ar1", "drift", "drift_plain")
)
"""Fitted moments of growth over all states and over the region, in the order of their draws."""


class Growth(Mechanism):
    """The challenger rose, and what it does next is uncertain in the long run as well as year by year.

    ``d log Y_i = g_i(t) + drift_i + common_t + r_it``, ``r_it = ar1 r_i,t-1 + shock_it``, where ``g`` is the growth of
    the middle-of-the-road projection (SSP2), ``drift`` lasts for the whole future and the shock is Student's t: the
    fitted equation, with what the last year observed was above or below the path for the first ``r``.  A slump or a
    recovery that the scenario names is added, S1 on or off.

    Reference of S1 at 0: every state grows at the output-weighted mean rate, so power shares stay as they are.

    Attributes:
        fit: Fitted moments of growth, in the order of :data:`TERMS`.
    """

    name: ClassVar[str] = "growth"
    claims: ClassVar[tuple[str, ...]] = ("S1",)

    fit: Float[Array, " term"]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log growth of output, and what of it may persist."""
        degrees, shock, common, ar1, drift = (self.fit[TERMS.index(f"{name}_asia_pacific")] for name in _USED)
        struck = jnp.clip(shock * draws.state_student("growth shock", degrees), -LARGEST_SHOCK, LARGEST_SHOCK)
        beyond = ar1 * moment.world.momentum + struck
        growth = (
            moment.forcing.growth
            + drift * draws.lasting_normal("growth drift")
            + common * draws.world_normal("growth common")
            + beyond
        )
        weight = jnp.exp(moment.world.output)
        even = (weight * moment.forcing.growth).sum() / weight.sum()
        given = moment.forcing.acts.windfall
        return Change(
            {
                "output": blend(moment.switches["S1"], even, growth) + given,
                "momentum": beyond - moment.world.momentum,
            }
        )

    def world_share(self, world: World, forcing: Forcing, setting: Setting) -> Float[Array, " state"]:
        """Each state's share of world output at purchasing power, the capability in the dispute equation."""
        output = jnp.exp(world.output + setting.rates)
        return output / (output.sum() + jnp.exp(forcing.rest_output))


_USED = ("degrees", "shock", "common", "ar1", "drift")
"""Moments of the region; with shocks that persist, the lasting deviation is what they leave unexplained."""

LARGEST_SHOCK = 0.25
"""No year since 1950 outside war took more than a quarter of output; a fall of over a tenth has probability .031."""
