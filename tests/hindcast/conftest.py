"""A small hindcast of 1890, lived once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from counterpoise.data import Panel, open_panel
from counterpoise.hindcast.forecast import Hindcast, foretell, known_then
from counterpoise.scenario import Scenario, parse_scenario
from counterpoise.vintage import VintagePanel

SMALL = """
scenario.name = "small-1890"
scenario.question = "Will it hold?"
scenario.start = 1891
scenario.origin = 1890
scenario.horizon = 1897
scenario.theatres = "europe-1890"
scenario.unknown = ["C1", "C2", "C3", "C6", "C7", "C9"]
editions.latest = { cutoff = 1890-12-31 }
roles.challenger = "DEU"
roles.patron = "GBR"
roles.members = ["FRA", "RUS", "AUH", "ITA", "BEL", "NLD", "DNK", "SWE", "ROU"]
states = ["DEU", "GBR", "FRA", "RUS", "AUH", "ITA", "BEL", "NLD", "DNK", "SWE", "ROU"]
"""

REORDERED = SMALL.replace(
    '"DEU", "GBR", "FRA", "RUS", "AUH", "ITA", "BEL", "NLD", "DNK", "SWE", "ROU"]',
    '"DEU", "GBR", "ROU", "SWE", "DNK", "NLD", "BEL", "ITA", "AUH", "RUS", "FRA"]',
)


@pytest.fixture(scope="session")
def panel() -> Panel:
    """The bundled panel."""
    return open_panel()


@pytest.fixture(scope="session")
def toml() -> str:
    """The file of the small hindcast."""
    return SMALL


@pytest.fixture(scope="session")
def reordered() -> Scenario:
    """The same with its states listed otherwise, the poles at their places."""
    return parse_scenario(REORDERED).at("latest")


@pytest.fixture(scope="session")
def small() -> Scenario:
    """Eleven states of 1890."""
    return parse_scenario(SMALL).at("latest")


@pytest.fixture(scope="session")
def known(panel: Panel, small: Scenario) -> VintagePanel:
    """What 1890 knew."""
    return known_then(panel, small)


@pytest.fixture(scope="session")
def live(known: VintagePanel) -> Callable[[Scenario], Hindcast]:
    """Lives sixty-four futures of a scenario of 1890."""
    return lambda scenario: foretell(scenario, known, 64, 1)


@pytest.fixture(scope="session")
def lived(live: Callable[[Scenario], Hindcast], small: Scenario) -> Hindcast:
    """The small hindcast."""
    return live(small)
