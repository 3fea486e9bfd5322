"""How much of a force arrives: loss of strength over distance, computed once per future."""

from __future__ import annotations

import equinox as eqx
from jaxtyping import Array, Float

__all__ = ["Reach"]


class Reach(eqx.Module):
    """Share of a force (0 to 1) that arrives, from states and the patron's hosts, at states and theatre points."""

    state: Float[Array, "source target"]
    point: Float[Array, "source point"]
    host: Float[Array, "host target"]
    host_point: Float[Array, "host point"]
