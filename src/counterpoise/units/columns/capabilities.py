"""Material capabilities: CINC and its six components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterpoise.units.column import Family, Plan
from counterpoise.units.series import of_variable, series_plans
from counterpoise.units.site import KINDS, Site

__all__ = ["FAMILY"]

# Whole numbers below 16 million, which single precision holds; spending is larger.
_COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    series = [of_variable(site, "cinc", alias="cinc")]
    series += [
        of_variable(site, f"nmc_{name}", alias=name, dtype="float64" if name == "milex" else "float32")
        for name in _COMPONENTS
    ]
    return series_plans(site, "capabilities", series)


FAMILY = Family(
    "capabilities",
    "Material capabilities (NMC)",
    KINDS,
    _plans,
    text="The Composite Index of National Capability and its six components as published. "
    "`nmc_milex` is nominal: thousand pounds to 1913, thousand US dollars afterwards. The variables `milex` "
    "(constant dollars) and `milper` (persons) are other series of the panel, which `add` finds by those names.",
    peacesciencer="add_nmc()",
)
