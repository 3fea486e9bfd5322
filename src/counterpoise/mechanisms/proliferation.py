"""C5, proliferation: a friend that can build the bomb does so when it fears much and trusts the umbrella little."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment, decided
from counterpoise.switches import Switches
from counterpoise.world import Change, Events, Setting, World

__all__ = ["Proliferation"]


class Proliferation(Mechanism):
    """Extended deterrence is an umbrella of commitment and depth; who stands at the threshold may step over it.

    Yearly log-odds that a state at the threshold builds weapons, ``urge + log(threshold) + dread * (alarm -
    alarm(start)) - shelter * (umbrella - umbrella(start))``, with ``umbrella = commitment * depth / 4``.  Weapons cap
    what a lost dispute would cost their owner (:class:`~counterpoise.mechanisms.threat.Threat`), not the hazard of
    disputes, and cost it ``rebuke`` logits of its tie to the patron.

    Reference of C5 at 0: new weapons cap nothing and cost no tie.

    Attributes:
        urge: Yearly log-odds for a state wholly at the threshold, as alarmed and sheltered as in the start year.
        dread: Log-odds per unit of alarm beyond the start year's.
        shelter: Log-odds per unit of umbrella lost.
        arsenal: Warheads that a new nuclear state comes to own.
        rebuke: Logits of the tie to the patron that the step costs.
    """

    name: ClassVar[str] = "proliferation"
    claims: ClassVar[tuple[str, ...]] = ("C5",)

    urge: Float[Array, ""]
    dread: Float[Array, ""]
    shelter: Float[Array, ""]
    arsenal: Float[Array, ""]
    rebuke: Float[Array, ""]

    def warheads(self, world: World, setting: Setting, switches: Switches) -> Float[Array, " state"]:
        """Warheads that an attacker must reckon with."""
        return setting.warheads + switches["C5"] * self.arsenal * world.armed

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log-odds that a state builds weapons of its own this year."""
        setting, world = moment.setting, moment.world
        dread = self.dread * (moment.reading.alarm - moment.start.alarm)
        shelter = self.shelter * (moment.reading.umbrella - moment.start.umbrella)
        able = (setting.threshold > 0) & (world.armed < _HALF) & (world.lost < _HALF)
        odds = self.urge + jnp.log(jnp.where(able, setting.threshold, 1.0)) + dread - shelter
        named = decided(moment.forcing.acts.nuclear) * (world.armed < _HALF)
        return Change(odds={"nuclear": jnp.where(able, odds, NEVER) + named})

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """Who stepped over owns weapons, and has displeased the patron."""
        stepped = events.happened["nuclear"].astype(jnp.float32)
        return Change({"armed": stepped, "tie_patron": -moment.switches["C5"] * self.rebuke * stepped})


_HALF = 0.5
"""Ownership and loss are 0 or 1."""
