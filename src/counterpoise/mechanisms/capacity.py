"""C7, capacity: a patron that replaces expertise by loyalty is slower, harder to read, and freer to surprise."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.mechanisms._base import Mechanism, Moment
from counterpoise.switches import Switches, felt
from counterpoise.world import Change, Events, World

__all__ = ["Capacity"]


class Capacity(Mechanism):
    """Expertise is a stock that a purge empties fast and that refills slowly, and four things hang on it.

    ``d e = purge * fast * min(-deep - e, 0) - (1 - purge) * rebuild * e``, with ``e`` the log of diplomatic and expert
    capacity, 0 in the reference years.  Purge is a trait of the patron's leader, 0 to 1: a successor purges to the
    same degree with probability ``again``, otherwise not at all.  With ``short = -e``, 0 or more:

    - *slower*: the log-odds of a visit, and that a tie of the patron climbs a rung, fall by ``slow * short``;
      leadership in the burden game falls through :class:`~counterpoise.mechanisms.burden.Burden`;
    - *noisier*: partners misread the patron, ``belief = will + will * (1 - will) * tanh(misread)``, with ``d misread =
      -clear * misread + blur * short * noise``.  Beliefs widen and their mean stays: the error is symmetric;
    - *leaks*: each costs all partners ``leaked`` logits of trust, at yearly log-odds ``leak + leaky * short``;
    - *unrestrained*: log-odds of a bargain, of disowning a partner and of a new tariff rise by ``loose * short``, and
      doubt takes further noise ``stir * short``, which has no direction.

    Reference of C7 at 0: the expertise and the restraints of the reference years.

    Attributes:
        deep: Log of capacity lost under a full purge that lasts.
        fast: Share of that loss made in a year.
        rebuild: Share of the loss made good in a year without a purge.
        again: Probability that a successor purges too.
        slow: Log-odds of climbing a rung lost per log point of capacity.
        blur: Yearly noise in what partners read, per log point of capacity.
        clear: Share of a misreading that is cleared up in a year.
        leak: Yearly log-odds of a leak that embarrasses partners, at full capacity.
        leaky: Log-odds of such a leak per log point of capacity lost.
        leaked: Logits of trust that a leak costs.
        loose: Log-odds of bargain, disowning and tariff per log point of capacity lost.
        stir: Yearly noise in doubt per log point of capacity lost, logits.
    """

    name: ClassVar[str] = "capacity"
    claims: ClassVar[tuple[str, ...]] = ("C7",)

    deep: Float[Array, ""]
    fast: Float[Array, ""]
    rebuild: Float[Array, ""]
    again: Float[Array, ""]
    slow: Float[Array, ""]
    blur: Float[Array, ""]
    clear: Float[Array, ""]
    leak: Float[Array, ""]
    leaky: Float[Array, ""]
    leaked: Float[Array, ""]
    loose: Float[Array, ""]
    stir: Float[Array, ""]

    def short(self, world: World, switches: Switches) -> Float[Array, ""]:
        """Log points of capacity that are missing, 0 with C7 off."""
        return -felt(switches, "C7", world.expertise)

    def believed(
        self, will: Float[Array, " state"], world: World, switches: Switches
    ) -> Float[Array, " state"]:
        """Commitment as partners read it: the will with a symmetric error, within 0 and 1 whatever the error."""
        error = jnp.tanh(world.misread)
        return will + switches["C7"] * will * (1.0 - will) * error

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Expertise runs down or is rebuilt; readings blur; odds of what restraint would have prevented."""
        world, setting, short = moment.world, moment.setting, moment.reading.short
        named = moment.forcing.acts.purge
        turned = jnp.where(jnp.isfinite(named), jnp.nan_to_num(named) - world.purge, 0.0)
        lost = world.purge * self.fast * jnp.minimum(-self.deep - world.expertise, 0.0)
        regained = -(1.0 - world.purge) * self.rebuild * world.expertise
        blurred = self.blur * short * draws.state_normal("misread")
        patron = jnp.zeros_like(world.misread).at[setting.patron].set(1.0)
        touched = jnp.maximum(patron[:, None], patron[None, :])
        freed = self.loose * short
        return Change(
            {
                "expertise": lost + regained,
                "purge": turned,
                "misread": blurred - self.clear * world.misread,
                "doubt": self.stir * short * draws.world_normal("doubt, unrestrained"),
            },
            {
                "tie_up": -self.slow * short * touched,
                "visit": -self.slow * short * jnp.ones_like(world.misread),
                "leak": self.leak + self.leaky * short,
                "bargain": freed,
                "disowned": freed * jnp.ones_like(world.misread),
                "extracted": freed * jnp.ones_like(world.misread),
                "whim": freed * jnp.ones_like(world.misread),
            },
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A leak costs trust; a new leader of the patron purges, or not."""
        on = moment.switches["C7"]
        leak = events.happened["leak"].astype(jnp.float32)
        gone = moment.switches["C2"] * events.happened["exit"][moment.setting.patron]
        purges = (draws.world_uniform("successor purges") < self.again).astype(jnp.float32)
        heir = purges * moment.setting.purge
        return Change(
            {
                "trust": jnp.full_like(moment.world.trust, -on * self.leaked * leak),
                "purge": gone * (heir - moment.world.purge),
            }
        )
