"""Smooth twins of programs that draw events, so that outcomes have derivatives.

An event is drawn as ``u < p``.  :func:`relaxed` reads the traced program, finds the comparisons that have a drawn
number on one side, and puts ``sigmoid((logit p - logit u) / temperature)`` in their place: the concrete form of
Maddison, Mnih and Teh (2017) and Jang, Gu and Poole (2017).  What follows from such half-events is blended as far as
they happened.  Rounding of probabilities is left out, and thresholds at whole numbers from 1 on, which ladders have,
count from a quarter below, so that nine tenths of a rung are a rung.  Mechanisms need not know.

The twin is not the model: use its slopes to search, and judge what they find on the model itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.extend import core

from counterpoise.traced import inner_program, walk

__all__ = ["relaxed"]


@dataclass(frozen=True)
class _Value:
    """An array and what is known of it.

    Attributes:
        array: A share in place of a truth value, where ``half``.
        drawn: A uniform number straight from its address.
        half: A truth value that may be half true.
        literal: A number written in the program.
    """

    array: Any
    drawn: bool = False
    half: bool = False
    literal: bool = False


def relaxed(program: Callable[..., Any], temperature: float) -> Callable[..., Any]:
    """The smooth twin of a program; loops over years keep only their states for the way back.

    Args:
        program: From trees of arrays to a tree of floats.
        temperature: How soft events are; towards 0 the twin becomes the program, and its slopes wilder.

    >>> import jax
    >>> from counterpoise.noise import uniform
    >>> event = lambda p: jnp.where(uniform(1, jnp.arange(4000, dtype=jnp.uint32), 0, "it") < p, 1.0, 0.0).mean()
    >>> round(float(jax.grad(relaxed(event, 0.3))(0.5)), 1)  # of a mean that is p itself: 1, but for soft events
    0.9
    """

    def twin(*trees: Any) -> Any:
        leaves, shape = jax.tree.flatten(trees)
        traced = jax.make_jaxpr(lambda *xs: program(*jax.tree.unflatten(shape, xs)), return_shape=True)
        closed, result = traced(*leaves)
        found = _Twin(temperature).call(closed, [_Value(leaf) for leaf in leaves])
        return jax.tree.unflatten(jax.tree.structure(result), [value.array for value in found])

    return twin


class _Twin:
    """Evaluates traced programs with soft events."""

    def __init__(self, temperature: float) -> None:
        self.temperature = temperature

    def call(self, program: core.ClosedJaxpr, arguments: Sequence[_Value]) -> list[_Value]:
        return walk(program, arguments, lambda number, written: _Value(number, literal=written), self.apply)

    def apply(self, equation: Any, given: list[_Value]) -> list[_Value]:
        if (inner := inner_program(equation)) is not None:
            return self.call(inner, given)
        name = equation.primitive.name
        rule = getattr(self, f"_{_RULES.get(name, name)}", None)
        found = rule(name, equation, given) if rule else None
        return found if found is not None else self._plainly(equation, given)

    def _plainly(self, equation: Any, given: list[_Value]) -> list[_Value]:
        """An operation without a rule: half truths are carried along where it only moves them, else decided."""
        name = equation.primitive.name
        moves = name in _MOVING
        arrays = [v.array if moves or not v.half else v.array > _HALF for v in given]
        if moves and any(v.half for v in given) and len(given) > 1:
            arrays = [a.astype(jnp.float32) if a.dtype == bool else a for a in map(jnp.asarray, arrays)]
        found = equation.primitive.bind(*arrays, **equation.params)
        half = moves and any(v.half for v in given)
        drawn = (moves or name == "mul") and any(v.drawn for v in given)
        results = found if equation.primitive.multiple_results else [found]
        return [_Value(one, drawn=drawn, half=half) for one in results]

    def _compare(self, name: str, equation: Any, given: list[_Value]) -> list[_Value] | None:
        left, right = given
        if left.drawn or right.drawn:
            low, high = (left.array, right.array) if name in ("lt", "le") else (right.array, left.array)
            return [_Value(_how_far_below(low, high, 1.0 / self.temperature), half=True)]
        if left.half or right.half or not _floating(left.array):
            return None
        for value, sign in ((right, 1.0), (left, -1.0)):
            if value.literal and np.ndim(value.array) == 0 and _is_rung(float(value.array)):
                shift = sign * (_QUARTER if name in ("gt", "le") else -_QUARTER)
                moved = replace(value, array=np.asarray(value.array + shift, np.float32))
                pair = [left.array, moved.array] if value is right else [moved.array, right.array]
                pair = [jnp.broadcast_to(jnp.asarray(a), equation.outvars[0].aval.shape) for a in pair]
                return [_Value(equation.primitive.bind(*pair, **equation.params))]
        return None

    def _logic(self, name: str, equation: Any, given: list[_Value]) -> list[_Value] | None:
        if not any(value.half for value in given):
            return None
        a, *more = (jnp.asarray(value.array).astype(jnp.float32) for value in given)
        if name == "not":
            return [_Value(1.0 - a, half=True)]
        return [_Value(a * more[0] if name == "and" else a + more[0] - a * more[0], half=True)]

    def _reduce(self, name: str, equation: Any, given: list[_Value]) -> list[_Value] | None:
        if not given[0].half:
            return None
        axes, x = equation.params["axes"], given[0].array
        return [_Value(x.prod(axes) if name == "reduce_and" else 1.0 - (1.0 - x).prod(axes), half=True)]

    def _select_n(self, name: str, equation: Any, given: list[_Value]) -> list[_Value] | None:
        which, *cases = given
        if not which.half and not any(case.half for case in cases):
            return None
        no, yes = (jnp.asarray(case.array).astype(jnp.float32) for case in cases)
        truth = equation.outvars[0].aval.dtype == bool
        if which.half:
            share = which.array
            if share.ndim < no.ndim:
                share = share.reshape(share.shape + (1,) * (no.ndim - share.ndim))
            return [_Value(no + share * (yes - no), half=truth)]
        return [_Value(jnp.where(which.array, yes, no), half=truth)]

    def _convert_element_type(self, name: str, equation: Any, given: list[_Value]) -> list[_Value] | None:
        (value,), kind = given, equation.params["new_dtype"]
        if value.half:
            return [
                _Value(
                    value.array.astype(kind if _is_float(kind) else jnp.float32), half=kind == np.dtype(bool)
                )
            ]
        if jnp.asarray(value.array).dtype == jnp.uint32 and _is_float(kind):
            return [_Value(value.array.astype(kind), drawn=True)]
        if _floating(value.array) and jnp.issubdtype(kind, jnp.integer):
            return [_Value((value.array + _QUARTER).astype(kind))]
        return None

    def _round(self, name: str, equation: Any, given: list[_Value]) -> list[_Value]:
        return given

    def _cond(self, name: str, equation: Any, given: list[_Value]) -> list[_Value]:
        which, *operands = given
        marks: list[list[_Value]] = []

        def noted(branch: Any) -> Callable[[list[Any]], list[Any]]:
            def run(arrays: list[Any]) -> list[Any]:
                found = self.call(
                    branch, [replace(v, array=a) for a, v in zip(arrays, operands, strict=True)]
                )
                marks.append([replace(value, array=None) for value in found])
                return [value.array for value in found]

            return run

        arrays = [jnp.asarray(value.array) for value in operands]
        branches = [noted(branch) for branch in equation.params["branches"]]
        for branch in branches:
            jax.eval_shape(branch, arrays)
        joint = [
            _Value(None, any(v.drawn for v in each), any(v.half for v in each))
            for each in zip(*marks, strict=True)
        ]

        def alike(branch: Any) -> Callable[[list[Any]], list[Any]]:
            return lambda xs: [
                jnp.asarray(a).astype(jnp.float32) if mark.half else a
                for a, mark in zip(branch(xs), joint, strict=True)
            ]

        found = lax.switch(
            jnp.asarray(which.array, jnp.int32), [alike(branch) for branch in branches], arrays
        )
        return [replace(mark, array=a) for mark, a in zip(joint, found, strict=True)]

    def _scan(self, name: str, equation: Any, given: list[_Value]) -> list[_Value]:
        params = equation.params
        consts, carried = params["num_consts"], params["num_carry"]
        fixed, start, series = given[:consts], given[consts : consts + carried], given[consts + carried :]
        marks: list[_Value] = []

        @jax.checkpoint
        def year(state: list[Any], now: list[Any]) -> tuple[list[Any], list[Any]]:
            moment = [replace(v, array=a) for v, a in zip(series, now, strict=True)]
            found = self.call(params["jaxpr"], [*fixed, *map(_Value, state), *moment])
            marks[:] = [replace(value, array=None) for value in found]
            after = [
                jnp.asarray(value.array).astype(jnp.asarray(old).dtype)
                for value, old in zip(found, state, strict=False)
            ]
            return after, [value.array for value in found[carried:]]

        options = {key: params[key] for key in ("length", "reverse", "unroll")}
        first = [jnp.asarray(value.array) for value in start]
        after, kept = lax.scan(year, first, [value.array for value in series], **options)
        return [replace(mark, array=a) for mark, a in zip(marks, [*after, *kept], strict=True)]


def _is_rung(literal: float) -> bool:
    return literal >= 1.0 and literal.is_integer()


def _how_far_below(low: Any, high: Any, sharpness: float) -> Any:
    """``sigmoid(sharpness (logit high - logit low))`` by way of odds, which for whole numbers needs no logarithm."""
    limit = 10.0 ** (_DIGITS / sharpness)
    odds = jnp.clip(low * (1.0 - high) / jnp.maximum(high * (1.0 - low), _TINY), 1.0 / limit, limit)
    whole = round(sharpness)
    power = lax.integer_pow(odds, whole) if abs(sharpness - whole) < _TINY else odds**sharpness
    return 1.0 / (1.0 + power)


def _floating(array: Any) -> bool:
    return _is_float(jnp.asarray(array).dtype)


def _is_float(kind: Any) -> bool:
    return bool(jnp.issubdtype(kind, jnp.floating))


_HALF, _QUARTER = 0.5, 0.25

_DIGITS, _TINY = 16.0, 1e-12
"""Odds of one in so many powers of ten are certain enough, and squares of them still fit in float32."""

_RULES = {
    "lt": "compare", "le": "compare", "gt": "compare", "ge": "compare", "and": "logic", "or": "logic", "not": "logic",
    "reduce_and": "reduce", "reduce_or": "reduce",
}  # fmt: skip

_MOVING = frozenset(
    (
        "broadcast_in_dim", "concatenate", "copy", "dynamic_slice", "dynamic_update_slice", "expand_dims", "gather",
        "reshape", "rev", "scatter", "slice", "squeeze", "stack", "transpose",
    )
)  # fmt: skip
"""Operations that put numbers elsewhere and change none."""
