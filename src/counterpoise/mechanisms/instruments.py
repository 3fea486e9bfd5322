"""S6, instruments short of alliance: technology pacts, trilaterals, minilaterals and visits, each in its own way."""

from __future__ import annotations

from typing import ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment
from counterpoise.switches import Switches
from counterpoise.world import Change, Events, Setting

__all__ = ["Instruments"]


class Instruments(Mechanism):
    """Balancing has instruments, and they do different things.

    - A *technology pact* moves technology: ``d a_i += transfer * max_j (pact[i, j] * (a_j - a_i))``, where that is
      above 0 (with C1 on; without it technology stands still).
    - A *trilateral* links two treaties: what two allies of the patron promise each other rises ``link`` of the way
      from their own rung to the weaker of their rungs with the patron, and falls with it.
    - A *minilateral* co-ordinates: those who sit in one with the patron are ``council`` logits more willing.
    - A *visit* reassures: a partner that is visited gains ``reassure`` logits of trust.  Visits come at their usual
      rate, ``visit`` in log-odds, and only their surplus or want counts, so that a patron without diplomats (C7)
      loses trust by staying away; visits already paid are facts of the scenario.

    All of them also stand on the ladder of ties, where their rung says how deep a tie goes.

    Reference of S6 at 0: no host is open to the patron, and nothing but the ladder binds.

    Attributes:
        transfer: Share of a partner's lead in technology that a pact passes on in a year.
        link: How far a trilateral lifts the tie between two allies towards their ties with the patron.
        council: Logits of willingness that a minilateral with the patron adds.
        visit: Yearly log-odds of a visit that reassures.
        reassure: Logits of trust that a visit brings.
    """

    name: ClassVar[str] = "instruments"
    claims: ClassVar[tuple[str, ...]] = ("S6",)

    transfer: Float[Array, ""]
    link: Float[Array, ""]
    council: Float[Array, ""]
    visit: Float[Array, ""]
    reassure: Float[Array, ""]

    def linked(
        self, depth: Float[Array, "source target"], setting: Setting, switches: Switches
    ) -> Float[Array, "source target"]:
        """Rungs as trilaterals lift them."""
        hub = depth[setting.patron]
        gap = jnp.maximum(jnp.minimum(hub[:, None], hub[None, :]) - depth, 0.0)
        return depth + switches["S6"] * self.link * setting.trilateral * gap

    def counselled(self, setting: Setting, switches: Switches) -> Float[Array, " state"]:
        """Logits of willingness from sitting in a minilateral with the patron."""
        return switches["S6"] * self.council * setting.minilateral[setting.patron]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Technology passes between partners; log-odds of a visit to each partner of the patron."""
        world, setting, on = moment.world, moment.setting, moment.switches
        lead = setting.technology_pact * (world.technology[None, :] - world.technology[:, None])
        passed = self.transfer * jnp.maximum(lead.max(axis=1), 0.0)
        odds = jnp.where(world.depth[setting.patron] >= _PARTNER, self.visit, NEVER)
        return Change({"technology": on["S6"] * on["C1"] * passed}, {"visit": odds})

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """Visits beyond the usual reassure, too few of them do the opposite."""
        partner = moment.world.depth[moment.setting.patron] >= _PARTNER
        paid = moment.forcing.visits
        happened = jnp.where(jnp.isfinite(paid), jnp.nan_to_num(paid), events.happened["visit"])
        surplus = jnp.where(partner, happened - jax.nn.sigmoid(self.visit), 0.0)
        return Change({"trust": moment.switches["S6"] * self.reassure * surplus})


_PARTNER = 2.0
"""Rung from which a partner counts on being visited."""
