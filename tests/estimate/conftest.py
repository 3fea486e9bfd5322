"""History laid out once for all tests of the estimates, and a small cut of it."""

from dataclasses import fields, replace

import numpy as np
import pytest

from counterpoise.data import open_panel
from counterpoise.estimate.history import History, read_history


@pytest.fixture(scope="session")
def panel():
    """The panel that ships."""
    return open_panel()


@pytest.fixture(scope="session")
def history(panel) -> History:
    """All states since 1816."""
    return read_history(panel)


@pytest.fixture(scope="session")
def asia(history: History) -> History:
    """The states of Asia and the Pacific alone, which fit in a second."""
    rows = np.flatnonzero((history.codes >= 700) & (history.codes < 990))
    changed = {}
    for entry in fields(history):
        value = getattr(history, entry.name)
        if isinstance(value, dict):
            changed[entry.name] = {key: inner[:, rows][:, :, rows] for key, inner in value.items()}
        elif value.ndim == 3:
            changed[entry.name] = value[:, rows][:, :, rows]
        elif value.ndim == 2:
            changed[entry.name] = value[:, rows]
        else:
            changed[entry.name] = value[rows]
    return replace(history, **changed)
