"""A question as a scenario file, which the command line runs to the same bytes."""

from __future__ import annotations

from typing import Any

import tomli_w

from counterpoise.data import Panel
from counterpoise.scenario import Scenario, parse_scenario
from counterpoise.studio.question import Question

__all__ = ["scenario_of", "toml_of"]

_SOURCE = "Set by the reader in the studio: an assumption, not a fact"


def toml_of(question: Question, scenario: Scenario, members: int | None = None) -> str:
    """The whole scenario with the reader's changes, as TOML.

    Args:
        question: What was asked.
        scenario: The file it changes, with all editions.
        members: Futures of the exported scenario's answer; its own number by default.
    """
    data: dict[str, Any] = scenario.model_dump(mode="python", exclude_none=True, exclude_defaults=True)
    for key in ("extends", "adds"):  # the base's facts are in the file already
        data.pop(key, None)
    data["scenario"] = {
        **data["scenario"],
        "name": f"{scenario.name}-changed"
        if question.changed
        else scenario.name,  # a folder of its own in runs/
        "seed": question.seed,
        "default_members": members or scenario.default_members,
    }
    overrides = {path: {"value": value, "source": _SOURCE} for path, value in question.parameters.items()}
    assumptions = [
        shock.fact().model_dump(exclude_none=True, exclude_defaults=True) for shock in question.shocks
    ]
    for key, changes in (("overrides", overrides), ("switches", question.switches)):
        if changes:
            data[key] = {**data.get(key, {}), **changes}
    if assumptions:
        data["assumptions"] = [*data.get("assumptions", ()), *assumptions]
    return tomli_w.dumps(_plain(data))


def scenario_of(question: Question, scenario: Scenario, panel: Panel, members: int | None = None) -> Scenario:
    """The same as :func:`toml_of`, read as the command line reads it."""
    return parse_scenario(toml_of(question, scenario, members), f"{scenario.name}.toml", panel)


def _plain(tree: Any) -> Any:
    """Tables and lists as TOML knows them."""
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    return [_plain(item) for item in tree] if isinstance(tree, (list, tuple)) else tree
