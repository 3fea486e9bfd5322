"""State-years of people and regimes: population, its structure, democracy, UN voting, leaders."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import cells, gw_to_cow, join
from counterpoise.data.read import Shelf

__all__ = ["people", "regimes"]

_POPULATION_TO = 2023
_AGES_TO = 2021


def people(shelf: Shelf) -> pd.DataFrame:
    """Population and age groups 1950-2050, with low and high variants from 2024 (UN WPP).

    Totals and median age follow the 2024 revision (estimates to 2023), age groups the 2022 revision
    (estimates to 2021), so the groups need not sum exactly to the total.
    """
    raw, variants = shelf.table("demography"), shelf.table("wpp")
    ages = {"pop_15_64": "working_age", "pop_20_39": "youth", "pop_65plus": "aged"}
    return join(
        [
            cells(raw, "pop", "population", "demography", projected_after=_POPULATION_TO),
            cells(raw, "median_age_years", "median_age", "demography", projected_after=_POPULATION_TO),
            *(
                cells(raw, column, name, "demography", projected_after=_AGES_TO)
                for column, name in ages.items()
            ),
            cells(
                variants,
                "pop_low_variant",
                "population_low",
                "wpp",
                scale=1000.0,
                projected_after=_POPULATION_TO,
            ),
            cells(
                variants,
                "pop_high_variant",
                "population_high",
                "wpp",
                scale=1000.0,
                projected_after=_POPULATION_TO,
            ),
        ]
    )


def regimes(shelf: Shelf) -> pd.DataFrame:
    """Polyarchy with its standard deviation, Polity, ideal points, and exits of leaders."""
    democracy, vdem = shelf.table("vdem16"), shelf.table("vdem", ["vdem_cowcode", "year", "v2x_polyarchy_sd"])
    vdem = vdem.rename(columns={"vdem_cowcode": "ccode"})
    return join(
        [
            cells(democracy, "v2x_polyarchy", "polyarchy", "vdem16"),
            cells(vdem, "v2x_polyarchy_sd", "polyarchy_sd", "vdem"),
            cells(democracy, "polity2", "polity2", "polity5"),
            cells(
                shelf.table("ideal_points", ["ccode", "year", "idealpointfp"]),
                "idealpointfp",
                "ideal_point",
                "ideal_points",
            ),
            _leaders(shelf),
        ]
    )


def _leaders(shelf: Shelf) -> pd.DataFrame:
    """Whether there was more than one leader in the year, and an irregular entry or exit (Archigos, to 2015)."""
    raw = shelf.table("archigos")
    raw = raw.assign(ccode=gw_to_cow(raw["gwcode"], raw["year"], shelf.table("isard_gw_cow_panel")))
    raw = (
        raw.dropna(subset=["ccode"])
        .groupby(["ccode", "year"], as_index=False)[["leadertransition", "irregular"]]
        .max()
    )
    return join(
        [
            cells(raw, "leadertransition", "leader_exit", "archigos"),
            cells(raw, "irregular", "leader_exit_irregular", "archigos"),
        ]
    )
