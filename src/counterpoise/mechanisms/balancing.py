"""S3, S4 and S8, balancing: ties to the patron follow fear and hope, slowly, around an observed level."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.protection import pull_to_balance
from counterpoise.mechanisms._base import Mechanism, Moment, free_to_move
from counterpoise.reading import Reading
from counterpoise.switches import blend
from counterpoise.world import Change, Setting, World

__all__ = ["Balancing"]


class Balancing(Mechanism):
    """A balancing coalition forms, existing allies first, where fear is high and help is credible.

    ``d x_i = speed * (anchor_i + pull_i - pull_i(start) + bond * (treaty_i - treaty_i(start)) - x_i) + noise`` for the
    tie to the patron, in logits, with ``pull = gain * log1p(fear / reference) * (protection - neutral)`` and
    ``treaty`` 1 where the patron is bound to its defence: a state whose treaty ends does not stand where it stood
    with one.  The anchor is the tie measured in history,
    a parameter of the scenario: a World that starts elsewhere returns to it unless the gain is high enough for
    help and stance to feed on one another.  The gain decides the system; between states it was measured at
    .41 (se .16), within states at about zero, so a cascade is a judgement and is shown as one.

    ``d y_i = speed * (anchor_i + yielding * (despair_i - despair_i(start)) - y_i) + noise`` for the tie to the
    challenger, with ``despair = alarm * (neutral - protection)`` where protection falls short, else zero.

    Reference of S4 at 0: ties return to their observed level, whatever the threat.

    Attributes:
        gain: Logits of tie per unit of alarm and protection.
        neutral: Protection at which fear neither draws to the patron nor drives to the challenger.
        speed: Share of the gap that closes in a year.
        yielding: Logits of tie to the challenger per unit of despair.
        drift: Standard deviation of the yearly noise of either tie, logits.
        bond: Logits of tie that a treaty of defence stands for.
    """

    name: ClassVar[str] = "balancing"
    claims: ClassVar[tuple[str, ...]] = ("S4",)

    gain: Float[Array, ""]
    neutral: Float[Array, ""]
    speed: Float[Array, ""]
    yielding: Float[Array, ""]
    drift: Float[Array, ""]
    bond: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Both ties move part of the way to where fear and hope put them."""
        world, reading, start, setting = moment.world, moment.reading, moment.start, moment.setting
        bound = self.bond * (_treaty(world, setting) - setting.allied)
        drawn = blend(moment.switches["S4"], 0.0, reading.pull - start.pull + bound)
        driven = blend(moment.switches["S4"], 0.0, self.despair(moment.reading) - self.despair(start))
        toward_patron = setting.observed_patron + setting.wish + drawn - world.tie_patron
        toward_challenger = setting.observed_challenger - setting.wish + driven - world.tie_challenger
        moves = free_to_move(moment.setting)
        return Change(
            {
                "tie_patron": moves
                * (self.speed * toward_patron + self.drift * draws.state_normal("stance, patron")),
                "tie_challenger": moves
                * (self.speed * toward_challenger + self.drift * draws.state_normal("stance, challenger")),
            }
        )

    def pull(
        self, fear: Float[Array, " state"], protection: Float[Array, " state"], reference: Float[Array, ""]
    ) -> Float[Array, " state"]:
        """Pull to balance in logits: zero at no threat, never lowered by more help."""
        return pull_to_balance(fear, protection, self.gain, reference, self.neutral)

    def despair(self, reading: Reading) -> Float[Array, " state"]:
        """Alarm that help does not answer, which drives to accommodation (0 or more)."""
        return self.yielding * reading.alarm * jnp.maximum(self.neutral - reading.protection, 0.0)


def _treaty(world: World, setting: Setting) -> Float[Array, " state"]:
    """1 where the patron is bound to a state's defence by treaty, the top rung, else 0."""
    return jnp.clip(world.depth[setting.patron] - _BELOW, 0.0, 1.0)


_BELOW = 3.0
"""The rung below a treaty of defence."""
