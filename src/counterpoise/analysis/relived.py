"""One future lived again with everything recorded: what each mechanism contributed, to every stock and every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.prepare import Prepared
from counterpoise.draws import draw_lasting, draw_year
from counterpoise.measuring import measure
from counterpoise.mechanisms._base import Moment, word_tested
from counterpoise.simulate import parts
from counterpoise.vocabulary import CLAIMS

__all__ = ["Life", "live_again"]

STOCKS = ("tie_patron", "tie_challenger", "burden", "doubt", "trust", "output", "technology", "distraction")
"""Stocks whose yearly change is kept by mechanism."""

CHANCES = ("bargain", "disowned", "dispute", "exit", "nuclear", "test", "tie_down", "tie_up", "elsewhere")
"""Events whose log-odds are kept by mechanism."""


@dataclass(frozen=True, eq=False)
class Life:
    """One member's future with its causes.

    Attributes:
        member: Its number.
        world: World field to its value at the start of each year.
        happened: Event to whether it happened in the year; ``kept``, whether the patron's word was or would have been.
        probability: Event to the probability at which it was drawn.
        moved: Stock to mechanism to what it added in the year.
        odds: Event to mechanism to the log-odds that it added in the year.
    """

    member: int
    world: Mapping[str, NDArray[Any]]
    happened: Mapping[str, NDArray[np.bool_]]
    probability: Mapping[str, NDArray[np.float64]]
    moved: Mapping[str, Mapping[str, NDArray[np.float64]]]
    odds: Mapping[str, Mapping[str, NDArray[np.float64]]]


def live_again(prepared: Prepared, switches: Mapping[str, float], seed: int, member: int) -> Life:
    """Live one member's future again and keep who contributed what.

    All noise has an address, so this is the future that the ensemble lived, event by event.

    Args:
        prepared: The scenario, ready to run.
        switches: Claims that are not fully on.
        seed: Of the run.
        member: Number of the member.
    """
    draws = prepared.draws(seed, [member])
    model = jax.tree.map(lambda leaf: leaf[0], prepared.model(draws))
    case = prepared.observed.case
    on = {claim: jnp.asarray(switches.get(claim, 1.0), jnp.float32) for claim in CLAIMS}
    kept = _kept(model, case, on, jnp.uint32(seed), jnp.uint32(member))
    world, happened, probability, moved, odds = jax.tree.map(np.asarray, kept)
    return Life(member, world, happened, probability, moved, odds)


@eqx.filter_jit
def _kept(model: Any, case: Any, switches: Any, seed: Any, member: Any) -> Any:
    setting, forcing = case.setting, case.forcing
    reach = model.forces.reach(setting)
    first = jax.tree.map(lambda series: series[0], forcing)
    first = eqx.tree_at(lambda facts: facts.acts, first, jax.tree.map(jnp.zeros_like, first.acts))
    lasting = draw_lasting(seed, member, setting.code)
    start = measure(case.world, model, reach, setting, first, switches)

    def year(now: Any, facts: Any) -> Any:
        reading = measure(now, model, reach, setting, facts, switches, start)
        draws = draw_year(seed, member, facts.year, setting.code, lasting)
        moment = Moment(now, reading, start, facts, setting, switches)
        after, events, causes = parts(model, moment, draws)
        moved = {
            stock: {
                name: sum((change.increments[stock] for change in both if stock in change.increments), 0.0)
                for name, both in causes.items()
                if any(stock in change.increments for change in both)
            }
            for stock in STOCKS
        }
        odds = {
            event: {name: both[0].odds[event] for name, both in causes.items() if event in both[0].odds}
            for event in CHANCES
        }
        fields = {name: value for name, value in vars(now).items() if name != "record"}
        happened = {**events.happened, "kept": word_tested(moment, events, draws)[1]}
        return after, (fields, happened, events.probability, moved, odds)

    return jax.lax.scan(year, case.world, forcing)[1]
