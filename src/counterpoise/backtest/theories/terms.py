"""The terms that theories may name, by kind of target, each dated the end of the year before.

``disputes`` are terms of ordered pairs, source by target; for unordered pairs the two directions are added.
``pacts``, ``ties`` and ``endings`` share the terms of unordered pairs; an ending reads their mean over the pairs of
a treaty's members.  ``burdens`` are terms of states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.theories.scene import Scene

__all__ = ["KINDS", "TERMS", "made"]

Floats = NDArray[np.floating[Any]]
Makers = Mapping[str, Callable[[Scene], Floats]]


def _least(values: Floats) -> Floats:
    """The lesser of the two states' values."""
    return np.minimum(values[:, None], values[None, :])


def _parity(s: Scene) -> Floats:
    """The weaker's power over the stronger's."""
    return np.asarray(np.exp(-np.abs(s.power[:, None] - s.power[None, :])))


def _overtaking(s: Scene) -> Floats:
    """How much faster the weaker of the two grows than the stronger."""
    weaker = np.sign(s.power[None, :] - s.power[:, None])
    return np.asarray(weaker * (s.growth[:, None] - s.growth[None, :]))


def _either(values: Floats) -> Floats:
    return np.maximum(values[:, None], values[None, :])


def _leads(s: Scene) -> Floats:
    """1 for the leading state."""
    return 1.0 * (np.arange(len(s.power)) == s.leader)


def _majors(s: Scene) -> Floats:
    return 1.0 * s.moment.history.major[-1]


def _bandwagon(s: Scene) -> Floats:
    """Dissatisfaction of one times the growth and power of the other, both ways."""
    rising = np.sqrt(s.cinc) * np.maximum(s.growth, 0.0)
    gain = s.dissatisfied[:, None] * rising[None, :]
    return np.asarray(gain + gain.T)


def _rising(s: Scene) -> Floats:
    """Growth of the third states that can reach both, weighted by that reach."""
    whole = np.exp(s.common(s.reach))
    growing = np.exp(s.common(s.reach * np.maximum(s.growth, 0.0)[:, None]))
    return np.asarray(growing / whole)


def _polyarchy(s: Scene) -> Floats:
    return s.moment.history.polyarchy[-1]


def _common_enemies(s: Scene) -> Floats:
    """Log of one plus the states with which both had a dispute in ten years."""
    memory = s.moment.memory
    hostile = 1.0 * ((memory.enemies < 10.0) & (memory.met > 0))
    return np.asarray(np.log1p(hostile @ hostile))


def _own_quarrel(s: Scene) -> Floats:
    return np.asarray(np.log1p(4.0 * s.moment.memory.onset[8.0]))


def _allies(s: Scene) -> Floats:
    return 1.0 * s.moment.history.pacts["defence"][-1]


def _around(force: Floats) -> Floats:
    """Log of the force that everybody else can bring to bear on each state."""
    return np.asarray(np.log(force.sum(axis=0) + 1e-4))


def _spent(s: Scene) -> Floats:
    """Output times burden, the world's output being one; the median burden where nobody knows."""
    burden = s.moment.known.cells["burden"][-1]
    known = np.isfinite(burden) & (burden > 0)
    middle = float(np.median(burden[known])) if known.any() else 0.02
    return np.asarray(s.moment.history.output_share[-1] * np.where(known, burden, middle) * s.present)


def _shelter(s: Scene) -> Floats:
    """Log reach of stronger states with which there was no dispute in ten years."""
    memory = s.moment.memory
    friendly = ~((memory.enemies < 10.0) & (memory.met > 0))
    stronger = s.cinc[:, None] > s.cinc[None, :]
    return _around(np.where(stronger & friendly, s.reach, 0.0))


def _weighted(weights: Floats, values: Floats) -> Floats:
    """Mean of others' values by weight ``[other, state]``; the plain mean where there is no weight."""
    total = weights.sum(axis=0)
    return np.where(
        total > 0, (weights * values[:, None]).sum(axis=0) / np.maximum(total, 1e-12), values.mean()
    )


def _institutions(s: Scene) -> Floats:
    """Mean over a state's partners of the organisations they share, as :attr:`Scene.shared` counts them."""
    pairs = 1.0 * s.moment.history.dyads[-1]
    return np.asarray((s.shared * pairs).sum(axis=1) / np.maximum(pairs.sum(axis=1), 1.0))


_DISPUTES: Makers = {
    "source_power": lambda s: s.power[:, None],
    "power_gap": lambda s: np.abs(s.power[:, None] - s.power[None, :]),
    "both_major": lambda s: _least(_majors(s)),
    "projected_power": lambda s: np.log(s.reach + 1e-6),
    "source_armed": lambda s: s.armed[:, None],
    "source_aggressive": lambda s: s.aggressive[:, None],
    "source_dissatisfied": lambda s: s.dissatisfied[:, None],
    "dissatisfied_power": lambda s: (s.dissatisfied * np.sqrt(s.cinc))[:, None],
    "both_dissatisfied": lambda s: _least(s.dissatisfied),
    "parity": _parity,
    "overtaking": _overtaking,
    "contested_parity": lambda s: _parity(s) * _either(s.dissatisfied),
    "power_on_land": lambda s: np.sqrt(s.cinc)[:, None] * (s.moment.history.contiguity[-1] == 1),
    "nearer_balancer": lambda s: s.nearer,
    "regional_hegemon": lambda s: s.dominance[:, None],
    "joint_polyarchy": lambda s: _least(_polyarchy(s)),
    "regime_likeness": lambda s: -np.abs(_polyarchy(s)[:, None] - _polyarchy(s)[None, :]),
    "shared_institutions": lambda s: s.shared,
}

_PACTS: Makers = {
    "common_power": lambda s: s.common(s.reach),
    "rising_power": _rising,
    "with_leader": lambda s: _either(_leads(s)),
    "common_menace": lambda s: s.common(s.menace),
    "common_enemies": _common_enemies,
    "own_quarrel": _own_quarrel,
    "interests_apart": lambda s: np.abs(s.dissatisfied[:, None] - s.dissatisfied[None, :]),
    "both_dissatisfied": lambda s: _least(s.dissatisfied),
    "bandwagon": _bandwagon,
    "both_satisfied": lambda s: _least(1.0 - s.dissatisfied),
    "leader_of_satisfied": lambda s: _either(_leads(s)) * _least(1.0 - s.dissatisfied),
    "contested_parity": lambda s: _parity(s) * _either(s.dissatisfied),
    "hegemon_pressure": lambda s: s.common(s.hegemony),
    "nearer_balancer": lambda s: s.nearer + s.nearer.T,
    "insular": lambda s: _either(s.landless),
    "joint_polyarchy": lambda s: _least(_polyarchy(s)),
    "regime_likeness": lambda s: -np.abs(_polyarchy(s)[:, None] - _polyarchy(s)[None, :]),
    "shared_institutions": lambda s: s.shared,
}

_BURDENS: Makers = {
    "power_around": lambda s: _around(s.reach),
    "rising_around": lambda s: _weighted(s.reach, np.maximum(s.growth, 0.0)),
    "allied_power": lambda s: _around(s.reach * _allies(s)),
    "menace_around": lambda s: _around(s.menace),
    "attacked": lambda s: s.attacked,
    "armed_around": lambda s: _weighted(s.reach, s.armed),
    "dissatisfied": lambda s: s.dissatisfied,
    "dissatisfied_strength": lambda s: s.dissatisfied * np.sqrt(s.cinc),
    "satisfied_menaced": lambda s: (1.0 - s.dissatisfied) * (_around(s.menace) - np.log(1e-4)),
    "near_leader": lambda s: np.log(s.net + 1e-4),
    "catching_up": lambda s: s.growth - s.growth[s.leader],
    "contesting": lambda s: s.dissatisfied * s.net,
    "hegemon_around": lambda s: _around(s.hegemony),
    "shelter": _shelter,
    "island": lambda s: s.landless,
    "share_of_alliance": lambda s: s.moment.history.output_share[-1] / np.maximum(
        s.moment.history.output_share[-1] + _allies(s) @ s.moment.history.output_share[-1], 1e-9
    ),
    "spill_in": lambda s: np.log1p(np.minimum(_allies(s) @ _spent(s) / np.maximum(_spent(s), 1e-9), 1e4)),
    "allies": lambda s: np.log1p(_allies(s).sum(axis=1)),
    "polyarchy": _polyarchy,
    "democratic_neighbours": lambda s: _weighted(s.decay * s.present[:, None], _polyarchy(s)),
    "institutions": _institutions,
}  # fmt: skip

TERMS: Mapping[str, Makers] = {
    "disputes": _DISPUTES,
    "pacts": _PACTS,
    "ties": _PACTS,
    "endings": _PACTS,
    "burdens": _BURDENS,
}
"""Terms that can be named, by kind of target."""

KINDS = tuple(TERMS)
"""Kinds of targets: who quarrels, who allies, whose ties deepen, which treaty ends, who spends what."""


def made(kind: str, scene: Scene) -> dict[str, Floats]:
    """All terms of a kind at the start of a year: ``[source, target]``, or ``[state]`` for burdens."""
    shape = scene.power.shape * (1 if kind == "burdens" else 2)
    return {name: np.broadcast_to(make(scene), shape) for name, make in TERMS[kind].items()}
