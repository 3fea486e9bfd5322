"""What the answer rests on and what turns it: laws on made-up cases, and the commands on a short real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.analysis.ahead import find_level, watch
from counterpoise.analysis.attribution import Parts, attribute
from counterpoise.analysis.files import Result
from counterpoise.analysis.inverse import reversal, target_of
from counterpoise.analysis.levers import POLICIES, moved, rescored, scored
from counterpoise.analysis.lives import Lanes, Sample, live
from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.sobol import LUCK, TELLING, WORLD, sensitivity
from counterpoise.analysis.stories import tell
from counterpoise.analysis.tellings import rivals
from counterpoise.analysis.tipping import GAIN, WILL, contour, time_to_tip, tipping_map
from counterpoise.backtest.theories.declared import read_theories
from counterpoise.cli import main, tipped
from counterpoise.data import open_panel
from counterpoise.scenario import load_scenario
from counterpoise.vintage import known_to
from counterpoise.vocabulary import CLAIMS, CounterpoiseError

PLACE, YEAR = 6, "2031"


@given(arrays(np.bool_, (8, 6)))
def test_what_is_gone_for_good_was_lost_before(holds: np.ndarray) -> None:
    """Both shares only grow, and the second never passes the first."""
    told = time_to_tip(holds, 2025)
    assert all(a <= b for a, b in zip(told.gone, told.lost, strict=True))
    assert list(told.lost) == sorted(told.lost)
    assert list(told.gone) == sorted(told.gone)
    assert told.gone[-1] == pytest.approx(1.0 - holds[:, -1].mean())


@given(st.floats(0.05, 0.95))
def test_the_contour_lies_where_a_plane_passes_it(level: float) -> None:
    """Linear interpolation is exact on a plane."""
    x, y = np.linspace(0, 2, 5), np.linspace(0, 1, 4)
    plane = x[None, :] / 4 + y[:, None] / 2
    for a, b in contour(x, y, plane, level):
        assert a / 4 + b / 2 == pytest.approx(level, abs=1e-3)


def test_every_theory_on_trial_tells_the_story_its_own_way() -> None:
    """Each theory that is raced on history is a telling with a reason, and no two are the same switches."""
    assert {telling.key for telling in rivals()} == {"full", *read_theories()}
    for telling in rivals():
        assert telling.why
        assert set(telling.switches) <= set(CLAIMS)
    assert len({telling.off for telling in rivals()}) == len(rivals())


@given(arrays(np.float64, 40, elements=st.floats(-5, 5)), st.floats(0.01, 10))
def test_a_level_does_not_depend_on_the_unit(values: np.ndarray, scale: float) -> None:
    """Counting in other units moves the level with them, and turning the axis round turns the side."""
    lost = np.arange(40) % 3 == 0
    level, sign = find_level(values, lost)
    told, same = find_level(values * scale, lost)
    assert same == sign
    assert ((values * scale > told) == (values > level)).mean() > 0.95


def test_a_judgement_moved_keeps_ranks_and_range(ready: Prepared) -> None:
    """Shifting a distribution by prior standard deviations reorders nobody, and back again is where it was."""
    known = ready.parameters[GAIN]
    values = ready.draws(3, 50)[GAIN]
    up = moved(known, values, 1.5)
    assert (up >= values).all()
    assert (np.argsort(up) == np.argsort(values)).all()
    assert up.max() <= known.high
    assert rescored(known, scored(known, values)) == pytest.approx(values, rel=1e-6)


@pytest.mark.parametrize("name", POLICIES)
def test_no_unit_of_a_policy_changes_nothing(ready: Prepared, name: str) -> None:
    """Zero units leave outside facts and starting World as they are (a tariff named for a year included)."""
    before, after = ready.observed.case, POLICIES[name].change(ready.observed, 0.0).case
    np.testing.assert_allclose(after.world.burden, before.world.burden, rtol=1e-6)
    np.testing.assert_array_equal(after.forcing.growth, before.forcing.growth)
    more = POLICIES[name].change(ready.observed, 1.0).case
    assert not (
        np.array_equal(more.world.burden, before.world.burden)
        and np.array_equal(more.forcing.growth, before.forcing.growth)
        and np.array_equal(more.forcing.tariff, before.forcing.tariff, equal_nan=True)
    )


def test_the_spread_is_divided_and_work_is_kept(ready: Prepared, tmp_path: Path) -> None:
    """Every source of spread is named, shares are shares, and a second call reads what the first one lived."""
    asked: dict[str, Any] = {"rows": 40, "paths": ["verdict.threshold", "technology.green"]}
    first = sensitivity(ready, YEAR, PLACE, 1, parts=Parts(tmp_path), **asked)
    kept = Parts(tmp_path)
    again = sensitivity(ready, YEAR, PLACE, 1, parts=kept, **asked)
    assert again == first
    assert kept.found > len(first.mechanisms)
    assert {index.name for index in first.split} == {WORLD, "ruler", LUCK, TELLING}
    assert [told.key for told in first.tellings] == [telling.key for telling in rivals()]
    assert first.tellings[0].difference == 0.0
    assert any(told.difference != 0.0 for told in first.tellings)
    assert all(index.total >= 0.0 for index in (*first.split, *first.parameters))
    ruler, idle = (next(i for i in first.parameters if i.name == name) for name in asked["paths"])
    assert ruler.total > idle.total
    slope = {j.path: j.slope for j in first.judgements}
    assert slope["verdict.threshold"] < 0.0  # a stricter ruler lets fewer balances hold


def test_the_map_falls_with_doubt(ready: Prepared) -> None:
    """More doubt, fewer balances; the table names every cell, and members lie on the map."""
    found = tipping_map(ready, YEAR, PLACE, 64, 1, gains=(0.5, 3.0), doubts=(-1.5, 3.0))
    assert found.commitment[0] > 0.9 > found.commitment[1]
    assert sum(found.share[0]) > sum(found.share[1])
    assert len(list(found.rows())) == 4
    assert len(found.drawn) == 64
    assert found.gain_quantiles["0.05"] < found.gain_quantiles["0.95"]


def test_every_change_that_is_said_to_flip_was_run(ready: Prepared) -> None:
    """Solutions use different levers, the smallest comes first, and each chance is on the side it claims."""
    strict = replace(ready, parameters=ready.parameters.override({"verdict.threshold": 0.8}))
    found = reversal(strict, "balance_holds", YEAR, PLACE, 64, 1, paths=[GAIN, WILL, "arming.rates"])
    assert (found.chance >= 0.5) == (found.want == "fails")
    levers = [frozenset(lever.name for lever in s.levers) for s in found.solutions]
    assert len(set(levers)) == len(levers)
    flipped = [s for s in found.solutions if s.flipped]
    assert flipped, "by a ruler that leaves it open, plausible changes must turn it"
    assert [s.size for s in flipped] == sorted(s.size for s in flipped)
    for s in flipped:
        assert (s.chance < 0.5) == (found.want == "fails")
        assert s.low <= s.chance <= s.high
        assert s.chance - found.chance == pytest.approx(s.difference, abs=1e-9)


def test_what_is_asked_for_must_exist(ready: Prepared) -> None:
    """A theatre misspelt, two states that are no alliance, both at once, and a verdict that is there already."""
    assert target_of(ready, None, "usa-jpn") == "alliance:JPN"
    with pytest.raises(CounterpoiseError, match="no theatre kora") as told:
        target_of(ready, "kora", None)
    assert "korea" in str(told.value.hint)
    for pair in ("JPN-KOR", "JPN", "USA-CHN"):
        with pytest.raises(CounterpoiseError, match="no alliance") as told:
            target_of(ready, None, pair)
        assert "JPN-USA" in str(told.value.hint)
    with pytest.raises(CounterpoiseError, match="both"):
        target_of(ready, "korea", "JPN-USA")
    with pytest.raises(CounterpoiseError, match="already"):
        reversal(ready, "alliance:JPN", YEAR, PLACE, 64, 1, want="holds", paths=[])


def test_a_ruler_that_is_watched_trips_before_the_loss(ready: Prepared) -> None:
    """Observables are counted on members that their levels have not seen, and every number is a share."""
    draws = {**ready.draws(1, 192), "verdict.threshold": np.linspace(0.9, 1.5, 192)}
    story = tell(ready.observed, ready.model(draws), draws, {}, 1, chunk=64)
    found = watch(story, ready.observed, 2)
    assert found.indicators
    assert [one.area for one in found.indicators] == sorted((o.area for o in found.indicators), reverse=True)
    for one in found.indicators:
        assert 0.0 <= one.false_alarms <= 1.0
        assert 0.0 <= one.hits <= 1.0
        assert (one.now is None) == ("change" in one.label)


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], int]:
    """Run a command in an empty folder; returns its exit code."""
    monkeypatch.chdir(tmp_path)

    def run(line: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(line.split())
        return int(ended.value.code or 0)

    return run


def test_the_commands_write_what_they_say(
    leave: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each writes JSON and a table under its own folder, and a summary of eighty columns."""
    short = "--horizon 2031 --members 64"
    for line, folder, table in (
        (f"tripwires asia {short} --ahead 2", "asia-latest-tripwires", "tripwires"),
        (f"whatif asia {short}", "asia-latest-whatif-balance_holds", "whatif"),
        (f"tipping asia {short}", "asia-latest-tipping", "tipping"),
    ):
        assert leave(line) == 0
        printed = capsys.readouterr().out
        assert all(len(row) <= 80 for row in printed.splitlines())
        content = json.loads((Path("runs") / folder / f"{table}.json").read_text(encoding="utf-8"))
        assert content["members"] == 64
        assert content["digests"]["panel"]
        header, *rows = (Path("runs") / folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        assert all(row.count(",") >= header.count(",") for row in rows)
        assert rows or table != "tipping"


def test_a_claim_turned_down_stays_down_in_every_question(
    ready: Prepared, sample: Sample, draws: dict[str, Any]
) -> None:
    """What a scenario turns down is down in lanes, cells and paired runs, to the bit, and lanes turn down the rest."""
    rows = np.arange(len(sample))
    off = {"C5": np.zeros(len(rows), np.float32), "S3": np.full(len(rows), 0.5, np.float32)}
    down = replace(sample, switches={"C5": 0.0, "S3": 0.5})
    quiet = {**off, "C4": np.zeros(len(rows), np.float32)}
    for asked, more in (({}, {}), ({"C4": quiet["C4"]}, {"C4": quiet["C4"]})):
        here, there = live(down, Lanes(rows, rows, asked)), live(sample, Lanes(rows, rows, {**off, **more}))
        np.testing.assert_array_equal(here.at(PLACE), there.at(PLACE))
    assert (live(down, Lanes(rows, rows)).at(PLACE) != live(sample, Lanes(rows, rows)).at(PLACE)).any()
    cell = tipping_map(
        replace(ready, switches={"C5": 0.0}), YEAR, PLACE, 16, 1, gains=(0.5,), doubts=(0.6, 2.4)
    )
    assert cell.share[0] == cell.share[1], "without C5 no doubt matters"


def test_the_map_of_a_run_is_of_its_own_futures_and_kept(
    ready: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the run's switches and seed; the second report reads it, another run's does not; a changed run is told."""
    monkeypatch.setattr(tipped, "FEW_GAINS", (0.5, 3.0))
    panel = open_panel()
    cut = load_scenario("asia", panel).at("latest").until(2031)
    digests = {
        "panel": known_to(panel, cut).digest,
        "parameters": ready.parameters.digest,
        "scenario": cut.digest,
    }
    head = {"scenario": "asia", "edition": "latest", "horizon": [2025, 2031], "seed": 1, "members": 64}
    answer = {**head, "switches": {"C5": 0.0}, "overrides": {}, "digests": digests}
    holds = np.ones((2, 3, 7), bool)
    holds[1, 0, 4:] = False
    run = Result(
        answer, xr.Dataset({"holds": (("story", "member", "year"), holds)}, {"story": ["simple", "full"]})
    )
    assert tipped.kept_map(tmp_path, answer) is None
    found = tipped.map_of_run(tmp_path, run, "asia")
    shares = found["map"]["share"]
    assert all(row == shares[0] for row in shares), "without C5 no doubt matters"
    assert found["map"]["members"] == 64
    assert found["time_to_tip"]["lost"][-1] == pytest.approx(1 / 3)
    assert tipped.kept_map(tmp_path, answer)["map"] == found["map"]
    assert tipped.kept_map(tmp_path, answer, members=64) is None, "the quick map is no fine one"
    assert tipped.kept_map(tmp_path, {**answer, "switches": {}}) is None
    other = Result({**answer, "digests": {**digests, "panel": "0"}}, run.views)
    with pytest.raises(CounterpoiseError, match="another panel"):
        tipped.map_of_run(tmp_path, other, "asia")


def test_a_claim_that_is_off_has_no_share(sample: Sample) -> None:
    """The difference between the stories is divided among the complications that the scenario leaves on."""
    gone = ("C1", "C2", "C3", "C6", "C7", "C8", "C9")  # what is left are as many sets as other tests live
    down = replace(sample, switches={**dict.fromkeys(gone, 0.0), "C5": 0.5})
    about = {"scenario": "short", "edition": "latest", "seed": 1, "digests": {}}
    found = attribute(down, {YEAR: PLACE}, about, references=("declared",)).of()
    rows = np.arange(len(sample))
    assert set(found.shares) == {"C4", "C5"}
    assert found.full == live(down, Lanes(rows, rows)).holds[:, PLACE].mean()
    assert sum(part.value for part in found.shares.values()) == pytest.approx(found.difference)


def test_commands_say_what_the_scenario_turns_down(leave: Callable[[str], int], tmp_path: Path) -> None:
    """A scenario with switches is answered, and the file says which."""
    own = 'extends = "asia"\nswitches = { C5 = 0.0 }\n[scenario]\nname = "sure"\nquestion = "And if nobody doubted?"\n'
    (tmp_path / "sure.toml").write_text(own, encoding="utf-8")
    assert leave("tripwires sure.toml --horizon 2031 --members 64 --ahead 2 --out down --quiet") == 0
    assert leave("tripwires asia --horizon 2031 --members 64 --ahead 2 --out up --quiet") == 0
    down, up = (
        json.loads((tmp_path / name / "tripwires.json").read_text("utf-8")) for name in ("down", "up")
    )
    assert down["switches"] == {"C5": 0.0}
    assert up["switches"] == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("whatif asia --want maybe", "maybe is no verdict"),
        ("attribute asia --reference declare", "Did you mean declared?"),
        ("attribute asia --members 1", "--members"),
        ("sensitivity asia --set balancing.gian=1", "balancing.gain"),
    ],
)
def test_a_mistake_is_taught(
    leave: Callable[[str], int], capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    """What was wrong, where, and what to write instead; exit code 2 and nothing written."""
    assert leave(line) == 2
    assert said in capsys.readouterr().err
    assert not Path("runs").exists()
