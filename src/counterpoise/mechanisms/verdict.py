"""S5 and V1, the ruler: the balance ratio of a theatre, and the lines at which it counts as lost."""

from __future__ import annotations

from typing import ClassVar

from jaxtyping import Array, Float

from counterpoise.measures.balance import at_points, theatre_balance
from counterpoise.mechanisms._base import Mechanism
from counterpoise.world import Setting

__all__ = ["Verdict"]


class Verdict(Mechanism):
    """Denial is graded: a theatre holds while the coalition there can bring a stated share of the challenger's power.

    ``B = (own + third + kappa * patron) / challenger's side``, by :mod:`counterpoise.measures.balance`; the lines
    below are drawn for each future and read by :mod:`counterpoise.analysis.verdict`, which defines the outcome.
    Nothing here changes the World: it is the ruler, not the thing measured.

    Attributes:
        threshold: Balance ratio b* at which a theatre holds.
        cut: Tie to the challenger above which a state accommodates.
    """

    name: ClassVar[str] = "verdict"
    claims: ClassVar[tuple[str, ...]] = ("S5", "V1")

    threshold: Float[Array, ""]
    cut: Float[Array, ""]

    @staticmethod
    def theatre_ratios(
        arriving: Float[Array, "state point"],
        patron: Float[Array, " point"],
        commitment: Float[Array, " state"],
        third: Float[Array, "state point"],
        setting: Setting,
    ) -> Float[Array, " theatre"]:
        """Coalition power over the challenger's side in each theatre.

        Args:
            arriving: Force of each state that arrives at each point.
            patron: The patron's, hosts and access applied.
            commitment: Probability that the patron would fight for each state.
            third: Share of its force that each third state would bring to each point.
            setting: Whose theatre each point is, and who stands against.
        """
        return theatre_balance(
            force=arriving,
            patron=patron,
            commitment=at_points(commitment, setting.at_stake),
            own=setting.own,
            third=third,
            rival=setting.rival,
            patron_share=setting.patron_share,
            membership=setting.membership,
        )
