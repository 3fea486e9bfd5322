"""C3, ageing: fewer workers, fewer recruits and dearer pensions, for the challenger as for its neighbours."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import Switches, blend
from counterpoise.world import Change, Forcing, World

__all__ = ["AGED", "WORKERS", "YOUNG", "Demography"]

WORKERS, YOUNG, AGED = 0, 1, 2
"""Bands in what other births than the medium projection's would add."""


class Demography(Mechanism):
    """Age structure moves growth, the military budget and the number of recruits; the sign is left to the data.

    The projection of output already contains official ageing, so with the claim off its effect is taken out
    again: ``d log Y_i -= labour * d log(working age / population)``.

    Nobody knows how many will be born.  The official low and high variants differ from the medium one by half a child
    a woman; every future has a variant ``z_i`` of its own for each state, ``variants`` times a standard normal, unless
    the scenario holds all to one.  Those who are born otherwise are counted among the aged's payers at once, among the
    workers after fifteen years and among the recruits after twenty.

    Soldiers are workers taken out of the economy: ``m_i``, the share of the working-age population under arms, grows
    with the military burden, with elasticity ``manned``, and as the same army has fewer workers behind it; and
    ``d log Y_i += labour * d log(1 - m_i)``.

    Reference of C3 at 0: the age structure of the start year stays, and so does the share of it under arms.

    Attributes:
        labour: Elasticity of output to workers per head.
        crowding: Log points of military burden lost per unit rise of the share aged 65 and over.
        recruits: Elasticity of effective capability to the number of young adults.
        variants: Standard deviation of a future's births, in units of the step from the medium to the high variant.
        manned: Elasticity of the number of soldiers to the military burden.
    """

    name: ClassVar[str] = "demography"
    claims: ClassVar[tuple[str, ...]] = ("C3",)

    labour: Float[Array, ""]
    crowding: Float[Array, ""]
    recruits: Float[Array, ""]
    variants: Float[Array, ""]
    manned: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Growth without ageing where the claim is off; other births, budgets and soldiers where it is on."""
        switch, forcing, world = moment.switches["C3"], moment.forcing, moment.world
        frozen = jnp.zeros_like(forcing.labour)
        held = moment.setting.births
        drawn = self.variants * draws.lasting_normal("births")
        births = jnp.where(jnp.isfinite(held), jnp.nan_to_num(held), drawn)
        added = births * forcing.births
        enlisted = self._enlisted(moment)
        idle = jnp.log1p(-enlisted) - jnp.log1p(-world.enlisted)
        output = self.labour * (added[WORKERS] + idle)
        return Change(
            {
                "output": blend(switch, -self.labour * forcing.labour, frozen) + switch * output,
                "burden": blend(switch, frozen, -self.crowding * (forcing.aged + added[AGED])),
                "young": added[YOUNG],
                "enlisted": switch * (enlisted - world.enlisted),
            }
        )

    def _enlisted(self, moment: Moment) -> Float[Array, " state"]:
        """Share of the workers under arms: by what is spent on arms, and by how many workers are left."""
        setting, world = moment.setting, moment.world
        grown = self.manned * (world.burden - setting.observed_burden) - moment.forcing.workers
        return jnp.minimum(setting.enlisted * jnp.exp(grown), _MOST)

    def readiness(self, world: World, forcing: Forcing, switches: Switches) -> Float[Array, " state"]:
        """Factor on capability from the supply of recruits, 1 in the start year."""
        return jnp.exp(switches["C3"] * self.recruits * (forcing.recruits + world.young))


_MOST = 0.3
"""No state has kept more of its people of working age under arms: Germany and the Soviet Union in 1943 did not."""
