"""What the measures say of one moment, observed or simulated."""

from __future__ import annotations

import equinox as eqx
from jaxtyping import Array, Float

__all__ = ["Reading"]


class Reading(eqx.Module):
    """The measures of one moment.

    Attributes:
        capability: Effective capability, million constant 2023 US dollars, by state.
        fallen: 1 for each state that is lost to the challenger, by state.
        renewed: Share of next year's military stock that is bought this year, by state.
        regime: Polyarchy that others react to, by state.
        likeness: Relative likeness of regimes to the patron gained since the start, by state.
        short: Log points of the patron's expert capacity that are missing.
        overtaking: Log of the challenger's output over the patron's.
        dispute_odds: Log-odds that source starts a militarised dispute with target this year.
        latent: Latent threat: share expected to be lost per year were nobody to help, by source and target.
        fear: Latent threat that counts for each state, its own and that of states it is linked to.
        alarm: log(1 + fear / reference fear), the bounded form in which fear acts.
        leadership: The patron's leadership, a logit on others' willingness.
        willing: Share of its promise that a third state or host would bring to a war (0 to 1).
        will: Probability that the patron would in fact fight for the state.
        commitment: Probability, as partners believe it, that the patron would fight for the state.
        umbrella: Nuclear umbrella of the patron over each state, commitment x depth / 4.
        opened: Probability that a host lets the patron fight from its soil.
        help: Capability that others would bring to each state.
        menace: Capability that the challenger can bring to each state.
        protection: (own + help) / (own + help + menace), by state.
        pull: Pull to balance, in logits of the tie to the patron, by state.
        riding: Log effort that a state leaves to others (below 0) or makes up for them.
        exposure: Coalition power over the challenger's side at each state.
        balance: The same by theatre.
    """

    capability: Float[Array, " state"]
    fallen: Float[Array, " state"]
    renewed: Float[Array, " state"]
    regime: Float[Array, " state"]
    likeness: Float[Array, " state"]
    short: Float[Array, ""]
    overtaking: Float[Array, ""]
    dispute_odds: Float[Array, "source target"]
    latent: Float[Array, "source target"]
    fear: Float[Array, " state"]
    alarm: Float[Array, " state"]
    leadership: Float[Array, ""]
    willing: Float[Array, " state"]
    will: Float[Array, " state"]
    commitment: Float[Array, " state"]
    umbrella: Float[Array, " state"]
    opened: Float[Array, " host"]
    help: Float[Array, " state"]
    menace: Float[Array, " state"]
    protection: Float[Array, " state"]
    pull: Float[Array, " state"]
    riding: Float[Array, " state"]
    exposure: Float[Array, " state"]
    balance: Float[Array, " theatre"]
