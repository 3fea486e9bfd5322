"""What two scenario files say differently, in lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from counterpoise.scenario import Scenario

__all__ = ["differing"]

_NOT_FACTS = ("extends", "adds", "overrides", "scenario", "roles", "states", "editions")
_NAMES = ("label", "name", "kind", "state", "target", "claimant", "ally", "past")


def differing(a: Scenario, b: Scenario) -> tuple[str, ...]:
    """Lines that say what differs from a to b: roles, states, facts, assumptions, parameters.

    Args:
        a: Cut to its edition.
        b: The same.

    >>> from counterpoise.scenario import load_scenario
    >>> asia, bomb = load_scenario("asia").at("latest"), load_scenario("korean-bomb").at("latest")
    >>> differing(asia, bomb)[0]
    'assumed in b: 2028-06-01 nuclear KOR: South Korea builds nuclear weapons'
    """
    return (*_heads(a, b), *_facts(a, b), *_overrides(a, b))


def _heads(a: Scenario, b: Scenario) -> Iterator[str]:
    for field in ("start", "horizon"):
        if getattr(a, field) != getattr(b, field):
            yield f"{field}: {getattr(a, field)} in a, {getattr(b, field)} in b"
    if a.cutoff != b.cutoff:
        yield f"information to {a.cutoff} in a, to {b.cutoff} in b"
    if a.states != b.states:
        gone, new = sorted(set(a.states) - set(b.states)), sorted(set(b.states) - set(a.states))
        yield f"states only in a: {', '.join(gone) or 'none'}; only in b: {', '.join(new) or 'none'}"
    for role, value in a.roles.model_dump().items():
        other = getattr(b.roles, role)
        if value != other:
            yield f"role {role}: {value} in a, {other} in b"


def _facts(a: Scenario, b: Scenario) -> Iterator[str]:
    for table in type(a).model_fields:
        first, second = getattr(a, table), getattr(b, table)
        if table in _NOT_FACTS or first == second:
            continue
        if not isinstance(first, tuple):
            yield f"{table}: {_said(first)} in a, {_said(second)} in b"
            continue
        verb = "assumed" if table == "assumptions" else f"{table} (on record)" if table == "shocks" else table
        yield from (f"{verb} in a: {_line(fact)}" for fact in first if fact not in second)
        yield from (f"{verb} in b: {_line(fact)}" for fact in second if fact not in first)


def _overrides(a: Scenario, b: Scenario) -> Iterator[str]:
    for path in sorted({*a.overrides, *b.overrides}):
        first, second = a.overrides.get(path), b.overrides.get(path)
        if first != second:
            yield f"{path} = {_held(first)} in a, {_held(second)} in b"


def _held(given: Any) -> str:
    return "as in the library" if given is None else f"{given.value:g} ({given.source})"


def _line(fact: Any) -> str:
    """A fact in a line: day, kind, whom, how much, and its name."""
    said: Mapping[str, Any] = fact.model_dump()
    day = str(said.get("date") or "")
    whom = " and ".join(str(said[key]) for key in ("state", "target", "partner", "claimant") if said.get(key))
    much = next(
        (
            f"{said[key]:g}"
            for key in ("size", "orientation", "value", "level", "share")
            if said.get(key) is not None
        ),
        "",
    )
    label = str(said.get("label") or said.get("name") or "")
    head = " ".join(word for word in (day, str(said.get("kind") or ""), whom, much) if word)
    return f"{head}: {label}" if label else head


def _said(value: Any) -> str:
    return "nothing" if value is None else str(getattr(value, "source", value))
