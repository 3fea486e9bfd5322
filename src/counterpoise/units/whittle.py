"""From dispute-years to dyad-years: which dispute of a pair and year is kept, by stated rules.

Two states may have several disputes in a year, and a dyad-year has one row.  Each rule keeps the disputes
that are best on it; the next rule chooses among what is left.  The default order is Miller's in
peacesciencer (his vignette on coercing dispute-years into dyad-years explains why each comes where it does):
onsets before disputes that merely go on, then the highest fatality, the highest hostility, the longest
minimum and then maximum duration, the reciprocated, the earliest start; of what is still alike, the lowest
number.

An unknown fatality level counts as more than none and less than the lowest level (0.5), as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary import UnknownNameError, nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RULES", "rules_of", "whittle"]

RULES = ("onset", "fatality", "hostility", "min_duration", "max_duration", "reciprocated", "start_month")
"""The rules, in the default order."""

_COLUMN = {
    "onset": ("onset", 1.0, 0.0),
    "fatality": ("fatality", 1.0, 0.5),
    "hostility": ("hostlev", 1.0, -1.0),
    "min_duration": ("mindur", 1.0, -1.0),
    "max_duration": ("maxdur", 1.0, -1.0),
    "reciprocated": ("recip", 1.0, -1.0),
    "start_month": ("stmon", -1.0, 99.0),
}
"""Rule -> column, the sign that makes the best the largest, and what an unknown counts as."""


def rules_of(rules: str | Sequence[str]) -> tuple[str, ...]:
    """Rules in a list, or the one rule of a word.

    Raises:
        UnknownNameError: There is no such rule.
    """
    found = (rules,) if isinstance(rules, str) or not isinstance(rules, Iterable) else tuple(rules)
    for rule in found:
        if rule not in _COLUMN:
            raise UnknownNameError(
                f"No whittling rule is called {rule!r}.", where="whittle",
                hint=nearest(str(rule), _COLUMN) or f"The rules are {', '.join(RULES)}.",
            )  # fmt: skip
    return found


def whittle(disputes: pd.DataFrame, rules: Sequence[str] = RULES) -> pd.DataFrame:
    """One dispute for each pair and year.

    Args:
        disputes: Rows with ``ccode1``, ``ccode2``, ``year``, ``dispnum`` and the columns of the rules.
        rules: Rules in the order in which they choose; the lowest number breaks what ties remain.

    Returns:
        The rows kept, in their order.

    Raises:
        UnknownNameError: There is no such rule.

    >>> import pandas as pd
    >>> year = {"ccode1": 220, "ccode2": 325, "year": 1860}
    >>> two = pd.DataFrame([{**year, "dispnum": 112, "onset": 1, "fatality": 0},
    ...                     {**year, "dispnum": 306, "onset": 1, "fatality": 6}])
    >>> whittle(two, ["onset", "fatality"])["dispnum"].tolist()
    [306]
    """
    rules = rules_of(rules)
    merits = [_merit(disputes, rule) for rule in rules]
    keys = [disputes[name].to_numpy(dtype=np.int64) for name in ("ccode1", "ccode2", "year", "dispnum")]
    order = np.lexsort((keys[3], *(-merit for merit in reversed(merits)), keys[2], keys[1], keys[0]))
    pair_year = np.stack([key[order] for key in keys[:3]])
    new = np.ones(len(order), dtype=bool)
    new[1:] = (pair_year[:, 1:] != pair_year[:, :-1]).any(axis=0)
    return disputes.iloc[np.sort(order[new])]


def _merit(disputes: pd.DataFrame, rule: str) -> NDArray[np.float64]:
    column, sign, unknown = _COLUMN[rule]
    values = disputes[column].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(sign * np.where(np.isnan(values), unknown, values))
