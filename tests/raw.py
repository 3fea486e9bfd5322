"""The folder of raw tables, for the tests that compile the panel again; they skip where there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["SOURCES", "needs_sources"]

SOURCES = Path(os.environ.get("COUNTERPOISE_SOURCES", ""))
"""As COUNTERPOISE_SOURCES names it."""

needs_sources = pytest.mark.skipif(
    not os.environ.get("COUNTERPOISE_SOURCES"), reason="COUNTERPOISE_SOURCES names no folder of raw tables"
)
