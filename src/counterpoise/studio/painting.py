"""The map through the years: how each state is painted, from the observed nineties to the last simulated year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterpoise.analysis.files import Result
from counterpoise.analysis.past import FIRST_YEAR
from counterpoise.charts.region import dresses
from counterpoise.studio.desk import Desk
from counterpoise.studio.question import Question

__all__ = ["all_years", "paint", "read_otherwise_to", "seen_note"]

Paint = dict[str, dict[str, list[Any]]]


def paint(result: Result, show: str, years: Sequence[int]) -> Paint:
    """By year and state how the map is painted: ink, pattern, opacity and sentence."""
    return _listed(dresses(result.answer, result.views, show, years))


def all_years(result: Result, show: str) -> Paint:
    """The same of every year there is: observed ones first; a year of which nothing is known paints nobody."""
    first, last = result.answer["horizon"]
    past = [int(year) for year in result.views["history_year"].values]
    return _listed(dresses(result.answer, result.views, show, [*past, *range(first, last + 1)]))


def seen_note(desk: Desk, question: Question, first: int, show: str) -> str:
    """How observed years were read."""
    ground = desk.ground(question)
    past, many = ground.past, len(ground.prepared.observed.states) - 2
    if not past.traced.any():
        return "As observed; hatched where nothing is known"
    if show != "stance":
        return f"What arms, distance and ties of the year would mean amid the dispositions of {first}"
    return (
        f"Before {FIRST_YEAR} from treaties, troops, exercises and votes alone, which miss ties without a treaty; "
        f"in {FIRST_YEAR} they name {round(many * past.alike)} of {many} states as the table of ties does"
    )


def read_otherwise_to(desk: Desk, question: Question, show: str) -> int | None:
    """The year before which the note on observed stances holds; None where it holds for all."""
    return FIRST_YEAR if show == "stance" and desk.ground(question).past.traced.any() else None


def _listed(told: Mapping[int, Mapping[str, Any]]) -> Paint:
    return {str(year): {code: list(dress) for code, dress in row.items()} for year, row in told.items()}
