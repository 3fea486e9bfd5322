"""Rank: major powers of the Correlates of War, regional and global powers of Maoz."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Family, Plan
from counterpoise.units.rows import YEARS, positions, runs
from counterpoise.units.series import Series, of_variable, series_plans
from counterpoise.units.site import KINDS, Site

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.units.series import Floats

__all__ = ["FAMILY", "spells_cube"]


def spells_cube(site: Site, name: str, frame: pd.DataFrame) -> Floats:
    """1 in the years of a spell, 0 in the other years of the table's window, as ``[year, state + 1]``."""
    cube = np.full((YEARS, len(site.axis) + 1), np.nan)
    first, last = site.window(name)
    cube[first - FIRST_YEAR : last - FIRST_YEAR + 1, :-1] = 0.0
    start, end = (frame[column].to_numpy(dtype=np.int64) for column in ("start", "end"))
    which, year = runs(np.maximum(start, first), np.minimum(end, last))
    place = positions(frame["ccode"].to_numpy(dtype=np.int64), site.axis)
    cube[year - FIRST_YEAR, place[which]] = 1.0
    return cube


def _rank(site: Site, rank: str) -> Floats:
    def make() -> Floats:
        table = site.table("powers")
        return spells_cube(site, "powers", table[table["rank"] == rank])

    return site.keep("powers", rank, site.carry, make=make)


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    keys = site.panel.table_sources("powers")
    series = [of_variable(site, "major", dtype="whole", alias="cowmaj")]
    series += [
        Series(
            f"{rank}_power",
            f"{rank.capitalize()} power (Maoz)",
            "0/1",
            keys,
            partial(_rank, site, rank),
            "whole",
        )
        for rank in ("regional", "global")
    ]
    return series_plans(site, "majors", series)


FAMILY = Family(
    "majors",
    "Major, regional and global powers",
    KINDS,
    _plans,
    text="`major` is the Correlates of War's list, which ends in 2016; "
    "`regional_power` and `global_power` are Maoz's.",
    peacesciencer="add_cow_majors()",
)
