"""Fit every contender again and foretell again: the slow way to the stored forecasts.

Work is kept after each contender and fold, in ``work/`` beside the forecasts, so that an interrupted refit
goes on where it stopped; stored forecasts are replaced only when a task is complete.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders.base import Contender, forecast_of
from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.store import STEPS, rounded, save
from counterpoise.backtest.task import Fold, Task

__all__ = ["foretell", "refit"]

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]


def foretell(task: Task, rows: Rows, fold: Fold, contender: Contender) -> Floats:
    """One contender's forecasts of one fold.

    The past is cut out first, and what is asked about is hidden: the contender holds nothing later than its
    origin but the terms of the cases it is asked about, each known when its year began.
    """
    past = rows.until(fold.cut)
    ahead = rows.where((rows.year >= fold.first) & (rows.year <= fold.last) & rows.scored)
    return forecast_of(contender, past, ahead.hidden(), fold.cut)


def refit(
    tasks: Iterable[Task],
    knowledge: Knowledge,
    panel: str,
    place: Path,
    progress: Progress | None = None,
) -> None:
    """Refit tasks and store their forecasts.

    Args:
        tasks: Those wanted.
        knowledge: What the panel knows.
        panel: Digest of the panel.
        place: Folder of the stored forecasts.
        progress: Called with what is next and the share done.
    """
    listed = list(tasks)
    total = sum(len(task.folds) * len(task.contenders) for task in listed)
    done = 0
    for task in listed:
        begun = time.perf_counter()
        work = place / "unfinished" / task.file
        work.mkdir(parents=True, exist_ok=True)
        rows: Rows | None = None
        made: dict[str, Floats] = {}
        for contender in task.contenders:
            parts = []
            for fold in task.folds:
                if progress is not None:
                    progress(f"{task.name} {contender.name} {fold.cut}", done / total)
                kept = work / f"{_key(task, contender, fold, panel)}.npy"
                if not kept.is_file():
                    if rows is None:
                        rows = task.build(knowledge, task.first, task.last)
                    _keep(kept, rounded(task.kind, foretell(task, rows, fold, contender)))
                parts.append(np.load(kept))
                done += 1
            made[contender.name] = np.concatenate(parts).astype(np.float64)
        values = {name: whole * STEPS[task.kind] for name, whole in made.items()}
        meta = {
            "panel": panel,
            "labels": {c.name: c.label for c in task.contenders},
            "headline": task.headline,
        }
        save(place, task, task.tested(knowledge), values, meta)
        if progress is not None:
            progress(f"{task.name} stored after {time.perf_counter() - begun:.0f} s", done / total)
        shutil.rmtree(work)
        if not any(work.parent.iterdir()):
            work.parent.rmdir()


def _key(task: Task, contender: Contender, fold: Fold, panel: str) -> str:
    """Fingerprint of all that decides a forecast: what was declared, the fold and the panel."""
    text: Any = (task.name, task.first, task.definition, repr(contender), fold, panel)
    return hashlib.sha256(repr(text).encode()).hexdigest()[:24]


def _keep(path: Path, whole: NDArray[np.int32]) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, whole)
    part.replace(path)
