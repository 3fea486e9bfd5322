"""How long one waits: for a changed slider while the scenario is warm, and for the first answer of a new process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

import numpy as np

from counterpoise.explorer import FIRST, Explorer, WhatIf

__all__ = ["first_answer", "help_told", "latency", "pages"]

_SCRIPT = """
import json, time
laps, last = {}, [time.perf_counter(), time.process_time()]
def lap(name):
    now = [time.perf_counter(), time.process_time()]
    laps[name] = [b - a for a, b in zip(last, now)]
    last[:] = now
import jax
lap("importing jax")
from counterpoise.ensemble import keep_compiled
keep_compiled()
from counterpoise.explorer import Explorer, WhatIf, load_scenario, made_ready, open_panel
lap("importing counterpoise, the program loading beside it")
facts = open_panel(None)
cut = load_scenario("asia", facts).at("latest")
prepared = made_ready(cut, facts.vintage(str(cut.cutoff)))
lap("reading the scenario made ready")
Explorer(prepared).ask(WhatIf(switches={"C5": 0.0}))
lap("drawing, and 128 pairs")
print(json.dumps(laps), flush=True)
"""


_PROCESSES = 5
"""Processes of which the median counts."""


def latency(rounds: int) -> dict[str, float]:
    """Milliseconds from a changed switch to an answer, by the clock and of the processor."""
    warm = Explorer.open("asia")
    found = {}
    for members, times in ((FIRST, 8 * rounds), (512, 3 * rounds)):
        warm.ask(WhatIf(), members)
        clock, work = [], []
        for k in range(times):
            change = WhatIf(switches={"C5": (k + 1) / (times + 1)})
            start, used = time.perf_counter(), time.process_time()
            warm.ask(change, members)
            clock.append(1e3 * (time.perf_counter() - start))
            work.append(1e3 * (time.process_time() - used))
        found[f"{members} paired members: median, ms"] = float(np.median(clock))
        found[f"{members} paired members: 95th percentile, ms"] = float(np.quantile(clock, 0.95))
        found[f"{members} paired members: processor time, ms"] = float(np.median(work))
    return found


def first_answer() -> dict[str, float]:
    """Seconds from nothing to 128 pairs in a process of its own, the median of some, and where they go.

    Compiled code and the scenario made ready are kept, as is the code of Python, which installers write and some
    machines forbid.  The clock runs from before Python begins until it tells.
    """
    import json

    run = [sys.executable, "-c", _SCRIPT]
    with tempfile.TemporaryDirectory() as kept:
        given = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        given["PYTHONPYCACHEPREFIX"] = kept
        given["XDG_CACHE_HOME"] = f"{kept}/cache"
        subprocess.run(run, check=True, capture_output=True, env=given)
        told = []
        for _ in range(_PROCESSES):
            start = time.perf_counter()
            with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, env=given) as process:
                assert process.stdout is not None
                laps = json.loads(process.stdout.readline())
                told.append((time.perf_counter() - start, laps))
    clock, laps = sorted(told, key=lambda one: one[0])[len(told) // 2]
    found = {"first answer of a process, seconds": clock}
    found["first answer of a process, processor seconds"] = sum(used for _, used in laps.values())
    return found | {f"  of which {name}, seconds": lap for name, (lap, _) in laps.items()}


def help_told() -> dict[str, float]:
    """How many times as long help takes as importing Typer alone, by the processor, the quickest of five each."""

    def quickest(*command: str) -> float:
        took = []
        for _ in range(_PROCESSES):
            begun = _children()
            subprocess.run([sys.executable, *command], check=True, capture_output=True)
            took.append(_children() - begun)
        return min(took)

    bare = quickest("-c", "import typer")
    return {"help / importing Typer": quickest("-m", "counterpoise", "--help") / bare}


def _children() -> float:
    """Seconds of the processor that processes started by this one have used."""
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pages() -> float:
    """Megabytes this process has held at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
