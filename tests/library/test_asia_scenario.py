"""The Asian case as a scenario: whole, sourced, dated, and blind to what an edition could not know."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import pytest
from tests.raw import SOURCES, needs_sources

from counterpoise.data import open_panel
from counterpoise.scenario import Scenario, load_scenario

DEMOCRACIES = {
    "USA",
    "JPN",
    "KOR",
    "TWN",
    "PHL",
    "AUS",
    "IND",
    "IDN",
    "MYS",
    "THA",
    "NZL",
    "GBR",
    "CAN",
    "FRA",
    "DEU",
}
NO_VOTE = {"CHN", "PRK", "VNM", "LAO", "BRN", "KHM", "MMR", "RUS", "SGP"}


@pytest.fixture(scope="module")
def asia() -> Scenario:
    return load_scenario("asia", open_panel())


def test_every_state_has_a_leader_and_the_case_its_thirty(asia: Scenario) -> None:
    """Thirty states, each with who governs at the start, each known to the panel."""
    assert len(asia.states) == 30
    assert {leader.state for leader in asia.leaders} == set(asia.states)
    for edition in ("essay", "latest"):
        assert {leader.state for leader in asia.at(edition).leaders} == set(asia.states)


def test_roles_name_the_region(asia: Scenario) -> None:
    """Members are the states between challenger and patron; the four treaties are those of the patron."""
    assert (asia.roles.challenger, asia.roles.patron) == ("CHN", "USA")
    assert set(asia.roles.core_allies) <= {treaty.ally for treaty in asia.treaties}
    assert not {"USA", "CHN", "GBR", "CAN", "FRA", "DEU", "RUS"} & set(asia.roles.members)
    assert set(asia.roles.second_threats["PRK"]) >= {"KOR", "JPN"}


def test_treaties_are_at_the_top_rung_of_the_tie_table(asia: Scenario) -> None:
    """The treaties of the scenario and the table of ties say the same, with the same day of entry into force."""
    ties = open_panel().table("ties")
    top = ties[(ties["kind"] == "treaty") & (ties["rung"] == 4)]
    starts = {(*sorted((row.a, row.b)), row.start) for row in top.itertuples()}
    for treaty in asia.treaties:
        assert (*sorted((treaty.patron, treaty.ally)), treaty.date.isoformat()) in starts


def test_elections_fall_in_the_window_in_order(asia: Scenario) -> None:
    """Every calendar lies in 2025-2045, in order, reaches the last years, and is no denser than yearly."""
    calendar: dict[str, list[date]] = defaultdict(list)
    for election in asia.elections:
        assert list(election.dates) == sorted(election.dates)
        calendar[election.state] += election.dates
    assert set(calendar) >= DEMOCRACIES
    assert not set(calendar) & NO_VOTE
    for state, days in calendar.items():
        assert all(2025 <= day.year <= 2045 for day in days), state
        assert len({day.year for day in days}) == len(days), state
        assert max(days).year >= 2039, state


@pytest.mark.parametrize(
    ("state", "day"),
    [
        ("USA", date(2028, 11, 7)),
        ("USA", date(2032, 11, 2)),
        ("USA", date(2044, 11, 8)),
        ("PHL", date(2028, 5, 8)),
        ("KOR", date(2025, 6, 3)),
        ("TWN", date(2028, 1, 8)),
        ("CAN", date(2029, 10, 15)),
        ("AUS", date(2025, 5, 3)),
    ],
)
def test_days_of_known_votes(asia: Scenario, state: str, day: date) -> None:
    """Days that the law fixes, or that are known, come out to the day."""
    assert any(day in election.dates for election in asia.elections if election.state == state)


def test_parties_have_chances_that_add_up(asia: Scenario) -> None:
    """Where parties are described, their chances sum to one, and every state with a calendar has some."""
    chances: dict[str, float] = defaultdict(float)
    for party in asia.parties:
        chances[party.state] += party.probability
    for state, total in chances.items():
        assert total == pytest.approx(1.0), state
    assert {election.state for election in asia.elections} <= set(chances)


def test_the_essay_edition_does_not_know_what_came_after(asia: Scenario) -> None:
    """Cut off at 31 March 2025: no tariff of April, no treaty of October, the leaders of that day."""
    essay = asia.at("essay")
    assert essay.cutoff == date(2025, 3, 31)
    assert all(shock.date <= date(2025, 3, 31) for shock in essay.shocks)
    assert not [shock for shock in essay.shocks if shock.kind == "tariff" and shock.target != "CHN"]
    last = {leader.state: leader.name for leader in essay.leaders}
    assert "Yoon" in last["KOR"]
    assert "Ishiba" in last["JPN"]
    now = {leader.state: leader.name for leader in asia.at("latest").leaders}
    assert "Lee" in now["KOR"]
    assert "Takaichi" in now["JPN"]


def test_the_latest_edition_ends_with_the_panel(asia: Scenario) -> None:
    """The newest release in the panel is the cut-off of the latest edition."""
    assert asia.editions["latest"].cutoff == date.fromisoformat(open_panel().released)
    assert all(shock.date <= asia.editions["latest"].cutoff for shock in asia.shocks)


def test_leaders_and_shocks_stand_in_order_of_time(asia: Scenario) -> None:
    """Readers take the last line of a state: lines of one state stand in order of time."""
    since: dict[str, date] = {}
    for leader in asia.leaders:
        assert leader.date is not None
        assert leader.date >= since.get(leader.state, date.min)
        since[leader.state] = leader.date
    days = [shock.date for shock in asia.shocks]
    assert days == sorted(days)


def test_tariffs_have_a_rate_a_target_and_an_order(asia: Scenario) -> None:
    """Every tariff names its target, a rate in per cent and the order that set it."""
    tariffs = [shock for shock in asia.shocks if shock.kind == "tariff"]
    assert {shock.target for shock in tariffs} >= {"CHN", "JPN", "KOR", "TWN", "IND", "VNM", "AUS", "PHL"}
    for shock in tariffs:
        assert shock.target is not None
        assert shock.size is not None
        assert 0 < shock.size <= 145
        assert any(word in shock.source.lower() for word in ("executive order", "proclamation"))


def test_interests_and_trade_cover_what_the_claims_name(asia: Scenario) -> None:
    """Japan, the Philippines, Australia and South Korea have said that Taiwan matters; trade shares are sane."""
    assert {fact.state for fact in asia.interests if fact.target == "TWN"} >= {"JPN", "PHL", "AUS", "KOR"}
    shares = {fact.state: fact.share for fact in asia.trade}
    assert set(shares) == set(asia.states) - {"CHN"}
    assert shares["PRK"] > 0.8
    assert 0.1 < shares["USA"] < 0.2
    assert 0.15 < shares["JPN"] < 0.3


@pytest.mark.sources
@needs_sources
def test_tariffs_of_july_2025_are_those_of_the_order(asia: Scenario) -> None:
    """Rates from 7 August 2025 are those of the order of 31 July, partner by partner."""
    with (SOURCES / "us_reciprocal_tariffs_2025.csv").open(encoding="utf-8", newline="") as file:
        order = {row["iso3"]: row["rate_order_2025_07_31_pct"] for row in csv.DictReader(file)}
    found = {
        shock.target: shock.size
        for shock in asia.shocks
        if shock.kind == "tariff" and shock.date == date(2025, 8, 7)
    }
    assert found == {state: float(rate) for state, rate in order.items() if rate}
