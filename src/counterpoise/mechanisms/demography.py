"""C3, ageing: fewer workers, fewer recruits and dearer pensions, for the challenger as for its neighbours."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import Switches, blend
from counterpoise.world import Change, Forcing

__all__ = ["Demography"]


class Demography(Mechanism):
    """Age structure moves growth, the military budget and the number of recruits; the sign is left to the data.

    The projection of output already contains official ageing, so with the claim off its effect is taken out
    again: ``d log Y_i -= labour * d log(working age / population)``.

    Reference of C3 at 0: the age structure of the start year stays.

    Attributes:
        labour: Elasticity of output to workers per head.
        crowding: Log points of military burden lost per unit rise of the share aged 65 and over.
        recruits: Elasticity of effective capability to the number of young adults.
    """

    name: ClassVar[str] = "demography"
    claims: ClassVar[tuple[str, ...]] = ("C3",)

    labour: Float[Array, ""]
    crowding: Float[Array, ""]
    recruits: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Growth without ageing where the claim is off; budget pressure where it is on."""
        switch, forcing = moment.switches["C3"], moment.forcing
        frozen = jnp.zeros_like(forcing.labour)
        return Change(
            {
                "output": blend(switch, -self.labour * forcing.labour, frozen),
                "burden": blend(switch, frozen, -self.crowding * forcing.aged),
            }
        )

    def readiness(self, forcing: Forcing, switches: Switches) -> Float[Array, " state"]:
        """Factor on capability from the supply of recruits, 1 in the start year."""
        return jnp.exp(switches["C3"] * self.recruits * forcing.recruits)
