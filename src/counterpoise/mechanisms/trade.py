"""C6, trade: the patron's tariffs cost its friends output and goodwill, and the challenger's market draws."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment, free_to_move
from counterpoise.switches import felt
from counterpoise.world import Change, Events

__all__ = ["Trade"]


class Trade(Mechanism):
    """Protection against allies undercuts the coalition while the rival woos.

    Announced tariffs are followed; without an announcement the rate keeps ``lasting`` of its level each year.
    ``d log Y_i -= cost * exports_i / Y_i * d tariff_i``.  Each year the tie to the patron loses
    ``grievance * tariff_i * exports_i / (Y_i / 10)`` and the tie to the challenger gains ``pull * outgrown * trade_i
    / .5 + wedge * tariff_i * trade_i / .5``, with outgrown the rise of ``log(Y_challenger / Y_patron)`` since the
    start; since ties go back to their observed level, a lasting push becomes a lasting shift.

    The patron may also raise a tariff on a whim, by ``whim_size`` on one state and the less the nearer it is to the
    highest rate ever charged; restraint makes that rare (C7).

    Reference of C6 at 0: the tariffs of 2024 and no pull of markets.

    Attributes:
        cost: Output lost per unit of tariff on each unit of exports.
        lasting: Share of this year's tariff that is kept next year where nothing is announced.
        grievance: Logits of tie to the patron lost a year per unit of tariff, for exports of a tenth of output.
        pull: Logits of tie to the challenger a year per log point by which it outgrew the patron, at half of trade.
        wedge: Logits of tie to the challenger a year per unit of the patron's tariff, at half of trade.
        whim: Yearly log-odds of a new tariff on a state, with the restraints of the reference years.
        whim_size: Its rate.
    """

    name: ClassVar[str] = "trade"
    claims: ClassVar[tuple[str, ...]] = ("C6",)

    cost: Float[Array, ""]
    lasting: Float[Array, ""]
    grievance: Float[Array, ""]
    pull: Float[Array, ""]
    wedge: Float[Array, ""]
    whim: Float[Array, ""]
    whim_size: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Tariffs move, and output and ties with them."""
        setting, world, forcing = moment.setting, moment.world, moment.forcing
        on, moves = moment.switches["C6"], free_to_move(setting)
        announced = jnp.isfinite(forcing.tariff)
        target = jnp.where(announced, jnp.nan_to_num(forcing.tariff), self.lasting * world.tariff)
        rise = target - world.tariff
        borne = felt(moment.switches, "C6", target)
        grievance = self.grievance * borne * setting.trade_patron / _TENTH
        outgrown = moment.reading.overtaking - moment.start.overtaking
        drawn = self.pull * outgrown * setting.trade_challenger / _HALF
        wooed = self.wedge * borne * setting.trade_challenger / _HALF
        return Change(
            {
                "tariff": rise,
                "output": -on * self.cost * setting.trade_patron * rise,
                "tie_patron": -moves * grievance,
                "tie_challenger": moves * (on * drawn + wooed),
            },
            {"whim": jnp.full_like(target, self.whim).at[setting.patron].set(NEVER)},
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A tariff that nobody announced, and what it costs at once."""
        room = jnp.maximum(1.0 - moment.world.tariff / _HIGHEST, 0.0)
        rise = self.whim_size * room * events.happened["whim"].astype(jnp.float32)
        cost = moment.switches["C6"] * self.cost * moment.setting.trade_patron * rise
        return Change({"tariff": rise, "output": -cost})


_HIGHEST = 1.5
"""The highest general rate of 2025, on China in April, was 1.45: no whim goes beyond."""

_TENTH, _HALF = 0.1, 0.5
"""Shares of trade at which the slopes are quoted, so that a reader can picture them."""
