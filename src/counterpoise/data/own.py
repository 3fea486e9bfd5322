"""A user's own panel: what was laid over a base, kept in a panel folder, changed one overlay at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from counterpoise.data.lay import Laid, lay
from counterpoise.data.overlay import OVERLAYS, Overlay, overlays_in
from counterpoise.data.store import PANEL, Store
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

__all__ = ["put", "remove"]


def put(overlay: Overlay, out: Path, base: Path | None = None) -> Laid:
    """Lay one more overlay over a panel, or another in place of the one of the same key.

    Args:
        overlay: What to lay over it.
        out: Folder of the panel with its overlays; made if it is not there.
        base: Folder of the panel below; the bundled one by default.

    Raises:
        CounterpoiseError: ``out`` holds something else than such a panel, or one over another base.
        DataError: An overlay in it is damaged, or the disk refuses.
    """
    kept = _kept(out, base)
    return lay([*({**kept, overlay.key: overlay}).values()], out, base or PANEL)


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
