"""Two scenarios under common noise: nothing differs from itself, and what differs is said both ways."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.analysis.compare import compare
from counterpoise.analysis.comparison import CHANCES, KINDS, Comparison, chance_difference
from counterpoise.cli.app import main
from counterpoise.scenario import load_scenario
from counterpoise.vocabulary import CounterpoiseError

HORIZON, MEMBERS = 2031, 64


@cache
def held(a: str = "asia", b: str = "patron-withdrawal") -> Comparison:
    """A small comparison to 2031."""
    return compare(a, b, members=MEMBERS, horizon=HORIZON)


def test_a_scenario_does_not_differ_from_itself() -> None:
    """Common noise: every difference and every error is exactly nothing, and no line differs."""
    same = held("asia", "asia")
    assert same.differs == ()
    assert all((row.difference, row.error, row.low, row.high) == (0.0, 0.0, 0.0, 0.0) for row in same.rows)


def test_a_comparison_turned_round_is_its_negative() -> None:
    """From b to a, every difference has the other sign and its interval is mirrored."""
    there, back = held(), held("patron-withdrawal", "asia")
    for one, other in zip(there.rows, back.rows, strict=True):
        assert (one.kind, one.key, one.year) == (other.kind, other.key, other.year)
        assert (one.a, one.b) == (other.b, other.a)
        assert one.difference == pytest.approx(-other.difference, abs=1e-9)
    assert len(there.differs) == len(back.differs)


def test_differences_are_those_of_the_two_numbers() -> None:
    """Of chances, b less a; within the interval, or its own error of it; and both are possible chances."""
    for row in held().rows:
        slack = 1e-9 if row.kind in CHANCES else 1e-9 + row.error
        assert row.low - slack <= row.difference <= row.high + slack
        if row.kind in CHANCES:
            assert row.difference == pytest.approx(row.b - row.a, abs=1e-9)
            assert 0.0 <= row.a <= 1.0
            assert row.a + row.low >= -1e-9
            assert row.a + row.high <= 1.0 + 1e-9


def test_a_state_that_is_lost_has_no_burden_and_no_output() -> None:
    """Quantities are of the futures in which it is not lost in either; where it is lost its chance is told instead."""
    rows = held().rows
    lost = {row.key for row in rows if row.kind == "lost"}
    assert lost
    assert all(0.0 <= row.a <= 1.0 for row in rows if row.kind == "lost")
    assert {row.key for row in rows if row.kind == "effort"} >= lost
    assert all(row.a > 0.0 and row.b > 0.0 for row in rows if row.kind in ("effort", "output"))


def test_a_withdrawal_loosens_ties_and_raises_doubt() -> None:
    """By 2031 fewer ties survive, ratios fall in every theatre that the patron defends, and nobody gains trust."""
    assert held().row("outcome", "ties_survive").difference < -0.2
    for theatre in ("korea", "east_china_sea", "south_china_sea", "wider_pacific"):
        assert held().row("ratio", theatre).difference < 0.0
    assert len(held().differs) == len(load_scenario("patron-withdrawal").assumptions)


def test_editions_can_be_compared() -> None:
    """NAME@EDITION names an edition; what was forgotten is listed as different."""
    found = compare("asia@essay", "asia@latest", members=2, horizon=HORIZON)
    assert (found.a, found.b) == ("asia@essay", "asia@latest")
    assert found.differs[0] == "information to 2025-03-31 in a, to 2026-03-13 in b"


def test_files_hold_every_row(tmp_path: Path) -> None:
    """A CSV for each kind, with all its rows, and the same in JSON."""
    placed = held().write(tmp_path)
    told = json.loads(placed["comparison"].read_text(encoding="utf-8"))
    for kind in KINDS:
        with placed[kind].open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert (
            len(rows)
            == sum(row.kind == kind for row in held().rows)
            == sum(r["kind"] == kind for r in told["rows"])
        )


@pytest.mark.parametrize(
    ("a", "b", "members", "said"),
    [
        ("asia", "blokade", 2, "Did you mean blockade"),
        ("asia", "asia@lates", 2, "latest"),
        ("asia", "blockade", 1, "2 or more"),
    ],
)
def test_mistakes_are_told(a: str, b: str, members: int, said: str) -> None:
    """Unknown names and too few futures say what to write."""
    with pytest.raises(CounterpoiseError) as problem:
        compare(a, b, members=members, horizon=HORIZON)
    assert said in str(problem.value.hint)


@settings(deadline=None, max_examples=50)
@given(arrays(bool, (2, 2, 40), elements=st.booleans()))
def test_an_interval_is_at_least_as_wide_as_the_simulation_error(told: np.ndarray) -> None:
    """Whatever the parameters leave open comes on top of it, within what is possible."""
    mean, error, low, high = chance_difference(told[0], told[1])
    base = told[0].mean()
    assert low <= max(mean - error, -base) + 1e-9
    assert high >= min(mean + error, 1.0 - base) - 1e-9


def test_the_command_prints_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``counterpoise compare`` names both, lists what differs, prints tables and leaves a folder."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["compare", "asia", "korean-bomb", "--members", "64", "--horizon", str(HORIZON)])
    out = capsys.readouterr().out
    assert left.value.code == 0
    assert "assumed in b: 2028-06-01 nuclear KOR" in out
    assert "The balance holds, 2031" in out
    assert max(map(len, out.splitlines())) <= 120
    assert (tmp_path / "runs" / "compare-asia-korean-bomb" / "outcome.csv").is_file()
