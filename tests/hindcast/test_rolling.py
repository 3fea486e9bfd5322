"""The whole simulator at every fifth year: cases by rule, scores that resume, a board that cannot flatter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.analysis.record import pooled
from counterpoise.cli.app import main
from counterpoise.data import Panel
from counterpoise.hindcast import rolling
from counterpoise.hindcast.board import board, failures, plain_text
from counterpoise.hindcast.cases import ORIGINS, REGIONS, SIZE, case_at
from counterpoise.hindcast.record import stored as hindcasts
from counterpoise.vintage import VintagePanel, stored_origins


@pytest.fixture(scope="module")
def then(panel: Panel) -> VintagePanel:
    """What 1970 knew, with the equations that ship."""
    return VintagePanel(panel, 1970)


@pytest.fixture(scope="module")
def case(then: VintagePanel, panel: Panel) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Asia from 1970, sixty-four futures."""
    return rolling.case_scores(then, "asia", panel, 64)


@pytest.mark.parametrize(
    ("origin", "region", "poles", "there", "gone"),
    [
        (1950, "asia", ("CHN", "USA"), {"IND", "KOR"}, {"VNM"}),
        (1990, "europe", ("RUS", "USA"), {"DEU", "FRA"}, {"GDR", "GFR"}),
        (2010, "europe", ("RUS", "USA"), {"DEU", "POL"}, set()),
    ],
)
def test_the_rule_finds_the_poles_and_only_states_that_stand(
    origin: int, region: str, poles: tuple[str, str], there: set[str], gone: set[str], panel: Panel
) -> None:
    """Two poles first, then the region; a state that ended in the year, or does not exist yet, is none of them."""
    scenario = case_at(VintagePanel(panel, origin), region)
    assert scenario.states[:2] == poles == (scenario.roles.challenger, scenario.roles.patron)
    assert there <= set(scenario.states)
    assert not gone & set(scenario.states)
    assert len(scenario.states) <= SIZE
    assert {treaty.patron for treaty in scenario.treaties} == {poles[1]}


def test_a_case_is_scored_on_all_that_is_recorded_at_each_horizon(
    case: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    """Eight kinds, four horizons, each with rivals; every number finite; no more cases than there are."""
    told, rows = case
    kinds = {row["what"] for row in rows}
    assert kinds == {
        "ties deepen", "ties loosen", "pacts made", "pacts ended", "disputes begin", "leaders go", "burden",
        "capability",
    }  # fmt: skip
    assert {row["horizon"] for row in rows} == {1, 5, 10, 19}
    states = len(told["states"])
    for row in rows:
        assert all(np.isfinite(v) for v in row.values() if isinstance(v, float))
        assert row["n"] <= states * (states - 1) // 2
        rivals = (
            {"walk", "persistence"} if "crps" in row else {"climatology_log_loss", "persistence_log_loss"}
        )
        assert rivals <= row.keys()


def test_more_leaders_have_gone_the_longer_one_waits(
    case: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    """Foretold exits grow with the horizon and stay below the number of leaders."""
    gone = {row["horizon"]: row["foretold"] / row["n"] for row in case[1] if row["what"] == "leaders go"}
    assert 0.0 < gone[1] < gone[5] < gone[10] < gone[19] <= 1.0


def _rows(gain: float, origins: tuple[int, ...] = ORIGINS) -> list[dict[str, Any]]:
    """Scores of a simulator that is worse than its rivals by so much at every origin."""
    return [
        {
            "region": "asia", "origin": origin, "horizon": 5, "what": "disputes begin", "n": 100, "events": 5,
            "log_loss": 0.2 + gain, "climatology_log_loss": 0.2, "persistence_log_loss": 0.3, "brier": 0.04,
            "foretold": 6.0, "ap": 0.3, "auc": 0.8,
        }
        for origin in origins
    ]  # fmt: skip


@given(st.floats(-0.1, 0.3))
def test_the_sign_of_a_difference_says_who_is_better(gain: float) -> None:
    """Below zero the simulator is better, and only then is nothing told as a failure."""
    (entry,) = board(_rows(round(gain, 3)))
    for name, at in (("climatology", 0.0), ("persistence", 0.1)):
        assert entry["rivals"][name]["difference"] == pytest.approx(round(gain, 3) - at, abs=1e-4)
    worse = sum(rival["difference"] > 0 for rival in entry["rivals"].values())
    assert len(failures([entry])) == worse
    assert plain_text([entry])


def test_the_surest_and_worst_failures_come_first() -> None:
    """A rival that is better beyond its interval is named before one that is better by luck."""
    lucky = [
        {**row, "what": "pacts made", "log_loss": 0.2 + (0.9 if row["origin"] == 1950 else -0.05)}
        for row in _rows(0.0)
    ]
    told = failures(board([*lucky, *_rows(0.01)]))
    assert told[0].startswith("Disputes begin")
    assert told[0].endswith("beyond its interval.")
    assert any("within its interval" in sentence for sentence in told)


def test_too_few_blocks_of_years_have_no_interval() -> None:
    """Nineteen-year windows of one decade are one draw of history."""
    (entry,) = board([{**row, "horizon": 19} for row in _rows(0.1, (1950, 1955, 1960))])
    assert entry["rivals"]["climatology"]["low"] is None
    assert "too few years" in plain_text([entry])


def test_an_interrupted_roll_goes_on_and_replaces_nothing(
    panel: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases that were done are kept, the stored file stands until all are, another number of futures begins anew."""
    asked: list[tuple[str, int]] = []

    def once(known: VintagePanel, region: str, *_: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append((region, known.origin))
        where = {"region": region, "origin": known.origin}
        return where, [{**where, "what": "burden", "horizon": 1, "n": 1, "crps": 0.1}]

    monkeypatch.setattr(rolling, "case_scores", once)
    path, origins = tmp_path / "simulator.json", (1970, 1999)
    path.write_text('{"rows": []}', encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        rolling.roll(panel, path, origins, 8)
    assert rolling.stored(path) == {"rows": []}
    done = [*asked]
    asked.clear()
    made = rolling.roll(panel, path, origins, 8)
    assert asked == [("asia", 1999)]
    assert len(done) + len(asked) == len(made["cases"]) == len(origins) * len(REGIONS)
    assert rolling.stored(path) == json.loads(json.dumps(made))
    assert not path.with_suffix(".part").exists()


def test_the_stored_board_is_whole_and_of_this_panel(panel: Panel) -> None:
    """Both regions at every origin, on the bundled panel, with fits of every origin, and small."""
    document = rolling.stored()
    assert {(c["region"], c["origin"]) for c in document["cases"]} == {
        (r, o) for r in REGIONS for o in ORIGINS
    }
    assert document["digests"]["panel"] == panel.digest
    assert rolling.place().stat().st_size < 500_000
    assert set(ORIGINS) <= set(stored_origins())
    entries = board(document["rows"])
    assert {entry["horizon"] for entry in entries} == {1, 5, 10, 19}
    assert failures(entries)


def test_the_command_prints_the_board_failures_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Plain text begins with what falls short; JSON has every case; what cannot be asked together says so."""
    with pytest.raises(SystemExit) as left:
        main(["hindcast", "--rolling"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("Where the simulator falls short")
    with pytest.raises(SystemExit):
        main(["hindcast", "--rolling", "--json"])
    assert len(json.loads(capsys.readouterr().out)["cases"]) == len(ORIGINS) * len(REGIONS)
    for words in (["asia-1999", "--rolling"], ["--rolling", "--refit"]):
        with pytest.raises(SystemExit) as left:
            main(["hindcast", *words])
        assert left.value.code == 2
    assert "--store" in capsys.readouterr().err


def test_theatres_are_held_against_the_other_hindcasts_and_no_coin() -> None:
    """The base rate is that of other cases; where it is known how a theatre stood, so is persistence."""
    documents = list(hindcasts().values())
    for document in documents:
        for row in document["scores"]["verdict"]:
            row["before"] = row["key"] != "west"
    tasks = [task for task in pooled(documents) if task["label"].startswith("Theatres hold")]
    assert tasks
    for task in tasks:
        assert task["reference"] == "base rate"
        assert task["log_loss_reference"] != pytest.approx(np.log(2.0), abs=1e-3)
        assert np.isfinite(task["persistence"])
