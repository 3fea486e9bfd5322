"""Programs of one block of members: compiled once for each shape and kept on disk, so that a new process loads them.

Tracing the year and compiling it takes many seconds, loading it a third of one.  What is loaded is the machine code
that was compiled, so it gives the same numbers to the last bit.  It is found by the digest of all that decides it: the
package's own files, the shapes, the libraries, the processor.  As with any kept machine code, loading it trusts the
folder, so only a folder that belongs to the user alone is read (:mod:`counterpoise.kept`).
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any
from uuid import uuid4

import jax
import numpy as np
from jax.experimental import serialize_executable

from counterpoise.kept import Shelf, kept_in, key_of
from counterpoise.packed import pack, unpack
from counterpoise.provenance import package_digest

__all__ = ["compiled_block", "load_ahead"]

Program = Callable[[list[Any]], Any]
"""From the arrays of a call to its results."""

_OPTIONS = {"xla_backend_optimization_level": 1, "xla_cpu_multi_thread_eigen": False}
"""A lower level halves the time to the first answer at the same speed.  Each block stays on the thread that began it:
the compiler's own threads are slower than blocks side by side, and they would make last digits depend on how many
cores a machine has."""

_SETTINGS = ("jax_enable_x64", "jax_default_matmul_precision", "jax_debug_nans")

_SHELF = Shelf("programs", 32)
_SHORT = 16
_COMPILING = BoundedSemaphore(2)
"""Programs compiled at the same time: each takes a gigabyte of memory, or half of one."""

_AHEAD: dict[str, Future[Program | None]] = {}


def compiled_block(block: Callable[..., Any]) -> Callable[..., Any]:
    """A function of one block of members, compiled for each shape of its arguments that it meets.

    Args:
        block: From trees of arrays, and of numbers and functions that are part of the program, to a tree of arrays.
    """
    return _Block(block)


def load_ahead() -> None:
    """Begin to load the program that was used last, beside whatever else has to be done first."""
    if _keeps() and (key := _SHELF.latest(_made_by())) is not None and key not in _AHEAD:
        _AHEAD[key] = ThreadPoolExecutor(1).submit(_found, key)


class _Block:
    def __init__(self, block: Callable[..., Any]) -> None:
        self._block = block
        self._known: dict[Hashable, Program] = {}
        self._turns: dict[Hashable, Lock] = {}

    def __call__(self, *arguments: Any) -> Any:
        leaves, tree = jax.tree.flatten(arguments)
        fixed = [None if _is_array(leaf) else leaf for leaf in leaves]
        arrays = [leaf for leaf in leaves if _is_array(leaf)]
        shapes = tuple((x.shape, x.dtype, getattr(x, "weak_type", False)) for x in arrays)
        signature = (tree, tuple((type(leaf), leaf) for leaf in fixed), shapes)
        program = self._known.get(signature)
        if program is None:
            with self._turns.setdefault(
                signature, Lock()
            ):  # who wants one program waits for one and no other
                program = self._known.get(signature)
                if program is None:
                    program = self._known[signature] = self._program(tree, fixed, arrays, shapes)
        return program(arrays)

    def _program(self, tree: Any, fixed: list[Any], arrays: list[Any], shapes: Sequence[Any]) -> Program:
        def flat(given: list[Any]) -> Any:
            rest = iter(given)
            leaves = [next(rest) if leaf is None else leaf for leaf in fixed]
            return self._block(*jax.tree.unflatten(tree, leaves))

        key = self._key(tree, fixed, shapes)
        if key is None:
            with _COMPILING:
                return _compiled(flat, arrays)
        ahead = _AHEAD.pop(key, None)
        found = _found(key) if ahead is None else ahead.result()
        if found is not None:
            return found
        with _COMPILING, _afresh(flat):
            made = _compiled(flat, arrays)
        content = _code(made, arrays)
        if content is not None:
            _SHELF.keep(key, content)
        return made

    def _key(self, tree: Any, fixed: list[Any], shapes: Sequence[Any]) -> str | None:
        """The program's name on disk; None where it cannot be kept or none would find it again."""
        if not _keeps():
            return None
        said = [_said(leaf) for leaf in (self._block, *fixed)]
        if None in said or " at 0x" in str(tree):
            return None
        shaped = [[list(shape), str(dtype), weak] for shape, dtype, weak in shapes]
        return f"{_made_by()}-{key_of(said, str(tree), shaped)}"


def _keeps() -> bool:
    """Whether programs are kept: those of one processor, in a folder that was named."""
    return kept_in() is not None and [device.platform for device in jax.devices()] == ["cpu"]


def _is_array(leaf: Any) -> bool:
    return isinstance(leaf, (jax.Array, np.ndarray, np.generic))


def _said(leaf: Any) -> str | None:
    """What is part of a program, in words that another process would use."""
    if leaf is None or type(leaf) in (bool, int, float, str):
        return f"{type(leaf).__name__} {leaf!r}"
    name = getattr(leaf, "__qualname__", "<")
    return None if "<" in name else f"{leaf.__module__} {name}"


@cache
def _made_by() -> str:
    """The package, libraries, settings and processor that a program was compiled by and for, as one word."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    libraries = (jax.__version__, version("jaxlib"), np.__version__)
    settings = [getattr(jax.config, name) for name in _SETTINGS] + [os.environ.get("XLA_FLAGS", "")]
    return key_of(package_digest(), libraries, settings, len(cores), _processor())[:_SHORT]


def _processor() -> Sequence[str]:
    """The processor as Linux describes it; elsewhere this very machine."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0]
    except OSError:
        return platform.machine(), platform.processor(), platform.node()
    wanted = ("model name", "flags", "Features", "CPU implementer", "CPU part")
    return platform.machine(), *(line for line in told.splitlines() if line.startswith(wanted))


def _compiled(flat: Callable[..., Any], arrays: list[Any]) -> Program:
    return jax.jit(flat, compiler_options=_OPTIONS).lower(arrays).compile()


class _Afresh:
    """JAX's own store of compiled code, which is neither read nor written while any program is compiled here.

    What came out of it cannot be taken along whole.  The setting is JAX's and one for all threads, so the first to
    compile turns it and the last turns it back.
    """

    _NAME = "jax_persistent_cache_min_compile_time_secs"

    def __init__(self) -> None:
        self._lock, self._compiling, self._least = Lock(), 0, 0.0

    @contextmanager
    def __call__(self, flat: Callable[..., Any]) -> Iterator[None]:
        flat.__name__ = f"block_{uuid4().hex}"
        self._one_more()
        try:
            yield
        finally:
            self._one_less()

    def _one_more(self) -> None:
        with self._lock:
            if not self._compiling:
                self._least = getattr(jax.config, self._NAME)
                jax.config.update(self._NAME, float("inf"))  # type: ignore[no-untyped-call]
            self._compiling += 1

    def _one_less(self) -> None:
        with self._lock:
            self._compiling -= 1
            if not self._compiling:
                jax.config.update(self._NAME, self._least)  # type: ignore[no-untyped-call]


_afresh = _Afresh()


def _code(program: Any, arrays: list[Any]) -> bytes | None:
    """A program as bytes; None where what is read back from them does not give the same numbers."""
    try:
        code, _, result = serialize_executable.serialize(program)
        shape = jax.tree.unflatten(result, [0] * result.num_leaves)
        content = pack({"given": len(arrays), "result": shape, "code": np.frombuffer(code, np.uint8)})
        again = _loaded(content)
        ours, theirs = (jax.tree.leaves(one(arrays)) for one in (program, again))
        pairs = zip(ours, theirs, strict=True)
        same = all(np.asarray(a).tobytes() == np.asarray(b).tobytes() for a, b in pairs)
        return content if same else None
    except (ValueError, TypeError, NotImplementedError, jax.errors.JaxRuntimeError):
        return None


def _found(key: str) -> Program | None:
    content = _SHELF.find(key)
    try:
        return None if content is None else _loaded(content)
    except Exception:  # whatever is wrong with it, compiling is right
        _SHELF.drop(key)
        return None


def _loaded(content: bytes) -> Program:
    kept = unpack(content, ())
    given = jax.tree.structure((([0] * kept["given"],), {}))
    code: bytes = kept["code"].tobytes()
    return serialize_executable.deserialize_and_load(code, given, jax.tree.structure(kept["result"]))
