"""What a hindcast promises: nothing of the future, tidy tables, honest scores, and errors that teach."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from counterpoise.analysis.record import pooled, record_of
from counterpoise.cli.app import main
from counterpoise.data import Panel
from counterpoise.hindcast.forecast import Hindcast, known_then
from counterpoise.hindcast.gravity import better, gravity, rank_scores
from counterpoise.hindcast.outcome import observe_outcome
from counterpoise.hindcast.record import stored
from counterpoise.hindcast.run import hindcast_names
from counterpoise.hindcast.score import event_score, moved, overlooked, score, surest
from counterpoise.hindcast.tables import (
    DYADS,
    dyad_rows,
    state_columns,
    state_rows,
    write_dyads,
    write_tables,
)
from counterpoise.hindcast.tell import misses, tell
from counterpoise.scenario import Scenario, load_scenario, parse_scenario
from counterpoise.theatres import open_theatres
from counterpoise.vintage import VintagePanel
from counterpoise.vocabulary import DataError, ScenarioError


@pytest.mark.parametrize("name", hindcast_names())
def test_every_bundled_hindcast_stands_on_its_own_theatres(name: str, panel: Panel) -> None:
    """Poles of the theatres are those of the roles, whoever decides or fights somewhere is a state of the case."""
    scenario = load_scenario(name, panel)
    theatres = open_theatres(scenario.scenario.theatres)
    assert (theatres.challenger, theatres.patron) == (scenario.roles.challenger, scenario.roles.patron)
    assert (theatres.anchors(scenario.states).sum(axis=0) == 1.0).all()
    assert (theatres.own(scenario.states).sum(axis=0) > 0.0).all()
    assert scenario.horizon >= scenario.start + 19
    assert scenario.scenario.limits


def test_dyads_have_the_promised_columns_and_every_pair_once_a_year(lived: Hindcast, tmp_path: Path) -> None:
    """Five columns, probabilities between 0 and 1 that only grow, codes in alphabetical order."""
    document: dict[str, dict[str, list[dict[str, float]]]] = {"scores": {}}
    paths = write_tables(lived, document, tmp_path)
    with paths["dyads"].open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == DYADS == ("iso3_a", "iso3_b", "year", "p_deepens", "p_loosens")
    pairs, years = 11 * 10 // 2, len(lived.years) - 1
    assert len(rows) == len({(r["iso3_a"], r["iso3_b"], r["year"]) for r in rows}) == pairs * years
    assert all(r["iso3_a"] < r["iso3_b"] for r in rows)
    chances = np.array([[float(r["p_deepens"]), float(r["p_loosens"])] for r in rows]).reshape(
        years, pairs, 2
    )
    assert ((chances > 0.0) & (chances < 1.0)).all()
    assert (np.diff(chances, axis=0) >= 0.0).all()
    assert chances.max() > chances.min()


def test_states_have_a_whole_stance_and_ordered_quantiles(lived: Hindcast) -> None:
    """Stances sum to one, quantiles rise."""
    head = state_columns()
    table = np.array([row[2:] for row in state_rows(lived)], dtype=float)
    assert table.shape == ((len(lived.years) - 1) * 11, len(head) - 2)
    assert np.isfinite(table).all()
    assert np.allclose(table[:, 1:7].sum(axis=1), 1.0, atol=1e-3)
    for first in (7, 12, 17):
        assert (np.diff(table[:, first : first + 5], axis=1) >= 0.0).all()


def test_the_order_of_states_changes_no_probability(
    lived: Hindcast, live: Callable[[Scenario], Hindcast], reordered: Scenario
) -> None:
    """Noise is addressed by code, so a file that lists its states otherwise foretells the same of every pair."""
    other = {row[:3]: row[3:] for row in dyad_rows(live(reordered))}
    ours = {row[:3]: row[3:] for row in dyad_rows(lived)}
    assert ours.keys() == other.keys()
    gap = np.abs(np.array([ours[key] for key in ours]) - np.array([other[key] for key in ours]))
    assert gap.max() <= 2 / 64


def test_outcome_and_score_are_told_with_the_misses(
    lived: Hindcast, small: Scenario, panel: Panel, known: VintagePanel
) -> None:
    """The outcome starts at the origin's own rungs; every score that exists is finite; the text names the misses."""
    outcome = observe_outcome(lived, small, panel)
    depth = np.asarray(lived.observed.case.world.depth)
    assert np.array_equal(outcome.depth[0], depth)
    assert (outcome.holds[: len(lived.years)] >= 0).all()
    scores = score(lived, outcome, known)
    assert {row["horizon"] for row in scores["verdict"]} == {1, 5, 6}
    assert all(0.0 <= row["brier"] <= 1.0 for row in scores["verdict"])
    document = {
        "name": "small-1890", "question": "?", "origin": 1890, "members": 64, "limits": ["one"], "scores": scores,
        "roles": {"challenger": "DEU", "patron": "GBR"}, "states": list(lived.observed.states),
        "surest_misses": surest(lived, outcome),
    }  # fmt: skip
    sure = [{**row, "p": 1.0, "happened": False} for row in scores["verdict"]]
    said = tell({**document, "scores": {**scores, "verdict": sure}})
    assert ">99%" in said
    assert "below the mark" in said
    assert "100%" not in said.split("Misses", maxsplit=1)[0].split("power", maxsplit=1)[0]
    text = tell(document)
    assert "Limits" in text
    assert all(miss in text for miss in misses(document))
    tasks = pooled([document])
    assert tasks
    assert all(np.isfinite(task.get("log_loss", task.get("crps"))) for task in tasks)


def test_the_surest_misses_are_pairs_that_did_not_move(
    lived: Hindcast, small: Scenario, panel: Panel
) -> None:
    """Every pair named stands where it stood, whatever its chance; the surest comes first."""
    outcome = observe_outcome(lived, small, panel)
    certain = replace(lived, deepens=np.ones_like(lived.deepens), loosens=np.zeros_like(lived.loosens))
    named = surest(certain, outcome)
    assert 0 < len(named) <= 10
    states = list(lived.observed.states)
    for row in named:
        a, b = (states.index(state) for state in row["pair"])
        assert (row["what"], row["p"]) == ("deepens", 1.0)
        assert (outcome.depth[1 : row["horizon"] + 1, a, b] <= outcome.depth[0, a, b]).all()
    doubted = surest(replace(certain, deepens=np.zeros_like(lived.deepens)), outcome)
    assert len(doubted) == 10
    assert {row["p"] for row in doubted} == {0.0}


def test_what_came_unforeseen_is_named_with_its_rank(lived: Hindcast, small: Scenario, panel: Panel) -> None:
    """Every pair named has moved; the least likely comes first, and its rank counts the pairs that were given more."""
    outcome = observe_outcome(lived, small, panel)
    named = overlooked(lived, outcome)
    assert named
    assert [row["p"] for row in named] == sorted(row["p"] for row in named)
    states = list(lived.observed.states)
    for row in named:
        a, b = (states.index(state) for state in row["pair"])
        change = outcome.depth[1 : row["horizon"] + 1, a, b] - outcome.depth[0, a, b]
        assert (change > 0 if row["what"] == "deepens" else change < 0).any()
        assert 1 <= row["rank"] <= row["of"]


def test_gravity_ranks_by_what_the_origin_knew_and_is_no_forecast_of_ours() -> None:
    """The larger and nearer pair comes first where ties deepen, last where they loosen; without events no rank."""
    output = np.log(np.array([9.0, 8.0, 1.0, 1.0]))
    rivals = gravity(output, np.full((4, 4), 1000.0))
    rows = np.triu(np.ones((4, 4), dtype=bool), 1)
    happened = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    assert rank_scores("ties deepen", rivals, rows, happened)["gravity_auc"] == 1.0
    assert rank_scores("ties loosen", rivals, rows, happened)["outputs_auc"] == 0.0
    assert rank_scores("pacts made", rivals, rows, np.zeros(6))["gravity_ap"] is None
    near = gravity(
        output, np.where(np.eye(4, dtype=bool), 0.0, np.array([[1e4] * 4, [1e4] * 4, [50] * 4, [50] * 4]))
    )
    assert near["gravity"][2, 3] - near["outputs"][2, 3] > near["gravity"][0, 1] - near["outputs"][0, 1]


def test_where_a_rival_ranks_better_is_said_and_old_scores_say_nothing() -> None:
    """A rival ahead in either measure of rank is named with its numbers; scores without rivals are still told."""
    ours = {"year": 2025, "what": "ties deepen", "ap": 0.36, "auc": 0.76}
    behind = {"outputs_ap": 0.2, "outputs_auc": 0.5}
    assert better([ours]) == []
    assert better([ours | behind]) == []
    said = better([ours | behind | {"gravity_ap": 0.4, "gravity_auc": 0.7}])
    assert len(said) == 1
    assert "gravity 0.400 and 0.700" in said[0]
    assert "outputs" not in said[0]


def test_moves_are_counted_from_the_origin_and_unknown_years_stay_unknown() -> None:
    """Up once is up for good; a pair whose rung is not known at the horizon is not scored."""
    depth = np.zeros((4, 2, 2))
    depth[1, 0, 1] = 1.0
    assert (moved(depth, 3, 1)[0, 1], moved(depth, 3, -1)[0, 1]) == (1.0, 0.0)
    depth[3, 0, 1] = np.nan
    assert np.isnan(moved(depth, 3, 1)[0, 1])


def test_a_forecast_of_the_rate_scores_as_the_constant_and_ranks_nothing() -> None:
    """The constant at the rate that came has the log loss that is printed beside every forecast."""
    happened = np.array([1.0, 0.0, 0.0, 0.0])
    found = event_score(np.full(4, 0.25), happened)
    assert found["log_loss"] == found["rate_log_loss"]
    assert found["auc"] == 0.5


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ("scenario.origin = 1890", "scenario.origin = 1850", "1870 to 2018"),
        ("scenario.origin = 1890", "scenario.origin = 2019", "1870 to 2018"),
        ("scenario.start = 1891", "scenario.start = 1892", "start = 1891"),
        ("scenario.origin = 1890\n", "", "origin = 1890"),
    ],
)
def test_an_impossible_origin_is_told_with_what_to_write(find: str, put: str, said: str, toml: str) -> None:
    """Outside coverage, off by a year, or absent: never a number."""
    with pytest.raises(ScenarioError) as problem:
        parse_scenario(toml.replace(find, put))
    assert said in str(problem.value.hint)


def test_a_scenario_of_the_present_is_no_hindcast(panel: Panel, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says so, and what to write."""
    with pytest.raises(ScenarioError, match="no hindcast"):
        known_then(panel, load_scenario("asia"))
    with pytest.raises(DataError, match="1815"):
        VintagePanel(panel, 1815)
    with pytest.raises(SystemExit) as left:
        main(["hindcast"])
    assert left.value.code == 2
    assert "asia-1999" in capsys.readouterr().err


def test_a_run_of_a_past_year_writes_its_pairs_too(toml: str, lived: Hindcast, tmp_path: Path) -> None:
    """``run`` of a scenario with an origin gives the dyads.csv that ``hindcast`` gives."""
    file = tmp_path / "small.toml"
    file.write_text(toml, encoding="utf-8")
    words = ["--members", "64", "--seed", "1", "--without-report", "--quiet", "--out", str(tmp_path / "run")]
    with pytest.raises(SystemExit) as left:
        main(["run", str(file), *words])
    assert left.value.code == 0
    assert (tmp_path / "run" / "dyads.csv").read_bytes() == write_dyads(lived, tmp_path).read_bytes()


def test_the_record_speaks_of_all_six_hindcasts() -> None:
    """Stored scores are complete, in order, and what every answer carries."""
    documents = stored()
    assert tuple(documents) == hindcast_names()
    record = record_of()
    labels = {task["label"] for task in record["tasks"]}
    assert {"Ties deepen, 10 years ahead", "Burden, 5 years ahead"} <= labels
    assert sum(len(misses(document)) for document in documents.values()) > 0
    assert documents["asia-2014"]["scores"]["ties"]
