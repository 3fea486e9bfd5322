"""A user's own panel: what was laid over a base, kept in a panel folder, changed one overlay at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from counterpoise.data.harmonise import CELL
from counterpoise.data.lay import Laid, lay
from counterpoise.data.overlay import OVERLAYS, Overlay, overlays_in
from counterpoise.data.store import PANEL, Store
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

__all__ = ["put", "remove"]


def put(overlay: Overlay, out: Path, base: Path | None = None, *, join: bool = False) -> Laid:
    """Lay one more overlay over a panel.

    Args:
        overlay: What to lay over it.
        out: Folder of the panel with its overlays; made if it is not there.
        base: Folder of the panel below; the bundled one by default.
        join: Whether cells of a source that is there already are added to it; else the newer takes its place.

    Raises:
        CounterpoiseError: ``out`` holds something else than such a panel, or one over another base; or the two
            parts of one source contradict each other.
        DataError: An overlay in it is damaged, or the disk refuses.
    """
    kept = _kept(out, base)
    if join and overlay.key in kept:
        overlay = _joined(kept[overlay.key], overlay)
    return lay([*({**kept, overlay.key: overlay}).values()], out, base or PANEL, new=overlay.key)


def remove(key: str, out: Path, base: Path | None = None) -> Laid:
    """Take an overlay away; with the last one the panel folder goes, and the base is what is left.

    Raises:
        UnknownNameError: Nothing of that key lies over the panel.
    """
    kept = _kept(out, base)
    if key not in kept:
        known = f"There are: {', '.join(kept)}." if kept else "Nothing was added to it."
        raise UnknownNameError(
            f"Nothing called {key} was added.", where=out, hint=nearest(key, kept) or known
        )
    return lay([overlay for name, overlay in kept.items() if name != key], out, base or PANEL)


def _joined(one: Overlay, two: Overlay) -> Overlay:
    """Two parts of one source, which must agree on what it is and on every cell that both give."""
    if dict(one.passport) != dict(two.passport):
        odd = sorted(
            key for key in {**one.passport, **two.passport} if one.passport.get(key) != two.passport.get(key)
        )
        raise CounterpoiseError(
            f"{two.key} was appended before, with another {' and '.join(odd)}.",
            hint="Describe the source alike, give the new one a key of its own, or remove the earlier one.",
        )
    cells = pd.concat([part.cells for part in (one, two) if len(part.cells)], ignore_index=True)
    cells = cells.drop_duplicates(list(CELL)).sort_values(list(CELL[:3]), ignore_index=True)
    twice = cells[cells.duplicated(list(CELL[:3]), keep=False)]
    if len(twice):
        row = twice.iloc[0]
        raise CounterpoiseError(
            f"{one.called} gave {row['variable']} {row['year']} of state {row['ccode']} before as {row['value']:g}, "
            f"and {two.called} gives {twice.iloc[1]['value']:g}.",
            hint=f"Remove the earlier one (counterpoise data remove {two.key}), or leave the row out.",
        )
    words = {**one.variables, **two.variables}
    files = tuple(dict.fromkeys((*one.given, *two.given)))
    return replace(two, cells=cells, variables=words, revise=one.revise or two.revise, given=files)


def _kept(out: Path, base: Path | None) -> Mapping[str, Overlay]:
    """The overlays in ``out``, if it is a panel that was laid over this very base."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return {}
    if not (out / OVERLAYS).is_dir():
        raise CounterpoiseError(
            "This is not a panel to which something was added.",
            where=out,
            hint="Name a new folder with --panel; a compiled panel of your own goes to --base.",
        )
    below = str(json.loads((out / "manifest.json").read_text(encoding="utf-8")).get("base", ""))
    digest = Store(base or PANEL).digest
    if base is None and below != digest:
        raise CounterpoiseError(
            f"This panel was laid over the panel {below[:12]}, the bundled one is {digest[:12]}.",
            where=out,
            hint=f"Write --base FOLDER for the one it was laid over, or --base {PANEL} for the bundled one.",
        )
    return overlays_in(out)
