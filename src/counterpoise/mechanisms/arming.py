"""S1, the military stock: arms are bought year by year and wear out slowly."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import blend
from counterpoise.world import Change, Setting, World

__all__ = ["Arming"]


class Arming(Mechanism):
    """Power is a stock: ``K' = (1 - depreciation) K + m Y + given``, with m the burden and Y output.

    Stocks lag spending by a decade, so a burst of arming tells slowly.  Market and purchasing-power rates are
    mixed geometrically, ``C = K * exp(rates * log(PPP / market))``: neither is right for arms made at home with
    cheap labour and costly imported parts, and the verdict is printed at both ends.

    Reference of S1 at 0: every stock grows at the same rate, so military shares stay as they are.

    Attributes:
        depreciation: Share of the stock that is lost each year.
        rates: Weight of purchasing-power rates, 0 market to 1 purchasing power.
    """

    name: ClassVar[str] = "arming"
    claims: ClassVar[tuple[str, ...]] = ("S1",)

    depreciation: Float[Array, ""]
    rates: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log growth of the military stock."""
        world = moment.world
        given = moment.forcing.acts.arms * jnp.exp(-world.stock)
        bought = jnp.exp(world.burden + world.output - world.stock) + given
        growth = jnp.log(1.0 - self.depreciation + bought)
        weight = jnp.exp(world.stock)
        even = jnp.log((weight * jnp.exp(growth)).sum() / weight.sum())
        return Change({"stock": blend(moment.switches["S1"], even, growth)})

    def renewed(self, world: World) -> Float[Array, " state"]:
        """Share of next year's stock that is bought this year: new arms carry today's technology."""
        bought = jnp.exp(world.burden + world.output - world.stock)
        return bought / (1.0 - self.depreciation + bought)

    def capability(
        self, world: World, readiness: Float[Array, " state"], setting: Setting
    ) -> Float[Array, " state"]:
        """Effective capability of each state, million constant 2023 US dollars."""
        return jnp.exp(world.stock + self.rates * setting.rates) * readiness
