"""What a scenario says will be done or befall: dated acts, year by year, neutral wherever nothing is said.

Every act is an input of the compiled year, so a scenario with a blockade runs the same code as one without.  Each
field is read by the mechanism whose stock or event it moves, behind that mechanism's switch.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

__all__ = ["Acts", "blank"]


class Acts(eqx.Module):
    """Dated acts (leading axis ``year`` before the scan, none inside it).

    Amounts are 0, and levels NaN, where the scenario says nothing.

    Attributes:
        windfall: Log output gained (or lost) in the year beyond the projection, by state.
        breakthrough: Log level of technology gained in the year, by state.
        arms: Arms that a state is given beyond its own budget, million dollars, by state.
        blockaded: Share of the year in which the challenger closes a state's sea lanes, by state.
        tested: 1 where the challenger starts a dispute that tests the patron's word, by state.
        coerced: 1 where the challenger coerces a state short of force, by state.
        disowned: 1 where the patron disowns a friend, by state.
        extracted: Log points of military spending that the patron makes a friend add in the year, by state.
        nuclear: 1 where a state builds nuclear weapons, by state.
        doubted: Logits of doubt about the patron's will that are added.
        bargain: 1 where the patron strikes a grand bargain with the challenger.
        quarrels: Weight of a crisis elsewhere that begins, 1 for a full second one.
        access: Logits that a host's readiness to open its bases in a war gains or loses, by host.
        posture: Share of the patron's force that stands at a host beyond the start year's, by host.
        leader: Orientation of the leader who takes office in the year, by state; NaN where nobody is named.
        purge: How far the patron's leader puts loyalty in the place of expertise; NaN where nothing is said.
        rung: Rung at which the tie of two states stands at the end of the year; NaN where nothing is said.
    """

    windfall: Float[Array, "*year state"]
    breakthrough: Float[Array, "*year state"]
    arms: Float[Array, "*year state"]
    blockaded: Float[Array, "*year state"]
    tested: Float[Array, "*year state"]
    coerced: Float[Array, "*year state"]
    disowned: Float[Array, "*year state"]
    extracted: Float[Array, "*year state"]
    nuclear: Float[Array, "*year state"]
    doubted: Float[Array, "*year"]
    bargain: Float[Array, "*year"]
    quarrels: Float[Array, "*year"]
    access: Float[Array, "*year host"]
    posture: Float[Array, "*year host"]
    leader: Float[Array, "*year state"]
    purge: Float[Array, "*year"]
    rung: Float[Array, "*year source target"]

    @classmethod
    def none(cls, years: int, states: int, hosts: int) -> Acts:
        """Nothing is done in any year.

        >>> Acts.none(2, 3, 1).rung.shape
        (2, 3, 3)
        """
        return cls(
            **{name: jnp.asarray(values, jnp.float32) for name, values in blank(years, states, hosts).items()}
        )


def blank(years: int, states: int, hosts: int) -> dict[str, NDArray[np.float64]]:
    """Arrays to write acts into, by field."""
    by_state = (
        "windfall",
        "breakthrough",
        "arms",
        "blockaded",
        "tested",
        "coerced",
        "disowned",
        "extracted",
        "nuclear",
    )
    found: dict[str, NDArray[np.float64]] = {name: np.zeros((years, states)) for name in by_state}
    found |= {name: np.zeros(years) for name in ("doubted", "bargain", "quarrels")}
    found |= {name: np.zeros((years, hosts)) for name in ("access", "posture")}
    found |= {"leader": np.full((years, states), np.nan), "purge": np.full(years, np.nan)}
    return {**found, "rung": np.full((years, states, states), np.nan)}
