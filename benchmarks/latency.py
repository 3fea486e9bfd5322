"""How long one waits: for a changed slider while the scenario is warm, and for the first answer of a new process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

import numpy as np

from counterpoise.explorer import FIRST, Explorer, WhatIf

__all__ = ["first_answer", "latency", "pages"]

_SCRIPT = """
import json, time
laps, last = {}, [time.perf_counter(), time.process_time()]
def lap(name):
    now = [time.perf_counter(), time.process_time()]
    laps[name] = [b - a for a, b in zip(last, now)]
    last[:] = now
import jax
lap("importing jax")
from counterpoise.explorer import Explorer, WhatIf, keep_compiled, load_scenario, open_panel, prepare
lap("importing counterpoise")
keep_compiled()
facts = open_panel(None)
cut = load_scenario("asia", facts).at("latest")
prepared = prepare(cut, facts.vintage(str(cut.cutoff)))
lap("preparing the scenario")
warm = Explorer(prepared)
lap("drawing parameters")
warm.ask(WhatIf(), 64)
lap("tracing, loading and running the first block")
warm.ask(WhatIf(switches={"C5": 0.0}))
lap("128 pairs")
print(json.dumps(laps))
"""


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
    """Seconds from nothing to 128 pairs in a process of its own, and where they go.

    Compiled code is kept, as is that of Python, which installers write and some machines forbid.
    """
    import json

    run = [sys.executable, "-c", _SCRIPT]
    with tempfile.TemporaryDirectory() as kept:
        given = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        given["PYTHONPYCACHEPREFIX"] = kept
        subprocess.run(run, check=True, capture_output=True, env=given)
        second = subprocess.run(run, check=True, capture_output=True, text=True, env=given)
    laps = json.loads(second.stdout)
    found = {"first answer of a process, seconds": sum(clock for clock, _ in laps.values())}
    found["first answer of a process, processor seconds"] = sum(used for _, used in laps.values())
    return found | {f"  of which {name}, processor seconds": used for name, (_, used) in laps.items()}


def pages() -> float:
    """Megabytes this process has held at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
