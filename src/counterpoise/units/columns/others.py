"""Any other state-year variable of the panel, under its own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.units.column import Family, Plan
from counterpoise.units.series import of_variable, series_plans
from counterpoise.units.site import KINDS, Site

__all__ = ["FAMILY"]


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    return series_plans(site, "others", [of_variable(site, name) for name in options["names"]])


FAMILY = Family(
    "others",
    "Other variables of the panel",
    KINDS,
    _plans,
    {"names": ()},
    text="Any variable that `counterpoise data info` lists, asked for by its own name: `add('burden')`. "
    "Projections are left out.",
)
