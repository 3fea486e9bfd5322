"""C4, burden sharing: each hopes that others will pay, and above all that others will take the risk."""

from __future__ import annotations

import math
from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.burden_game import contributions, risk_sharing
from counterpoise.mechanisms._base import Mechanism, Moment, free_to_move
from counterpoise.reading import Reading
from counterpoise.switches import Switches, at_present, blend, felt
from counterpoise.world import Change, Setting, World

__all__ = ["TERMS", "Burden"]

TERMS = (
    "lag_within", "own_threat", "war", "income", "growth", "polyarchy", "neighbours",
    "patron_burden_europe", "patron_burden_asia_pacific", "constant", "lag", "scale", "degrees",
    "reversion", "own_scale", "own_degrees",
)  # fmt: skip
"""Terms of the fitted equation of log burden, in the order of its draws."""


class Burden(Mechanism):
    """Effort is close to a random walk; what collective action costs is willingness more than money.

    ``d log m_i = drift_i + pace * (threat * (alarm_i - alarm_i(start)) + riding_i + left_i) + reversion * gap_i +
    shock``, and no budget is more than a war economy can bear;
    ``gap`` what the burden of the start year is above the present one: the fitted reversion to the level from which a
    span of years set out, with the fitted spread and tails of its surprises.
    ``riding`` is what the contribution game of :mod:`counterpoise.measures.burden_game` leaves to others, played in
    log effort against the start year's and solved in a fixed number of damped rounds; its sigma is the fitted
    response of Asia-Pacific allies to the patron's effort with its sign turned: free riding where positive, but the
    estimate straddles zero, unlike in Europe.  ``left`` is what is yet to be done, or left undone, of ``reliance *
    (leant(start) - leant)``, with ``leant = help / (own + help)`` how far a state rests on others: who loses a patron
    does more itself, and who gains partners does less; the challenger's own partners do neither.  Willingness in a
    war, ``logit = risk + lead * leadership + stake * alarm``, multiplies what third states promised and whether hosts
    open; leadership is the patron's own effort, presence and diplomacy, so it must be earned.

    Reference of C4 at 0: promises are kept in full, and nobody spends less because others spend.

    Attributes:
        fit: Fitted equation of log burden, in the order of :data:`TERMS`.
        trend: Standard deviation across futures of a state's lasting trend in burden, log per year.
        rise: Lasting trend of the challenger's burden, log per year.
        pace: Share of an adjustment of effort that is made in a year.
        risk: Logit of willingness to share the risk of a war with no leadership and no alarm.
        lead: Logits of willingness per unit of leadership.
        stake: Logits of willingness per unit of the state's own alarm.
        diplomacy: Leadership lost per log point of the patron's diplomatic capacity (C7 moves that).
        reliance: Log effort that a state adds when all the force that protects it turns from others' into its own.
    """

    name: ClassVar[str] = "burden"
    claims: ClassVar[tuple[str, ...]] = ("C4",)

    fit: Float[Array, " term"]
    trend: Float[Array, ""]
    rise: Float[Array, ""]
    pace: Float[Array, ""]
    risk: Float[Array, ""]
    lead: Float[Array, ""]
    stake: Float[Array, ""]
    diplomacy: Float[Array, ""]
    reliance: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log change of the military burden."""
        setting, reading, start = moment.setting, moment.reading, moment.start
        lasting = self.trend * draws.lasting_normal("burden trend")
        lasting = lasting.at[setting.challenger].set(self.rise)
        response = self._term("own_threat") * (reading.alarm - start.alarm) + reading.riding
        own = free_to_move(setting) * (1.0 - setting.adversary)
        response += moment.switches["C4"] * own * self._left(moment)
        back = self._term("reversion") * (setting.observed_burden - moment.world.burden)
        shock = self._term("own_scale") * draws.state_student("burden", self._term("own_degrees"))
        surprise = jnp.clip(shock, -_LARGEST, _LARGEST)
        moves = lasting + self.pace * response + back + surprise
        return Change({"burden": jnp.minimum(moves, jnp.maximum(_MOST - moment.world.burden, 0.0))})

    def _left(self, moment: Moment) -> Float[Array, " state"]:
        """What is yet to be made good of help that was lost, or left undone of help that was gained, log effort."""
        due = self.reliance * (_leant(moment.start) - _leant(moment.reading))
        done = moment.world.burden - moment.setting.observed_burden
        return due - jnp.clip(done, jnp.minimum(due, 0.0), jnp.maximum(due, 0.0))

    def riding(
        self,
        world: World,
        spill_in: Float[Array, "state partner"],
        setting: Setting,
        switches: Switches,
    ) -> Float[Array, " state"]:
        """Log effort that each state leaves to others, 0 with C4 off and at the start.

        Args:
            world: Its burdens, against those observed at the start, are the contributions.
            spill_in: How far each state's effort serves each other one, 0 to 1 (row the one served).
            setting: Observed burdens.
            switches: C4.
        """
        effort = world.burden - setting.observed_burden
        total = jnp.maximum(spill_in.sum(axis=1, keepdims=True), 1.0)
        game = contributions(
            threat=jnp.ones_like(effort),
            income=jnp.exp(effort),
            weights=spill_in / total,
            sigma=-self._term("patron_burden_asia_pacific"),
            rounds=_ROUNDS,
            damping=_DAMPING,
            elasticity=1.0,
        )
        return switches["C4"] * game.riding

    def _term(self, name: str) -> Float[Array, ""]:
        return self.fit[TERMS.index(name)]

    def leadership(
        self, world: World, short: Float[Array, ""], setting: Setting, switches: Switches
    ) -> Float[Array, ""]:
        """The patron's lead: its effort against the start year's, less what crises, doubt and lost skill take."""
        patron = setting.patron
        effort = world.burden[patron] - setting.observed_burden[patron]
        taken = felt(switches, "C9", world.distraction) + jnp.maximum(felt(switches, "C5", world.doubt), 0.0)
        return effort - taken - self.diplomacy * short

    def willing(
        self,
        alarm: Float[Array, " state"],
        leadership: Float[Array, ""],
        counsel: Float[Array, " state"],
        switches: Switches,
    ) -> Float[Array, " state"]:
        """Share of what it promised that a state would bring to a war; counsel in common adds its logits."""
        share = risk_sharing(self.risk + counsel, leadership, alarm, self.lead, self.stake)
        return blend(switches["C4"], switches.get(at_present("C4"), 1.0), share)


def _leant(reading: Reading) -> Float[Array, " state"]:
    """Share of the force that protects each state which is not its own, 0 to 1."""
    return reading.help / (reading.capability + reading.help + _NOTHING)


_NOTHING = 1e-6
"""Million dollars: a state without any force and without friends leans on nobody."""

_MOST = math.log(0.76)
"""The largest share of national income that a state has spent on war, Japan's in 1944.

Source: Harrison (1998), *The Economics of World War II*, ch. 1.
"""

_LARGEST = 0.5
"""No member of the region has changed its burden by more in a peacetime year since 1990."""

_ROUNDS, _DAMPING = 8, 0.7
"""With spill-ins that sum to one at most, rounds converge for any damping below 2 / (1 + sigma)."""
