"""Backtests: tasks with a past and a future, contenders that see only the past, and their scores.

A *task* is cases, a split by time and an outcome.  A *contender* is anything that turns past cases into
log-odds or quantiles of later ones.  Forecasts are stored; :func:`scoreboard` sets them beside what happened.
"""

from counterpoise.backtest.contenders import Contender
from counterpoise.backtest.knowledge import Knowledge, know
from counterpoise.backtest.measures import measured
from counterpoise.backtest.refit import foretell, refit
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.scoreboard import scoreboard
from counterpoise.backtest.task import Fold, Task
from counterpoise.backtest.tasks import TASKS, task_named

__all__ = [
    "TASKS",
    "Contender",
    "Fold",
    "Knowledge",
    "Rows",
    "Task",
    "foretell",
    "know",
    "measured",
    "refit",
    "scoreboard",
    "task_named",
]
