"""Copies of modules with some fields replaced, for tests."""

from __future__ import annotations

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp

from counterpoise.model import Model

__all__ = ["alike", "change", "put"]


def alike(tree: Any, pattern: Any) -> Any:
    """A tree as arrays of the kinds of a pattern, so that one program serves both; the pattern where it is None."""
    return jax.tree.map(
        lambda leaf, like: jnp.asarray(leaf, like.dtype), pattern if tree is None else tree, pattern
    )


def change(tree: Any, **values: Any) -> Any:
    """A copy of a module with some fields replaced."""
    names = list(values)
    return eqx.tree_at(lambda t: [getattr(t, name) for name in names], tree, [values[name] for name in names])


def put(model: Model, mechanism: str, **values: float) -> Model:
    """The Model with some scalar parameters of one mechanism replaced."""
    changed = change(getattr(model, mechanism), **{k: jnp.asarray(v, jnp.float32) for k, v in values.items()})
    return change(model, **{mechanism: changed})
