"""The balance as observed: the same measures on the panel's years, at the willingness of the start year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from counterpoise.data import Panel
from counterpoise.measures.stock import military_stock
from counterpoise.measuring import measure
from counterpoise.model import Model
from counterpoise.observe.alignment import VOTES_ANCHOR, depth_at, ties_to
from counterpoise.observe.case import Observed, spending_to
from counterpoise.parameters import ParameterSet
from counterpoise.reading import Reading
from counterpoise.switches import story
from counterpoise.vintage import VintagePanel
from counterpoise.vintage.ties import depth_then
from counterpoise.world import World

__all__ = ["FIRST_YEAR", "Past", "measure_past", "readings"]

FIRST_YEAR = 2010
"""The tie table begins here; before it, rungs below a treaty are unknown."""


@dataclass(frozen=True)
class Past:
    """Measures of observed years.

    Attributes:
        years: Calendar years; values are those at the end of the year.
        ratio: Balance ratio ``[year, theatre]``.
        tie_patron: Tie to the patron, 0 to 1 ``[year, state]``.
        tie_challenger: Tie to the challenger, 0 to 1 ``[year, state]``.
        effort: Military burden, share of output ``[year, state]``, NaN where it was not observed.
    """

    years: tuple[int, ...]
    ratio: NDArray[np.float64]
    tie_patron: NDArray[np.float64]
    tie_challenger: NDArray[np.float64]
    effort: NDArray[np.float64]


def measure_past(observed: Observed, panel: Panel, parameters: ParameterSet) -> Past:
    """Measure every year from the beginning of the tie table to the year before the start.

    Parameters are central, and willingness and distraction are those of the start year, so the observed line
    shows what arms, distance and ties alone did to the balance; nobody has measured doubt year by year.
    """
    codes, states = list(observed.codes), observed.states
    vintage = panel if isinstance(panel, VintagePanel) and panel.origin < FIRST_YEAR else None
    years = tuple(range(observed.start - _BACK if vintage else FIRST_YEAR, observed.start))
    spending = spending_to(panel, codes, observed.start - 1)
    stock = np.log(military_stock(spending, parameters["arming.depreciation"].value))[-len(years) :]
    if vintage:
        depth = np.stack([depth_then(vintage, codes, year) for year in years])
    else:
        depth = np.stack([depth_at(panel, states, f"{year}-12-31") for year in years])
    anchor = min(VOTES_ANCHOR, observed.start - 1)
    patron = [
        ties_to(panel, states, observed.patron, "patron", y, d, anchor).value
        for y, d in zip(years, depth, strict=True)
    ]
    challenger = [
        ties_to(panel, states, observed.challenger, "challenger", y, d, anchor).value
        for y, d in zip(years, depth, strict=True)
    ]
    effort = np.asarray(panel.values("burden", codes, list(years)), dtype=float)
    return Past(
        years=years,
        ratio=readings(observed, parameters, stock, depth, lambda reading: reading.balance),
        tie_patron=expit(np.array(patron)),
        tie_challenger=expit(np.array(challenger)),
        effort=np.where(np.asarray(panel.masks("burden", codes, list(years))) == _SEEN, effort, np.nan),
    )


def readings(
    observed: Observed,
    parameters: ParameterSet,
    stock: NDArray[np.float64],
    depth: NDArray[np.float64],
    seen: Callable[[Reading], jax.Array],
) -> NDArray[np.float64]:
    """What is seen of observed years: their arms and ties amid the dispositions of the start year ``[year, ...]``.

    Args:
        observed: The scenario, ready to run.
        parameters: Central values are used.
        stock: Log military stock ``[year, state]``.
        depth: Rungs of ties ``[year, state, state]``.
        seen: The part of a reading that is wanted.
    """
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    central = {path: jnp.asarray(value) for path, value in parameters.central().items()}
    model = Model.from_parameters(central, terms)
    case = observed.case
    first = jax.tree.map(lambda series: series[0], case.forcing)
    switches = story()
    reach = model.forces.reach(case.setting)

    @eqx.filter_jit
    def read(arms: jax.Array, rungs: jax.Array) -> jax.Array:
        world: World = eqx.tree_at(lambda w: (w.stock, w.depth), case.world, (arms, rungs))
        return seen(measure(world, model, reach, case.setting, first, switches))

    rows = [
        read(jnp.asarray(a, jnp.float32), jnp.asarray(d, jnp.float32))
        for a, d in zip(stock, depth, strict=True)
    ]
    return np.asarray(jnp.stack(rows), dtype=float)


_SEEN = 1

_BACK = 15
"""Years before the start that a hindcast looks back on."""
