"""A future lived again is the future that the ensemble lived, and its causes add up to it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from counterpoise.analysis.clusters import clusters_of
from counterpoise.analysis.narrate import events_with_causes
from counterpoise.analysis.prepare import Prepared, prepare
from counterpoise.analysis.relived import Life, live_again
from counterpoise.analysis.stories import Story, tell
from counterpoise.cli.app import main
from counterpoise.data import open_panel
from counterpoise.scenario import load_scenario

MEMBERS, MEMBER = 64, 5


@cache
def base() -> tuple[Prepared, Story]:
    """A withdrawal to 2031: a short future in which a lot happens."""
    cut = load_scenario("patron-withdrawal").at("latest").until(2031)
    ready = prepare(cut, open_panel().vintage(str(cut.cutoff)))
    draws = ready.draws(1, MEMBERS)
    return ready, tell(ready.observed, ready.model(draws), draws, {}, 1, chunk=MEMBERS)


@cache
def life() -> Life:
    """One of its futures, lived again."""
    return live_again(base()[0], {}, 1, MEMBER)


def test_it_is_the_same_future() -> None:
    """Leaders, tests and rungs are those of the ensemble, and stocks agree within single precision."""
    series = {name: values[MEMBER] for name, values in base()[1].series.items()}
    assert (life().happened["exit"] == series["exit"]).all()
    assert (life().happened["bargain"] == series["bargain"]).all()
    patron = base()[0].observed.states.index("USA")
    assert (life().world["depth"][:, patron] == series["depth_patron"]).all()
    np.testing.assert_allclose(np.exp(life().world["burden"]), series["effort"], rtol=1e-4)


@pytest.mark.parametrize("stock", ["tie_patron", "burden", "doubt", "output"])
def test_contributions_add_up_to_the_change(stock: str) -> None:
    """What the mechanisms added in a year is the difference to the next year's stock, nothing else."""
    total = sum(np.asarray(values, dtype=float) for values in life().moved[stock].values())
    world = life().world[stock].astype(float)
    np.testing.assert_allclose(world[1:] - world[:-1], total[:-1], atol=2e-5)


def test_odds_add_up_to_the_probability() -> None:
    """The log-odds of an event are the sum of what the mechanisms said, and it was drawn at their probability."""
    for event in ("bargain", "exit", "nuclear", "disowned"):
        total = sum(np.asarray(values, dtype=float) for values in life().odds[event].values())
        np.testing.assert_allclose(1.0 / (1.0 + np.exp(-total)), life().probability[event], atol=2e-4)


def test_what_is_assumed_is_told() -> None:
    """The bases that close are in the story, with the reason of the scenario, and events come in order."""
    ready, _ = base()
    scenario = load_scenario("patron-withdrawal").at("latest").until(2031)
    names = {state: state for state in scenario.states}
    told = events_with_causes(life(), ready.observed, scenario, names)
    assert [event.year for event in told] == sorted(event.year for event in told)
    assert any("bases in Japan close" in event.what for event in told)
    assert all(event.why for event in told)


def test_every_future_belongs_to_one_cluster() -> None:
    """Clusters part the ensemble; typical, best and worst are among their own."""
    found = clusters_of(base()[1], base()[0].observed.theatres.weights)
    assert sorted(member for one in found for member in one.members) == list(range(MEMBERS))
    for one in found:
        assert {one.typical, one.best, one.worst} <= set(one.members)
        level = np.log(base()[1].series["balance"]) @ base()[0].observed.theatres.weights
        means = {member: level[member].mean() for member in one.members}
        assert means[one.best] == pytest.approx(max(means.values()))
        assert means[one.worst] == pytest.approx(min(means.values()))


def test_a_missing_run_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a folder nor a scenario: the error says what to write."""
    with pytest.raises(SystemExit) as left:
        main(["story", "asai"])
    assert left.value.code == 2
    assert "Did you mean asia?" in capsys.readouterr().err
