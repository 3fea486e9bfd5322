"""What every mechanism is: a value whose fields are its parameters and whose call returns a Change."""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from counterpoise.draws import Draws
from counterpoise.noise import quantise
from counterpoise.reading import Reading
from counterpoise.switches import Switches
from counterpoise.world import Change, Events, Forcing, Setting, World

__all__ = ["CERTAIN", "NEVER", "Mechanism", "Moment", "decided", "free_to_move", "word_tested"]

NEVER = -30.0
"""Log-odds of what cannot happen this year."""

CERTAIN = 30.0
"""Log-odds of what must happen this year."""


class Moment(eqx.Module):
    """All that a mechanism may read: nothing here can be changed by it.

    Attributes:
        world: Stocks at the start of the year.
        reading: What the measures say of that World.
        start: What the measures said of the scenario's first World, for references.
        forcing: This year's outside facts.
        setting: What the scenario holds fixed.
        switches: How far each claim is on.
    """

    world: World
    reading: Reading
    start: Reading
    forcing: Forcing
    setting: Setting
    switches: Switches


class Mechanism(eqx.Module):
    """One claim of the ledger, or a few that share a stock.

    Attributes:
        name: Table name of its parameters in the TOML files.
        claims: Ids of the ledger rows it serves.
    """

    name: ClassVar[str]
    claims: ClassVar[tuple[str, ...]]

    def change(self, moment: Moment, draws: Draws) -> Change:
        """Increments to stocks and log-odds of events, given the start of the year."""
        return Change()

    def outcome(self, moment: Moment, events: Events, draws: Draws) -> Change:
        """Increments that follow from the events which were drawn this year."""
        return Change()


def decided(act: Array) -> Array:
    """Log-odds that turn an event from whatever it was into a certainty where the scenario says that it happens."""
    return (CERTAIN - NEVER) * act


def word_tested(
    moment: Moment, events: Events, draws: Draws
) -> tuple[Bool[Array, " state"], Bool[Array, " state"]]:
    """Friends whose dispute with the challenger tested the patron's word, and where it was kept."""
    tested = events.happened["dispute"][moment.setting.challenger] & events.happened["test"]
    kept = draws.state_uniform("word kept") < quantise(moment.reading.will)
    return tested, kept


def free_to_move(setting: Setting) -> Float[Array, " state"]:
    """1 for every state whose ties are its own choice between the poles, 0 for the two poles."""
    poles = jnp.array([setting.challenger, setting.patron])
    return jnp.ones_like(setting.observed_patron).at[poles].set(0.0)
