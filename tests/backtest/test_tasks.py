"""The thirteen tasks: their names, and as many cases and events as EVIDENCE and FIELD counted."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.backtest import TASKS, Knowledge, task_named
from counterpoise.backtest.tasks.dispute_onset import ONSET
from counterpoise.backtest.tasks.exercises import EXERCISES
from counterpoise.backtest.tasks.pact_formation import FORMATION
from counterpoise.vocabulary import DataError, UnknownNameError

NAMES = (
    "dispute-onset/1989",
    "dispute-onset/1945",
    "initiation-all/1989",
    "pact-formation/1989",
    "pact-formation/1999",
    "pact-formation-10y/1989",
    "treaty-termination",
    "graded-up-5y-asia",
    "exercises-5y-asia",
    "burden-1y",
    "burden-5y",
    "burden-10y",
    "pact-survival-19y",
)

COUNTS = {
    "dispute-onset/1989": (35_134, 595),
    "initiation-all/1989": (727_386, 606),
    "pact-formation/1989": (476_939, 890),
    "pact-formation/1999": (325_134, 711),
    "pact-formation-10y/1989": (322_238, 7_318),
    "treaty-termination": (1_379, 39),
}
"""Test cases and events, by FIELD and EVIDENCE."""


def test_the_tasks_bear_the_names_agreed() -> None:
    """Thirteen names, in order."""
    assert tuple(TASKS) == NAMES


@pytest.mark.parametrize("name", COUNTS)
def test_cases_and_events_are_those_of_the_field(knowledge: Knowledge, name: str) -> None:
    """Rebuilt from the panel, to the last row."""
    rows = task_named(name).tested(knowledge)
    assert (len(rows), rows.events) == COUNTS[name]


def test_training_cases_of_the_dispute_tasks(knowledge: Knowledge) -> None:
    """58,108 relevant pairs to 1989; 1,617 onsets after 1945."""
    rows = ONSET.rows(knowledge, 1887, 2010, terms=False)
    assert int((rows.year <= 1989).sum()) == 58_108
    assert rows.where(rows.year > 1945).events == 1_617


def test_all_formations_since_1817(knowledge: Knowledge) -> None:
    """905,836 pairs at risk, 2,391 formations (FIELD, task A)."""
    rows = FORMATION.rows(knowledge, 1817, 2018, terms=False)
    assert (len(rows), rows.events) == (905_836, 2_391)


def test_united_germany_explains_the_one_exercise_more(knowledge: Knowledge) -> None:
    """5,635 Asian pairs as in the first pass; its 267th event is joined by one that the panel keeps."""
    rows = EXERCISES.tested(knowledge)
    assert (len(rows), rows.events) == (5_635, 268)


def test_windows_of_pact_survival(knowledge: Knowledge) -> None:
    """161 windows of five pairs or more; from 1946 the shares that FIELD printed."""
    task = task_named("pact-survival-19y")
    whole = task.build(knowledge, 1817, 2018, terms=False)
    assert len(whole) == 161
    late = task.tested(knowledge).outcome
    assert len(late) == 54
    assert np.round(np.median(late), 2) == 0.93
    assert np.round(np.quantile(late, [0.05, 0.95]), 2).tolist() == [0.77, 0.99]


def test_an_unknown_task_is_met_with_the_nearest() -> None:
    """A slip of the pen is answered with the name meant."""
    with pytest.raises(UnknownNameError, match="Did you mean dispute-onset/1989"):
        task_named("dispute-onset/1998")


def test_an_origin_that_no_fold_has_is_refused() -> None:
    """The error says which origins there are."""
    with pytest.raises(DataError, match="1989"):
        task_named("burden-1y").fold(2031)


def test_headline_and_rival_are_contenders() -> None:
    """What a task promises to show, it has."""
    for task in TASKS.values():
        names = [contender.name for contender in task.contenders]
        assert {task.headline, task.rival, "climatology", "persistence"} <= set(names)
        assert len(set(names)) == len(names)
