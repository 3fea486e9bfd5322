"""The declared layout of tables that users bring themselves: ``library/layouts.toml``, and the check against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from counterpoise.data.bounds import Bounds
from counterpoise.data.catalogue import LIBRARY, read_toml
from counterpoise.data.cubes import LAST_YEAR
from counterpoise.data.panel import Panel
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

__all__ = ["LAYOUTS", "Layout", "checked", "layout", "layouts"]

LAYOUTS = LIBRARY / "layouts.toml"
_OLDEST = 1494
_UNPLACED = 0.25
"""Share of rows without a known state above which a table is not what it is said to be."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a table holds.

    Attributes:
        key: Catalogue key.
        columns: Kind of each column: state, year, number, whole or text; with ``?`` it may be absent or empty.
        variables: Cells that the table gives: name, column, label, unit, and perhaps scale, low, high.
        table: Rows that it gives: name, time, and the new names of the columns.
    """

    key: str
    columns: Mapping[str, str]
    variables: tuple[Mapping[str, Any], ...] = ()
    table: Mapping[str, Any] | None = None


@cache
def layouts(path: Path = LAYOUTS) -> Mapping[str, Layout]:
    """All layouts by catalogue key."""
    return {
        key: Layout(key, row["columns"], tuple(row.get("variable", ())), row.get("table"))
        for key, row in sorted(read_toml(path).items())
    }


def layout(key: str) -> Layout:
    """The layout of the source called ``key``.

    Raises:
        UnknownNameError: No table of that key can be added.
    """
    known = layouts()
    if key not in known:
        raise UnknownNameError(
            f"No table {key!r} can be added.",
            where="--as",
            hint=nearest(key, known) or f"These can: {', '.join(known)}.",
        )
    return known[key]


def checked(frame: pd.DataFrame, it: Layout, path: Path, panel: Panel) -> tuple[pd.DataFrame, int]:
    """The columns of a layout, each value checked; states become COW codes.

    Returns:
        The rows whose states are known, and how many others were left out.

    Raises:
        CounterpoiseError: A column is missing, or holds what it may not; the message names column and row.
    """
    frame = frame.rename(columns={name: str(name).strip().lower() for name in frame.columns})
    lacking = [
        name for name, kind in it.columns.items() if not kind.endswith("?") and name not in frame.columns
    ]
    if lacking:
        raise CounterpoiseError(
            f"The table has no column {lacking[0]}; it has {', '.join(map(str, frame.columns))}.",
            where=path,
            hint=f"The layout of {it.key} is: {_told(it)}.",
        )
    _some_value(frame, it, path)
    out = pd.DataFrame(index=frame.index)
    for name, kind in it.columns.items():
        if name in frame.columns and kind.rstrip("?") != "state":
            out[name] = _KINDS[kind.rstrip("?")](frame[name], name, path, optional=kind.endswith("?"))
        elif name not in frame.columns:
            out[name] = np.nan
    years = frame["year"] if "year" in frame.columns else None
    for name in [name for name, kind in it.columns.items() if kind == "state"]:
        out[name] = _states(frame[name], years, panel)
    for one in it.variables:
        _possible(out[str(one["column"])], Bounds.declared(str(one["column"]), one), path)
    placed = out[[name for name, kind in it.columns.items() if kind == "state"]].notna().all(axis=1)
    if not len(out) or (~placed).mean() > _UNPLACED:
        raise CounterpoiseError(
            f"{int((~placed).sum()):,} of {len(out):,} rows name no state that the panel knows.",
            where=path,
            hint="States go by COW code, ISO3 code or name.",
        )
    states = {name: "int64" for name, kind in it.columns.items() if kind == "state"}
    return out[placed][list(it.columns)].astype(states).reset_index(drop=True), int((~placed).sum())


def _some_value(frame: pd.DataFrame, it: Layout, path: Path) -> None:
    """Refuse a table of keys alone: each column of values may be absent, not all of them, and not every value."""
    wanted = list(dict.fromkeys(str(one["column"]) for one in it.variables))
    here = [name for name in wanted if name in frame.columns]
    if wanted and not here:
        more = f" nor {' nor '.join(wanted[1:])}" if len(wanted) > 1 else ""
        raise CounterpoiseError(
            f"The table has no column {wanted[0]}{more}; it has {', '.join(map(str, frame.columns))}.",
            where=path,
            hint=f"The layout of {it.key} is: {_told(it)}.",
        )
    if wanted and frame[here].isna().to_numpy().all():
        raise CounterpoiseError(
            f"The table has no value in {' or '.join(here)}.",
            where=path,
            hint="Write the values, or check --as.",
        )


def _told(it: Layout) -> str:
    return ", ".join(f"{name} ({kind.rstrip('?')}{', optional' if kind[-1] == '?' else ''})"
                     for name, kind in it.columns.items())  # fmt: skip


def _states(column: pd.Series, years: pd.Series | None, panel: Panel) -> pd.Series:
    """COW codes; missing where a row speaks of something that is no state of the panel."""
    when = years if years is not None else pd.Series(LAST_YEAR, index=column.index)
    found: dict[tuple[object, object], float] = {}

    def one(name: object, year: object) -> float:
        place = (name, year)
        if place not in found:
            try:
                spelt = int(name) if isinstance(name, (float, np.floating, int, np.integer)) else str(name)
                found[place] = panel.ccode(spelt, int(float(str(year))))
            except (UnknownNameError, ValueError):
                found[place] = np.nan
        return found[place]

    return pd.Series(
        [one(*pair) for pair in zip(column, when, strict=True)], index=column.index, dtype="float64"
    )


def _numbers(column: pd.Series, name: str, path: Path, *, optional: bool) -> pd.Series:
    out = pd.to_numeric(column, errors="coerce").astype("float64")
    empty = column.isna() | (column.astype(str).str.strip() == "")
    _fine(column, np.isfinite(out) | empty, name, path, "a number")
    if not optional:
        _fine(column, ~empty, name, path, "a number; it may not be empty")
    return out


def _wholes(column: pd.Series, name: str, path: Path, *, optional: bool) -> pd.Series:
    out = _numbers(column, name, path, optional=optional)
    _fine(column, out.isna() | (out % 1 == 0), name, path, "a whole number")
    return out.astype("Int64")


def _years(column: pd.Series, name: str, path: Path, *, optional: bool) -> pd.Series:
    out = _wholes(column, name, path, optional=optional)
    _fine(column, out.between(_OLDEST, LAST_YEAR), name, path, f"a year from {_OLDEST} to {LAST_YEAR}")
    return out.astype("int64")


def _words(column: pd.Series, name: str, path: Path, *, optional: bool) -> pd.Series:
    return column.fillna("").astype(str)


def _fine(column: pd.Series, good: pd.Series | np.ndarray, name: str, path: Path, what: str) -> None:
    """Refuse the first value that is not fine."""
    bad = np.flatnonzero(~np.asarray(good, dtype=bool))
    if len(bad):
        raise CounterpoiseError(
            f"Column {name}, row {bad[0] + 1}: {column.iloc[bad[0]]!r} is not {what}.",
            where=path,
            hint="Mend the table, or check that --as names the right one.",
        )


def _possible(column: pd.Series, allowed: Bounds, path: Path) -> None:
    """Refuse the first value that cannot be, with its line in a CSV file and its row in another."""
    bad = np.flatnonzero((column.notna() & ~column.between(allowed.low, allowed.high)).to_numpy())
    for row in bad[:1]:
        where = f"{path}:{row + 2}" if path.suffix.lower() == ".csv" else f"{path}, row {row + 1}"
        allowed.check(float(column.iloc[row]), where)


_KINDS: Mapping[str, Callable[..., pd.Series]] = {
    "number": _numbers,
    "whole": _wholes,
    "year": _years,
    "text": _words,
}
