"""Trees of dataclasses as bytes and back, to the last bit: names and numbers in JSON, arrays as they lie in memory.

Reading runs no code that the bytes name: it builds the classes that the reader expects and no others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

import jax
import numpy as np

__all__ = ["pack", "unpack"]


def pack(value: Any) -> bytes:
    """A tree of dataclasses, named tuples, mappings, tuples, arrays, text and numbers as bytes.

    Raises:
        TypeError: For anything else.
    """
    arrays: list[np.ndarray[Any, Any]] = []
    tree = json.dumps(_told(value, arrays)).encode()
    head = json.dumps([[array.dtype.str, array.shape] for array in arrays]).encode()
    parts = [len(tree).to_bytes(8, "little"), len(head).to_bytes(8, "little"), tree, head]
    parts += [np.ascontiguousarray(array).tobytes() for array in arrays]
    return b"".join(parts)


def unpack(content: bytes, kinds: Iterable[type]) -> Any:
    """The tree that :func:`pack` wrote.

    Args:
        content: Its bytes.
        kinds: Classes that may occur in it.

    Raises:
        ValueError: If these are not such bytes, or another class occurs.

    >>> from counterpoise.vocabulary import Grade
    >>> unpack(pack({"a": (1.5, None, Grade.JUDGEMENT)}), [Grade])
    {'a': (1.5, None, <Grade.JUDGEMENT: 'judgement'>)}
    """
    try:
        tree, head = (int.from_bytes(content[k : k + 8], "little") for k in (0, 8))
        told = json.loads(content[16 : 16 + tree], parse_constant=_CONSTANTS.__getitem__)
        at, arrays = 16 + tree + head, []
        for kind, shape in json.loads(content[16 + tree : at]):
            array = np.frombuffer(content, np.dtype(kind), int(np.prod(shape)), at).reshape(shape).copy()
            arrays.append(array)
            at += array.nbytes
        return _untold(told, arrays, {kind.__name__: kind for kind in kinds})
    except (KeyError, TypeError, IndexError, AttributeError) as problem:
        raise ValueError(f"These bytes hold no such tree: {problem}") from problem


_CONSTANTS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
"""The one NaN of Python's, so that what holds it equals what it was made from."""

_HELD = {"device": jax.Array, "memory": np.ndarray, "scalar": np.generic}
"""How an array is held: a number of NumPy is wider than one of Python beside single precision, so it stays one."""


def _told(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    """What JSON can say of a value; arrays are put aside."""
    if isinstance(value, StrEnum):
        return {"kind": type(value).__name__, "is": value.value}
    if isinstance(value, (jax.Array, np.ndarray, np.generic)):
        arrays.append(np.asarray(value))
        held = next(name for name, kind in _HELD.items() if isinstance(value, kind))
        return {"array": len(arrays) - 1, "held": held}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Mapping):
        return {"map": [[_told(key, arrays), _told(each, arrays)] for key, each in value.items()]}
    if hasattr(value, "_fields"):
        return {"kind": type(value).__name__, "of": [_told(each, arrays) for each in value]}
    if isinstance(value, (tuple, list)):
        return {type(value).__name__: [_told(each, arrays) for each in value]}
    if is_dataclass(value):
        said = {field.name: _told(getattr(value, field.name), arrays) for field in fields(value)}
        return {"kind": type(value).__name__, "fields": said}
    raise TypeError(f"{type(value).__name__} cannot be kept.")


def _untold(told: Any, arrays: list[np.ndarray[Any, Any]], kinds: Mapping[str, type]) -> Any:
    match told:
        case {"array": place, "held": held}:
            array = arrays[place]
            return jax.device_put(array) if held == "device" else array[()] if held == "scalar" else array
        case {"map": items}:
            return {_untold(key, arrays, kinds): _untold(each, arrays, kinds) for key, each in items}
        case {"tuple": items}:
            return tuple(_untold(each, arrays, kinds) for each in items)
        case {"list": items}:
            return [_untold(each, arrays, kinds) for each in items]
        case {"kind": kind, "is": value}:
            return kinds[kind](value)
        case {"kind": kind, "of": items}:
            return kinds[kind](*(_untold(each, arrays, kinds) for each in items))
        case {"kind": kind, "fields": said}:
            return kinds[kind](**{name: _untold(each, arrays, kinds) for name, each in said.items()})
        case _:
            return told
