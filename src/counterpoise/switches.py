"""A switch for every claim of the ledger, and how it acts: a blend with the claim's declared reference."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

from counterpoise.vocabulary import CLAIMS

__all__ = ["Switches", "at_present", "blend", "felt", "story"]

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


def at_present(claim: str) -> str:
    """Key under which switches may carry the level at which a complication stands at present, its other reference.

    >>> at_present("C5")
    'C5 at present'
    """
    return f"{claim} at present"


def felt(switches: Switches, claim: str, value: Array) -> Array:
    """What is felt of a complication that its declared reference does not know: ``switch * value``.

    Where the switches carry its present level, that is what the switch at 0 leaves:
    ``present + switch * (value - present)``.

    >>> float(felt({"C5": jnp.array(0.5)}, "C5", jnp.array(4.0)))
    2.0
    >>> float(felt({"C5": jnp.array(0.5), at_present("C5"): jnp.array(1.0)}, "C5", jnp.array(4.0)))
    2.5
    """
    present = switches.get(at_present(claim))
    return switches[claim] * value if present is None else blend(switches[claim], present, value)


def story(**claims: float) -> Switches:
    """Switches with every claim on, except as given.

    >>> float(story(C5=0.0)["C5"]), float(story(C5=0.0)["S1"])
    (0.0, 1.0)
    """
    return {claim: jnp.asarray(claims.get(claim, 1.0), jnp.float32) for claim in CLAIMS}
