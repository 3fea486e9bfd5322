"""The laws of every mechanism: what its claim predicts, and what is left of it when the claim is off.

A mechanism without a row here fails ``test_laws.py``; the documentation's table of laws is written from these rows.
"""

from __future__ import annotations

from tests.mechanisms.complicated import COMPLICATED
from tests.mechanisms.doubted import DOUBTED
from tests.mechanisms.kinds import Laws
from tests.mechanisms.simple import SIMPLE

__all__ = ["LAWS"]

LAWS: dict[str, Laws] = {**SIMPLE, **COMPLICATED, **DOUBTED}
"""Mechanism to its laws."""
