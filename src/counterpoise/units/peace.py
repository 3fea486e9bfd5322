"""Peace-years over the rows of a frame, for those who follow a design to the letter.

The family ``spells`` counts calendar years over the whole life of a unit.  Some published designs count rows
instead: they drop rows first (politically irrelevant years, for instance) and then number those that are left
since the last event.  The two differ wherever a unit has gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.vocabulary import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["years_of_peace"]


def years_of_peace(
    event: pd.Series, unit: Sequence[pd.Series], year: pd.Series, *, ongoing: bool = False
) -> pd.Series:
    """Rows of a unit since the last event, or since its first row; 0 in the row after an event.

    Args:
        event: 1 in rows with the event, else 0.
        unit: The columns that name the unit.
        year: Year of each row.
        ongoing: Take rows with the event one after the other for one event that goes on: all but the first are
            missing, for no peace was at risk in them.

    Returns:
        A count for each row; the row of an event still counts from the one before.

    Raises:
        DataError: An event is missing, or a unit has two rows in a year.

    >>> import pandas as pd
    >>> event, year = pd.Series([0, 1, 0, 0]), pd.Series([1900, 1901, 1902, 1905])
    >>> years_of_peace(event, [pd.Series([7, 7, 7, 7])], year).tolist()
    [0, 1, 0, 1]
    """
    import pandas as pd

    if event.isna().any():
        raise DataError(
            f"The event is missing in {int(event.isna().sum()):,} rows, so that no spell of peace can be told.",
            hint="Keep only the years that its list covers.",
        )
    keys = pd.DataFrame({str(k): part.to_numpy() for k, part in enumerate(unit)})
    number = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
    order = np.lexsort((year.to_numpy(), number))
    if len(order) and (np.diff(number[order] * 10_000 + year.to_numpy()[order]) == 0).any():
        raise DataError("A unit has two rows in one year.", hint="Whittle them to one first.")
    happened = event.to_numpy()[order] == 1
    first = np.ones(len(order), dtype=bool)
    first[1:] = (number[order][1:] != number[order][:-1]) | happened[:-1]
    place = np.arange(len(order))
    count = np.empty(len(order), dtype=np.float64 if ongoing else np.int64)
    count[order] = place - np.maximum.accumulate(np.where(first, place, 0))
    if ongoing:
        again = np.zeros(len(order), dtype=bool)
        again[1:] = happened[1:] & happened[:-1] & (number[order][1:] == number[order][:-1])
        count[order[again]] = np.nan
    return pd.Series(count, index=event.index)
