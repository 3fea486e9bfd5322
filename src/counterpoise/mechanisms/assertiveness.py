"""S2 and S5, assertiveness: who starts disputes with whom, by the equation fitted on two centuries."""

from __future__ import annotations

from typing import ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.hazard import (
    DISPUTE_COVARIATES,
    DisputeMoment,
    Record,
    dispute_log_odds,
    probability,
    update_record,
)
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment, decided
from counterpoise.switches import Switches, blend
from counterpoise.world import Change, Events, Setting, World

__all__ = ["Assertiveness"]


class Assertiveness(Mechanism):
    """The challenger presses its claims, and each dispute is remembered by its target.

    The log-odds of initiation are the fitted equation of :mod:`counterpoise.estimate.dispute`, evaluated on the
    simulated World by the same covariate function that read history.  A dispute enters the record, which raises
    both the hazard of the next one and the fear of its target: that is how a bid for dominance defeats itself.

    It also coerces short of force: boats, duties, bans on travel, exercises off a coast.  Each target is coerced in a
    year with the log-odds of a dispute plus ``coerce``, so that the two go to the same places for the same reasons, and
    the record of what was started remembers it as ``slight`` of a dispute.

    References at 0: S2, nothing of what the challenger started counts, disputes or coercion, as if it pressed no
    claim; S5, fear goes on reading the record of the start year, whatever the challenger does.

    Attributes:
        coefficients: Constant and slopes of the fitted equation, in the order of ``DISPUTE_COVARIATES``.
        coerce: Log-odds of coercion beyond those of a dispute.
        slight: Share of a dispute as which it is remembered.
    """

    name: ClassVar[str] = "assertiveness"
    claims: ClassVar[tuple[str, ...]] = ("S2", "S5")

    coefficients: Float[Array, " term"]
    coerce: Float[Array, ""]
    slight: Float[Array, ""]

    def hazards(
        self,
        world: World,
        share: Float[Array, " state"],
        regime: Float[Array, " state"],
        setting: Setting,
        switches: Switches,
    ) -> tuple[Float[Array, "source target"], Float[Array, "source target"]]:
        """Log-odds of initiation with all ties counted, and the bare hazard that fear reads (no pacts)."""
        pact = jnp.where(world.depth >= _DEFENCE, 1.0, 0.0)
        seen = _quiet(world.record, setting, switches["S2"])
        odds = self._log_odds(seen, share, regime, pact, setting)
        bare = jax.lax.cond(
            switches["S5"] == 1.0,
            lambda: odds - self.coefficients[_PACT_TERM] * pact,
            lambda: self._log_odds(
                self._remembered(seen, setting, switches), share, regime, jnp.zeros_like(pact), setting
            ),
        )
        return odds, probability(bare)

    def _remembered(self, seen: Record, setting: Setting, switches: Switches) -> Record:
        """The record that fear reads: today's as far as S5 is on, the start year's otherwise."""
        then = _quiet(setting.record, setting, switches["S2"])
        return jax.tree.map(lambda new, old: blend(switches["S5"], old, new), seen, then)

    def _log_odds(
        self, record: Record, share: Array, regime: Array, pact: Array, setting: Setting
    ) -> Float[Array, "source target"]:
        moment = DisputeMoment(
            share=share,
            mindist=setting.mindist,
            land=setting.land,
            sea=setting.sea,
            major=setting.major,
            polyarchy=regime,
            defence_pact=pact,
            record=record,
            beyond=setting.beyond,
        )
        return dispute_log_odds(moment, self.coefficients)

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Log-odds that source starts a dispute with target or coerces it, a certainty where the scenario says so."""
        odds, acts, challenger = moment.reading.dispute_odds, moment.forcing.acts, moment.setting.challenger
        coerced = odds[challenger] + self.coerce + decided(acts.coerced)
        return Change(
            odds={
                "dispute": odds.at[challenger].add(decided(acts.tested)),
                "coerced": coerced.at[challenger].set(NEVER),
            }
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """The record remembers this year's disputes, and coercion a little."""
        began = events.happened["dispute"].astype(jnp.float32)
        fresh = update_record(moment.world.record, began, began)
        coerced = self.slight * events.happened["coerced"].astype(jnp.float32)
        fresh = fresh._replace(initiated=fresh.initiated.at[moment.setting.challenger].add(coerced))
        return Change({"record": jax.tree.map(jnp.subtract, fresh, moment.world.record)})


_DEFENCE = 4.0

_PACT_TERM = 1 + DISPUTE_COVARIATES.index("defence_pact")
"""Place of the defence pact among the coefficients, the constant being first."""


def _quiet(record: Record, setting: Setting, switch: Array) -> Record:
    """The record with the challenger's own initiations counted as far as S2 is on."""
    row = jnp.ones((setting.code.shape[0], 1)).at[setting.challenger].set(switch)
    return record._replace(initiated=record.initiated * row)
