"""The Model: a set of mechanisms that is itself the parameter tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array

from counterpoise.mechanisms import (
    Affinity,
    Arming,
    Assertiveness,
    Attention,
    Balancing,
    Burden,
    Capacity,
    Demography,
    Forces,
    Growth,
    Instruments,
    Leaders,
    Linkage,
    Patronage,
    Proliferation,
    Technology,
    Threat,
    Ties,
    Trade,
    Verdict,
)
from counterpoise.mechanisms._base import Mechanism
from counterpoise.vocabulary import ParameterError, nearest

__all__ = ["Model", "parameter_paths"]


class Model(eqx.Module):
    """All mechanisms of the ledger.  The path of a parameter in this tree *is* its TOML key."""

    growth: Growth
    demography: Demography
    technology: Technology
    arming: Arming
    threat: Threat
    linkage: Linkage
    forces: Forces
    assertiveness: Assertiveness
    balancing: Balancing
    ties: Ties
    instruments: Instruments
    burden: Burden
    patronage: Patronage
    proliferation: Proliferation
    leaders: Leaders
    trade: Trade
    attention: Attention
    capacity: Capacity
    affinity: Affinity
    verdict: Verdict

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """The mechanisms, in the order of the tree."""
        return tuple(getattr(self, field.name) for field in fields(self))

    @classmethod
    def from_parameters(cls, values: Mapping[str, Any], terms: Mapping[str, Sequence[str]]) -> Model:
        """A Model from a flat mapping of path to value (scalars, or with a leading axis of members).

        Args:
            values: Path to value; the coefficients of a fit are ``path.term``.
            terms: Path of each fit to the names of its coefficients, in order.

        Raises:
            ParameterError: If the paths are not exactly those of the tree.
        """
        stacked = {path: value for path, value in values.items() if not _inside(path, terms)}
        for path, names in terms.items():
            stacked[path] = jnp.stack([jnp.asarray(values[f"{path}.{name}"]) for name in names], axis=-1)
        known, given = set(parameter_paths()), set(stacked)
        for path in sorted(given - known):
            raise ParameterError(
                f"the model has no parameter '{path}'.", where=path, hint=nearest(path, known)
            )
        for path in sorted(known - given):
            raise ParameterError(
                "this parameter has no value.", where=path, hint="Add it to its parameter file."
            )
        built: dict[str, Any] = {name: _built(kind, stacked) for name, kind in _kinds().items()}
        return cls(**built)


def _built(kind: type[Mechanism], values: Mapping[str, Array]) -> Mechanism:
    return kind(**{f.name: jnp.asarray(values[f"{kind.name}.{f.name}"], jnp.float32) for f in fields(kind)})


def _inside(path: str, terms: Mapping[str, Sequence[str]]) -> bool:
    return any(path.startswith(f"{fit}.") for fit in terms)


def _kinds() -> dict[str, type[Mechanism]]:
    kinds = (
        Growth, Demography, Technology, Arming, Threat, Linkage, Forces, Assertiveness, Balancing, Ties,
        Instruments, Burden, Patronage, Proliferation, Leaders, Trade, Attention, Capacity, Affinity, Verdict,
    )  # fmt: skip
    return {kind.name: kind for kind in kinds}


def parameter_paths() -> tuple[str, ...]:
    """Every path of the parameter tree, ``mechanism.field``."""
    return tuple(f"{name}.{field.name}" for name, kind in _kinds().items() for field in fields(kind))
