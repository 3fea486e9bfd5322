"""Counterpoise: an open laboratory for the balance of power and the balance of threat.

>>> import counterpoise as cp
>>> cp.state_years(years=(1900, 1900)).where(region="asia_pacific").add("cinc").to_pandas().shape
(4, 3)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterpoise.data import Panel, open_panel
    from counterpoise.units import (
        Units,
        dispute_years,
        dyad_years,
        families,
        leader_years,
        state_years,
        treaty_years,
    )

__version__ = "0.1.0"
__all__ = [
    "Panel",
    "Units",
    "dispute_years",
    "dyad_years",
    "families",
    "leader_years",
    "open_panel",
    "state_years",
    "treaty_years",
]


def __getattr__(name: str) -> Any:
    """Load what is asked for on first use, so that importing the package stays quick."""
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"counterpoise.{'data' if 'anel' in name else 'units'}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
