"""State-years of the two fields of technology in which the race is open."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import cells, join
from counterpoise.data.read import Shelf

__all__ = ["fields"]

_WHOLE_YEARS = (1950, 2024)
"""The list of AI models stops in February 2025, so its last year says nothing of a year."""


def fields(shelf: Shelf) -> pd.DataFrame:
    """Artificial intelligence (notable models, Epoch AI) and green industry (electric cars, renewable power)."""
    models, green = shelf.table("ai_models"), shelf.table("green_tech")
    return join(
        [
            cells(models, "n_notable_models", "ai_models", "ai_models", years=_WHOLE_YEARS),
            cells(green, "electric_cars_sold", "electric_cars", "green_tech"),
            cells(green, "renewables_share_electricity_pct", "renewables_share", "green_tech", scale=0.01),
        ]
    )
