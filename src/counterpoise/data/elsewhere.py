"""Who else reports a cell, and how differently: other variables of the same thing, other tables of the same relation.

Levels are compared where a common unit exists; ranks and shares of the known total always.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.catalogue import LIBRARY, read_toml
from counterpoise.data.panel import Panel
from counterpoise.measures.power import net_resources
from counterpoise.vocabulary import Mask

__all__ = ["COMPARISONS", "PairReport", "Report", "group_of", "pair_reports", "reports"]

COMPARISONS = LIBRARY / "comparisons.toml"
_COMPUTED = "net_resources"


@dataclass(frozen=True, slots=True)
class Report:
    """What another variable says of the same state and year.

    Attributes:
        variable: Name.
        value: Its number, in its own unit.
        unit: That unit.
        mask: How it came to be.
        source: Key and version of its source.
        level: The number in the common unit of the group, NaN where there is none.
        ratio: Level over that of the cell explained, NaN where either is unknown.
        rank: Rank of the state among those known, 1 the most; 0 where unknown.
        states: How many are known.
        share: Share of the total of those known; NaN where a share means nothing.
    """

    variable: str
    value: float
    unit: str
    mask: Mask
    source: str
    level: float
    ratio: float
    rank: int
    states: int
    share: float


@dataclass(frozen=True, slots=True)
class PairReport:
    """What a table says of a pair in a year.

    Attributes:
        table: Name.
        source: Key and version of its source.
        said: Its columns, row by row; empty where the table covers the year and has no row.
        window: First and last year that it covers.
        covered: Whether it covers the year.
    """

    table: str
    source: str
    said: tuple[str, ...]
    window: tuple[int, int]
    covered: bool


@cache
def _book() -> dict[str, Any]:
    return read_toml(COMPARISONS)


def group_of(variable: str) -> dict[str, Any] | None:
    """The group to which a variable belongs, None where it stands alone."""
    return next((group for group in _book()["state"].values() if variable in group["members"]), None)


def reports(panel: Panel, variable: str, code: int, year: int) -> tuple[Report, ...]:
    """What the group of a variable says of a state in a year, the variable itself first; empty where alone."""
    group = group_of(variable)
    if group is None:
        return ()
    own = group["members"][variable] * _world(panel, variable, year)[0][_at(panel, code)]
    names = [variable, *(name for name in group["members"] if name != variable)]
    known = {*panel.variables(), _COMPUTED}
    return tuple(_report(panel, name, code, year, group, float(own)) for name in names if name in known)


def _report(panel: Panel, name: str, code: int, year: int, group: dict[str, Any], own: float) -> Report:
    values, mask, source, unit = _world(panel, name, year)
    value = float(values[_at(panel, code)])
    known = values[~np.isnan(values)]
    falling = name in group.get("falling", ())
    ahead = (known < value) if falling else (known > value)
    total = float(known.sum()) if group.get("shares") else 0.0
    factor = float(group["members"][name])
    level = value * factor if factor else np.nan
    cell = np.isnan(value)
    key = source if isinstance(source, str) else str(source[_at(panel, code)])
    return Report(
        variable=name,
        value=value,
        unit=unit,
        mask=Mask(int(mask[_at(panel, code)])),
        source=_named(panel, key),
        level=level,
        ratio=level / own if own and not np.isnan(own) else np.nan,
        rank=0 if cell else int(ahead.sum()) + 1,
        states=len(known),
        share=value / total if total > 0 and not cell else np.nan,
    )


def _world(panel: Panel, name: str, year: int) -> tuple[NDArray[Any], NDArray[Any], Any, str]:
    """Values, masks and sources of all states in a year, and the unit."""
    if name != _COMPUTED:
        place = (name, panel.states, [year])
        return (
            panel.values(*place)[0],
            panel.masks(*place)[0],
            panel.sources(*place)[0],
            panel.variable(name).unit,
        )
    output, people = (panel.values(part, panel.states, [year])[0] for part in ("gdp_ppp", "population"))
    masks = np.stack([panel.masks(part, panel.states, [year])[0] for part in ("gdp_ppp", "population")])
    values = np.asarray(net_resources(output, output / people))
    mask = np.where(np.isnan(values), Mask.MISSING, masks.max(axis=0))
    return values, mask, "gapminder_gdp", "output times output per head"


def _at(panel: Panel, code: int) -> int:
    return panel.states.index(code)


def _named(panel: Panel, key: str) -> str:
    return f"{key} {panel.source(key).version}" if key else ""


def pair_reports(panel: Panel, matrix: str, one: int, two: int, year: int) -> tuple[PairReport, ...]:
    """What the tables of the same relation say of a pair in a year, either direction."""
    found = []
    for group in _book()["pair"].values():
        if matrix in group["matrices"]:
            names = [name for name in group["tables"] if name in panel.tables()]
            found += [_pair(panel, name, group["tables"][name], (one, two), year) for name in names]
    return tuple(found)


def _pair(panel: Panel, name: str, columns: list[str], pair: tuple[int, int], year: int) -> PairReport:
    table = panel.table(name)
    first, _, last = panel.window(name)
    start, end = ("start", "end") if "start" in table else ("year", "year")
    either = table["ccode1"].isin(pair) & table["ccode2"].isin(pair) & (table["ccode1"] != table["ccode2"])
    rows = table[either & (table[start] <= year) & (table[end] >= year)]
    said = [
        f"{panel.iso3(int(row['ccode1']))}-{panel.iso3(int(row['ccode2']))} "
        + ", ".join(f"{column} {row[column]}" for column in columns)
        for _, row in rows.iterrows()
    ]
    keys = panel.table_sources(name)
    return PairReport(name, _named(panel, keys[0]), tuple(said), (first, last), first <= year <= last)
