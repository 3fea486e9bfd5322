"""Scenarios: whole or refused with the line, and cut to what an edition could know."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from counterpoise.data import open_panel
from counterpoise.parameters import Override
from counterpoise.scenario import Scenario, available_scenarios, load_scenario, parse_scenario
from counterpoise.vocabulary import ScenarioError, UnknownNameError

TOY = """\
states = ["CHN", "USA", "JPN", "KOR", "PRK"]

[scenario]
name = "toy"
question = "Will it hold?"
start = 2025
horizon = 2045

[editions.latest]
cutoff = 2026-09-30
[editions.essay]
cutoff = 2025-03-31

[roles]
challenger = "CHN"
patron = "USA"
members = ["JPN", "KOR"]
core_allies = ["JPN"]
second_threats = { PRK = ["KOR", "JPN"] }

[[treaties]]
patron = "USA"
ally = "JPN"
name = "Treaty of Mutual Cooperation and Security"
date = 1960-06-23
source = "TIAS 4509"

[[elections]]
state = "KOR"
kind = "president"
dates = [2025-06-03]
announced = 2025-04-08
source = "National Election Commission"

[[shocks]]
date = 2025-02-01
label = "Tariff on steel"
kind = "tariff"
target = "KOR"
size = 25.0
source = "Proclamation 10896"

[[shocks]]
date = 2025-04-02
until = 2025-12-31
label = "Tariffs on nearly all"
kind = "tariff_announced"
source = "Executive Order 14257"

[overrides]
"balancing.gain" = { value = 0.5, source = "a hunch" }
"""


def refused(text: str) -> ScenarioError:
    """The error that a file with this text meets."""
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "x.toml", open_panel())
    return caught.value


def test_a_scenario_holds_what_its_file_says() -> None:
    """Header, roles, editions and defaults."""
    toy = parse_scenario(TOY)
    assert (toy.name, toy.start, toy.horizon, toy.default_members, toy.seed) == ("toy", 2025, 2045, 2000, 1)
    assert (toy.roles.challenger, toy.roles.members) == ("CHN", ("JPN", "KOR"))
    assert toy.parameter_overrides == {"balancing.gain": Override(0.5, "a hunch")}


def test_an_edition_knows_nothing_dated_after_its_cut_off() -> None:
    """The essay's edition loses the later shock, the latest keeps both, the file itself is unchanged."""
    toy = parse_scenario(TOY)
    assert [shock.label for shock in toy.at("essay").shocks] == ["Tariff on steel"]
    assert len(toy.at("latest").shocks) == len(toy.shocks) == 2
    assert (len(toy.at("essay").elections), len(toy.at("latest").elections)) == (0, 1)
    assert len(toy.at("essay").treaties) == 1
    assert toy.at("essay").cutoff == date(2025, 3, 31)
    assert (toy.edition, toy.cutoff) == (None, None)


def test_a_fact_on_the_day_of_the_cut_off_is_known() -> None:
    """The cut-off is the last day whose news counts."""
    text = TOY.replace("2025-04-02", "2025-03-31")
    assert len(parse_scenario(text).at("essay").shocks) == 2
    assert len(parse_scenario(text.replace("2025-03-31\nuntil", "2025-04-01\nuntil")).at("essay").shocks) == 1


def test_the_digest_knows_content_and_edition_but_not_layout() -> None:
    """Comments and order of tables do not count; an edition, a horizon or a fact does."""
    toy = parse_scenario(TOY)
    assert parse_scenario("# note\n" + TOY).digest == toy.digest
    several = {toy.digest, toy.at("essay").digest, toy.at("latest").digest, toy.until(2040).digest}
    assert len(several | {parse_scenario(TOY.replace("steel", "iron")).digest}) == 5


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("question", "questoin", "questoin", "no key scenario.questoin. Did you mean question?"),
        (
            "cutoff = 2025",
            "cutof = 2025",
            "cutof = 2025",
            "no key editions.essay.cutof. Did you mean cutoff?",
        ),
        ("[roles]", "[rolls]", "[rolls]", "no key rolls. Did you mean roles?"),
        ("target =", "targt =", "targt =", "no key shocks[0].targt. Did you mean target?"),
        ('source = "Proclamation 10896"\n', "", "[[shocks]]", "shocks[0].source is missing. Write source ="),
        ('"Executive Order 14257"', '" "', '" "', "A text is empty. Write it between quotes; a source reads"),
        ('{ value = 0.5, source = "a hunch" }', "{ value = 0.5 }", "balancing.gain", "source is missing"),
        ("value = 0.5, source", 'value = "x", source', "balancing.gain", "will not do"),
        ('"PRK"]', '"PRK", "WAK"]', "states =", "WAK"),
        ('"PRK"]', '"PRK", "JPN"]', "states =", "JPN is listed twice. List it once."),
        (', "PRK"]', "]", "second_threats", "roles.second_threats names PRK, which is not among the states"),
        ('challenger = "CHN"', 'challenger = "CNH"', "challenger", "Did you mean CHN?"),
        ('challenger = "CHN"', 'challenger = "USA"', "patron", "USA is both challenger and patron."),
        ('members = ["JPN"', 'members = ["USA"', "members", "USA is a member and has another role too."),
        ('target = "KOR"', 'target = "KRO"', "target", "shocks[0].target names KRO, which is not"),
        (
            "horizon = 2045",
            "horizon = 2025",
            "horizon",
            "does not come after the start 2025. Write a year from",
        ),
        (
            "horizon = 2045",
            "horizon = 2060",
            "horizon",
            "beyond 2050, where official projections end. Write a year",
        ),
        ("horizon = 2045", 'horizon = "soon"', "horizon", "'soon' will not do"),
        ("start = 2025", "start = 1800", "start", "Write start = 2025, a year of the panel."),
        ("start = 2025", "start = 1990", "start", "too early"),
        ("start = 2025", "start = 2025\ndefault_members = 0", "default_members", "at least 1"),
        ("start = 2025", "start = 2025\ndefault_members = -5", "default_members", "at least 1"),
        ("start = 2025", "start = 2025\nseed = -1", "seed", "from 0 to 4294967295"),
        ('name = "toy"', 'name = "../toy"', "name", "result folders are called after it"),
        (
            "date = 2025-02-01",
            "date = 2024-02-01",
            "2024-02-01",
            "'Tariff on steel' on 2024-02-01 is outside",
        ),
        ("date = 2025-02-01", "date = 2025", "date = 2025", "2025 is not a date. Write year-month-day"),
        ("date = 2025-02-01", 'date = "May 2025"', "May", "May 2025 is not a date."),
        ("date = 2025-02-01\n", "", "[[shocks]]", "shocks[0].date is missing. Write date = "),
        (
            'kind = "president"\n',
            "",
            "[[elections]]",
            'elections[0].kind is missing. Write kind = "president"',
        ),
        ("size = 25.0\n", "", "[[shocks]]", "The tariff 'Tariff on steel' lacks its size."),
        ("size = 25.0", "size = -5.0", "size", "greater than or equal to 0. Write size = 25.0"),
        (
            'kind = "tariff"',
            'kind = "tarif"',
            '"tarif"',
            "no kind of shock called tarif. Did you mean tariff?",
        ),
        ('ally = "JPN"', 'ally = "KOR"', "core_allies", "JPN is a core ally without a treaty with USA."),
        ("until = 2025-12-31", "until = 2025-01-31", "until", "ends before it begins"),
        ("cutoff = 2025-03-31", "cutoff = 2020-03-31", "2020", "more than a year before the start"),
        ("cutoff = 2025-03-31", "cutoff = 2031-03-31", "2031", "years after the start 2025"),
        ("start = 2025", "start == 2025", "start ==", "This is not TOML"),
    ],
)
def test_each_mistake_is_told_with_file_line_and_remedy(old: str, new: str, place: str, says: str) -> None:
    """File, line, key and what to write, for every kind of mistake in a scenario file."""
    assert old in TOY
    text = TOY.replace(old, new, 1)
    problem = refused(text)
    assert says in str(problem)
    number = next(k for k, row in enumerate(text.splitlines(), start=1) if place in row)
    assert problem.where == f"x.toml:{number}"
    assert problem.hint


def test_an_unknown_edition_suggests_the_nearest() -> None:
    """The editions are named in the file, and so in the message."""
    with pytest.raises(ScenarioError, match=r"no edition esay. Did you mean essay\?"):
        parse_scenario(TOY).at("esay")


@pytest.mark.parametrize("year", [2025, 1999, 2051])
def test_an_impossible_horizon_is_refused(year: int) -> None:
    """Before the start, at it, or beyond the projections."""
    with pytest.raises(ScenarioError, match=r"impossible. Write a year from 2026 to 2050"):
        parse_scenario(TOY).until(year)


def test_a_file_of_the_user_is_found_by_path(tmp_path: Path) -> None:
    """A path works like a name; a file that is not there is an error."""
    path = tmp_path / "mine.toml"
    path.write_text(TOY)
    assert isinstance(load_scenario(path), Scenario)
    with pytest.raises(ScenarioError, match=r"yours.toml: The file cannot be read"):
        load_scenario(tmp_path / "yours.toml")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ScenarioError, match="not a text file"):
        load_scenario(path)


def test_an_unknown_name_suggests_the_nearest() -> None:
    """A slip in the name of a bundled scenario is answered with the right one."""
    with pytest.raises(UnknownNameError, match=r"no scenario called asai. Did you mean asia\?"):
        load_scenario("asai")


@pytest.mark.parametrize("name", available_scenarios())
def test_every_bundled_scenario_loads_in_every_edition(name: str) -> None:
    """What ships passes its own rules and the panel's; no edition keeps a fact from after its cut-off."""
    whole = load_scenario(name, open_panel())
    assert whole.name == name
    for edition, cut in whole.editions.items():
        for _, facts in whole.at(edition).tables():
            assert all(fact.known is None or fact.known <= cut.cutoff for fact in facts)


def test_the_default_scenario_is_asia_as_asked() -> None:
    """2,000 members, 2025 to 2045, thirty states, two editions, the essay's cut-off on 31 March 2025."""
    asia = load_scenario("asia")
    wanted = """CHN USA JPN KOR TWN PHL AUS IND IDN VNM MYS SGP THA PRK RUS PAK NZL GBR CAN FRA DEU MMR KHM
    LAO BGD LKA NPL MNG BRN PNG"""
    assert set(asia.states) == set(wanted.split())
    assert (asia.default_members, asia.start, asia.horizon) == (2000, 2025, 2045)
    assert (asia.roles.challenger, asia.roles.patron) == ("CHN", "USA")
    assert asia.editions["essay"].cutoff == date(2025, 3, 31)
    assert "latest" in asia.editions


def test_a_calendar_gives_way_on_the_day_it_is_superseded() -> None:
    """The essay edition knows the regular Korean calendar, the latest one the early vote that took its place."""
    asia = load_scenario("asia")
    years = {
        edition: {day.year for row in asia.at(edition).elections if row.state == "KOR" for day in row.dates}
        for edition in ("essay", "latest")
    }
    assert 2027 in years["essay"]
    assert 2025 not in years["essay"]
    assert {2025, 2030} <= years["latest"]
    assert 2027 not in years["latest"]
