"""What the panel knows, laid out once, and a small world of it whose fits take a second."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from counterpoise.backtest import Knowledge, know
from counterpoise.data import Panel, open_panel


@pytest.fixture(scope="session")
def panel() -> Panel:
    """The panel that ships."""
    return open_panel()


@pytest.fixture(scope="session")
def knowledge(panel: Panel) -> Knowledge:
    """All that it knows."""
    return know(panel)


@pytest.fixture(scope="session")
def europe(knowledge: Knowledge) -> Knowledge:
    """The states of Europe alone."""
    return only(knowledge, (knowledge.history.codes >= 200) & (knowledge.history.codes < 400))


def only(knowledge: Knowledge, keep: np.ndarray) -> Knowledge:
    """Knowledge of some states."""
    rows = np.flatnonzero(keep)

    def cut(value: np.ndarray) -> np.ndarray:
        return value[:, rows][:, :, rows] if value.ndim == 3 else value[:, rows]

    history = knowledge.history
    changed = {}
    for entry in fields(history):
        value = getattr(history, entry.name)
        if isinstance(value, dict):
            changed[entry.name] = {key: cut(inner) for key, inner in value.items()}
        else:
            changed[entry.name] = value[rows] if value.ndim == 1 else cut(value)
    return Knowledge(
        replace(history, **changed),
        {name: cut(value) for name, value in knowledge.cells.items()},
        {name: cut(value) for name, value in knowledge.pairs.items()},
        knowledge.treaties[knowledge.treaties["ccode"].isin(history.codes[rows])],
        cut(knowledge.at_war),
        knowledge.last,
    )
