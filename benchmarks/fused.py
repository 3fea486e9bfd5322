"""``pairs.c``, compiled with the machine's own compiler when it is needed, and called through ctypes."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.pairs import FIRST_YEAR, Pairs
from counterpoise.measures.record import Record
from counterpoise.noise import code_of

__all__ = ["compiler", "fused", "memory_speed", "peak_flops"]

_ORDER = (
    "code", "region", "century", "mindist", "capital_km", "near", "major", "polyarchy", "stakes", "reach",
    "nonaggression", "growth", "output", "initiated", "onset", "recent", "peace_years", "depth",
)  # fmt: skip


def compiler() -> str | None:
    """A C compiler, or None."""
    return shutil.which(os.environ.get("CC", "cc"))


@cache
def _library() -> ctypes.CDLL:
    source = Path(__file__).with_name("pairs.c")
    target = Path(tempfile.mkdtemp(prefix="pairs-")) / "pairs.so"
    options = [
        "-O3",
        "-march=native",
        "-mprefer-vector-width=512",
        "-ffast-math",
        "-fopenmp-simd",
        "-shared",
        "-fPIC",
    ]
    command = [str(compiler()), *options, "-o", str(target), str(source), "-lmvec", "-lm"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        portable = [
            str(compiler()),
            "-O3",
            "-ffast-math",
            "-shared",
            "-fPIC",
            "-o",
            str(target),
            str(source),
            "-lm",
        ]
        subprocess.run(portable, check=True)
    with ThreadPoolExecutor(
        1
    ) as apart:  # with -ffast-math, whoever loads it loses numbers below the smallest normal one
        library = apart.submit(ctypes.CDLL, str(target)).result()
    library.peak.restype = ctypes.c_float
    return library


def fused(case: Pairs, given: dict[str, np.ndarray], years: int, seed: int = 1) -> list[np.ndarray]:
    """All members, one after another: disputes, rungs and alarm, each ``[member, year]``."""
    members = len(given["one"])
    states = len(case.code)
    width = -(-states // _VECTOR) * _VECTOR
    held = [_padded(getattr(case, name), width, 0 if name in Record._fields else 1) for name in _ORDER]
    fields = [("n", ctypes.c_int), ("w", ctypes.c_int), *((name, ctypes.c_void_p) for name in _ORDER)]
    kind = type("Case", (ctypes.Structure,), {"_fields_": fields})
    given_case = kind(states, width, *(array.ctypes.data for array in held))
    tables = [np.ascontiguousarray(given[name], np.float32) for name in ("dispute", "pact", "one")]
    found = [np.zeros((members, years), np.float32) for _ in range(3)]
    names = (ctypes.c_uint32(code_of("dispute")), ctypes.c_uint32(code_of("tie")))
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in (*tables, *found)]
    _library().run(
        ctypes.byref(given_case), members, years, FIRST_YEAR, ctypes.c_uint32(seed), *names, *pointers
    )
    return found


def _padded(array: np.ndarray, width: int, value: int) -> np.ndarray:
    """Rows of whole vectors; what is added is a number that no formula minds."""
    added = [(0, 0)] * (array.ndim - 1) + [(0, width - array.shape[-1])]
    return np.ascontiguousarray(np.pad(array, added, constant_values=value))


def peak_flops(seconds: float = 0.2) -> float:
    """Floating-point operations a second that one core does at best, as measured now, in CPU time."""
    rounds, best = 2_000_000, 0.0
    limit = time.perf_counter() + 10 * seconds
    for _ in range(10):
        start = time.process_time()
        _library().peak(rounds)
        best = max(best, 2.0 * 192 * rounds / (time.process_time() - start))
        if time.perf_counter() > limit:
            break
    return best


def memory_speed(rounds: int = 5) -> float:
    """Bytes a second that one core reads and writes at best, as measured now, in CPU time."""
    places, best = 1 << 24, 0.0
    arrays = [np.ones(places, np.float32) for _ in range(3)]
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in arrays]
    for _ in range(rounds):
        start = time.process_time()
        _library().stream(*pointers, ctypes.c_long(places), ctypes.c_float(0.5))
        best = max(best, 3.0 * 4.0 * places / (time.process_time() - start))
    return best


_VECTOR = 16
