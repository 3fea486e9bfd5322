"""The whole world as a scenario: every state that can be served, every gap filled by a rule that says so."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.data import open_panel
from counterpoise.data.cubes import LAST_YEAR
from counterpoise.observe.case import Observed
from counterpoise.scenario import Scenario, load_scenario, parse_scenario
from counterpoise.scenario.model import LAST_CONTINUED
from counterpoise.sweep import Plan
from counterpoise.sweep.work import Job
from counterpoise.theatres import open_theatres
from counterpoise.vintage import known_to
from counterpoise.vintage.whole import LEAST, UNSERVED, WholePanel
from counterpoise.vocabulary import Mask, ScenarioError

NOW = 2024


@pytest.fixture(scope="module")
def world() -> Scenario:
    """The scenario, cut to its edition."""
    return load_scenario("world-2025").at("latest")


@pytest.fixture(scope="module")
def whole(world: Scenario) -> WholePanel:
    """The panel that it reads."""
    panel = known_to(open_panel(), world)
    assert isinstance(panel, WholePanel)
    return panel


@pytest.fixture(scope="module")
def observed() -> Observed:
    """The Case to the last year."""
    return Job.of(Plan("world-2025", members=1, horizon=LAST_CONTINUED)).prepared.observed


def test_all_states_of_the_system_are_there_but_those_named(world: Scenario) -> None:
    """Its states are the members of 2024 without the two that no rule can serve."""
    panel = open_panel()
    member = panel.values("member", list(panel.states), [NOW])[0] > 0
    living = {panel.iso3(code) for code, here in zip(panel.states, member, strict=True) if here}
    assert living - set(world.states) == set(UNSERVED)
    assert set(world.states) <= living
    assert set(world.roles.members) == set(world.states) - {"CHN", "USA"}
    assert all(any(name in limit for limit in world.scenario.limits) for name in ("Liechtenstein", "Kosovo"))


def test_what_was_known_is_left_alone_and_what_was_filled_says_so(whole: WholePanel) -> None:
    """A rule fills holes and only holes; a filled cell is imputed or projected, never observed, never zero."""
    plain, years = open_panel().vintage(str(whole.cut)), range(1992, 2051)
    states = [
        code
        for code, here in zip(plain.states, plain.values("member", plain.states, [NOW])[0], strict=True)
        if here
    ]
    for name in ("gdp_ppp", "gdp_market", "burden", "milex", "polyarchy"):
        before, after = (panel.values(name, states, years) for panel in (plain, whole))
        known = np.isfinite(before)
        np.testing.assert_array_equal(after[known], before[known], err_msg=name)
        filled = ~known & np.isfinite(after)
        kind = whole.masks(name, states, years)
        assert filled.any(), name
        assert set(kind[filled]) <= {Mask.IMPUTED, Mask.PROJECTED}, name
        assert (after[filled] > 0).all(), name


def test_an_unknown_burden_is_its_regions_and_no_army_is_almost_nothing(
    whole: WholePanel, world: Scenario
) -> None:
    """Iceland keeps no soldiers, Turkmenistan publishes nothing: another guess moves the second only."""
    assert whole.values("burden", ["ISL"], [NOW])[0, 0] == LEAST
    guess = whole.values("burden", ["TKM"], [NOW])[0, 0]
    assert 0.005 < guess < 0.03
    other = WholePanel(open_panel().vintage(str(whole.cut)), world, place=0.75)
    assert other.values("burden", ["TKM"], [NOW])[0, 0] > guess
    assert other.values("burden", ["ISL"], [NOW])[0, 0] == LEAST


def test_projections_go_on_without_a_jump_and_come_together(whole: WholePanel) -> None:
    """Output goes on from its last projected value, growth converges, ages stand still; nothing else is known."""
    states = ["CHN", "USA", "IND", "NGA"]
    output = whole.values("gdp_market", states, range(LAST_YEAR - 1, LAST_CONTINUED + 2))
    growth = np.diff(np.log(output), axis=0)
    assert np.isfinite(growth).all()
    assert np.abs(np.diff(growth, axis=0)).max() < 0.015
    assert np.ptp(growth[-1]) < np.ptp(growth[0])
    for name in ("population", "population_high", "working_age", "youth", "aged"):
        late = whole.values(name, states, [LAST_YEAR, LAST_CONTINUED])
        np.testing.assert_array_equal(late[0], late[1], err_msg=name)
    assert np.isnan(whole.values("cinc", states, [LAST_YEAR + 1])).all()


def test_ties_are_those_of_treaties_and_hosts(observed: Observed) -> None:
    """NATO binds its members to one another, the Rio treaty Brazil; Cuba's base and Venezuela's charter bind nobody."""
    depth = np.asarray(observed.case.world.depth)

    def rung(a: str, b: str) -> float:
        one, two = observed.place([a, b])
        return float(depth[one, two])

    assert rung("FIN", "EST") == rung("USA", "SWE") == rung("USA", "BRA") == rung("PRK", "CHN") == 4
    assert rung("USA", "QAT") == rung("USA", "SAU") == 3
    assert rung("USA", "CUB") == 0
    assert rung("USA", "VEN") == 1
    np.testing.assert_array_equal(depth, depth.T)


def test_nothing_that_the_model_reads_is_missing(observed: Observed) -> None:
    """Every stock, distance and forcing of 193 states to 2100 is a number; announcements may be absent."""
    case = observed.case
    assert len(observed.states) == 193
    drawn, absent = {"births"}, {"tariff", "retaliation", "levers", "polyarchy", "visits", "acts"}
    for part, skip in ((case.world, set()), (case.setting, drawn), (case.forcing, absent)):
        for name in part.__dataclass_fields__:
            values = getattr(part, name)
            for value in values if isinstance(values, tuple) else (values,):
                if name not in skip:
                    assert np.isfinite(np.asarray(value)).all(), name


def test_theatres_of_the_world_name_its_states(world: Scenario) -> None:
    """Twelve theatres, each with targets of its own, weights that sum to one, and nobody on two sides."""
    theatres = open_theatres("world")
    states = list(world.states)
    sides = [theatres.own(states), theatres.coalition(states), theatres.rival(states)]
    assert len(theatres.keys) == 12
    assert np.sum([side > 0 for side in sides], axis=0).max() == 1
    assert (theatres.anchors(states).sum(axis=0) == 1).all()
    assert len(set(theatres.letters.values())) == 12


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('borrows.asia = ["treaty"]', r"asia has no table treaty to borrow\. Did you mean treaties"),
        ('borrows.asai = ["treaties"]', r"no scenario called asai\. Did you mean asia"),
        ('borrows = "asia"', "no list of tables"),
        ("scenario.horizon = 2101", "2100"),
    ],
)
def test_a_slip_in_the_file_is_told(line: str, said: str) -> None:
    """Borrowing what is not there, and a horizon past the continued projections, are told with what to write."""
    from importlib.resources import files

    text = (files("counterpoise") / "library/scenarios/world-2025.toml").read_text(encoding="utf-8")
    key = line.partition(" =")[0]
    start = "borrows" if key.startswith("borrows") else key
    old = next(row for row in text.splitlines() if row.startswith(start))
    with pytest.raises(Exception, match=said) as problem:
        parse_scenario(text.replace(old, line), "mine.toml")
    assert "mine.toml" in str(problem.value)


def test_only_the_whole_world_goes_past_the_projections() -> None:
    """Asia ends in 2050 and says so; the world may go on to 2100."""
    with pytest.raises(ScenarioError, match="to 2050, where official projections end"):
        load_scenario("asia").until(2060)
    assert load_scenario("world-2025").until(2100).horizon == 2100
