"""S3, threat: power x proximity x offensive capability x perceived intentions, as an expected loss per year."""

from __future__ import annotations

from typing import ClassVar

from jaxtyping import Array, Float

from counterpoise.measures.threat import alarm, latent_threat, stakes, win_probability
from counterpoise.mechanisms._base import Mechanism

__all__ = ["Threat"]


class Threat(Mechanism):
    """Others are alarmed by what the challenger could do to them alone, not by what it did do.

    Latent threat ``T0[j, i] = h0[j, i] * win0[j, i] * stakes_i``: the hazard of a dispute, the chance of winning
    it against the target alone, and what would be lost.  Help from others is left out on purpose: protected
    states are seldom attacked, so observed disputes understate what they fear.  Fear acts through
    ``log(1 + T0 / reference)``, which is bounded; the unbounded product had the wrong sign when the challenger
    grew, because the loss of hope outran the rise of fear.

    Reference of S3 at 0: alarm stays at the level of the start year.

    Attributes:
        decisiveness: Exponent r of the contest ``P**r / (P**r + D**r)``.
        stakes: Loss from a lost dispute, as a share of all a state has.
        cap: Loss that remains possible against a large nuclear arsenal, same unit.
        half: Warheads that take away half of what can be taken away.
        reference: Fear at which alarm is log 2, expected loss per year.
    """

    name: ClassVar[str] = "threat"
    claims: ClassVar[tuple[str, ...]] = ("S3",)

    decisiveness: Float[Array, ""]
    stakes: Float[Array, ""]
    cap: Float[Array, ""]
    half: Float[Array, ""]
    reference: Float[Array, ""]

    def latent(
        self,
        capability: Float[Array, " state"],
        hazard: Float[Array, "source target"],
        arriving: Float[Array, "source target"],
        warheads: Float[Array, " state"],
    ) -> Float[Array, "source target"]:
        """Latent threat of source to target, expected share lost per year."""
        win = win_probability(arriving, capability[None, :], self.decisiveness)
        return latent_threat(hazard, win, stakes(self.stakes, warheads, self.cap, self.half))

    def alarm(self, fear: Float[Array, " state"]) -> Float[Array, " state"]:
        """The bounded form in which fear acts, ``log(1 + fear / reference)``."""
        return alarm(fear, self.reference)
