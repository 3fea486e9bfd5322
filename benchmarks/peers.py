"""The year of pairs by four hands, in turns in one process: the engine's way, fused C, NumPy and Mesa.

All are one thread.  Times are of the processor, not of the clock, so that what else the machine does counts less.  The
engine on two cores is measured by the clock, in two processes each held to a core as those of a sweep are, against
Mesa, which uses one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import jax
import numpy as np

from benchmarks import agents, pairs
from benchmarks.fused import compiler, fused, memory_speed, peak_flops
from counterpoise.ensemble import block_size
from counterpoise.sweep.local import cores, settle

__all__ = ["machine", "peers"]

YEARS = 20

MEMBERS = {30: (8, 128, 64, 1), 200: (2, 8, 4, 1)}
"""States to what a turn takes: blocks of the engine, members of C, of NumPy and of Mesa."""

MESA_YEARS = {30: 5, 200: 1}


def machine() -> dict[str, float]:
    """What one core of this machine can do at best."""
    if compiler() is None:
        return {}
    return {
        "peak of one core: multiply-adds, Gflop/s": peak_flops() / 1e9,
        "peak of one core: memory, GB/s": memory_speed() / 1e9,
    }


def peers(states: int, rounds: int, peak: float | None) -> dict[str, float]:
    """Ratios of dyad-years per second of processor time at one size.

    Args:
        states: How many.
        rounds: Turns; the best of each counts.
        peak: Operations a second of one core, if known.
    """
    blocks, of_c, of_numpy, of_mesa = MEMBERS[states]
    case, width = pairs.made(states), block_size(states)
    given = pairs.parameters(max(width, of_c, of_numpy))
    block = {name: value[:width] for name, value in given.items()}
    run = pairs.compiled(case, YEARS, width)

    def engine() -> None:
        for _ in range(blocks):
            jax.block_until_ready(run(block))

    def mesa() -> None:
        for member in range(of_mesa):
            world = agents.World(case, given, member)
            for _ in range(MESA_YEARS[states]):
                world.step()

    def some(count: int) -> dict[str, np.ndarray]:
        return {name: value[:count] for name, value in given.items()}

    dyads = states * (states - 1)
    turns: dict[str, tuple[Callable[[], Any], int]] = {
        "engine": (engine, blocks * width * YEARS * dyads),
        "numpy": (lambda: pairs.plain(case, some(of_numpy), YEARS), of_numpy * YEARS * dyads),
        "mesa": (mesa, of_mesa * MESA_YEARS[states] * dyads),
    }
    if compiler():
        turns["c"] = (lambda: fused(case, some(of_c), YEARS), of_c * YEARS * dyads)
    engine()
    rate = dict.fromkeys(turns, 0.0)
    for _ in range(rounds):
        for name, (turn, cells) in turns.items():
            start = time.process_time()
            turn()
            rate[name] = max(rate[name], cells / (time.process_time() - start))
    at = f"pairs, {states} states"
    found = {
        f"{at}: engine, million directed dyad-years per second of one core": rate["engine"] / 1e6,
        f"{at}: engine / Mesa": rate["engine"] / rate["mesa"],
        f"{at}: engine / NumPy": rate["engine"] / rate["numpy"],
    }
    alone, both = (on_cores(states, rounds, several) for several in (1, 2))
    found[f"{at}: engine on two cores / Mesa"] = rate["engine"] / rate["mesa"] * both / alone
    found[f"{at}: engine on two cores / one"] = both / alone
    if "c" in rate:
        found[f"{at}: engine / fused C"] = rate["engine"] / rate["c"]
    if peak:
        found[f"{at}: engine, share of peak operations"] = rate["engine"] * pairs.operations(case) / peak
    return found


def on_cores(states: int, rounds: int, several: int) -> float:
    """Members' years per second of the clock of so many processes at once, each held to a core."""
    context = get_context("spawn")
    places = context.SimpleQueue()
    for core in cores()[:several]:
        places.put(core)
    blocks, best = MEMBERS[states][0], np.inf
    with ProcessPoolExecutor(several, context, initializer=_begin, initargs=(places,)) as pool:
        list(pool.map(_blocks, [(states, 1)] * 2 * several))
        for _ in range(rounds):
            start = time.perf_counter()
            list(pool.map(_blocks, [(states, blocks)] * several))
            best = min(best, time.perf_counter() - start)
    return several * blocks * block_size(states) * YEARS / best


_HELD: dict[int, Callable[[], Any]] = {}


def _begin(places: Any) -> None:
    settle(places.get())


def _blocks(asked: tuple[int, int]) -> None:
    states, blocks = asked
    if states not in _HELD:
        width = block_size(states)
        _HELD[states] = partial(pairs.compiled(pairs.made(states), YEARS, width), pairs.parameters(width))
    for _ in range(blocks):
        jax.block_until_ready(_HELD[states]())
