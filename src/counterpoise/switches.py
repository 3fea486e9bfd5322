"""A switch for every claim of the ledger, and how it acts: a blend with the claim's declared reference."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

__all__ = ["CLAIMS", "Switches", "blend", "story"]

CLAIMS = tuple(f"S{k}" for k in range(1, 9)) + tuple(f"C{k}" for k in range(1, 10))

Switches = dict[str, Float[Array, ""]]
"""Claim to its switch, 0 (declared reference) to 1 (as observed and estimated)."""


def blend(switch: Array, reference: Array | float, value: Array) -> Array:
    """A claim's effect between its declared reference (switch 0) and itself (switch 1).

    ``reference + switch * (value - reference)``, exact at both ends.

    >>> float(blend(jnp.array(0.0), 2.0, jnp.array(5.0)))
    2.0
    """
    between = reference + switch * (value - reference)
    return jnp.where(switch == 0, reference, jnp.where(switch == 1, value, between))


def story(**claims: float) -> Switches:
    """Switches with every claim on, except as given.

    >>> float(story(C5=0.0)["C5"]), float(story(C5=0.0)["S1"])
    (0.0, 1.0)
    """
    return {claim: jnp.asarray(claims.get(claim, 1.0), jnp.float32) for claim in CLAIMS}
