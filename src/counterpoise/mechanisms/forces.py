"""S6 and C9, forces and bases: what the patron can bring, from home and from its hosts, and what ties it down."""

from __future__ import annotations

from typing import ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.projection import access_gate, loss_of_strength, open_share, projected_power
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.reach import Reach
from counterpoise.switches import Switches, blend, felt
from counterpoise.world import Change, Setting, World

__all__ = ["Forces"]


class Forces(Mechanism):
    """A base shortens the patron's distance, up to what the base can carry.

    The patron's force is divided among its own soil and its hosts as it stands today, so the first base does not
    carry it all: ``P(i) = C * (1 - tied) * (gate_i * sum_own f_h L_h,i + sum_hosts f_h open_h L_h,i)``.  Force from
    its own soil needs ports and airfields near the fight: ``gate = q0 + (1 - q0) A_i``, where A is the share of
    nearby foreign site capacity that is open, nearer sites counting by the square of their reach.

    What the scenario moves from one site to another counts from that year on.

    References at 0: S6, no host is open; C9, no second crisis ties force down.

    Attributes:
        scale: Distance d0 of the loss-of-strength gradient, km.
        gradient: Its exponent theta.
        gate: Share q0 of home-based force that needs no access.
        openness: Logit that an ally at its observed depth opens its bases in a war, given that it is willing.
        loyalty: Logit of openness per logit of change in the host's tie to the patron.
        tied: Share of the patron's force that a full second crisis elsewhere ties down.
    """

    name: ClassVar[str] = "forces"
    claims: ClassVar[tuple[str, ...]] = ("S6", "C9")

    scale: Float[Array, ""]
    gradient: Float[Array, ""]
    gate: Float[Array, ""]
    openness: Float[Array, ""]
    loyalty: Float[Array, ""]
    tied: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Hosts that the scenario says open or close their bases do."""
        return Change({"access": moment.forcing.acts.access})

    def reach(self, setting: Setting) -> Reach:
        """Loss of strength from every state and host to every state and theatre point."""

        def arrive(distance: Float[Array, "*pair"]) -> Float[Array, "*pair"]:
            return loss_of_strength(distance, self.scale, self.gradient)

        return Reach(
            state=arrive(setting.mindist),
            point=arrive(setting.point_km),
            host=arrive(setting.host_km),
            host_point=arrive(setting.host_point_km),
        )

    def opened(
        self, world: World, willing: Float[Array, " state"], setting: Setting, switches: Switches
    ) -> Float[Array, " host"]:
        """Probability that each host is open in a war; the patron's own soil always is."""
        host = setting.host_state
        logit = self.openness + self.loyalty * (world.tie_patron - setting.observed_patron)[host]
        open_ = jax.nn.sigmoid(logit + world.access) * willing[host]
        open_ = blend(switches["S6"], 0.0, open_)
        return jnp.where(host == setting.patron, 1.0, open_)

    def projected(
        self,
        capability: Float[Array, ""],
        opened: Float[Array, " host"],
        arriving: Float[Array, "host place"],
        distraction: Float[Array, ""],
        posture: Float[Array, " host"],
        setting: Setting,
        switches: Switches,
    ) -> Float[Array, " place"]:
        """The patron's capability that arrives at each place."""
        own = setting.host_state == setting.patron
        room = setting.host_capacity + jnp.where(own, 0.0, jnp.maximum(posture, 0.0))
        gate = access_gate(open_share(opened, room, arriving), self.gate)
        gates = jnp.where(own[:, None], gate[None, :], opened[:, None])
        tied = self.tied * felt(switches, "C9", distraction)
        return projected_power(
            capability * jnp.maximum(1.0 - tied, 0.0) * (setting.host_share + posture), arriving, gates
        )
