"""One hindcast from beginning to end: forecast, outcome, score, as one document."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from counterpoise import __version__
from counterpoise.data import Panel
from counterpoise.hindcast.forecast import Hindcast, foretell, known_then
from counterpoise.hindcast.outcome import observe_outcome
from counterpoise.hindcast.score import overlooked, score, surest
from counterpoise.scenario import Scenario
from counterpoise.vintage import VintagePanel

__all__ = ["hindcast_names", "run_hindcast"]


def hindcast_names() -> tuple[str, ...]:
    """Hindcasts that come with the package, by origin.

    >>> hindcast_names()
    ('europe-1890', 'europe-1933', 'coldwar-1947', 'asia-1970', 'asia-1999', 'asia-2014')
    """
    library = files("counterpoise") / "library" / "scenarios"
    heads = {
        path.name.removesuffix(".toml"): tomllib.loads(path.read_text(encoding="utf-8")).get("scenario", {})
        for path in library.iterdir()
        if "origin" in path.read_text(encoding="utf-8")
    }
    found = sorted((int(head["origin"]), name) for name, head in heads.items() if "origin" in head)
    return tuple(name for _, name in found)


def run_hindcast(
    scenario: Scenario,
    panel: Panel,
    members: int | None = None,
    seed: int | None = None,
    progress: Callable[[float, str], None] = lambda share, what: None,
    known: VintagePanel | None = None,
) -> tuple[Hindcast, dict[str, Any]]:
    """Forecast, read what happened, score.

    Args:
        scenario: Cut to its edition, with an origin.
        panel: The whole panel; the forecast reads only what its origin knew.
        members: Futures; the scenario's own number by default.
        seed: Of all luck; the scenario's own by default.
        progress: Told the share done and what is being done.
        known: What the origin knew, where it was opened already.
    """
    known = known or known_then(panel, scenario)
    count = members or scenario.default_members
    finished = 0

    def done(more: int) -> None:
        nonlocal finished
        finished += more
        progress(0.3 + 0.5 * finished / count, "living futures")

    progress(0.05, f"reading what {known.origin} knew")
    forecast = foretell(scenario, known, count, scenario.seed if seed is None else seed, done)
    progress(0.85, "reading what happened")
    outcome = observe_outcome(forecast, scenario, panel)
    document = {
        "schema": 1,
        "name": scenario.name,
        "question": scenario.question,
        "origin": known.origin,
        "members": count,
        "seed": forecast.seed,
        "roles": {"challenger": forecast.observed.challenger, "patron": forecast.observed.patron},
        "states": list(forecast.observed.states),
        "limits": list(scenario.scenario.limits),
        "unknown": list(scenario.scenario.unknown),
        "ties_asked": bool(forecast.observed.core_allies),
        "scores": score(forecast, outcome, known),
        "surest_misses": surest(forecast, outcome),
        "overlooked": overlooked(forecast, outcome),
        "versions": {"counterpoise": __version__},
        "digests": {"panel": panel.digest, "scenario": scenario.digest},
    }
    progress(1.0, "done")
    return forecast, document
