"""Sample the equations, check them, and set them beside what ships.

Each equation is sampled twice: with one coefficient for all years, which is the model that ships, and with
coefficients by era.  Results are written one equation at a time, and only when their chains have converged, so that a
run killed at any second loses at most one block of draws and never an earlier result.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import read_history
from counterpoise.estimate.posterior import load, write_json
from counterpoise.estimate.sampling.chains import Chains, check, sample
from counterpoise.estimate.sampling.equations import EQUATIONS, Problem, problem_of
from counterpoise.estimate.sampling.models import ERAS
from counterpoise.vocabulary import DataError, nearest

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["beside", "natural", "sample_all", "stored"]

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

_BINNED = {"leader_exit": "exit", "regime": "jump"}


def sample_all(
    panel: Panel,
    out: Path,
    names: Sequence[str] = (),
    *,
    chains: int = 2,
    warmup: int = 300,
    draws: int = 500,
    seed: int = 1,
    progress: Progress | None = None,
) -> list[Path]:
    """Sample equations and write ``out/NAME.json`` for each: both models, their diagnostics, and what ships.

    Args:
        panel: Data.
        out: Folder; checkpoints lie under ``out/unfinished`` until an equation is done.
        names: Equations; all by default.
        chains: Chains of each model.
        warmup: Iterations of adaptation of each.
        draws: Iterations kept of each.
        seed: Of all chains.
        progress: Told what is being done and the share done of the whole.

    Raises:
        NotConvergedError: Chains that may not be used; results of earlier equations stay.
        DataError: An equation that cannot be sampled.
    """
    for name in names:
        if name not in EQUATIONS:
            raise DataError(
                f"No equation {name} can be sampled.", hint=nearest(name, EQUATIONS) or ", ".join(EQUATIONS)
            )
    wanted = list(names or EQUATIONS)
    history = read_history(panel)
    paths = []
    for done, name in enumerate(wanted):
        told: dict[str, Any] = {
            "schema": 1,
            "name": name,
            "panel": panel.digest,
            "chains": chains,
            "iterations": draws,
        }
        for half, by_era in enumerate((False, True)):
            label = f"{name}, {'by era' if by_era else 'all years alike'}"
            if progress is not None:
                progress(label, (done + half / 2) / len(wanted))
            problem = problem_of(name, panel, history, by_era=by_era)
            key = hashlib.sha256(
                repr((panel.digest, label, chains, warmup, draws, seed)).encode()
            ).hexdigest()[:12]

            def say(now: int, total: int, label: str = label, start: float = done + half / 2) -> None:
                if progress is not None:
                    progress(f"{label}: {now} of {total} iterations", (start + now / total / 2) / len(wanted))

            made = sample(
                problem.model, problem.data, out / "unfinished" / f"{name}-{key}",
                chains=chains, warmup=warmup, draws=draws, seed=seed, progress=say,
            )  # fmt: skip
            told["by_era" if by_era else "alike"] = _summary(problem, made, check(label, made))
        told["shipped"] = beside(name)
        paths.append(write_json(out / f"{name}.json", told))
        for folder in (out / "unfinished").glob(f"{name}-*"):
            shutil.rmtree(folder)
    return paths


def natural(problem: Problem, chains: Chains) -> dict[str, Floats]:
    """Draws on the scale of the data: name, or name and era, to ``[chain, draw]``."""
    out: dict[str, Floats] = {}
    sites = chains.draws
    many = len(problem.eras) > 1
    for place, era in enumerate(problem.eras):
        slopes = sites["b"]
        if many:
            slopes = slopes + sites["tau"] * sites["d"][..., place, :]
        slopes = slopes / problem.scale
        start = sites["a"][..., place] - slopes @ problem.centre
        slopes, start = slopes * problem.unit, start * problem.unit + problem.middle
        tail = f", {ERAS[era]}" if many else ""
        out |= {f"{name}{tail}": value for name, value in _named(problem, start, slopes).items()}
    if "scale" in sites:
        out |= {"scale": sites["scale"] * problem.unit, "degrees": sites["degrees"] + 1.0}
    return out


def _named(problem: Problem, start: Floats, slopes: Floats) -> dict[str, Floats]:
    """Coefficients under the names that the shipped posterior uses."""
    if problem.name in _BINNED:
        base = _BINNED[problem.name]
        return {
            f"{base}_0": start,
            **{f"{base}_{k + 1}": start + slopes[..., k] for k in range(slopes.shape[-1])},
        }
    if problem.name == "treaty_termination":
        return {"multilateral": _chance(start), "bilateral": _chance(start + slopes[..., 0])}
    first = "constant" if problem.name == "burden" else "intercept"
    return {first: start, **{term: slopes[..., k] for k, term in enumerate(problem.terms)}}


def beside(name: str) -> dict[str, list[float]]:
    """Mean and spread of what ships, under the same names."""
    posterior = load(name)
    told = {
        term: [float(mean), float(sd)]
        for term, mean, sd in zip(posterior.names, posterior.mean, posterior.sd, strict=True)
    }
    if name == "pact_formation":
        told["intercept"][0] = float(posterior.meta["recalibration"]["raw_intercept"])
    if name == "treaty_termination":
        eras = {"1946_1989": ERAS[1], "1990_2018": ERAS[2]}
        told |= {
            f"{form}, {era}": told[f"{span}_{form}"]
            for span, era in eras.items()
            for form in ("multilateral", "bilateral")
        }
    return told


def _summary(problem: Problem, chains: Chains, diagnostics: dict[str, dict[str, float]]) -> dict[str, Any]:
    made = natural(problem, chains)
    return {
        "rows": problem.rows,
        "kept": problem.kept,
        "eras": [ERAS[era] for era in problem.eras],
        "divergent": chains.divergent,
        "diagnostics": diagnostics,
        "coefficients": {
            name: [float(value.mean()), float(value.std(ddof=1))] for name, value in made.items()
        },
        "tau": _tau(problem, chains),
    }


def _tau(problem: Problem, chains: Chains) -> dict[str, float] | None:
    """How far eras stray from the common coefficient, mean by term, in standardised units."""
    if "tau" not in chains.draws:
        return None
    return dict(zip(problem.terms, chains.draws["tau"].mean(axis=(0, 1)).tolist(), strict=True))


def _chance(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def stored(folder: Path) -> dict[str, Any]:
    """Results by equation, of those that are done."""
    return {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in EQUATIONS
        if (folder / f"{name}.json").is_file()
    }
