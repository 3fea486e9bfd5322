"""The scenario library: every extension says what it assumes, on what ground, and when."""

from __future__ import annotations

from functools import cache

import pytest

from counterpoise.scenario import Scenario, available_scenarios, load_scenario
from counterpoise.scenario.citations import STATES, citations
from counterpoise.scenario.kinds import MOVING

ASKED = {
    "asian-nato",
    "blockade",
    "challenger-breakthrough",
    "challenger-crisis",
    "grand-bargain",
    "korean-bomb",
    "leadership-renewal",
    "loss-of-taiwan",
    "patron-breakthrough",
    "patron-withdrawal",
    "renewed-trilateral",
    "seoul-2025",
    "tariff-truce",
    "two-crises",
    "essay-together",
}
"""Scenarios that users ask for by these names."""

EXTENSIONS = [name for name in available_scenarios() if load_scenario(name).extends]


@cache
def loaded(name: str) -> Scenario:
    """A bundled scenario, read once."""
    return load_scenario(name)


def test_the_library_holds_what_is_asked_for() -> None:
    """The names that documentation and questions use exist, and the base comes first."""
    assert set(EXTENSIONS) >= ASKED
    assert available_scenarios()[0] == "asia"


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_extension_is_grounded_and_dated(name: str) -> None:
    """It is called as its file, asks a question, changes its base, and each assumption moves the model for a reason."""
    scenario, base = loaded(name), loaded("asia")
    assert scenario.name == name
    assert scenario.question.endswith("?")
    assert scenario.digest != base.digest
    assert scenario.assumptions or scenario.overrides
    assert (scenario.states, scenario.roles, scenario.horizon) == (base.states, base.roles, base.horizon)
    for shock in scenario.assumptions:
        assert shock.moves, shock.label
        assert len(shock.why) > 20, shock.label
        assert "udgement" in shock.source or any(letter.isdigit() for letter in shock.source), shock.label


@pytest.mark.parametrize("name", EXTENSIONS)
def test_no_edition_forgets_an_assumption(name: str) -> None:
    """What is supposed lies ahead of every cut-off and stays; what is on record is still cut."""
    scenario = loaded(name)
    essay = scenario.at("essay")
    assert essay.assumptions == scenario.assumptions
    assert len(essay.shocks) < len(scenario.shocks)


def test_the_essays_list_is_told_one_by_one_and_together() -> None:
    """One scenario for each complication, and one that holds all their assumptions and overrides."""
    single = [name for name in EXTENSIONS if name.startswith("essay-") and name != "essay-together"]
    assert len(single) == 9
    together = loaded("essay-together")
    for name in single:
        assert set(loaded(name).assumptions) <= set(together.assumptions), name
        assert loaded(name).overrides.items() <= together.overrides.items(), name


def test_the_library_uses_most_kinds_of_act() -> None:
    """Kinds that no bundled scenario uses are few: they are there for the user's own."""
    used = {shock.kind for name in EXTENSIONS for shock in loaded(name).assumptions}
    assert set(MOVING) - used <= {"arms", "forces", "base_opened", "coercion"}


def test_south_koreas_case_is_dated_as_it_happened() -> None:
    """The leader who took office on 4 June 2025 stands where the later edition says that he stands."""
    (change,) = loaded("seoul-2025").assumptions
    leader = next(fact for fact in loaded("asia").leaders if fact.date == change.date)
    assert (leader.state, leader.orientation_patron) == (change.target, change.orientation)


def test_every_cited_source_was_looked_up_or_says_that_it_was_not() -> None:
    """A source that carries a citation is on the list of what was read, and is marked where nothing was found."""
    listed, used = citations(), set()
    for name in EXTENSIONS:
        scenario = loaded(name)
        for source in {it.source for it in (*scenario.assumptions, *scenario.overrides.values())}:
            found = [one for one in listed if one.cites in source]
            used |= {one.cites for one in found}
            assert found or source.startswith("Judgement"), f"{name}: {source} is not in citations.toml"
            unread = any(one.state == "unchecked" for one in found)
            assert unread == ("(not looked up)" in source), f"{name}: {source}"
    assert used == {one.cites for one in listed}, "citations.toml lists what nobody cites"


def test_what_was_read_is_said() -> None:
    """Each citation that was checked says against what."""
    for one in citations():
        assert one.state in STATES
        assert bool(one.found) == (one.state != "unchecked"), one.cites
