"""The panel of observed facts: sources, their harmonised values, and where each number came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterpoise.data.panel import Panel, Variable, open_panel

__all__ = ["Panel", "Variable", "open_panel"]


def __getattr__(name: str) -> Any:
    """Load the panel module on first use, so that importing the package stays quick."""
    if name in __all__:
        from counterpoise.data import panel

        return getattr(panel, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
