"""What changed between two panels: cells added, removed and revised, rows of tables, variables and sources."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from counterpoise.data.lay import PLACE
from counterpoise.data.longform import cell_frame
from counterpoise.data.store import Store
from counterpoise.vocabulary import Mask, UnknownNameError, nearest

__all__ = ["Difference", "compare"]

_TOLD = ["value", "mask", "source", "public"]
_SHOWN = 12


@dataclass(frozen=True)
class Difference:
    """What the second panel has that the first has not, and the reverse.

    Attributes:
        one: Digest of the first panel.
        two: Digest of the second.
        cells: Changed cells: variable, state, ccode, year, ``change`` (added, removed, revised), value, mask,
            source and public day before and after, and how much larger the value is, absolutely and relatively.
        tables: Rows added and removed, by table.
        variables: Variables by change.
        sources: Sources by change: added, removed, changed.
    """

    one: str
    two: str
    cells: pd.DataFrame
    tables: dict[str, tuple[int, int]]
    variables: dict[str, list[str]]
    sources: dict[str, list[str]]

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        rest = (self.tables, *self.variables.values(), *self.sources.values())
        return not len(self.cells) and not any(rest)

    def text(self) -> str:
        """The changes in plain lines."""
        lines = [f"From panel {self.one[:12]} to panel {self.two[:12]}"]
        if self.empty:
            return "\n".join([*lines, "  nothing changed"])
        for what, groups in (("variables", self.variables), ("sources", self.sources)):
            lines += [
                f"  {what:10} {change}: {', '.join(names)}" for change, names in groups.items() if names
            ]
        for name, (more, fewer) in self.tables.items():
            lines.append(f"  table      {name}: {more:,} rows added, {fewer:,} removed")
        for variable, part in self.cells.groupby("variable", sort=True):
            counts = part["change"].value_counts()
            said = ", ".join(f"{counts[kind]:,} {kind}" for kind in _CHANGES if kind in counts)
            lines.append(f"  cells      {variable}: {said}")
            lines += [f"    {_line(row)}" for _, row in part.head(_SHOWN).iterrows()]
            lines += (
                [f"    and {len(part) - _SHOWN:,} more (--csv FILE lists all)"] if len(part) > _SHOWN else []
            )
        return "\n".join(lines)

    def json(self) -> str:
        """The changes as JSON."""
        cells = json.loads(self.cells.to_json(orient="records"))
        return json.dumps(
            {
                "from": self.one,
                "to": self.two,
                "variables": self.variables,
                "sources": self.sources,
                "tables": {name: {"added": a, "removed": b} for name, (a, b) in self.tables.items()},
                "cells": cells,
            },
            ensure_ascii=False,
        )


_CHANGES = ("added", "removed", "revised")


def _line(row: pd.Series) -> str:
    """One changed cell."""
    head = f"{row['state']} {row['year']} {row['change']}"
    if row["change"] == "added":
        return f"{head}: {row['value']:g} ({row['mask']}, {row['source']})"
    if row["change"] == "removed":
        return f"{head}: was {row['value_before']:g} ({row['mask_before']}, {row['source_before']})"
    size = f", {row['relative']:+.2%}" if pd.notna(row["relative"]) else ""
    before = f"{row['value_before']:g} ({row['mask_before']}, {row['source_before']})"
    return f"{head}: {before} to {row['value']:g} ({row['mask']}, {row['source']}){size}"


def compare(one: Store, two: Store, variables: Iterable[str] | None = None) -> Difference:
    """Compare two panels.

    Args:
        one: The first.
        two: The second; what it has more counts as added.
        variables: Only these variables, and no tables; everything by default.

    Raises:
        UnknownNameError: Neither panel has such a variable.
    """
    wanted = None if variables is None else list(variables)
    known = sorted({*one.variables, *two.variables})
    for name in wanted or ():
        if name not in known:
            raise UnknownNameError(f"Neither panel has a variable {name!r}.", hint=nearest(name, known))
    return Difference(
        one=one.digest,
        two=two.digest,
        cells=_cells(one, two, wanted),
        tables={} if wanted is not None else _tables(one, two),
        variables=_names(one.variables, two.variables, wanted),
        sources=_sources(one, two),
    )


def _cells(one: Store, two: Store, wanted: list[str] | None) -> pd.DataFrame:
    names = {*one.variables, *two.variables} if wanted is None else set(wanted)
    names -= {name for name in names if _alike(one, two, name)}
    frames = [cell_frame(store, sorted(names)) for store in (one, two)]
    both = frames[1].merge(frames[0], on=PLACE, how="outer", suffixes=("", "_before"), indicator=True)
    same = both["_merge"] == "both"
    for name in _TOLD:
        same &= both[name] == both[f"{name}_before"]
    out = both[~same].copy()
    out["change"] = (
        out["_merge"].map({"left_only": "added", "right_only": "removed", "both": "revised"}).astype(str)
    )
    states = {**one.names.states, **two.names.states}
    out["state"] = [
        states[int(code)].abbreviation if int(code) in states else str(code) for code in out["ccode"]
    ]
    for name in ("mask", "mask_before"):
        out[name] = [Mask(int(value)).name.lower() if pd.notna(value) else None for value in out[name]]
    out["difference"] = out["value"] - out["value_before"]
    out["relative"] = (out["difference"] / out["value_before"].abs()).where(out["value_before"] != 0)
    order = ["variable", "state", "ccode", "year", "change", *(n for t in _TOLD for n in (f"{t}_before", t))]
    return out[[*order, "difference", "relative"]].sort_values(PLACE, ignore_index=True)


def _alike(one: Store, two: Store, name: str) -> bool:
    """Whether both keep a variable in a wide file of the same bytes, from the same source."""
    texts = [store.variables.get(name, {}) for store in (one, two)]
    if not all("file" in text for text in texts):
        return False
    files = [
        store.manifest["files"][text["file"]]["sha256"] for store, text in zip((one, two), texts, strict=True)
    ]
    keys = [text["sources"] for text in texts]
    return files[0] == files[1] and keys[0] == keys[1]


def _tables(one: Store, two: Store) -> dict[str, tuple[int, int]]:
    """Rows added to and removed from each table whose file differs."""
    found = {}
    names = {*one.table_specs, *two.table_specs, "states", "repairs"}
    for name in sorted(names):
        files = [store.manifest["files"].get(name, {}).get("sha256") for store in (one, two)]
        if files[0] == files[1]:
            continue
        counts = [_rows(store, name) for store in (one, two)]
        more, fewer = counts[1] - counts[0], counts[0] - counts[1]
        if more or fewer:
            found[name] = (more.total(), fewer.total())
    return found


def _rows(store: Store, name: str) -> Any:
    """How often each row stands in a table."""
    from collections import Counter

    if name not in store.manifest["files"]:
        return Counter()
    frame = store.frame(name)
    return Counter(map(repr, frame[sorted(frame.columns)].astype(object).to_numpy().tolist()))


def _names(one: Any, two: Any, wanted: list[str] | None) -> dict[str, list[str]]:
    """Variables that only one of the panels has, or that are described otherwise."""
    text = ("label", "unit", "note")
    other = [
        name for name in one if name in two and any(one[name].get(key) != two[name].get(key) for key in text)
    ]
    found = {"added": sorted(set(two) - set(one)), "removed": sorted(set(one) - set(two)), "changed": other}
    return {
        kind: [name for name in names if wanted is None or name in wanted] for kind, names in found.items()
    }


def _sources(one: Store, two: Store) -> dict[str, list[str]]:
    """Sources that only one of the panels was made of, or of which they hold different versions."""
    before, after = one.manifest["sources"], two.manifest["sources"]
    return {
        "added": sorted(set(after) - set(before)),
        "removed": sorted(set(before) - set(after)),
        "changed": sorted(key for key in before if key in after and before[key] != after[key]),
    }
