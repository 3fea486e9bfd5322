"""One table of how fast the engine is, on this machine, now: ``make bench``.

Seconds depend on the machine and on what else it does, so read the ratios: both sides take turns in one process, the
best of each counts, and where it can be it is the processor's time that is taken and not the clock's.  Where the time
goes is measured by leaving out one mechanism after another, which compiles twenty times; ``--brief`` does not.
``--save FILE`` writes the numbers, ``--history docs/benchmarks.md`` adds a row to the table there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from benchmarks import latency, peers, reference, shape, slopes
from benchmarks.report import report, timed
from counterpoise.data import open_panel
from counterpoise.ensemble import BLOCK, keep_compiled, run_futures
from counterpoise.model import Model
from counterpoise.observe.case import observe
from counterpoise.parameters import ParameterSet
from counterpoise.scenario import load_scenario
from counterpoise.vocabulary import CLAIMS
from counterpoise.world import Case

MEMBERS, PLAIN = 8 * BLOCK, 25
ON = dict.fromkeys(CLAIMS, 1.0)


def measured(rounds: int, brief: bool = False) -> dict[str, float]:
    """Name of a quantity to its value."""
    keep_compiled()
    case, model = asia(MEMBERS)
    machine = peers.machine()
    peak = 1e9 * machine["peak of one core: multiply-adds, Gflop/s"] if machine else None
    found = machine
    for states in peers.MEMBERS:
        found |= peers.peers(states, rounds, peak)
    found |= whole_model(case, model, rounds)
    found |= shape.growth(case, model, rounds) | shape.memory(case, model) | shape.two_processes(rounds)
    found |= slopes.cost(rounds)
    found |= latency.latency(rounds) | latency.first_answer() | latency.help_told()
    found |= shape.world(case, model)
    return found if brief else found | shape.spent(case, model, rounds)


def whole_model(case: Case, model: Model, rounds: int) -> dict[str, float]:
    """The year of all mechanisms against the same year in plain NumPy."""
    few = jax.tree.map(lambda leaf: leaf[:PLAIN], model)
    cells = len(case.forcing.year) * len(case.setting.code)

    def engine(threads: int, **claims: float) -> dict[str, np.ndarray]:
        return run_futures(case, model, claims, seed=1, threads=threads)

    series = run_futures(case, few, {}, seed=1)
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
