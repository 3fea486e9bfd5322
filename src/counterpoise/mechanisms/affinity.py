"""C8, affinity: likeness of regimes was glue, never the foundation, and the patron's own drift may thin it."""

from __future__ import annotations

from typing import ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment, free_to_move
from counterpoise.noise import quantise
from counterpoise.switches import Switches, blend
from counterpoise.world import Change, Setting, World

__all__ = ["TERMS", "Affinity"]

TERMS = (
    "jump_0", "jump_1", "jump_2", "jump_3", "shift_0", "shift_1", "shift_2", "shift_3", "size", "still",
)  # fmt: skip
"""Fitted terms of :mod:`counterpoise.estimate.regime`, in the order of their draws."""


class Affinity(Mechanism):
    """Ties lean towards those whose regime is more like one's own, and every regime may drift or jump.

    ``likeness_i = |r_i - r_challenger| - |r_i - r_patron|``: relative, for nobody chooses between likeness and
    nothing.  What counts is its change since the start year, because the tie that was observed holds the rest:

    - the tie to the patron moves by ``glue * change`` and that to the challenger by its opposite, at ``pace`` a year;
    - the patron's commitment gains ``bond * change`` logits;
    - disputes, pacts and exits of leaders read today's regimes in their fitted equations.

    Regimes ``r`` (polyarchy) keep still for years, ``still * noise``, and jump at the rate and by the mean of their
    bin, ``shift + size * noise``, as they did since 1950; a value already observed takes the place of the drawn one.
    South Korea, Taiwan and the Philippines were dictatorships under American treaties for decades: a glue strong
    enough to undo those ties is outside the prior, and a test holds it there.

    Reference of C8 at 0: regimes stay those of the start year, and likeness moves nothing.

    Attributes:
        fit: Fitted terms, in the order of :data:`TERMS`.
        glue: Logits of tie per unit of relative likeness.
        pace: Share of that shift made in a year.
        bond: Logits of the patron's commitment per unit of relative likeness.
    """

    name: ClassVar[str] = "affinity"
    claims: ClassVar[tuple[str, ...]] = ("C8",)

    fit: Float[Array, " term"]
    glue: Float[Array, ""]
    pace: Float[Array, ""]
    bond: Float[Array, ""]

    def regime(self, world: World, setting: Setting, switches: Switches) -> Float[Array, " state"]:
        """Polyarchy that others react to: today's with C8 on, the start year's without."""
        return blend(switches["C8"], setting.polyarchy, world.polyarchy)

    def likeness(self, regime: Float[Array, " state"], setting: Setting) -> Float[Array, " state"]:
        """Relative likeness to the patron gained since the start year, 0 for the poles themselves."""
        gained = _relative(regime, setting) - _relative(setting.polyarchy, setting)
        return free_to_move(setting) * gained

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Ties lean, regimes drift."""
        lean = self.pace * self.glue * moment.reading.likeness
        known = moment.forcing.polyarchy
        drawn = jnp.clip(moment.world.polyarchy + self._drift(moment.world.polyarchy, draws), _LEAST, _MOST)
        after = jnp.where(jnp.isfinite(known), jnp.nan_to_num(known), drawn)
        return Change(
            {
                "tie_patron": lean,
                "tie_challenger": -lean,
                "polyarchy": after - moment.world.polyarchy,
            }
        )

    def _drift(self, regime: Float[Array, " state"], draws: Draws) -> Float[Array, " state"]:
        """A still year, or a jump."""
        chance, shift, (size, still) = self.fit[:4], self.fit[4:8], self.fit[8:]
        place = jnp.clip((regime * 4).astype(jnp.int32), 0, 3)
        jumps = draws.state_uniform("regime jumps") < quantise(jax.nn.sigmoid(chance[place]))
        noise = draws.state_normal("regime")
        return jnp.where(jumps, shift[place] + size * noise, still * noise)


def _relative(regime: Float[Array, " state"], setting: Setting) -> Float[Array, " state"]:
    patron, challenger = regime[setting.patron], regime[setting.challenger]
    return jnp.abs(regime - challenger) - jnp.abs(regime - patron)


_LEAST, _MOST = 0.01, 0.95
"""Range of polyarchy among states since 1950."""
