"""One year of a small world, taken apart by mechanism and compiled once; every law is a question put to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from tests import cases

from counterpoise.draws import draw_lasting, draw_year
from counterpoise.measuring import measure
from counterpoise.mechanisms._base import Moment
from counterpoise.model import Model
from counterpoise.simulate import parts
from counterpoise.switches import story
from counterpoise.world import Case, World

__all__ = [
    "CHALLENGER", "FRIENDS", "HISTORY", "PATRON", "Found", "Twist", "forcing", "lived", "parameter", "setting",
    "slopes", "spanned", "taken_apart", "together", "world",
]  # fmt: skip

CHALLENGER, PATRON = 0, 1
FRIENDS = slice(2, None)
"""Japan, South Korea, the Philippines, Indonesia and Vietnam in :func:`tests.cases.case`."""

Found = dict[str, np.ndarray]
"""``reading.x``, ``after.x``, ``chance.x``; of a mechanism ``name.x``, ``name.odds.x``, ``then.name.x``; by member."""

Twist = Callable[[Case, Model], tuple[Case, Model]]
"""Something is different: the same shapes, other numbers."""

HISTORY = cases.case(years=1)
"""The Case as observed: what is meant by the start year, whatever a law then changes."""

DRAWN = 24

_quickly: Any = partial(eqx.filter_jit, compiler_options={"xla_backend_optimization_level": 0})
"""Compiled at the lowest level: a law is asked a hundred times of a program that takes longer to make than to run."""


def spanned() -> Model:
    """Members with all parameters of one mechanism at either end of their range, then members drawn from the priors.

    Members ``2 k`` and ``2 k + 1`` hold those of mechanism k low and high, the last ``DRAWN`` are drawn.
    """
    return cases.worst(drawn=DRAWN)


def lived(case: Case, model: Model, history: World = HISTORY.world, **claims: float) -> Found:
    """One year, everything that is read, planned, drawn and added, by name."""
    return {name: np.asarray(value) for name, value in _lived(case, model, story(**claims), history).items()}


@_quickly
def _lived(case: Case, model: Model, switches: Any, history: World) -> dict[str, Any]:
    members = jnp.arange(model.arming.depreciation.shape[0], dtype=jnp.uint32)
    return jax.vmap(lambda own, member: taken_apart(case, own, switches, history, member))(model, members)


def taken_apart(case: Case, model: Model, switches: Any, history: World, member: Any) -> dict[str, Any]:
    """One member's year, flat."""
    facts, code, seed = jax.tree.map(lambda series: series[0], case.forcing), case.setting.code, jnp.uint32(3)
    calm = eqx.tree_at(lambda f: f.acts, facts, jax.tree.map(lambda leaf: leaf[0], HISTORY.forcing.acts))
    reach = model.forces.reach(case.setting)
    start = measure(history, model, reach, case.setting, calm, switches)
    reading = measure(case.world, model, reach, case.setting, facts, switches, start)
    moment = Moment(case.world, reading, start, facts, case.setting, switches)
    draws = draw_year(seed, member, facts.year, code, draw_lasting(seed, member, code))
    after, events, each = parts(model, moment, draws)
    found = {**_named("reading", vars(reading)), **_named("after", vars(after))}
    found |= _named("chance", events.probability) | _named("drawn", events.happened)
    for name, (planned, then) in each.items():
        found |= _named(name, planned.increments) | _named(f"{name}.odds", planned.odds)
        found |= _named(f"then.{name}", then.increments)
    return found


def _named(head: str, values: Any) -> dict[str, Any]:
    found = {}
    for name, value in values.items():
        parts_of = value._asdict() if name == "record" else {"": value}
        found |= {f"{head}.{name}{'.' if part else ''}{part}": leaf for part, leaf in parts_of.items()}
    return found


def slopes(case: Case, model: Model) -> tuple[Model, World]:
    """Gradient of the sum of all that is read and added, by parameter and by stock, for every member."""
    return _slopes(case, model, story())


@_quickly
def _slopes(case: Case, model: Model, switches: Any) -> Any:
    def total(both: tuple[Model, World], member: Any) -> Any:
        own, now = both
        found = taken_apart(Case(case.setting, now, case.forcing), own, switches, HISTORY.world, member)
        smooth = (leaf for leaf in found.values() if jnp.issubdtype(leaf.dtype, jnp.floating))
        return sum(jnp.tanh(leaf).sum() for leaf in smooth)

    members = jnp.arange(model.arming.depreciation.shape[0], dtype=jnp.uint32)
    return jax.vmap(lambda own, member: jax.grad(total)((own, case.world), member))(model, members)


def world(**changed: Callable[[Any], Any]) -> Twist:
    """Stocks of the World replaced by a function of what they were."""
    return lambda case, model: (replace(case, world=_changed(case.world, changed)), model)


def setting(**changed: Callable[[Any], Any]) -> Twist:
    """The same for what the scenario holds fixed."""
    return lambda case, model: (replace(case, setting=_changed(case.setting, changed)), model)


def forcing(**changed: Callable[[Any], Any]) -> Twist:
    """The same for what comes from outside; a name that is none of its own is one of the acts."""

    def twist(case: Case, model: Model) -> tuple[Case, Model]:
        own = {field.name for field in fields(case.forcing)}
        facts = _changed(case.forcing, {k: v for k, v in changed.items() if k in own})
        acts = _changed(facts.acts, {k: v for k, v in changed.items() if k not in own})
        return replace(case, forcing=replace(facts, acts=acts)), model

    return twist


def parameter(path: str, change: Callable[[Any], Any]) -> Twist:
    """One parameter replaced for every member."""
    mechanism, name = path.split(".")

    def twist(case: Case, model: Model) -> tuple[Case, Model]:
        part = getattr(model, mechanism)
        return case, replace(model, **{mechanism: _changed(part, {name: change})})

    return twist


def together(*twists: Twist) -> Twist:
    """One after the other."""

    def twist(case: Case, model: Model) -> tuple[Case, Model]:
        for each in twists:
            case, model = each(case, model)
        return case, model

    return twist


def _changed(tree: Any, changed: dict[str, Callable[[Any], Any]]) -> Any:
    new = {name: change(getattr(tree, name)) for name, change in changed.items()}
    typed = {
        name: value
        if name == "record"
        else jnp.broadcast_to(value, jnp.shape(getattr(tree, name))).astype(
            jnp.asarray(getattr(tree, name)).dtype
        )
        for name, value in new.items()
    }
    return replace(tree, **typed)
