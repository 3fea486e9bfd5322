"""Which Asian states begin small joint exercises within five years."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders import BaseRate, Blend, Boosting, RidgeLogit
from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.moment import Moment
from counterpoise.backtest.pairs import Pairs, stacked, upper
from counterpoise.backtest.task import Fold, Task
from counterpoise.backtest.terms import tie as terms
from counterpoise.estimate.history import FIRST_YEAR

__all__ = ["EXERCISES"]

HORIZON, QUIET = 5, 8
_ENOUGH = 1.0 - 1e-4
"""Weight 1 is one bilateral exercise; weights are stored with six digits."""

_RICH = (*terms.GRAVITY, *terms.THREAT, *terms.AFFINITY, *terms.TIES, *terms.NETWORK, *terms.WAVE)


def _weight(knowledge: Knowledge, first: int, last: int) -> NDArray[np.float32]:
    part = knowledge.pairs["exercise"][first - FIRST_YEAR : last - FIRST_YEAR + 1]
    return np.asarray(np.nansum(part, axis=0), dtype=np.float32)


def _risk(knowledge: Knowledge, year: int) -> NDArray[np.bool_]:
    """Pairs that exist at the start and the end of the window and have been quiet for eight years."""
    h = knowledge.history
    alive = h.dyads[year - 1 - FIRST_YEAR] & h.dyads[year + HORIZON - 1 - FIRST_YEAR]
    quiet = _weight(knowledge, year - QUIET, year - 1) < _ENOUGH
    return np.asarray(alive & quiet & upper(len(h.codes)))


def _begun(knowledge: Knowledge, year: int) -> NDArray[np.bool_]:
    return np.asarray(_weight(knowledge, year, year + HORIZON - 1) >= _ENOUGH)


def _terms(moment: Moment) -> Any:
    return stacked(terms.ties(moment, _RICH))


_LOGIT = RidgeLogit(
    "gravity-network", "logit: gravity, threat, affinity, ties and network", _RICH, ridge=30.0
)
_CHOSEN = RidgeLogit("chosen-logit", "the same logit with the ridge that 1995-96 prefers", _RICH, ridge=5.0)
_TREES = Boosting("boosting", "boosted trees on the same terms", _RICH, smallest=100)

EXERCISES = Task(
    name="exercises-5y-asia",
    question="Which Asian states begin small joint exercises within five years?",
    definition=(
        "Unordered pairs that exist when the five years begin and end, whose joint exercises of the last eight "
        "years weigh less than one bilateral exercise (an exercise of n states weighs 1/sqrt(n-1)). Outcome: "
        "exercises of weight 1 or more in the five years. Fitted on windows that began in 1989-96 worldwide, "
        "all over by 2000; asked from 2001-06 for states of Asia and the Pacific, the United States and Russia."
    ),
    kind="event",
    window=HORIZON,
    first=1989,
    folds=(Fold(2000, 2001, 2006),),
    build=Pairs(_risk, _begun, _terms, window=HORIZON, scored=terms.asian_pairs).rows,
    contenders=(
        BaseRate(),
        RidgeLogit("persistence", "logit: weight of lesser exercises so far", terms.PERSISTENCE, ridge=5.0),
        RidgeLogit("geography", "logit: distance", ("log_capital", "log_distance"), ridge=5.0),
        RidgeLogit("gravity", "logit: distance and output", terms.GRAVITY, ridge=5.0),
        RidgeLogit("threat", "logit: shared adversaries and own disputes", terms.THREAT, ridge=5.0),
        _LOGIT,
        _TREES,
        Blend("blend", "mean log-odds of logit and trees", (_LOGIT, _TREES)),
        _CHOSEN,
    ),
    headline="chosen-logit",
    rival="gravity",
    published={
        "climatology": {"ap": 0.047, "log_loss": 0.2104},
        "first pass": {"ap": 0.329, "log_loss": 0.1312},
        "target": {"ap": 0.36, "log_loss": 0.125},
    },
    compared=(
        "5,635 test cases, as in the first pass, and 268 events for its 267 (worldwide 104,072 cases and 1,424 "
        "events for 104,321 and 1,365): the first pass left united Germany under a code without membership, so "
        "its exercises after 1990 were lost. Arms transfers, closed data, are not read. Six windows that overlap "
        "are hardly more than one, so every interval by years here is far too narrow."
    ),
    declared=(
        "The first choice, the blend of a logit of all terms (ridge 30) with the trees used elsewhere, was made "
        "without an earlier fold, in the belief that there was none. There is one, if a small one: fitted on windows "
        "over by 1994, asked from 1995-96 (1,559 Asian cases, 49 events). There the logit has an average precision of "
        ".50 and a log loss of .092, the trees .27 and .109, the blend .42 and .099; blends of other shares and ridges "
        "of 5, 30, 100 and 300 were tried, and a ridge of 5 did best (.50, .091). The change was made after the blend "
        "and its parts had been scored on the test: two specifications of ours, with their parts, saw it."
    ),
)
