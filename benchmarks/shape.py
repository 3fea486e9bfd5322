"""How cost and memory grow: with years, with members, with states, and which mechanism takes the time."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from functools import partial
from multiprocessing import get_context
from typing import Any

import jax
import numpy as np

from benchmarks.latency import pages
from benchmarks.tiled import longer, tiled
from counterpoise.ensemble import BLOCK, block_size, keep_compiled, run_futures
from counterpoise.model import Model
from counterpoise.sweep.local import cores, settle
from counterpoise.world import Case

__all__ = ["growth", "memory", "spent", "two_processes", "world"]


def growth(case: Case, model: Model, rounds: int) -> dict[str, float]:
    """Processor time of a year in a run of 200 years over that in one of 20."""
    best = {}
    some = jax.tree.map(lambda leaf: leaf[: block_size(len(case.setting.code))], model)
    cases = {years: longer(case, years) for years in (20, 200)}
    for years in cases:
        _ = run_futures(cases[years], some, {}, seed=1, threads=1)
        best[years] = np.inf
    for _ in range(rounds):
        for years, long in cases.items():
            turns = 200 // years
            start = time.process_time()
            for _ in range(turns):
                run_futures(long, some, {}, seed=1, threads=1)
            best[years] = min(best[years], (time.process_time() - start) / turns / years)
    return {"a year of 200 / a year of 20": best[200] / best[20]}


def memory(case: Case, model: Model) -> dict[str, float]:
    """Memory that the compiled year asks for, for each member in flight."""
    from counterpoise import ensemble

    width = block_size(len(case.setting.code))
    part = jax.tree.map(lambda leaf: np.asarray(leaf)[:width], model)
    on = {claim: jax.numpy.float32(1.0) for claim in ensemble.CLAIMS}
    number = jax.numpy.arange(width, dtype=jax.numpy.uint32)
    made = _year().lower(case, part, on, jax.numpy.uint32(1), number).compile()
    asked: Any = made.memory_analysis()
    return {
        "memory in flight for each member, kB": asked.temp_size_in_bytes / width / 1e3,
        "results for each member, kB": asked.output_size_in_bytes / width / 1e3,
    }


def _year() -> Any:
    """The compiled year of many members as ``run_futures`` has it, kept nowhere."""
    from counterpoise import ensemble, programs

    usual = partial(ensemble._futures, record=ensemble.yearly)
    return jax.jit(usual, compiler_options=programs._OPTIONS)


def spent(case: Case, model: Model, rounds: int) -> dict[str, float]:
    """Share of the processor time that leaving out one mechanism saves, largest first.

    The compiler fuses across mechanisms, so shares need not add to one.  Where others read what a mechanism gives, no
    year is computed without it: such mechanisms are in what is left with the events and what is kept.
    """
    width = block_size(len(case.setting.code))
    part = jax.tree.map(lambda leaf: np.asarray(leaf)[:width], model)
    whole = _year_cost(case, part, (), rounds)
    saved, needed = {}, []
    for name in (field.name for field in fields(Model)):
        try:
            saved[name] = 1.0 - _year_cost(case, part, (name,), rounds) / whole
        except KeyError:
            needed.append(name)
    ordered = sorted(saved.items(), key=lambda one: -one[1])
    left = f"  processor time of events, of what is kept, and of {', '.join(needed)}"
    return {f"  processor time saved without {name}": share for name, share in ordered} | {
        left: 1.0 - sum(saved.values())
    }


def _year_cost(case: Case, part: Model, without: tuple[str, ...], rounds: int) -> float:
    from counterpoise import ensemble

    class Fewer(Model):
        @property
        def mechanisms(self) -> Any:
            return tuple(getattr(self, f.name) for f in fields(Model) if f.name not in without)

    Fewer.__name__ = "_".join(["Without", *without])  # or one is taken for another where programs are kept
    given = Fewer(**{field.name: getattr(part, field.name) for field in fields(Model)})
    on = {claim: jax.numpy.float32(1.0) for claim in ensemble.CLAIMS}
    number = jax.numpy.arange(jax.tree.leaves(part)[0].shape[0], dtype=jax.numpy.uint32)
    run, best = _year(), np.inf
    jax.block_until_ready(run(case, given, on, jax.numpy.uint32(1), number))
    for _ in range(3 * rounds):
        start = time.process_time()
        jax.block_until_ready(run(case, given, on, jax.numpy.uint32(1), number))
        best = min(best, time.process_time() - start)
    return best


def two_processes(rounds: int) -> dict[str, float]:
    """Chunks a second of two processes, each held to a core as those of a sweep are, over those of one."""
    context = get_context("spawn")
    places = context.SimpleQueue()
    for core in cores()[:2]:
        places.put(core)
    best = {1: np.inf, 2: np.inf}
    with ProcessPoolExecutor(2, context, initializer=_begin, initargs=(places,)) as pool:
        list(pool.map(_chunk, range(4)))
        for _ in range(rounds):
            for several in best:
                start = time.perf_counter()
                list(pool.map(_chunk, range(several)))
                best[several] = min(best[several], time.perf_counter() - start)
    return {"two processes / one": 2.0 * best[1] / best[2]}


_HELD: list[Any] = []


def _begin(places: Any) -> None:
    settle(places.get())


def _chunk(_: int) -> None:
    if not _HELD:
        from benchmarks.__main__ import asia

        keep_compiled()
        _HELD.extend(asia(8 * BLOCK))
    run_futures(*_HELD, {}, seed=1, threads=1)


def world(case: Case, model: Model, states: int = 200, years: int = 75) -> dict[str, float]:
    """One block of a made-up world of 200 states for 75 years: what a member costs."""
    large = longer(tiled(case, states), years)
    width = block_size(states)
    some = jax.tree.map(lambda leaf: leaf[:width], model)
    found, used = run_futures(large, some, {}, seed=1, threads=1), np.inf
    for _ in range(3):
        start = time.process_time()
        run_futures(large, some, {}, seed=1, threads=1)
        used = min(used, time.process_time() - start)
    if not all(np.isfinite(values).all() for values in found.values() if values.dtype.kind == "f"):
        raise ArithmeticError("The large world ran away.")
    return {
        f"{states} states, {years} years: processor seconds for each member": used / width,
        f"{states} states, {years} years: million directed dyad-years per second of one core": width
        * years
        * states
        * (states - 1)
        / used
        / 1e6,
        "most memory of this process, MB": pages(),
    }
