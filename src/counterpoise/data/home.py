"""Where a user's own data live: raw tables that were fetched, and panels laid over the bundled one."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["HOME", "SOURCES", "home", "own_panel", "own_sources"]

HOME = "COUNTERPOISE_HOME"
"""Environment variable that names another folder for the user's data."""
SOURCES = "sources"


def home() -> Path:
    """The user's data folder: ``COUNTERPOISE_HOME``, or the one that the operating system provides."""
    named = os.environ.get(HOME, "")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_path("counterpoise"))


def own_sources() -> Path:
    """Folder of the raw tables that ``data fetch`` downloads."""
    return home() / SOURCES


def own_panel() -> Path:
    """Folder of the panel with the user's own additions."""
    return home() / "panel"
