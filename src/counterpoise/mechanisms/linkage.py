"""S7, linkage: one state's security is tied to another's, by geography and by declared interest."""

from __future__ import annotations

from typing import ClassVar

from jaxtyping import Array, Float

from counterpoise.measures.threat import linkage, linked_threat
from counterpoise.mechanisms._base import Mechanism
from counterpoise.switches import Switches
from counterpoise.world import Setting

__all__ = ["Linkage"]


class Linkage(Mechanism):
    """Threat to k counts for i: ``fear_i = sum_j w[j,i] T0[j,i] + sum_k rho[i,k] sum_j w[j,k] T0[j,k]``.

    ``rho[i, k] = near * exp(-km / scale) + declared * interest[i, k]``, zero on the diagonal.  ``w`` says whose
    threat is a reason to seek the patron (the challenger's for all; North Korea's for South Korea and Japan).

    Reference of S7 at 0: each state fears for itself alone.

    Attributes:
        near: Weight of a state at no distance.
        scale: Distance at which that weight falls to 1/e, km.
        declared: Weight of a fully declared interest.
    """

    name: ClassVar[str] = "linkage"
    claims: ClassVar[tuple[str, ...]] = ("S7",)

    near: Float[Array, ""]
    scale: Float[Array, ""]
    declared: Float[Array, ""]

    def fear(
        self, latent: Float[Array, "source target"], setting: Setting, switches: Switches
    ) -> Float[Array, " state"]:
        """Fear of each state: its own and that of the states it is linked to."""
        rho = linkage(setting.mindist, setting.interest, self.scale, self.near, self.declared)
        return linked_threat(setting.menace * latent, switches["S7"] * rho)
