"""The Answer: will the balance hold, how sure are we, and what would break it?

One call runs the full story, the simple story and the full story with each complication left out, all on the
same luck, and says of each what the definition says.  Every number that a report or a terminal shows is made
here; views compute nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from counterpoise import noise
from counterpoise.analysis.about import about, beside_futures
from counterpoise.analysis.clauses import CLAUSES, clauses_of, without_clause
from counterpoise.analysis.contents import alliances_of, states_of, theatres_of
from counterpoise.analysis.costs import costs_of
from counterpoise.analysis.files import Result
from counterpoise.analysis.movers import with_movers
from counterpoise.analysis.outcomes import grades_of, outcomes_of, two_by_two
from counterpoise.analysis.prepare import milestones
from counterpoise.analysis.probability import between_parameters
from counterpoise.analysis.ready import made_ready, past_of, rates_of
from counterpoise.analysis.references import persistence
from counterpoise.analysis.sensitivity import sensitivity_of
from counterpoise.analysis.spread import errors_of, scores, shares_of, spread_and_without
from counterpoise.analysis.stories import Story, left_out, retold, simple_story, tell
from counterpoise.analysis.views import make_views
from counterpoise.analysis.watch import tripwires_of
from counterpoise.claims import complications
from counterpoise.data import Panel
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.parameters import ParameterSet
from counterpoise.scenario import Scenario
from counterpoise.vintage import known_to

__all__ = ["run"]

Progress = Callable[[float, str], None]
Draws = Mapping[str, NDArray[np.float64]]


def run(
    scenario: Scenario,
    edition: str,
    members: int,
    seed: int,
    panel: Panel,
    horizon: int | None = None,
    chunk: int | None = None,
    switches: Mapping[str, float] | None = None,
    overrides: Mapping[str, float] | None = None,
    progress: Progress = lambda share, what: None,
) -> Result:
    """Answer a scenario's question: will the balance hold, how sure are we, and what would break it?

    The chance of an outcome is the share of futures that have it, ``p = (1/n) sum_k 1[outcome in future k]``, with the
    90 per cent range over what the parameters leave open and the simulation error of a finite ``n``
    (:mod:`counterpoise.analysis.probability`).  All stories share their luck, so their differences are surer than
    either chance.  The same arguments give the same bytes.

    Args:
        scenario: Cut to its edition (and horizon).
        edition: Name of the edition.
        members: Number of futures.
        seed: Of the run.
        panel: Compiled panel; it is cut to what was public at the edition's date.
        horizon: Last year, if it was changed; the scenario already knows it.
        chunk: Futures in flight; changes no number.
        switches: Claims to turn down in the full story, from 0 (off) to 1.
        overrides: Parameter path to the value at which it is held, in the parameter's unit.
        progress: Told the share done and what is being done.

    Returns:
        The answer (chances from 0 to 1) with the series behind it; ``Result.plot`` draws them.

    Raises:
        ParameterError: If an override names no parameter, or a value outside its range.

    Example:
        ``cut = load_scenario("asia", panel).at("latest")`` and then
        ``run(cut, "latest", 200, 1, panel).answer["outcomes"]["balance_holds"]["full"]["2045"]``, with
        ``panel = open_panel()``, is the chance that the balance holds, in some seconds.
    """
    known = known_to(panel, scenario)
    progress(0.02, "reading history")
    years = milestones(scenario)
    switches = scenario.switched(switches)
    ready = made_ready(scenario, known, overrides)
    parameters, observed = ready.parameters, ready.observed
    outside = ThreadPoolExecutor(1).submit(rates_of, known, years)
    draws = ready.draws(seed, members)
    model = ready.model(draws)
    past = past_of(scenario, known, ready, overrides)
    told = _Telling(observed, model, draws, seed, chunk or _CHUNK, switches, progress)
    fewer = max(min(members, _COST_MEMBERS), members // 2)
    few = max(min(members, _CLAUSE_MEMBERS), members // 4)
    crew = ThreadPoolExecutor(_ABREAST)
    try:
        whole = crew.submit(told.again, "the full story", {})
        plain = crew.submit(told.again, "the simple story", simple_story())
        left = {
            claim: crew.submit(told.story, f"without {claim}", left_out(claim), fewer)
            for claim in complications()
        }
        off = {
            clause: crew.submit(told.story, f"without {clause}", {}, few, partial(without_clause, clause))
            for clause in CLAUSES
        }
        full, simple = whole.result(), plain.result()
        without = {claim: story.result() for claim, story in left.items()}
        turned_off = {clause: story.result() for clause, story in off.items()}
    finally:
        crew.shutdown(cancel_futures=True)
    progress(0.9, "taking the answer apart")
    stories = {"simple": simple, "full": full}
    identity = about(scenario, edition, seed, members, known, parameters)
    beside = beside_futures(scenario, edition, identity, parameters, bool(switches or overrides))
    answer: dict[str, Any] = {
        **identity,
        "outcomes": outcomes_of(stories, years),
        "two_by_two": {name: two_by_two(story, years) for name, story in stories.items()},
        "grades": {name: grades_of(story, years) for name, story in stories.items()},
        "references": {
            "persistence": persistence(full.verdict.balance_holds[:, 0], full.ties[:, 0], list(years)),
            "base_rate": outside.result(),
        },
        "alliances": alliances_of(full, observed, years),
        "theatres": theatres_of(full, observed, past, years),
        "states": with_movers(states_of(full, observed, known, years), full, observed),
        **costs_of(full, without),
        "cost_members": fewer,
        "attribution": beside["attribution"],
        "clauses": clauses_of(full, turned_off, years),
        "clause_members": few,
        "sensitivity": sensitivity_of(full, observed, draws, years),
        **_spread(parameters, draws, full),
        "tripwires": tripwires_of(full, observed),
        "switches": dict(sorted(switches.items())),
        "overrides": dict(sorted((overrides or {}).items())),
        "names": {code: known.state(code).name for code in observed.states},
        **beside,
    }
    progress(0.95, "drawing the views")
    return Result(answer, make_views(stories, observed, known, past))


@dataclass
class _Telling:
    """What all stories of a run share, and how far they have come."""

    observed: Observed
    model: Model
    draws: Draws
    seed: int
    chunk: int
    switches: dict[str, float]
    progress: Progress
    finished: int = 0

    @property
    def members(self) -> int:
        """Futures of a story."""
        return len(next(iter(self.draws.values())))

    @property
    def tellings(self) -> int:
        """How often a story is told again: once is enough for a large ensemble."""
        return int(np.clip(np.ceil(_TOLD / self.members), 1, _MOST_TELLINGS))

    def again(self, name: str, switches: Mapping[str, float]) -> Story:
        """A story with the same members told again, so that luck and parameters can be told apart."""
        story, others = self.story(name, switches), []
        for telling in range(1, self.tellings + 1):
            luck = int(noise.bits(self.seed, telling, 0, "told again"))
            other = self.story(f"{name}, told again", switches, seed=luck)
            others.append(retold(other, self.observed, self.draws, telling))
        return replace(story, again=tuple(others))

    def story(
        self,
        name: str,
        switches: Mapping[str, float],
        members: int | None = None,
        change: Callable[[Observed, Model], tuple[Observed, Model]] = lambda observed, model: (
            observed,
            model,
        ),
        seed: int | None = None,
    ) -> Story:
        """Tell a story of the first ``members`` futures, in a changed scenario or Model where one is asked for.

        What the user switched off stays off in it.
        """
        told = 2 + 2 * self.tellings + len(complications()) / 2 + len(CLAUSES) / 4
        total = self.members * told

        def done(count: int) -> None:
            self.finished += count
            self.progress(0.05 + 0.85 * min(1.0, self.finished / total), name)

        merged = {**dict.fromkeys(switches, 1.0), **switches}
        for claim, value in self.switches.items():
            merged[claim] = min(value, merged.get(claim, 1.0))
        model = jax.tree.map(lambda leaf: leaf[:members], self.model)
        observed, model = change(self.observed, model)
        luck = self.seed if seed is None else seed
        return tell(observed, model, self.draws, merged, luck, chunk=self.chunk, done=done)


def _spread(parameters: ParameterSet, draws: Draws, full: Story) -> dict[str, Any]:
    """How the spread of the chance divides by grade and by parameter, and what is luck or the choice of ruler.

    Shares by grade speak of the parameters that describe the world, those over which the printed range runs.
    Of the variance of the outcome itself, ``chance_share`` is what no knowledge of any parameter would remove, and
    ``ruler_share`` what is owed to the ruler (how much balance counts as enough).
    """
    world = [
        path for path in parameters.paths() if np.ptp(draws[path]) > 0 and not path.startswith("verdict.")
    ]
    first, other = full.verdict.balance_holds[:, -1], full.again[0].same_ruler[:, -1]
    score, grade_of = scores(draws, world), [parameters[path].grade.value for path in world]
    spread, without = spread_and_without(first, other, score)
    by_grade, of_path = shares_of(spread, grade_of), shares_of(spread, world)
    grade_error, path_error = errors_of(without, grade_of, by_grade), errors_of(without, world, of_path)
    by_path = sorted(of_path.items(), key=lambda item: (-item[1], item[0]))
    grades = {
        grade: round(by_grade.get(grade, 0.0), 4) if by_grade else None
        for grade in ("judgement", "published", "estimated")
    }
    everything = np.vstack([first[None, :], *(t.same_ruler[None, :, -1] for t in full.again)]).astype(float)
    others = np.vstack([first[None, :], *(t.verdict.balance_holds[None, :, -1] for t in full.again)])
    whole = max(float(everything.mean() * (1.0 - everything.mean())), 1e-12)
    known, of_world = between_parameters(everything), between_parameters(others.astype(float))
    return {
        "judgement_share": grades["judgement"],
        "grade_shares": grades,
        "grade_errors": {grade: round(error, 4) for grade, error in sorted(grade_error.items())},
        "chance_share": round(float(np.clip(1.0 - known / whole, 0.0, 1.0)), 4),
        "ruler_share": round(float(np.clip((known - of_world) / whole, 0.0, 1.0)), 4),
        "drivers": [
            {
                "path": path,
                "label": parameters[path].label,
                "grade": parameters[path].grade.value,
                "share": round(share, 4),
                "error": round(path_error[path], 4),
            }
            for path, share in by_path[:_DRIVERS]
            if share > 0.0
        ],
    }


_ABREAST = 2
"""Stories told at once: one is simulated while the other is judged."""

_CHUNK = 1000
_COST_MEMBERS = 1000
"""Futures that suffice for a cost: on common luck its error is half that of a probability."""

_TOLD, _MOST_TELLINGS = 1000, 8
"""Pairs of tellings that pin a range down, and the most tellings that a small ensemble gets."""

_CLAUSE_MEMBERS = 500
"""Futures for each clause turned off: their effects are far larger than a cost."""

_DRIVERS = 10
