"""Which Asian ties deepen within five years, on a ladder from dialogue to defence made of open data."""

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

__all__ = ["GRADED", "depth_in"]

HORIZON = 5

_OFFERED = (
    *terms.DEPTHS,
    *terms.GRAVITY,
    *terms.THREAT,
    *terms.AFFINITY,
    *terms.TIES,
    *terms.NETWORK,
    *terms.WAVE,
)


def depth_in(knowledge: Knowledge, year: int) -> NDArray[np.int8]:
    """Depth of every tie at the end of a year."""
    known = knowledge if year == knowledge.last else knowledge.until(year)
    return terms.depth(known.history.pacts, known.pairs, known.cells["us_troops"], known.place[terms.PATRON])


def _risk(knowledge: Knowledge, year: int) -> NDArray[np.bool_]:
    """Pairs that exist when the window begins and ends, not yet at the top."""
    h = knowledge.history
    alive = h.dyads[year - 1 - FIRST_YEAR] & h.dyads[year + HORIZON - 1 - FIRST_YEAR]
    return np.asarray(alive & (depth_in(knowledge, year - 1) < 4) & upper(len(h.codes)))


def _deeper(knowledge: Knowledge, year: int) -> NDArray[np.bool_]:
    return np.asarray(depth_in(knowledge, year + HORIZON - 1) > depth_in(knowledge, year - 1))


def _terms(moment: Moment) -> Any:
    return stacked(terms.ties(moment, _OFFERED))


_LOGIT = RidgeLogit(
    "all-terms", "logit: depth, gravity, threat, affinity, ties and network", _OFFERED, ridge=30.0
)
_TREES = Boosting("boosting", "boosted trees on the same terms", _OFFERED, smallest=100, thin=0.5)

GRADED = Task(
    name="graded-up-5y-asia",
    question="Which Asian ties deepen within five years?",
    definition=(
        "Unordered pairs that exist when the five years begin and end, below the top of the ladder: 4 a duty to "
        "defend or attack together; 3 a hundred US troops; 2 exercises of weight 1 in three years; 1 a duty to "
        "consult, stay neutral or not attack, or any exercise. Outcome: the tie stands higher at the end of the "
        "fifth year. Fitted on windows that began in 1984-96 worldwide, all over by 2000; asked from 2001-06 "
        "for states of Asia and the Pacific, the United States and Russia."
    ),
    kind="event",
    window=HORIZON,
    first=1984,
    folds=(Fold(2000, 2001, 2006),),
    build=Pairs(_risk, _deeper, _terms, window=HORIZON, scored=terms.asian_pairs).rows,
    contenders=(
        BaseRate(),
        RidgeLogit("persistence", "logit: present depth", terms.DEPTHS),
        RidgeLogit("geography", "logit: present depth and distance", (*terms.DEPTHS, *terms.GEOGRAPHY)),
        RidgeLogit("gravity", "logit: present depth, distance and output", (*terms.DEPTHS, *terms.GRAVITY)),
        RidgeLogit(
            "gravity-threat",
            "logit: the same with shared adversaries and own disputes",
            (*terms.DEPTHS, *terms.GRAVITY, *terms.THREAT),
        ),
        _LOGIT,
        _TREES,
        Blend("blend", "mean log-odds of logit and trees", (_LOGIT, _TREES)),
    ),
    headline="blend",
    rival="gravity",
    published={
        "first pass, another ladder": {"ap": 0.195, "log_loss": 0.2160},
        "target, another ladder": {"ap": 0.22, "log_loss": 0.21},
    },
    compared=(
        "Not the cases of the first pass, whose second rung is arms transfers, closed data that is not shipped: "
        "here exercises take their place, which are coded from 1980 to 2010, so the split moves from 1989 to 2000. "
        "Base rates differ; the published numbers and the target are of another ladder and are no bar to this one. "
        "Six windows that overlap are hardly more than one, so every interval by years here is far too narrow."
    ),
    declared=(
        "No earlier fold exists: all terms with a ridge of 30 and the same trees as elsewhere, unseen. One "
        "specification of ours, with its parts, saw the test; before that it was tried once on an earlier split, to "
        "1994, which was given up because exercises had hardly begun to be recorded in its training years."
    ),
)
