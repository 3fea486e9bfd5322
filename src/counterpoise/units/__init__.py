"""Units of analysis: state-years, dyad-years, leader-years, dispute-years and treaty-years with columns by name.

>>> from counterpoise.units import dyad_years
>>> unit = dyad_years(years=(1990, 2000)).where("politically relevant").add("capabilities", "alliances")
>>> frame = unit.to_pandas()
>>> {"ccode1", "ccode2", "year", "cinc1", "cinc2", "defence"} <= set(frame.columns)
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterpoise.units.builder import Units
    from counterpoise.units.entry import dispute_years, dyad_years, leader_years, state_years, treaty_years
    from counterpoise.units.listing import families
    from counterpoise.units.peace import years_of_peace

__all__ = [
    "Units",
    "dispute_years",
    "dyad_years",
    "families",
    "leader_years",
    "state_years",
    "treaty_years",
    "years_of_peace",
]

_HOME = {"Units": "builder", "families": "listing", "years_of_peace": "peace"}


def __getattr__(name: str) -> Any:
    """Load the builder on first use, so that importing the package stays quick."""
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"counterpoise.units.{_HOME.get(name, 'entry')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
