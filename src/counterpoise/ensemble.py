"""Many futures: the same compiled year, run for every member and every set of switches.

Members are computed in blocks of one fixed size, the last one padded, so that neither the number of members nor
the size of a chunk changes what any one of them lives through.  Every draw is addressed
(:mod:`counterpoise.draws`), so all sets of switches share their luck and differ only by the switches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import platformdirs
from jaxtyping import Array

from counterpoise.kept import keep_in
from counterpoise.lanes import lanes
from counterpoise.model import Model
from counterpoise.programs import compiled_block, load_ahead
from counterpoise.reading import Reading
from counterpoise.simulate import simulate
from counterpoise.switches import Switches
from counterpoise.vocabulary import CLAIMS, CounterpoiseError
from counterpoise.world import Case, Events, World

__all__ = [
    "BLOCK",
    "DeviceFullError",
    "Keep",
    "Recorder",
    "Series",
    "block_size",
    "compiled_block",
    "keep_compiled",
    "run_futures",
    "yearly",
]

BLOCK = 64
"""Members computed at once, at most: four full vectors side by side, and matrices that stay near the cores."""

Series = dict[str, np.ndarray]
"""Name to array (member, year, ...)."""

Keep = Callable[[World, Reading, Events], dict[str, Array]]
Recorder = Callable[[Case, Model, Switches], Keep]
"""Makes, for one member, what is kept of each of its years."""


class DeviceFullError(CounterpoiseError):
    """A device, or a machine, whose memory cannot hold one block of members."""

    exit_code = 4


def block_size(states: int) -> int:
    """Members computed at once: fewer where matrices are large, never less than fill a vector.

    >>> block_size(30), block_size(200)
    (64, 16)
    """
    return min(BLOCK, max(_VECTOR, _CELLS // states**2 // _VECTOR * _VECTOR))


def keep_compiled() -> None:
    """Keep compiled code, and scenarios made ready, in the user's cache folder, so that the second run starts at once.

    Compiling the year takes several seconds and depends on shapes alone.  Where the folder cannot be written JAX
    says so and compiles afresh.

    Each block is also computed in the thread that asks for it.  JAX would put them on threads of its own, one for each
    core, where a short question waits until a block of the whole world is over.
    """
    with suppress(AttributeError):  # a later JAX may do without the choice
        jax.config.update("jax_cpu_enable_async_dispatch", False)  # type: ignore[no-untyped-call]
    kept = Path(platformdirs.user_cache_dir("counterpoise"))
    keep_in(kept)
    load_ahead()
    folder = kept / "compiled"
    jax.config.update("jax_compilation_cache_dir", str(folder))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)  # type: ignore[no-untyped-call]


def run_futures(
    case: Case,
    model: Model,
    switches: Mapping[str, float],
    seed: int,
    chunk: int = 1000,
    threads: int = 2,
    done: Callable[[int], None] | None = None,
    first: int = 0,
    record: Recorder | None = None,
) -> Series:
    """Run every member of a Model under one set of switches.

    Args:
        case: Scenario.
        model: Parameters with a leading axis of members.
        switches: Claim to switch; claims that are not named are on.
        seed: Of the run.
        chunk: Members in flight before results are handed over; it bounds memory and changes no number.
        threads: Blocks computed at the same time.
        done: Called with the number of members finished since the last call.
        first: Number of the first member; the others follow.  A multiple of the block size keeps every block whole.
        record: What to keep of each year; :func:`yearly` unless told otherwise.

    Returns:
        Series with axes (member, year, ...).

    Raises:
        DeviceFullError: If not even one block fits in the memory of the device.

    Example:
        ``run_futures(case, model, {"C5": 0.0}, seed=1)["balance"].shape`` is (members, years, theatres).
    """
    members = jax.tree.leaves(model)[0].shape[0]
    width = block_size(len(case.setting.code))
    setting = {claim: np.asarray(switches.get(claim, 1.0), np.float32) for claim in CLAIMS}
    work = partial(_block, case, model, setting, seed, width, first, record or yearly)
    parts: list[Series] = []
    with ThreadPoolExecutor(threads) as pool:
        for batch in _batches(members, chunk, width):
            for part in pool.map(work, batch):
                parts.append(part)
                if done:
                    done(len(next(iter(part.values()))))
        whole = pool.map(lambda name: np.concatenate([part[name] for part in parts]), parts[0])
        return dict(zip(parts[0], whole, strict=True))


def _batches(members: int, chunk: int, width: int) -> Iterator[list[tuple[int, int]]]:
    """Blocks (first row, end) grouped into chunks."""
    blocks = [(first, min(first + width, members)) for first in range(0, members, width)]
    several = max(1, chunk // width)
    for start in range(0, len(blocks), several):
        yield blocks[start : start + several]


def _block(
    case: Case,
    model: Model,
    switches: Mapping[str, np.ndarray],
    seed: int,
    width: int,
    offset: int,
    record: Recorder,
    span: tuple[int, int],
) -> Series:
    """One padded block of members: rows of the model, numbered from the offset on."""
    first, end = span
    rows = np.minimum(np.arange(first, first + width), end - 1)
    part = jax.tree.map(lambda leaf: np.asarray(leaf)[rows], model)
    number = np.asarray(offset + first + np.arange(width), np.uint32)
    try:
        found = _compiled(case, part, switches, np.uint32(seed), number, record)
        jax.block_until_ready(found)  # type: ignore[no-untyped-call]
    except jax.errors.JaxRuntimeError as problem:
        if "RESOURCE_EXHAUSTED" not in str(problem):
            raise
        raise DeviceFullError(
            f"The device has no memory for {width} futures of {len(case.setting.code)} states at once.",
            hint="Close what else uses it, or compute on the processor: JAX_PLATFORMS=cpu. "
            "Finished chunks of a sweep are kept.",
        ) from None
    return {
        name: np.moveaxis(np.asarray(values)[..., : end - first], -1, 0) for name, values in found.items()
    }


def _futures(
    case: Case, model: Model, switches: Switches, seed: Array, member: Array, record: Recorder
) -> dict[str, Array]:
    """Series of every member, members last."""

    def one(parameters: Model, number: Array) -> dict[str, Array]:
        keep = record(case, parameters, switches)
        kept: dict[str, Array] = simulate(
            parameters, case.setting, case.world, case.forcing, switches, seed, number, keep=keep
        )
        return kept

    found: dict[str, Array] = lanes(one)(model, member)
    return found


_compiled: Callable[..., dict[str, Array]] = compiled_block(_futures)

_VECTOR = 16
"""Numbers that one instruction of the widest processors works on at once."""

_CELLS = 64 * 30 * 30
"""Cells of one matrix of all members in a block: a quarter of a megabyte."""


def yearly(case: Case, model: Model, switches: Switches) -> Keep:
    """What is kept of a year: the series that verdict, report and files need, in natural units."""
    setting = case.setting
    patron, challenger = setting.patron, setting.challenger
    above = np.triu_indices(len(setting.code), 1)

    def keep(world: World, reading: Reading, events: Events) -> dict[str, Array]:
        return {
            "balance": reading.balance,
            "exposure": reading.exposure,
            "tie_patron": jax.nn.sigmoid(world.tie_patron) * (1.0 - reading.fallen),
            "tie_challenger": jnp.maximum(jax.nn.sigmoid(world.tie_challenger), reading.fallen),
            "commitment": reading.commitment,
            "depth_patron": world.depth[patron].astype(jnp.int8),
            "depth_challenger": world.depth[challenger].astype(jnp.int8),
            "depth_pairs": world.depth[above].astype(jnp.int8),
            "effort": jnp.exp(world.burden),
            "output": jnp.exp(world.output),
            "fear": reading.fear,
            "protection": reading.protection,
            "orientation": world.orientation,
            "dispute": events.happened["dispute"][challenger],
            "exit": events.happened["exit"],
            "bargain": events.happened["bargain"],
            "test": events.happened["test"] & events.happened["dispute"][challenger],
            "elsewhere": events.happened["elsewhere"],
            "tariff": world.tariff,
            "lost": world.lost > 0,
            "armed": world.armed > 0,
            "technology_gap": world.technology[patron] - world.technology[challenger],
            "expertise": world.expertise,
            "regime_patron": world.polyarchy[patron],
            "opened": reading.opened,
            "force_here": 1.0 - model.forces.tied * switches["C9"] * world.distraction,
        }

    return keep
