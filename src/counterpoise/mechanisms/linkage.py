"""S7, linkage: one state's security is tied to another's, by geography and by declared interest."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.threat import linkage, linked_threat
from counterpoise.mechanisms._base import Mechanism, Moment, free_to_move, word_tested
from counterpoise.noise import quantise
from counterpoise.switches import Switches
from counterpoise.world import Change, Events, Setting, World

__all__ = ["Linkage"]


class Linkage(Mechanism):
    """Threat to k counts for i: ``fear_i = sum_j w[j,i] T0[j,i] + sum_k rho[i,k] sum_j w[j,k] T0[j,k]``.

    ``rho[i, k] = near * exp(-km / scale) + declared * interest[i, k]``, zero on the diagonal.  ``w`` says whose
    threat is a reason to seek the patron (the challenger's for all; North Korea's for South Korea and Japan).

    A friend whom the patron forsakes in a test of its word is lost with probability ``falls`` times the challenger's
    chance to prevail.  Its force and its bases count no more, nobody can fight for it, and its soil is a springboard:
    the challenger's force arrives from whichever is nearer, ``max(R[c, i], R[k, i])``, so that Japan and the
    Philippines feel the loss of Taiwan by distance.  Those whose trade passes its waters fear ``blockade * lanes[i,
    k]`` more each year, South Korea among them.  A blockade closes the same lanes for as long as it lasts, and the
    state that is blockaded depends on its own in full.

    Reference of S7 at 0: each state fears for itself alone, and the loss of one changes nothing for the others.

    Attributes:
        near: Weight of a state at no distance.
        scale: Distance at which that weight falls to 1/e, km.
        declared: Weight of a fully declared interest.
        falls: Probability that a forsaken friend is lost, were the challenger sure to prevail.
        blockade: Fear added at full dependence on sea lanes that the challenger commands.
    """

    name: ClassVar[str] = "linkage"
    claims: ClassVar[tuple[str, ...]] = ("S7",)

    near: Float[Array, ""]
    scale: Float[Array, ""]
    declared: Float[Array, ""]
    falls: Float[Array, ""]
    blockade: Float[Array, ""]

    def fear(
        self,
        latent: Float[Array, "source target"],
        menace: Float[Array, "source target"],
        fallen: Float[Array, " state"],
        blockaded: Float[Array, " state"],
        setting: Setting,
        switches: Switches,
    ) -> Float[Array, " state"]:
        """Fear of each state: its own, that of the states it is linked to, and for its sea lanes."""
        rho = linkage(setting.mindist, setting.interest, self.scale, self.near, self.declared)
        linked = linked_threat(menace * latent, switches["S7"] * rho)
        closed = jnp.maximum(fallen, switches["S7"] * blockaded)
        return linked + self.blockade * (setting.lanes @ closed + blockaded)

    def fallen(self, world: World, switches: Switches) -> Float[Array, " state"]:
        """1 for each state that is lost to the challenger, 0 for all with S7 off."""
        return switches["S7"] * _ALMOST * world.lost

    @staticmethod
    def springboard(
        arriving: Float[Array, "source place"], fallen: Float[Array, " state"], challenger: int
    ) -> Float[Array, "source place"]:
        """Reach with the challenger's row from its own soil or from a lost state's, whichever is nearer."""
        nearest = jnp.maximum(arriving[challenger], (fallen[:, None] * arriving).max(axis=0))
        return arriving.at[challenger].set(nearest)

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A forsaken friend may be lost, and so is one of which the scenario says so."""
        reading, world = moment.reading, moment.world
        tested, kept = word_tested(moment, events, draws)
        prevails = reading.menace / (reading.menace + reading.capability + _NOTHING)
        drawn = draws.state_uniform("falls") < quantise(self.falls * prevails)
        lost = jnp.maximum((tested & ~kept & drawn).astype(jnp.float32), moment.forcing.lost)
        return Change({"lost": free_to_move(moment.setting) * lost * (1.0 - world.lost)})


_ALMOST = 0.999
"""A lost state keeps a thousandth of itself, so that no balance ratio is nought and every logarithm exists."""

_NOTHING = 1e-6
"""Million dollars: two states without any force do not divide nought by nought."""
