"""C4, burden sharing: each hopes that others will pay, and above all that others will take the risk."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.burden_game import risk_sharing
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import Switches, blend
from counterpoise.world import Change, Setting, World

__all__ = ["TERMS", "Burden"]

TERMS = (
    "lag_within", "own_threat", "war", "income", "growth", "polyarchy", "neighbours",
    "patron_burden_europe", "patron_burden_asia_pacific", "constant", "lag", "scale", "degrees",
)  # fmt: skip
"""Terms of the fitted equation of log burden, in the order of its draws."""


class Burden(Mechanism):
    """Effort is close to a random walk; what collective action costs is willingness more than money.

    ``d log m_i = drift_i + threat * (alarm_i - alarm_i(start)) * pace + ease_i * pace + shock``.  ``ease`` is the
    spending that a state leaves to others, ``spill * log(1 + help / own)`` relative to the start, with spill the
    fitted response of Asia-Pacific allies to the patron's effort: free riding where negative, but the estimate is
    slightly positive with an error as large, unlike in Europe.  Willingness in a war,
    ``logit = risk + lead * leadership + stake * alarm``, multiplies what third states promised and whether hosts
    open; leadership is the patron's own effort and presence, so it must be earned.

    Reference of C4 at 0: promises are kept in full, and nobody spends less because others spend.

    Attributes:
        fit: Fitted equation of log burden, in the order of :data:`TERMS`.
        steady: Factor on the scale of the yearly surprise: the region's budgets are steadier than all states'.
        trend: Standard deviation across futures of a state's lasting trend in burden, log per year.
        rise: Lasting trend of the challenger's burden, log per year.
        pace: Share of an adjustment of effort that is made in a year.
        risk: Logit of willingness to share the risk of a war with no leadership and no alarm.
        lead: Logits of willingness per unit of leadership.
        stake: Logits of willingness per unit of the state's own alarm.
    """

    name: ClassVar[str] = "burden"
    claims: ClassVar[tuple[str, ...]] = ("C4",)

    fit: Float[Array, " term"]
    steady: Float[Array, ""]
    trend: Float[Array, ""]
    rise: Float[Array, ""]
    pace: Float[Array, ""]
    risk: Float[Array, ""]
    lead: Float[Array, ""]
    stake: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log change of the military burden."""
        setting, reading, start = moment.setting, moment.reading, moment.start
        lasting = self.trend * draws.lasting_normal("burden trend")
        lasting = lasting.at[setting.challenger].set(self.rise)
        response = self._term("own_threat") * (reading.alarm - start.alarm) + reading.ease - start.ease
        back = (1.0 - self._term("lag")) * (setting.observed_burden - moment.world.burden)
        scale = self.steady * self._term("scale")
        surprise = jnp.clip(scale * draws.state_student("burden", self._term("degrees")), -_LARGEST, _LARGEST)
        return Change({"burden": lasting + self.pace * response + back + surprise})

    def ease(
        self,
        capability: Float[Array, " state"],
        help_: Float[Array, " state"],
        switches: Switches,
    ) -> Float[Array, " state"]:
        """Log effort that a state leaves to others, 0 with C4 off."""
        spill = self._term("patron_burden_asia_pacific")
        return switches["C4"] * spill * jnp.log1p(help_ / capability)

    def _term(self, name: str) -> Float[Array, ""]:
        return self.fit[TERMS.index(name)]

    def leadership(self, world: World, setting: Setting, switches: Switches) -> Float[Array, ""]:
        """The patron's lead: its own effort against the start year's, less what a second crisis takes."""
        patron = setting.patron
        effort = world.burden[patron] - setting.observed_burden[patron]
        return effort - switches["C9"] * world.distraction - switches["C5"] * jnp.maximum(world.doubt, 0.0)

    def willing(
        self, alarm: Float[Array, " state"], leadership: Float[Array, ""], switches: Switches
    ) -> Float[Array, " state"]:
        """Share of what it promised that a state would bring to a war."""
        share = risk_sharing(self.risk, leadership, alarm, self.lead, self.stake)
        return blend(switches["C4"], 1.0, share)


_LARGEST = 0.5
"""No member of the region has changed its burden by more in a peacetime year since 1990."""
