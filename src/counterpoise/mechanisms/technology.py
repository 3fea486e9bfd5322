"""C1, technology: the challenger catches up, controls slow and provoke it, and the patron cuts its own science."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.technology import embodied, following
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import Switches
from counterpoise.world import Change, Setting, World

__all__ = ["GREEN", "LEVERS", "OPENNESS", "SCIENCE", "TERMS", "Technology"]

TERMS = ("catchup", "talent", "noise")
"""Fitted terms of :mod:`counterpoise.estimate.technology`, in the order of their draws."""

LEVERS = ("science", "openness", "green")
SCIENCE, OPENNESS, GREEN = range(len(LEVERS))
"""What the patron's policy moves: public research, openness to foreign colleagues, green industry."""


class Technology(Mechanism):
    """Technology is a stock: who has the schooling follows the frontier, and arms carry the level they were bought at.

    ``d a_i = follow_i + race_i + policy_i + noise``, with ``a`` the log level against the frontier of the start and

    - ``follow = catchup * gap + talent * schooling``, estimated since 1990 (the research share adds nothing);
      for the challenger times ``1 - bite * controls``, the share of its diffusion that the patron closed;
    - ``race = fields * tanh(lead)`` for the challenger: how much nearer it stands to the patron in artificial
      intelligence (notable models) and green industry (electric cars) than in all else draws the rest after it;
    - ``policy``: for the challenger ``provoke * controls``, for controls make it build what it could not buy, and
      ``returned`` times the talent that the patron turns away; for the patron ``science * research``, ``openness *
      talent turned away``, both against the start year, 0 or less after cuts, restored at ``restore`` a year.

    Quality follows as fast as the stock turns over, ``d q = renewed * (a - q)``, and multiplies capability by
    ``exp(weight * (q - q(start)))``: dollars already price the quality of the start year.  Official projections
    contain ordinary catching up, so only controls and policy move output, by ``yields`` times what they move ``a``.

    Reference of C1 at 0: technology stays as far from the frontier as in the start year.

    Attributes:
        fit: Fitted terms, in the order of :data:`TERMS`.
        steady: Factor on the noise: the region's levels are steadier than all states'.
        weight: Exponent of quality in effective capability.
        yields: Log output per log point of technology that the projection does not contain.
        bite: Share of what controls are meant to close that they close.
        provoke: Log points a year by which full controls drive the challenger's own research.
        science: Log points a year that the patron loses per log point of public research cut.
        openness: Log points a year that the patron loses per log point of foreign talent turned away.
        returned: Share of that loss which the challenger gains.
        restore: Share of a cut that is made good in a year.
        fields: Log points a year by which a full lead in the open fields draws the rest.
        green: Weight of green industry against artificial intelligence.
    """

    name: ClassVar[str] = "technology"
    claims: ClassVar[tuple[str, ...]] = ("C1",)

    fit: Float[Array, " term"]
    steady: Float[Array, ""]
    weight: Float[Array, ""]
    yields: Float[Array, ""]
    bite: Float[Array, ""]
    provoke: Float[Array, ""]
    science: Float[Array, ""]
    openness: Float[Array, ""]
    returned: Float[Array, ""]
    restore: Float[Array, ""]
    fields: Float[Array, ""]
    green: Float[Array, ""]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Levels move, stocks take them up, output feels what no projection foresaw."""
        world, setting, forcing = moment.world, moment.setting, moment.forcing
        on, challenger = moment.switches["C1"], setting.challenger
        catchup, talent, noise = self.fit
        follow = following(world.technology, world.technology.max(), setting.talent, catchup, talent)
        closed = self.bite * forcing.controls * follow[challenger]
        policy = self._policy(world, setting).at[challenger].add(self.provoke * forcing.controls - closed)
        surprise = self.steady * noise * draws.state_normal("technology")
        level = follow + policy + surprise + forcing.acts.breakthrough
        level = level.at[challenger].add(self._race(world, setting))
        announced = jnp.where(jnp.isfinite(forcing.levers), jnp.nan_to_num(forcing.levers), 0.0)
        kept = (1.0 - self.restore) * world.levers
        target = jnp.where(jnp.isfinite(forcing.levers), announced, kept)
        renewed = moment.reading.renewed
        return Change(
            {
                "technology": on * level,
                "quality": on * embodied(world.quality, world.technology, renewed),
                "levers": target - world.levers,
                "output": on * self.yields * policy,
            }
        )

    def quality(self, world: World, setting: Setting, switches: Switches) -> Float[Array, " state"]:
        """Factor on capability from the quality of the stock, 1 in the start year."""
        gained = world.quality - setting.technology
        return jnp.exp(switches["C1"] * self.weight * gained)

    def _policy(self, world: World, setting: Setting) -> Float[Array, " state"]:
        """What the patron's own choices take from it, and what of that its rival gets."""
        cut = self.science * world.levers[SCIENCE]
        turned_away = self.openness * world.levers[OPENNESS]
        none = jnp.zeros_like(world.technology)
        given = none.at[setting.challenger].set(-self.returned * turned_away)
        return given.at[setting.patron].set(cut + turned_away)

    def _race(self, world: World, setting: Setting) -> Float[Array, ""]:
        """Pull of the open fields on the challenger, 0 where they are not known of both poles."""
        c, u = setting.challenger, setting.patron
        green = setting.green_industry.at[u].add(world.levers[GREEN])
        front = (1.0 - self.green) * setting.artificial + self.green * green
        lead = (front[c] - front[u]) - (world.technology[c] - world.technology[u])
        return setting.fields_known[c] * setting.fields_known[u] * self.fields * jnp.tanh(lead)
