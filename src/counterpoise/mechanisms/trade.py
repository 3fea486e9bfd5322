"""C6, trade: tariffs cost friends output and goodwill, some are answered, and markets and agreements draw."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment, free_to_move
from counterpoise.switches import felt
from counterpoise.world import Change, Events, Setting

__all__ = ["CHALLENGER", "PATRON", "PHASED_IN", "Trade"]

PATRON, CHALLENGER = 0, 1
"""Rows of the two poles in everything about trade agreements."""

PHASED_IN = 0.1
"""Share of an agreement's effect that arrives in a year: it takes ten (Baier and Bergstrand 2007)."""


class Trade(Mechanism):
    """Protection against allies undercuts the coalition while the rival woos.

    Announced tariffs are followed; without an announcement the rate keeps ``lasting`` of its level each year.
    ``d log Y_i -= cost * exports_i / Y_i * d tariff_i``.  Each year the tie to the patron loses
    ``grievance * tariff_i * exports_i / (Y_i / 10)`` and the tie to the challenger gains ``pull * (outgrown + nearer_i)
    * trade_i / .5 + wedge * tariff_i * trade_i / .5``, with outgrown the rise of ``log(Y_challenger / Y_patron)`` since
    the start; since ties go back to their observed level, a lasting push becomes a lasting shift.

    Tariffs are answered: ``retaliation_i = answer * tariff_i`` where none is announced, by the challenger and its
    partners with ``answer``, by everybody else with ``answer_friend``, and ``d log Y_patron -= cost * sum_i (sold_i /
    Y_patron) * d retaliation_i``.

    A trade agreement raises trade by ``gain`` log points within ten years.  With the challenger it brings that market
    ``nearer``, as if it had grown as much, for size and openness enter trade alike; with the patron it takes the market
    that much nearer the other way, and is felt as a tariff lower by ``worth * gain``, in output and goodwill, on both
    sides.  Only what is new since the start counts: what an agreement has done already is in the shares of trade.

    The patron may also raise a tariff on a whim, by ``whim_size`` on one state and the less the nearer it is to the
    highest rate ever charged; restraint makes that rare (C7).

    Reference of C6 at 0: the tariffs and agreements of 2024, no answer to tariffs and no pull of markets.

    Attributes:
        cost: Output lost per unit of tariff on each unit of exports.
        lasting: Share of this year's tariff that is kept next year where nothing is announced.
        grievance: Logits of tie to the patron lost a year per unit of tariff, for exports of a tenth of output.
        pull: Logits of tie to the challenger a year per log point by which it outgrew the patron, at half of trade.
        wedge: Logits of tie to the challenger a year per unit of the patron's tariff, at half of trade.
        answer: Share of a new tariff that the challenger and its partners answer in kind.
        answer_friend: The same for all others.
        gain: Log points of trade that an agreement adds in the end.
        worth: Tariff that is worth a log point of trade, the inverse of the trade elasticity.
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
    answer: Float[Array, ""]
    answer_friend: Float[Array, ""]
    gain: Float[Array, ""]
    worth: Float[Array, ""]
    whim: Float[Array, ""]
    whim_size: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Tariffs and the answers to them move, agreements take effect, and output and ties follow."""
        setting, world, forcing = moment.setting, moment.world, moment.forcing
        on, moves = moment.switches["C6"], free_to_move(setting)
        target = _said(forcing.tariff, self.lasting * world.tariff)
        answered = _said(forcing.retaliation, self._answers(setting) * target)
        rise, answer = target - world.tariff, answered - world.retaliation
        opened = jnp.clip(forcing.pacts - world.market, -PHASED_IN, PHASED_IN)
        since = self.gain * (world.market + opened - setting.market)
        relief = self.worth * self.gain * opened[PATRON]
        borne = felt(moment.switches, "C6", target) - on * self.worth * since[PATRON]
        outgrown = moment.reading.overtaking - moment.start.overtaking
        nearer = since[CHALLENGER] - since[PATRON]
        drawn = on * self.pull * (outgrown + nearer) * setting.trade_challenger / _HALF
        wooed = self.wedge * felt(moment.switches, "C6", target) * setting.trade_challenger / _HALF
        lost = self.cost * setting.trade_patron * (rise - relief)
        lost = lost.at[setting.patron].add(self.cost * (setting.trade_sold * (answer - relief)).sum())
        return Change(
            {
                "tariff": rise,
                "retaliation": answer,
                "market": opened,
                "output": -on * lost,
                "tie_patron": -moves * self.grievance * borne * setting.trade_patron / _TENTH,
                "tie_challenger": moves * (drawn + wooed),
            },
            {"whim": jnp.full_like(target, self.whim).at[setting.patron].set(NEVER)},
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A tariff that nobody announced, and what it costs at once."""
        room = jnp.maximum(1.0 - moment.world.tariff / _HIGHEST, 0.0)
        rise = self.whim_size * room * events.happened["whim"].astype(jnp.float32)
        cost = moment.switches["C6"] * self.cost * moment.setting.trade_patron * rise
        return Change({"tariff": rise, "output": -cost})

    def _answers(self, setting: Setting) -> Float[Array, " state"]:
        """How much of a tariff each state answers in kind."""
        return jnp.where(setting.adversary > 0, self.answer, self.answer_friend)


def _said(announced: Array, otherwise: Array) -> Array:
    """What is announced, and where nothing is, what follows otherwise."""
    return jnp.where(jnp.isfinite(announced), jnp.nan_to_num(announced), otherwise)


_HIGHEST = 1.5
"""The highest general rate of 2025, on China in April, was 1.45: no whim goes beyond."""

_TENTH, _HALF = 0.1, 0.5
"""Shares of trade at which the slopes are quoted, so that a reader can picture them."""
