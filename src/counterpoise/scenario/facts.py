"""What a scenario file may say: one class for each kind of fact, every one with a source.

A class is the documentation of its table: its descriptions are what an error tells the user to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Date  # noqa: N812 - a field below is called date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from counterpoise.scenario.kinds import MOVING, SHOCKS
from counterpoise.vocabulary import nearest

__all__ = [
    "Agreement",
    "Assumption",
    "Claim",
    "Control",
    "Division",
    "Edition",
    "Election",
    "Fact",
    "Interest",
    "Leader",
    "OtherTheatres",
    "Overriding",
    "Party",
    "Purge",
    "Roles",
    "SeaLane",
    "Share",
    "Shock",
    "State",
    "Strict",
    "Text",
    "Threshold",
    "Trade",
    "Treaty",
]


def _day(value: Any) -> Any:
    """TOML has dates; a date in quotes is taken too, a bare year or an hour of the day is not."""
    try:
        value = Date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        value = value or "nothing"
    if type(value) is not Date:
        raise ValueError(f"{value} is not a date. | Write year-month-day: 2025-03-31.")
    return value


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError('A text is empty. | Write it between quotes; a source reads "Author (year), title".')
    return value.strip()


def _shock_kind(value: str) -> str:
    if value not in SHOCKS:
        hint = nearest(value, SHOCKS) or f"Known kinds are {', '.join(SHOCKS)}."
        raise ValueError(f"There is no kind of shock called {value}. | {hint}")
    return value


Day = Annotated[Date, BeforeValidator(_day)]
Text = Annotated[str, AfterValidator(_said)]
State = Text
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Leaning = Annotated[float, Field(ge=-1.0, le=1.0)]


class Strict(BaseModel):
    """A table that takes no unknown key and does not change.

    Attributes:
        state_fields: Names of the fields that hold states, singly, in lists, or as keys and lists of a table.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    state_fields: ClassVar[tuple[str, ...]] = ()

    def states_named(self) -> Iterator[tuple[str, str]]:
        """Field and code of every state that the table names."""
        for field in self.state_fields:
            value = getattr(self, field)
            if isinstance(value, dict):
                codes = [
                    *value,
                    *(code for found in value.values() if isinstance(found, tuple) for code in found),
                ]
            else:
                codes = [value] if isinstance(value, str) else list(value or ())
            yield from ((field, code) for code in codes)


class Fact(Strict):
    """Anything that the file claims about the world, with who says so."""

    source: Text = Field(description='source = "Author (year), title, page"')
    note: str = ""

    @property
    def known(self) -> Date | None:
        """Day from which the fact was public; None for one that every edition may use."""
        return getattr(self, "announced", None) or getattr(self, "date", None)

    def stands_on(self, day: Date) -> bool:
        """Whether the fact was public on a day and nothing had taken its place yet."""
        superseded = getattr(self, "superseded", None)
        public = self.known is None or self.known <= day
        return public and (superseded is None or superseded > day)


class Edition(Strict):
    """An information cut-off: facts dated later, and releases made later, are unknown to it."""

    cutoff: Day = Field(description="cutoff = 2025-03-31, the last day whose news counts")
    note: str = ""


class Roles(Strict):
    """Who plays what; the model knows roles, never names."""

    state_fields = (
        "challenger",
        "patron",
        "members",
        "second_threats",
        "partners_of_challenger",
        "core_allies",
        "unwritten",
    )

    challenger: State = Field(description='challenger = "CHN"')
    patron: State = Field(description='patron = "USA"')
    members: tuple[State, ...] = Field(description='members = ["JPN", "KOR"], the states of the region')
    second_threats: dict[str, tuple[State, ...]] = Field(
        default_factory=dict, description='second_threats = { PRK = ["KOR", "JPN"] }'
    )
    partners_of_challenger: tuple[State, ...] = Field(
        default=(), description='partners_of_challenger = ["RUS", "PRK"]'
    )
    core_allies: tuple[State, ...] = Field(
        default=(), description='core_allies = ["JPN", "KOR"], whose treaties decide whether the ties survive'
    )
    unwritten: tuple[State, ...] = Field(
        default=(), description='unwritten = ["TWN"], states that the patron supports without a treaty'
    )


class Treaty(Fact):
    """A treaty of mutual defence between a patron and an ally, in force at the start."""

    state_fields = ("patron", "ally")

    patron: State = Field(description='patron = "USA"')
    ally: State = Field(description='ally = "JPN"')
    name: Text = Field(description='name = "Treaty of Mutual Cooperation and Security"')
    date: Day = Field(description="date = 1960-06-23, entry into force")


class Claim(Fact):
    """A territorial claim of one state against another."""

    state_fields = ("claimant", "target")

    claimant: State = Field(description='claimant = "CHN"')
    target: State = Field(description='target = "JPN"')
    name: Text = Field(description='name = "Senkaku / Diaoyu"')
    date: Day | None = None


class Election(Fact):
    """The calendar of national elections that decide who governs a state."""

    state_fields = ("state",)

    state: State = Field(description='state = "KOR"')
    kind: Text = Field(description='kind = "president"')
    dates: tuple[Day, ...] = Field(min_length=1, description="dates = [2027-03-03, 2032-03-03]")
    announced: Day | None = Field(
        default=None, description="announced = 2025-04-08, the day an early vote was called"
    )
    superseded: Day | None = Field(
        default=None, description="superseded = 2025-04-08, the day another calendar took its place"
    )
    terms: int | None = Field(
        default=None, ge=1, strict=True, description="terms = 2, the most that one leader may serve"
    )
    next_year: bool = Field(
        default=False,
        description="next_year = true, where the winner takes office in the year after the vote",
    )


class Leader(Fact):
    """Who governs at the start, and where that leader stands."""

    state_fields = ("state",)

    state: State = Field(description='state = "KOR"')
    name: Text = Field(description='name = "the leader"')
    date: Day | None = Field(default=None, description="date = 2025-06-04, taking office")
    orientation_patron: Leaning = Field(description="orientation_patron = 0.3, from -1 (away) to 1 (towards)")
    orientation_challenger: Leaning | None = None
    term: int = Field(default=1, ge=1, strict=True, description="term = 2, which of the leader's terms it is")


class Party(Fact):
    """A party that can come to power, with its chance of governing and where it stands."""

    state_fields = ("state",)

    state: State = Field(description='state = "KOR"')
    name: Text = Field(description='name = "the party"')
    probability: Share = Field(description="probability = 0.5, the chance that it governs")
    orientation_patron: Leaning = Field(description="orientation_patron = 0.3, from -1 (away) to 1 (towards)")
    orientation_challenger: Leaning | None = None


class Interest(Fact):
    """A declared interest of one state in the security of another."""

    state_fields = ("state", "target")

    state: State = Field(description='state = "JPN"')
    target: State = Field(description='target = "TWN"')
    value: Share = Field(description="value = 0.5, from 0 (none) to 1 (as its own)")
    date: Day | None = Field(default=None, description="date = 2021-03-16, the day it was declared")


class Trade(Fact):
    """How much of a state's goods trade is with the challenger."""

    state_fields = ("state",)

    state: State = Field(description='state = "JPN"')
    share: Share = Field(description="share = 0.2, of its goods trade with the challenger, from 0 to 1")


class Agreement(Fact):
    """States among which a trade agreement entered into force on a day; those who came later have a line of their own.

    Two states trade under an agreement from the later of their days on.
    """

    state_fields = ("members",)

    name: Text = Field(description='name = "CPTPP"')
    members: tuple[State, ...] = Field(min_length=1, description='members = ["JPN", "AUS"]')
    date: Day = Field(description="date = 2018-12-30, entry into force for these members")


class Control(Fact):
    """How much of the challenger's access to foreign technology the patron's export controls are meant to close."""

    date: Day = Field(description="date = 2022-10-07, the day the rule was published")
    share: Share = Field(description="share = 0.2, of what the challenger learns from abroad, from 0 to 1")


class Purge(Fact):
    """How far the patron's leader has put loyalty in the place of expertise."""

    date: Day = Field(description="date = 2025-01-20, the day of the order or dismissal")
    level: Share = Field(description="level = 0.5, from 0 (none) to 1 (wherever the law lets it)")


class Division(Fact):
    """How far a crisis has divided a society beyond its parties' ordinary distance."""

    state_fields = ("state",)

    state: State = Field(description='state = "KOR"')
    date: Day = Field(description="date = 2024-12-03, the day of the crisis")
    level: float = Field(ge=0.0, le=3.0, description="level = 0.5, added to the spread between parties")


class SeaLane(Fact):
    """How much of a state's seaborne trade passes the waters of another."""

    state_fields = ("state", "past")

    state: State = Field(description='state = "JPN"')
    past: State = Field(description='past = "TWN"')
    share: Share = Field(description="share = 0.3, of its seaborne trade, from 0 to 1")


class Threshold(Fact):
    """How near a state without nuclear weapons stands to them."""

    state_fields = ("state",)

    state: State = Field(description='state = "JPN"')
    value: Share = Field(description="value = 1.0, from 0 (far) to 1 (could within a few years)")


class OtherTheatres(Fact):
    """How far quarrels elsewhere occupy the patron."""

    distraction_at_start: float = Field(
        ge=0.0, description="distraction_at_start = 0.5, share of a full crisis"
    )


class Shock(Fact):
    """Something that happens to the system from outside, on a date, with a size."""

    state_fields = ("target", "partner")

    date: Day = Field(description="date = 2026-05-01")
    label: Text = Field(description='label = "what happens, in plain words"')
    kind: Annotated[str, AfterValidator(_shock_kind)] = Field(description='kind = "tariff"')
    target: State | None = Field(default=None, description='target = "JPN", the state it falls on')
    size: float | None = Field(default=None, ge=0.0, description="size = 25.0, for a tariff in per cent")
    until: Day | None = Field(default=None, description="until = 2026-12-31, its last day")
    part: Share | None = Field(
        default=None,
        description="part = 0.3, of the target's exports to the patron (or imports from it) that a tariff covers",
    )
    pact: Text | None = Field(
        default=None, description='pact = "CPTPP", a trade agreement listed under agreements'
    )
    partner: State | None = Field(default=None, description='partner = "KOR", the other state of a tie')
    orientation: Leaning | None = Field(
        default=None,
        description="orientation = 0.3, of a new leader, from -1 (away) to 1 (towards the patron)",
    )

    @property
    def missing(self) -> tuple[str, ...]:
        """What the shock would have to say to move the model; empty where it does."""
        return tuple(name for name in MOVING.get(self.kind, ()) if getattr(self, name) is None)

    @property
    def moves(self) -> bool:
        """Whether it moves the model."""
        return self.kind in MOVING and not self.missing


class Assumption(Shock):
    """A shock that is supposed, not reported: no edition forgets it, and it says why it is worth supposing."""

    why: Text = Field(description='why = "one sentence: what is supposed, and on what ground"')

    @property
    def known(self) -> Date | None:
        """An assumption is no news: every edition may make it."""
        return None


class Overriding(Fact):
    """A parameter held at another value than the library's."""

    value: float = Field(description="value = 0.5")
