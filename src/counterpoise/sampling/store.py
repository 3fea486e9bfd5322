"""Sampled posteriors on disk: a summary to read, and draws to use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary import DataError, nearest

__all__ = ["DRAWS", "sampled_draws", "save_draws", "shipped_folder", "stored"]

DRAWS = 400
"""Draws kept of each posterior, evenly taken from its chains."""

Floats = NDArray[np.floating[Any]]


def shipped_folder() -> Path:
    """Where the sampled posteriors lie that ship with the package."""
    return Path(str(resources.files("counterpoise") / "library" / "nuts"))


def save_draws(path: Path, kept: Mapping[str, Mapping[str, NDArray[np.float64]]]) -> Path:
    """Write draws in single precision, thinned to DRAWS, whole or not at all.

    Args:
        path: File.
        kept: Model (``alike``, ``by_era``) to named coefficients ``[chain, draw]``.
    """
    arrays: dict[str, Any] = {}
    for model, named in kept.items():
        table = np.stack([np.asarray(value).ravel() for value in named.values()], axis=1)
        every = np.linspace(0, len(table) - 1, min(DRAWS, len(table))).astype(int)
        arrays[f"{model}-names"] = np.array(list(named))
        arrays[f"{model}-draws"] = _planes(_short(table[every]))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    part.replace(path)
    return path


def _short(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Single precision rounded to eleven bits, a four-thousandth, which halves what they take on disk.

    >>> _short(np.array([999.0, 0.123456])).tolist()
    [999.0, 0.123443603515625]
    """
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    return ((bits + np.uint32(0x800)) & np.uint32(0xFFFFF000)).view(np.float32)


def _planes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """First bytes of all numbers, then second ones, and so on: what is alike lies together and packs a quarter smaller.

    >>> _whole(_planes(np.array([[1.5, -2.0]], np.float32))).tolist()
    [[1.5, -2.0]]
    """
    parts = np.ascontiguousarray(values, dtype="<f4")[..., None].view(np.uint8)
    return np.ascontiguousarray(np.moveaxis(parts, -1, 0))


def _whole(planes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The numbers of :func:`_planes`."""
    parts = np.ascontiguousarray(np.moveaxis(planes, 0, -1)).view("<f4")[..., 0]
    return parts.astype(np.float32)


def sampled_draws(name: str, model: str = "by_era", folder: Path | None = None) -> dict[str, Floats]:
    """Draws of a sampled equation by coefficient.

    Args:
        name: Of the equation.
        model: ``alike`` for one coefficient for all years, ``by_era`` for coefficients by era.
        folder: Where it was sampled to; by default those that ship.

    Raises:
        DataError: Nothing is stored under that name, or not that model of it.

    >>> draws = sampled_draws("leader_exit", "alike")
    >>> sorted(draws)[0], bool(-2.5 < draws["exit_0"].mean() < -2.0)
    ('exit_0', True)
    """
    place = folder or shipped_folder()
    path = place / f"{name}.npz"
    if not path.is_file():
        there = sorted(file.stem for file in place.glob("*.npz"))
        raise DataError(
            f"No draws of {name} are stored.",
            where=str(place),
            hint=nearest(name, there) or f"Sample it: counterpoise fit --nuts {name}",
        )
    with np.load(path) as file:
        if f"{model}-draws" not in file.files:
            models = sorted({key.rsplit("-", 1)[0] for key in file.files})
            raise DataError(
                f"{name} has no model {model}.", where=str(path), hint=f"It has {' and '.join(models)}."
            )
        names, values = file[f"{model}-names"].tolist(), file[f"{model}-draws"]
        values = _whole(values) if values.dtype == np.uint8 else values
    return {key: values[:, k] for k, key in enumerate(names)}


def stored(folder: Path | None = None) -> dict[str, Any]:
    """Summaries by equation, of those that are done."""
    place = folder or shipped_folder()
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(place.glob("*.json"))
        if file.with_suffix(".npz").is_file()
    }
