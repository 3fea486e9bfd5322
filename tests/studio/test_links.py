"""Links over HTTP: the same numbers again, and what is said of one that is broken or leads nowhere."""

from __future__ import annotations

import httpx
import pytest
from tests.studio.conftest import Studio
from tests.studio.test_api import CHANGED


def test_a_link_restores_the_same_numbers(ask: httpx.Client) -> None:
    """Scenario, seed, changes and versions are in the link; opened again it gives the same bytes."""
    first = ask.get(f"/api/answer?{CHANGED}").json()
    again = ask.get(f"/api/open?{first['link']}").json()
    assert again["differs"] == []
    assert again["question"] == first["question"]
    assert {row["key"] for row in again["changed"]} == {"C5", "balancing.gain", "tariff:2026:JPN:40:2027"}
    without_versions = again["link"].partition("&data=")[0]
    assert ask.get(f"/api/answer?{without_versions}").json() == first


def test_a_link_of_other_versions_says_what_differs(ask: httpx.Client) -> None:
    """An unknown version is named beside the current one, and the question is still opened."""
    found = ask.get("/api/open?change=C5:0&data=0000&model=9.9-0000").json()
    assert len(found["differs"]) == 2
    assert all(found["versions"][key] in " ".join(found["differs"]) for key in ("data", "model"))
    assert found["question"]["switches"] == {"C5": 0.0}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=atlantis", "no scenario atlantis"),
        ("scenario=../../etc/passwd", "no scenario"),
        ("edition=lates", "no edition lates"),
        ("change=C55:0", "no claim C55"),
        ("change=C5:7", "cannot be 7"),
        ("change=C5:nan", "not a name and a number"),
        ("change=balancing.gian:0.5", "no parameter balancing.gian"),
        ("change=balancing.gain:1e9", "balancing.gain"),
        ("change=nonsense", "not a name and a number"),
        ("shock=flood:2026", "no shock flood"),
        ("shock=tariff:2026:JPX:10", "no state called JPX"),
        ("shock=tariff:1999:JPN:10", "not a year"),
        ("shock=tariff:2027:JPN:10:2026", "ends before it begins"),
        ("shock=tariff:2026:JPN:-4", "makes no sense"),
        ("seed=-1", "seed -1 will not do"),
        ("year=3000", "year 3000 will not do"),
        ("show=fear", "no show fear"),
        ("&".join(["change=C5:0"] * 81), "at most 80"),
    ],
)
def test_a_broken_link_is_told_what_is_wrong(ask: httpx.Client, query: str, said: str) -> None:
    """The reply names the part and never a number, a path or a traceback."""
    reply = ask.get(f"/api/answer?{query}")
    assert reply.status_code == 422
    told = reply.json()
    assert said.lower() in f"{told['message']} {told['where']}".lower()
    assert told["hint"]
    assert "Traceback" not in reply.text


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("nowhere", "no scenario nowhere"),
        ("europe-1933", "begin in different years"),
        ("foo=bar", "foo=bar names"),
    ],
)
def test_a_comparison_with_nothing_is_told_and_none_is_made_up(
    ask: httpx.Client, other: str, said: str
) -> None:
    """What B is not is never read as the scenario as it is."""
    reply = ask.get("/api/compare", params={"other": other})
    assert reply.status_code == 422
    assert said in reply.json()["message"]
    assert reply.json()["hint"]


def test_a_scenario_s_name_is_a_link_to_it(ask: httpx.Client, studio: Studio) -> None:
    """The name alone will do."""
    name = studio.desk.first
    assert ask.get("/api/compare", params={"other": name}).json()["b"]["question"]["scenario"] == name


def test_an_address_without_a_page_is_told_as_a_page(ask: httpx.Client) -> None:
    """A reader sees words and a way back; a program gets JSON."""
    seen = ask.get("/nosuchpage", headers={"accept": "text/html"})
    assert seen.status_code == 404
    assert "text/html" in seen.headers["content-type"]
    assert 'href="/"' in seen.text
    assert "nosuchpage" not in seen.text
    assert ask.get("/api/nosuch").json()["message"]


def test_a_new_leader_stands_between_away_and_towards(ask: httpx.Client) -> None:
    """A vote decided in a link moves the answer; a leaning beyond the ends is refused with them."""
    found = ask.get("/api/answer", params={"shock": "leader:2026:JPN:-1"}).json()
    assert found["changed"][0]["label"].startswith("A new leader takes office")
    assert found["head"]["difference"], found["head"]
    wrong = ask.get("/api/answer", params={"shock": "leader:2026:JPN:-2"})
    assert wrong.status_code == 422
    assert wrong.json()["hint"] == "Write -1 to 1."
