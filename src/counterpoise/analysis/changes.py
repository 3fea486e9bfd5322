"""What moved between two answers, and why: one thing after the other is put in the place of the old one.

The old question is asked again here and now, then its facts, its panel, its parameters, its switches and its luck are
replaced in turn by those of the new one.  Steps share their futures wherever they can, so a step's error is that of
the futures that differ.  What cannot be asked again - another version of the code, of the library's parameters or of
the panel - is what is left between an answer and its repetition; it is named by the digests that differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.probability import paired_change, simulation_error
from counterpoise.analysis.ready import made_ready
from counterpoise.analysis.stories import tell
from counterpoise.data import Panel
from counterpoise.provenance import code_digest
from counterpoise.scenario import load_scenario
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Asked", "Step", "answered_now", "causes_of", "what_moved"]

OUTCOMES = ("balance_holds", "ties_survive")


@dataclass(frozen=True)
class Asked:
    """What a question rests on.

    Attributes:
        scenario: Name or path.
        facts: Edition whose facts of the scenario are known.
        releases: Edition whose cut-off decides which releases of the panel are known.
        overrides: Parameters held.
        switches: Claims turned down.
        seed: Of the luck.
        members: Futures.
    """

    scenario: str
    facts: str
    releases: str
    overrides: tuple[tuple[str, float], ...]
    switches: tuple[tuple[str, float], ...]
    seed: int
    members: int


@dataclass(frozen=True, eq=False)
class Told:
    """What came of a question.

    Attributes:
        outcomes: Outcome to whether each member had it in the year.
        digests: Of panel, parameters and code.
    """

    outcomes: Mapping[str, NDArray[np.bool_]]
    digests: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One cause and what it moved.

    Attributes:
        cause: In words.
        moved: Outcome to what it added to the chance.
        error: Outcome to the 90 per cent simulation error of that.
    """

    cause: str
    moved: Mapping[str, float]
    error: Mapping[str, float]


def what_moved(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    panel: Panel,
    scenario: str | Path | None = None,
    progress: Callable[[float, str], None] = lambda share, what: None,
) -> tuple[int, tuple[Step, ...]]:
    """Attribute the change from an old answer to a new one.

    Args:
        old: Content of its answer.json.
        new: Content of its answer.json.
        panel: Compiled panel.
        scenario: File of the scenario, where it is not in the library.
        progress: Told the share done and the cause at hand.

    Returns:
        The last year that both speak of, and the steps; their sum is the whole change.

    Raises:
        CounterpoiseError: If the two speak of no year in common.
    """
    year = _common_year(old, new)
    first, last = (_asked(answer, scenario) for answer in (old, new))
    told: dict[Asked, Told] = {}

    def ask(asked: Asked) -> Told:
        if asked not in told:
            told[asked] = _lived(asked, panel, year)
        return told[asked]

    steps, now = [_left(old, ask(first), "old", year)], first
    swaps = list(_swaps(first, last))
    for k, (cause, after) in enumerate(swaps):
        progress((k + 1) / (len(swaps) + 1), cause)
        steps.append(_step(cause, ask(now), ask(after), now, after))
        now = after
    again = _left(new, ask(last), "new", year)
    steps.append(Step(again.cause, {name: -value for name, value in again.moved.items()}, again.error))
    return year, tuple(step for step in steps if any(step.moved.values()) or step in steps[1:-1])


def answered_now(
    name: str, panel: Panel, members: int, seed: int, horizon: int | None = None
) -> dict[str, Any]:
    """As much of an answer as :func:`what_moved` reads, for an edition that nobody has run yet.

    Args:
        name: Scenario and edition, as ``asia@essay``.
        panel: Compiled panel.
        members: Futures.
        seed: Of all luck.
        horizon: Last year.
    """
    scenario, _, named = name.partition("@")
    edition = named or "latest"
    whole = load_scenario(scenario, panel).at(edition)
    year = whole.horizon if horizon is None else horizon
    switches = tuple(sorted(whole.switched().items()))
    told = _lived(Asked(scenario, edition, edition, (), switches, seed, members), panel, year)
    chances = {key: round(float(values.mean()), 4) for key, values in told.outcomes.items()}
    return {
        "scenario": scenario,
        "edition": edition,
        "seed": seed,
        "members": members,
        "overrides": {},
        "switches": dict(switches),
        "outcomes": {key: {"full": {str(year): {"p": chance}}} for key, chance in chances.items()},
        "digests": dict(told.digests),
    }


def causes_of(
    old: Mapping[str, Any], new: Mapping[str, Any], year: int, steps: Sequence[Step]
) -> dict[str, Any]:
    """What moved, as plain data: for each outcome what was said then and now, and every step between.

    Args:
        old: Content of the earlier answer.json.
        new: Content of the later one.
        year: Of both chances, as :func:`what_moved` found it.
        steps: The causes it found.

    >>> held = {"outcomes": {name: {"full": {"2045": {"p": 0.5}}} for name in OUTCOMES}}
    >>> step = Step("data", dict.fromkeys(OUTCOMES, 0.1), dict.fromkeys(OUTCOMES, 0.02))
    >>> causes_of(held, held, 2045, [step])["outcomes"]["ties_survive"]["steps"]
    [{'cause': 'data', 'moved': 0.1, 'error': 0.02}]
    """
    return {
        "year": year,
        "outcomes": {
            name: {
                "then": old["outcomes"][name]["full"][str(year)]["p"],
                "now": new["outcomes"][name]["full"][str(year)]["p"],
                "steps": [
                    {
                        "cause": step.cause,
                        "moved": round(step.moved[name], 4),
                        "error": round(step.error[name], 4),
                    }
                    for step in steps
                ],
            }
            for name in OUTCOMES
        },
    }


def _common_year(old: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    years = set(old["outcomes"][OUTCOMES[0]]["full"]) & set(new["outcomes"][OUTCOMES[0]]["full"])
    if not years:
        raise CounterpoiseError(
            "The two answers speak of no year in common.",
            where="changes",
            hint="Run one of them again with the other's --horizon.",
        )
    return max(int(year) for year in years)


def _asked(answer: Mapping[str, Any], scenario: str | Path | None) -> Asked:
    return Asked(
        str(scenario or answer["scenario"]),
        answer["edition"],
        answer["edition"],
        tuple(sorted(answer.get("overrides", {}).items())),
        tuple(sorted(answer.get("switches", {}).items())),
        int(answer["seed"]),
        int(answer["members"]),
    )


def _swaps(first: Asked, last: Asked) -> Iterator[tuple[str, Asked]]:
    """What differs between two questions, put in place one after the other."""
    now = first
    causes = {
        "scenario": f"the scenario: {first.scenario} to {last.scenario}",
        "facts": f"facts of the scenario: {first.facts} to {last.facts} edition",
        "releases": f"releases of the panel: {first.facts} to {last.facts} edition",
        "overrides": "parameters held by hand",
        "switches": "claims switched",
    }
    for name, cause in causes.items():
        if getattr(now, name) != getattr(last, name):
            now = replace(now, **{name: getattr(last, name)})
            yield cause, now
    if now != last:
        yield "seed and number of futures", last


def _lived(asked: Asked, panel: Panel, year: int) -> Told:
    """Ask a question here and now."""
    whole = load_scenario(asked.scenario, panel)
    cut, known = whole.at(asked.facts), panel.vintage(str(whole.at(asked.releases).cutoff))
    ready = made_ready(cut if cut.horizon == year else cut.until(year), known, dict(asked.overrides))
    draws = ready.draws(asked.seed, asked.members)
    story = tell(ready.observed, ready.model(draws), draws, dict(asked.switches), asked.seed, chunk=1000)
    return Told(
        {"balance_holds": story.verdict.balance_holds[:, -1], "ties_survive": story.ties[:, -1]},
        {"panel": known.digest, "parameters": ready.parameters.digest, "code": code_digest()},
    )


def _step(cause: str, before: Told, after: Told, one: Asked, other: Asked) -> Step:
    moved: dict[str, float] = {}
    error: dict[str, float] = {}
    for name in OUTCOMES:
        first, second = before.outcomes[name], after.outcomes[name]
        if (one.seed, one.members) == (other.seed, other.members):
            moved[name], error[name] = paired_change(second, first)
        else:
            moved[name] = float(second.mean() - first.mean())
            error[name] = float(np.hypot(simulation_error(first), simulation_error(second)))
    return Step(cause, moved, error)


def _left(answer: Mapping[str, Any], again: Told, which: str, year: int) -> Step:
    """What lies between an answer and its repetition here."""
    told = answer.get("digests", {})
    other = [name for name, digest in again.digests.items() if told.get(name) != digest]
    cause = f"version of {', '.join(other)}" if other else "repetition"
    moved = {}
    for name in OUTCOMES:
        gap = float(again.outcomes[name].mean()) - float(answer["outcomes"][name]["full"][str(year)]["p"])
        moved[name] = 0.0 if abs(gap) < _ROUNDED else gap
    return Step(f"{cause}, between the {which} answer and now", moved, dict.fromkeys(OUTCOMES, 0.0))


_ROUNDED = 1e-4
"""Answers are rounded to four digits."""
