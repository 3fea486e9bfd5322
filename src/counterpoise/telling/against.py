"""What two answers are to each other: two editions of one question, two scenarios, or two runs of the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterpoise.telling.reader import dig, roles
from counterpoise.telling.words import day, scenario_title

__all__ = ["Against", "against", "same_poles", "titled"]


@dataclass(frozen=True)
class Against:
    """How a comparison of two answers is named.

    Attributes:
        heading: What the section is about.
        title: How the title of its chart begins.
        then: The other answer in a word or three.
        now: This one.
        fresh: What the list of events that only this answer knows is called.
    """

    heading: str
    title: str
    then: str
    now: str
    fresh: str


def against(answer: Mapping[str, Any], since: Mapping[str, Any] | None) -> Against:
    """Name a comparison by what differs: the scenario before the information cut-off, and that before the rest.

    >>> asia = {"scenario": "asia", "cutoff": "2026-03-13"}
    >>> against({**asia, "scenario": "blockade"}, asia).heading
    'Blockade beside Asia: two scenarios, not two dates'
    >>> against(asia, {**asia, "cutoff": "2025-03-31"}).title
    'Since 31 March 2025'
    >>> against({**asia, "seed": 2}, {**asia, "seed": 1}).heading
    'This run beside another of the same edition'
    """
    since = since or {}
    then, now = (day(str(dig(each, "cutoff") or "")) for each in (since, answer))
    here, there = (titled(str(dig(each, "scenario") or "")) for each in (answer, since))
    if here != there and there:
        dated = then != now
        return Against(
            f"{here} beside {there}: two scenarios, not two dates",
            f"{here} against {there}",
            f"{there} ({then})" if dated else there,
            f"{here} ({now})" if dated else here,
            f"Events that {here} holds and {there} does not",
        )
    if then == now and then:
        return Against(
            "This run beside another of the same edition",
            "Against the other run",
            "the other run",
            "this run",
            "Events that this run knows and the other did not",
        )
    return Against(
        "What moved since the last edition",
        f"Since {then}",
        then,
        now,
        "Events that this edition knows and the earlier one did not",
    )


def same_poles(answer: Mapping[str, Any], since: Mapping[str, Any]) -> bool:
    """Whether two answers ask about the same patron and challenger."""
    return roles(answer) == roles(since)


def titled(scenario: str) -> str:
    """A scenario as a title: words with a capital, and the year from which a past one is told.

    >>> titled("asia"), titled("europe-1933"), titled("loss-of-taiwan")
    ('Asia', 'Europe, as known in 1933', 'Loss of Taiwan')
    """
    name, _, year = scenario.rpartition("-")
    return (
        f"{scenario_title(name)}, as known in {year}" if name and year.isdigit() else scenario_title(scenario)
    )
