"""What an answer leaves to the file of its scenario, where that is one that ships."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from counterpoise.telling.reader import dig

__all__ = ["counted", "scenario_file"]


@cache
def scenario_file(name: str) -> Mapping[str, Any]:
    """The file of a scenario that ships, by its name; empty for any other.

    >>> scenario_file("trade-pact")["extends"], dict(scenario_file("of my own"))
    ('asia', {})
    """
    file = files("counterpoise") / "library" / "scenarios" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def counted(answer: Mapping[str, Any]) -> frozenset[str]:
    """Partners whose treaties decide whether the ties survive; empty where the scenario's file does not say.

    >>> sorted(counted({"scenario": "asia"})), sorted(counted({"scenario": "of my own"}))
    (['AUS', 'JPN', 'KOR', 'PHL'], [])
    """
    told = scenario_file(str(dig(answer, "scenario")))
    base = scenario_file(str(told.get("extends"))) if "extends" in told else told
    return frozenset(dig(base, "scenario", "roles", "core_allies") or dig(base, "roles", "core_allies") or ())
