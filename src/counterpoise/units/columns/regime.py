"""Democracy, by several measures, with their uncertainty where it is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.units.column import Family, Plan
from counterpoise.units.series import of_variable, series_plans
from counterpoise.units.site import KINDS, Site

__all__ = ["FAMILY"]

_NAMES = (
    ("polyarchy", "v2x_polyarchy"),
    ("polyarchy_sd", ""),
    ("libdem", ""),
    ("libdem_low", ""),
    ("libdem_high", ""),
    ("libdem_sd", ""),
    ("polity2", "polity2"),
    ("uds", "euds"),
    ("uds_adjusted", "aeuds"),
)
_GW = {"polyarchy": "gw_polyarchy", "polity2": "gw_polity", "uds": "gw_uds", "uds_adjusted": "gw_uds"}


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    series = [
        of_variable(
            site,
            name,
            alias=alias,
            additive=False,
            table=_GW.get(name, ""),
            dtype="whole" if name == "polity2" else "float32",
        )
        for name, alias in _NAMES
    ]
    return series_plans(site, "democracy", series)


FAMILY = Family(
    "democracy",
    "Democracy (V-Dem, Polity5, Unified Democracy Scores)",
    KINDS,
    _plans,
    text="`polyarchy` is V-Dem 16 and `polyarchy_sd` the spread of its draws in version 15; `libdem` comes with the "
    "68 per cent interval. `uds` are Marquez's extended scores, `uds_adjusted` those with the cut point added. "
    "Polity's codes for interruption and transition are already turned into `polity2`.",
    peacesciencer="add_democracy()",
)
