"""C5, commitment: the patron's will is a state variable with causes, believed with doubt and tested by crises."""

from __future__ import annotations

from typing import ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.draws import Draws
from counterpoise.measures.commitment import CommitmentTerms, commitment
from counterpoise.mechanisms._base import NEVER, Mechanism, Moment, decided, free_to_move, word_tested
from counterpoise.switches import Switches, felt
from counterpoise.world import Change, Events, Setting, World

__all__ = ["Patronage"]


class Patronage(Mechanism):
    """It is hard to know the patron's will: hawks on one side; business, extraction and a bargain on the other.

    ``kappa_i = sigmoid(credit + rung * (depth_i - 4) + unwritten_i - doubt + trust_i - distraction + fair_i +
    likeness_i)``.
    Doubt follows ``d doubt = back * (mean + business * outgrown - hawks * alarmed - bent * lean - doubt) + spread *
    noise``: the challenger's market draws business, the patron's own alarm makes hawks, both against the start year,
    and lean is the orientation of the patron's leader beyond that of the first one (C2).  A grand bargain with the
    challenger raises doubt at once.  When the challenger starts a dispute with a friend, some become tests of the
    patron's word: it stands by the friend with probability kappa, and every partner learns.  A friend may also be
    disowned in peace, by a word or a deal over its head: it loses trust at once and the others a share of that.

    And a single friend may be made to pay, for bases, arms or host-nation support: it spends ``extracted`` log points
    more, which buys some commitment as any fair share does, and resents it: its tie to the patron loses ``resent``
    logits for each tenth, those of the others ``echo`` of that, all times twice the tie itself, for who has none left
    has none to lose.  A leader who leans away from the alliances (C2) and
    the loss of restraints (C7) make it likelier.

    Reference of C5 at 0: the credibility of the 1990s, no doubt and no lessons.

    Attributes:
        credit: Logit of the reference credibility of a treaty of mutual defence.
        rung: Logits lost per rung below the treaty.
        unwritten: Logit of a commitment that rests on a statute and on habit, beyond its rung.
        mean: Long-run mean of doubt, logits.
        business: Logits of doubt per log point by which the challenger's output outgrew the patron's.
        hawks: Logits of doubt removed per unit of the patron's own alarm beyond the start year's.
        bent: Logits of doubt, and log-odds of a bargain, per unit by which the patron's leader leans away from the
            alliances.
        back: Share of the gap to that mean that closes in a year.
        spread: Standard deviation of the yearly noise in doubt, logits.
        bargain: Yearly log-odds of a grand bargain with the challenger under the first leader.
        price: Logits of doubt that a bargain adds.
        severe: Share of the challenger's disputes with the patron's friends that test its word.
        honoured: Logits of trust gained by all when the word is kept.
        forsaken: Logits of trust lost by all when it is not; the friend itself loses twice as much.
        forget: Share of trust, gained or lost, that fades in a year.
        fair: Logits of commitment per log point of effort beyond the start year's.
        elsewhere: Logits of commitment lost to a full second crisis (C9).
        disown: Yearly log-odds that a friend is disowned under the first leader.
        disowned: Logits of trust that the disowned friend loses.
        echo: Share of that loss which every other partner feels.
        extract: Yearly log-odds that a friend is made to pay under the first leader.
        extracted: Log points by which its military spending rises when it is.
        resent: Logits of tie to the patron that it loses for each tenth, at a tie in the middle.
    """

    name: ClassVar[str] = "patronage"
    claims: ClassVar[tuple[str, ...]] = ("C5", "C9")

    credit: Float[Array, ""]
    rung: Float[Array, ""]
    unwritten: Float[Array, ""]
    mean: Float[Array, ""]
    business: Float[Array, ""]
    hawks: Float[Array, ""]
    bent: Float[Array, ""]
    back: Float[Array, ""]
    spread: Float[Array, ""]
    bargain: Float[Array, ""]
    price: Float[Array, ""]
    severe: Float[Array, ""]
    honoured: Float[Array, ""]
    forsaken: Float[Array, ""]
    forget: Float[Array, ""]
    fair: Float[Array, ""]
    elsewhere: Float[Array, ""]
    disown: Float[Array, ""]
    disowned: Float[Array, ""]
    echo: Float[Array, ""]
    extract: Float[Array, ""]
    extracted: Float[Array, ""]
    resent: Float[Array, ""]

    def commitment(
        self, world: World, affinity: Float[Array, " state"], setting: Setting, switches: Switches
    ) -> Float[Array, " state"]:
        """Probability that the patron would fight for each state (1 for itself)."""
        on = switches["C5"]
        kappa = commitment(
            CommitmentTerms(
                intercept=self.credit,
                depth=self.rung * (world.depth[setting.patron] - _TREATY)
                + self.unwritten * setting.unwritten,
                consensus=-felt(switches, "C5", world.doubt),
                distraction=-self.elsewhere * felt(switches, "C9", world.distraction),
                fair_share=on * self.fair * (world.burden - setting.observed_burden),
                affinity=affinity,
                events=on * world.trust,
            )
        )
        return kappa.at[setting.patron].set(1.0).at[setting.challenger].set(0.0)

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Doubt drifts towards what the patron's leader warrants; lessons fade; odds of bargain and test."""
        world, setting, acts = moment.world, moment.setting, moment.forcing.acts
        leaning = self.bent * moment.switches["C2"] * self._governing(moment)
        warranted = self.mean + self._at_home(moment) - leaning
        drift = self.back * (warranted - world.doubt) + self.spread * draws.world_normal("doubt")
        friend = (world.depth[setting.patron] >= 3.0) & (world.lost < _HALF)
        test = jnp.where(friend, jnp.log(self.severe / (1.0 - self.severe)), NEVER)
        disown = jnp.where(friend, self.disown - leaning, NEVER)
        extract = jnp.where(friend, self.extract - leaning, NEVER)
        return Change(
            {"doubt": drift + acts.doubted, "trust": -self.forget * world.trust},
            {
                "bargain": self.bargain - leaning + decided(acts.bargain),
                "test": test + decided(acts.tested),
                "disowned": disown + decided(acts.disowned),
                "extracted": extract + decided((acts.extracted > 0).astype(jnp.float32)),
            },
        )

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """A bargain adds doubt; a test or a friend disowned teaches everybody."""
        tested, kept = word_tested(moment, events, draws)
        lesson = jnp.where(tested & kept, self.honoured, 0.0) - jnp.where(tested & ~kept, self.forsaken, 0.0)
        own = -jnp.where(tested & ~kept, self.forsaken, 0.0)
        struck = events.happened["bargain"].astype(jnp.float32)
        alone = self.disowned * events.happened["disowned"].astype(jnp.float32)
        shared = self.echo * alone.sum() + (1.0 - self.echo) * alone
        paid = moment.switches["C5"] * self._paid(moment, events)
        left = 2.0 * jax.nn.sigmoid(moment.world.tie_patron)
        resented = self.resent / _TENTH * left * (self.echo * paid.sum() + (1.0 - self.echo) * paid)
        return Change(
            {
                "trust": lesson.sum() + own - shared,
                "doubt": self.price * struck,
                "burden": paid,
                "tie_patron": -free_to_move(moment.setting) * resented,
            }
        )

    def _paid(self, moment: Moment, events: Events) -> Float[Array, " state"]:
        """Log points of spending that are extracted from each friend this year."""
        named = moment.forcing.acts.extracted
        size = jnp.where(named > 0, named, self.extracted)
        return size * events.happened["extracted"].astype(jnp.float32)

    def _at_home(self, moment: Moment) -> Float[Array, ""]:
        """Business with the challenger against hawks: what the patron's own society adds to doubt."""
        patron, reading, start = moment.setting.patron, moment.reading, moment.start
        outgrown = reading.overtaking - start.overtaking
        return self.business * outgrown - self.hawks * (reading.alarm - start.alarm)[patron]

    @staticmethod
    def _governing(moment: Moment) -> Float[Array, ""]:
        """How far the patron's leader stands from the scenario's first one, towards the alliances (+)."""
        patron = moment.setting.patron
        return moment.world.orientation[patron] - moment.setting.incumbent[patron]


_TREATY = 4.0

_TENTH = 0.1
"""Share of its spending for which a friend's resentment is quoted."""

_HALF = 0.5
"""Loss is 0 or 1: there is no word to keep to a friend that has fallen."""
