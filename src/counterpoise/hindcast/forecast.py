"""The forecast of a hindcast: futures of the full story from what the origin knew, told pair by pair.

Places on the year axis count from the origin: place k is the end of year ``origin + k``, and place 0 is the origin
itself, which is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array
from numpy.typing import NDArray

from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.ready import made_ready
from counterpoise.analysis.stance import stance
from counterpoise.analysis.stories import judged
from counterpoise.analysis.verdict import THRESHOLD
from counterpoise.backtest.contenders import LEVELS
from counterpoise.data import Panel
from counterpoise.ensemble import Keep, Series, run_futures, yearly
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.scenario import Scenario
from counterpoise.stances import STANCES
from counterpoise.switches import Switches
from counterpoise.vintage import VintagePanel
from counterpoise.vocabulary import ScenarioError
from counterpoise.world import Case, Events, World

__all__ = ["STATE_LEVELS", "Hindcast", "foretell", "known_then"]

Floats = NDArray[np.float64]

STATE_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that the tables give of a state."""

PACT = 4


@dataclass(frozen=True, eq=False)
class Hindcast:
    """What was foretold; leading axis the years from the origin on.

    Attributes:
        observed: The case with the names of its axes.
        prepared: Parameters and starting World.
        origin: Last year known.
        members: Futures.
        seed: Of the run.
        deepens: Probability that a pair has stood a rung or more above the origin's by then ``[year, a, b]``.
        loosens: The same for below.
        pact: Probability of a defence pact in force ``[year, a, b]``.
        onset: Probability of a dispute between the two in the years from the origin to then ``[year, a, b]``.
        theatres: Probability that each theatre holds at b* = 1/2 ``[year, theatre]``.
        holds: Probability that the balance holds at b* = 1/2 ``[year]``.
        ties: Probability that the ties survive ``[year]``.
        stances: Probability of each stance ``[year, state, stance]``.
        effort: Quantiles of the burden at LEVELS ``[year, state, level]``.
        patron_tie: Quantiles of the tie to the patron at STATE_LEVELS ``[year, state, level]``.
        challenger_tie: The same to the challenger.
        accommodates: Probability that a state accommodates the challenger ``[year, state]``.
        exits: Probability that a state has changed its leader in the years from the origin to then ``[year, state]``.
        output: Log output by member ``[member, year, state]``.
        spending: Log military spending by member ``[member, year, state]``.
        output_gap: Log output of challenger over patron by member ``[member, year]``.
        spending_gap: The same of military spending.
        stock_gap: The same of military stock.
    """

    observed: Observed
    prepared: Prepared
    origin: int
    members: int
    seed: int
    deepens: Floats
    loosens: Floats
    pact: Floats
    onset: Floats
    theatres: Floats
    holds: Floats
    ties: Floats
    stances: Floats
    effort: Floats
    patron_tie: Floats
    challenger_tie: Floats
    accommodates: Floats
    exits: Floats
    output: Floats
    spending: Floats
    output_gap: Floats
    spending_gap: Floats
    stock_gap: Floats

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the leading axis."""
        return tuple(range(self.origin, self.origin + len(self.holds)))


def known_then(panel: Panel, scenario: Scenario) -> VintagePanel:
    """The past that a hindcast may read.

    Raises:
        ScenarioError: A scenario of the present.
    """
    if scenario.origin is None:
        raise ScenarioError(
            f"{scenario.name} is no hindcast: it has no origin.",
            hint="Write origin = 1999 and start = 2000 under [scenario], or name a hindcast of the package.",
        )
    return VintagePanel(panel, scenario.origin)


def foretell(
    scenario: Scenario,
    known: VintagePanel,
    members: int,
    seed: int,
    done: Callable[[int], None] | None = None,
    switches: Mapping[str, float] | None = None,
    overrides: Mapping[str, float] | None = None,
) -> Hindcast:
    """Make the forecast of an origin.

    Args:
        scenario: Cut to its edition, with an origin.
        known: The past that ends with it.
        members: Futures.
        seed: Of all luck.
        done: Told how many members are finished.
        switches: Claims turned down beside those that the origin cannot know.
        overrides: Parameter path to the value at which it is held.
    """
    prepared = made_ready(scenario, known, overrides)
    observed, draws = prepared.observed, prepared.draws(seed, members)
    series = run_futures(
        observed.case,
        prepared.model(draws),
        scenario.switched(switches),
        seed,
        chunk=_CHUNK,
        done=done,
        record=_told,
    )
    story = judged(series, observed, draws, threshold=THRESHOLD)
    setting = observed.case.setting
    gap = [_gap(series[name], setting.challenger, setting.patron) for name in ("output", "spent", "stock")]
    stances = stance(series["tie_patron"], series["tie_challenger"])
    return Hindcast(
        observed,
        prepared,
        known.origin,
        members,
        seed,
        **_pairs(series),
        theatres=story.verdict.theatres.mean(axis=0),
        holds=story.verdict.balance_holds.mean(axis=0),
        ties=story.ties.mean(axis=0),
        stances=np.stack([(stances == k).mean(axis=0) for k in range(len(STANCES))], axis=-1),
        effort=_quantiles(series["effort"], tuple(LEVELS)),
        patron_tie=_quantiles(series["tie_patron"], STATE_LEVELS),
        challenger_tie=_quantiles(series["tie_challenger"], STATE_LEVELS),
        accommodates=story.verdict.accommodates.mean(axis=0),
        exits=_since(series["exit"]).mean(axis=0),
        output=np.log(series["output"]),
        spending=np.log(series["spent"]),
        output_gap=gap[0],
        spending_gap=gap[1],
        stock_gap=gap[2],
    )


def _told(case: Case, model: Model, switches: Switches) -> Keep:
    """What the verdict needs, and every pair's rung and disputes."""
    usual = yearly(case, model, switches)

    def keep(world: World, reading: Reading, events: Events) -> dict[str, Array]:
        dispute = events.happened["dispute"]
        return {
            **usual(world, reading, events),
            "depth": world.depth.astype(jnp.int8),
            "stock": jnp.exp(world.stock),
            "spent": jnp.exp(world.burden + world.output),
            "quarrel": dispute | dispute.T,
        }

    return keep


def _pairs(series: Series) -> dict[str, Floats]:
    depth = series["depth"]
    first = depth[:, :1]
    above, below = depth > first, depth < first
    met = _since(series["quarrel"])
    return {
        "deepens": np.logical_or.accumulate(above, axis=1).mean(axis=0),
        "loosens": np.logical_or.accumulate(below, axis=1).mean(axis=0),
        "pact": (depth >= PACT).mean(axis=0),
        "onset": met.mean(axis=0),
    }


def _since(happened: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether something has happened between the origin and the end of each year; the last axes are kept."""
    met = np.zeros_like(happened)
    met[:, 1:] = np.logical_or.accumulate(happened, axis=1)[:, :-1]
    return met


def _gap(values: NDArray[np.floating], challenger: int, patron: int) -> Floats:
    return np.asarray(np.log(values[..., challenger]) - np.log(values[..., patron]), dtype=float)


def _quantiles(values: NDArray[np.floating], levels: tuple[float, ...]) -> Floats:
    return np.moveaxis(np.quantile(values, levels, axis=0), 0, -1)


_CHUNK = 500
