"""The families of columns as a table, for the reader and for the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["families"]


def families(kind: str | None = None) -> pd.DataFrame:
    """Every family: title, units of analysis that have it, options, and what a user must know.

    Args:
        kind: Only those of one unit of analysis, such as ``dyad-years``.

    >>> "capabilities" in families("dyad-years").index
    True
    """
    import pandas as pd

    from counterpoise.units.registry import FAMILIES

    rows = [
        {
            "family": one.name,
            "title": one.title,
            "units": ", ".join(one.kinds),
            "options": ", ".join(f"{name}={value!r}" for name, value in one.options.items()),
            "peacesciencer": one.peacesciencer,
            "text": one.text,
        }
        for one in FAMILIES
        if kind is None or kind in one.kinds
    ]
    return pd.DataFrame(rows).set_index("family")
