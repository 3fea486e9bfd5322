"""A warm scenario answers any change without compiling, in pairs, and better the longer it runs."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from counterpoise.analysis.prepare import prepare
from counterpoise.data import open_panel
from counterpoise.explorer import Explorer, Shock, WhatIf
from counterpoise.scenario import load_scenario
from counterpoise.vocabulary import CounterpoiseError, ParameterError

CHANGES = {
    "switch": WhatIf(switches={"C5": 0.0, "S4": 0.5}),
    "parameter": WhatIf(parameters={"balancing.gain": 0.9}),
    "coefficient": WhatIf(parameters={"burden.fit.reversion": 0.13}),
    "ruler": WhatIf(parameters={"verdict.threshold": 1.0}),
    "shock": WhatIf(shocks=(Shock("tariff", 0.5, 2026, 2028, "JPN"),)),
    "shock to all": WhatIf(shocks=(Shock("growth", -0.02, 2026, added=True),)),
}


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    """The default scenario to 2028, warm."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest").until(2028)
    made = Explorer(prepare(scenario, panel.vintage(str(scenario.cutoff))), most=192)
    made.ask(WhatIf())
    return made


@pytest.mark.parametrize("name", CHANGES)
def test_no_change_compiles_anything(explorer: Explorer, name: str) -> None:
    """Switches, parameters and outside facts are inputs: the compiler is not called again, and they act."""
    compiled: list[str] = []

    def heard(event: str, *ignored: Any, **also: Any) -> None:
        if "compile" in event:
            compiled.append(event)

    jax.monitoring.register_event_duration_secs_listener(heard)
    try:
        found = explorer.ask(CHANGES[name])
    finally:
        jax.monitoring.unregister_event_duration_listener(heard)
    assert not compiled
    before = explorer.ask(WhatIf())
    assert found.story is not None
    assert before.story is not None
    changed = [
        name for name, values in found.story.series.items() if (values != before.story.series[name]).any()
    ]
    assert changed or (found.balance_holds != before.balance_holds).any()


def test_nothing_changed_is_no_difference(explorer: Explorer) -> None:
    """Pairs share all luck: without a change every pair is equal."""
    gap, error = explorer.ask(WhatIf()).difference()
    assert not gap.any()
    assert not error.any()


def test_refinement_adds_members_and_can_be_stopped(explorer: Explorer) -> None:
    """Each answer contains the one before; the whole is what one long run gives; asked to stop, it stops."""
    change = CHANGES["switch"]
    answers = list(explorer.refine(change, step=64))
    assert [found.members for found in answers] == [128, 192]
    whole = explorer.ask(change, 192)
    np.testing.assert_array_equal(answers[-1].balance_holds, whole.balance_holds)
    assert len(list(explorer.refine(change, stop=lambda: True))) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (WhatIf(shocks=(Shock("tarif", 0.5, 2026),)), "no outside fact tarif"),
        (WhatIf(shocks=(Shock("tariff", 0.5, 2026, state="JNP"),)), "no state JNP"),
        (WhatIf(shocks=(Shock("tariff", 0.5, 2031),)), "2031 lies outside"),
    ],
)
def test_impossible_shocks_are_explained(explorer: Explorer, change: WhatIf, said: str) -> None:
    """An unknown series, state or year is named, with what to write instead."""
    with pytest.raises(CounterpoiseError, match=said) as problem:
        explorer.ask(change)
    assert problem.value.hint


def test_parameters_stay_in_their_range(explorer: Explorer) -> None:
    """A value outside the stated range is refused, and so is a path that does not exist."""
    with pytest.raises(ParameterError, match="outside its range"):
        explorer.ask(WhatIf(parameters={"balancing.gain": 99.0}))
    with pytest.raises(ParameterError, match=r"no parameter balancing\.gian"):
        explorer.ask(WhatIf(parameters={"balancing.gian": 0.5}))


@pytest.mark.parametrize(("claim", "level"), [("C99", 0.0), ("C5", 7.0), ("C5", float("nan"))])
def test_a_switch_that_cannot_be_is_refused(explorer: Explorer, claim: str, level: float) -> None:
    """No number comes of a claim that is none or of a switch beyond its ends."""
    with pytest.raises(CounterpoiseError, match=claim):
        explorer.ask(WhatIf(switches={claim: level}))
