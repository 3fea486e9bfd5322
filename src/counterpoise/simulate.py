"""The year in which all mechanisms act together, and the futures made of such years.

Every mechanism reads the same start-of-year World and Reading and returns additive Changes; they are summed, the
summed log-odds are drawn as events, mechanisms add what follows from those events, and the next year begins.
Nothing is overwritten, so order does not matter and each year's change is already split by claim.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array

from counterpoise.draws import Draws, draw_lasting, draw_year
from counterpoise.measuring import measure
from counterpoise.mechanisms._base import NEVER, Moment
from counterpoise.model import Model
from counterpoise.noise import quantise
from counterpoise.once import made_once
from counterpoise.reading import Reading
from counterpoise.switches import Switches
from counterpoise.world import Change, Events, Forcing, Setting, World, add_changes, apply_change

__all__ = ["all_luck", "draw_events", "parts", "simulate", "step"]


def step(model: Model, moment: Moment, draws: Draws) -> tuple[World, Events]:
    """One year: Changes are summed, events drawn, their outcomes added.

    Args:
        model: Mechanisms and their parameters.
        moment: What they may read.
        draws: The year's noise.
    """
    after, events, _ = parts(model, moment, draws)
    return after, events


def parts(
    model: Model, moment: Moment, draws: Draws
) -> tuple[World, Events, dict[str, tuple[Change, Change]]]:
    """One year with its causes: the next World, the events, and what each mechanism planned and what it added to them.

    Args:
        model: Mechanisms and their parameters.
        moment: What they may read.
        draws: The year's noise.
    """
    each = {mechanism.name: mechanism.change(moment, draws) for mechanism in model.mechanisms}
    planned = _of_the_standing(add_changes(each.values()), moment.reading.fallen)
    events = made_once(moment.forcing.year, lambda: draw_events(planned, draws))
    then = {mechanism.name: mechanism.outcome(moment, events, draws) for mechanism in model.mechanisms}
    after = _bounded(apply_change(moment.world, add_changes([planned, add_changes(then.values())])))
    return after, events, {name: (each[name], then[name]) for name in each}


def draw_events(planned: Change, draws: Draws) -> Events:
    """Turn summed log-odds into events at their addresses.

    Climbing, falling and staying exclude one another and share one softmax; every other event stands alone.  The draw
    that makes a pair climb is uniform below its probability, so its place there says whether the climb is a pact.
    Probabilities are quantised, so that a last digit of floating point cannot flip a draw.
    """
    odds = planned.odds
    up, down = (jnp.exp(jnp.minimum(odds[move], _CERTAIN)) for move in ("tie_up", "tie_down"))
    probability = {
        "tie_up": up / (1.0 + up + down),
        "tie_down": down / (1.0 + up + down),
        "dispute": jax.nn.sigmoid(odds["dispute"]),
        "exit": jax.nn.sigmoid(odds["exit"]),
        "test": jax.nn.sigmoid(odds["test"]),
        "bargain": jax.nn.sigmoid(odds["bargain"]),
        "elsewhere": jax.nn.sigmoid(odds["elsewhere"]),
        "disowned": jax.nn.sigmoid(odds["disowned"]),
        "coerced": jax.nn.sigmoid(odds["coerced"]),
        "extracted": jax.nn.sigmoid(odds["extracted"]),
        "whim": jax.nn.sigmoid(odds["whim"]),
        "leak": jax.nn.sigmoid(odds["leak"]),
        "dissolved": jax.nn.sigmoid(odds["dissolved"]),
        "nuclear": jax.nn.sigmoid(odds["nuclear"]),
        "visit": jax.nn.sigmoid(odds["visit"]),
    }
    probability = {name: quantise(value) for name, value in probability.items()}
    probability["pact"] = quantise(probability["tie_up"] * jax.nn.sigmoid(odds["pact"]))
    ladder = draws.tie
    others = ~jnp.eye(ladder.shape[0], dtype=bool)
    happened = {
        "tie_up": others & (ladder < probability["tie_up"]),
        "tie_down": others & (ladder > 1.0 - probability["tie_down"]),
        "pact": others & (ladder < probability["pact"]),
        "dispute": others & (draws.dispute < probability["dispute"]),
        "exit": draws.state_uniform("exit") < probability["exit"],
        "test": draws.state_uniform("test") < probability["test"],
        "disowned": draws.state_uniform("disowned") < probability["disowned"],
        "coerced": draws.state_uniform("coerced") < probability["coerced"],
        "extracted": draws.state_uniform("extracted") < probability["extracted"],
        "nuclear": draws.state_uniform("nuclear") < probability["nuclear"],
        "visit": draws.state_uniform("visit") < probability["visit"],
        "whim": draws.state_uniform("whim") < probability["whim"],
        "bargain": draws.world_uniform("bargain") < probability["bargain"],
        "elsewhere": draws.world_uniform("elsewhere") < probability["elsewhere"],
        "leak": draws.world_uniform("leak") < probability["leak"],
        "dissolved": draws.world_uniform("dissolved") < probability["dissolved"],
    }
    return Events(happened, probability)


def simulate(
    model: Model,
    setting: Setting,
    world: World,
    forcing: Forcing,
    switches: Switches,
    seed: Array,
    member: Array,
    history: World | None = None,
    keep: Callable[[World, Reading, Events], Any] = lambda world, reading, events: (world, reading, events),
    luck: Draws | None = None,
) -> Any:
    """One future: the World, Reading and Events of every year, on a leading axis ``year``.

    Args:
        model: Mechanisms with this member's parameters.
        setting: What the scenario holds fixed.
        world: The first World.
        forcing: Outside facts, leading axis ``year``.
        switches: How far each claim is on.
        seed: Of the run.
        member: Number of the future: with seed, year, purpose and codes it addresses every draw.
        history: The World as observed, which sets the references; ``world`` where it is not given.
        keep: What to keep of each year; everything unless told otherwise.
        luck: The noise of every year from :func:`all_luck`, where several stories of one member share it.
    """
    reach = model.forces.reach(setting)
    first = jax.tree.map(lambda series: series[0], forcing)
    first = eqx.tree_at(lambda facts: facts.acts, first, jax.tree.map(jnp.zeros_like, first.acts))
    lasting = draw_lasting(seed, member, setting.code)
    drawn = forcing.year if luck is None else luck
    start = measure(history or world, model, reach, setting, first, switches)

    def year(now: World, given: tuple[Forcing, Any]) -> tuple[World, Any]:
        facts, dice = given
        reading = measure(now, model, reach, setting, facts, switches, start)
        draws = dice if luck is not None else draw_year(seed, member, dice, setting.code, lasting)
        moment = Moment(now, reading, start, facts, setting, switches)
        after, events = step(model, moment, draws)
        return after, keep(now, reading, events)

    _, trajectory = jax.lax.scan(year, world, (forcing, drawn))
    return trajectory


def all_luck(setting: Setting, forcing: Forcing, seed: Array, member: Array) -> Draws:
    """The noise of every year of one member, leading axis year: the same numbers that :func:`simulate` would draw."""
    lasting = draw_lasting(seed, member, setting.code)
    return jax.vmap(lambda year: draw_year(seed, member, year, setting.code, lasting))(forcing.year)


def _of_the_standing(planned: Change, fallen: Array) -> Change:
    """What is planned, without acts of or with states that are lost: they start and suffer no dispute, climb no rung.

    The fall of a rung is nobody's act, and a treaty with a state that is gone may still lapse.
    """
    gone = fallen > _HALF
    either = gone[:, None] | gone[None, :]
    kept = {
        name: jnp.where(either if name in _OF_PAIRS else gone, NEVER, odds)
        if name in _OF_PAIRS + _OF_STATES
        else odds
        for name, odds in planned.odds.items()
    }
    return Change(planned.increments, kept)


_OF_PAIRS = ("dispute", "tie_up")
_OF_STATES = ("exit", "test", "disowned", "coerced", "extracted", "nuclear", "visit", "whim")
"""Events that are acts of states, or done to them."""

_HALF = 0.5

_CERTAIN = 30.0
"""Log-odds beyond which nothing is more certain: the exponential of more would overflow."""


def _bounded(world: World) -> World:
    """Keep ladders on the ladder: a rung is between 0 and 4, whatever was drawn."""
    return eqx.tree_at(lambda tree: tree.depth, world, jnp.clip(world.depth, 0.0, 4.0))
