"""A million futures and more: computed in chunks, reduced as they come, kept in a store that survives interruption.

``plan`` says what is computed, ``work`` computes one chunk, ``reduction`` is what is kept of it, ``store`` keeps it,
``sole`` lets one process at a time write there, ``local`` and ``cluster`` spread chunks over processes and machines,
and ``run`` drives them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterpoise.sweep.plan import Plan
    from counterpoise.sweep.run import run_sweep
    from counterpoise.sweep.sole import TakenError
    from counterpoise.sweep.store import Store, StoreError

__all__ = ["Plan", "Store", "StoreError", "TakenError", "run_sweep"]

_FROM = {"Plan": "plan", "run_sweep": "run", "TakenError": "sole", "Store": "store", "StoreError": "store"}


def __getattr__(name: str) -> Any:
    """What is asked for and no more, so that a worker can be held to its core and its leader before JAX is there."""
    if name in _FROM:
        return getattr(import_module(f"counterpoise.sweep.{_FROM[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
