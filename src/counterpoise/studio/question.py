"""A state of the page as a value: a scenario, a seed, and what was changed in it; and its form as a link.

The link is the query of an address, short enough to read::

    scenario=asia&edition=latest&seed=1&change=C5:0&change=balancing.gain:0.5&shock=tariff:2027:JPN:25:2028

It holds numbers and names, never code or paths.  ``data`` and ``model`` say with which versions it was made.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from counterpoise.scenario.facts import Assumption
from counterpoise.scenario.kinds import MOVING
from counterpoise.scenario.shocks import check_shock
from counterpoise.vocabulary import CounterpoiseError, check_switch, nearest

__all__ = [
    "KINDS",
    "LASTING",
    "MOST_CHANGES",
    "LinkError",
    "Outside",
    "Question",
    "read_changes",
    "read_shocks",
    "sized",
    "sizes",
    "targeted",
]

MOST_CHANGES = 80
"""Changes that one link may carry: every switch and more sliders than anybody moves."""

KINDS: Mapping[str, tuple[str, str, float | None]] = {
    "tariff": ("Tariff of the patron on a state", "%", 25.0),
    "blockade": ("The challenger closes a state’s sea lanes", "", None),
    "test": ("The challenger tests the patron’s word", "", None),
    "coercion": ("The challenger coerces a state short of force", "", None),
    "loss": ("A state falls to the challenger", "", None),
    "slump": ("A state’s output falls", "%", 5.0),
    "recovery": ("A state’s output rises", "%", 5.0),
    "breakthrough": ("A state gains technology", "%", 10.0),
    "arms": ("A state is given arms", "million dollars", 5000.0),
    "forces": ("The patron moves forces to a state", "persons", 5000.0),
    "base_opened": ("A state opens its bases", "", None),
    "base_closed": ("A state closes its bases", "", None),
    "tie": ("The tie to the patron moves to a rung", "rung, 0 to 4", 3.0),
    "nuclear": ("A state builds nuclear weapons", "", None),
    "leader": ("A new leader takes office", "of −1 to 1 (towards the patron)", 0.5),
    "regime": ("A state’s regime changes", "polyarchy, 0 to 1", 0.3),
    "disowned": ("The patron disowns a friend", "", None),
    "extraction": ("The patron makes a friend pay", "% of its military spending", 10.0),
    "retaliation": ("A state answers the patron’s tariff", "%", 25.0),
    "reassurance": ("The patron reassures a state", "", None),
    "bargain": ("The patron strikes a bargain with the challenger", "", None),
    "doubt": ("Doubt about the patron’s will rises", "logits", 1.0),
    "purge": ("The patron puts loyalty before expertise", "0 to 1", 0.7),
    "crisis_elsewhere": ("A crisis elsewhere ties the patron down", "1 is a full one", 1.0),
    "science_cuts": ("The patron cuts public research", "%", 25.0),
    "openness": ("The patron turns foreign talent away", "%", 25.0),
    "green_retreat": ("The patron gives up green industry", "%", 25.0),
}
"""Shocks that can be set on the page: kind to what it is, the unit of its size, and a usual one; all of them move
the model, and say no more than :data:`counterpoise.scenario.kinds.MOVING` asks for."""

LASTING = ("tariff", "blockade")
"""Kinds that have a last year."""


def targeted(kind: str) -> bool:
    """Whether a shock falls on one state."""
    return "target" in MOVING[kind]


def sized(kind: str) -> bool:
    """Whether a shock has a size; that of a new leader is where he or she stands."""
    return bool({"size", "orientation"} & set(MOVING[kind]))


def sizes(kind: str) -> tuple[float, float]:
    """The least and the largest size that make sense."""
    return (-1.0, 1.0) if "orientation" in MOVING[kind] else (0.0, _LARGEST)


class LinkError(CounterpoiseError):
    """A link, or a control, that says something the page cannot read."""


class Outside(BaseModel):
    """A shock that the reader set.

    Attributes:
        kind: One of :data:`KINDS`.
        year: Its year.
        target: State that it falls on, for those that fall on one.
        size: In the unit of its kind.
        until: Last year, for a tariff.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    year: int
    target: str | None = None
    size: float | None = None
    until: int | None = None

    def word(self) -> str:
        """Its form in a link.

        >>> Outside(kind="tariff", year=2027, target="JPN", size=25.0, until=2028).word()
        'tariff:2027:JPN:25:2028'
        """
        parts = [self.kind, self.year, self.target or "", _plain(self.size), self.until or ""]
        return ":".join(str(part) for part in parts).rstrip(":")

    def fact(self) -> Assumption:
        """The same as an assumption of a scenario, with the reader as its source."""
        name, unit, _ = KINDS[self.kind]
        size = "" if self.size is None else f", {_plain(self.size)} {unit}"
        return Assumption(
            date=date(self.year, 1, 1),
            label=f"{name}{size}" + (f": {self.target}" if self.target else ""),
            kind=self.kind,
            target=self.target,
            size=None if self.kind == "leader" else self.size,
            orientation=self.size if self.kind == "leader" else None,
            until=None if self.until is None else date(self.until, 12, 31),
            source="Set by the reader in the studio",
            why="The reader wants to know what would follow.",
        )


class Question(BaseModel):
    """What is asked: a scenario as it is, but for the changes.

    Attributes:
        scenario: A name that the server knows.
        edition: Its information cut-off.
        seed: Of the futures.
        switches: Claim to its switch, where it is not 1.
        parameters: Path to the value at which it is held.
        shocks: Outside facts that the reader added.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: str = "asia"
    edition: str = "latest"
    seed: int = 1
    switches: dict[str, float] = Field(default_factory=dict)
    parameters: dict[str, float] = Field(default_factory=dict)
    shocks: tuple[Outside, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything differs from the scenario as it is."""
        return bool(self.switches or self.parameters or self.shocks)

    def unchanged(self) -> Question:
        """The same scenario as it is."""
        return Question(scenario=self.scenario, edition=self.edition, seed=self.seed)

    def query(self, **also: str) -> str:
        """The link: the same question gives the same text, whatever the order in which things were changed.

        >>> Question(switches={"C5": 0.0}, parameters={"balancing.gain": 0.5}).query(data="1f")
        'scenario=asia&edition=latest&seed=1&change=C5:0&change=balancing.gain:0.5&data=1f'
        """
        pairs = [("scenario", self.scenario), ("edition", self.edition), ("seed", str(self.seed))]
        changes = {**dict(sorted(self.switches.items())), **dict(sorted(self.parameters.items()))}
        pairs += [("change", f"{name}:{_plain(value)}") for name, value in changes.items()]
        pairs += [("shock", shock.word()) for shock in sorted(self.shocks, key=Outside.word)]
        return urlencode([*pairs, *also.items()], safe=":")


def read_changes(words: Sequence[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Switches and parameters of a link.

    Raises:
        LinkError: For a word that is not a name and a finite number, or a switch outside 0 to 1.

    >>> read_changes(["C5:0.5", "balancing.gain:0.9"])
    ({'C5': 0.5}, {'balancing.gain': 0.9})
    """
    switches: dict[str, float] = {}
    parameters: dict[str, float] = {}
    if len(words) > MOST_CHANGES:
        raise LinkError(
            f"This link has {len(words)} changes.", where="change", hint=f"At most {MOST_CHANGES} fit."
        )
    for word in words:
        name, _, number = word.partition(":")
        value = _number(number, word, "change", "change=C5:0.5")
        if "." in name:
            parameters[name] = value
        else:
            check_switch(name, value, f"change={word}", LinkError)
            if value != 1.0:
                switches[name] = value
    return switches, parameters


def read_shocks(words: Sequence[str], first: int, last: int, states: Sequence[str]) -> tuple[Outside, ...]:
    """Shocks of a link, held against the years and states of its scenario.

    Raises:
        LinkError: For an unknown kind or state, a year outside the scenario, or a size that makes no sense.
    """
    if len(words) > MOST_CHANGES:
        raise LinkError(
            f"This link has {len(words)} shocks.", where="shock", hint=f"At most {MOST_CHANGES} fit."
        )
    return tuple(_shock(word, first, last, states) for word in words)


def _shock(word: str, first: int, last: int, states: Sequence[str]) -> Outside:
    where = f"shock={word}"
    kind, year, target, size, until = (*word.split(":"), "", "", "", "", "")[:5]
    if kind not in KINDS:
        hint = nearest(kind, KINDS) or f"Shocks are {', '.join(KINDS)}."
        raise LinkError(f"There is no shock {kind}.", where=where, hint=hint)
    if targeted(kind) and target not in states:
        hint = nearest(target, states) or f"States are {', '.join(states)}."
        raise LinkError(f"The shock falls on no state called {target or 'nothing'}.", where=where, hint=hint)
    shock = Outside(
        kind=kind,
        year=_year(year, where, first, last),
        target=target if targeted(kind) else None,
        size=_number(size, word, "shock", "shock=tariff:2027:JPN:25") if sized(kind) else None,
        until=_year(until, where, first, last) if until and kind in LASTING else None,
    )
    least, largest = sizes(kind)
    if shock.size is not None and not least <= shock.size <= largest:
        raise LinkError(
            f"A size of {shock.size:g} makes no sense.", where=where, hint=f"Write {least:g} to {largest:g}."
        )
    if wrong := check_shock(shock.fact(), (first, last)):
        raise LinkError(wrong[0], where=where, hint=wrong[2])
    return shock


def _year(text: str, where: str, first: int, last: int) -> int:
    if not text.isascii() or not text.isdigit() or not first <= int(text[:9]) <= last:
        raise LinkError(
            f"{text or 'Nothing'} is not a year of the scenario.",
            where=where,
            hint=f"Write {first} to {last}.",
        )
    return int(text)


def _number(text: str, word: str, key: str, example: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LinkError(f"{word!r} is not a name and a number.", where=key, hint=f"Write {example}.")
    return value


def _plain(value: Any) -> str:
    """A number as short as it can be written without loss.

    >>> _plain(25.0), _plain(0.1), _plain(None)
    ('25', '0.1', '')
    """
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < _EXACT else repr(float(value))


_LARGEST = 1e6
_EXACT = 1e15
