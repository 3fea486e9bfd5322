"""The Scenario: what the file says, checked as a whole, and how an edition or a horizon cuts it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, PrivateAttr

from counterpoise.parameters import Override
from counterpoise.scenario.facts import (
    Agreement,
    Assumption,
    Claim,
    Control,
    Division,
    Edition,
    Election,
    Fact,
    Interest,
    Leader,
    OtherTheatres,
    Overriding,
    Party,
    Purge,
    Roles,
    SeaLane,
    Share,
    Shock,
    State,
    Strict,
    Text,
    Threshold,
    Trade,
    Treaty,
)
from counterpoise.scenario.read import spelled, unknown_state
from counterpoise.scenario.shocks import check_shock
from counterpoise.scenario.years import wrong_years
from counterpoise.tomlfile import Document
from counterpoise.vocabulary import ScenarioError, UnknownNameError, check_claim, nearest

if TYPE_CHECKING:
    from counterpoise.data.panel import Panel

__all__ = ["FIRST_YEAR", "LAST_CONTINUED", "LAST_YEAR", "Header", "Scenario"]

FIRST_YEAR, LAST_YEAR = 1816, 2050
"""The panel begins in 1816; official projections end in 2050."""

LAST_CONTINUED = 2100
"""Last year to which projections are continued for a scenario of the whole world."""


FIRST_ORIGIN, LAST_ORIGIN = 1870, 2018
"""Years that a hindcast may start from: fifty years of output behind, and output known to 2019."""


class Header(Strict):
    """What the scenario asks, and when."""

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_-]*$",
        description='name = "asia": small letters, digits, - and _, for result folders are called after it',
    )
    question: Text = Field(description='question = "Will the balance hold?"')
    start: int = Field(
        ge=FIRST_YEAR, le=LAST_YEAR, strict=True, description="start = 2025, a year of the panel"
    )
    horizon: int = Field(
        ge=FIRST_YEAR,
        le=LAST_CONTINUED,
        strict=True,
        description="horizon = 2045, at most 2050, or 2100 with whole = true",
    )
    default_members: int = Field(
        default=2000, ge=1, le=10_000_000, strict=True, description="default_members = 2000, at least 1"
    )
    seed: int = Field(
        default=1, ge=0, le=2**32 - 1, strict=True, description="seed = 1, from 0 to 4294967295"
    )
    theatres: str = Field(default="asia", description='theatres = "asia", a bundled file of theatres')
    origin: int | None = Field(
        default=None,
        ge=FIRST_ORIGIN,
        le=LAST_ORIGIN,
        strict=True,
        description=f"origin = 1999, the last year known, {FIRST_ORIGIN} to {LAST_ORIGIN}, for a hindcast",
    )
    population: Literal["drawn", "low", "medium", "high"] = Field(
        default="drawn",
        description='population = "low", a fertility variant of the official projection for all futures',
    )
    unknown: tuple[Text, ...] = Field(
        default=(),
        description='unknown = ["C1"], claims of which nothing was known: they keep their reference',
    )
    whole: bool = Field(
        default=False,
        description="whole = true, for the whole world: gaps are filled by rule, projections go on to 2100",
    )
    limits: tuple[Text, ...] = Field(default=(), description='limits = ["what the answer cannot say"]')


class Scenario(Strict):
    """A scenario file, whole; frozen, so that an edition or a horizon makes a new one.

    Attributes:
        scenario: Header; its fields are also properties of the scenario itself.
        states: ISO3 codes on the state axis, in the file's order.
        editions: Name to information cut-off.
        roles: Challenger, patron, members, second threats, partners of the challenger.
        treaties: Treaties of mutual defence in force at the start.
        claims: Territorial claims.
        elections: Calendars of national elections.
        leaders: Who governs, in order of taking office; the last known one of a state counts.
        parties: Who can come to power, with what chance.
        trade: Shares of trade with the challenger.
        agreements: Trade agreements and who is in them; each line counts from its day on.
        interests: Declared interests in another's security; the last known one of a pair counts.
        other_theatres: What else may ask for the patron's forces.
        controls: The patron's export controls; the last known one counts from its day on.
        purges: The patron's loss of expertise; the last known level counts.
        divisions: Societies that a crisis has divided; the last known level of a state counts.
        sea_lanes: Shares of seaborne trade that pass another's waters.
        thresholds: States near to nuclear weapons.
        shocks: Dated and sourced events from outside.
        overrides: Parameter path to the value that replaces it, with its source.
        switches: Claims that are turned down in the full story.
    """

    scenario: Header = Field(description="[scenario] with name, question, start and horizon")
    states: tuple[State, ...] = Field(min_length=2, description='states = ["CHN", "USA", "JPN"]')
    editions: dict[str, Edition] = Field(
        min_length=1, description="[editions.latest] with cutoff = 2026-09-30"
    )
    roles: Roles = Field(description="[roles] with challenger, patron and members")
    treaties: tuple[Treaty, ...] = ()
    claims: tuple[Claim, ...] = ()
    elections: tuple[Election, ...] = ()
    leaders: tuple[Leader, ...] = ()
    parties: tuple[Party, ...] = ()
    trade: tuple[Trade, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    interests: tuple[Interest, ...] = ()
    other_theatres: OtherTheatres | None = None
    controls: tuple[Control, ...] = ()
    purges: tuple[Purge, ...] = ()
    divisions: tuple[Division, ...] = ()
    sea_lanes: tuple[SeaLane, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    shocks: tuple[Shock, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    extends: Text | None = Field(
        default=None, description='extends = "asia", the scenario on which this one rests'
    )
    adds: tuple[Text, ...] = ()
    overrides: dict[str, Overriding] = Field(default_factory=dict)
    switches: dict[str, Share] = Field(
        default_factory=dict, description="switches = { C5 = 0.0 }, claims turned down, from 0 to 1"
    )

    _document: Document = PrivateAttr(default_factory=lambda: Document("scenario", {}, {}))
    _edition: str | None = PrivateAttr(default=None)

    @property
    def name(self) -> str:
        """Name, which is also the name of its result folder."""
        return self.scenario.name

    @property
    def question(self) -> str:
        """The question, as a person would ask it."""
        return self.scenario.question

    @property
    def start(self) -> int:
        """First year, the last one that is observed."""
        return self.scenario.start

    @property
    def horizon(self) -> int:
        """Last simulated year."""
        return self.scenario.horizon

    @property
    def last(self) -> int:
        """Latest horizon: the end of official projections, or of their continuation."""
        return LAST_CONTINUED if self.scenario.whole else LAST_YEAR

    @property
    def origin(self) -> int | None:
        """Last year that a hindcast knows, None for a scenario of the present."""
        return self.scenario.origin

    @property
    def default_members(self) -> int:
        """Futures to simulate unless the user says otherwise."""
        return self.scenario.default_members

    @property
    def seed(self) -> int:
        """Seed unless the user says otherwise."""
        return self.scenario.seed

    @property
    def edition(self) -> str | None:
        """The edition this scenario was cut to, or None for the whole file."""
        return self._edition

    @property
    def cutoff(self) -> date | None:
        """Last day whose news counts, once an edition was chosen."""
        return self.editions[self._edition].cutoff if self._edition else None

    @property
    def parameter_overrides(self) -> dict[str, Override]:
        """The overrides in the form that :meth:`counterpoise.parameters.ParameterSet.override` takes."""
        return {path: Override(given.value, given.source) for path, given in self.overrides.items()}

    def switched(self, also: Mapping[str, float] | None = None) -> dict[str, float]:
        """Claims turned down: those nobody knows anything of, the scenario's, and the user's, whose word is last."""
        return {**dict.fromkeys(self.scenario.unknown, 0.0), **self.switches, **(also or {})}

    @property
    def digest(self) -> str:
        """SHA-256 of all that the scenario says, edition included, independent of file layout."""
        content = {"edition": self._edition, **self.model_dump(mode="json")}
        for name in ("switches", "agreements"):
            if not content[name]:
                del content[name]
        if not self.scenario.whole:
            del content["scenario"]["whole"]
        if content["scenario"]["population"] == "drawn":
            del content["scenario"]["population"]
        for shock in (*content["shocks"], *content["assumptions"]):
            if shock["pact"] is None:
                del shock["pact"]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def written_in(self, document: Document) -> Scenario:
        """The same scenario, knowing the file it was read from, so that errors can point into it."""
        self._document = document
        return self

    def at(self, edition: str) -> Scenario:
        """The scenario as it could be written at an edition's cut-off: facts dated later are gone.

        What the facts of a kind mean by a date is :attr:`Fact.known`: the day from which the fact was public.

        Raises:
            ScenarioError: If there is no such edition.
        """
        if edition not in self.editions:
            hint = nearest(edition, self.editions) or f"It has {', '.join(self.editions)}."
            raise ScenarioError(
                f"There is no edition {edition}.", where=self._document.place("editions"), hint=hint
            )
        cutoff = self.editions[edition].cutoff
        kept = {
            name: tuple(fact for fact in facts if fact.stands_on(cutoff)) for name, facts in self.tables()
        }
        return self._changed(kept, edition)

    def until(self, horizon: int) -> Scenario:
        """The same scenario with another last year.

        Raises:
            ScenarioError: If the year is not after the start or lies beyond the projections.
        """
        if not self.start < horizon <= self.last:
            end = (
                "where the continued projections end"
                if self.scenario.whole
                else "where official projections end"
            )
            raise ScenarioError(
                f"The horizon {horizon} is impossible.",
                where="--horizon",
                hint=f"Write a year from {self.start + 1} to {self.last}, {end}.",
            )
        return self._changed(
            {"scenario": self.scenario.model_copy(update={"horizon": horizon})}, self._edition
        )

    def check(self) -> None:
        """Hold the file against itself: years in order, states known, names given once, shocks in time.

        Raises:
            ScenarioError: With file, line and key.
        """
        if wrong := wrong_years(self):
            what, key, hint = wrong
            raise self._error(what, key, hint)
        self._check_states()
        for name, facts in self.tables():
            for index, fact in enumerate(facts):
                for field, code in fact.states_named():
                    self._require(code, (name, index, field))
        for index, ally in enumerate(self.roles.core_allies):
            if ally not in {t.ally for t in self.treaties if t.patron == self.roles.patron}:
                raise self._error(
                    f"{ally} is a core ally without a treaty with {self.roles.patron}.",
                    ("roles", "core_allies", index),
                    "Add its line to treaties, or remove it from core_allies.",
                )
        for table in ("shocks", "assumptions"):
            for index, shock in enumerate(getattr(self, table)):
                if wrong := check_shock(shock, (self.start, self.last)):
                    what, key, hint = wrong
                    raise self._error(what, (table, index, *key), hint)
                if shock.pact is not None and shock.pact not in self._pacts:
                    raise self._error(
                        f"There is no trade agreement {shock.pact}.",
                        (table, index, "pact"),
                        nearest(shock.pact, self._pacts) or "Agreements are listed under agreements.",
                    )

    def check_against(self, panel: Panel) -> None:
        """Hold the states against what the panel knows.

        Raises:
            ScenarioError: For a state that the panel does not know, with the nearest name that it does.
        """
        for index, code in enumerate(self.states):
            try:
                panel.ccode(code, self.start)
            except UnknownNameError as problem:
                raise self._error(problem.message, ("states", index), problem.hint) from None

    def _check_states(self) -> None:
        for claim in self.switches:
            check_claim(claim, self._document.place("switches", claim), ScenarioError)
        twice = next((code for k, code in enumerate(self.states) if code in self.states[:k]), None)
        if twice is not None:
            raise self._error(f"The state {twice} is listed twice.", ("states",), "List it once.")
        roles = self.roles
        for field, code in roles.states_named():
            self._require(code, ("roles", field))
        if roles.challenger == roles.patron:
            raise self._error(
                f"{roles.patron} is both challenger and patron.", ("roles", "patron"), "Name two states."
            )
        for code in (roles.challenger, roles.patron):
            if code in roles.members:
                raise self._error(
                    f"{code} is a member and has another role too.",
                    ("roles", "members"),
                    "Remove it from members.",
                )

    def _require(self, code: str, key: tuple[str | int, ...]) -> None:
        if code not in self.states:
            what, _, hint = unknown_state(code, self.states, spelled(key)).partition(" | ")
            raise self._error(what, key, hint)

    @property
    def _pacts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.name for fact in self.agreements))

    @property
    def happenings(self) -> tuple[Shock, ...]:
        """All that happens from outside: what is on record and what is assumed."""
        return (*self.shocks, *self.assumptions)

    def tables(self) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        """Every table of facts in the file, by name."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, tuple) and value and isinstance(value[0], Fact):
                yield name, value

    def _changed(self, fields: dict[str, Any], edition: str | None) -> Scenario:
        changed = self.model_copy(update=fields)
        changed._document, changed._edition = self._document, edition
        return changed

    def _error(self, what: str, key: tuple[str | int, ...], hint: str | None) -> ScenarioError:
        return ScenarioError(what, where=self._document.place(*key), hint=hint)
