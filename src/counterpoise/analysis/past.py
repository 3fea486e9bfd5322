"""The years before a scenario begins, as observed: the same measures on the panel's years, from 1990 on.

The sourced table of ties starts in 2010.  Before that a rung is read from treaties, American troops and joint
exercises (:mod:`counterpoise.analysis.earlier`), which miss ties without a treaty: such years are marked as traced.
Military stocks start in the first year in which the spending of every state is known; ratios, threat and protection
of earlier years are unknown, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from counterpoise.analysis.earlier import traced
from counterpoise.analysis.stance import stance
from counterpoise.data import Panel
from counterpoise.measures.stock import military_stock
from counterpoise.measuring import measure
from counterpoise.model import Model
from counterpoise.observe.alignment import VOTES_ANCHOR, depth_at, ties_to
from counterpoise.observe.case import Observed, spending_to
from counterpoise.parameters import ParameterSet
from counterpoise.switches import story
from counterpoise.vintage import VintagePanel
from counterpoise.vintage.ties import depth_then
from counterpoise.vocabulary import Mask
from counterpoise.world import World

__all__ = ["FIRST_YEAR", "SINCE", "Past", "measure_past"]

Floats = NDArray[np.float64]

SINCE = 1990
"""First year shown of a scenario that begins after :data:`FIRST_YEAR`."""

FIRST_YEAR = 2010
"""The tie table begins here; before it, rungs are read from open traces."""


@dataclass(frozen=True)
class Past:
    """Measures of observed years; NaN where a year's source does not reach.

    Attributes:
        years: Calendar years; values are those at the end of the year.
        ratio: Balance ratio ``[year, theatre]``.
        tie_patron: Tie to the patron, 0 to 1 ``[year, state]``.
        tie_challenger: Tie to the challenger, 0 to 1 ``[year, state]``.
        effort: Military burden, share of output ``[year, state]``, NaN where it was not observed.
        imputed: The same where the panel fills a gap by a declared rule, NaN elsewhere ``[year, state]``.
        threat: Threat from the challenger ``[year, state]``.
        protection: Protection by the patron ``[year, state]``.
        traced: Whether ties of the year were read from open traces, where the start's come from the table ``[year]``.
        alike: Share of states but the poles whose stance in the first year of the table both readings name alike;
            NaN where no year was traced.
    """

    years: tuple[int, ...]
    ratio: Floats
    tie_patron: Floats
    tie_challenger: Floats
    effort: Floats
    imputed: Floats
    threat: Floats
    protection: Floats
    traced: NDArray[np.bool_]
    alike: float


def measure_past(observed: Observed, panel: Panel, parameters: ParameterSet) -> Past:
    """Measure every year from 1990, or of a hindcast that starts from traces the fifteen years before it.

    Parameters are central, and willingness and distraction are those of the start year, so the observed line
    shows what arms, distance and ties alone did to the balance; nobody has measured doubt year by year.
    """
    codes, start = list(observed.codes), observed.start
    early = panel if isinstance(panel, VintagePanel) and panel.origin < FIRST_YEAR else None
    years = tuple(range(start - _BACK if early else min(SINCE, start - 1), start))
    before = [] if early else [year for year in years if year < FIRST_YEAR]
    rungs = traced(panel, codes, [*before, FIRST_YEAR]) if before else {}
    both = rungs.pop(FIRST_YEAR, None)
    for year in years[len(before) :]:
        rungs[year] = (
            depth_then(early, codes, year) if early else depth_at(panel, observed.states, f"{year}-12-31")
        )
    sides = {year: _sides(observed, panel, year, rungs[year]) for year in years}
    alike = float("nan")
    if both is not None and FIRST_YEAR in sides:
        named = stance(*_sides(observed, panel, FIRST_YEAR, both)) == stance(*sides[FIRST_YEAR])
        alike = float(np.delete(named, observed.place([observed.patron, observed.challenger])).mean())
    effort = np.asarray(panel.values("burden", codes, list(years)), dtype=float)
    masks = np.asarray(panel.masks("burden", codes, list(years)))
    depth = np.stack([rungs[year] for year in years])
    return Past(
        years=years,
        tie_patron=np.stack([sides[year][0] for year in years]),
        tie_challenger=np.stack([sides[year][1] for year in years]),
        effort=np.where(masks == Mask.OBSERVED, effort, np.nan),
        imputed=np.where(masks == Mask.IMPUTED, effort, np.nan),
        **_readings(observed, parameters, _stocks(observed, panel, parameters, len(years)), depth),
        traced=np.array([year in before for year in years]),
        alike=alike,
    )


def _sides(observed: Observed, panel: Panel, year: int, depth: Floats) -> tuple[Floats, Floats]:
    """Tie of each state to the patron and to the challenger, 0 to 1."""
    anchor = min(VOTES_ANCHOR, observed.start - 1)
    patron, challenger = (
        expit(np.asarray(ties_to(panel, observed.states, pole, role, year, depth, anchor).value, dtype=float))
        for pole, role in ((observed.patron, "patron"), (observed.challenger, "challenger"))
    )
    return patron, challenger


def _stocks(observed: Observed, panel: Panel, parameters: ParameterSet, years: int) -> Floats:
    """Log military stock at the end of each of the last years; NaN before the spending of every state is known."""
    spending = spending_to(panel, list(observed.codes), observed.start - 1)
    known = np.log(military_stock(spending, parameters["arming.depreciation"].value))[-years:]
    found = np.full((years, len(observed.codes)), np.nan)
    found[years - len(known) :] = known
    return found


def _readings(
    observed: Observed, parameters: ParameterSet, stock: Floats, depth: Floats
) -> dict[str, Floats]:
    """What is read of observed years: their arms and ties amid the dispositions of the start year."""
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    central = {path: jnp.asarray(value) for path, value in parameters.central().items()}
    model = Model.from_parameters(central, terms)
    case = observed.case
    first = jax.tree.map(lambda series: series[0], case.forcing)
    switches = story()
    reach = model.forces.reach(case.setting)

    @eqx.filter_jit
    def read(arms: jax.Array, rungs: jax.Array) -> dict[str, jax.Array]:
        world: World = eqx.tree_at(lambda w: (w.stock, w.depth), case.world, (arms, rungs))
        reading = measure(world, model, reach, case.setting, first, switches)
        return {"ratio": reading.balance, "threat": reading.fear, "protection": reading.protection}

    rows = [
        read(jnp.asarray(a, jnp.float32), jnp.asarray(d, jnp.float32))
        for a, d in zip(stock, depth, strict=True)
    ]
    known = np.isfinite(stock.sum(axis=1))[:, None]
    found = {name: np.stack([np.asarray(row[name], dtype=float) for row in rows]) for name in rows[0]}
    return {name: np.where(known, values, np.nan) for name, values in found.items()}


_BACK = 15
"""Years before the start that a hindcast looks back on."""
