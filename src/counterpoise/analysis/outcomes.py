"""The outcomes of stories: chances, the table of two by two, grades of dominance, and the change on common luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.probability import frequency, paired_change
from counterpoise.analysis.stories import Retold, Story, story_chance

__all__ = ["changes_of", "grades_of", "outcomes_of", "two_by_two"]

GRADES = ("contested", "primacy", "sphere", "hegemony")

Bools = NDArray[np.bool_]
Years = Mapping[str, int]


def outcomes_of(stories: Mapping[str, Story], years: Years) -> dict[str, Any]:
    """Chance of both outcomes, by story and year."""

    def of(outcome: Callable[[Story | Retold], Bools]) -> dict[str, Any]:
        return {
            name: {
                year: story_chance(story, lambda s, at=at: outcome(s)[:, at]) for year, at in years.items()
            }
            for name, story in stories.items()
        }

    return {"balance_holds": of(lambda s: s.verdict.balance_holds), "ties_survive": of(lambda s: s.ties)}


def two_by_two(story: Story, years: Years) -> dict[str, dict[str, float]]:
    """How often both outcomes come about, one of them, or neither."""
    table = {}
    for year, place in years.items():
        balance, ties = story.verdict.balance_holds[:, place], story.ties[:, place]
        table[year] = {
            "both": frequency(balance & ties),
            "ties_only": frequency(~balance & ties),
            "balance_only": frequency(balance & ~ties),
            "neither": frequency(~balance & ~ties),
        }
    return table


def grades_of(story: Story, years: Years) -> dict[str, dict[str, float]]:
    """Share of futures by grade of dominance."""
    return {
        year: {grade: frequency(story.verdict.grade[:, place] == code) for code, grade in enumerate(GRADES)}
        for year, place in years.items()
    }


def changes_of(now: Mapping[str, Bools], before: Mapping[str, Bools], years: Years) -> dict[str, Any]:
    """What a change adds to each outcome's chance, its 90 per cent error, and how many futures turned each way.

    Args:
        now: Outcome to whether it came about ``[member, year]``, as changed.
        before: The same for the same members' luck in the scenario as it is.
        years: Year to its place.
    """
    found: dict[str, Any] = {}
    for outcome, after in now.items():
        earlier = before[outcome]
        found[outcome] = {}
        for year, at in years.items():
            change, error = paired_change(after[:, at], earlier[:, at])
            found[outcome][year] = {
                "change": round(change, 4),
                "error": round(error, 4),
                "gained": int((after & ~earlier)[:, at].sum()),
                "lost": int((earlier & ~after)[:, at].sum()),
            }
    return found
