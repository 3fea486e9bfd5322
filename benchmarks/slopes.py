"""How far relaxed slopes are from the model's own: ``python -m benchmarks.slopes``.

The model's own slopes are differences between two runs with whole events and common luck, a standard deviation of
the parameter (over members) to each side, for the parameters whose relaxed effect is largest.
"""

from __future__ import annotations

import time
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.report import report
from counterpoise.analysis.prepare import Prepared, prepare
from counterpoise.analysis.slopes import Slope, degree, slopes
from counterpoise.data import open_panel
from counterpoise.ensemble import keep_compiled, run_futures
from counterpoise.scenario import load_scenario

MEMBERS, COMPARED = 512, 24

COST = "slopes in all parameters / a run (processor time)"


def measured(rounds: int) -> dict[str, float]:
    """Name of a quantity to its value."""
    prepared = _asia()
    draws = prepared.draws(1, MEMBERS)
    before, _ = _whole(prepared, draws)
    found = slopes(prepared, MEMBERS, threads=1)
    cost = _cost(prepared, draws, rounds)
    steepest = [one for one in found.slopes if one.path.split(".")[0] != "verdict"][:COMPARED]
    own = np.array([_difference(prepared, draws, one) for one in steepest])
    relaxed = np.array([one.effect for one in steepest])
    for one, (smooth, error, holds) in zip(steepest, own, strict=True):
        print(
            f"{one.path:<44} relaxed {one.effect:+.4f}  own {smooth:+.4f} ({error:.4f})  holds {holds:+.4f}"
        )
    sure = np.abs(own[:, 0]) > 2.0 * own[:, 1]
    return {
        "outcome, relaxed": found.outcome,
        "outcome, whole events": before,
        COST: cost,
        "parameters and switches": float(len(found.slopes) + len(found.switches)),
        "compared": float(len(steepest)),
        "of which own slope beyond two errors": float(sure.sum()),
        "same sign, of those": float((np.sign(relaxed) == np.sign(own[:, 0]))[sure].sum()),
        "correlation of effects": float(np.corrcoef(relaxed, own[:, 0])[0, 1]),
        "relaxed / own, least squares": float((relaxed * own[:, 0]).sum() / (own[:, 0] ** 2).sum()),
        "median of |relaxed - own| / |own|": float(np.median(np.abs(relaxed / own[:, 0] - 1.0)[sure])),
    }


def cost(rounds: int) -> dict[str, float]:
    """What slopes in all parameters and switches cost over a plain run."""
    prepared = _asia()
    return {COST: _cost(prepared, prepared.draws(1, MEMBERS), rounds)}


def _asia() -> Prepared:
    """The default scenario made ready."""
    keep_compiled()
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    return prepare(scenario, panel.vintage(str(scenario.cutoff)))


def _cost(prepared: Prepared, draws: dict[str, Any], rounds: int) -> float:
    """Processor time of the slopes over that of a run, both compiled before."""
    turns = (lambda: slopes(prepared, MEMBERS, threads=1), lambda: _whole(prepared, draws))
    best = [np.inf, np.inf]
    for _ in range(1 + rounds):
        best = [min(before, _cpu(turn)) for before, turn in zip(best, turns, strict=True)]
    return best[0] / best[1]


def _whole(prepared: Prepared, draws: dict[str, Any]) -> tuple[float, np.ndarray]:
    """The smooth outcome with whole events: its mean and each member's."""
    model = prepared.model(draws)
    balance = run_futures(prepared.observed.case, model, {}, seed=1, threads=1)["balance"]
    weights = jnp.asarray(prepared.observed.theatres.weights, jnp.float32)
    each = np.asarray(
        jax.vmap(degree, in_axes=(0, 0, None))(jnp.log(balance), model.verdict.threshold, weights)
    )
    return float(each.mean()), each


def _difference(prepared: Prepared, draws: dict[str, Any], one: Slope) -> tuple[float, float, float]:
    """The model's own effect, its standard error, and that on the share above one half."""
    sides = []
    for sign in (-1.0, 1.0):
        changed = {**draws, one.path: draws[one.path] + sign * one.spread}
        sides.append(_whole(prepared, changed)[1])
    gap = (sides[1] - sides[0]) / 2.0
    share = ((sides[1] > 0.5).mean() - (sides[0] > 0.5).mean()) / 2.0
    return float(gap.mean()), float(gap.std() / np.sqrt(len(gap))), float(share)


def _cpu(run: Any) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    report("python -m benchmarks.slopes", __doc__, measured)
