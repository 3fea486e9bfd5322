"""Hold two scenarios against each other: the same members, with the same luck, live both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from counterpoise import noise
from counterpoise.analysis.comparison import Comparison, Difference, chance_difference, quantity_difference
from counterpoise.analysis.differing import differing
from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.probability import paired_change
from counterpoise.analysis.ready import made_ready
from counterpoise.analysis.stance import stance
from counterpoise.analysis.stories import Story, tell
from counterpoise.analysis.verdict import Grade4
from counterpoise.data import Panel, open_panel
from counterpoise.scenario import Scenario, load_scenario
from counterpoise.stances import SIDES, STANCES
from counterpoise.vintage import known_to
from counterpoise.vocabulary import CounterpoiseError

__all__ = ["Side", "compare", "lived", "marks_of", "rows_of", "side"]

Progress = Callable[[float, str], None]
Read = Callable[[Story], NDArray[np.bool_]]

OUTCOMES: Mapping[str, tuple[str, Read]] = {
    "balance_holds": ("The balance holds", lambda story: story.verdict.balance_holds),
    "ties_survive": ("The ties survive", lambda story: story.ties),
}


@dataclass(frozen=True, eq=False)
class Side:
    """One of two scenarios: ready to run, and lived once or more by the same members.

    Attributes:
        scenario: Cut to its edition.
        prepared: With parameters and axes.
        tellings: The same members with other luck each time.
    """

    scenario: Scenario
    prepared: Prepared
    tellings: tuple[Story, ...]

    @property
    def name(self) -> str:
        """Name and edition."""
        return f"{self.scenario.name}@{self.scenario.edition}"


def side(scenario: str | Path | Scenario, edition: str, panel: Panel, horizon: int | None = None) -> Scenario:
    """A scenario cut to its edition: a name, a path, a name with an edition (``asia@essay``), or one already cut."""
    if isinstance(scenario, Scenario):
        cut = scenario if scenario.edition else scenario.at(edition)
    else:
        name, _, chosen = str(scenario).partition("@")
        cut = load_scenario(name, panel).at(chosen or edition)
    return cut.until(horizon) if horizon is not None else cut


def compare(
    a: str | Path | Scenario,
    b: str | Path | Scenario,
    *,
    edition: str = "latest",
    members: int = 1000,
    seed: int = 1,
    horizon: int | None = None,
    switches: Mapping[str, float] | None = None,
    overrides: Mapping[str, float] | None = None,
    panel: Panel | None = None,
    progress: Progress = lambda share, what: None,
) -> Comparison:
    """What changes from scenario a to scenario b, with intervals.

    Common noise makes most futures of the two agree, so the difference is far surer than either chance.  Each is
    told twice, so that what the parameters leave open of the effect shows beside the error of the simulation.

    Args:
        a: Name, path, ``name@edition`` or a Scenario.
        b: The other.
        edition: Of those that name none.
        members: Futures of each.
        seed: Of both.
        horizon: Last year of both.
        switches: Claims to turn down in both.
        overrides: Parameters held in both.
        panel: Compiled panel; the bundled one by default.
        progress: Told the share done and what is being done.

    Raises:
        CounterpoiseError: If the two begin in different years, have other poles, or fewer than two members are asked
            for.

    Example:
        ``compare("asia", "blockade", members=500).row("outcome", "balance_holds").difference``
    """
    facts = panel or open_panel()
    first, second = (side(given, edition, facts, horizon) for given in (a, b))
    _check(first, second, members)
    common = min(first.horizon, second.horizon)
    parts = []
    for place, cut in enumerate((first, second)):
        cut = cut if cut.horizon == common else cut.until(common)
        progress(0.05 + 0.45 * place, cut.name)
        parts.append(lived(cut, facts, members, seed, switches or {}, overrides or {}))
    progress(0.95, "taking the difference")
    one, two = parts
    start = first.start
    years = tuple(range(start, common + 1))
    return Comparison(
        a=one.name,
        b=two.name,
        question=second.question,
        members=members,
        seed=seed,
        years=years,
        differs=differing(one.scenario, two.scenario),
        rows=tuple(rows_of(one, two, {year: year - start for year in marks_of(years)}, facts)),
        yearly={
            name: _yearly(read(one.tellings[0]), read(two.tellings[0]))
            for name, (_, read) in OUTCOMES.items()
        },
        digests={
            "panel": facts.digest,
            "parameters": two.prepared.parameters.digest,
            "a": one.scenario.digest,
            "b": two.scenario.digest,
        },
    )


def _check(a: Scenario, b: Scenario, members: int) -> None:
    if members < 2:
        raise CounterpoiseError(
            f"{members} future makes no comparison.",
            where="--members",
            hint="Write 2 or more; 1000 is quick.",
        )
    if a.start != b.start:
        raise CounterpoiseError(
            f"{a.name} begins in {a.start} and {b.name} in {b.start}, so they share no years' luck.",
            where="compare",
            hint="Compare scenarios with the same start.",
        )
    if (a.roles.challenger, a.roles.patron) != (b.roles.challenger, b.roles.patron):
        raise CounterpoiseError(
            f"{a.name} and {b.name} have other poles.",
            where="compare",
            hint="Compare scenarios with the same challenger and patron.",
        )


def lived(
    cut: Scenario,
    panel: Panel,
    members: int,
    seed: int,
    switches: Mapping[str, float],
    overrides: Mapping[str, float],
) -> Side:
    """A scenario lived twice by the same members; whoever asks for the same members and seed shares their luck."""
    ready = made_ready(cut, known_to(panel, cut), overrides)
    draws = ready.draws(seed, members)
    model = ready.model(draws)
    luck = (seed, int(noise.bits(seed, 1, 0, "told again")))
    tellings = tuple(
        tell(ready.observed, model, draws, cut.switched(switches), one, chunk=members) for one in luck
    )
    return Side(cut, ready, tellings)


def marks_of(years: tuple[int, ...]) -> tuple[int, ...]:
    """Years that the tables speak of: five and ten years on, and the last."""
    return tuple(sorted({year for year in (years[0] + 5, years[0] + 10) if year in years} | {years[-1]}))


def _yearly(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> NDArray[np.float64]:
    gaps = np.array([paired_change(after[:, t], before[:, t]) for t in range(before.shape[1])])
    return np.vstack([before.mean(axis=0), after.mean(axis=0), gaps.T])


def rows_of(a: Side, b: Side, marks: Mapping[int, int], panel: Panel) -> Iterator[Difference]:
    """Every number of two scenarios that share members and seed.

    Args:
        a: The first.
        b: The second.
        marks: Calendar year to its place on the year axis.
        panel: For the names of states.
    """
    observed, other = a.prepared.observed, b.prepared.observed
    states = [state for state in observed.states if state in other.states]
    allies = [ally for ally in observed.treaty_allies if ally in other.treaty_allies]

    lost = [side.tellings[0].series["lost"].astype(bool) for side in (a, b)]

    def chance(kind: str, key: str, label: str, one: Read, two: Read) -> Iterator[Difference]:
        for year, t in marks.items():
            before, after = (
                np.stack([read(s)[:, t] for s in side.tellings]) for side, read in ((a, one), (b, two))
            )
            found = chance_difference(before, after)
            yield Difference(kind, key, label, year, float(before.mean()), float(after.mean()), *found)

    def quantity(
        kind: str, key: str, label: str, name: str, one: int, two: int, scale: float = 1.0
    ) -> Iterator[Difference]:
        for year, t in marks.items():
            before = scale * a.tellings[0].series[name][:, t, one]
            after = scale * b.tellings[0].series[name][:, t, two]
            if kind in ("effort", "output"):  # a state that is lost has neither
                there = ~(lost[0][:, t, one] | lost[1][:, t, two])
                if there.sum() < _FEWEST:
                    continue
                before, after = before[there], after[there]
            found = quantity_difference(before, after)
            yield Difference(
                kind, key, label, year, float(np.median(before)), float(np.median(after)), *found
            )

    for key, (label, read) in OUTCOMES.items():
        yield from chance("outcome", key, label, read, read)
    for grade in Grade4:
        read = _graded(grade)
        yield from chance("grade", grade.name.lower(), grade.name.capitalize(), read, read)
    for k, key in enumerate(observed.theatres.keys):
        label, read = observed.theatres.labels[key], _theatre(k)
        yield from chance("theatre", key, label, read, read)
        yield from quantity("ratio", key, label, "balance", k, k)
    for ally in allies:
        name = f"{observed.patron}-{ally}"
        places = (observed.treaty_allies.index(ally), other.treaty_allies.index(ally))
        yield from chance("alliance", name, panel.state(ally).name, *map(_alliance, places))
    for state in states:
        name, one, two = panel.state(state).name, observed.states.index(state), other.states.index(state)
        if state not in (observed.patron, observed.challenger):
            for side_ in SIDES:
                yield from chance(
                    "stance",
                    f"{state} {side_}",
                    f"{name}, {_SIDE[side_]}",
                    _stands(one, side_),
                    _stands(two, side_),
                )
        if any(
            telling.series["lost"][..., k].any() for s, k in ((a, one), (b, two)) for telling in s.tellings
        ):
            yield from chance("lost", state, name, _lost(one), _lost(two))
        yield from quantity("effort", state, name, "effort", one, two)
        yield from quantity("output", state, name, "output", one, two, _BILLION)
        if float(observed.case.setting.threshold[one]) > 0:
            yield from chance("nuclear", state, name, _armed(one), _armed(two))


def _graded(grade: Grade4) -> Read:
    return lambda story: story.verdict.grade == grade


def _theatre(k: int) -> Read:
    return lambda story: story.verdict.theatres[..., k]


def _alliance(k: int) -> Read:
    return lambda story: story.alliances[..., k]


def _armed(k: int) -> Read:
    return lambda story: story.series["armed"][..., k]


def _lost(k: int) -> Read:
    return lambda story: story.series["lost"][..., k].astype(bool)


def _stands(k: int, side: str) -> Read:
    codes = [STANCES.index(name) for name in SIDES[side]]
    return lambda story: np.isin(
        stance(story.series["tie_patron"][..., k], story.series["tie_challenger"][..., k]), codes
    )


_SIDE = {"patron": "with the patron", "between": "between", "challenger": "with the challenger"}

_FEWEST = 2
"""Futures without which a quantity has no difference: where a state is lost in nearly all, nothing is said of it."""

_BILLION = 1e-3
"""The series of output are in millions."""
