"""C2, leaders: elections and crises bring in people who stand elsewhere, and can bring an ally back."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
import jax.scipy.special as jsp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment
from counterpoise.world import Change, Events

__all__ = ["Leaders"]


class Leaders(Mechanism):
    """Who governs matters for a while; turnover comes by calendar, by term and by crisis.

    Where a calendar decides, leaders change only in election years, with probability ``turnover``; elsewhere in
    any year with the hazard measured for the regime, ``irregular`` exits on top of both.  A new leader stands at
    the parties' mean plus ``polarisation`` times the spread between the parties.

    The tie moves by ``weight * (orientation - orientation of the start year)``, closed at the pace of policy.

    Reference of C2 at 0: the leaders of the start year, or others like them, stay.

    Attributes:
        weight: Logits of the tie to the patron between a leader at the challenger's end and one in the middle.
        pace: Share of that shift made in a year.
        turnover: Probability that a calendar election changes who governs.
        polarisation: Factor on the spread between those who can come to power.
        exits: Fitted yearly log-odds by regime (four bins of polyarchy): any exit, regular, irregular.
    """

    name: ClassVar[str] = "leaders"
    claims: ClassVar[tuple[str, ...]] = ("C2",)

    weight: Float[Array, ""]
    pace: Float[Array, ""]
    turnover: Float[Array, ""]
    polarisation: Float[Array, ""]
    exits: Float[Array, " term"]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Stance leans towards the leader; log-odds that the leader goes this year."""
        setting, world = moment.setting, moment.world
        _, regular_exit, irregular_exit = self.exits.reshape(3, 4)
        regime = jnp.clip((moment.reading.regime * 4).astype(jnp.int32), 0, 3)
        scheduled = jnp.where(moment.forcing.election > 0, jsp.logit(self.turnover), NEVER)
        regular = jnp.where(setting.calendar > 0, scheduled, regular_exit[regime])
        odds = jnp.logaddexp(regular, irregular_exit[regime])
        lean = self.weight * (world.orientation - setting.incumbent)
        lean = lean.at[setting.patron].set(0.0).at[setting.challenger].set(0.0)
        return Change(
            {"tie_patron": moment.switches["C2"] * self.pace * lean},
            {"exit": odds},
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A successor takes the place of a leader who went."""
        setting = moment.setting
        successor = setting.parties + self.polarisation * setting.spread * draws.state_normal("successor")
        successor = jnp.clip(successor, -1.0, 1.0)
        gone = events.happened["exit"].astype(jnp.float32)
        return Change({"orientation": gone * (successor - moment.world.orientation)})
