"""Fit every equation on the panel: the one command behind ``counterpoise fit``.

Each equation is fitted and written on its own, whole or not at all, so that a fit interrupted at any moment
leaves the earlier files as they were.  The same panel and seed give the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterpoise.estimate.burden import burden_rows, fit_burden, score_burden
from counterpoise.estimate.dispute import dispute_rows, fit_dispute, hazard_of, score_dispute
from counterpoise.estimate.growth import fit_growth, growth_rates
from counterpoise.estimate.history import read_history
from counterpoise.estimate.leaders import fit_leaders, leader_rows, score_leaders
from counterpoise.estimate.pact import fit_pact, pact_rows, score_pact
from counterpoise.estimate.posterior import NAMES, Posterior, save, write_json
from counterpoise.estimate.regime import fit_regime, regime_rows, score_regime
from counterpoise.estimate.technology import fit_technology, score_technology, technology_rows
from counterpoise.estimate.treaty import fit_treaty, score_treaty

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["FitReport", "fit_all"]

Entries = list[dict[str, Any]]


@dataclass(frozen=True)
class FitReport:
    """What a fit wrote.

    Attributes:
        paths: Files written, the record of scores last.
        seconds: Time each equation took.
        record: Scores on years not seen, as in ``record.json``.
        panel: Digest of the panel fitted on.
    """

    paths: tuple[Path, ...]
    seconds: dict[str, float]
    record: Entries
    panel: str


def fit_all(
    panel: Panel, out: Path, progress: Callable[[str, float], None] | None = None, seed: int = 1
) -> FitReport:
    """Fit every equation and write its posterior, then the record of scores.

    Args:
        panel: Data to fit on.
        out: Folder to write to.
        progress: Called with the name of the equation that is next and the share of equations done.
        seed: Of the draws.

    Raises:
        EstimationError: An equation that the data cannot support; files written before it stay.
    """
    paths, seconds, record = [], {}, []
    for done, (name, equation) in enumerate(_equations(panel, seed)):
        if progress is not None:
            progress(name, done / len(NAMES))
        begun = time.perf_counter()
        posterior, entries = equation()
        meta = {**posterior.meta, "holdout": entries, "panel": panel.digest}
        paths.append(save(out, name, replace(posterior, meta=meta)))
        record += entries
        seconds[name] = time.perf_counter() - begun
    paths.append(write_json(out / "record.json", {"schema": 1, "panel": panel.digest, "tasks": record}))
    if progress is not None:
        progress("record", 1.0)
    return FitReport(tuple(paths), seconds, record, panel.digest)


def _equations(panel: Panel, seed: int) -> Iterator[tuple[str, Callable[[], tuple[Posterior, Entries]]]]:
    """Equations in order; scores of later ones read the first as fitted to 1989, so that nothing leaks."""
    history = read_history(panel)
    past: list[Any] = []

    def dispute() -> tuple[Posterior, Entries]:
        rows = dispute_rows(history)
        entries, to_1989 = score_dispute(rows)
        posterior = fit_dispute(rows, seed)
        past.extend([hazard_of(to_1989.mean), hazard_of(posterior.mean)])
        return posterior, entries

    def pact() -> tuple[Posterior, Entries]:
        rows = pact_rows(history, past[0])
        return fit_pact(rows, seed), score_pact(rows)

    def treaty() -> tuple[Posterior, Entries]:
        table = panel.table("treaties")
        return fit_treaty(table, seed), score_treaty(table)

    def burden() -> tuple[Posterior, Entries]:
        entries = score_burden(burden_rows(panel, history, past[0]))
        return fit_burden(burden_rows(panel, history, past[1]), seed), entries

    def growth() -> tuple[Posterior, Entries]:
        return fit_growth(*growth_rates(panel, history), history, seed), []

    def leaders() -> tuple[Posterior, Entries]:
        rows = leader_rows(panel, history)
        return fit_leaders(rows, seed=seed), score_leaders(rows)

    def technology() -> tuple[Posterior, Entries]:
        entries = score_technology(technology_rows(panel, history, since=1950))
        return fit_technology(technology_rows(panel, history), seed), entries

    def regime() -> tuple[Posterior, Entries]:
        rows = regime_rows(panel, history)
        return fit_regime(rows, seed), score_regime(rows)

    equations = (dispute, pact, treaty, burden, growth, leaders, technology, regime)
    yield from zip(NAMES, equations, strict=True)
