"""One scenario kept warm: what it knows, its members, and the answers that a few of them give at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.about import about
from counterpoise.analysis.draft import draft
from counterpoise.analysis.files import Result
from counterpoise.analysis.futures import events_of
from counterpoise.analysis.joined import joined
from counterpoise.analysis.outcomes import changes_of
from counterpoise.analysis.past import Past
from counterpoise.analysis.prepare import Prepared, milestones
from counterpoise.analysis.ready import made_ready, past_of, rates_of
from counterpoise.analysis.references import persistence
from counterpoise.analysis.rests import calibration_told, hindcasts_told
from counterpoise.analysis.stories import Story, simple_story
from counterpoise.data import Panel
from counterpoise.ensemble import block_size
from counterpoise.explorer import FIRST, Explorer, Found, WhatIf
from counterpoise.observe.forcing import forcing_of
from counterpoise.scenario import Scenario
from counterpoise.studio.pace import lived
from counterpoise.studio.question import Question
from counterpoise.studio.turns import Turn, Turns
from counterpoise.vintage import known_to
from counterpoise.world import Case

__all__ = ["Ground", "Step", "Warm", "first_members"]


def first_members(states: int) -> int:
    """Members of a first answer and of each step of a refinement: two blocks, so that nobody waits long for a turn.

    >>> first_members(30), first_members(193)
    (128, 32)
    """
    return min(FIRST, 2 * block_size(states))


Said = Callable[[str], None]
"""Told which step begins, of :data:`counterpoise.studio.pace.STEPS`."""


def _nothing(step: str) -> None:
    """Nobody listens."""


ALONE = 8
"""Steps in which a simple story that was moved too is refined: a yardstick beside the answer, not the answer."""


_BEHIND = 5.0
"""Seconds for which a step of a refinement lets first answers pass."""


@dataclass(frozen=True, eq=False)
class Step:
    """How far a refinement has come: so many members, and what they say; the last one has the whole result."""

    found: Found
    of: int
    result: Result | None = None


@dataclass(frozen=True, eq=False)
class Ground:
    """What a scenario knows before any luck: history, parameters, and how such things usually went.

    Attributes:
        scenario: The root, cut to its edition.
        edition: Name of the edition.
        known: Vintage of the panel.
        prepared: Ready to run.
        past: Observed years.
        base_rates: Of the outcomes.
    """

    scenario: Scenario
    edition: str
    known: Panel
    prepared: Prepared
    past: Past
    base_rates: Mapping[str, Any]

    @classmethod
    def of(
        cls, scenario: Scenario, edition: str, panel: Panel, held: Mapping[str, float] | None = None
    ) -> Ground:
        """Read what an edition may know.

        Args:
            scenario: Cut to its edition.
            edition: Its name.
            panel: Compiled panel.
            held: Parameters that the observed start depends on, and so cannot be changed while warm.
        """
        known = known_to(panel, scenario)
        prepared = made_ready(scenario, known, held)
        past = past_of(scenario, known, prepared, held)
        return cls(scenario, edition, known, prepared, past, rates_of(known, milestones(scenario)))


class Warm:
    """A scenario at one seed, compiled and ready; scenarios that extend it are asked of it too.

    Args:
        ground: Of the root: an extension differs from it by assumptions and held parameters only.
        seed: Of the futures.
        engine: Where readers take turns while futures are computed, so that nobody is turned away.
        most: Members to which answers are refined; a case so large that its blocks are small is refined to as many
            as its whole answer has.
        said: Told which step begins.
    """

    def __init__(self, ground: Ground, seed: int, engine: Turns, most: int, said: Said = _nothing) -> None:
        self.scenario, self.edition, self.seed, self.engine = ground.scenario, ground.edition, seed, engine
        self.known, self.past = ground.known, ground.past
        self.parameters = ground.prepared.parameters
        self.size = first_members(states := len(ground.prepared.observed.states))
        most = most if self.size == FIRST else max(min(most, ground.scenario.default_members), self.size)
        self.explorer = Explorer(ground.prepared, seed, most)
        self.seconds = lived(self.size, states, len(ground.prepared.observed.case.forcing.year))
        self._said: dict[str, dict[str, Any]] = {}
        self._theatres: dict[int, NDArray[np.bool_]] = {}
        said("compile")
        self._keep_theatres(
            self.explorer.ask(WhatIf(), self.size), 0
        )  # takes no turn, for compiling takes minutes
        said("live")
        self._simple = _story_of(self._ask(self.explorer, WhatIf(switches=simple_story()), self.size, 0))
        self._years, self._base_rates = list(milestones(ground.scenario)), ground.base_rates

    def draft(self, question: Question, scenario: Scenario, alone: bool = False) -> Result:
        """The answer of the first members, beside the same members in the root scenario as it is.

        Args:
            question: What was asked.
            scenario: The one that it asks about: the root, or an extension of it, cut to the edition.
            alone: Whether a simple story that is moved too is lived as well, which takes as long again.
        """
        explorer, change = self._asked(question, scenario)
        found = self._ask(explorer, change, self.size, 0)
        simple = None
        if alone and self.moves_the_simple(question, scenario):
            simple = _story_of(self._ask(explorer, _alone(change), self.size, 0, behind=True))
        return self._result(question, scenario, explorer, found, simple)

    def outcome(self, question: Question, scenario: Scenario) -> Story:
        """The first members' futures in full."""
        return _story_of(self._ask(*self._asked(question, scenario), self.size, 0))

    def tell(self, question: Question, scenario: Scenario, first: int, count: int) -> dict[str, Any]:
        """Single futures in words, from the first members on.

        Args:
            question: What was asked.
            scenario: The one that it asks about.
            first: Number of the first future told, counted from 0.
            count: How many.
        """
        explorer, change = self._asked(question, scenario)
        story = _story_of(self._ask(explorer, change, self.size, 0))
        names = {state: self.known.state(state).name for state in explorer.prepared.observed.states}
        chosen = range(first, first + count)
        return {
            "members": len(story.ties),
            "futures": [
                {
                    "number": member + 1,
                    "holds": bool(story.verdict.balance_holds[member, -1]),
                    "ties": bool(story.ties[member, -1]),
                    "events": events_of(story, explorer.prepared.observed, names, member),
                }
                for member in chosen
                if member < len(story.ties)
            ],
        }

    def refine(self, question: Question, scenario: Scenario) -> Iterator[Step]:
        """Better answers, step by step, until all members have been lived; each member is told twice."""
        explorer, change = self._asked(question, scenario)
        found = self._ask(explorer, change, self.size, 0)
        stories, again = [_story_of(found)], [self._again(explorer, change, self.size, 0)]
        moved = self.moves_the_simple(question, scenario)
        simple = [_story_of(self._ask(explorer, _alone(change), self.size, 0, behind=True))] if moved else []
        yield Step(found, explorer.most)
        while found.members < explorer.most:
            self._as_it_is(self.size, found.members)
            more = self._ask(explorer, change, self.size, found.members, behind=True)
            again.append(self._again(explorer, change, self.size, found.members))
            if moved and found.members < ALONE * self.size:
                simple.append(
                    _story_of(self._ask(explorer, _alone(change), self.size, found.members, behind=True))
                )
            stories.append(_story_of(more))
            found = replace(found.with_more(more), story=None)
            yield Step(found, explorer.most)
        whole = replace(found, story=joined(stories, again))
        beside = joined(simple) if moved else None
        yield Step(whole, explorer.most, self._result(question, scenario, explorer, whole, beside))

    def moves_the_simple(self, question: Question, scenario: Scenario) -> bool:
        """Whether the simple story, too, is another one than the root's: under these changes, in this scenario."""
        others = question.switches.keys() - simple_story().keys()
        return bool(question.shocks or question.parameters or others) or scenario.name != self.scenario.name

    def _asked(self, question: Question, scenario: Scenario) -> tuple[Explorer, WhatIf]:
        """Members amid what the scenario and the reader assume, and what is switched and held."""
        own = {path: given.value for path, given in scenario.overrides.items()}
        root = {path: given.value for path, given in self.scenario.overrides.items()}
        held = {path: value for path, value in own.items() if root.get(path) != value}
        usual = self.explorer.prepared.switches
        switches = {k: v for k, v in scenario.switched(question.switches).items() if usual.get(k, 1.0) != v}
        change = WhatIf(switches, {**held, **question.parameters})
        facts = tuple(shock.fact() for shock in question.shocks)
        if not facts and scenario.happenings == self.scenario.happenings:
            return self.explorer, change
        assumed = scenario.model_copy(update={"assumptions": (*scenario.assumptions, *facts)})
        observed = self.explorer.prepared.observed
        forcing = forcing_of(
            self.known, assumed, observed.codes, observed.hosts, np.asarray(observed.case.forcing.enemies)
        )
        return self.explorer.amid(Case(observed.case.setting, observed.case.world, forcing)), change

    def _about(self, scenario: Scenario) -> dict[str, Any]:
        """What an answer says whatever its futures, its past forecasts too, the same for every change of a scenario."""
        key = scenario.name
        if key not in self._said:
            told = about(scenario, self.edition, self.seed, self.size, self.known, self.parameters)
            rests = {"hindcasts": list(hindcasts_told()), "calibration": calibration_told()}
            self._said[key] = {**told, **rests}
        return self._said[key]

    def _result(
        self,
        question: Question,
        scenario: Scenario,
        explorer: Explorer,
        found: Found,
        simple: Story | None = None,
    ) -> Result:
        base: dict[str, Any] = {
            **self._about(scenario),
            "references": {
                "persistence": persistence(found.balance_before[:, 0], found.ties_before[:, 0], self._years),
                "base_rate": self._base_rates,
            },
            "switches": dict(sorted(scenario.switched(question.switches).items())),
            "overrides": dict(sorted(question.parameters.items())),
        }
        stories = {"simple": simple or self._simple, "full": _story_of(found)}
        before = {"balance_holds": found.balance_before, "ties_survive": found.ties_before}
        result = draft(base, stories, before, explorer.prepared.observed, self.known, self.past)
        self._beside_theatres(result, found)
        if simple is not None or len(stories["simple"].ties) < found.members:
            result.answer["simple_members"] = len(stories["simple"].ties)
        if simple is None and self.moves_the_simple(question, scenario):
            for outcome in result.answer["outcomes"].values():
                outcome["simple_before"] = outcome.pop("simple")  # a first draft waits for no second story
        return result

    def _beside_theatres(self, result: Result, found: Found) -> None:
        """What the change does to each theatre's chance, over the members that have lived both."""
        held = _story_of(found).verdict.theatres
        before = np.concatenate([self._theatres[first] for first in sorted(self._theatres)])[: len(held)]
        for k, key in enumerate(result.answer["theatres"]):
            now, was = {"holds": held[..., k]}, {"holds": before[..., k]}
            change = changes_of(now, was, milestones(self.scenario))
            result.answer["theatres"][key]["difference"] = change["holds"]

    def _as_it_is(self, members: int, first: int) -> None:
        """Have members lived the scenario as it is, once for all that is compared with it."""
        if first not in self._theatres:
            self._keep_theatres(self._ask(self.explorer, WhatIf(), members, first, behind=True), first)

    def _keep_theatres(self, found: Found, first: int) -> None:
        self._theatres[first] = _story_of(found).verdict.theatres

    def _ask(
        self, explorer: Explorer, change: WhatIf, members: int, first: int, behind: bool = False
    ) -> Found:
        with self._turn(behind):
            return explorer.ask(change, members, first)

    def _again(self, explorer: Explorer, change: WhatIf, members: int, first: int) -> Any:
        with self._turn(behind=True):
            return explorer.again(change, members, first)

    def _turn(self, behind: bool) -> AbstractContextManager[Turn]:
        """A turn at the engine; behind the page, first answers of others go before for some seconds."""
        return self.engine.taken(self.seconds + (_BEHIND if behind else 0.0))


def _alone(change: WhatIf) -> WhatIf:
    """The simple story under the same change: every complication off."""
    return replace(change, switches={**change.switches, **simple_story()})


def _story_of(found: Found) -> Story:
    assert found.story is not None
    return found.story
