"""A short scenario that all questions are tried on: seven years of the default case, few members, one program."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from counterpoise.analysis.lives import Sample
from counterpoise.analysis.prepare import Prepared, prepare
from counterpoise.data import open_panel
from counterpoise.scenario import load_scenario

MEMBERS = 48


@pytest.fixture(scope="session")
def ready() -> Prepared:
    """The default scenario, seven years of it."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest").until(2031)
    return prepare(scenario, panel.vintage(str(scenario.cutoff)))


@pytest.fixture(scope="session")
def draws(ready: Prepared) -> dict[str, Any]:
    """Members with rulers at which seven years suffice to lose some balances."""
    return {**ready.draws(1, MEMBERS), "verdict.threshold": np.linspace(0.7, 1.7, MEMBERS)}


@pytest.fixture(scope="session")
def sample(ready: Prepared, draws: dict[str, Any]) -> Sample:
    """The same, to be lived."""
    return Sample.of(ready.observed, ready.model(draws), draws, 1)
