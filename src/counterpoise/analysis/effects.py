"""What each scenario of the library does to the answer of its base, measured once and shipped with the library.

The page of scenarios quotes these numbers; ``counterpoise scenarios --measure`` makes them again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from hashlib import sha256
from importlib.resources import files
from typing import Any

from counterpoise.analysis.compare import lived, marks_of, rows_of
from counterpoise.analysis.comparison import Difference
from counterpoise.data import Panel
from counterpoise.scenario import Scenario, available_scenarios, load_scenario
from counterpoise.vocabulary import CLAIMS

__all__ = ["assumption_digest", "measure_claims", "measure_effects", "stored_effects"]


def measure_effects(
    panel: Panel,
    base: str = "asia",
    edition: str = "latest",
    members: int = 1000,
    seed: int = 1,
    progress: Callable[[float, str], None] = lambda share, what: None,
) -> dict[str, Any]:
    """Every extension of a base held against it, on the same luck.

    Args:
        panel: Compiled panel.
        base: Scenario that they extend.
        edition: Of all; an extension that is meant for another one moves little.
        members: Futures of each.
        seed: Of all.
        progress: Told the share done and the scenario at hand.
    """
    names = [name for name in available_scenarios() if load_scenario(name).extends == base]
    plain = lived(load_scenario(base, panel).at(edition), panel, members, seed, {}, {})
    years = tuple(range(plain.scenario.start, plain.scenario.horizon + 1))
    marks = {year: year - years[0] for year in marks_of(years)}
    found: dict[str, Any] = {}
    for k, name in enumerate(names):
        progress((k + 1) / (len(names) + 1), name)
        other = lived(load_scenario(name, panel).at(edition), panel, members, seed, {}, {})
        rows = [
            row
            for row in rows_of(plain, other, marks, panel)
            if row.kind == "outcome" or (row.kind == "ratio" and row.year == years[-1])
        ]
        found[name] = {"digest": assumption_digest(other.scenario), "rows": [_kept(row) for row in rows]}
    return {
        "base": plain.name,
        "members": members,
        "seed": seed,
        "parameters": plain.prepared.parameters.digest,
        "scenarios": found,
    }


def stored_effects() -> Mapping[str, Any]:
    """The effects that ship with the library; empty where none were measured."""
    path = files("counterpoise") / "library" / "effects.json"
    if not path.is_file():
        return {}
    held: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def assumption_digest(scenario: Scenario) -> str:
    """SHA-256 of what an extension adds to its base; words about it may be mended without measuring again."""
    said = [fact.model_dump(mode="json", exclude=_WORDS) for fact in scenario.assumptions]
    held = {path: given.value for path, given in scenario.overrides.items()}
    return sha256(json.dumps([said, held], sort_keys=True).encode()).hexdigest()[:16]


_WORDS = {"label", "source", "why"}


def _kept(row: Difference) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(row).items() if name != "label"}
    return {
        name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in kept.items()
    }


def measure_claims(
    panel: Panel,
    base: str = "asia",
    edition: str = "latest",
    members: int = 1000,
    seed: int = 1,
    progress: Callable[[float, str], None] = lambda share, what: None,
) -> dict[str, Any]:
    """What turning each claim off does to the answer of a base, and where it shows most.

    Args:
        panel: Compiled panel.
        base: Scenario.
        edition: Its edition.
        members: Futures of each.
        seed: Of all.
        progress: Told the share done and the claim at hand.

    Returns:
        Claim to its rows of outcome and ratio in the last year, and the three states whose chance of standing with
        the patron it moves most.
    """
    cut = load_scenario(base, panel).at(edition)
    plain = lived(cut, panel, members, seed, {}, {})
    marks = {cut.horizon: cut.horizon - cut.start}
    found: dict[str, Any] = {}
    for k, claim in enumerate(CLAIMS):
        progress((k + 1) / (len(CLAIMS) + 1), claim)
        rows = list(rows_of(lived(cut, panel, members, seed, {claim: 0.0}, {}), plain, marks, panel))
        stances = [row for row in rows if row.kind == "stance" and row.key.endswith(" patron")]
        largest = sorted(stances, key=lambda row: -abs(row.difference))[:_MOST_STATES]
        found[claim] = {
            "rows": [_kept(row) for row in rows if row.kind in {"outcome", "ratio"}],
            "states": [[row.label.split(",")[0], float(f"{row.difference:.3g}")] for row in largest],
        }
    return found


_MOST_STATES = 3
