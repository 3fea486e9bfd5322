"""A posterior on disk: names, mean, covariance and draws, with the sample and the scores behind them.

Numbers are written with six significant digits, so that fitting twice on one panel gives the same bytes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.vocabulary import DataError, Grade, nearest

__all__ = ["DRAWS", "NAMES", "Posterior", "generator", "load", "normal_draws", "plain", "save", "write_json"]

DRAWS = 400
"""Draws kept of each posterior."""

NAMES: tuple[str, ...] = (
    "dispute_initiation",
    "pact_formation",
    "treaty_termination",
    "burden",
    "growth",
    "leader_exit",
    "technology",
    "regime",
)
"""Equations whose posteriors ship with the package."""


@dataclass(frozen=True)
class Posterior:
    """What history says about the coefficients of one equation.

    Attributes:
        names: Coefficients, in the order of every array here.
        mean: Posterior mean ``[coefficient]``.
        covariance: Posterior covariance ``[coefficient, coefficient]``.
        draws: Draws ``[draw, coefficient]``.
        meta: Name, grade, specification in words, sample, hold-out scores, digest of the panel, seed.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    draws: NDArray[np.float64]
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sd(self) -> NDArray[np.float64]:
        """Posterior standard deviation ``[coefficient]``."""
        sd: NDArray[np.float64] = np.sqrt(np.diag(self.covariance))
        return sd

    def column(self, name: str) -> NDArray[np.float64]:
        """The draws of one coefficient.

        Raises:
            DataError: No coefficient goes by that name.
        """
        if name not in self.names:
            raise DataError(f"The posterior has no coefficient {name}.", hint=nearest(name, self.names))
        return self.draws[:, self.names.index(name)]


def normal_draws(
    mean: NDArray[np.float64], covariance: NDArray[np.float64], seed: int, name: str, count: int = DRAWS
) -> NDArray[np.float64]:
    """Draws of a normal posterior, the same for the same seed and name.

    >>> one = normal_draws(np.zeros(1), np.eye(1), 1, "a")
    >>> bool((one == normal_draws(np.zeros(1), np.eye(1), 1, "a")).all())
    True
    """
    scale = np.sqrt(np.diag(covariance))
    scale = np.where(scale > 0, scale, 1.0)
    likeness = covariance / scale[:, None] / scale + 1e-9 * np.eye(len(mean))
    root = scale[:, None] * np.linalg.cholesky(likeness)
    noise = generator(seed, name).standard_normal((count, len(mean)))
    draws: NDArray[np.float64] = mean + noise @ root.T
    return draws


def generator(seed: int, name: str) -> np.random.Generator:
    """A random generator that depends on the seed and on what it is for, and on nothing else."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def save(folder: Path, name: str, posterior: Posterior) -> Path:
    """Write a posterior to ``folder/name.json`` and return the path."""
    document = {
        "schema": 1,
        "name": name,
        "grade": str(Grade.ESTIMATED),
        **posterior.meta,
        "names": list(posterior.names),
        "mean": posterior.mean,
        "sd": posterior.sd,
        "covariance": posterior.covariance,
        "draws": posterior.draws,
    }
    return write_json(folder / f"{name}.json", document)


def write_json(path: Path, document: Mapping[str, Any]) -> Path:
    """Write JSON with six significant digits, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{json.dumps(key)}: {_encode(key, value)}" for key, value in document.items()]
    part = path.with_suffix(".part")
    part.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    part.replace(path)
    return path


def load(name: str, folder: Path | None = None) -> Posterior:
    """Read a posterior that ships with the package, or one fitted into another folder.

    Raises:
        DataError: No posterior of that name, or a file that is damaged.
    """
    place = folder if folder is not None else resources.files("counterpoise") / "library" / "posterior"
    file = place / f"{name}.json"
    if not file.is_file():
        raise DataError(f"There is no posterior {name}.", where=str(place), hint=nearest(name, NAMES))
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        names = tuple(document.pop("names"))
        mean, covariance, draws = (
            np.asarray(document.pop(key), dtype=np.float64) for key in ("mean", "covariance", "draws")
        )
    except (ValueError, KeyError) as error:
        raise DataError(
            "The posterior cannot be read.", where=str(file), hint="Fit it again with: counterpoise fit"
        ) from error
    width = len(names)
    if mean.shape != (width,) or covariance.shape != (width, width) or draws.shape[1:] != (width,):
        raise DataError("The posterior's arrays do not fit its names.", where=str(file))
    return Posterior(names, mean, covariance, draws, document)


def plain(value: Any) -> Any:
    """Numbers to six significant digits and arrays to lists, ready for JSON.

    >>> plain({"a": np.array([1 / 3, 2.0])})
    {'a': [0.333333, 2.0]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return float(f"{value:.6g}") + 0.0
    return value


def _encode(key: str, value: Any) -> str:
    """JSON of one entry; draws and matrices one row a line, so that differences can be read."""
    value = plain(value)
    if key in {"draws", "covariance"}:
        rows = ",\n".join(json.dumps(row, separators=(",", ":"), allow_nan=False) for row in value)
        return f"[\n{rows}\n]"
    indent = 1 if isinstance(value, dict) else None
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
