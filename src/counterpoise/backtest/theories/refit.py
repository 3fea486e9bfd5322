"""Hold the trial anew, target by target, and store its outcome when all asked for are done."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from counterpoise.backtest.knowledge import know
from counterpoise.backtest.theories.declared import digest, read_theories
from counterpoise.backtest.theories.scene import with_institutions
from counterpoise.backtest.theories.summary import keeper, load, save, workshop
from counterpoise.backtest.theories.targets import TARGETS
from counterpoise.backtest.theories.trial import RIDGE, Progress, try_all
from counterpoise.vocabulary import DataError

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["hold_trial"]


def hold_trial(
    panel: Panel, place: Path, wanted: Sequence[str] = (), progress: Progress | None = None
) -> Path:
    """Try the theories on targets and store the outcome beside what was stored of other targets.

    A trial interrupted at any moment goes on where it stopped; what was stored stays until it is complete.

    Args:
        panel: Data.
        place: Folder of the outcome.
        wanted: Targets; all by default.
        progress: Told what is next and the share done.
    """
    theories = read_theories()
    asked = {name: TARGETS[name] for name in wanted or TARGETS}
    key = hashlib.sha256(repr((panel.digest, digest(), RIDGE, asked)).encode()).hexdigest()[:16]
    knowledge = with_institutions(know(panel), panel)
    results = try_all(asked, theories, knowledge, keeper(place, key), progress)
    try:
        before = load(place)["targets"] if wanted else {}
    except DataError:
        before = {}
    merged = {name: results.get(name, before.get(name)) for name in TARGETS}
    path = save(place, {name: entry for name, entry in merged.items() if entry is not None}, panel.digest)
    shutil.rmtree(workshop(place, key), ignore_errors=True)
    if (place / "unfinished").is_dir() and not any((place / "unfinished").iterdir()):
        (place / "unfinished").rmdir()
    return path
