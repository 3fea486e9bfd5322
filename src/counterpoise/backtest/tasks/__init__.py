"""The thirteen tasks of the scoreboard, one a file, in the order they are told."""

from counterpoise.backtest.task import Task
from counterpoise.backtest.tasks.burden import BURDENS
from counterpoise.backtest.tasks.dispute_onset import ONSET_1945, ONSET_1989
from counterpoise.backtest.tasks.exercises import EXERCISES
from counterpoise.backtest.tasks.graded_ties import GRADED
from counterpoise.backtest.tasks.initiation import INITIATION
from counterpoise.backtest.tasks.pact_formation import DECADE_1989, FORMATION_1989, FORMATION_1999
from counterpoise.backtest.tasks.pact_survival import SURVIVAL
from counterpoise.backtest.tasks.treaty_termination import TERMINATION
from counterpoise.vocabulary import UnknownNameError, nearest

__all__ = ["TASKS", "task_named"]

TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        ONSET_1989,
        ONSET_1945,
        INITIATION,
        FORMATION_1989,
        FORMATION_1999,
        DECADE_1989,
        TERMINATION,
        GRADED,
        EXERCISES,
        *BURDENS,
        SURVIVAL,
    )
}
"""Every task by name."""


def task_named(name: str) -> Task:
    """The task of a name.

    Raises:
        UnknownNameError: No task goes by it.

    >>> task_named("burden-1y").kind
    'quantity'
    """
    if name not in TASKS:
        known = ", ".join(TASKS)
        raise UnknownNameError(f"There is no task {name}.", hint=nearest(name, TASKS) or f"Tasks: {known}.")
    return TASKS[name]
