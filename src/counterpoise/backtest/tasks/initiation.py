"""Who starts a militarised dispute with whom: every ordered pair of states in the world."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders import BaseRate, Blend, Boosting, RidgeLogit
from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.moment import Moment
from counterpoise.backtest.pairs import Pairs, stacked
from counterpoise.backtest.task import Fold, Task
from counterpoise.backtest.terms import dispute as terms
from counterpoise.estimate.history import FIRST_YEAR

__all__ = ["INITIATION", "STARTS"]

FIRST, LAST = 1887, 2010

_RICH = (*terms.THREAT, *terms.COMPANY)
_OFFERED = tuple(dict.fromkeys((*_RICH, *terms.EQUATION)))


def _risk(knowledge: Knowledge, year: int) -> NDArray[np.bool_]:
    return knowledge.history.at_risk(year)


def _started(knowledge: Knowledge, year: int) -> NDArray[np.bool_]:
    return np.asarray(knowledge.history.initiated[year - FIRST_YEAR])


def _terms(moment: Moment) -> Any:
    return stacked(terms.directed(moment, _OFFERED))


STARTS = Pairs(_risk, _started, _terms)

_LOGIT = RidgeLogit(
    "threat-company",
    "logit: threat, and the two sides' dealings with everybody",
    _RICH,
    ridge=10.0,
    half_life=20.0,
)
_TREES = Boosting(
    "boosting",
    "boosted trees on the same terms",
    _RICH,
    half_life=20.0,
    smallest=200,
    thin=0.1,
    seeds=3,
)

INITIATION = Task(
    name="initiation-all/1989",
    question="Who starts a militarised dispute with whom, among all states?",
    definition=(
        "Ordered pairs of states that exist in the year and did the year before, 1887-2010. Outcome: a dispute "
        "begins, the first on side A and the second on side B, both from the start (Gibler, Miller and "
        "Little). Fitted to 1989, asked 1990-2010, one year ahead."
    ),
    kind="event",
    window=1,
    first=FIRST,
    folds=(Fold(1989, 1990, LAST),),
    build=STARTS.rows,
    contenders=(
        BaseRate(),
        RidgeLogit("persistence", "logit: disputes of the pair and years of peace", terms.PERSISTENCE),
        RidgeLogit("geography", "logit: distance and borders", terms.GEOGRAPHY),
        RidgeLogit("equation", "the simulator's own equation", terms.EQUATION),
        RidgeLogit("threat", "logit: structured threat, the first pass", terms.THREAT),
        _LOGIT,
        _TREES,
        Blend("blend", "mean log-odds of logit and trees", (_LOGIT, _TREES)),
    ),
    headline="blend",
    rival="geography",
    published={
        "geography": {"ap": 0.024, "log_loss": 0.00498},
        "first pass": {"ap": 0.113, "log_loss": 0.00388},
        "target": {"log_loss": 0.0038},
    },
    compared="833,862 training and 727,386 test rows, 606 events, as in the first pass.",
    declared=(
        "The specification chosen for dispute-onset/1989 carried over unchanged; one specification of ours saw "
        "the test."
    ),
)
