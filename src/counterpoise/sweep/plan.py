"""What a sweep computes, and everything that decides its numbers."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from counterpoise import __version__
from counterpoise.data import Panel, open_panel
from counterpoise.provenance import code_digest
from counterpoise.scenario import Scenario, load_scenario, parse_scenario
from counterpoise.tomlfile import read_text
from counterpoise.vocabulary import ScenarioError

__all__ = ["ALIGNED", "Plan", "versions"]

ALIGNED = 64
"""Chunks hold a multiple of this many members, so that blocks begin at the same members whatever the chunk."""


@dataclass(frozen=True)
class Plan:
    """One sweep.  Plain values only: it travels to other processes and machines as JSON.

    Attributes:
        scenario: Name of a bundled scenario, or the name that stands for the user's file in errors.
        members: Number of futures.
        seed: Of all luck.
        edition: Information cut-off.
        horizon: Last year, if not the scenario's.
        chunk: Members in one file of the store; rounded up to a multiple of :data:`ALIGNED`.
        sample: Members, evenly spread, of whom the full series is kept.
        switches: Claims that are not fully on.
        overrides: Parameter path to value.
        text: Content of the user's own scenario file.
        panel: Folder of another compiled panel.
    """

    scenario: str
    members: int
    seed: int = 1
    edition: str = "latest"
    horizon: int | None = None
    chunk: int = 4096
    sample: int = 200
    switches: Mapping[str, float] = field(default_factory=dict)
    overrides: Mapping[str, float] = field(default_factory=dict)
    text: str | None = None
    panel: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "chunk", -(-self.chunk // ALIGNED) * ALIGNED)

    @classmethod
    def of(cls, scenario: str, **settings: Any) -> Plan:
        """A plan for a bundled scenario or for a file of the user's, whose text it carries along.

        Raises:
            ScenarioError: If the file is not text.
        """
        path = Path(scenario)
        own = path.suffix == ".toml" or path.is_file()
        text = read_text(path, ScenarioError) if own and path.is_file() else None
        return cls(scenario, text=text, **settings)

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """The plan that :meth:`to_json` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """All settings, in one order."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-self.members // self.chunk)

    def span(self, chunk: int) -> tuple[int, int]:
        """First member of a chunk and the one after its last.

        >>> Plan("asia", members=300, chunk=128).span(2)
        (256, 300)
        """
        return chunk * self.chunk, min((chunk + 1) * self.chunk, self.members)

    @property
    def stride(self) -> int:
        """Every so many members the full series is kept."""
        return max(1, -(-self.members // max(1, self.sample)))

    def open(self) -> tuple[Scenario, Panel]:
        """The scenario, cut to edition and horizon, and the panel."""
        panel = open_panel(Path(self.panel) if self.panel else None)
        if self.text is None:
            scenario = load_scenario(self.scenario, panel)
        else:
            scenario = parse_scenario(self.text, self.scenario, panel)
        scenario = scenario.at(self.edition)
        return (scenario.until(self.horizon) if self.horizon is not None else scenario), panel


@cache
def versions() -> dict[str, str]:
    """What must be alike on every worker: this package to the byte, and the libraries that compute."""
    return {
        "counterpoise": __version__,
        "code": code_digest(),
        "jax": version("jax"),
        "jaxlib": version("jaxlib"),
        "numpy": version("numpy"),
        "machine": platform.machine(),
    }
