"""Stored out-of-sample forecasts: whole numbers in a compressed file, with a page of text about them.

Log-odds are kept to a thirty-second (an error of the log loss far below its last printed digit), quantiles to a
two-thousandth.  Cases are ordered by who, then by year, so that one differs little from the next; differences
are compressed.  The file names the cases by their digest: forecasts of other cases are refused.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.rows import Rows
from counterpoise.backtest.task import Task
from counterpoise.vocabulary import DataError

__all__ = ["STEPS", "Stored", "folder", "load", "pack", "rounded", "save", "unpack"]

STEPS = {"event": 1.0 / 32.0, "quantity": 1.0 / 2000.0}
"""Precision of a stored number by kind of task."""

_REMEDY = "Compute them anew with: counterpoise score --refit"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stored:
    """Forecasts of a task.

    Attributes:
        forecasts: By contender, in the order of the cases.
        meta: Panel, digest of the cases, versions, seconds.
    """

    forecasts: dict[str, Floats]
    meta: Mapping[str, Any]


def folder() -> Path:
    """Where the forecasts that ship lie."""
    return Path(str(resources.files("counterpoise") / "library" / "backtest"))


def rounded(kind: str, values: Floats) -> NDArray[np.int32]:
    """Values as whole steps."""
    return np.asarray(np.round(values / STEPS[kind]), dtype=np.int32)


def pack(whole: NDArray[np.int32], order: NDArray[np.int64]) -> bytes:
    """Whole numbers as differences along the cases (and, for quantiles, along the levels), compressed."""
    table = whole[order].reshape(len(order), -1)
    along = np.diff(table, axis=1, prepend=0)
    down = np.diff(along, axis=0, prepend=0).astype("<i2")
    planes = np.ascontiguousarray(down.T).view(np.uint8).reshape(-1, 2).T
    return lzma.compress(np.ascontiguousarray(planes).tobytes(), preset=6)


def unpack(data: bytes, order: NDArray[np.int64], levels: int) -> NDArray[np.int32]:
    """The whole numbers again."""
    planes = np.frombuffer(lzma.decompress(data), dtype=np.uint8).reshape(2, -1)
    down = np.ascontiguousarray(planes.T).view("<i2").reshape(levels, len(order)).T
    along = np.cumsum(down.astype(np.int32), axis=0)
    table = np.cumsum(along, axis=1)
    out = np.empty_like(table)
    out[order] = table
    return out[:, 0] if levels == 1 else out


def arranged(rows: Rows) -> NDArray[np.int64]:
    """Cases by who, then by year."""
    return np.lexsort((rows.keys[:, 0], rows.keys[:, 2], rows.keys[:, 1]))


def save(
    place: Path, task: Task, rows: Rows, forecasts: Mapping[str, Floats], meta: Mapping[str, Any]
) -> None:
    """Write a task's forecasts, whole or not at all."""
    place.mkdir(parents=True, exist_ok=True)
    order = arranged(rows)
    parts = {name: pack(rounded(task.kind, values), order) for name, values in forecasts.items()}
    text = {
        "schema": 1,
        "task": task.name,
        "rows": len(rows),
        "cases": rows.digest,
        "step": STEPS[task.kind],
        "contenders": {name: len(part) for name, part in parts.items()},
        **meta,
    }
    _whole(place / f"{task.file}.bin", b"".join(parts.values()))
    _whole(place / f"{task.file}.json", (json.dumps(text, indent=1, ensure_ascii=False) + "\n").encode())


def load(place: Path, task: Task, rows: Rows) -> Stored:
    """Read a task's forecasts for its cases.

    Raises:
        DataError: There are none, they are damaged, or they are of other cases.
    """
    path = place / f"{task.file}.json"
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
        data = (place / f"{task.file}.bin").read_bytes()
    except FileNotFoundError as error:
        raise DataError(f"There are no stored forecasts of {task.name}.", where=path, hint=_REMEDY) from error
    except ValueError as error:
        raise DataError(
            "The page about stored forecasts cannot be read.", where=path, hint=_REMEDY
        ) from error
    if meta.get("cases") != rows.digest:
        raise DataError(
            f"The stored forecasts of {task.name} are of other cases than the panel's now.",
            where=path,
            hint=_REMEDY,
        )
    order, levels = arranged(rows), 1 if task.kind == "event" else 50
    forecasts: dict[str, Floats] = {}
    at = 0
    for name, size in meta["contenders"].items():
        try:
            whole = unpack(data[at : at + size], order, levels)
        except (lzma.LZMAError, ValueError) as error:
            raise DataError("Stored forecasts are damaged.", where=path, hint=_REMEDY) from error
        forecasts[name] = np.asarray(whole * float(meta["step"]), dtype=np.float64)
        at += size
    return Stored(forecasts, meta)


def _whole(path: Path, data: bytes) -> None:
    """Write a file so that it is old or new, never half."""
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(data)
    part.replace(path)
