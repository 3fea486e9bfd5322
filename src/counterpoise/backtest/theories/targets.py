"""What the theories are asked: the scoreboard's own tasks, with the controls that all theories share.

The last fold of a target is the scoreboard's: fitted to its origin, asked about the years after.  The folds before it
serve to learn the weights of the combined forecast; every one of their outcomes was known at the last origin.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.moment import Moment, moments
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.task import Fold, Task
from counterpoise.backtest.tasks import TASKS
from counterpoise.backtest.tasks.burden import WIDTH
from counterpoise.backtest.terms import dispute, pact, tie
from counterpoise.backtest.theories.scene import Scene
from counterpoise.backtest.theories.terms import TERMS, made

__all__ = ["TARGETS", "Target", "lay_out"]

Floats = NDArray[np.floating[Any]]
Matrices = dict[str, Floats]


@dataclass(frozen=True)
class Target:
    """A task put to the theories.

    Attributes:
        task: Its name on the scoreboard.
        kind: Kind of target; empty where nobody can be asked.
        controls: Terms that every theory has: geography and history.
        past: Earlier folds, oldest first.
        since: First year fitted.
        silent: Why all theories abstain.
    """

    task: str
    kind: str
    controls: tuple[str, ...] = ()
    past: tuple[Fold, ...] = ()
    since: int | None = None
    silent: str = ""

    @property
    def declared(self) -> Task:
        """The task of the scoreboard."""
        return TASKS[self.task]

    @property
    def carried(self) -> tuple[str, ...]:
        """Terms laid out beside those of the theories: the controls, and what sets the width of a burden's walk."""
        return tuple(dict.fromkeys((*self.controls, *(WIDTH if self.kind == "burdens" else ()))))

    @property
    def last(self) -> Fold:
        """The scoreboard's fold."""
        return self.declared.folds[-1]

    @property
    def folds(self) -> tuple[Fold, ...]:
        """Past folds and the last."""
        return (*self.past, self.last)


def _decades(window: int, *cuts: int, end: int) -> tuple[Fold, ...]:
    """Folds at some origins, each asked to the next (or ``end``) about windows that are over by the last."""
    edges = (*cuts[1:], end)
    return tuple(
        Fold(cut, cut + 1, max(cut + 1, min(edge, end - window + 1)))
        for cut, edge in zip(cuts, edges, strict=True)
    )


_DISPUTES = (*dispute.GEOGRAPHY, *dispute.PERSISTENCE)
_PACTS = (*pact.GEOGRAPHY, "log_distance", "same_region", *pact.PERSISTENCE)
_BURDENS = ("stray", "level")
_ENDINGS = ("log_age", "bilateral", "world_endings")
_PRE_WAR = _decades(1, 1909, 1919, 1929, end=1945)

_ALL = (
    Target("dispute-onset/1989", "disputes", _DISPUTES, _decades(1, 1949, 1959, 1969, 1979, end=1989)),
    Target("dispute-onset/1945", "disputes", _DISPUTES, _PRE_WAR),
    Target("initiation-all/1989", "disputes", _DISPUTES, _decades(1, 1959, 1969, 1979, end=1989)),
    Target("pact-formation/1989", "pacts", _PACTS, _decades(1, 1959, 1969, 1979, end=1989), 1946),
    Target("pact-formation/1999", "pacts", _PACTS, _decades(1, 1969, 1979, 1989, end=1999), 1946),
    Target("pact-formation-10y/1989", "pacts", _PACTS, _decades(10, 1959, 1969, end=1989), 1946),
    Target("treaty-termination", "endings", _ENDINGS, _decades(1, 1969, 1979, end=1989)),
    Target("graded-up-5y-asia", "ties", (*tie.DEPTHS, *tie.GEOGRAPHY), _decades(5, 1994, end=2000)),
    Target("exercises-5y-asia", "ties", (*tie.GEOGRAPHY, *tie.PERSISTENCE), _decades(5, 1994, end=2000)),
    Target("burden-1y", "burdens", _BURDENS, _decades(1, 1969, 1979, end=1989)),
    Target("burden-5y", "burdens", _BURDENS, _decades(5, 1972, 1979, end=1989)),
    Target("burden-10y", "burdens", _BURDENS, _decades(10, 1977, end=1989)),
    Target(
        "pact-survival-19y", "",
        silent=(
            "Its outcome is one share a window, and fifty-four overlapping windows hold about three independent ones: "
            "no theory could be told from another. Endings are asked treaty by treaty instead."
        ),
    ),
)  # fmt: skip

TARGETS: dict[str, Target] = {target.task: target for target in _ALL}
"""Every task of the scoreboard, as put to the theories."""


def lay_out(target: Target, knowledge: Knowledge) -> Rows:
    """The task's own cases with the controls and all terms that theories may name, year by year."""
    task, last = target.declared, target.last
    own = target.kind in {"endings", "burdens"}
    first = max(task.first, target.since or task.first)
    rows = task.build(knowledge, first, last.last, terms=own)
    names = (*target.carried, *TERMS[target.kind])
    values = np.empty((len(rows), len(names)), dtype=np.float32)
    if own:
        values[:, : len(target.carried)] = rows.columns(target.carried)
    for moment in moments(knowledge, first, last.last):
        here = np.flatnonzero(rows.year == moment.year)
        if len(here):
            columns = _columns(target, moment, rows.keys[here])
            values[here, len(names) - columns.shape[1] :] = columns
    return replace(rows, terms=values, names=names)


def _columns(target: Target, moment: Moment, keys: NDArray[np.int32]) -> Floats:
    """Terms of one year's cases, with the controls where the task's own rows do not bear them."""
    terms = made(target.kind, Scene(moment))
    place = moment.known.place
    if target.kind == "burdens":
        at = np.array([place[int(code)] for code in keys[:, 1]])
        return np.column_stack([term[at] for term in terms.values()])
    if target.kind == "endings":
        return _of_treaties(moment, keys[:, 1], terms)
    matrices = {**_CONTROLS[target.kind](moment, target.controls), **terms}
    a, b = (np.array([place[int(code)] for code in keys[:, column]]) for column in (1, 2))
    both = target.kind == "disputes" and target.task != "initiation-all/1989"
    return np.column_stack([m[a, b] + m[b, a] if both else m[a, b] for m in matrices.values()])


_CONTROLS: dict[str, Callable[[Moment, tuple[str, ...]], Matrices]] = {
    "disputes": dispute.directed,
    "pacts": pact.symmetric,
    "ties": tie.ties,
}


def _of_treaties(moment: Moment, treaties: NDArray[np.int32], terms: Matrices) -> Floats:
    """Mean over the pairs of members that were bound when the year began; 0 for treaties that bind no pair."""
    known = moment.known
    bound = known.treaties[known.treaties["exit_year"].isna()]
    groups: dict[Any, Any] = dict(iter(bound.groupby("atopid", sort=False)))
    out = np.zeros((len(treaties), len(terms)))
    for row, treaty in enumerate(treaties):
        if int(treaty) not in groups:
            continue
        at = sorted({known.place[int(c)] for c in groups[int(treaty)]["ccode"] if int(c) in known.place})
        if len(at) < 2:
            continue
        above = np.triu_indices(len(at), 1)
        block = np.ix_(at, at)
        out[row] = [float(term[block][above].mean()) for term in terms.values()]
    return out
