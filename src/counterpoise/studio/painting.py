"""The map through the years: how each state is painted, from the observed nineties to the last simulated year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from counterpoise.analysis.files import Result
from counterpoise.analysis.past import FIRST_YEAR
from counterpoise.charts import Chart
from counterpoise.charts.chart import Cell
from counterpoise.charts.region import dresses, stance_seen
from counterpoise.stances import STANCES
from counterpoise.studio.desk import Desk
from counterpoise.studio.question import Question
from counterpoise.telling.words import STANCES as WORDS

__all__ = ["all_years", "paint", "seen_note", "with_seen"]

Paint = dict[str, dict[str, list[Any]]]


def paint(result: Result, show: str, years: Sequence[int]) -> Paint:
    """By year and state how the map is painted: ink, pattern, opacity and sentence."""
    return _listed(dresses(result.answer, result.views, show, years))


def all_years(desk: Desk, question: Question, result: Result, show: str) -> Paint:
    """The same of every year there is: observed ones first."""
    first, last = result.answer["horizon"]
    past = [int(year) for year in result.views["history_year"].values] if show == "stance" else []
    seen = _seen(desk, question, show, first)
    told = dresses(result.answer, result.views, show, sorted({*seen, *past, *range(first, last + 1)}), seen)
    if show == "stance" and _reaches_back(first):
        ground = desk.ground(question)
        names = {code: row["name"] for code, row in result.answer["states"].items()}
        for year, row in ground.stances[0].items():
            at = zip(ground.prepared.observed.states, row, strict=True)
            told[year] = {
                code: stance_seen(STANCES[int(kind)], names[code]) for code, kind in at if code in names
            }
    return _listed(dict(sorted(told.items())))


def seen_note(desk: Desk, question: Question, first: int, show: str) -> str:
    """How observed years were read."""
    if not _reaches_back(first):
        return "As observed; hatched where nothing is known"
    if show != "stance":
        return f"What arms, distance and ties of the year would mean amid the dispositions of {first}"
    agreed = round(100 * desk.ground(question).stances[1])
    return (
        f"Before {FIRST_YEAR} from treaties, troops, exercises and votes alone, which miss ties without a treaty; "
        f"in {FIRST_YEAR} they name {agreed} of 100 states as the table of ties does"
    )


def with_seen(desk: Desk, question: Question, result: Result, show: str, drawn: Chart) -> Chart:
    """The map's table with the observed years that the answer does not hold."""
    first = int(result.answer["horizon"][0])
    if not _reaches_back(first):
        return drawn
    names = {code: row["name"] for code, row in result.answer["states"].items()}
    ground, rows = desk.ground(question), list[tuple[Cell, ...]]()
    for k, code in enumerate(ground.prepared.observed.states):
        if code not in names:
            continue
        if show == "stance":
            rows += [
                (names[code], y, WORDS[STANCES[int(row[k])]], None) for y, row in ground.stances[0].items()
            ]
        else:
            rows += [(names[code], y, float(row[k]), None, None) for y, row in ground.levels[show].items()]
    return replace(drawn, rows=tuple(sorted((*rows, *drawn.rows), key=lambda row: (str(row[0]), row[1]))))


def _seen(desk: Desk, question: Question, show: str, first: int) -> dict[int, dict[str, float]]:
    if show == "stance" or not _reaches_back(first):
        return {}
    ground = desk.ground(question)
    states = ground.prepared.observed.states
    return {
        year: dict(zip(states, map(float, row), strict=True)) for year, row in ground.levels[show].items()
    }


def _reaches_back(first: int) -> bool:
    """Whether a scenario begins after the tie table does, so that years before it are history."""
    return first > FIRST_YEAR


def _listed(told: Mapping[int, Mapping[str, Any]]) -> Paint:
    return {str(year): {code: list(dress) for code, dress in row.items()} for year, row in told.items()}
