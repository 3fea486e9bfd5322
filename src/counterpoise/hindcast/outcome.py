"""What happened after the origin, read from the whole panel by the same measures.

Ties are read from the traces that the origin's ladder is made of, to the last year in which all of them are coded;
power from the same long series; the verdict from the observed World of each year (arms, output, ties, states that
were still there), at central parameters and b* = 1/2, like the forecast's.  A state that is gone counts as lost.
Years after the challenger or the patron has left the system have no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.verdict import judge
from counterpoise.data import Panel
from counterpoise.estimate.history import LAST_DISPUTE_YEAR, LAST_PACT_YEAR
from counterpoise.hindcast.forecast import Hindcast
from counterpoise.measures.stock import military_stock
from counterpoise.measuring import measure
from counterpoise.model import Model
from counterpoise.observe.alignment import VOTES_ANCHOR, depth_at, ties_to
from counterpoise.observe.case import spending_to
from counterpoise.observe.ladder import tabled
from counterpoise.scenario import Scenario
from counterpoise.switches import story
from counterpoise.vintage import VintagePanel
from counterpoise.vintage.panel import LAST_SPENDING
from counterpoise.vintage.ties import laid_out, recorded_depth, traces_at
from counterpoise.world import World

__all__ = ["LAST_TABLE", "Outcome", "observe_outcome"]

Floats = NDArray[np.float64]

LAST_TABLE = 2025
"""Last year of the sourced table of ties."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What happened; leading axis the years from the origin on, NaN (or -1) where nothing is known.

    Attributes:
        years: Calendar years.
        depth: Rung of each pair ``[year, a, b]``, NaN after the traces end and where a state is gone.
        onset: 1 where a dispute between the two began since the origin ``[year, a, b]``, NaN after 2010.
        pact: 1 where a defence pact was in force ``[year, a, b]``, NaN after 2018.
        member: Whether each state was there ``[year, state]``.
        theatres: 1 where a theatre held, 0 where not, -1 unknown ``[year, theatre]``.
        holds: The same of the balance ``[year]``.
        burden: Military burden ``[year, state]``.
        cinc_gap: Log CINC of the challenger over the patron's ``[year]``.
        stock_gap: The same of military stock.
    """

    years: tuple[int, ...]
    depth: Floats
    onset: Floats
    pact: Floats
    member: NDArray[np.bool_]
    theatres: NDArray[np.int8]
    holds: NDArray[np.int8]
    burden: Floats
    cinc_gap: Floats
    stock_gap: Floats


def observe_outcome(
    hindcast: Hindcast, scenario: Scenario, panel: Panel, *, verdicts: bool = True
) -> Outcome:
    """Read what happened in the years of a hindcast.

    Args:
        hindcast: The forecast, which says which states and years.
        scenario: Its scenario.
        panel: The whole panel.
        verdicts: Whether to judge the observed Worlds too; without, every verdict is unknown.
    """
    observed, years = hindcast.observed, hindcast.years
    codes = list(observed.codes)
    later = VintagePanel(panel, min(years[-1], LAST_SPENDING), afterwards=True)
    member = np.asarray(panel.values("member", codes, list(years))) > 0
    poles = observed.place([observed.challenger, observed.patron])
    stock = _stocks(later, codes, years, member)
    burden = np.asarray(later.values("burden", codes, list(years)), dtype=float)
    depth = _depths(scenario, panel, observed.states, codes, years, member)
    cinc = np.log(np.asarray(panel.values("cinc", codes, list(years)), dtype=float))
    holds = np.full(len(years), -1, dtype=np.int8)
    theatres = np.full((len(years), len(observed.theatres.keys)), -1, dtype=np.int8)
    if verdicts:
        holds, theatres = _verdicts(hindcast, later, stock, burden, depth, member)
    return Outcome(
        years,
        depth,
        _onsets(panel, codes, years),
        _pacts(panel, codes, years, member),
        member,
        theatres,
        holds,
        burden,
        cinc[:, poles[0]] - cinc[:, poles[1]],
        np.log(stock[:, poles[0]]) - np.log(stock[:, poles[1]]),
    )


def _stocks(
    later: VintagePanel, codes: list[int], years: tuple[int, ...], member: NDArray[np.bool_]
) -> Floats:
    """Military stocks at the end of each year, from the same first year as the forecast's."""
    first = spending_to(later, codes, years[0]).shape[0]
    start = years[0] - first + 1
    span = list(range(start, later.origin + 1))
    spending = np.asarray(later.values("milex", codes, span), dtype=float)
    stock = military_stock(spending, _WEAR)[years[0] - start :]
    out = np.full((len(years), len(codes)), np.nan)
    out[: len(stock)] = stock[: len(years)]
    return np.where(member, out, np.nan)


def _depths(
    scenario: Scenario,
    panel: Panel,
    states: tuple[str, ...],
    codes: list[int],
    years: tuple[int, ...],
    member: NDArray[np.bool_],
) -> Floats:
    out = np.full((len(years), len(codes), len(codes)), np.nan)
    if tabled(scenario):
        for k, year in enumerate(years):
            if year <= LAST_TABLE:
                out[k] = depth_at(panel, states, f"{year}-12-31")
    else:
        last = min(years[-1], traces_at(years[0]).last)
        knowledge = laid_out(panel, last, years[0])
        place = [knowledge.place[code] for code in codes]
        for k, year in enumerate(range(years[0], last + 1)):
            out[k] = recorded_depth(knowledge, year)[np.ix_(place, place)]
    there = member[:, :, None] & member[:, None, :]
    known = there | (np.asarray(years) > _MEMBERS)[:, None, None]
    return np.where(known, out, np.nan)


def _onsets(panel: Panel, codes: list[int], years: tuple[int, ...]) -> Floats:
    """Disputes begun since the origin; the origin's own year is none of them."""
    began = np.asarray(panel.matrix("dispute_onset", codes, list(years)), dtype=float)
    either = np.fmax(began, began.transpose(0, 2, 1))
    either[0] = 0.0
    total = np.maximum.accumulate(np.nan_to_num(either), axis=0)
    total[np.asarray(years) > LAST_DISPUTE_YEAR] = np.nan
    return total


def _pacts(panel: Panel, codes: list[int], years: tuple[int, ...], member: NDArray[np.bool_]) -> Floats:
    owed = np.nan_to_num(np.asarray(panel.matrix("defence_pact", codes, list(years)), dtype=float))
    either = np.maximum(owed, owed.transpose(0, 2, 1))
    either[np.asarray(years) > LAST_PACT_YEAR] = np.nan
    return np.where(member[:, :, None] & member[:, None, :], either, np.nan)


def _verdicts(
    hindcast: Hindcast,
    later: VintagePanel,
    stock: Floats,
    burden: Floats,
    depth: Floats,
    member: NDArray[np.bool_],
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Whether the balance and each theatre held, by the World observed at the end of each year."""
    observed, years = hindcast.observed, hindcast.years
    theatres = np.full((len(years), len(observed.theatres.keys)), -1, dtype=np.int8)
    holds = np.full(len(years), -1, dtype=np.int8)
    poles = observed.place([observed.challenger, observed.patron])
    seen = [
        k
        for k, year in enumerate(years)
        if year <= later.origin and member[k, poles].all() and np.isfinite(stock[k, poles]).all()
    ]
    # the first year is the origin's, so the record runs without a gap from there
    whole = next((k for k, place in enumerate(seen) if place != k), len(seen))
    if whole < _FEWEST:
        return holds, theatres
    output = np.asarray(later.values("gdp_long", list(observed.codes), list(years[:whole])), dtype=float)
    found = _worlds(hindcast, later, stock[:whole], output, burden[:whole], depth[:whole], member[:whole])
    verdict = judge(
        found["balance"][None],
        observed.theatres.weights,
        found["exposure"][None],
        found["tie_patron"][None],
        found["tie_challenger"][None],
        found["output"][None],
        observed.neighbours,
    )
    theatres[:whole] = np.asarray(verdict.theatres)[0]
    holds[:whole] = np.asarray(verdict.balance_holds)[0]
    return holds, theatres


def _worlds(
    hindcast: Hindcast,
    later: VintagePanel,
    stock: Floats,
    output: Floats,
    burden: Floats,
    depth: Floats,
    member: NDArray[np.bool_],
) -> dict[str, Floats]:
    """Measures of each observed World at central parameters; willingness is that of the start."""
    observed, parameters = hindcast.observed, hindcast.prepared.parameters
    central = {path: jnp.asarray(value) for path, value in parameters.central().items()}
    model = Model.from_parameters(central, hindcast.prepared.terms)
    case, switches = observed.case, story()
    facts = jax.tree.map(lambda series: series[0], case.forcing)
    reach = model.forces.reach(case.setting)
    start = case.world
    anchor = min(VOTES_ANCHOR, hindcast.origin)

    @eqx.filter_jit
    def reading(world: World) -> dict[str, jax.Array]:
        now = measure(world, model, reach, case.setting, facts, switches)
        return {"balance": now.balance, "exposure": now.exposure}

    rows: dict[str, list[Floats]] = {}
    rung = np.asarray(start.depth, dtype=float)
    for k in range(len(stock)):
        gone = ~member[k]
        rung = np.where(np.isnan(depth[k]), rung, depth[k])
        year = hindcast.origin + k
        ties = [
            np.asarray(ties_to(later, observed.states, pole, role, year, rung, anchor).value)
            for pole, role in ((observed.patron, "patron"), (observed.challenger, "challenger"))
        ]
        fields = {
            "stock": np.log(np.where(gone, _NOTHING, np.where(np.isnan(stock[k]), _NOTHING, stock[k]))),
            "output": np.where(np.isnan(output[k]) | gone, np.asarray(start.output), np.log(output[k])),
            "burden": np.where(np.isnan(burden[k]), np.asarray(start.burden), np.log(burden[k])),
            "depth": rung,
            "tie_patron": ties[0],
            "tie_challenger": ties[1],
            "lost": gone.astype(float),
        }
        names = list(fields)
        world = eqx.tree_at(
            lambda w, names=names: [getattr(w, name) for name in names],
            start,
            [jnp.asarray(fields[name], jnp.float32) for name in names],
        )
        found = {name: np.asarray(value, dtype=float) for name, value in reading(world).items()}
        found["tie_patron"] = np.where(gone, 0.0, 1.0 / (1.0 + np.exp(-ties[0])))
        found["tie_challenger"] = np.where(gone, 1.0, 1.0 / (1.0 + np.exp(-ties[1])))
        found["output"] = np.exp(fields["output"])
        for name, value in found.items():
            rows.setdefault(name, []).append(value)
    return {name: np.stack(values) for name, values in rows.items()}


_WEAR = 0.1
"""Central share of the stock lost each year, as in the parameters."""

_FEWEST = 2
_MEMBERS = 2016
"""Last year of the list of members; states of that year are taken to be there afterwards."""

_NOTHING = 1e-3
"""Stock of a state that is gone, million dollars: a log needs something."""
