"""Rules of resolution: what a question asks of the panel, in words that a program can settle.

A rule is a table of plain values, of one of three kinds.

``variable``: a quantity of one state in one year against a bound,

    q = v(state, year) [against: v(state, since)] [against: the same of another state],

``matrix``: whether a directed pair shows a dyadic quantity (``dispute_initiated``, ``defence_pact``) in any year of a
span; ``tie``: the rung of the deepest tie in force between two states at the end of a year.

A rule is settled ``yes`` or ``no`` only by observed facts.  It is ``open`` as long as the source has not come to its
year, and ``void`` where the source has come but says nothing of this state: missing is never no.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Literal

import numpy as np

from counterpoise.data import Panel
from counterpoise.data.tables import MATRICES
from counterpoise.observe.alignment import depth_at
from counterpoise.vocabulary import CounterpoiseError, Mask, UnknownNameError, nearest

__all__ = [
    "RELATIONS",
    "MatrixRule",
    "Rule",
    "Settled",
    "TieRule",
    "VariableRule",
    "as_table",
    "read_rule",
    "ties_end",
]

RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}

Outcome = Literal["yes", "no", "void", "open"]


@dataclass(frozen=True)
class Settled:
    """What the panel says of a rule.

    Attributes:
        outcome: ``yes``, ``no``, ``void`` or ``open``.
        facts: Every fact that was looked at, by name; empty where there was none.
        why: The reason of a void or open outcome.
    """

    outcome: Outcome
    facts: dict[str, float | int | None]
    why: str = ""


@dataclass(frozen=True)
class VariableRule:
    """A quantity of one state in one year against a bound.

    Attributes:
        variable: Of the panel.
        state: ISO3 code.
        year: Year that decides.
        relation: ``>``, ``>=``, ``<`` or ``<=``.
        value: The bound.
        since: Year with which ``year`` is compared, both as the settling panel gives them, so that a series that
            was revised as a whole cannot decide; None for the level itself.
        against: State with which this one is compared.
        by: ``ratio`` or ``difference``, for both comparisons.
    """

    kind: ClassVar[str] = "variable"
    variable: str
    state: str
    year: int
    relation: str
    value: float
    since: int | None = None
    against: str | None = None
    by: str = "ratio"

    @property
    def first(self) -> int:
        """First year whose fact counts."""
        return self.year

    def settle(self, panel: Panel) -> Settled:
        """Settle it by a panel."""
        years = [self.year] if self.since is None else [self.year, self.since]
        states = [self.state] if self.against is None else [self.state, self.against]
        codes = panel.ccodes(states, self.year)
        value = panel.values(self.variable, codes, years)
        seen = panel.masks(self.variable, codes, years) == Mask.OBSERVED
        facts: dict[str, float | int | None] = {
            f"{self.variable} {state} {year}": float(value[i, k]) if seen[i, k] else None
            for k, state in enumerate(states)
            for i, year in enumerate(years)
        }
        if not self.covered(panel):
            return Settled("open", facts, f"{self.variable} has not come to {self.year} yet")
        if not seen.all():
            lacking = ", ".join(name for name, fact in facts.items() if fact is None)
            return Settled("void", facts, f"no observed value: {lacking}")
        combine = np.divide if self.by == "ratio" else np.subtract
        found = value if self.against is None else combine(value[:, :1], value[:, 1:])
        quantity = float(found[0, 0] if self.since is None else combine(found[0, 0], found[1, 0]))
        return Settled(_yes(RELATIONS[self.relation](quantity, self.value)), {**facts, "quantity": quantity})

    def covered(self, panel: Panel) -> bool:
        """Whether the source has come to the year: at least half as many states observed as in its best recent year."""
        years = list(range(self.year - _RECENT, self.year + 1))
        count = (panel.masks(self.variable, list(panel.states), years) == Mask.OBSERVED).sum(axis=1)
        return bool(count[-1] > 0 and 2 * count[-1] >= count.max())


@dataclass(frozen=True)
class MatrixRule:
    """Whether a directed pair shows something in any year of a span: ``dispute_initiated``, ``defence_pact`` ...

    Attributes:
        matrix: Dyadic quantity of the panel.
        source: ISO3 code of the state that does or owes it.
        target: ISO3 code of the other.
        first: First year of the span.
        year: Last year of the span, which decides.
        relation: ``>``, ``>=``, ``<`` or ``<=``.
        value: The bound.
    """

    kind: ClassVar[str] = "matrix"
    matrix: str
    source: str
    target: str
    first: int
    year: int
    relation: str
    value: float

    def settle(self, panel: Panel) -> Settled:
        """Settle it by a panel; an early yes waits for the last year, lest only yeses be counted."""
        last = panel.window(MATRICES[self.matrix][0])[1]
        if last < self.year:
            return Settled("open", {}, f"{self.matrix} ends in {last}")
        years = list(range(self.first, self.year + 1))
        codes = panel.ccodes([self.source, self.target], self.year)
        value = panel.matrix(self.matrix, codes, years)[:, 0, 1]
        seen = panel.matrix_masks(self.matrix, codes, years)[:, 0, 1] == Mask.OBSERVED
        facts: dict[str, float | int | None] = {
            f"{self.matrix} {self.source}-{self.target} {year}": float(number) if known else None
            for year, number, known in zip(years, value, seen, strict=True)
        }
        if not seen.all():
            return Settled(
                "void", facts, f"{self.matrix} does not cover every year of {self.first}-{self.year}"
            )
        return Settled(_yes(bool(RELATIONS[self.relation](value, self.value).any())), facts)


@dataclass(frozen=True)
class TieRule:
    """The rung of the deepest tie in force between two states at the end of a year.

    Attributes:
        a: ISO3 code.
        b: ISO3 code.
        year: The rung is that of 31 December.
        relation: ``>``, ``>=``, ``<`` or ``<=``.
        rung: 0 none, 1 dialogue, 2 cooperation, 3 access, 4 defence.
    """

    kind: ClassVar[str] = "tie"
    a: str
    b: str
    year: int
    relation: str
    rung: int

    @property
    def first(self) -> int:
        """First year whose fact counts."""
        return self.year

    def settle(self, panel: Panel) -> Settled:
        """Settle it by a panel."""
        day = f"{self.year}-12-31"
        name = f"rung {self.a}-{self.b} {day}"
        last = ties_end(panel)
        if day > last:
            return Settled("open", {name: None}, f"the table of ties ends on {last}")
        rung = int(depth_at(panel, [self.a, self.b], day)[0, 1])
        return Settled(_yes(bool(RELATIONS[self.relation](rung, self.rung))), {name: rung})


Rule = VariableRule | MatrixRule | TieRule

KINDS: Mapping[str, type[VariableRule] | type[MatrixRule] | type[TieRule]] = {
    kind.kind: kind for kind in (VariableRule, MatrixRule, TieRule)
}


def ties_end(panel: Panel) -> str:
    """Last day of which the table of ties speaks in this panel."""
    source = panel.source(panel.table_sources("ties")[0])
    whole = f"{source.last}-12-31" if source.last else source.released
    return min(whole, panel.cut or whole)


def as_table(rule: Rule) -> dict[str, Any]:
    """A rule as plain values; what is None is left out."""
    return {"kind": rule.kind, **{name: value for name, value in asdict(rule).items() if value is not None}}


def read_rule(table: Mapping[str, Any], where: str, panel: Panel | None = None) -> Rule:
    """A rule from plain values, checked.

    Args:
        table: As in a record.
        where: Place of the rule, for errors.
        panel: Whose names the rule must use, if they are to be checked.

    Raises:
        CounterpoiseError: Unknown kind, key or relation, or a key is lacking.
        UnknownNameError: The panel has no such variable, matrix or state.
    """
    kind = str(table.get("kind"))
    if kind not in KINDS:
        hint = nearest(kind, KINDS) or f"Rules are of the kinds {', '.join(KINDS)}."
        raise CounterpoiseError(f"There is no rule of the kind {kind!r}.", where=where, hint=hint)
    known = {field.name: field for field in fields(KINDS[kind])}
    given = {key: value for key, value in table.items() if key != "kind"}
    for key in given.keys() - known.keys():
        raise CounterpoiseError(
            f"A rule of the kind {kind} has no {key!r}.", where=where, hint=nearest(key, known)
        )
    try:
        rule = KINDS[kind](**given)
    except TypeError:
        needed = [name for name in known if name not in given and name not in _OPTIONAL]
        raise CounterpoiseError(
            f"This rule of the kind {kind} lacks {', '.join(needed)}.", where=where, hint="Write all keys."
        ) from None
    if rule.relation not in RELATIONS:
        raise CounterpoiseError(
            f"There is no relation {rule.relation!r}.",
            where=where,
            hint=f"Write one of {', '.join(RELATIONS)}.",
        )
    if panel is not None:
        _check_names(rule, where, panel)
    return rule


def _check_names(rule: Rule, where: str, panel: Panel) -> None:
    try:
        match rule:
            case VariableRule():
                panel.variable(rule.variable)
                panel.ccodes([rule.state, *([rule.against] if rule.against else [])], rule.year)
            case MatrixRule():
                panel.observed(rule.matrix)
                panel.ccodes([rule.source, rule.target], rule.year)
            case TieRule():
                panel.ccodes([rule.a, rule.b], rule.year)
    except UnknownNameError as problem:
        raise UnknownNameError(problem.message, where=where, hint=problem.hint) from None


def _yes(value: bool) -> Outcome:
    return "yes" if value else "no"


_OPTIONAL = ("since", "against", "by")

_RECENT = 5
"""Years before the one in question among which the best covered one is looked for."""
