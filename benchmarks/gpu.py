"""The same compiled year on a GPU: ``python -m benchmarks.gpu``; says so and leaves where there is none.

It measures members per second with more and more members side by side until the device's memory ends, the share of
the device's own measured peak, and how far its numbers are from those of this machine's processor.  It needs
``pip install "counterpoise[cuda]"``.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from benchmarks import pairs
from benchmarks.report import report
from counterpoise import ensemble
from counterpoise.ensemble import BLOCK
from counterpoise.model import Model
from counterpoise.world import Case

WIDTHS = (64, 256, 1024, 4096, 16384)
"""Members side by side."""


def gpu() -> Any:
    """The first GPU, or None."""
    try:
        return jax.devices("gpu")[0]
    except RuntimeError:
        return None


def measured(rounds: int) -> dict[str, float]:
    """Name of a quantity to its value."""
    from benchmarks.__main__ import asia

    device, host = gpu(), jax.devices("cpu")[0]
    case, model = asia(max(WIDTHS))
    states, years = len(case.setting.code), len(case.forcing.year)
    found = {"peak of the device, Gflop/s": _peak(device, rounds) / 1e9}
    theirs = None
    for width in WIDTHS:
        try:
            series, seconds = _lived(case, model, width, device, rounds)
        except jax.errors.JaxRuntimeError as problem:
            if "RESOURCE_EXHAUSTED" not in str(problem):
                raise
            print(f"{width} members at once are more than the device's memory holds.")
            break
        theirs = theirs or series
        found[f"{width} at once: members per second"] = width / seconds
    ours, seconds = _lived(case, model, BLOCK, host, rounds)
    found["processor, 64 at once: members per second"] = BLOCK / seconds
    best = max(
        value for name, value in found.items() if "at once: members" in name and "processor" not in name
    )
    cost = pairs.operations(pairs.made(states)) * years * states * (states - 1)
    found["device / processor, best"] = best * seconds / BLOCK
    found["share of peak, counting the year of pairs alone"] = (
        best * cost / found["peak of the device, Gflop/s"] / 1e9
    )
    for name in ("balance", "effort", "commitment"):
        gap = np.abs(theirs[name][0] - ours[name][0]) / np.maximum(np.abs(ours[name][0]), 1e-6)
        found[f"first year's {name}, largest relative difference"] = float(gap.max())
    events = [name for name, values in ours.items() if values.dtype == bool]
    alike = [float((theirs[name] == ours[name]).mean()) for name in events]
    found["events that fall alike, share, worst series"] = min(alike)
    return found


def _lived(
    case: Case, model: Model, width: int, device: Any, rounds: int
) -> tuple[dict[str, np.ndarray], float]:
    """Series ``[year, ..., member]`` of the first block, and seconds for ``width`` members at once."""
    with jax.default_device(device):
        on = {claim: jnp.float32(1.0) for claim in ensemble.CLAIMS}
        part = jax.tree.map(lambda leaf: jnp.asarray(np.asarray(leaf)[:width]), model)
        here = jax.tree.map(lambda leaf: jnp.asarray(np.asarray(leaf)), case)
        number = jnp.arange(width, dtype=jnp.uint32)
        run = eqx.filter_jit(partial(ensemble._futures, record=ensemble.yearly))
        series = jax.block_until_ready(run(here, part, on, jnp.uint32(1), number))
        best = np.inf
        for _ in range(rounds):
            start = time.perf_counter()
            jax.block_until_ready(run(here, part, on, jnp.uint32(1), number))
            best = min(best, time.perf_counter() - start)
    return {name: np.asarray(values)[..., :BLOCK] for name, values in series.items()}, best


def _peak(device: Any, rounds: int) -> float:
    """Operations a second in chains of multiply-adds, which nothing but arithmetic limits."""
    length, places = 512, 1 << 22

    @jax.jit
    def chain(x: jax.Array) -> jax.Array:
        return jax.lax.fori_loop(0, length, lambda _, y: y * 0.9999999 + 0.5, x, unroll=64)

    x = jax.device_put(jnp.ones(places, jnp.float32), device)
    jax.block_until_ready(chain(x))
    best = np.inf
    for _ in range(rounds):
        start = time.perf_counter()
        jax.block_until_ready(chain(x))
        best = min(best, time.perf_counter() - start)
    return 2.0 * length * places / best


if __name__ == "__main__":
    if gpu() is None:
        print("There is no GPU that JAX can use here; nothing was measured.  See docs/benchmarks.md.")
        sys.exit(0)
    report("python -m benchmarks.gpu", __doc__, measured)
