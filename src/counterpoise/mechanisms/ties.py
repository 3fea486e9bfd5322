"""S4, S6 and S8, the ladder of ties: rungs are climbed out of common fear and fall by shocks and neglect."""

from __future__ import annotations

from typing import ClassVar

import jax
import jax.numpy as jnp
import jax.scipy.special as jsp
from jaxtyping import Array, Bool, Float

from counterpoise.draws import Draws
from counterpoise.measures.balance import third_weight
from counterpoise.measures.hazard import PactMoment, pact_log_odds, region_of
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment
from counterpoise.once import made_once
from counterpoise.switches import blend
from counterpoise.world import Change, Events, Setting, World

__all__ = ["Ties"]


class Ties(Mechanism):
    """Existing allies first, then others; what structure built outlasts whoever governs.

    In a year a pair concludes a pact, climbs one rung, falls one or stays, in one softmax.  The top rung (a
    treaty of mutual defence) is gained from any rung at the fitted hazard of pact formation, whatever else may
    befall the tie that year, and lost at the hazard of treaty termination; neither moves with the wishes of a
    leader, and no dyadic skill is claimed for endings, which nobody can predict.  A treaty of many ends for
    all whom nothing else binds at once or for none.  The lower rungs have no record of two centuries: their rates are
    the moves of 2010-2025, raised by common fear of the challenger, lowered by estrangement from the patron.

    In a hindcast a pair may be likelier to climb or fall than its rung, and futures differ in that for good: by a
    normal of its own, to which each of the two states brings half of the variance, so that all ties of a state that
    opens or closes are surer to move together.

    References at 0: S4, common fear stays at the start year's; S8, the patron's treaties end at the rate of
    other bilateral treaties since 1990 instead of their own.

    Attributes:
        formation: Constant and slopes of the fitted equation of pact formation.
        endings: Fitted yearly rates at which treaties end, by era and form; last, the patron's in the region.
        to_dialogue: Yearly log-odds of climbing from nothing to rung 1.
        to_cooperation: The same from rung 1 to rung 2.
        to_access: The same from rung 2 to rung 3.
        from_dialogue: Yearly log-odds of falling from rung 1.
        from_cooperation: The same from rung 2.
        from_access: The same from rung 3.
        common: Log-odds of climbing per unit of common alarm beyond the start year's.
        estranged: Log-odds of falling per logit lost in the tie to the pair's own pole.
        promise: Weight of a mutual-defence treaty among third states, as a share of the ally's force.
    """

    name: ClassVar[str] = "ties"
    claims: ClassVar[tuple[str, ...]] = ("S4", "S6", "S8")

    formation: Float[Array, " term"]
    endings: Float[Array, " term"]
    to_dialogue: Float[Array, ""]
    to_cooperation: Float[Array, ""]
    to_access: Float[Array, ""]
    from_dialogue: Float[Array, ""]
    from_cooperation: Float[Array, ""]
    from_access: Float[Array, ""]
    common: Float[Array, ""]
    estranged: Float[Array, ""]
    promise: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log-odds that a pair climbs or falls a rung, and that a climb is a pact."""
        pact, lower, fall = made_once(moment.forcing.year, lambda: self._moves(moment, draws))
        climb = jnp.where(moment.world.depth >= _TOP, NEVER, _either(lower, pact))
        dissolved = jsp.logit(self.endings[_MULTILATERAL])
        return Change(odds={"tie_up": climb, "tie_down": fall, "pact": pact - lower, "dissolved": dissolved})

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A pact is had from any rung, else pairs move by one; a treaty that ends falls to co-operation.

        A rung that the scenario names is had.
        """
        depth = moment.world.depth
        up = events.happened["tie_up"].astype(jnp.float32)
        down = events.happened["tie_down"] | (events.happened["dissolved"] & self._of_many(moment))
        down = down.astype(jnp.float32)
        step = jnp.where(depth >= _TOP, 2.0, 1.0)
        named = moment.forcing.acts.rung
        rungs = jnp.where(events.happened["pact"], _TOP - depth, 1.0)
        moved = up * rungs - down * step
        return Change({"depth": jnp.where(jnp.isfinite(named), jnp.nan_to_num(named) - depth, moved)})

    def _moves(self, moment: Moment, draws: Draws) -> tuple[Float[Array, "source target"], ...]:
        """Log-odds against staying of a pact, of a lower rung gained and of a rung lost.

        A pact has the fitted chance whatever else may happen, so its odds against staying alone are those of the
        equation times what staying, climbing and falling weigh together.
        """
        depth, setting = moment.world.depth, moment.setting
        own = [self._own(draws, purpose) for purpose in ("ties climbing", "ties falling")]
        rung = jnp.clip(depth, 0, 3).astype(jnp.int32)
        up = jnp.stack([self.to_dialogue, self.to_cooperation, self.to_access])
        lower = (
            up[jnp.clip(rung, 0, 2)]
            + self._urge(moment)
            + setting.inclination
            + setting.tie_spread[0] * own[0]
        )
        lower = jnp.where(depth >= _ACCESS, NEVER, lower)
        down = jnp.stack([self.from_dialogue, self.from_cooperation, self.from_access])
        fall = down[jnp.clip(rung - 1, 0, 2)] + self.estranged * self._estrangement(moment)
        fall = fall + setting.loosening + setting.tie_spread[1] * own[1]
        ending = jsp.logit(self._ending_rate(moment)) + setting.lapse
        ending = jnp.where(self._of_many(moment), NEVER, ending)
        fall = jnp.where(depth >= _TOP, ending, jnp.where(depth > 0, fall, NEVER))
        pact = self._formation_odds(moment) + jnp.log(1.0 + jnp.exp(lower) + jnp.exp(fall))
        return pact, lower, fall

    def kept(self, world: World, setting: Setting) -> Float[Array, " state"]:
        """What a promise is worth now: the tie to the patron over the tie at which it was given, at most double.

        This is how stance feeds back on help, so that a high gain can cascade.
        """
        now, given = jax.nn.sigmoid(world.tie_patron), jax.nn.sigmoid(setting.observed_patron)
        return jnp.minimum(now / given, _DOUBLE)

    def promised(
        self, world: World, depth: Float[Array, "source target"], setting: Setting
    ) -> Float[Array, "source target"]:
        """Share of its force that row state has promised to column state, at rungs as trilaterals lift them."""
        weight = third_weight(depth, self.promise)
        return setting.helper * weight * self.kept(world, setting)[:, None]

    def promised_at(
        self, world: World, depth: Float[Array, "source target"], setting: Setting
    ) -> Float[Array, "state point"]:
        """Share of its force that each third state has promised at a theatre point.

        A state comes for its tie to the patron, who calls the coalition, or for its own tie to the state whose
        will decides there, whichever is deeper: if the patron leaves, lateral ties remain.
        """
        hub = depth[:, setting.patron][:, None]
        lateral = depth @ setting.at_stake
        weight = third_weight(jnp.maximum(hub, lateral), self.promise)
        return setting.coalition * weight * self.kept(world, setting)[:, None]

    @staticmethod
    def _own(draws: Draws, purpose: str) -> Float[Array, "source target"]:
        """What a pair has for good in this future: a standard normal, half of its variance from either state."""
        state = draws.lasting_normal(purpose)
        return (state[:, None] + state[None, :]) / jnp.sqrt(2.0)

    def _urge(self, moment: Moment) -> Float[Array, "source target"]:
        """Common alarm beyond the start's; ties with the challenger follow the tie to it instead."""
        gained = blend(moment.switches["S4"], 0.0, moment.reading.alarm - moment.start.alarm)
        shared = self.common * jnp.minimum(gained[:, None], gained[None, :])
        pole = moment.setting.challenger
        drawn = moment.world.tie_challenger - moment.setting.observed_challenger
        return shared.at[pole, :].set(drawn).at[:, pole].set(drawn)

    def _estrangement(self, moment: Moment) -> Float[Array, "source target"]:
        """Logits that the pair has lost in its ties to its own pole, 0 or more."""
        lost = jnp.maximum(moment.setting.observed_patron - moment.world.tie_patron, 0.0)
        cooled = jnp.maximum(moment.setting.observed_challenger - moment.world.tie_challenger, 0.0)
        pair = jnp.maximum(lost[:, None], lost[None, :])
        pole = moment.setting.challenger
        return pair.at[pole, :].set(cooled).at[:, pole].set(cooled)

    def _ending_rate(self, moment: Moment) -> Float[Array, "source target"]:
        """The patron's treaties in the region at their own rate, others at that of bilateral treaties."""
        setting = moment.setting
        own = blend(moment.switches["S8"], self.endings[_BILATERAL], self.endings[_PATRON])
        patron = jnp.zeros(setting.code.shape[0]).at[setting.patron].set(1.0)
        return jnp.where(patron[:, None] + patron[None, :] > 0, own, self.endings[_BILATERAL])

    @staticmethod
    def _of_many(moment: Moment) -> Bool[Array, "source target"]:
        """Allies whose pact is a treaty of many."""
        return (moment.world.depth >= _TOP) & (moment.setting.of_many > 0)

    def _formation_odds(self, moment: Moment) -> Float[Array, "source target"]:
        setting = moment.setting
        moment_of_pacts = PactMoment(
            capital_km=setting.capital_km,
            mindist=setting.mindist,
            neighbours=jnp.maximum(setting.land, setting.sea),
            nonaggression=setting.nonaggression,
            consultation=setting.consultation,
            polyarchy=moment.reading.regime,
            region=region_of(setting.code),
            century=setting.code // 100,
            record=moment.world.record,
            enemies=moment.forcing.enemies,
        )
        return pact_log_odds(moment_of_pacts, self.formation)


def _either(one: Array, other: Array) -> Array:
    """Log of the sum of two odds.  What is beside 1 need not be as exact as log1p has it, at twice the time."""
    return jnp.maximum(one, other) + jnp.log(1.0 + jnp.exp(-jnp.abs(one - other)))


_TOP, _ACCESS = 4.0, 3.0
_DOUBLE = 2.0

_MULTILATERAL, _BILATERAL, _PATRON = 6, 7, 8
"""Places of treaties since 1990 by form, and of the patron's treaties in the region, among the fitted rates."""
