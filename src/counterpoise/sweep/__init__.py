"""A million futures and more: computed in chunks, reduced as they come, kept in a store that survives interruption.

``plan`` says what is computed, ``work`` computes one chunk, ``reduction`` is what is kept of it, ``store`` keeps it,
``sole`` lets one process at a time write there, ``local`` and ``cluster`` spread chunks over processes and machines,
and ``run`` drives them.
"""

from counterpoise.sweep.plan import Plan
from counterpoise.sweep.run import run_sweep
from counterpoise.sweep.sole import TakenError
from counterpoise.sweep.store import Store, StoreError

__all__ = ["Plan", "Store", "StoreError", "TakenError", "run_sweep"]
