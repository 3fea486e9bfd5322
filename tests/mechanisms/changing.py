"""Copies of modules with some fields replaced, for tests."""

from __future__ import annotations

from typing import Any

import equinox as eqx
import jax.numpy as jnp

from counterpoise.model import Model

__all__ = ["change", "put"]


def change(tree: Any, **values: Any) -> Any:
    """A copy of a module with some fields replaced."""
    names = list(values)
    return eqx.tree_at(lambda t: [getattr(t, name) for name in names], tree, [values[name] for name in names])


def put(model: Model, mechanism: str, **values: float) -> Model:
    """The Model with some scalar parameters of one mechanism replaced."""
    changed = change(getattr(model, mechanism), **{k: jnp.asarray(v, jnp.float32) for k, v in values.items()})
    return change(model, **{mechanism: changed})
