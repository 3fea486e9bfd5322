"""C9, attention: crises in other theatres compete for the patron's force and will."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.world import Change, Events

__all__ = ["Attention"]


class Attention(Mechanism):
    """The patron is distracted by other theatres: a second crisis begins by chance and fades.

    ``d distraction = -fade * distraction``, plus ``size`` in a year in which a crisis elsewhere begins.  What
    distraction does is in forces (force tied down), commitment and leadership, each behind this claim's switch.

    Reference of C9 at 0: no theatre but this one.

    Attributes:
        onset: Yearly log-odds that a crisis elsewhere calls on the patron's forces.
        size: Weight of such a crisis, 1 for one that ties down what the Gulf and Afghan wars did in 2010.
        fade: Share of the distraction that ends in a year.
    """

    name: ClassVar[str] = "attention"
    claims: ClassVar[tuple[str, ...]] = ("C9",)

    onset: Float[Array, ""]
    size: Float[Array, ""]
    fade: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Old crises fade, one that the scenario names weighs in; log-odds that another begins."""
        named = moment.forcing.acts.quarrels
        return Change(
            {"distraction": named - self.fade * moment.world.distraction}, {"elsewhere": self.onset}
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A crisis that began weighs in."""
        return Change({"distraction": self.size * events.happened["elsewhere"].astype(jnp.float32)})
