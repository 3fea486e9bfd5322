"""The desk at which readers are served: scenarios by name, a few of them kept warm, whole answers in the background.

Nothing here belongs to a reader.  Two who ask the same share the work; two who ask differently take turns at the
engine, a fraction of a second each, so that nobody is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from counterpoise.analysis.about import about
from counterpoise.analysis.files import Result
from counterpoise.analysis.shipped import shipped_answer, stamp_of
from counterpoise.data import Panel, open_panel
from counterpoise.ensemble import keep_compiled
from counterpoise.parameters import ParameterSet
from counterpoise.scenario import Scenario, available_scenarios, load_scenario
from counterpoise.studio.borrowed import rivalled
from counterpoise.studio.export import scenario_of
from counterpoise.studio.jobs import Jobs
from counterpoise.studio.pace import Pace, lived
from counterpoise.studio.question import LinkError, Question, read_changes, read_shocks
from counterpoise.studio.recent import Recent
from counterpoise.studio.saved import Saved, Store
from counterpoise.studio.turns import Turns
from counterpoise.studio.warm import Ground, Warm, first_members
from counterpoise.vintage import known_to
from counterpoise.vocabulary import nearest

__all__ = ["Desk"]

T = TypeVar("T")
Progress = Callable[..., None]


class Desk:
    """Scenarios, warm and cold, and the answers to questions about them.

    Args:
        scenario: The one that opens first: a bundled name, or a TOML file.
        panel: Folder of another compiled panel.
        runs: Folder in which saved runs are looked for.
        members: Futures of a whole answer; the scenario's own number by default.
        most: Futures to which a first answer is refined.
        cache: Folder for whole answers; in the user's cache by default.

    Attributes:
        closing: Whether the server is being stopped; replies that go on end then.
    """

    def __init__(
        self,
        scenario: str = "asia",
        panel: Path | None = None,
        runs: Path = Path("runs"),
        members: int | None = None,
        most: int = 5000,
        cache: Path | None = None,
    ) -> None:
        keep_compiled()
        self.panel: Panel = open_panel(panel)
        self.members, self.most = members, most
        self.engine = Turns()
        self.closing: Callable[[], bool] = lambda: False
        self.store = Store(runs, cache)
        self.jobs = Jobs(self.engine)
        self._grounds, self._warm = Recent(_WARM), Recent(_WARM)
        self._drafts, self._whole = Recent(_DRAFTS), Recent(_DRAFTS)
        self._identities, self._missing = Recent(_DRAFTS), dict[str, float]()
        self._notes, self._begun = Recent(_DRAFTS), set[str]()
        own = load_scenario(scenario, self.panel)
        self.files: dict[str, str | Path] = {name: name for name in available_scenarios()}
        if scenario not in self.files:
            self.files[own.name] = Path(scenario)
        self.first = own.name if scenario not in self.files else scenario
        self._scenarios: dict[str, Scenario] = {self.first: own}

    @cached_property
    def parameters(self) -> ParameterSet:
        """The library's parameters, before any scenario changes one."""
        return ParameterSet.load()

    def remember(self, key: Hashable, build: Callable[[], T]) -> T:
        """What is the same for every reader and question, built once."""
        return self._notes.get(key, build)

    def scenario(self, name: str) -> Scenario:
        """A scenario by the name under which it is offered; nothing else can be opened from the page."""
        if name not in self.files:
            hint = nearest(name, self.files) or f"Offered are {', '.join(self.files)}."
            raise LinkError(f"There is no scenario {name}.", where="scenario", hint=hint)
        if name not in self._scenarios:
            self._scenarios[name] = load_scenario(self.files[name], self.panel)
        return self._scenarios[name]

    def question(
        self,
        scenario: str | None,
        edition: str | None,
        seed: int | None,
        change: list[str],
        shock: list[str],
    ) -> Question:
        """The question of a link.

        Raises:
            CounterpoiseError: Naming the part that cannot be read, and what may stand there.
        """
        name = scenario or self.first
        file = self.scenario(name)
        chosen = edition or ("latest" if "latest" in file.editions else next(iter(file.editions)))
        if chosen not in file.editions:
            hint = nearest(chosen, file.editions) or f"It has {', '.join(file.editions)}."
            raise LinkError(f"There is no edition {chosen}.", where="edition", hint=hint)
        number = file.seed if seed is None else seed
        if not 0 <= number < _SEEDS:
            raise LinkError(f"The seed {number} will not do.", where="seed", hint="Write 0 to 4294967295.")
        switches, parameters = read_changes(change)
        self.parameters.override(parameters, source="link", where="change")
        return Question(
            scenario=name,
            edition=chosen,
            seed=number,
            switches=switches,
            parameters=parameters,
            shocks=read_shocks(shock, file.start, file.horizon, file.states),
        )

    def versions(self) -> dict[str, str]:
        """Data and model, as links name them."""
        return dict(self._versions)

    @cached_property
    def _versions(self) -> dict[str, str]:
        from counterpoise import __version__

        return {
            "data": self.panel.digest.removeprefix("sha256:")[:_SHORT],
            "model": f"{__version__}-{self.parameters.digest.removeprefix('sha256:')[:_SHORT]}",
        }

    def root(self, question: Question) -> str:
        """The scenario that the question's rests on: itself, unless it extends another."""
        return self.scenario(question.scenario).extends or question.scenario

    def cut(self, question: Question) -> Scenario:
        """The question's scenario at its edition."""
        place = ("cut", question.scenario, question.edition)
        return self.remember(place, lambda: self.scenario(question.scenario).at(question.edition))

    def warm(self, question: Question, progress: Progress = lambda share, what, left: None) -> Warm:
        """The root of the question's scenario, compiled and ready; the first time takes some seconds.

        Args:
            question: What is asked.
            progress: Told share, word and seconds left; it may raise to end the work between two steps.
        """
        place, _ = self._place(question)

        def make() -> Warm:
            states = len(self.cut(question).states)
            pace = Pace(self.store.cache / "pace.json", self.root(question), states, progress)
            pace.step("read")
            ground = self.ground(question)
            made = Warm(ground, question.seed, self.engine, self.most, pace.step)
            pace.done()
            return made

        return self._warm.get((*place, question.seed), make)

    def first_answer(self, question: Question, progress: Progress) -> Result:
        """The first answer of a scenario that is not ready yet, told as it comes."""
        self.warm(question, progress)
        return self.draft(question)

    def seconds(self, question: Question, futures: int | None = None) -> float:
        """How long so many futures of a question take, or those of its whole answer, which lives them ten times."""
        cut = self.cut(question)
        futures = _TIMES * (self.members or cut.default_members) if futures is None else futures
        return lived(futures, len(cut.states), cut.horizon - cut.start + 1)

    def ground(self, question: Question) -> Ground:
        """What the root of the question's scenario knows before any luck."""
        place, held = self._place(question)

        def read() -> Ground:
            root = self.scenario(self.root(question)).at(question.edition)
            return Ground.of(root, question.edition, self.panel, held)

        return self._grounds.get(place, read)

    def _place(self, question: Question) -> tuple[tuple[Hashable, ...], dict[str, float]]:
        """Name of the question's ground, and the parameters held in it."""
        held = {path: question.parameters[path] for path in _STRUCTURAL if path in question.parameters}
        return (self.root(question), question.edition, *held.items()), held

    def draft(self, question: Question) -> Result:
        """The answer of the first members, or of more where it was refined."""
        found = self._drafts.get(
            question.query(), lambda: self.warm(question).draft(question, self.cut(question))
        )
        return self._rivalled(question, found)

    def alone(self, question: Question) -> Result:
        """The draft once more, with the simple story under the same changes, where they move it."""
        found = self.draft(question)
        if "simple_before" not in found.answer["outcomes"]["balance_holds"]:
            return found
        lived = self.warm(question).draft(question, self.cut(question), alone=True)
        kept = self.drafted(question)
        if kept is None or kept.answer["members"] <= lived.answer["members"]:
            self._drafts.put(question.query(), lived)
        return self._rivalled(question, lived)

    def refined(self, question: Question, result: Result) -> Result:
        """Keep a refined answer in the place of the draft."""
        self._drafts.put(question.query(), result)
        return self._rivalled(question, result)

    def drafted(self, question: Question) -> Result | None:
        """The draft of a question, or what it was refined to, if somebody has asked for it."""
        found: Result | None = self._drafts.peek(question.query())
        return found

    def as_it_is(self, question: Question) -> Saved | None:
        """The whole answer of the scenario as it is, or else of the one that it rests on, where there is one."""
        plain = question.unchanged()
        return self.saved(plain) or self.saved(plain.model_copy(update={"scenario": self.root(question)}))

    def _rivalled(self, question: Question, result: Result) -> Result:
        saved = self.as_it_is(question)
        if saved is None or question.parameters.keys() & set(_STRUCTURAL):
            return result
        moved = self.warm(question).moves_the_simple(question, self.cut(question))
        return rivalled(result, saved.result, simple=not moved)

    def saved(self, question: Question) -> Saved | None:
        """The whole answer, if somebody has computed it before."""
        found: Saved | None = self._whole.peek(question.query())
        if found is not None:
            return found
        runs = 0.0 if question.changed else self.store.changed()  # no saved run answers a changed question
        if self._missing.get(question.query()) != runs:
            found = self.store.find(self.key(question), None if question.changed else self.identity(question))
            found = found or self._shipped(question)
            if found is None:
                self._missing[question.query()] = runs
            else:
                self._whole.put(question.query(), found)
        return found

    def _shipped(self, question: Question) -> Saved | None:
        """The answer that came with this version, where it is what would be computed."""
        found = None if question.changed else shipped_answer(question.scenario, question.edition)
        if found is None:
            return None
        cut, known, parameters = self.read(question)
        members = self.members or cut.default_members
        if found.stamp != stamp_of(cut, question.edition, question.seed, members, known, parameters):
            return None
        return Saved(found.result(cut, known, parameters), found.when, shipped=True)

    def futures(self, question: Question) -> Result:
        """The best answer with the balance of every single future: what shipped has none, so it is computed then."""
        saved = self.saved(question)
        if saved is not None and saved.shipped:
            return self.remember(("futures", question.query()), lambda: self._in_turn(question).result)
        return saved.result if saved is not None else self.draft(question)

    def waits(self, question: Question) -> bool:
        """Whether the question has no answer at once: none is kept, and its model is not ready."""
        return not self.ready(question) and self.drafted(question) is None and self.saved(question) is None

    def most_of(self, question: Question) -> int:
        """Futures to which an answer to this question is refined."""
        return self.warm(question).explorer.most

    def ready(self, question: Question) -> bool:
        """Whether a change would be answered at once; else the model is still being compiled."""
        place, _ = self._place(question)
        return self._warm.peek((*place, question.seed)) is not None

    def begin(self, question: Question) -> None:
        """Make a scenario ready behind the page, unless it is ready or two others are being made so."""
        key = question.unchanged().query()
        if self.ready(question) or key in self._begun or len(self._begun) >= _AT_ONCE:
            return
        self._begun.add(key)

        def make() -> None:
            try:
                self.warm(question)
            finally:
                self._begun.discard(key)

        Thread(target=make, daemon=True).start()

    def whole(self, question: Question, progress: Progress) -> Saved:
        """The whole answer: every story, what each claim costs, and whose judgement it rests on; up to a minute.

        It is what ``counterpoise run`` makes of the exported scenario, to the byte.
        """
        if (found := self.saved(question)) is not None:
            return found
        return self._computed(question, progress)

    def _in_turn(self, question: Question) -> Saved:
        with self.engine.taken(self.seconds(question)) as turn:

            def progress(share: float, what: str) -> None:
                self.engine.stand_aside(turn)

            return self._computed(question, progress)

    def _computed(self, question: Question, progress: Progress) -> Saved:
        from counterpoise.analysis import answer as analysis  # a first answer needs none of it

        scenario = scenario_of(question, self.scenario(question.scenario), self.panel, self.members)
        cut = scenario.at(question.edition)

        result = analysis.run(
            scenario=cut,
            edition=question.edition,
            members=cut.default_members,
            seed=cut.seed,
            panel=self.panel,
            chunk=first_members(len(cut.states)),  # between two of them others may be let pass
            progress=progress,
        )
        kept = self.store.keep(result, self.key(question))
        self._whole.put(question.query(), kept)
        return kept

    def identity(self, question: Question) -> dict[str, Any]:
        """Entries that the answer to an unchanged scenario bears."""

        def build() -> dict[str, Any]:
            cut, known, parameters = self.read(question)
            whole = about(cut, question.edition, question.seed, 0, known, parameters)
            kept = {key: whole[key] for key in ("scenario", "edition", "digests")}
            return {**kept, "switches": cut.switched(), "overrides": {}}

        key = (question.scenario, question.edition)
        return {**self._identities.get(key, build), "seed": question.seed}

    def read(self, question: Question) -> tuple[Scenario, Panel, ParameterSet]:
        """A scenario as it is, the panel that it knows, and its parameters."""
        cut = self.cut(question)
        return cut, known_to(self.panel, cut), self.parameters.override(cut.parameter_overrides)

    def key(self, question: Question) -> str:
        """Name of a whole answer in the store: what was asked, of which data, numbers and code."""
        said = [question.query(), self.members, self.identity(question.unchanged())["digests"]]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]


_WARM, _DRAFTS = 4, 64
"""Scenarios kept warm (some hundred megabytes each at most), and answers kept."""

_TIMES = 10
"""How often a whole answer lives its futures: two stories, told again, and without each claim and clause."""

_AT_ONCE = 2
"""Scenarios that are made ready behind pages at the same time."""

_SEEDS, _SHORT = 2**32, 8

_STRUCTURAL = ("arming.depreciation",)
"""Parameters that the observed start depends on."""
