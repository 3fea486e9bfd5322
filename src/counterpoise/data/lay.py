"""Laying overlays over a panel: base and overlays in, a whole panel folder out.

A known cell is not replaced unless its overlay revises; a projection always gives way to a figure.  What the
panel computes from other cells follows: spending from burden and output, projections from the last
observation.  A failure leaves the earlier panel whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from counterpoise.data.follow import follow
from counterpoise.data.harmonise import CELL
from counterpoise.data.longform import cell_frame
from counterpoise.data.overlay import OVERLAYS, Overlay, write_overlay
from counterpoise.data.store import PANEL, Store
from counterpoise.data.write import described, packed, parquet, replaced, write_manifest
from counterpoise.vocabulary import CounterpoiseError, Mask

__all__ = ["Laid", "lay"]

PLACE = ["variable", "ccode", "year"]
_QUICK = 3
"""Level of compression."""
_NONE = pd.DataFrame(columns=list(CELL))


@dataclass(frozen=True, slots=True)
class Laid:
    """What was written.

    Attributes:
        panel: Folder of the panel; the base itself where nothing lies over it any more.
        digest: Digest of the panel.
        base: Digest of the panel below.
        overlays: Keys of what lies over it.
        added: Cells that were missing or projected below.
        revised: Known cells that were replaced.
        followed: Cells computed anew from them.
        tables: Tables that were added, with their rows.
    """

    panel: Path
    digest: str
    base: str
    overlays: tuple[str, ...]
    added: int
    revised: int
    followed: int
    tables: dict[str, int]

    def text(self) -> str:
        """The report in a few lines."""
        if not self.overlays:
            return f"Nothing lies over panel {self.base[:12]} any more: {self.panel}"
        lines = [
            f"Panel {self.digest[:12]} in {self.panel}",
            f"  base      {self.base[:12]}",
            f"  overlays  {', '.join(self.overlays)}",
            f"  cells     {self.added:,} added, {self.revised:,} revised, {self.followed:,} computed from them",
        ]
        lines += [f"  table     {name}, {rows:,} rows" for name, rows in self.tables.items()]
        return "\n".join(lines)


def lay(overlays: Sequence[Overlay], out: Path, base: Path = PANEL, *, new: str = "") -> Laid:
    """Write the panel that results from laying ``overlays`` over ``base``.

    Args:
        overlays: What to lay over it; none takes the panel in ``out`` away.
        out: Folder to write; replaced whole, or left as it was.
        base: Folder of the panel below.
        new: Key of the overlay that comes now: where it contradicts another, that one is to go first.

    Raises:
        CounterpoiseError: Two overlays speak of one cell and neither or both revise, or one replaces a known cell
            without revising.
        DataError: A file is damaged, or the disk refuses.
    """
    below = Store(base)
    ranked = sorted(overlays, key=lambda overlay: overlay.key)
    if not ranked:
        if (out / OVERLAYS).is_dir():
            shutil.rmtree(out)
        return Laid(base, below.digest, below.digest, (), 0, 0, 0, {})
    cells, log, counts = _cells(below, ranked, new)
    with replaced(out) as folder:
        files = _files(below, ranked, folder, cells, log)
        manifest = _manifest(below, ranked, cells, files)
        write_manifest(manifest, folder)
        for overlay in ranked:
            write_overlay(overlay, folder / OVERLAYS / overlay.key)
    tables = {name: len(table) for overlay in ranked for name, table in overlay.tables.items()}
    return Laid(out, Store(out).digest, below.digest, tuple(item.key for item in ranked), *counts, tables)


def _cells(
    below: Store, overlays: Sequence[Overlay], new: str
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[int, int, int]]:
    """All cells, the log of repairs, and how many cells were added, revised and computed."""
    single = sorted(name for name, text in below.variables.items() if "file" not in text)
    laid = pd.concat([item.cells for item in overlays if len(item.cells)] or [_NONE], ignore_index=True)
    laid = laid.astype({"ccode": "int64", "year": "int64", "mask": "int64"})
    old = cell_frame(below, {*single, *laid["variable"]})
    revising = {item.key for item in overlays if item.revise}
    laid, gone = _given_way(laid, revising)
    _disagree(below, laid, {item.key: item.called for item in overlays}, revising, new)
    under = laid.merge(old, on=PLACE, suffixes=("", "_old"))
    under = under[under["mask_old"] != int(Mask.PROJECTED)]
    _unasked(below, under[~under["source"].isin(revising)])
    if len(gone):
        under = pd.concat([under, laid.merge(gone, on=PLACE, suffixes=("", "_old"))], ignore_index=True)
    log = _log(below.frame("repairs"), laid, under)
    whole, followed, notes = follow(_over(old, laid), old, laid)
    log = pd.concat([log, notes], ignore_index=True)
    log = log.drop_duplicates(["ccode", "year", "variable", "method"], keep="last")
    return whole, log.sort_values(PLACE, ignore_index=True), (len(laid) - len(under), len(under), followed)


def _over(old: pd.DataFrame, laid: pd.DataFrame) -> pd.DataFrame:
    """The cells of both; where both have one, the upper."""
    both = pd.concat([laid[list(CELL)], old[list(CELL)]], ignore_index=True)
    return both.drop_duplicates(PLACE, keep="first").sort_values(PLACE, ignore_index=True)


def _given_way(laid: pd.DataFrame, revising: set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is left and what gives way where one overlay of several that give a cell revises: no order decides."""
    asks = laid["source"].isin(revising)
    alone = asks.groupby([laid[name] for name in PLACE]).transform("sum") == 1
    gives = laid.duplicated(PLACE, keep=False) & alone & ~asks
    return laid[~gives].reset_index(drop=True), laid[gives].reset_index(drop=True)


def _disagree(
    below: Store, laid: pd.DataFrame, called: Mapping[str, str], revising: set[str], new: str
) -> None:
    """Two overlays may not speak of one cell: whichever came last would win, and order must not matter."""
    twice = laid[laid.duplicated(PLACE, keep=False)].sort_values([*PLACE, "source"])
    if len(twice):
        one, two = twice.iloc[0], twice.iloc[1]
        both = {one["source"], two["source"]} <= revising
        ways = "Both revise it, and only one may: leave the row out" if both else (
            "Leave the row out, write --revise if it is the better figure"
        )  # fmt: skip
        raise CounterpoiseError(
            f"{_place(below, one)} is given as {one['value']:g} by {called[one['source']]} and as "
            f"{two['value']:g} by {called[two['source']]}.",
            hint=f"{ways}, or take the other away first: "
            f"counterpoise data remove {two['source'] if one['source'] == new else one['source']}.",
        )


def _unasked(below: Store, under: pd.DataFrame) -> None:
    """A known cell is replaced only by an overlay that says so."""
    if len(under):
        row = under.iloc[0]
        more = f" ({len(under) - 1:,} more cells are known too)" if len(under) > 1 else ""
        kind = Mask(int(row["mask_old"])).name.lower()
        same = row["value"] == row["value_old"]
        raise CounterpoiseError(
            f"{_place(below, row)} is known already: {row['value_old']:g} ({kind}, {row['source_old']}), "
            f"and {row['source']} says {'the same' if same else format(row['value'], 'g')}{more}.",
            hint="Leave the row out, or write --revise to replace what is known; the revision is then listed.",
        )


def _place(below: Store, row: pd.Series) -> str:
    state = below.names.states[int(row["ccode"])]
    return f"{state.abbreviation} {row['variable']} {int(row['year'])}"


def _log(repairs: pd.DataFrame, laid: pd.DataFrame, under: pd.DataFrame) -> pd.DataFrame:
    """Repairs of cells that are no more are dropped; revisions and imputed cells are listed."""
    gone = repairs.merge(laid[PLACE], on=PLACE, how="left", indicator=True)["_merge"] == "both"
    revised = pd.DataFrame(
        {
            **{name: under[name] for name in ("ccode", "year", "variable")},
            "method": "revise",
            "why": [
                f"{value:g} from {source} was replaced."
                for value, source in zip(under["value_old"], under["source_old"], strict=True)
            ],
            "source": under["source"],
        }
    )
    guessed = laid[laid["mask"] == int(Mask.IMPUTED)]
    imputed = guessed[["ccode", "year", "variable"]].assign(
        method="append", why="Imputed by the source that was laid over the panel.", source=guessed["source"]
    )
    return pd.concat([repairs[~gone.to_numpy()], revised, imputed], ignore_index=True)


def _files(
    below: Store, overlays: Sequence[Overlay], folder: Path, cells: pd.DataFrame, log: pd.DataFrame
) -> dict[str, Any]:
    """Write every file of the panel."""
    files = dict(below.manifest["files"])
    for name in files:
        if name not in ("cells", "repairs"):
            shutil.copyfile(below.folder / f"{name}.parquet", folder / f"{name}.parquet")
    files["cells"] = parquet(packed(cells), folder / "cells.parquet", _QUICK)
    files["repairs"] = parquet(log, folder / "repairs.parquet", _QUICK)
    for overlay in overlays:
        for name, table in overlay.tables.items():
            if name in files:
                raise CounterpoiseError(
                    f"The panel has a table {name} already, and {overlay.key} brings another.",
                    hint="Take the other away first, or give --as another key.",
                )
            files[name] = parquet(table, folder / f"{name}.parquet", _QUICK)
    return files


def _manifest(
    below: Store, overlays: Sequence[Overlay], cells: pd.DataFrame, files: dict[str, Any]
) -> dict[str, Any]:
    """The manifest of the base, with what the overlays bring."""
    text = {name: {**row, "sources": list(row["sources"])} for name, row in below.variables.items()}
    for overlay in overlays:
        for name, row in overlay.variables.items():
            text.setdefault(name, {"label": name, "unit": "", **row, "sources": []})
        for name in sorted(set(cells["variable"][cells["source"] == overlay.key])):
            text[name]["sources"] = [*text[name]["sources"], overlay.key]
            text[name].pop("file", None)  # a series of a wide file is kept cell by cell from now on
    tables = {name: dict(spec) for overlay in overlays for name, spec in overlay.specs.items()}
    digests = {overlay.key: overlay.digest for overlay in overlays}
    return {
        **below.manifest,
        "released": str(cells["public"].max()),
        "files": files,
        "variables": {**text, **described(cells, text)},
        "tables": {**below.table_specs, **tables},
        "sources": {**below.manifest["sources"], **digests},
        "passports": {overlay.key: {**overlay.passport, "sha256": overlay.digest} for overlay in overlays},
        "base": below.digest,
    }
