"""Laws that every measure obeys: one meaning in NumPy and JAX, batches, relabelling, finite slopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.measures import (
    alignment,
    burden_game,
    commitment,
    polarity,
    power,
    projection,
    protection,
    similarity,
    threat,
)

SIZE = {"s": 5, "h": 3, "q": 4}
"""Lengths of the axes: state, host, item.  Only the state axis is relabelled."""


class Case(NamedTuple):
    """A measure and the axes of its arguments and its result, ``ss`` being source by target."""

    measure: Callable[..., Any]
    axes: tuple[str, ...]
    result: str


def _item_model(xp: Any) -> alignment.ItemModel:
    return alignment.ItemModel(xp.asarray([0.1, 0.2, 0.0, -0.1]), xp.asarray([1.0, 0.5, 2.0, 1.5]),
                               xp.asarray([1.0, 0.8, 0.5, 2.0]), 0.2, 1.5)  # fmt: skip


def _items(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda items: function(items, _item_model(items.__array_namespace__()))


CASES = {
    "share": Case(power.share, ("s",), "s"),
    "cinc": Case(power.cinc, ("s",) * 6, "s"),
    "net_resources": Case(power.net_resources, ("s", "s"), "s"),
    "blend_rates": Case(lambda m, p: power.blend_rates(m, p, 0.3), ("s", "s"), "s"),
    "effective_capability": Case(lambda k, a, r: power.effective_capability(k, a, 0.5, r), ("s",) * 3, "s"),
    "great_circle_km": Case(lambda a, b: projection.great_circle_km(a, b, 10.0, 20.0), ("s", "s"), "s"),
    "loss_of_strength": Case(lambda d: projection.loss_of_strength(d, 500.0, 0.45), ("ss",), "ss"),
    "allocate": Case(lambda f, c: projection.allocate(f, c, 0.4), ("", "h"), "h"),
    "open_share": Case(projection.open_share, ("h", "h", "hs"), "s"),
    "access_gate": Case(lambda a: projection.access_gate(a, 0.3), ("s",), "s"),
    "projected_power": Case(lambda f, d, g: projection.projected_power(f, d, g), ("h", "hs", "hs"), "s"),
    "effective_distance": Case(projection.effective_distance, ("sh", "hs"), "ss"),
    "help_received": Case(protection.help_received, ("ss", "ss"), "s"),
    "protection": Case(protection.protection, ("s", "s", "s"), "s"),
    "pull_to_balance": Case(lambda t, p: protection.pull_to_balance(t, p, 2.0, 0.1, 0.4), ("s", "s"), "s"),
    "walt_factors": Case(lambda c, d, h: threat.walt_factors(c, d, 500.0, 0.5, 1.0, h, 0.5 * h),
                         ("s", "ss", "ss"), "ss"),
    "win_probability": Case(lambda p, d: threat.win_probability(p, d, 1.5), ("ss", "ss"), "ss"),
    "stakes": Case(lambda b, w: threat.stakes(b, w, 0.1, 10.0), ("s", "s"), "s"),
    "latent_threat": Case(lambda h, w, s: threat.latent_threat(h, w, s[..., None, :]),
                          ("ss", "ss", "s"), "ss"),
    "protected_threat": Case(lambda h, p, o, e, s: threat.protected_threat(h, p, o, e, 1.5, s[..., None, :]),
                             ("ss", "ss", "s", "s", "s"), "ss"),
    "linkage": Case(lambda d, i: threat.linkage(d, i, 300.0, 0.5, 0.7), ("ss", "ss"), "ss"),
    "linked_threat": Case(threat.linked_threat, ("ss", "ss"), "s"),
    "alarm": Case(lambda t: threat.alarm(t, 0.02), ("s",), "s"),
    "signorino_ritter": Case(lambda p: similarity.signorino_ritter(p, 3.0), ("ss",), "ss"),
    "cohen_kappa": Case(similarity.cohen_kappa, ("ss",), "ss"),
    "scott_pi": Case(similarity.scott_pi, ("ss",), "ss"),
    "ideal_point_distance": Case(similarity.ideal_point_distance, ("s",), "ss"),
    "tie_items": Case(alignment.tie_items, ("s",) * 7, "sq"),
    "alignment_index": Case(_items(alignment.alignment_index), ("sq",), "s"),
    "held_out": Case(_items(alignment.held_out), ("sq",), "sq"),
    "tie_strength": Case(alignment.tie_strength, ("s",), "s"),
    "herfindahl": Case(polarity.herfindahl, ("s",), ""),
    "effective_poles": Case(polarity.effective_poles, ("s",), ""),
    "concentration": Case(polarity.concentration, ("s",), ""),
    "standalone": Case(lambda t, y: burden_game.standalone(t, y, 0.3), ("s", "s"), "s"),
    "free_riding": Case(lambda x, w: burden_game.free_riding(x, w, 0.1), ("s", "ss"), "s"),
    "damping_limit": Case(lambda w: burden_game.damping_limit(w, 0.1), ("ss",), ""),
    "contributions": Case(lambda t, y, w, g: burden_game.contributions(t, y, w, 0.1, 8, 0.5, 0.3, g),
                          ("s", "s", "ss", "s"), "s"),
    "risk_sharing": Case(lambda b, a: burden_game.risk_sharing(b, 0.3, a, 1.0, 0.5), ("s", "s"), "s"),
    "commitment": Case(lambda *terms: commitment.commitment(commitment.CommitmentTerms(*terms)),
                       ("s",) * 8, "s"),
    "worth": Case(lambda a, b: commitment.worth(commitment.CommitmentTerms(a, b)), ("s", "s"), "s"),
    "believed": Case(commitment.believed, ("s", "s"), "s"),
    "umbrella": Case(commitment.umbrella, ("s", "s"), "s"),
}  # fmt: skip

ABOVE_ZERO = [
    CASES[name]
    for name in (
        "blend_rates",
        "standalone",
        "contributions",
        "effective_capability",
        "walt_factors",
        "effective_poles",
    )
]
"""Measures whose docstrings promise something above zero only: logs, roots and ratios."""

every_measure = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
some_measures = pytest.mark.parametrize(
    "case", [CASES[name] for name in ("share", "cinc", "signorino_ritter", "cohen_kappa", "alignment_index",
                                      "held_out", "herfindahl", "concentration")],
)  # fmt: skip


def draw(case: Case, seed: int, *batch: int) -> list[np.ndarray]:
    """Positive arguments of the case's shapes."""
    rng = np.random.default_rng(seed)
    return [rng.uniform(0.1, 2.0, (*batch, *(SIZE[a] for a in axes))) for axes in case.axes]


def to_jax(arrays: list[np.ndarray]) -> list[jax.Array]:
    return [jnp.asarray(a, jnp.float32) for a in arrays]


def assert_same(expected: Any, found: Any, tolerance: float = 1e-4) -> None:
    for a, b in zip(jax.tree.leaves(expected), jax.tree.leaves(found), strict=True):
        np.testing.assert_allclose(np.asarray(b), np.asarray(a), rtol=tolerance, atol=tolerance)


def relabel(array: np.ndarray, axes: str, order: np.ndarray) -> np.ndarray:
    lead = array.ndim - len(axes)
    for place, axis in enumerate(axes):
        if axis == "s":
            array = np.take(array, order, axis=lead + place)
    return array


def slopes(case: Case) -> Callable[..., tuple[jax.Array, ...]]:
    """Gradient of the sum of squares of everything in the result that is not missing."""

    def total(*values: jax.Array) -> jax.Array:
        leaves = jax.tree.leaves(case.measure(*values))
        return sum(jnp.sum(jnp.where(jnp.isnan(leaf), 0.0, leaf) ** 2) for leaf in leaves)

    return jax.jit(jax.grad(total, argnums=tuple(range(len(case.axes)))))


@every_measure
def test_numpy_and_jax_agree(case: Case) -> None:
    """A measure means the same in history (NumPy) and under jit in simulation (JAX)."""
    arguments = draw(case, 1)
    assert_same(case.measure(*arguments), jax.jit(case.measure)(*to_jax(arguments)))


@every_measure
def test_a_library_never_leaks_into_the_other(case: Case) -> None:
    """NumPy arguments give NumPy results, JAX arguments JAX results."""
    arguments = draw(case, 1)
    assert all(
        isinstance(leaf, np.ndarray | np.generic) for leaf in jax.tree.leaves(case.measure(*arguments))
    )
    assert all(isinstance(leaf, jax.Array) for leaf in jax.tree.leaves(case.measure(*to_jax(arguments))))


@every_measure
def test_leading_axes_are_batches(case: Case) -> None:
    """A batch of members on a leading axis gives what each member gives by itself, by vmap as well."""
    arguments = draw(case, 2, 3)
    whole = case.measure(*arguments)
    assert_same(whole, jax.vmap(case.measure)(*to_jax(arguments)))
    second = case.measure(*(a[1] for a in arguments))
    assert_same(second, jax.tree.map(lambda leaf: leaf[1], whole), 1e-12)


@every_measure
def test_relabelling_states_relabels_the_result(case: Case) -> None:
    """No state is special by its place in the array."""
    arguments, order = draw(case, 3), np.array([3, 0, 4, 1, 2])
    moved = case.measure(*(relabel(a, axes, order) for a, axes in zip(arguments, case.axes, strict=True)))
    expected = jax.tree.map(
        lambda leaf: relabel(np.asarray(leaf), case.result, order), case.measure(*arguments)
    )
    assert_same(expected, moved, 1e-9)


@every_measure
def test_slopes_are_finite(case: Case) -> None:
    """Every measure can be differentiated, and nothing to measure does not poison a gradient."""
    slope = slopes(case)
    usual = to_jax(draw(case, 4))
    assert all(bool(jnp.all(jnp.isfinite(s))) for s in slope(*usual))
    if case not in ABOVE_ZERO:
        assert all(bool(jnp.all(jnp.isfinite(s))) for s in slope(*(0.0 * a for a in usual)))


@some_measures
def test_slopes_are_finite_beside_a_missing_value(case: Case) -> None:
    """A missing cell does not poison the gradient of the others."""
    arguments = to_jax(draw(case, 5))
    arguments[0] = arguments[0].at[(0,) * arguments[0].ndim].set(jnp.nan)
    found = slopes(case)(*arguments)
    assert all(bool(jnp.all(jnp.isfinite(s))) for s in found)
    assert any(bool(jnp.any(s != 0)) for s in found)
