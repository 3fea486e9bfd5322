"""Small panels that many tests look at."""

from __future__ import annotations

import pandas as pd
import pytest

import counterpoise as cp
from counterpoise.units.builder import Units
from counterpoise.units.registry import FAMILIES

APART = {"arms transfers", "others"}
"""Families that need something of the user's."""

STATES = ["USA", "GBR", "FRA", "DEU", "RUS", "CHN", "JPN", "KOR", "IND", "PAK", 260, 365, 300]


def everything(unit: Units) -> Units:
    """A unit with every family that it has."""
    names = [one.name for one in FAMILIES if unit.site.kind in one.kinds and one.name not in APART]
    return unit.add(*names)


@pytest.fixture(scope="session")
def dyads() -> pd.DataFrame:
    """Directed dyad-years of a dozen states with every family."""
    return everything(cp.dyad_years()).where(states=STATES).to_pandas()
