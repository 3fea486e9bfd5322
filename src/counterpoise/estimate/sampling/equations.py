"""The equations as problems for the sampler: their rows, made small without changing the likelihood.

Identical rows are added up (leaders, regimes, treaties).  The two large tables of pairs keep every event and one
non-event in so many; the log of that ratio enters as an offset, under which the slopes have the likelihood of the
whole table in expectation (Prentice and Pyke 1979, *Biometrika* 66; King and Zeng 2001, *Political Analysis* 9).
What is lost is precision: with five non-events an event about a tenth of each standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.burden import burden_rows
from counterpoise.estimate.dispute import dispute_rows, hazard_of
from counterpoise.estimate.history import History
from counterpoise.estimate.leaders import BINS, KINDS, leader_rows
from counterpoise.estimate.pact import FIRST as PACTS_SINCE
from counterpoise.estimate.pact import pact_rows
from counterpoise.estimate.posterior import generator, load
from counterpoise.estimate.regime import JUMP, regime_rows
from counterpoise.estimate.sampling.models import era_of, logit_model, student_model
from counterpoise.estimate.treaty import treaty_years
from counterpoise.measures.hazard import DISPUTE_COVARIATES, PACT_COVARIATES
from counterpoise.vocabulary import DataError, nearest

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["EQUATIONS", "Problem", "problem_of"]

PER_EVENT = 5
"""Non-events kept for every event."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """An equation ready to sample.

    Attributes:
        name: Of the equation.
        terms: Names of its terms.
        model: With data left open: ``model(*data)``.
        data: Arguments.
        centre: Mean of each term, which the sampler subtracts.
        scale: Spread of each term, by which it divides.
        unit: Spread of the outcome of a quantity, 1 for events.
        middle: Mean of the outcome of a quantity, 0 for events.
        eras: Places in ERAS that the rows cover; one place where eras are off.
        rows: Rows of the whole table.
        kept: Rows that the sampler sees.
    """

    name: str
    terms: tuple[str, ...]
    model: Callable[..., None]
    data: tuple[Any, ...]
    centre: Floats
    scale: Floats
    unit: float
    middle: float
    eras: tuple[int, ...]
    rows: int
    kept: int


def problem_of(name: str, panel: Panel, history: History, *, by_era: bool = True) -> Problem:
    """Lay out an equation.

    Raises:
        DataError: No equation goes by that name.
    """
    if name not in EQUATIONS:
        raise DataError(
            f"No equation {name} can be sampled.", hint=nearest(name, EQUATIONS) or ", ".join(EQUATIONS)
        )
    return EQUATIONS[name](panel, history, by_era)


def _dispute(panel: Panel, history: History, by_era: bool) -> Problem:
    rows = dispute_rows(history)
    return _thinned("dispute_initiation", DISPUTE_COVARIATES, rows.terms, rows.events, rows.years, by_era)


def _pact(panel: Panel, history: History, by_era: bool) -> Problem:
    rows = pact_rows(history, hazard_of(load("dispute_initiation").mean), PACTS_SINCE)
    return _thinned("pact_formation", PACT_COVARIATES, rows.terms, rows.events, rows.years, by_era)


def _treaty(panel: Panel, history: History, by_era: bool) -> Problem:
    years = treaty_years(panel.table("treaties"))
    names = ("bilateral",)
    terms = years["bilateral"][:, None].astype(np.float64)
    return _events("treaty_termination", names, terms, years["ended"], years["year"], by_era)


def _leaders(panel: Panel, history: History, by_era: bool) -> Problem:
    rows = leader_rows(panel, history)
    since = rows["year"] >= (1946 if by_era else 1990)
    bins = range(1, len(BINS) + 1)
    terms = np.column_stack([rows["bin"][since] == k for k in bins]).astype(np.float64)
    names = tuple(f"{KINDS[0]}_{k}" for k in bins)
    return _events("leader_exit", names, terms, rows[KINDS[0]][since], rows["year"][since], by_era)


def _regime(panel: Panel, history: History, by_era: bool) -> Problem:
    rows = regime_rows(panel, history)
    bins = range(1, len(BINS) + 1)
    terms = np.column_stack([rows["bin"] == k for k in bins]).astype(np.float64)
    jumped = (np.abs(rows["change"]) > JUMP).astype(np.float64)
    return _events("regime", tuple(f"jump_{k}" for k in bins), terms, jumped, rows["year"], by_era)


def _burden(panel: Panel, history: History, by_era: bool) -> Problem:
    rows = burden_rows(panel, history, hazard_of(load("dispute_initiation").mean))
    terms, centre, scale = _standardised(rows.terms[:, :1])
    unit, middle = float(rows.log_burden.std()), float(rows.log_burden.mean())
    era, eras = _eras(rows.year, by_era)
    model = partial(student_model, eras=len(eras))
    data = (jnp.asarray(terms), jnp.asarray(era), jnp.asarray((rows.log_burden - middle) / unit))
    size = len(rows.year)
    return Problem("burden", ("lag",), model, data, centre, scale, unit, middle, eras, size, size)


EQUATIONS: dict[str, Callable[[Panel, History, bool], Problem]] = {
    "dispute_initiation": _dispute,
    "pact_formation": _pact,
    "treaty_termination": _treaty,
    "burden": _burden,
    "leader_exit": _leaders,
    "regime": _regime,
}
"""Equations that can be sampled; growth and technology are bootstrapped moments and have no likelihood to sample."""


def _thinned(
    name: str, names: tuple[str, ...], terms: Any, events: Floats, years: NDArray[Any], by_era: bool
) -> Problem:
    """All events and a random few of the rest, era by era, with the offset of that choice."""
    era, eras = _eras(years, by_era)
    rng = generator(1, f"{name} non-events")
    keep, offset = np.flatnonzero(events > 0), np.zeros(len(events))
    parts = [keep]
    for place in range(len(eras)):
        quiet = np.flatnonzero((events == 0) & (era == place))
        wanted = min(len(quiet), PER_EVENT * int(events[era == place].sum()))
        parts.append(rng.choice(quiet, wanted, replace=False))
        offset[era == place] = np.log(len(quiet) / wanted)
    kept = np.sort(np.concatenate(parts))
    values, centre, scale = _standardised(np.asarray(terms[kept], dtype=np.float64))
    share = float(events.mean())
    data = (values, era[kept], np.ones(len(kept)), offset[kept], events[kept])
    return _logit(name, names, data, centre, scale, eras, share, len(events))


def _events(
    name: str, names: tuple[str, ...], terms: Floats, events: Any, years: NDArray[Any], by_era: bool
) -> Problem:
    """Rows that are the same are added up."""
    era, eras = _eras(years, by_era)
    values, centre, scale = _standardised(terms)
    table, which = np.unique(np.column_stack([era, values]), axis=0, return_inverse=True)
    which = which.ravel()
    trials = np.bincount(which).astype(np.float64)
    happened = np.bincount(which, np.asarray(events, dtype=np.float64))
    data = (table[:, 1:], table[:, 0].astype(np.int32), trials, np.zeros(len(table)), happened)
    return _logit(name, names, data, centre, scale, eras, float(np.mean(events)), len(years))


def _logit(
    name: str, names: tuple[str, ...], data: tuple[Any, ...], centre: Floats, scale: Floats,
    eras: tuple[int, ...], share: float, rows: int,
) -> Problem:  # fmt: skip
    level = float(np.log(share / (1.0 - share)))
    terms, era, trials, offset, events = data
    arrays = (
        jnp.asarray(terms, jnp.float32),
        jnp.asarray(era, jnp.int32),
        jnp.asarray(trials, jnp.float32),
        jnp.asarray(offset, jnp.float32),
        jnp.asarray(events, jnp.float32),
    )
    model = partial(logit_model, eras=len(eras), level=level)
    return Problem(name, names, model, arrays, centre, scale, 1.0, 0.0, eras, rows, len(era))


def _standardised(values: Any) -> tuple[Floats, Floats, Floats]:
    centre, scale = values.mean(axis=0), values.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    return (values - centre) / scale, np.asarray(centre), np.asarray(scale)


def _eras(years: NDArray[Any], by_era: bool) -> tuple[NDArray[np.int32], tuple[int, ...]]:
    """Place of each row among the eras that the rows cover, and those eras."""
    era = era_of(np.asarray(years)) if by_era else np.full(len(years), 2, dtype=np.int32)
    present, places = np.unique(era, return_inverse=True)
    return places.astype(np.int32).ravel(), tuple(int(k) for k in present)
