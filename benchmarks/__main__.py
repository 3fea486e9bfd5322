"""Time the engine against its plain reference, on this machine, now: ``make bench``.

Seconds depend on the machine and on what else it does, so the table is of ratios within one run: the reference,
the first call, later calls, one thread and two take turns, and the best of each counts.  Nothing is written
unless ``--save FILE`` says where.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from benchmarks import reference
from benchmarks.report import report, timed
from counterpoise.data import open_panel
from counterpoise.ensemble import BLOCK, run_futures
from counterpoise.model import Model
from counterpoise.observe.case import observe
from counterpoise.parameters import ParameterSet
from counterpoise.scenario import load_scenario
from counterpoise.switches import CLAIMS
from counterpoise.world import Case

MEMBERS, PLAIN = 8 * BLOCK, 25
ON = dict.fromkeys(CLAIMS, 1.0)


def measured(rounds: int) -> dict[str, float]:
    """Name of a quantity to its value."""
    case, model = asia(MEMBERS)
    few = jax.tree.map(lambda leaf: leaf[:PLAIN], model)
    cells = len(case.forcing.year) * len(case.setting.code)

    def engine(threads: int, **claims: float) -> dict[str, np.ndarray]:
        return run_futures(case, model, claims, seed=1, threads=threads)

    first, series = timed(lambda: run_futures(case, few, {}, seed=1))
    runs: dict[str, Callable[[], Any]] = {
        "plain": lambda: reference.futures(case, few, ON, 1),
        "one": lambda: engine(1),
        "two": lambda: engine(2),
        "variant": lambda: engine(2, C5=0.0),
    }
    best = dict.fromkeys(runs, np.inf)
    for _ in range(rounds):
        for name, run in runs.items():
            best[name] = min(best[name], timed(run)[0])
    plain_rate, rate = PLAIN * cells / best["plain"], MEMBERS * cells / best["two"]
    return {
        "reference: member-state-years per second": plain_rate,
        "engine: member-state-years per second, two threads": rate,
        "engine / reference": rate / plain_rate,
        "engine / reference, one thread": MEMBERS * cells / best["one"] / plain_rate,
        "two threads / one": best["one"] / best["two"],
        f"first call (one block of {BLOCK}, compiling), seconds": first,
        f"later call ({MEMBERS} members), seconds": best["two"],
        "another set of switches / the same again": best["variant"] / best["two"],
        "results kept per member, kB": sum(v[0].nbytes for v in series.values()) / 1e3,
    }


def asia(members: int) -> tuple[Case, Model]:
    """The default scenario, ready to run."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    parameters = ParameterSet.load().override(scenario.parameter_overrides)
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    coefficients = parameters.posteriors["dispute_initiation"].draws.mean(axis=0)
    known = panel.vintage(str(scenario.cutoff))
    observed = observe(known, scenario, coefficients, parameters["arming.depreciation"].value)
    return observed.case, Model.from_parameters(parameters.draw(1, members), terms)


if __name__ == "__main__":
    report("python -m benchmarks", __doc__, measured)
