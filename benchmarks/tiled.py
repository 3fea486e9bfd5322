"""The default scenario made larger or longer, for timing alone: its states repeated, its last year repeated.

There is no scenario of the whole world yet.  A Case of 200 states is the thirty of Asia nearly seven times over, each
copy with a code of its own (so with luck of its own) and 500 km from its original.  It costs what a world of 200
states costs and means nothing.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.acts import Acts
from counterpoise.measures.record import Record
from counterpoise.world import Case

__all__ = ["longer", "tiled"]

APART = 500.0
"""Kilometres between a state and its copies."""


def tiled(case: Case, states: int) -> Case:
    """The Case with this many states."""
    place = np.arange(states) % len(case.setting.code)
    setting, world = _taken(case.setting, place), _taken(case.world, place)
    copy = np.arange(states) // len(case.setting.code)
    same = (place[:, None] == place[None, :]) & ~np.eye(states, dtype=bool)
    setting = replace(
        setting,
        code=jnp.asarray(np.asarray(setting.code) + 1000 * copy, jnp.int32),
        mindist=jnp.where(same, APART, setting.mindist),
        capital_km=jnp.where(same, APART, setting.capital_km),
        host_state=case.setting.host_state,
    )
    return Case(setting, world, _taken(case.forcing, place))


def longer(case: Case, years: int) -> Case:
    """The Case with this many years: cut, or its last year over and over."""
    length = len(case.forcing.year)
    row = np.minimum(np.arange(years), length - 1)
    forcing = jax.tree.map(lambda series: jnp.asarray(np.asarray(series)[row]), case.forcing)
    year = jnp.asarray(int(case.forcing.year[0]) + np.arange(years), jnp.int32)
    return Case(case.setting, case.world, replace(forcing, year=year))


def _taken(tree: Any, place: np.ndarray) -> Any:
    """Repeat every axis that its annotation calls state, source or target."""
    changed: dict[str, Any] = {}
    for field in fields(tree):
        value = getattr(tree, field.name)
        if field.name == "record":
            changed[field.name] = Record(*(part[place][:, place] for part in value))
            continue
        if isinstance(value, Acts):
            changed[field.name] = _taken(value, place)
            continue
        text = str(field.type)
        for axis, name in enumerate(re.findall(r"\w+", text.split(",", 1)[-1]) if "," in text else []):
            if name in ("state", "source", "target"):
                value = jnp.take(value, jnp.asarray(place), axis=axis)
        changed[field.name] = value
    return type(tree)(**changed)
