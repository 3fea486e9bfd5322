"""C2, leaders: elections and crises bring in people who stand elsewhere, and can bring an ally back."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
import jax.scipy.special as jsp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import CERTAIN, NEVER, Mechanism, Moment, decided
from counterpoise.switches import Switches
from counterpoise.world import Change, Events, Setting, World

__all__ = ["Leaders"]


class Leaders(Mechanism):
    """Who governs matters for a while; turnover comes by calendar, by term and by crisis.

    Where a calendar decides, leaders change only in election years, with probability ``turnover``, and for
    certain where the law gives them no further term, or where they are removed, with the hazard of irregular
    exits measured for the regime; elsewhere they go in any year with the hazard measured for any exit.  A new
    leader stands at the parties' mean plus ``polarisation * (1 + division)`` times the spread between the
    parties.  Where an election calendar rules, an exit outside it is a removal: it leaves ``bitter`` more
    division, which heals slowly.

    A leader who leans away also plays other threats down: their weight in fear is multiplied by ``exp(other *
    (orientation - orientation of the start year))``, so that Seoul's two parties read the North differently.

    A leader whom the scenario names takes office in that year, for certain and without dividing anybody.

    The tie moves by ``weight * (orientation - orientation of the start year)``, closed at the pace of policy.

    Reference of C2 at 0: the leaders of the start year, or others like them, stay.

    Attributes:
        weight: Logits of the tie to the patron between a leader at the challenger's end and one in the middle.
        pace: Share of that shift made in a year.
        turnover: Probability that a calendar election changes who governs.
        polarisation: Factor on the spread between those who can come to power.
        other: Log weight of other threats per unit of orientation.
        bitter: Division that a removal leaves, as a share of the parties' spread.
        heal: Share of a division that heals in a year.
        exits: Fitted yearly log-odds by regime (four bins of polyarchy): any exit, regular, irregular.
    """

    name: ClassVar[str] = "leaders"
    claims: ClassVar[tuple[str, ...]] = ("C2",)

    weight: Float[Array, ""]
    pace: Float[Array, ""]
    turnover: Float[Array, ""]
    polarisation: Float[Array, ""]
    other: Float[Array, ""]
    bitter: Float[Array, ""]
    heal: Float[Array, ""]
    exits: Float[Array, " term"]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Stance leans towards the leader; log-odds that the leader goes this year."""
        setting, world = moment.setting, moment.world
        any_exit, _, irregular_exit = self.exits.reshape(3, 4)
        regime = jnp.clip((moment.reading.regime * 4).astype(jnp.int32), 0, 3)
        spent = (setting.terms > 0) & (world.served >= setting.terms)
        chosen = jnp.where(spent, CERTAIN, jsp.logit(self.turnover))
        scheduled = jnp.where(moment.forcing.election > 0, chosen, NEVER)
        chosen_or_removed = _either(scheduled, irregular_exit[regime])
        named = jnp.isfinite(moment.forcing.acts.leader).astype(jnp.float32)
        odds = jnp.where(setting.calendar > 0, chosen_or_removed, any_exit[regime]) + decided(named)
        lean = self.weight * (world.orientation - setting.incumbent)
        lean = lean.at[setting.patron].set(0.0).at[setting.challenger].set(0.0)
        return Change(
            {"tie_patron": moment.switches["C2"] * self.pace * lean, "division": -self.heal * world.division},
            {"exit": odds},
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A successor takes the place of a leader who went; a removal divides."""
        setting = moment.setting
        apart = self.polarisation * (1.0 + moment.world.division) * setting.spread
        successor = setting.parties + apart * draws.state_normal("successor")
        successor = jnp.clip(successor, -1.0, 1.0)
        named = moment.forcing.acts.leader
        successor = jnp.where(jnp.isfinite(named), jnp.nan_to_num(named), successor)
        gone = events.happened["exit"].astype(jnp.float32)
        removed = gone * setting.calendar * (1.0 - moment.forcing.election) * (1.0 - jnp.isfinite(named))
        again = moment.forcing.election * (1.0 - gone)
        return Change(
            {
                "orientation": gone * (successor - moment.world.orientation),
                "served": gone * (1.0 - moment.world.served) + again,
                "division": self.bitter * removed,
            }
        )

    def menace(self, world: World, setting: Setting, switches: Switches) -> Float[Array, "source target"]:
        """Whose threat counts how much: the challenger's in full, others' as the target's leader sees them."""
        shift = switches["C2"] * self.other * (world.orientation - setting.incumbent)
        seen = setting.menace * jnp.exp(shift)[None, :]
        return seen.at[setting.challenger].set(setting.menace[setting.challenger])


def _either(one: Float[Array, " state"], other: Float[Array, " state"]) -> Float[Array, " state"]:
    """Log-odds that at least one of two independent events happens: ``(1 + e^a)(1 + e^b) - 1`` as odds."""
    return jnp.logaddexp(jnp.logaddexp(one, other), jnp.minimum(one + other, CERTAIN))
