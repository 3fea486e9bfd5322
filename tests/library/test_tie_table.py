"""The tie table of the Asian case: well-formed, sourced, one way round, true to ATOP where it speaks."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from counterpoise.data import open_panel

LIBRARY = Path(__file__).parents[2] / "src" / "counterpoise" / "library"
STATES = [
    "CHN",
    "USA",
    "JPN",
    "KOR",
    "TWN",
    "PHL",
    "AUS",
    "IND",
    "IDN",
    "VNM",
    "MYS",
    "SGP",
    "THA",
    "PRK",
    "RUS",
    "PAK",
    "NZL",
    "GBR",
    "CAN",
    "FRA",
    "DEU",
    "MMR",
    "KHM",
    "LAO",
    "BGD",
    "LKA",
    "NPL",
    "MNG",
    "BRN",
    "PNG",
]
KINDS = {
    "treaty",
    "base",
    "access",
    "logistics",
    "intelligence",
    "trilateral",
    "minilateral",
    "technology_pact",
    "exercise",
    "consultation",
    "arms",
    "partnership",
    "act",
}
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (LIBRARY / "ties" / "asia.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def depth(rows: list[Row], one: str, two: str, day: str) -> int:
    """Highest rung in force between two states on a day, whichever is named first."""
    pair = tuple(sorted((one, two)))
    held = [
        int(row["rung"])
        for row in rows
        if (row["a"], row["b"]) == pair and row["start"] <= day and (not row["end"] or day < row["end"])
    ]
    return max(held, default=0)


def pairs(rows: list[Row]) -> Iterator[tuple[str, str]]:
    yield from {(row["a"], row["b"]) for row in rows}


def test_states_are_known_and_pairs_stand_one_way_round(rows: list[Row]) -> None:
    """Every pair is two of the thirty states, in alphabetical order, so that no tie hides in a mirror."""
    for row in rows:
        assert row["a"] in STATES, row
        assert row["b"] in STATES, row
        assert row["a"] < row["b"], row


def test_rungs_kinds_and_sources_are_stated(rows: list[Row]) -> None:
    """A rung from 1 to 4, a kind of the list, a title and a source: no row without them."""
    for row in rows:
        assert row["rung"] in {"1", "2", "3", "4"}, row
        assert row["kind"] in KINDS, row
        assert row["title"].strip(), row
        assert len(row["source"].strip()) > 3, row


def test_dates_are_days_and_ends_come_after_starts(rows: list[Row]) -> None:
    """Dates are ISO days; a tie ends after it starts; nothing starts after the table's last year."""
    for row in rows:
        start = date.fromisoformat(row["start"])
        assert start <= date(2025, 12, 31), row
        if row["end"]:
            assert date.fromisoformat(row["end"]) > start, row


def test_no_row_is_there_twice(rows: list[Row]) -> None:
    """The same item with the same pair and start is one row."""
    keys = [(row["a"], row["b"], row["kind"], row["start"], row["title"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_every_state_has_a_tie(rows: list[Row]) -> None:
    """Hedgers are hedgers, not missing: each of the thirty states has some tie in force in 2025."""
    tied = {code for one, two in pairs(rows) if depth(rows, one, two, "2025-06-30") for code in (one, two)}
    assert tied == set(STATES)


@pytest.mark.parametrize(
    ("one", "two", "day", "rung"),
    [
        ("USA", "JPN", "2010-06-30", 4),
        ("USA", "NZL", "2009-06-30", 3),
        ("USA", "TWN", "2025-06-30", 3),
        ("USA", "IND", "2025-06-30", 2),
        ("USA", "VNM", "2012-06-30", 1),
        ("USA", "PAK", "2025-06-30", 1),
        ("JPN", "KOR", "2017-06-30", 3),
        ("JPN", "PHL", "2024-03-31", 2),
        ("JPN", "PHL", "2025-12-31", 3),
        ("CHN", "PRK", "2025-06-30", 4),
        ("RUS", "PRK", "2023-06-30", 1),
        ("RUS", "PRK", "2025-06-30", 4),
        ("CHN", "KHM", "2015-06-30", 1),
        ("CHN", "KHM", "2025-06-30", 3),
        ("IND", "RUS", "2025-06-30", 2),
        ("AUS", "PNG", "2025-12-31", 4),
        ("CHN", "TWN", "2025-06-30", 1),
    ],
)
def test_depth_of_known_pairs(rows: list[Row], one: str, two: str, day: str, rung: int) -> None:
    """Pairs whose depth a reader knows come out so, on days before and after they changed."""
    assert depth(rows, one, two, day) == rung
    assert depth(rows, two, one, day) == rung


def test_troubled_agreements_lose_height_without_lapsing(rows: list[Row]) -> None:
    """The Visiting Forces Agreement and the Korea-Japan intelligence pact stand lower while under notice."""

    def named(title: str, day: str) -> list[int]:
        return [
            int(row["rung"])
            for row in rows
            if title in row["title"] and row["start"] <= day and (not row["end"] or day < row["end"])
        ]

    assert named("Visiting Forces Agreement", "2019-06-30")[0] == 3
    assert [
        int(row["rung"])
        for row in rows
        if (row["a"], row["b"]) == ("PHL", "USA") and "under notice" in row["title"]
    ] == [2]
    assert [
        int(row["rung"])
        for row in rows
        if (row["a"], row["b"]) == ("JPN", "KOR") and "GSOMIA" in row["title"]
    ].count(2) == 1


def test_every_atop_defence_pact_of_2018_stands_at_rung_4(rows: list[Row]) -> None:
    """What ATOP 5.1 codes as a defence pact in force in 2018 is rung 4 here on 30 June 2018, every one."""
    panel = open_panel()
    codes = [panel.ccode(code) for code in STATES]
    pacts = panel.matrix("defence_pact", codes, [2018])[0]
    found = [
        (STATES[i], STATES[j])
        for i in range(len(codes))
        for j in range(i + 1, len(codes))
        if max(pacts[i, j], pacts[j, i]) == 1
    ]
    assert len(found) == 17
    missing = [pair for pair in found if depth(rows, *pair, "2018-06-30") != 4]
    assert not missing


def test_bases_add_up_to_the_published_troops() -> None:
    """Troops by place add up to each country's published total; capacity is never below the troops there."""
    with (LIBRARY / "ties" / "bases.toml").open("rb") as file:
        content = tomllib.load(file)
    hosts = content["host"]
    assert {host["state"] for host in hosts} <= set(STATES)
    for country, total in content["country"].items():
        here = [
            host["troops"]
            for host in hosts
            if (host["name"].startswith(country) if country == "Guam" else host["state"] == country)
        ]
        assert not here or sum(here) == total, country
    for host in hosts:
        assert host["source"]
        assert host["grade"] in {"published", "judgement"}
        assert host["capacity"] >= host["troops"]
        assert 0 <= host["open"] <= 1
        assert -90 <= host["lat"] <= 90
        assert -180 <= host["lng"] <= 180
        assert isinstance(host["opened"], date)
