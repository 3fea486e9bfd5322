"""Sample the equations, check them, and set them beside what ships.

Each is sampled with one coefficient for all years, which is the model that ships, and with coefficients by era.
Results are written one equation at a time, and only when their chains have converged, so that a run killed at any
second loses at most one block of draws and never an earlier result.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jax
import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.burden import TERMS
from counterpoise.estimate.posterior import load, write_json
from counterpoise.sampling.chains import Chains, check, sample
from counterpoise.sampling.equations import EQUATIONS, Equation, Source, equation_of
from counterpoise.sampling.problem import Problem
from counterpoise.sampling.store import save_draws

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["beside", "sample_all"]

Floats = NDArray[np.float64]
Progress = Callable[[str, float], None]

_SAME = {
    "burden": {name: name for name in ("constant", "lag", "scale", "degrees")},
    "burden_response": {name: name for name in ("lag_within", *TERMS[1:])},
    "burden_riding": {
        "patron_burden, Europe": "patron_burden_europe",
        "patron_burden, Asia-Pacific": "patron_burden_asia_pacific",
    },
}
"""Where one posterior that ships answers several equations: which of its coefficients are the same quantity."""

_ERA_OF_RATES = {"1946_1989": "1946-1989", "1990_2018": "since 1990"}


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
    """Sample equations and write ``out/NAME.json`` and ``out/NAME.npz`` for each.

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
    wanted = {name: equation_of(name) for name in (names or EQUATIONS)}
    source, paths = Source(panel), []
    settings = {"chains": chains, "warmup": warmup, "draws": draws, "seed": seed}
    for done, name in enumerate(wanted):

        def say(label: str, share: float, done: int = done) -> None:
            if progress is not None:
                progress(label, (done + share) / len(wanted))

        paths.append(_sampled(name, source, out, settings, say))
    return paths


def _sampled(name: str, source: Source, out: Path, settings: dict[str, int], say: Progress) -> Path:
    """Sample one equation, with and without eras, and write it."""
    equation, begun = equation_of(name), time.process_time()
    models = ("alike", "by_era") if equation.eras else ("alike",)
    told: dict[str, Any] = {
        "schema": 2, "name": name, "label": equation.label, "panel": source.panel.digest,
        "chains": settings["chains"], "warmup": settings["warmup"], "iterations": settings["draws"],
        "seed": settings["seed"],
    }  # fmt: skip
    kept: dict[str, dict[str, Floats]] = {}
    for half, model in enumerate(models):
        label = f"{name}, {'by group' if model == 'by_era' else 'all alike'}"
        say(label, half / len(models))
        problem = equation.lay_out(source, model == "by_era")
        say(f"{label}: {problem.rows:,} rows", half / len(models))

        def count(now: int, total: int, label: str = label, half: int = half) -> None:
            say(f"{label}: {now} of {total} iterations", (half + now / total) / len(models))

        folder = out / "unfinished" / f"{name}-{_mark(problem, source.panel.digest, label, settings)}"
        made = sample(problem.model, problem.data, folder, dense=problem.dense, progress=count, **settings)
        told[model] = _summary(problem, made, check(label, made))
        kept[model] = problem.natural(made.draws)
    told["seconds"] = time.process_time() - begun
    told["shipped"] = beside(name, equation)
    save_draws(out / f"{name}.npz", kept)
    path = write_json(out / f"{name}.json", told)
    for folder in (out / "unfinished").glob(f"{name}-*"):
        shutil.rmtree(folder)
    return path


def beside(name: str, equation: Equation) -> dict[str, list[float]]:
    """Mean and spread of what ships, under the same names."""
    if equation.ships is None:
        return {}
    posterior = load(equation.ships)
    told = {
        term: [float(mean), float(sd)]
        for term, mean, sd in zip(posterior.names, posterior.mean, posterior.sd, strict=True)
    }
    if name == "pact_formation":
        told["intercept"][0] = float(posterior.meta["recalibration"]["raw_intercept"])
    if name in _SAME:
        told = {term: told[ships] for term, ships in _SAME[name].items()}
    if name == "treaty_termination":
        told |= {
            f"{form}, {era}": told[f"{span}_{form}"]
            for span, era in _ERA_OF_RATES.items()
            for form in ("multilateral", "bilateral")
        }
    return told


def _mark(problem: Problem, *others: Any) -> str:
    """What tells one model's checkpoints from another's: its data, to the bit, and whatever else is given."""
    mark = hashlib.sha256(repr((problem.rows, problem.kept, problem.dense, others)).encode())
    for leaf in jax.tree.leaves(problem.data):
        mark.update(np.ascontiguousarray(leaf).tobytes())
    return mark.hexdigest()[:12]


def _summary(problem: Problem, chains: Chains, diagnostics: dict[str, dict[str, float]]) -> dict[str, Any]:
    made = problem.natural(chains.draws)
    told: dict[str, Any] = {
        "rows": problem.rows,
        "kept": problem.kept,
        "events": problem.events,
        "groups": list(problem.groups),
        "divergent": chains.divergent,
        "diagnostics": diagnostics,
        "coefficients": {
            name: [float(value.mean()), float(value.std(ddof=1))] for name, value in made.items()
        },
    }
    if problem.against is not None:
        told["effective_share"] = problem.against(chains.draws)
    if problem.separated:
        told["separated"] = list(problem.separated)
    if "tau" in chains.draws:
        told["tau"] = float(chains.draws["tau"].mean())
    return told
