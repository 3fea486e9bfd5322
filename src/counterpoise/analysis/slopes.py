"""What would it take?  Slopes of an outcome in every parameter and switch, from one pass forwards and one back.

The outcome is smooth: the weighted share of theatres that hold, each to the degree
``sigmoid(log(ratio / b*) / softness)`` of its balance ratio over the last five years, averaged over members.  Events
are relaxed (:mod:`counterpoise.relaxed`).  Each member gives its own slopes, so their mean has an error.  Differences
would cost two runs for each parameter.

The relaxed outcome is not the outcome: use slopes to see which parameters matter and in which direction, and judge
what they suggest on the model itself.  ``docs/gradients.md`` says how far the two are apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.prepare import Prepared
from counterpoise.ensemble import block_size, compiled_block
from counterpoise.lanes import lanes
from counterpoise.model import Model
from counterpoise.relaxed import relaxed
from counterpoise.simulate import simulate
from counterpoise.switches import Switches, story
from counterpoise.world import Case

__all__ = ["TEMPERATURE", "Slope", "Slopes", "degree", "holding", "member_slopes", "slopes"]

TEMPERATURE = 0.25
"""How soft events are: cold enough that a rare event stays rare, and the inverse of a whole number, which is fast."""

SOFTNESS, YEARS = 0.2, 5
"""How soft the line is that a ratio must stay above, in its logarithm, and how many last years count."""


@dataclass(frozen=True)
class Slope:
    """How an outcome follows one parameter.

    Attributes:
        path: The parameter, ``fit.term`` for a coefficient of a fit; or the claim, for its switch.
        slope: Change of the outcome per unit by which it is raised for every member.
        error: Monte Carlo standard error of the slope.
        spread: Standard deviation of a parameter over members, which is what is not known of it; 1 for a switch.
    """

    path: str
    slope: float
    error: float
    spread: float

    @property
    def effect(self) -> float:
        """Change of the outcome, to first order, per standard deviation of the parameter."""
        return self.slope * self.spread


@dataclass(frozen=True)
class Slopes:
    """The relaxed outcome and its slopes, steepest first per standard deviation of the parameter.

    Attributes:
        outcome: Mean over members, 0 to 1.
        members: How many.
        slopes: One for each parameter.
        switches: One for the switch of each claim, steepest first.
    """

    outcome: float
    members: int
    slopes: tuple[Slope, ...]
    switches: tuple[Slope, ...]

    def __getitem__(self, path: str) -> Slope:
        """The slope in one parameter or switch."""
        return next(slope for slope in (*self.slopes, *self.switches) if slope.path == path)


def slopes(
    prepared: Prepared,
    members: int = 512,
    seed: int = 1,
    switches: Mapping[str, float] | None = None,
    temperature: float = TEMPERATURE,
    threads: int = 2,
) -> Slopes:
    """The relaxed outcome of a scenario, and its slope in every parameter.

    Args:
        prepared: The scenario, ready to run.
        members: How many futures.
        seed: Of the run.
        switches: Claims that are not fully on.
        temperature: How soft events are.
        threads: Blocks computed at the same time.

    Example:
        ``slopes(prepared).slopes[0]`` is the parameter whose uncertainty moves the outcome most.
    """
    draws = prepared.draws(seed, members)
    model = prepared.model(draws)
    value, by_parameter, by_switch = member_slopes(
        prepared.observed, model, switches or {}, seed, temperature=temperature, threads=threads
    )
    spread = {path: float(np.std(values)) for path, values in draws.items()}
    return Slopes(
        float(value.mean()),
        members,
        _ranked(_flat(by_parameter, prepared.terms), spread),
        _ranked(by_switch, dict.fromkeys(by_switch, 1.0)),
    )


def member_slopes(
    observed: Any,
    model: Model,
    switches: Mapping[str, float],
    seed: int,
    *,
    temperature: float = TEMPERATURE,
    threads: int = 2,
) -> tuple[NDArray[np.float32], Model, dict[str, NDArray[np.float32]]]:
    """The relaxed outcome of each member, and its slope in each of its parameters and in each switch.

    Args:
        observed: The scenario: what is used is its ``case`` and the weights of its ``theatres``.
        model: Parameters with a leading axis of members.
        switches: Claims that are not fully on.
        seed: Of the run.
        temperature: How soft events are.
        threads: Blocks computed at the same time.

    Returns:
        Outcome ``[member]``, a tree like the model's, and slopes by claim ``[member]``.
    """
    case, on = observed.case, story(**switches)
    weights = jnp.asarray(observed.theatres.weights, jnp.float32)
    members = jax.tree.leaves(model)[0].shape[0]
    width = block_size(len(case.setting.code))

    def block(first: int) -> Any:
        number = np.arange(first, first + width)
        rows = np.minimum(number, members - 1)
        part = jax.tree.map(lambda leaf: np.asarray(leaf)[rows], model)
        found = _compiled(
            case, weights, part, on, jnp.uint32(seed), jnp.asarray(number, jnp.uint32), temperature
        )
        return jax.tree.map(lambda leaf: np.moveaxis(np.asarray(leaf), -1, 0)[: members - first], found)

    with ThreadPoolExecutor(threads) as pool:
        blocks = list(pool.map(block, range(0, members, width)))
    value, (by_parameter, by_switch) = jax.tree.map(lambda *parts: np.concatenate(parts), *blocks)
    return value, by_parameter, by_switch


def holding(case: Case, weights: Any, seed: Any) -> Callable[[tuple[Model, Switches], Any], Any]:
    """The outcome as a function of one member's parameters, switches and number, with whole events."""

    def one(given: tuple[Model, Switches], member: Any) -> Any:
        parameters, switches = given

        def keep(world: Any, reading: Any, events: Any) -> Any:
            return jnp.log(reading.balance)

        ratio = simulate(
            parameters, case.setting, case.world, case.forcing, switches, seed, member, keep=keep
        )
        return degree(ratio, parameters.verdict.threshold, weights)

    return one


def degree(log_ratio: Any, threshold: Any, weights: Any) -> Any:
    """How far one member's balance holds at the end, 0 to 1.

    Args:
        log_ratio: Logarithm of the balance ratio ``[year, theatre]``.
        threshold: b*.
        weights: ``[theatre]``, summing to 1.
    """
    above = log_ratio[-YEARS:].mean(0) - jnp.log(threshold)
    return (weights * jax.nn.sigmoid(above / SOFTNESS)).sum()


def _each(
    case: Case, weights: Any, model: Model, switches: Switches, seed: Any, member: Any, temperature: float
) -> Any:
    """Outcome and slopes of every member, members last."""
    both = jax.value_and_grad(relaxed(holding(case, weights, seed), temperature))
    return lanes(lambda parameters, number: both((parameters, switches), number))(model, member)


_compiled: Callable[..., Any] = compiled_block(_each)


def _flat(tree: Model, terms: Mapping[str, Any]) -> dict[str, NDArray[np.float32]]:
    """The tree's leaves by path, a fit's coefficients one by one ``[member]``."""
    found = {}
    for mechanism in fields(tree):
        part = getattr(tree, mechanism.name)
        for field in fields(part):
            path, leaf = f"{mechanism.name}.{field.name}", np.asarray(getattr(part, field.name))
            if path in terms:
                found.update({f"{path}.{name}": leaf[..., k] for k, name in enumerate(terms[path])})
            else:
                found[path] = leaf
    return found


def _ranked(slopes: Mapping[str, NDArray[np.float32]], spread: Mapping[str, float]) -> tuple[Slope, ...]:
    """Means over members and their errors, largest effect first."""
    each = [
        Slope(path, float(g.mean(dtype=np.float64)), float(g.std() / np.sqrt(len(g))), spread[path])
        for path, g in slopes.items()
    ]
    return tuple(sorted(each, key=lambda one: -abs(one.effect)))
