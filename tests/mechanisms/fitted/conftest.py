"""Real years put before the simulator's own step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change

from counterpoise.data import open_panel
from counterpoise.draws import Draws, draw_lasting, draw_year
from counterpoise.estimate.history import History, read_history
from counterpoise.measures.hazard import (
    ENEMY_YEARS,
)
from counterpoise.mechanisms._base import Moment
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.simulate import draw_events
from counterpoise.switches import story
from counterpoise.world import Change, Events

STATES = ("exit", "test", "disowned", "coerced", "extracted", "whim", "nuclear", "visit")
PAIRS = ("tie_up", "tie_down", "pact", "dispute")
WORLD = ("bargain", "elsewhere", "leak", "dissolved")
"""Events of a year by what they happen to."""


@pytest.fixture(scope="module")
def history() -> History:
    """The world since 1816, as the equations were fitted on it."""
    return read_history(open_panel())


@pytest.fixture(scope="module")
def region(history: History, asia: Observed) -> History:
    """The same for the states of the scenario alone."""
    rows = np.searchsorted(history.codes, np.asarray(asia.case.setting.code))

    def cut(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cut(inner) for key, inner in value.items()}
        return (
            value[:, rows][:, :, rows]
            if value.ndim == 3
            else value[:, rows]
            if value.ndim == 2
            else value[rows]
        )

    return replace(history, **{entry.name: cut(getattr(history, entry.name)) for entry in fields(history)})


@dataclass(frozen=True)
class Past:
    """A real year before the simulator.

    Attributes:
        moment: What its mechanisms may read at the start of that year.
        inside: Places of its states on the axis of the world's history.
    """

    moment: Moment
    inside: np.ndarray


@pytest.fixture(scope="module")
def past(history: History, moment: Callable[..., Moment], central: Model) -> Callable[..., Past]:
    """``past(year, at)``: the scenario's Setting, World and Reading with the facts of a year of ``at`` in them."""
    base = moment(central)

    def ask(year: int, at: History) -> Past:
        ((_, record),) = at.records(year, year)
        seen = at.dispute_moment(year, record)
        inside = np.array(
            [int(np.flatnonzero(at.codes == code)[0]) for code in np.asarray(base.setting.code)]
        )
        block = np.ix_(inside, inside)

        def traced(value: Any, where: Any) -> jax.Array:
            return jnp.asarray(np.asarray(value)[where], jnp.float32)

        mine = type(record)(*(traced(part, block) for part in record))
        rest = np.delete(np.arange(len(at.codes)), inside)
        started, begun = np.asarray(record.initiated), np.asarray(record.onset)
        beyond = np.column_stack(
            [
                started[np.ix_(inside, rest)].sum(1),
                started[np.ix_(rest, inside)].sum(0),
                begun[np.ix_(inside, rest)].sum(1),
            ]
        )
        pacts = at.pact_moment(year, record)
        setting = replace(
            base.setting,
            code=jnp.asarray(at.codes[inside]),
            mindist=traced(seen.mindist, block),
            land=traced(seen.land, block),
            sea=traced(seen.sea, block),
            capital_km=traced(pacts.capital_km, block),
            nonaggression=traced(pacts.nonaggression, block),
            consultation=traced(pacts.consultation, block),
            major=traced(seen.major, inside),
            polyarchy=traced(seen.polyarchy, inside),
            record=mine,
            beyond=jnp.asarray(beyond, jnp.float32),
        )
        allied = traced(seen.defence_pact, block)
        world = change(base.world, record=mine, depth=jnp.where(allied > 0, 4.0, 3.0))
        odds, _ = central.assertiveness.hazards(
            world, traced(seen.share, inside), setting.polyarchy, setting, story()
        )
        reading = change(base.reading, dispute_odds=odds, regime=setting.polyarchy)
        quiet, ever = (np.asarray(part)[np.ix_(inside, rest)] for part in (record.peace_years, record.onset))
        hostile = 1.0 * (quiet < ENEMY_YEARS) * (ever > 0)
        forcing = replace(base.forcing, enemies=jnp.asarray(hostile @ hostile.T, jnp.float32))
        return Past(Moment(world, reading, base.start, forcing, setting, story()), inside)

    return ask


@pytest.fixture(scope="module")
def assigned(luck: Callable[..., Any]) -> Callable[..., Events]:
    """What the step assigns to the events that one mechanism plans; all others are left at even odds."""

    def ask(planned: Change) -> Events:
        size = luck().tie.shape[0]
        shapes = (
            dict.fromkeys(STATES, (size,)) | dict.fromkeys(PAIRS, (size, size)) | dict.fromkeys(WORLD, ())
        )
        even = {name: jnp.zeros(shape) for name, shape in shapes.items()}
        return draw_events(Change(odds={**even, **planned.odds}), luck())

    return ask


@pytest.fixture(scope="module")
def futures_luck(asia: Observed) -> Draws:
    """The noise of one year in four hundred futures."""
    code, seed = asia.case.setting.code, jnp.uint32(5)
    year = jax.vmap(lambda m: draw_year(seed, m, jnp.asarray(2030), code, draw_lasting(seed, m, code)))
    return year(jnp.arange(400, dtype=jnp.uint32))
