"""The year of pairs: the part of the model that costs, small enough to be written four times.

Disputes by the fitted equation, what they let states fear, pacts by theirs, one rung up or down the ladder, and the
record of it, for every pair of states; states themselves only grow.  Here it is written once with the project's own
measures, for NumPy and for JAX; ``pairs.c`` fuses it in C; ``agents.py`` says it in Mesa, a state at a time.
``tests/test_peers.py`` holds the four against one another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from counterpoise.lanes import lanes
from counterpoise.measures.hazard import (
    DISPUTE_COVARIATES,
    PACT_COVARIATES,
    DisputeMoment,
    PactMoment,
    dispute_log_odds,
    pact_log_odds,
    probability,
    region_of,
)
from counterpoise.measures.record import Record, update_record
from counterpoise.measures.threat import alarm, latent_threat, win_probability
from counterpoise.noise import quantise, uniform
from counterpoise.once import made_once

__all__ = ["FIRST_YEAR", "NEVER", "Pairs", "compiled", "made", "operations", "parameters", "plain", "program"]

FIRST_YEAR, NEVER = 2025, -30.0

Pairs = SimpleNamespace
"""A case: geography, states and the record at the start, in single precision."""

SCALARS = (
    "decisiveness",
    "reference",
    "common",
    "to_1",
    "to_2",
    "to_3",
    "from_1",
    "from_2",
    "from_3",
    "ending",
)


def made(states: int) -> Pairs:
    """A made-up case of any size, with numbers like those of the default scenario."""
    rng = np.random.default_rng(states)
    km = rng.uniform(50.0, 9000.0, (states, states))
    km = np.triu(km, 1) + np.triu(km, 1).T
    near = 1.0 * (km < 600.0) * (1.0 - np.eye(states))
    past = rng.uniform(0.0, 2.0, (states, states)) * (rng.uniform(size=(states, states)) < 0.05)
    past = past * (1.0 - np.eye(states))
    either = np.maximum(past, past.T)
    depth = np.triu(rng.integers(0, 5, (states, states)) * (rng.uniform(size=(states, states)) < 0.3), 1)
    code = np.sort(rng.choice(np.arange(2, 999), states, replace=False)).astype(np.int32)
    single = {
        "mindist": km,
        "capital_km": km + 300.0,
        "near": near,
        "major": 1.0 * (np.arange(states) < states // 15 + 1),
        "polyarchy": rng.uniform(0.05, 0.95, states),
        "stakes": rng.uniform(0.02, 0.1, states),
        "reach": (1.0 + km / 500.0) ** -0.45,
        "nonaggression": near * (rng.uniform(size=(states, states)) < 0.2),
        "growth": rng.uniform(0.0, 0.05, states),
        "output": np.log(rng.uniform(1e4, 2e7, states)),
        "initiated": past,
        "onset": either,
        "recent": 0.5 * either,
        "peace_years": np.where(either > 0, 5.0, 60.0),
        "depth": 1.0 * (depth + depth.T),
    }
    case = {name: np.asarray(value, np.float32) for name, value in single.items()}
    return Pairs(code=code, region=region_of(code).astype(np.int32), century=code // 100, **case)


def parameters(members: int) -> dict[str, np.ndarray]:
    """Coefficients of each member, around those of the fits."""
    rng = np.random.default_rng(7)
    dispute = rng.normal(0.0, 0.3, (members, 1 + len(DISPUTE_COVARIATES)))
    dispute[:, 0] -= 3.0
    pact = rng.normal(0.0, 0.3, (members, 1 + len(PACT_COVARIATES)))
    pact[:, 0] -= 3.0
    centres = (1.0, 0.01, 0.5, -2.0, -2.0, -2.5, -2.5, -2.5, -2.5, -3.0)
    one = rng.uniform(0.9, 1.1, (members, len(centres))) * np.array(centres)
    found = {"dispute": dispute, "pact": pact, "one": one}
    return {name: value.astype(np.float32) for name, value in found.items()}


def year(
    xp: Any,
    world: tuple[Any, ...],
    case: Pairs,
    p: Pairs,
    draw: Callable[[], tuple[Any, Any]],
    once: Callable[[Callable[[], Any]], Any] = lambda make: make(),
) -> tuple[Any, Any]:
    """One year: the next World, and its disputes, the sum of its rungs and its mean alarm.

    Args:
        xp: numpy or jax.numpy.
        world: Output, depth and record.
        case: What does not change.
        p: Coefficients, each ready to broadcast against a matrix.
        draw: Makes the uniforms for disputes and ties.
        once: Keeps in memory what several readers need, as the engine does.
    """
    output, depth, record = world
    size = xp.exp(output)
    share = size / size.sum(-1, keepdims=True)
    dispute_moment = DisputeMoment(
        share,
        case.mindist,
        case.near,
        0.0 * case.near,
        case.major,
        case.polyarchy,
        1.0 * (depth >= 4.0),
        record,
    )
    hazard = probability(dispute_log_odds(dispute_moment, p.dispute))
    win = win_probability(case.reach * size[..., :, None], size[..., None, :], p.decisiveness)
    fear = latent_threat(hazard, win, case.stakes).sum(-2)
    alarmed = alarm(fear, p.reference_state)
    pact_moment = PactMoment(
        case.capital_km, case.mindist, case.near, case.nonaggression, 0.0 * case.near, case.polyarchy,
        case.region, case.century, record,
    )  # fmt: skip
    pact = pact_log_odds(pact_moment, p.pact)
    both = xp.minimum(alarmed[..., :, None], alarmed[..., None, :])
    lower = xp.where(depth >= 2.0, p.to_3, xp.where(depth >= 1.0, p.to_2, p.to_1)) + p.common * both
    climb = xp.where(depth >= 4.0, NEVER, xp.where(depth >= 3.0, pact, lower))
    down = xp.where(depth >= 3.0, p.from_3, xp.where(depth >= 2.0, p.from_2, p.from_1))
    fall = xp.where(depth >= 4.0, p.ending, xp.where(depth > 0.0, down, NEVER))
    others = ~np.eye(len(case.code), dtype=bool)

    def events() -> tuple[Any, Any, Any]:
        up, away = xp.exp(climb), xp.exp(fall)
        whole, (dispute, tie) = 1.0 + up + away, draw()
        began = 1.0 * (others & (dispute < quantise(hazard)))
        rise = 1.0 * (others & (tie < quantise(up / whole)))
        return began, rise, 1.0 * (others & (tie > 1.0 - quantise(away / whole)))

    began, rise, drop = once(events)
    after = xp.clip(depth + rise - drop * xp.where(depth >= 4.0, 2.0, 1.0), 0.0, 4.0)
    kept = (began.sum((-1, -2)), after.sum((-1, -2)), alarmed.mean(-1))
    return (output + case.growth, after, update_record(record, began, began)), kept


def addresses(code: np.ndarray) -> tuple[np.ndarray, ...]:
    """Codes at which disputes and ties are drawn: source, target, lower, higher."""
    row, column = code[:, None], code[None, :]
    return row, column, np.minimum(row, column), np.maximum(row, column)


def plain(case: Pairs, given: dict[str, np.ndarray], years: int, seed: int = 1) -> list[np.ndarray]:
    """All members at once in NumPy, single precision: disputes, rungs and alarm, each ``[member, year]``."""
    members = len(given["one"])
    row, column, low, high = addresses(case.code)
    member = np.arange(members, dtype=np.uint32)[:, None, None]
    p = Pairs(
        dispute=given["dispute"][:, None, None, :],
        pact=given["pact"][:, None, None, :],
        **{name: given["one"][:, k, None, None] for k, name in enumerate(SCALARS)},
    )
    p.reference_state = given["one"][:, 1, None]
    start = Record(case.initiated, case.onset, case.recent, case.peace_years)

    def wide(x: np.ndarray) -> np.ndarray:
        return np.broadcast_to(x, (members, *x.shape))

    world = (wide(case.output), wide(case.depth), Record(*(wide(part) for part in start)))
    found = []
    for t in range(FIRST_YEAR, FIRST_YEAR + years):

        def draw(t: int = t) -> tuple[Any, Any]:
            return uniform(seed, member, t, "dispute", row, column), uniform(
                seed, member, t, "tie", low, high
            )

        world, kept = year(np, world, case, p, draw)
        found.append(kept)
    return [np.stack(series, axis=1) for series in zip(*found, strict=True)]


def compiled(case: Pairs, years: int, width: int) -> Callable[[dict[str, np.ndarray]], list[Any]]:
    """The same compiled, for blocks of ``width`` members; results are ``[year, member]``."""
    options = {"xla_backend_optimization_level": 1, "xla_cpu_multi_thread_eigen": False}
    run = jax.jit(lanes(program(case, years)), compiler_options=options)
    number = jnp.arange(width, dtype=jnp.uint32)
    return lambda given: run({name: jnp.asarray(value) for name, value in given.items()}, number)


def operations(case: Pairs) -> float:
    """Operations of a directed dyad-year as the program states them, before any compiler repeats some.

    XLA counts them; an exponential, logarithm or quotient of it counts as 20.
    """
    given = {name: value[0] for name, value in parameters(1).items()}
    counted: Any = jax.jit(program(case, 1)).lower(given, jnp.uint32(0)).cost_analysis()
    states = len(case.code)
    return float(counted["flops"] + 20.0 * counted.get("transcendentals", 0.0)) / (states * (states - 1))


def program(case: Pairs, years: int) -> Callable[[dict[str, Any], Any], Any]:
    """The years of one member, in JAX."""
    row, column, low, high = (jnp.asarray(part) for part in addresses(case.code))

    def one(given: dict[str, Any], number: Any) -> Any:
        p = Pairs(
            dispute=given["dispute"],
            pact=given["pact"],
            **{name: given["one"][k] for k, name in enumerate(SCALARS)},
        )
        p.reference_state = p.reference
        start = Record(*(jnp.asarray(getattr(case, name)) for name in Record._fields))

        def step(world: Any, t: Any) -> Any:
            def drawn() -> tuple[Any, Any]:
                return (
                    uniform(jnp.uint32(1), number, t, "dispute", row, column),
                    uniform(jnp.uint32(1), number, t, "tie", low, high),
                )

            return year(jnp, world, jaxed, p, drawn, partial(made_once, t))

        world = (jnp.asarray(case.output), jnp.asarray(case.depth), start)
        return jax.lax.scan(step, world, jnp.arange(FIRST_YEAR, FIRST_YEAR + years))[1]

    jaxed = Pairs(**{name: jnp.asarray(value) for name, value in vars(case).items()})
    return one
