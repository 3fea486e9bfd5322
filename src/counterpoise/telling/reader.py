"""Reading an answer and its trajectories without falling over what a run does not have.

An absent number is None and is shown as absent; nothing here fills, guesses or turns it into zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from counterpoise.telling.words import OUTCOMES, STANCES

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "QUANTILES",
    "Z90",
    "Band",
    "Seen",
    "apart",
    "asked",
    "band",
    "chance",
    "counting_error",
    "dig",
    "final",
    "first",
    "history",
    "milestones",
    "name_of",
    "number",
    "roles",
    "stance_shares",
    "traced_years",
    "yardstick",
]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

Z90 = 1.645
"""Standard errors on either side that hold 90 %."""


def counting_error(p: float, members: Any) -> float | None:
    """Half width of the 90 % error of a share of a finite number of futures; None where their number is unknown.

    >>> round(counting_error(0.5, 2000), 4), counting_error(0.5, None)
    (0.0184, None)
    """
    if not isinstance(members, int) or members < 1:
        return None
    return Z90 * math.sqrt(p * (1 - p) / members)


YARDSTICK = 0.5
"""Median of the ratios at which a theatre holds, one drawn for each future; the test holds it against its source."""


def yardstick(answer: Any) -> float:
    """Ratio at which a theatre holds in the median future, or the one at which the answer holds it.

    >>> yardstick({}), yardstick({"overrides": {"verdict.threshold": 1.0}})
    (0.5, 1.0)
    """
    held = number(answer, "overrides", "verdict.threshold")
    return YARDSTICK if held is None else held


def dig(tree: Any, *keys: str) -> Any:
    """What lies at a path of keys, or None where a key is absent.

    >>> dig({"a": {"b": 1}}, "a", "b"), dig({"a": None}, "a", "b")
    (1, None)
    """
    for key in keys:
        if not isinstance(tree, Mapping) or key not in tree:
            return None
        tree = tree[key]
    return tree


def asked(answer: Any) -> dict[str, str]:
    """The outcomes that an answer can speak of: not the survival of alliances where the patron has none to lose.

    >>> asked({"alliances": {}}), len(asked({"alliances": {"USA-JPN": {}}})), len(asked({}))
    ({'balance_holds': 'the balance holds'}, 2, 2)
    """
    alone = dig(answer, "alliances") == {}
    return {key: words for key, words in OUTCOMES.items() if not (alone and key == "ties_survive")}


def apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two chances differ by more than the simulation error of their difference.

    >>> apart({"p": 0.84, "mc_error": 0.013}, {"p": 0.85, "mc_error": 0.013})
    False
    """
    errors = [float(found.get("mc_error") or 0.0) for found in (one, other)]
    return abs(one["p"] - other["p"]) > math.hypot(*errors)


def number(tree: Any, *keys: str) -> float | None:
    """The number at a path, or None if it is absent or not a number."""
    found = dig(tree, *keys)
    if isinstance(found, bool) or not isinstance(found, (int, float)) or found != found:
        return None
    return float(found)


def milestones(answer: Any) -> tuple[str, ...]:
    """Years that the answer speaks of, as its keys name them, the last of them being the question's.

    >>> milestones({"outcomes": {"balance_holds": {"full": {"2035": {}, "2045": {}}}}})
    ('2035', '2045')
    """
    found = dig(answer, "outcomes", "balance_holds", "full")
    named = sorted(str(year) for year in found) if isinstance(found, Mapping) else []
    horizon = dig(answer, "horizon") or [2045]
    return tuple(named) or (str(horizon[-1]),)


def final(answer: Any) -> str:
    """The question's own year."""
    return milestones(answer)[-1]


def first(answer: Any) -> str:
    """The year in which the simulation starts.

    >>> first({"horizon": [2025, 2045]})
    '2025'
    """
    return str((dig(answer, "horizon") or [2025])[0])


def name_of(answer: Any, code: str) -> str:
    """What the answer calls a state, one of the two poles included; its code where it has no name for it.

    >>> name_of({"states": {"JPN": {"name": "Japan"}}, "names": {"USA": "United States"}}, "USA")
    'United States'
    """
    return str(dig(answer, "states", code, "name") or dig(answer, "names", code) or code)


def chance(tree: Any, *keys: str) -> dict[str, Any] | None:
    """The probability at a path as ``{"p", "low", "high", ...}``; a bare number has no interval.

    >>> chance({"x": 0.5}, "x")
    {'p': 0.5}
    """
    found = dig(tree, *keys)
    if isinstance(found, Mapping):
        return dict(found) if number(found, "p") is not None else None
    bare = number(tree, *keys)
    return None if bare is None else {"p": bare}


@dataclass(frozen=True, slots=True)
class Band:
    """Quantiles of one quantity over the futures, by year.

    Attributes:
        years: Calendar years.
        levels: One row of values by year for each of ``QUANTILES``.
    """

    years: list[int]
    levels: dict[float, list[float]]


def _where(data: xr.DataArray, wanted: Mapping[str, str]) -> xr.DataArray | None:
    """One cell of the labelled axes, or None where a label is unknown."""
    places: dict[str, int] = {}
    for axis, label in wanted.items():
        if axis not in data.dims:
            return None
        labels = [str(value) for value in data[axis].values.tolist()]
        if label not in labels:
            return None
        places[axis] = labels.index(label)
    return data.isel(places, drop=True)


def band(views: xr.Dataset, name: str, **wanted: str) -> Band | None:
    """Quantiles by year of ``name``, from the stored quantiles or from the stored members."""
    stored = name + "_q" if name + "_q" in views else name
    if stored not in views:
        return None
    data = _where(views[stored], wanted)
    if data is None or "year" not in data.dims:
        return None
    if "quantile" not in data.dims:
        if "member" not in data.dims:
            return None
        import numpy as np

        levels = list(QUANTILES)
        rows = np.quantile(data.transpose("member", "year").values.astype(float), levels, axis=0)
    else:
        data = data.transpose("quantile", "year")
        levels = [round(float(level), 4) for level in data["quantile"].values]
        rows = data.values
    found = {level: [float(v) for v in row] for level, row in zip(levels, rows, strict=True)}
    if any(level not in found for level in QUANTILES):
        return None
    return Band([int(year) for year in data["year"].values], found)


class Seen(NamedTuple):
    """Observed values of one quantity.

    Attributes:
        years: Calendar years.
        values: As observed; not a number where nothing was.
        traced: Years whose ties were read from open traces, where the start's come from the table of ties.
        filled: Values that the panel fills a gap with, by year; empty where it fills none.
    """

    years: Sequence[int] = ()
    values: Sequence[float] = ()
    traced: frozenset[int] = frozenset()
    filled: Sequence[float] = ()

    @property
    def unread(self) -> int | None:
        """The first year of which something is known, where the record begins earlier; None where it is whole."""
        known = [year for year, value in zip(self.years, self.values, strict=True) if value == value]
        return known[0] if known and known[0] > self.years[0] and not self.filled else None


def history(views: xr.Dataset, name: str, **wanted: str) -> Seen:
    """Observed values by year; empty where nothing was observed."""
    if name not in views:
        return Seen()
    data = _where(views[name], wanted)
    if data is None or data.dims != ("history_year",):
        return Seen()
    values = [float(value) for value in data.values]
    filled: list[float] = []
    if f"{name}_imputed" in views:
        found = _where(views[f"{name}_imputed"], wanted)
        filled = [float(value) for value in found.values] if found is not None else []
        filled = filled if any(value == value for value in filled) else []
    if not filled and all(value != value for value in values):
        return Seen()
    years = [int(year) for year in data["history_year"].values]
    return Seen(years, values, frozenset() if name in _NO_TIES else traced_years(views), filled)


def traced_years(views: xr.Dataset) -> frozenset[int]:
    """Observed years whose ties were read from open traces, where the start's come from the table of ties."""
    if "history_traced" not in views:
        return frozenset()
    marks = views["history_traced"]
    return frozenset(
        int(year) for year, mark in zip(marks["history_year"].values, marks.values, strict=True) if mark
    )


_NO_TIES = frozenset({"history_effort"})
"""Observed quantities that no reading of ties touches."""


def stance_shares(views: xr.Dataset, state: str) -> dict[int, dict[str, float]]:
    """By year, the share of futures in which a state takes each stance (full story); empty if unknown."""
    if "stance_share" not in views:
        return {}
    data = _where(views["stance_share"], {"story": "full", "state": state})
    if data is None:
        return {}
    axis = next((str(name) for name in data.dims if name != "year"), None)
    if axis is None or data.sizes[axis] != len(STANCES):
        return {}
    named = [str(label) for label in data[axis].values.tolist()] if axis in data.coords else []
    labels = named if set(named) == set(STANCES) else list(STANCES)
    rows = data.transpose("year", axis).values
    return {
        int(year): {label: float(value) for label, value in zip(labels, row, strict=True)}
        for year, row in zip(data["year"].values, rows, strict=True)
        if not any(value != value for value in row)
    }


def roles(answer: Mapping[str, Any]) -> dict[str, str]:
    """State codes of the challenger and the patron, as the scenario casts them."""
    cast = dig(answer, "roles") or {}
    return {
        str(cast.get("challenger") or "CHN"): "challenger",
        str(cast.get("patron") or "USA"): "patron",
    }
