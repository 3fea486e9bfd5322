"""Posterior draws that ship with the package: a table per fit, a row per draw, a column per coefficient.

A row is drawn whole, so that what the fit learned jointly stays joint.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary import DataError

__all__ = ["Posterior", "read_posterior"]

_SUFFIX = ".json"


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws from one fit.

    Attributes:
        name: Name of the fit, which is the file's stem.
        names: Coefficients, one for each column.
        draws: Array [draw, coefficient], in the units of the fit (log-odds and logs).
        digest: SHA-256 of the file.
    """

    name: str
    names: tuple[str, ...]
    draws: NDArray[np.float64]
    digest: str

    def rows(self, probability: NDArray[np.float64]) -> NDArray[np.float64]:
        """One whole row for each uniform number: array [member, coefficient]."""
        row = np.floor(probability * len(self.draws)).astype(np.int64)
        return self.draws[row]


def read_posterior(name: str, folder: Traversable | None = None) -> Posterior:
    """Read the draws of one fit: a JSON object that holds ``names`` and ``draws``, among other things.

    Args:
        name: Name of the fit.
        folder: Where the files lie; the package's own by default.

    Raises:
        DataError: If the file is absent, cut short, or its draws are anything but finite numbers by name.
    """
    folder = folder or files("counterpoise") / "library" / "posterior"
    path = folder / f"{name}{_SUFFIX}"
    try:
        content = path.read_bytes()
    except OSError:
        there = sorted(p.name.removesuffix(_SUFFIX) for p in _listed(folder) if p.name.endswith(_SUFFIX))
        hint = f"There are: {', '.join(there)}." if there else "Run `counterpoise fit` to make the draws."
        raise DataError(f"There are no posterior draws called {name}.", where=str(path), hint=hint) from None
    try:
        table = json.loads(content)
        names, draws = tuple(map(str, table["names"])), np.array(table["draws"], dtype=np.float64)
        if draws.ndim != 2 or draws.shape != (len(draws), len(names)) or not draws.size:
            raise ValueError
        if not np.isfinite(draws).all():
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise DataError(
            "This file of posterior draws is damaged or cut short.",
            where=str(path),
            hint="Reinstall counterpoise, or run `counterpoise fit` to make it again.",
        ) from None
    return Posterior(name, names, draws, sha256(content).hexdigest())


def _listed(folder: Traversable) -> list[Traversable]:
    return list(folder.iterdir()) if folder.is_dir() else []
