"""Trees of arrays as plain namespaces, so that the reference reads like its formulas."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

__all__ = ["each_of", "flat", "plain"]


def plain(tree: Any) -> Any:
    """A tree of arrays as plain namespaces of NumPy arrays, floats in double precision."""
    if is_dataclass(tree):
        return SimpleNamespace(**{f.name: plain(getattr(tree, f.name)) for f in fields(tree)})
    if hasattr(tree, "_asdict"):
        return SimpleNamespace(**{name: plain(value) for name, value in tree._asdict().items()})
    array = np.asarray(tree)
    return array.astype(np.float64) if array.dtype.kind == "f" else array


def each_of(tree: Any, act: Any) -> Any:
    """The same tree with every array acted on."""
    if isinstance(tree, SimpleNamespace):
        return SimpleNamespace(**{name: each_of(value, act) for name, value in vars(tree).items()})
    return act(tree)


def flat(world: Any) -> dict[str, np.ndarray]:
    """The arrays of a World by name, those of its record under ``record.``."""
    parts = {name: value for name, value in vars(world).items() if name != "record"}
    return {**parts, **{f"record.{name}": value for name, value in vars(world.record).items()}}
