"""The equations that can be sampled, each laid out from the panel.

Most are sampled twice: with one coefficient for all years (``alike``), which is the model that ships, and with
coefficients by era (``by_era``) where two eras at least have events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge, know
from counterpoise.estimate.burden import TERMS, BurdenRows, burden_rows
from counterpoise.estimate.dispute import Rows, dispute_rows, hazard_of
from counterpoise.estimate.growth import growth_rates
from counterpoise.estimate.history import LAST_DISPUTE_YEAR, History, read_history
from counterpoise.estimate.leaders import BINS, KINDS, leader_rows
from counterpoise.estimate.pact import pact_rows
from counterpoise.estimate.posterior import load
from counterpoise.estimate.regime import JUMP, regime_rows
from counterpoise.estimate.technology import technology_rows
from counterpoise.estimate.treaty import treaty_years
from counterpoise.measures.hazard import DISPUTE_COVARIATES, PACT_COVARIATES
from counterpoise.parameters import ParameterSet
from counterpoise.sampling.alignment import alignment_data, alignment_problem
from counterpoise.sampling.disputes import ONSET_TERMS, onset_rows
from counterpoise.sampling.growth import growth_problem
from counterpoise.sampling.problem import Problem, eras_of, event_problem, quantity_problem
from counterpoise.sampling.technology import technology_problem
from counterpoise.sampling.ties import DEEPENING_TERMS, STARTING_TERMS, TieRows, tie_rows
from counterpoise.sampling.treaties import JOINING_TERMS, conclusion_rows, founding_problem, joining_rows
from counterpoise.vocabulary import DataError, nearest

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["EQUATIONS", "Equation", "Source", "equation_of"]

Floats = NDArray[np.float64]


class Source:
    """A panel, and what equations share of it, laid out once and only if asked for."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel

    @cached_property
    def knowledge(self) -> Knowledge:
        """All that the panel knows, by year."""
        return know(self.panel)

    @cached_property
    def history(self) -> History:
        """The same for the equations that ship."""
        return read_history(self.panel)

    @cached_property
    def hazard(self) -> Callable[..., Floats]:
        """The shipped chance of a dispute."""
        return hazard_of(load("dispute_initiation").mean)

    @cached_property
    def disputes(self) -> Rows:
        """Rows of the dispute equation."""
        return dispute_rows(self.history)

    @cached_property
    def ties(self) -> tuple[TieRows, TieRows]:
        """Rows of deepening ties and of first exercises."""
        return tie_rows(self.knowledge)

    @cached_property
    def burdens(self) -> BurdenRows:
        """Rows of the burden equation."""
        return burden_rows(self.panel, self.history, self.hazard)


@dataclass(frozen=True)
class Equation:
    """An equation to sample.

    Attributes:
        label: What it says, in a few words.
        lay_out: From the data, and whether eras have coefficients of their own, to a problem.
        ships: Name of the posterior that ships and answers the same question; None where none does.
        eras: Whether it is sampled by era too.
    """

    label: str
    lay_out: Callable[[Source, bool], Problem]
    ships: str | None
    eras: bool = True


def equation_of(name: str) -> Equation:
    """The equation of that name.

    Raises:
        DataError: None goes by it.
    """
    if name not in EQUATIONS:
        raise DataError(
            f"No equation {name} can be sampled.", hint=nearest(name, EQUATIONS) or ", ".join(EQUATIONS)
        )
    return EQUATIONS[name]


def _dispute(source: Source, by_era: bool) -> Problem:
    rows = source.disputes
    return event_problem(
        "dispute_initiation", DISPUTE_COVARIATES, rows.terms, rows.events, eras_of(rows.years, by_era)
    )


def _onset(source: Source, by_era: bool) -> Problem:
    terms, events, years = onset_rows(source.history)
    return event_problem("dispute_onset", ONSET_TERMS, terms, events, eras_of(years, by_era), weak=True)


def _pact(source: Source, by_era: bool) -> Problem:
    rows = pact_rows(source.history, source.hazard, 1946)
    return event_problem(
        "pact_formation", PACT_COVARIATES, rows.terms, rows.events, eras_of(rows.years, by_era)
    )


def _treaty(source: Source, by_era: bool) -> Problem:
    years = treaty_years(source.panel.table("treaties"))
    terms = years["bilateral"][:, None].astype(np.float64)
    return event_problem(
        "treaty_termination", ("bilateral",), terms, years["ended"], eras_of(years["year"], by_era), _rates
    )


def _leaders(source: Source, by_era: bool) -> Problem:
    rows = leader_rows(source.panel, source.history)
    since = rows["year"] >= (1946 if by_era else 1990)
    exits = rows[KINDS[0]][since]
    return event_problem(
        "leader_exit", _bins(), _dummies(rows["bin"][since]), exits, eras_of(rows["year"][since], by_era),
        _levels("exit"),
    )  # fmt: skip


def _regime(source: Source, by_era: bool) -> Problem:
    rows = regime_rows(source.panel, source.history)
    jumped = (np.abs(rows["change"]) > JUMP).astype(np.float64)
    return event_problem(
        "regime", _bins(), _dummies(rows["bin"]), jumped, eras_of(rows["year"], by_era), _levels("jump")
    )


def _burden(source: Source, by_era: bool) -> Problem:
    rows = source.burdens
    return quantity_problem(("lag",), rows.terms[:, :1], rows.log_burden, eras_of(rows.year, by_era))


def _response(source: Source, by_era: bool) -> Problem:
    rows = source.burdens.where(source.burdens.year <= LAST_DISPUTE_YEAR)
    both = _within(np.column_stack([rows.log_burden, rows.terms]), rows.code, rows.year)
    names = tuple(f"{name}_within" if name == "lag" else name for name in TERMS)
    return quantity_problem(names, both[:, 1:], both[:, 0], eras_of(rows.year, by_era))


def _riding(source: Source, by_era: bool) -> Problem:
    """Two regions in the place of eras: Europe, and Asia and the Pacific."""
    rows = source.burdens
    region = np.where(rows.code < 400, 0, 1)
    keep = rows.ally & (((rows.code >= 200) & (rows.code < 400)) | ((rows.code >= 700) & (rows.code < 1000)))
    others = [TERMS.index(name) for name in ("lag", "own_threat", "growth", "neighbours")]
    both = np.column_stack([rows.log_burden, rows.patron, rows.terms[:, others]])[keep]
    both = _within(both, rows.code[keep])
    place = region[keep].astype(np.int32) if by_era else np.zeros(int(keep.sum()), dtype=np.int32)
    groups = (place, ("Europe", "Asia-Pacific") if by_era else ("",))
    names = ("patron_burden", "lag", "own_threat", "growth", "neighbours")
    return quantity_problem(names, both[:, 1:], both[:, 0], groups)


def _conclusion(source: Source, by_era: bool) -> Problem:
    terms, events, years = conclusion_rows(
        source.history, source.panel.table("treaties"), source.hazard, 1817 if by_era else 1946
    )
    return event_problem(
        "treaty_conclusion", PACT_COVARIATES, terms, events, eras_of(years, by_era), weak=True
    )


def _joining(source: Source, by_era: bool) -> Problem:
    terms, events, years = joining_rows(source.history, source.panel.table("treaties"), source.hazard)
    return event_problem("treaty_joining", JOINING_TERMS, terms, events, eras_of(years, by_era), weak=True)


def _founding(source: Source, by_era: bool) -> Problem:
    return founding_problem(source.panel.table("treaties"), by_era)


def _deepening(source: Source, by_era: bool) -> Problem:
    terms, events, years = source.ties[0]
    return event_problem("graded_depth", DEEPENING_TERMS, terms, events, eras_of(years, by_era), weak=True)


def _exercises(source: Source, by_era: bool) -> Problem:
    terms, events, years = source.ties[1]
    return event_problem("exercises", STARTING_TERMS, terms, events, eras_of(years, by_era), weak=True)


def _growth(source: Source, by_region: bool) -> Problem:
    growth, _ = growth_rates(source.panel, source.history)
    return growth_problem(growth, source.history.codes, by_region)


def _technology(source: Source, by_era: bool) -> Problem:
    return technology_problem(technology_rows(source.panel, source.history, since=1950), by_era)


def _alignment(source: Source, by_era: bool) -> Problem:
    parameters = ParameterSet.load()
    return alignment_problem(alignment_data(source.panel, source.knowledge, source.hazard, parameters))


def _within(values: Floats, *labels: NDArray[Any]) -> Floats:
    """Values less the effects of each label (Frisch and Waugh 1933)."""
    design = np.column_stack([label[:, None] == np.unique(label) for label in labels]).astype(float)
    return np.asarray(values - design @ np.linalg.lstsq(design, values, rcond=None)[0])


def _bins() -> tuple[str, ...]:
    return tuple(f"bin_{k}" for k in range(1, len(BINS) + 1))


def _dummies(bins: Floats) -> Floats:
    return np.column_stack([bins == k for k in range(1, len(BINS) + 1)]).astype(np.float64)


def _levels(base: str) -> Callable[[dict[str, Floats]], dict[str, Floats]]:
    """Log-odds of each bin in the place of an intercept and departures from it."""

    def renamed(named: dict[str, Floats]) -> dict[str, Floats]:
        start = named["intercept"]
        rest = {f"{base}_{k}": start + named[f"bin_{k}"] for k in range(1, len(BINS) + 1)}
        return {f"{base}_0": start, **rest}

    return renamed


def _rates(named: dict[str, Floats]) -> dict[str, Floats]:
    """Yearly rates of ending in the place of log-odds."""
    start = named["intercept"]
    return {"multilateral": _chance(start), "bilateral": _chance(start + named["bilateral"])}


def _chance(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


EQUATIONS: dict[str, Equation] = {
    "dispute_initiation": Equation("who starts a dispute with whom", _dispute, "dispute_initiation"),
    "dispute_onset": Equation("which relevant pair falls into a dispute", _onset, None),
    "pact_formation": Equation("which pair concludes a defence pact", _pact, "pact_formation"),
    "treaty_conclusion": Equation("which pair concludes a treaty of its own", _conclusion, None),
    "treaty_founding": Equation("how often a treaty of many is founded", _founding, None),
    "treaty_joining": Equation("which state joins a treaty of many", _joining, None),
    "treaty_termination": Equation("which defence treaty ends", _treaty, "treaty_termination"),
    "burden": Equation("how military burdens persist", _burden, "burden"),
    "burden_response": Equation("what moves a burden within a state", _response, "burden"),
    "burden_riding": Equation("what allies do when the patron spends", _riding, "burden"),
    "alignment": Equation("how two ties answer threat and protection", _alignment, None, eras=False),
    "graded_depth": Equation("which Asian tie deepens", _deepening, None),
    "exercises": Equation("which pair begins to exercise", _exercises, None),
    "growth": Equation("how output strays from its path", _growth, "growth"),
    "technology": Equation("who catches up with the frontier", _technology, "technology"),
    "leader_exit": Equation("which leader goes", _leaders, "leader_exit"),
    "regime": Equation("which regime jumps", _regime, "regime"),
}
"""Equations by name, in the order in which they are sampled."""
