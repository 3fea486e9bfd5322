"""Dated acts: each moves what it says from its date on, and nothing before."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests import cases

from counterpoise.analysis.prepare import Prepared, prepare
from counterpoise.analysis.stories import Draws, Story, tell
from counterpoise.data import Panel, open_panel
from counterpoise.observe.forcing import forcing_of
from counterpoise.scenario import Scenario, load_scenario, parse_scenario
from counterpoise.vocabulary import ScenarioError, UnknownNameError

HEAD = 'extends = "asia"\n[scenario]\nname = "tried"\nquestion = "What then?"\nhorizon = 2031\n'
MEMBERS, YEAR = 64, 3
"""Futures of each story, and the place of 2028 among the years."""

ACTS = {
    "slump": ('target = "CHN"\nsize = 10.0', "output", "CHN", -1),
    "recovery": ('target = "CHN"\nsize = 10.0', "output", "CHN", 1),
    "disowned": ('target = "TWN"', "commitment", "TWN", -1),
    "bargain": ("", "commitment", "JPN", -1),
    "doubt": ("size = 1.0", "commitment", "JPN", -1),
    "leader": ('target = "KOR"\norientation = -0.8', "orientation", "KOR", -1),
    "nuclear": ('target = "KOR"', "armed", "KOR", 1),
    "loss": ('target = "TWN"', "fear", "JPN", 1),
    "tie": ('target = "IND"\nsize = 4.0', "depth_patron", "IND", 1),
    "reassurance": ('target = "JPN"', "commitment", "JPN", 1),
    "regime": ('target = "USA"\nsize = 0.2', "commitment", "JPN", -1),
    "tariff": ('target = "JPN"\nsize = 40.0', "tariff", "JPN", 1),
    "retaliation": ('target = "CAN"\nsize = 80.0', "output", "USA", -1),
    "pact_joined": ('target = "USA"\npact = "CPTPP"', "output", "VNM", 1),
    "pact_left": ('target = "KOR"\npact = "KORUS"', "tie_patron", "KOR", -1),
    "coercion": ('target = "AUS"', "fear", "AUS", 1),
    "extraction": ('target = "KOR"\nsize = 20.0', "effort", "KOR", 1),
}
"""Kind of act: what it must say, the series and state that it moves, and which way."""


def scenario(acts: str) -> Scenario:
    """The default scenario to 2031 with acts of 2028."""
    return parse_scenario(HEAD + acts, panel=open_panel()).at("latest")


def act(kind: str, said: str, day: str = "2028-03-01") -> str:
    """One assumption as TOML."""
    ground = 'source = "Judgement"\nwhy = "Tried."'
    return f'[[assumptions]]\ndate = {day}\nkind = "{kind}"\nlabel = "it"\n{ground}\n{said}\n'


@cache
def base() -> tuple[Prepared, Panel, Draws]:
    """The default scenario to 2031, what it may know, and a few draws."""
    cut = load_scenario("asia").at("latest").until(2031)
    known = open_panel().vintage(str(cut.cutoff))
    ready = prepare(cut, known)
    return ready, known, ready.draws(1, MEMBERS)


@cache
def told(acts: str, switches: tuple[tuple[str, float], ...] = ()) -> Story:
    """A few futures in which the acts happen: the base's, with other outside facts."""
    ready, known, draws = base()
    observed = ready.observed
    forcing = forcing_of(known, scenario(acts), observed.codes, observed.hosts)
    changed = replace(observed, case=replace(observed.case, forcing=forcing))
    return tell(changed, ready.model(draws), draws, dict(switches), 1, chunk=MEMBERS)


def place(state: str) -> int:
    """Index of a state."""
    return base()[0].observed.states.index(state)


def moved(acts: str, series: str, switches: tuple[tuple[str, float], ...] = ()) -> np.ndarray:
    """What the acts add to a series, future by future."""
    after, before = told(acts, switches).series[series], told("", switches).series[series]
    return after.astype(float) - before.astype(float)


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_moves_what_it_says_and_nothing_before_its_date(kind: str) -> None:
    """All series are the same to the bit until the act, and its own moves the way it must afterwards."""
    said, name, state, way = ACTS[kind]
    for series in told("").series:
        assert not moved(act(kind, said), series)[:, : YEAR + 1].any() or series in {
            "dispute",
            "exit",
            "test",
            "bargain",
            "elsewhere",
        }
    gap = moved(act(kind, said), name)[..., place(state)]
    assert way * gap[:, YEAR + 1].mean() > 0


def test_a_blockade_frightens_those_whose_lanes_it_closes_while_it_lasts() -> None:
    """Japan fears more in the year of a blockade of Taiwan, India does not, and Japan less once it is lifted."""
    closed = moved(act("blockade", 'target = "TWN"\nuntil = 2028-12-31'), "fear")
    here, there, away = (closed[..., place(state)] for state in ("JPN", "TWN", "IND"))
    assert (here[:, YEAR] > 0).all()
    assert (there[:, YEAR] > here[:, YEAR]).all()
    assert not away[:, YEAR].any()
    assert abs(here[:, YEAR + 1].mean()) < here[:, YEAR].mean() / 20


def test_forces_move_forward_and_bases_close() -> None:
    """More force in Japan mostly raises the balance nearby (a host may refuse), closing its bases lowers it."""
    forward = moved(act("forces", 'target = "JPN"\nsize = 10000'), "balance")[:, YEAR, 1]
    closed = moved(act("base_closed", 'target = "JPN"'), "balance")[:, YEAR + 1, 1]
    assert (forward > 0).mean() > 0.7
    assert forward.mean() > 0
    assert (closed < 0).mean() > 0.9
    opened = told(act("base_closed", 'target = "JPN"')).series["opened"][:, YEAR + 1]
    soil = np.array([site.soil == "JPN" for site in base()[0].observed.hosts.sites])
    assert (opened[:, soil] < 1e-6).all()


def test_arms_and_a_breakthrough_make_their_owner_stronger() -> None:
    """A hundred billion dollars of arms, or a leap, moves the balance; with C1 off no leap counts."""
    assert (moved(act("arms", 'target = "TWN"\nsize = 100000'), "balance")[:, YEAR + 1, 1] > 0).all()
    leap = act("breakthrough", 'target = "CHN"\nsize = 20.0')
    assert (moved(leap, "balance")[:, -1, 1] < 0).all()
    off = (("C1", 0.0),)
    assert not moved(leap, "balance", off).any()


def test_a_test_of_the_word_happens_for_certain() -> None:
    """Where the scenario says so the challenger tests the patron's word in every future."""
    assert told(act("test", 'target = "TWN"')).series["test"][:, YEAR, place("TWN")].all()


def test_nothing_said_is_nothing_done() -> None:
    """An extension without assumptions is its base, to the bit."""
    ready, _, draws = base()
    plain = tell(ready.observed, ready.model(draws), draws, {}, 1, chunk=MEMBERS)
    for name, values in told("").series.items():
        np.testing.assert_array_equal(values, plain.series[name])


def test_acts_of_the_first_year_leave_the_references_alone() -> None:
    """References are the first World's without any act, so a blockade from the start raises fear above them."""
    shut = act("blockade", 'target = "TWN"\nuntil = 2025-12-31', "2025-01-01")
    assert (moved(shut, "fear")[:, 0, place("JPN")] > 0).all()


@pytest.mark.parametrize(
    ("said", "where", "hint"),
    [
        ('extends = "asai"', ":1", "Did you mean asia?"),
        ('extends = "blockade"', ":1", "extends = \"asia\""),
        ('extends = "asia"\nadds = ["asia"]', ":2", "extend the same base"),
        (HEAD + act("tariff_announced", ""), ":8", "Kinds that move the model"),
        (HEAD + act("slump", 'target = "CHN"'), ":6", "size = 25.0"),
        (HEAD + act("slump", 'target = "CNH"\nsize = 1.0'), ":12", "CHN"),
        (HEAD + act("slump", 'target = "CHN"\nsize = 99.0'), ":13", "0 to 90"),
        (HEAD + act("pact_joined", 'target = "USA"\npact = "CPTTP"'), ":13", "CPTPP"),
        (HEAD + act("pact_left", 'target = "USA"'), ":6", 'pact = "CPTPP"'),
        (HEAD.replace("horizon", 'population = "hihg"\nhorizon'), ":5", "fertility variant"),
        (HEAD + act("doubt", "size = 1.0", "2024-01-01"), ":7", "2025-01-01"),
        (HEAD + 'roles.patron = "JPN"', ":6", "write [roles]"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_extension_is_told_with_its_line(said: str, where: str, hint: str) -> None:
    """File, line and what to write instead."""
    with pytest.raises((ScenarioError, UnknownNameError)) as told_:
        parse_scenario(said, "mine.toml")
    assert str(told_.value.where).startswith("mine.toml" + where)
    assert hint in str(told_.value.hint)


def test_forces_cannot_move_where_there_is_no_site() -> None:
    """The error lists where the patron has sites."""
    with pytest.raises(ScenarioError, match="no site in IND"):
        told(act("forces", 'target = "IND"\nsize = 1000'))


def test_acts_are_neutral_in_the_small_case() -> None:
    """The case of other tests says nothing."""
    acts = cases.case().forcing.acts
    assert not any(np.nan_to_num(value).any() for value in vars(acts).values())


def test_a_state_that_is_lost_acts_no_more() -> None:
    """Nobody keeps a word to it, disowns it, or waits for its bomb: it has fallen."""
    story = told(act("loss", 'target = "TWN"'))
    after = story.series["lost"][:, :, place("TWN")]
    assert after[:, YEAR + 1 :].all()
    assert not story.series["test"][:, YEAR + 1 :, place("TWN")].any()
    armed = story.series["armed"][:, :, place("TWN")]
    assert (armed[:, YEAR + 1 :] == armed[:, YEAR + 1 : YEAR + 2]).all()
