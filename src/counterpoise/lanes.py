"""A ``vmap`` that keeps the members of an ensemble side by side in the fastest axis.

``jax.vmap`` puts the axis of members first.  A matrix of 30 states then ends in rows of 30 numbers, which fill
eight vector lanes three times and leave six numbers over, to be computed one at a time; transposed matrices and
rows picked out of them are worse.  With members last every loop of the compiled year runs over members that do
the same thing: lanes are full whatever the number of states, and a transposed matrix costs nothing.

:func:`lanes` reads the traced program of one member and evaluates each operation with one more, last, axis.  What
it has no rule for goes through ``jax.vmap`` with the axis last, so any program is computed, and rightly; a rule
only makes it fast.  Numbers differ from ``vmap``'s in the last digits of float32, where sums are taken in another
order.  Derivatives go through ``vmap``: custom ones are inlined here and would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.experimental.layout import Layout, with_layout_constraint
from jax.extend import core

from counterpoise.once import made_once
from counterpoise.traced import inner_program, walk

__all__ = ["lanes"]


@dataclass(frozen=True)
class _Value:
    """An array, and whether its last axis is the axis of members."""

    array: Any
    wide: bool


def lanes(one: Callable[..., Any]) -> Callable[..., Any]:
    """``one`` for every member at once.

    Args:
        one: Program of one member, from trees of arrays to a tree of arrays.

    Returns:
        A function of the same trees with members on the first axis of every leaf, to the results with members on the
        *last*.

    >>> import jax.numpy as jnp
    >>> lanes(lambda x: x.sum())(jnp.arange(6.0).reshape(3, 2)).tolist()
    [1.0, 5.0, 9.0]
    """

    def many(*trees: Any) -> Any:
        leaves, shape = jax.tree.flatten(trees)
        width = leaves[0].shape[0]
        first = [jax.ShapeDtypeStruct(leaf.shape[1:], leaf.dtype) for leaf in leaves]  # type: ignore[no-untyped-call]
        flat = jax.make_jaxpr(lambda *xs: one(*jax.tree.unflatten(shape, xs)), return_shape=True)
        program, result = flat(*first)
        last = [_Value(jnp.moveaxis(leaf, 0, -1), True) for leaf in leaves]
        found = _Evaluator(width, leaves[0]).run(program, last)
        return jax.tree.unflatten(jax.tree.structure(result), found)

    return many


class _Evaluator:
    """Evaluates traced programs with ``width`` members in the last axis."""

    def __init__(self, width: int, some: Any) -> None:
        self.width, self.some = width, some

    def run(self, program: core.ClosedJaxpr, arguments: Sequence[_Value]) -> list[Any]:
        """Results with members last, broadcast where they do not depend on the member."""
        return [self.widened(value).array for value in self.call(program, arguments)]

    def call(self, program: core.ClosedJaxpr, arguments: Sequence[_Value]) -> list[_Value]:
        return walk(program, arguments, lambda number, written: _Value(number, False), self.apply)

    def apply(self, equation: Any, given: list[_Value]) -> list[_Value]:
        if (inner := inner_program(equation)) is not None:
            return self.call(inner, given)
        name, params = equation.primitive.name, equation.params
        if not any(value.wide for value in given):
            return self._bound(equation, [value.array for value in given], params, wide=False)
        if name in _ELEMENTWISE:
            shape = equation.outvars[0].aval.shape
            return self._bound(equation, self._even(name, given, shape), params)
        rule = getattr(self, f"_{name}", None)
        found = rule(equation, given, params) if rule else None
        return found if found is not None else self._by_vmap(equation, given)

    def widened(self, value: _Value) -> _Value:
        """The value with an axis of members, repeated along it where it had none."""
        if value.wide:
            return value
        array = jnp.asarray(value.array)
        return _Value(lax.broadcast_in_dim(array, (*array.shape, self.width), range(array.ndim)), True)

    def _even(self, name: str, given: list[_Value], shape: tuple[int, ...]) -> list[Any]:
        """All operands in one shape, members last; a predicate common to all members may stay a single one."""
        full = (*shape, self.width)
        arrays = []
        for place, value in enumerate(given):
            array = jnp.asarray(value.array)
            if name == "select_n" and place == 0 and not value.wide and array.ndim == 0:
                arrays.append(array)
                continue
            axes = range(array.ndim - value.wide)
            dims = [*axes, len(shape)] if value.wide else list(axes)
            arrays.append(array if array.shape == full else lax.broadcast_in_dim(array, full, dims))
        return arrays

    def _bound(
        self, equation: Any, arrays: Sequence[Any], params: dict[str, Any], wide: bool = True
    ) -> list[_Value]:
        found = equation.primitive.bind(*arrays, **params)
        return [_Value(one, wide) for one in (found if equation.primitive.multiple_results else [found])]

    def _by_vmap(self, equation: Any, given: list[_Value]) -> list[_Value]:
        def bind(*arrays: Any) -> Any:
            return equation.primitive.bind(*arrays, **equation.params)

        axes = [-1 if value.wide else None for value in given]
        found = jax.vmap(bind, in_axes=axes, out_axes=-1)(*(value.array for value in given))
        return [_Value(one, True) for one in (found if equation.primitive.multiple_results else [found])]

    # Shapes: the axis of members is carried along at the end.

    def _broadcast_in_dim(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        shape = params["shape"]
        dims = (*params["broadcast_dimensions"], len(shape))
        return [_Value(lax.broadcast_in_dim(given[0].array, (*shape, self.width), dims), True)]

    def _reshape(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value] | None:
        if params["dimensions"] is not None:
            return None
        return [_Value(lax.reshape(given[0].array, (*params["new_sizes"], self.width)), True)]

    def _transpose(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        order = (*params["permutation"], len(params["permutation"]))
        return [_Value(lax.transpose(given[0].array, order), True)]

    def _slice(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        strides = params["strides"]
        found = lax.slice(
            given[0].array,
            (*params["start_indices"], 0),
            (*params["limit_indices"], self.width),
            None if strides is None else (*strides, 1),
        )
        return [_Value(found, True)]

    def _stack(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        return self._bound(equation, [self.widened(value).array for value in given], params)

    def _concatenate(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        parts = [self.widened(value).array for value in given]
        return [_Value(lax.concatenate(parts, params["dimension"]), True)]

    def _along(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        """Operations over axes that are counted from the front."""
        return self._bound(equation, [given[0].array], params)

    def _reduce_sum(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        """Sums as products with ones: in one order, where the compiler's own depends on how many threads it has."""
        total = given[0].array
        for axis in sorted(params["axes"], reverse=True):
            total = self._summed(total, axis)
        return [_Value(total, True)]

    _reduce_max = _reduce_min = _reduce_prod = _reduce_and = _reduce_or = _along
    _squeeze = _cumsum = _cumlogsumexp = _cummax = _cummin = _cumprod = _rev = _along

    # Places picked out or put in, where all members agree which.

    def _dynamic_slice(
        self, equation: Any, given: list[_Value], params: dict[str, Any]
    ) -> list[_Value] | None:
        operand, *starts = given
        if not operand.wide or any(start.wide for start in starts):
            return None
        places = [start.array for start in starts]
        zero = jnp.zeros_like(places[0])
        return [
            _Value(
                lax.dynamic_slice(operand.array, [*places, zero], (*params["slice_sizes"], self.width)), True
            )
        ]

    def _dynamic_update_slice(
        self, equation: Any, given: list[_Value], params: dict[str, Any]
    ) -> list[_Value] | None:
        operand, update, *starts = given
        if any(start.wide for start in starts):
            return None
        places = [start.array for start in starts]
        whole, part = self.widened(operand).array, self.widened(update).array
        return [_Value(lax.dynamic_update_slice(whole, part, [*places, jnp.zeros_like(places[0])]), True)]

    def _gather(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value] | None:
        operand, indices = given
        if indices.wide:
            return self._looked_up(operand, indices, params)
        numbers = params["dimension_numbers"]
        offsets = (*numbers.offset_dims, len(equation.outvars[0].aval.shape))
        changed = {
            "dimension_numbers": numbers._replace(offset_dims=offsets),
            "slice_sizes": (*params["slice_sizes"], self.width),
        }
        return self._bound(equation, [operand.array, indices.array], {**params, **changed})

    def _looked_up(self, table: _Value, places: _Value, params: dict[str, Any]) -> list[_Value] | None:
        """Entries of a short table, each member's at places of its own: compared, since lanes cannot fetch apart."""
        length, within = table.array.shape[0], params["mode"] in (_CLIP, _PROMISED)
        if (
            table.array.ndim - table.wide != 1
            or params["slice_sizes"] != (1,)
            or length > _SHORT
            or not within
        ):
            return None
        if params["dimension_numbers"].offset_dims:
            return None
        place = places.array[..., 0, :]
        entries = [jnp.broadcast_to(table.array[k], place.shape) for k in range(length)]
        found = entries[0]
        for k in range(1, length):
            found = jnp.where(place >= k, entries[k], found)
        return [_Value(found, True)]

    def _scatter(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value] | None:
        """One row, column or cell written over: chosen by comparing places, which lanes do and fetching is not."""
        operand, indices, updates = given
        numbers = params["dimension_numbers"]
        over = numbers.scatter_dims_to_operand_dims
        whole = equation.outvars[0].aval.shape
        rest = tuple(size for axis, size in enumerate(whole) if axis not in over)
        if (
            indices.wide
            or indices.array.ndim != 1
            or tuple(sorted(over)) != tuple(numbers.inserted_window_dims)
            or numbers.operand_batching_dims
            or equation.invars[2].aval.shape != rest
        ):
            return None
        full = (*whole, self.width)
        here = jnp.ones((), bool)
        for place, axis in enumerate(over):
            here = here & (lax.broadcasted_iota(jnp.int32, full, axis) == indices.array[place])
        kept = [axis for axis in range(len(whole)) if axis not in over]
        part = lax.broadcast_in_dim(self.widened(updates).array, full, (*kept, len(whole)))
        return [_Value(jnp.where(here, part, self.widened(operand).array), True)]

    def _dot_general(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value] | None:
        """Products with a matrix common to all members; of a matrix and a vector that each member has its own of."""
        (left, right), (batch, _) = params["dimension_numbers"]
        one, other = given
        if batch:
            return None
        options = {key: params[key] for key in ("precision", "preferred_element_type")}
        if not one.wide:
            found = lax.dot_general(one.array, other.array, ((left, right), ((), ())), **options)
            return [_Value(found, True)]
        if not other.wide:
            found = lax.dot_general(other.array, one.array, ((right, left), ((), ())), **options)
            free, mine = other.array.ndim - len(right), one.array.ndim - 1 - len(left)
            order = (*range(free, free + mine), *range(free), free + mine)
            return [_Value(lax.transpose(found, order), True)]
        if len(left) == 1 and other.array.ndim == 2:
            matrix = jnp.moveaxis(one.array, left[0], -2)
            return [_Value(self._summed(matrix * other.array, matrix.ndim - 2), True)]
        return [
            _Value(made_once(self.some, lambda: _in_order(self._by_vmap(equation, given)[0].array)), True)
        ]

    def _summed(self, array: Any, axis: int) -> Any:
        """The sum over an axis, as a product with ones."""
        if not jnp.issubdtype(array.dtype, jnp.floating) or not array.shape[axis]:
            return array.sum(axis)
        before = tuple(range(axis))

        def product() -> Any:
            ones = jnp.ones(array.shape[: axis + 1], array.dtype)
            return lax.dot_general(ones, array, (((axis,), (axis,)), (before, before)))

        return product() if array.ndim < _MATRICES else made_once(self.some, product)

    # Programs within the program.

    def _cond(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value] | None:
        which, *operands = given
        if which.wide:
            return None
        branches = [
            lambda arrays, branch=branch: self.run(
                branch, [_Value(a, v.wide) for a, v in zip(arrays, operands, strict=True)]
            )
            for branch in params["branches"]
        ]
        found = lax.switch(which.array, branches, [value.array for value in operands])
        return [_Value(one, True) for one in found]

    def _scan(self, equation: Any, given: list[_Value], params: dict[str, Any]) -> list[_Value]:
        consts, carried = params["num_consts"], params["num_carry"]
        fixed, start, series = given[:consts], given[consts : consts + carried], given[consts + carried :]
        wide = [value.wide for value in series]
        stepping = [value.array for value in series]

        def year(state: list[Any], now: list[Any]) -> tuple[list[Any], list[Any]]:
            moment = [_Value(a, w) for a, w in zip(now, wide, strict=True)]
            found = self.run(params["jaxpr"], [*fixed, *(_Value(a, True) for a in state), *moment])
            return found[:carried], found[carried:]

        first = [self.widened(value).array for value in start]
        options = {key: params[key] for key in ("length", "reverse", "unroll")}
        after, kept = lax.scan(year, first, stepping, **options)
        return [_Value(one, True) for one in (*after, *kept)]


def _in_order(array: Any) -> Any:
    """The same array laid out with members last, so that readers need not fetch each member from afar."""
    return with_layout_constraint(array, Layout(tuple(range(array.ndim))))  # type: ignore[no-untyped-call]


_MATRICES = 3
"""Axes of a matrix of each member."""

_SHORT = 16
"""Entries up to which comparing is cheaper than fetching."""

_CLIP, _PROMISED = lax.GatherScatterMode.CLIP, lax.GatherScatterMode.PROMISE_IN_BOUNDS

_ELEMENTWISE = frozenset(
    (
        "abs", "add", "and", "atan2", "cbrt", "ceil", "clamp", "convert_element_type", "copy", "cos", "cosh", "div",
        "eq", "erf", "erf_inv", "erfc", "exp", "exp2", "expm1", "floor", "ge", "gt", "integer_pow", "is_finite", "le",
        "lgamma", "log", "log1p", "logistic", "lt", "max", "min", "mul", "ne", "neg", "nextafter", "not", "or", "pow",
        "real", "reduce_precision", "rem", "round", "rsqrt", "select_n", "shift_left", "shift_right_arithmetic",
        "shift_right_logical", "sign", "sin", "sinh", "sqrt", "square", "stop_gradient", "sub", "tan", "tanh", "xor",
    )
)  # fmt: skip
