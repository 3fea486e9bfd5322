"""Fits by origin on disk: means and covariances, some ten kilobytes a year, so that a hindcast starts at once."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from counterpoise.estimate.posterior import plain, write_json
from counterpoise.vintage.fits import Fits, Normal, fit_vintage
from counterpoise.vocabulary import DataError

if TYPE_CHECKING:
    from counterpoise.vintage.panel import VintagePanel

__all__ = ["fits_of", "load_fits", "save_fits", "stored_origins"]


def stored_origins() -> tuple[int, ...]:
    """Origins whose fits ship with the package.

    >>> 1999 in stored_origins()
    True
    """
    return tuple(sorted(int(path.stem) for path in _folder().glob("[12]*.json")))


def fits_of(panel: VintagePanel) -> Fits:
    """The fits of an origin: those that ship, where they were made from this panel, else made now.

    A stored fit counts only for the panel whose digest it bears, so that a changed panel is fitted anew.
    """
    if panel.fits is not None:
        return panel.fits
    path = _folder() / f"{panel.origin}.json"
    if path.is_file():
        found, digest = load_fits(path)
        if digest == panel.digest:
            return found
    return panel.remember(("fits", panel.origin), lambda: fit_vintage(panel))


def save_fits(fits: Fits, digest: str, folder: Path | None = None) -> Path:
    """Write the fits of an origin, whole or not at all."""
    table = {
        name: {
            "names": list(one.names),
            "logs": list(one.logs),
            "rows": one.rows,
            "events": one.events,
            "mean": one.mean,
            "covariance": one.covariance[np.tril_indices(len(one.mean))],
        }
        for name, one in fits.posteriors.items()
    }
    document = {"schema": 1, "origin": fits.origin, "panel": digest, "fits": plain(table)}
    return write_json((folder or _folder()) / f"{fits.origin}.json", document)


def load_fits(path: Path) -> tuple[Fits, str]:
    """Fits from a file, and the digest of the panel they were made from.

    Raises:
        DataError: The file is damaged.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        posteriors = {name: _normal(entry) for name, entry in document["fits"].items()}
        return Fits(int(document["origin"]), posteriors), str(document["panel"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        hint = "Make it anew with: counterpoise hindcast NAME --refit"
        raise DataError("The stored fits cannot be read.", where=str(path), hint=hint) from error


def _normal(entry: dict[str, object]) -> Normal:
    mean = np.asarray(entry["mean"], dtype=np.float64)
    covariance = np.zeros((len(mean), len(mean)))
    covariance[np.tril_indices(len(mean))] = np.asarray(entry["covariance"], dtype=np.float64)
    covariance = covariance + np.tril(covariance, -1).T
    events = entry["events"]
    return Normal(
        tuple(str(name) for name in entry["names"]),  # type: ignore[attr-defined]
        mean,
        covariance,
        tuple(int(k) for k in entry["logs"]),  # type: ignore[attr-defined]
        int(str(entry["rows"])),
        None if events is None else int(str(events)),
    )


def _folder() -> Path:
    return Path(str(files("counterpoise") / "library" / "vintage"))
