"""Rival tellings of the simulated story: the switches that a theory would set, as near to it as switches come."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Telling", "abstaining", "tellings"]


@dataclass(frozen=True)
class Telling:
    """One of several stories, all equally likely.

    Attributes:
        key: Key of the theory in the library, or a name of its own.
        label: In words.
        off: Claim to the switch at which the theory would have it.
        why: Why.
    """

    key: str
    label: str
    off: Mapping[str, float]
    why: str


@cache
def tellings() -> tuple[Telling, ...]:
    """All tellings of the library; the first is the story as told.

    >>> tellings()[0].key, dict(tellings()[0].off)
    ('balance_of_threat', {})
    """
    return tuple(Telling(key, **row) for key, row in _table().items() if key != "abstains")


def abstaining() -> Mapping[str, str]:
    """Theories that are no telling of their own, and why."""
    found: Mapping[str, str] = _table()["abstains"]
    return found


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = (files("counterpoise") / "library" / "tellings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
