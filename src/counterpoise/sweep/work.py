"""One chunk: its members are drawn, lived, judged and counted; what remains is a few hundred kilobytes."""

from __future__ import annotations

import ctypes
import io
import pickle
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.ready import made_ready
from counterpoise.analysis.stories import Story, tell
from counterpoise.ensemble import block_size, keep_compiled
from counterpoise.sweep.plan import ALIGNED, Plan, versions
from counterpoise.sweep.reduction import BINS, QUANTITIES, Reduction
from counterpoise.vintage import known_to

__all__ = ["Job", "batch_size", "compute_chunk", "make_program", "pack", "worker_bytes"]

BATCH = 16 * ALIGNED
"""Members whose series are in memory at once, at most; a chunk may be as long as it likes."""

_PAIRS = 160
"""Pairs of states whose rungs take as much memory as the other series of one state."""

_CELLS = BATCH * (30 + 30**2 // _PAIRS) * 21
"""Members, states and years of a batch: some 40 MB of series."""


_STARTED = 1.1e9
"""Bytes of a worker that compiles the year, which takes more than a batch does."""


def batch_size(states: int, years: int) -> int:
    """Members whose series are in memory at once: fewer where there are more states or years; changes no number.

    >>> batch_size(30, 21), batch_size(200, 75)
    (1024, 16)
    """
    block = block_size(states)
    most = _CELLS // ((states + states**2 // _PAIRS) * years)
    return max(block, min(BATCH, most // block * block))


def worker_bytes(states: int, years: int) -> float:
    """Memory that one worker takes at most: to compile the year, and for the counts of its chunk, twice when packed.

    Measured where one compiles and the other loads: Asia to 2045 1.03 and 0.56 GB, the world to 2100 1.26 and 0.70.

    >>> round(worker_bytes(30, 21) / 1e9, 2), round(worker_bytes(193, 76) / 1e9, 2)
    (1.13, 1.7)
    """
    return _STARTED + 2.0 * len(QUANTITIES) * (BINS + 2) * states * years * np.dtype(np.uint32).itemsize


@dataclass(frozen=True)
class Job:
    """A plan with the scenario made ready: all that a worker needs, wherever it is.

    Attributes:
        plan: What is computed.
        prepared: Parameters and starting World.
        identity: Versions and digests.
    """

    plan: Plan
    prepared: Prepared
    identity: dict[str, str]

    @classmethod
    def of(cls, plan: Plan) -> Job:
        """Open scenario and panel, and make them ready."""
        scenario, panel = plan.open()
        known = known_to(panel, scenario)
        prepared = made_ready(scenario, known, plan.overrides)
        identity = {
            **versions(),
            "panel": known.digest,
            "parameters": prepared.parameters.digest,
            "scenario": scenario.digest,
        }
        return cls(plan, prepared, identity)

    def packed(self) -> bytes:
        """The job as bytes, to send to a worker."""
        return pickle.dumps(self)

    @property
    def axes(self) -> dict[str, list[Any]]:
        """Labels of years, states, theatres and allies."""
        observed = self.prepared.observed
        return {
            "year": [int(year) for year in observed.case.forcing.year],
            "state": list(observed.states),
            "theatre": list(observed.theatres.keys),
            "ally": list(observed.treaty_allies),
            "world": ["world"],
        }


@lru_cache(maxsize=1)
def _unpacked(job: bytes) -> Job:
    keep_compiled()
    found: Job = pickle.loads(job)
    return found


def compute_chunk(packed: bytes, chunk: int) -> bytes:
    """The content of one chunk's file.

    Args:
        packed: The job, from :meth:`Job.packed`.
        chunk: Number of the chunk.

    Returns:
        A zip of NumPy arrays, the same bytes on every run: counts, verdict codes ``[member, year]``, and the full
        series of the members of the sample.
    """
    job = _unpacked(packed)
    given, prepared = job.plan, job.prepared
    first, end = given.span(chunk)
    total, codes, sampled = Reduction(kind=np.min_scalar_type(end - first)), [], []
    batch = batch_size(len(prepared.observed.states), len(prepared.observed.case.forcing.year))
    for start in range(first, end, batch):
        numbers = range(start, min(start + batch, end))
        story = _told(job, numbers)
        codes.append(total.count(story))
        kept = [k for k, number in enumerate(numbers) if number % given.stride == 0]
        sampled.append({"member": np.asarray(numbers)[kept]} | {n: v[kept] for n, v in story.series.items()})
        del story  # before the next one is lived: memory holds one
        _hand_back()
    arrays = {
        "members": np.array([first, end]),
        "code": np.concatenate(codes),
        "verdict": total.verdict,
        **{f"events.{name}": counts for name, counts in total.events.items()},
        **{f"histogram.{name}": counts for name, counts in total.histograms.items()},
        **{f"sample.{name}": np.concatenate([part[name] for part in sampled]) for name in sampled[0]},
    }
    return pack(arrays)


def make_program(packed: bytes) -> None:
    """Load the year's program, or compile and keep it, and hand back the half gigabyte that compiling took."""
    _told(_unpacked(packed), range(1))
    _hand_back()


def _hand_back() -> None:
    """Give freed memory back to the system, which the C library keeps in pieces too small for the next batch."""
    with suppress(OSError, AttributeError):  # where the C library has no such call
        ctypes.CDLL(None).malloc_trim(0)


def _told(job: Job, numbers: range) -> Story:
    """The story of some members, which are numbered without a gap."""
    given, prepared = job.plan, job.prepared
    draws = prepared.draws(given.seed, numbers)
    return tell(
        prepared.observed,
        prepared.model(draws),
        draws,
        {**prepared.switches, **given.switches},
        given.seed,
        chunk=len(numbers),
        threads=1,
        first=numbers[0],
    )


def pack(arrays: Mapping[str, Any]) -> bytes:
    """Arrays as a compressed zip that ``numpy.load`` reads, without a clock in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getbuffer(), zipfile.ZIP_DEFLATED, 1)
    return stream.getvalue()
