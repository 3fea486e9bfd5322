"""Adding a table that may not be passed on: the user's own copy becomes an overlay of the user's own panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from counterpoise.data.addresses import address
from counterpoise.data.catalogue import Entry, entry, load
from counterpoise.data.content import content_digest, read_table
from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR
from counterpoise.data.harmonise import cells, join
from counterpoise.data.layouts import Layout, checked, layout, layouts
from counterpoise.data.overlay import Overlay
from counterpoise.data.panel import Panel
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

__all__ = ["Added", "read_own"]


@dataclass(frozen=True, slots=True)
class Added:
    """A user's table, read.

    Attributes:
        overlay: Its cells or rows, and its passport.
        known: Whether it is the very table that the catalogue describes.
        left_out: Rows that name no state.
    """

    overlay: Overlay
    known: bool
    left_out: int

    def text(self) -> str:
        """What was read, in a line or two."""
        it = self.overlay
        version = it.passport["version"]
        what = "the table that the catalogue describes" if self.known else f"a version of your own, {version}"
        lines = [f"{it.key}: {what}; digest {it.digest[:12]}"]
        if self.left_out:
            lines.append(f"  {self.left_out:,} rows that name no state were left out")
        return "\n".join(lines)


def read_own(path: Path, key: str, panel: Panel, version: str | None = None) -> Added:
    """Read a user's copy of a table.

    Args:
        path: Parquet, CSV, Stata or R file in the declared layout.
        key: Catalogue key of what it is.
        panel: The panel over which it will be laid.
        version: What to call this version; by default the catalogue's, or the digest of another.

    Raises:
        UnknownNameError: The catalogue has no such source, or it has no layout.
        CounterpoiseError: The table does not follow the layout, or its makers do not want it here.
        DataError: The file cannot be read.
    """
    _named(key)
    item = entry(key)
    _wanted(item)
    it = layout(key)
    raw = read_table(path)
    digest = content_digest(raw)
    known = bool(address(key).content) and digest == address(key).content
    rows, left_out = checked(raw, it, path, panel)
    _in_window(rows, item, path)
    _once(rows, it, path)
    named = version or (item.source.version if known else f"own copy {digest[:12]}")
    found = join([_cells(rows, one, key) for one in it.variables]) if it.variables else None
    years = found["year"] if found is not None else rows.get("year")
    passport = _passport(item, named, digest, years)
    text = {
        str(one["name"]): {k: str(one[k]) for k in ("label", "unit", "note") if k in one}
        for one in it.variables
    }
    if found is not None:
        return Added(Overlay(key, passport, found, variables=text), known, left_out)
    table, spec = _table(rows, it, key, passport)
    name = str(it.table["name"]) if it.table else key
    return Added(Overlay(key, passport, tables={name: table}, specs={name: spec}), known, left_out)


def _named(key: str) -> None:
    """Refuse a name of nothing, and suggest what can be added rather than any source."""
    if key in load():
        return
    near = [name for name in layouts() if key and key.lower() in name.split("_")]
    raise UnknownNameError(
        f"No source is called {key!r}.", where="--as",
        hint=f"Did you mean {' or '.join(near)}?" if near
        else nearest(key, layouts()) or f"These can be added: {', '.join(layouts())}.",
    )  # fmt: skip


def _wanted(item: Entry) -> None:
    """Refuse what is never touched, and what is in the panel already."""
    source = item.source
    if source.decision == "never":
        raise CounterpoiseError(
            f"{source.title} is not to be added ({source.licence}).", where="--as", hint=source.note
        )
    if source.decision == "ship":
        raise UnknownNameError(
            f"{source.title} ({source.key}) may be shipped, and needs no copy of your own.",
            where="--as",
            hint="For newer years of it: counterpoise data append.",
        )


def _in_window(rows: pd.DataFrame, item: Entry, path: Path) -> None:
    """No year before the source begins, nor one that nobody can have published: its last, or the present one."""
    source = item.source
    if "year" not in rows or source.first is None or source.last is None:
        return
    last = max(source.last, date.today().year)
    odd = rows[(rows["year"] < source.first) | (rows["year"] > last)]
    if len(odd):
        raise CounterpoiseError(
            f"{int(odd['year'].iloc[0])} is outside the window of {source.key}, {source.first}-{last}.",
            where=path,
            hint="Mend the year or leave the row out, or check that --as names the right source.",
        )


def _once(rows: pd.DataFrame, it: Layout, path: Path) -> None:
    """No state or pair twice in a year: what else tells rows apart is text or a whole number that is not summed."""
    table = it.table or {}
    summed = {old for old, new in table.get("columns", {}).items() if new in table.get("sum", ())}
    kinds = ("state", "year", "text") if it.variables or summed else ("state", "year", "text", "whole")
    keys = [name for name, kind in it.columns.items() if kind in kinds]
    twice = rows[rows.duplicated(keys, keep=False)]
    if len(twice) and not summed:
        first = ", ".join(f"{name} {twice.iloc[0][name]}" for name in keys)
        raise CounterpoiseError(
            f"{len(twice):,} rows are not unique, such as {first}.", where=path, hint="Keep one."
        )


def _cells(rows: pd.DataFrame, one: Any, key: str) -> pd.DataFrame:
    column = str(one["column"])
    scale = float(one.get("scale", 1.0))
    return cells(rows, column, str(one["name"]), key, scale=scale, years=(FIRST_YEAR, LAST_YEAR))


def _table(
    rows: pd.DataFrame, it: Layout, key: str, passport: dict[str, Any]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    assert it.table is not None
    out = rows[list(it.table["columns"])].rename(columns=it.table["columns"])
    if it.table.get("sum"):
        keys = [name for name in out.columns if name not in it.table["sum"]]
        out = out.groupby(keys, as_index=False, sort=True)[list(it.table["sum"])].sum()
    first = int(passport.get("first", FIRST_YEAR))
    last = int(passport.get("last", int(passport["released"][:4])))
    spec = {"source": key, "time": it.table["time"], "first": first, "last": last, "carried": last}
    sides = [name for name in out.columns if name not in it.table["meaning"]]
    told = {
        "label": entry(key).source.title,
        "row": it.table["row"],
        "key": sides,
        "columns": it.table["meaning"],
    }
    return out, {**spec, "meaning": told}


def _passport(item: Entry, version: str, digest: str, years: pd.Series | None) -> dict[str, Any]:
    """The catalogue's entry, with the version and the window of the user's copy."""
    source = item.source
    row: dict[str, Any] = {
        name: getattr(source, name)
        for name in ("title", "citation", "licence", "decision", "released", "url", "bibtex", "note")
    }
    row |= {"version": version, "annual": item.annual, "lag": item.lag, "raw": digest, "origin": "own copy"}
    if years is not None and len(years):
        row |= {"first": int(years.min()), "last": int(years.max())}
        if int(years.max()) > (source.last or 0) and not item.annual:
            row["released"] = max(source.released, f"{int(years.max()) + 1}-01-01")
    return row
