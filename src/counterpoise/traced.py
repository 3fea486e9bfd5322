"""One walk through a traced program: what evaluates its operations anew, and how, is the caller's affair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from jax.extend import core

__all__ = ["inner_program", "walk"]

Value = TypeVar("Value")


def walk(
    program: core.ClosedJaxpr,
    arguments: Sequence[Value],
    known_as: Callable[[Any, bool], Value],
    apply: Callable[[Any, list[Value]], list[Value]],
) -> list[Value]:
    """The results of a program whose operations ``apply`` evaluates.

    Args:
        program: As :func:`jax.make_jaxpr` traces it.
        arguments: One value for each input.
        known_as: The value of a constant, and whether it is a number written in the program.
        apply: From an equation and its operands to its results.

    >>> import jax
    >>> traced = jax.make_jaxpr(lambda x: x * 3.0 + 1.0)(2.0)
    >>> walk(traced, [2.0], lambda number, written: number, lambda e, given: [e.primitive.bind(*given)])[0].item()
    7.0
    """
    jaxpr = program.jaxpr
    known = dict(
        zip(jaxpr.constvars, (known_as(constant, False) for constant in program.consts), strict=True)
    )
    known.update(zip(jaxpr.invars, arguments, strict=True))

    def read(atom: Any) -> Value:
        return known_as(atom.val, True) if isinstance(atom, core.Literal) else known[atom]

    for equation in jaxpr.eqns:
        given = [read(atom) for atom in equation.invars]
        known.update(zip(equation.outvars, apply(equation, given), strict=True))
    return [read(atom) for atom in jaxpr.outvars]


def inner_program(equation: Any) -> core.ClosedJaxpr | None:
    """The program that an equation merely names, such as a compiled function; None for what computes."""
    if equation.primitive.name not in _NAMED:
        return None
    params = equation.params
    inner = params.get("jaxpr") or params.get("call_jaxpr") or params["fun_jaxpr"]
    return inner if isinstance(inner, core.ClosedJaxpr) else core.ClosedJaxpr(inner, ())


_NAMED = frozenset(
    ("jit", "pjit", "closed_call", "core_call", "custom_jvp_call", "custom_vjp_call", "remat2", "checkpoint")
)
