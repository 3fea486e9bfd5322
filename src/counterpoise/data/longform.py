"""Cells of any variable in one shape, however the panel stores it: one by one, or side by side in a wide file."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.vocabulary import Mask

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.data.store import Store

__all__ = ["COLUMNS", "cell_frame"]

COLUMNS = ["variable", "ccode", "year", "value", "mask", "source", "public"]


def cell_frame(store: Store, variables: Collection[str]) -> pd.DataFrame:
    """The cells of some variables, each with mask, source and day, sorted.

    Args:
        store: Panel.
        variables: Names; those that the panel does not have give nothing.
    """
    import pandas as pd

    single = store.frame("cells")
    parts = [single[single["variable"].isin(variables)][COLUMNS]]
    parts += [_wide(store, name) for name in sorted(variables) if "file" in store.variables.get(name, {})]
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    whole = whole.astype({"ccode": "int64", "year": "int64", "mask": "int64"})
    return whole.sort_values(["variable", "ccode", "year"], ignore_index=True)


def _wide(store: Store, name: str) -> pd.DataFrame:
    """A variable of a wide file: observed wherever it is known, from one source."""
    import pandas as pd

    told = store.variables[name]
    file = store.published(told["file"])
    known = ~np.isnan(file[name])
    key = told["sources"][0]
    spoken = store.entry(key)
    days = {year: spoken.public(year) for year in np.unique(file["year"]).tolist()}
    return pd.DataFrame(
        {
            "variable": name,
            "ccode": np.asarray(store.ccodes)[file["state"][known]],
            "year": file["year"][known],
            "value": file[name][known].astype(float),
            "mask": int(Mask.OBSERVED),
            "source": key,
            "public": [days[year] for year in file["year"][known].tolist()],
        }
    )
