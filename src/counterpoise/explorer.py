"""What if?  A warm scenario that answers at once, and better the longer it is left alone.

A change of switches, parameters or outside facts is an input of the compiled year, never a reason to compile anew.
Every answer is paired: the same members, with the same luck, live the scenario as it is and as it was changed, so
the difference is far surer than either share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import numpy as np
from numpy.typing import NDArray

from counterpoise import mechanisms, noise
from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.ready import made_ready
from counterpoise.analysis.stories import Retold, Story, judged, other_rulers, tell
from counterpoise.data import open_panel
from counterpoise.ensemble import BLOCK, keep_compiled
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.scenario import load_scenario
from counterpoise.vintage import known_to
from counterpoise.vocabulary import CounterpoiseError, check_switch, nearest
from counterpoise.world import Case

__all__ = ["Explorer", "Found", "Shock", "WhatIf"]

Draws = Mapping[str, NDArray[np.float64]]

FIRST, MOST = 2 * BLOCK, 5000
"""Members of the first answer, and those to which it is refined."""


@dataclass(frozen=True)
class Shock:
    """An outside fact that is set for some years, such as a tariff.

    Attributes:
        series: Field of :class:`counterpoise.world.Forcing` or of its :class:`counterpoise.acts.Acts`.
        value: In the unit of that field.
        first: First year.
        last: Last year; the same one by default.
        state: ISO3 code, or None for a series of the whole world or for all states.
        added: Added to what is there, instead of taking its place.
    """

    series: str
    value: float
    first: int
    last: int | None = None
    state: str | None = None
    added: bool = False


@dataclass(frozen=True)
class WhatIf:
    """A change of the scenario.

    Attributes:
        switches: Claim to its switch, 0 to 1.
        parameters: Path to the value at which it is held for every member.
        shocks: Outside facts that are set.
    """

    switches: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, float] = field(default_factory=dict)
    shocks: tuple[Shock, ...] = ()


@dataclass(frozen=True, eq=False)
class Found:
    """An answer from so many members.

    Attributes:
        years: Calendar years of the second axis.
        balance_holds: Whether it holds, as changed ``[member, year]``.
        ties_survive: The same of the ties.
        balance_before: Whether it holds for the same members in the scenario as it is.
        ties_before: The same of the ties.
        story: The latest members' futures in full, as changed; None before anything is known.
    """

    years: tuple[int, ...]
    balance_holds: NDArray[np.bool_]
    ties_survive: NDArray[np.bool_]
    balance_before: NDArray[np.bool_]
    ties_before: NDArray[np.bool_]
    story: Story | None = None

    @property
    def members(self) -> int:
        """How many futures it rests on."""
        return len(self.balance_holds)

    def share(self, outcome: str = "balance_holds") -> NDArray[np.float64]:
        """Share of futures by year, as changed."""
        return np.asarray(getattr(self, outcome).mean(0))

    def difference(self, outcome: str = "balance_holds") -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What the change adds to the share, by year, and the standard error of that paired difference."""
        before = {"balance_holds": self.balance_before, "ties_survive": self.ties_before}[outcome]
        gap = getattr(self, outcome).astype(float) - before.astype(float)
        return gap.mean(0), gap.std(0) / math.sqrt(len(gap))

    def with_more(self, other: Found) -> Found:
        """This answer and another from further members, as one."""
        joined: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("balance_holds", "ties_survive", "balance_before", "ties_before")
        }
        return replace(other, **joined)


class Explorer:
    """A scenario kept warm.

    Example:
        ``Explorer.open("asia").ask(WhatIf(switches={"C5": 0.0})).difference()`` is what doubt about the patron's will
        takes from the chance that the balance holds, by year, with its error.
    """

    def __init__(self, prepared: Prepared, seed: int = 1, most: int = MOST, threads: int = 2) -> None:
        self.prepared, self.seed, self.threads, self.most = prepared, seed, threads, most
        self._drawn: dict[int, tuple[Draws, Model]] = {}
        self._compared = prepared.observed
        self._first: dict[tuple[int, int], Story] = {}
        self._before: dict[tuple[int, int], tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}

    @classmethod
    def open(
        cls, scenario: str = "asia", edition: str = "latest", panel: Path | None = None, **options: Any
    ) -> Explorer:
        """A bundled scenario or the user's file, compiled and ready."""
        keep_compiled()
        facts = open_panel(panel)
        cut = load_scenario(scenario, facts).at(edition)
        made = cls(made_ready(cut, known_to(facts, cut)), **options)
        made.ask(WhatIf(), BLOCK)
        return made

    def amid(self, case: Case) -> Explorer:
        """The same members amid other outside facts; what they are compared with stays the scenario as it is."""
        other = copy(self)
        other.prepared = replace(self.prepared, observed=replace(self.prepared.observed, case=case))
        other._compared = self._compared
        return other

    def ask(self, change: WhatIf, members: int = FIRST, first: int = 0) -> Found:
        """An answer from some members.

        Args:
            change: What is different.
            members: How many futures.
            first: Number of the first, a multiple of :data:`counterpoise.ensemble.BLOCK`.

        Raises:
            CounterpoiseError: For a shock to an unknown series, state or year, or an impossible switch.
            ParameterError: For an unknown parameter, or a value outside its range.
        """
        span = (first, min(first + members, self.most))
        for claim, level in change.switches.items():
            check_switch(claim, level, "switches")
        as_it_is = change == WhatIf() and self.prepared.observed is self._compared
        after = self._first.get(span) if as_it_is else None
        after = after or self._told(change, span)[0]
        if span not in self._before:
            as_is = after if as_it_is else self._told(WhatIf(), span, self._compared)[0]
            self._before[span] = as_is.verdict.balance_holds, as_is.ties
            if span[1] <= FIRST:
                self._first[span] = as_is
        balance_before, ties_before = self._before[span]
        start = self.prepared.observed.start
        return Found(
            years=tuple(range(start, start + after.ties.shape[1])),
            balance_holds=after.verdict.balance_holds,
            ties_survive=after.ties,
            balance_before=balance_before,
            ties_before=ties_before,
            story=after,
        )

    def refine(
        self, change: WhatIf, stop: Callable[[], bool] = lambda: False, step: int = 8 * BLOCK
    ) -> Iterator[Found]:
        """A first answer, and better ones until all members have been lived.

        Args:
            change: What is different.
            stop: Asked between steps; where it says so, or the iterator is closed, nothing more is computed.
            step: Members that each further answer adds.

        Yields:
            Answers, each including the members of the one before.
        """
        found = self.ask(change)
        yield found
        while found.members < self.most and not stop():
            found = found.with_more(self.ask(change, step, found.members))
            yield found

    def again(self, change: WhatIf, members: int = FIRST, first: int = 0) -> Retold:
        """The same members told again with other luck, as a whole answer tells them: luck and parameters apart."""
        luck = int(noise.bits(self.seed, 1, 0, "told again"))
        span = (first, min(first + members, self.most))
        story, draws = self._told(change, span, seed=luck)
        rulers = other_rulers(self._members(self.most)[0], 1)
        handed_on = {path: rulers[path][slice(*span)] for path in draws if path not in change.parameters}
        other = judged(story.series, self.prepared.observed, {**draws, **handed_on})
        return Retold(other.verdict, other.ties, other.alliances, story.verdict.balance_holds, story.dated)

    def _told(
        self, change: WhatIf, span: tuple[int, int], observed: Observed | None = None, seed: int | None = None
    ) -> tuple[Story, dict[str, NDArray[np.float64]]]:
        """The story of some members, and the parameters that they drew."""
        rows = slice(*span)
        drawn, whole = self._members(span[1])
        draws = {path: values[rows] for path, values in drawn.items()}
        model = jax.tree.map(lambda leaf: leaf[rows], whole)
        if change.parameters:
            self.prepared.parameters.override(change.parameters)  # says what is wrong with path or value
            for path, value in change.parameters.items():
                draws[path] = np.full_like(draws[path], value)
                model = self._held(model, path, value)
        observed = observed or self.prepared.observed
        if change.shocks:
            observed = replace(observed, case=_shocked(observed, change.shocks))
        story = tell(
            observed,
            model,
            draws,
            {**self.prepared.switches, **change.switches},
            self.seed if seed is None else seed,
            chunk=max(BLOCK, span[1] - span[0]),
            threads=self.threads,
            first=span[0],
        )
        return story, draws

    def _members(self, count: int) -> tuple[Draws, Model]:
        """The first members at least, drawn when they are first asked for: a first answer needs a few of them."""
        drawn = self.most if count > FIRST else min(FIRST, self.most)
        if drawn not in self._drawn:
            draws = self.prepared.draws(self.seed, drawn)
            self._drawn[drawn] = draws, _model_of(draws, self.prepared.terms)
        return self._drawn[drawn]

    def _held(self, model: Model, path: str, value: float) -> Model:
        """The model with one parameter at one value for all members."""
        mechanism, _, name = path.partition(".")
        fit = next((fit for fit in self.prepared.terms if path.startswith(f"{fit}.")), None)
        field_name = name if fit is None else fit.partition(".")[2]
        leaf = np.array(getattr(getattr(model, mechanism), field_name))
        if fit is None:
            leaf[...] = value
        else:
            leaf[..., list(self.prepared.terms[fit]).index(path.removeprefix(f"{fit}."))] = value
        changed: Model = eqx.tree_at(lambda tree: getattr(getattr(tree, mechanism), field_name), model, leaf)
        return changed


def _model_of(draws: Draws, terms: Mapping[str, Sequence[str]]) -> Model:
    """What :meth:`Model.from_parameters` makes of draws, in NumPy, which has nothing to compile first."""

    def leaf(path: str) -> NDArray[np.float32]:
        names = terms.get(path)
        values = draws[path] if names is None else np.stack([draws[f"{path}.{n}"] for n in names], -1)
        return np.asarray(values, np.float32)

    def part(name: str, kind: type[Any]) -> Any:
        return kind(**{field.name: leaf(f"{name}.{field.name}") for field in fields(kind)})

    return Model(
        **{field.name: part(field.name, getattr(mechanisms, str(field.type))) for field in fields(Model)}
    )


def _shocked(observed: Observed, shocks: tuple[Shock, ...]) -> Case:
    """The Case with outside facts set; arrays keep their shapes."""
    forcing, start = observed.case.forcing, observed.start
    acts = vars(forcing.acts)
    facts = {name: value for name, value in vars(forcing).items() if name != "acts"}
    series: dict[str, Any] = {name: np.array(value) for name, value in {**facts, **acts}.items()}
    for shock in shocks:
        if shock.series not in series or shock.series == "year":
            hint = nearest(shock.series, series) or f"Outside facts are {', '.join(sorted(series))}."
            raise CounterpoiseError(f"There is no outside fact {shock.series}.", where="shock", hint=hint)
        rows = slice(shock.first - start, (shock.last or shock.first) - start + 1)
        length = len(series["year"])
        if not 0 <= rows.start < rows.stop <= length:
            raise CounterpoiseError(
                f"The shock of {shock.first} lies outside the scenario.",
                where="shock",
                hint=f"Write years from {start} to {start + length - 1}.",
            )
        place: tuple[Any, ...] = (rows,)
        if shock.state is not None:
            if shock.state not in observed.states:
                hint = nearest(shock.state, observed.states) or f"States are {', '.join(observed.states)}."
                raise CounterpoiseError(f"There is no state {shock.state}.", where="shock", hint=hint)
            place = (rows, observed.states.index(shock.state))
        before = np.nan_to_num(series[shock.series][place]) if shock.added else 0.0
        series[shock.series][place] = before + shock.value
    changed = replace(
        forcing,
        **{name: series[name] for name in facts},
        acts=replace(forcing.acts, **{name: series[name] for name in acts}),
    )
    return Case(observed.case.setting, observed.case.world, changed)
