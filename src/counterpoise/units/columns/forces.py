"""Forces abroad: US troops and base sites, joint exercises, and arms transfers from the user's own copy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.rows import YEARS, positions
from counterpoise.units.series import Floats, Series, of_variable, series_plans
from counterpoise.units.site import KINDS, Site
from counterpoise.vocabulary import DataError

__all__ = ["ARMS", "EXERCISES", "TROOPS"]


def _sites(site: Site, kind: str) -> Floats:
    """Number of US base sites in a state; of the years that the list covers."""

    def make() -> Floats:
        table = site.table("us_base_sites")
        listed = table[table[kind] == 1]
        first, last = site.window("us_base_sites")
        cube = np.full((YEARS, len(site.axis) + 1), np.nan)
        place = positions(listed["ccode"].to_numpy(dtype=np.int64), site.axis)
        count = np.bincount(place[place >= 0], minlength=len(site.axis))
        cube[first - FIRST_YEAR : last - FIRST_YEAR + 1, :-1] = count
        return cube

    return site.keep("base sites", kind, make=make)


def _troops(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    sources = site.panel.table_sources("us_base_sites")
    series = [of_variable(site, "us_troops", dtype="float32")]
    series += [
        Series(name, label, "sites", sources, partial(_sites, site, kind), "whole",
               "Cold War to 2018, not today's list; given for the year of the list only.")
        for name, label, kind in (
            ("us_bases", "Larger US base sites", "base"), ("us_lilypads", "Smaller US sites (lily pads)", "lilypad")
        )
    ]  # fmt: skip
    return series_plans(site, "troops and bases", series)


def exercise_cells(site: Site) -> Pairs:
    """Joint exercises of a pair in a year, both directions."""
    return site.pairs("exercises", ("weight",), both=True)


def _partners(site: Site, how: str) -> Floats:
    table = exercise_cells(site)
    values = table.values["weight"]
    return site.summary(table, values if how == "weight" else 1.0 * (values > 0), "sum", "exercises", how)


def _exercises(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    sources = site.panel.table_sources("exercises")
    if site.dyadic:
        link = Link(
            "exercises",
            "Joint military exercises",
            "exercises, weighted",
            partial(exercise_cells, site),
            "weight",
            dtype="float32",
            note="An exercise of n states counts 1 / sqrt(n - 1) for each of its pairs.",
        )
        return link_plans(site, "exercises", sources, [link])
    series = [
        Series("exercise_partners", "States with which it held joint exercises", "states", sources,
               partial(_partners, site, "partners"), "whole"),
    ]  # fmt: skip
    return series_plans(site, "exercises", series)


def _arms(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    if "arms_transfers" not in site.panel.tables():
        raise DataError(
            "Arms transfers are not in this panel: SIPRI's terms forbid passing copies on.",
            where="arms transfers",
            hint="Bring your own copy with `counterpoise data add`, then build from that panel "
            "(panel='FOLDER', or --panel FOLDER).",
        )
    if site.dyadic:
        table = partial(site.pairs, "arms_transfers", ("tiv",))
        link = Link("arms_delivered", "Arms that state 1 delivered to state 2", "SIPRI trend-indicator values, million",
                    table, "tiv", dtype="float32")  # fmt: skip
        return link_plans(site, "arms transfers", site.panel.table_sources("arms_transfers"), [link])

    def given() -> Floats:
        table = site.pairs("arms_transfers", ("tiv",))
        return site.summary(table, table.values["tiv"], "sum", "arms")

    series = Series("arms_exported", "Arms delivered to other states", "SIPRI trend-indicator values, million",
                    site.panel.table_sources("arms_transfers"), given, "float32")  # fmt: skip
    return series_plans(site, "arms transfers", [series])


TROOPS = Family(
    "troops and bases",
    "US troops and base sites",
    KINDS,
    _troops,
    text="Active-duty troops, 1950 to 2025, the mean of the quarters reported; base sites as listed in 2018. "
    "Of the United States themselves the table counts the forces at home; 1951 and 1952 are blank.",
)
EXERCISES = Family(
    "exercises",
    "Joint military exercises",
    KINDS,
    _exercises,
    text="1980 to 2010. An exercise of n states counts 1 / sqrt(n - 1) for each of its pairs.",
)
ARMS = Family(
    "arms transfers",
    "Arms transfers (your own copy of SIPRI)",
    KINDS,
    _arms,
    text="SIPRI's terms forbid passing copies on, so the table is not shipped: add your own with "
    "`counterpoise data add`.",
)
