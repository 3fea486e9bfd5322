"""Registered with the knowledge of March 2019, settled by the panel of today; and the errors on the way."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from tests.forecast.conftest import SaveRun

from counterpoise.cli import main
from counterpoise.data import open_panel
from counterpoise.data.store import PANEL
from counterpoise.forecast import ledger
from counterpoise.forecast.record import path_of, read_record, read_run, record_of, register
from counterpoise.forecast.resolve import report, resolve, settle
from counterpoise.forecast.score import calibration, misses, scores_of, summary
from counterpoise.forecast.seal import sealed, written
from counterpoise.forecast.verify import verify
from counterpoise.scenario import available_scenarios
from counterpoise.vocabulary import CounterpoiseError

DAY = "2026-04-01"


@pytest.fixture
def record(save_run: SaveRun) -> dict[str, Any]:
    """A record of the made-up run."""
    return record_of(read_run(save_run()), open_panel(), DAY)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as left:
        main(list(words))
    assert isinstance(left.value.code, int)
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_a_record_holds_what_made_it(record: dict[str, Any]) -> None:
    """Digests, seed, day; every question with range, year, source, day, references and rule; what cannot be settled."""
    assert {"panel", "parameters", "code", "scenario", "answer", "ensemble"} == set(record["digests"])
    assert (record["seed"], record["registered"], record["cutoff"]) == (1, DAY, "2019-03-31")
    assert len({question["id"] for question in record["questions"]}) == len(record["questions"]) > 50
    for question in record["questions"]:
        assert 0 <= question["low"] <= question["p"] <= question["high"] <= 1
        assert question["year"] > 2018
        assert question["public"]["date"] > record["cutoff"]
        assert 0 < question["references"]["persistence"] < 1
        assert 0 < question["references"]["base_rate"]["p"] < 1
        assert question["sources"]
    assert {item["outcome"] for item in record["unresolvable"]} >= {"balance_holds", "ties_survive"}
    assert all(item["why"] and item["before"] == "2028-12-31" for item in record["unresolvable"])


def test_no_question_was_settled_when_the_run_was_made(record: dict[str, Any]) -> None:
    """By what was public at the cut-off every question is open, and every reference was computed from that alone."""
    known = open_panel().vintage("2019-03-31")
    said = settle({**record, "panel": {"released": known.released}}, known, {}, DAY)
    assert not said.settled
    assert not said.void
    assert len(said.waiting) == len(record["questions"])


def test_the_present_panel_settles_the_years_that_it_covers(record: dict[str, Any]) -> None:
    """Burdens of 2019-2023 and ties to 2023 are settled, disputes of 2019 are open: their source ends before."""
    said = settle(record, open_panel(), {}, DAY)
    by_id = {question["id"]: question for question in record["questions"]}
    assert said.settled["treaty-JPN-2023"]["outcome"] == "yes"
    assert said.settled["burden-rises-CHN-2019"]["panel"] == open_panel().digest
    years = {by_id[key]["year"] for key in said.settled}
    assert years == {2019, 2020, 2021, 2023}
    assert any(key.startswith("dispute-in") for key in said.waiting)
    assert set(said.settled) | set(said.void) == {
        q["id"] for q in record["questions"] if q["known_when_registered"]
    }
    for key, done in said.settled.items():
        rule = by_id[key]["rule"]
        assert all(
            re.findall(r"\d{4}", name)[0] in {str(rule["year"]), str(rule.get("since"))}
            for name in done["facts"]
            if name != "quantity"
        )


def test_the_outcome_is_the_panels(record: dict[str, Any]) -> None:
    """A rise in burden is one in the panel's numbers."""
    said = settle(record, open_panel(), {}, DAY)
    rises = [q for q in record["questions"] if q["event"] == "burden_rises" and q["id"] in said.settled]
    assert len(rises) > 10
    for question in rises:
        rule = question["rule"]
        before, after = open_panel().values("burden", [rule["state"]], [rule["since"], rule["year"]])[:, 0]
        assert said.settled[question["id"]]["outcome"] == ("yes" if after > before else "no")


def test_settling_twice_changes_nothing(save_run: SaveRun, tmp_path: Path) -> None:
    """Neither record, resolution nor ledger; and the record never changes at all."""
    folder = tmp_path / "forecasts"
    made, path, _ = register(read_run(save_run()), open_panel(), folder, DAY)
    before = path.read_bytes()
    first = report(resolve(folder, open_panel(), "2026-05-01"))
    files = {item.name: item.read_bytes() for item in folder.iterdir()}
    second = report(resolve(folder, open_panel(), "2026-06-01"))
    assert {item.name: item.read_bytes() for item in folder.iterdir()} == files
    assert path.read_bytes() == before
    assert first["newly_settled"] > 20
    assert second == {**first, "newly_settled": 0}
    assert first["forecasts"]["all"]["settled"] == 0
    assert first["hindcasts"]["all"]["settled"] == first["newly_settled"]
    assert made == read_record(folder, made["forecast"])


def test_a_yes_or_no_stands_once_given(record: dict[str, Any]) -> None:
    """A later revision of the data does not turn a miss into a hit."""
    earlier = settle(record, open_panel(), {}, DAY).settled
    key = "treaty-JPN-2023"
    turned = {**earlier, key: {**earlier[key], "outcome": "no"}}
    again = settle(record, open_panel(), {"settled": turned}, "2027-01-01")
    assert again.settled == turned
    assert again.new == []


def test_scores_are_those_of_a_hand(record: dict[str, Any]) -> None:
    """Brier and log score of each rival, the floor under a certainty, and their means."""
    question = {
        **record["questions"][0],
        "p": 0.8,
        "references": {"persistence": 0.5, "base_rate": {"p": 0.0}},
    }
    found = scores_of(question, True, 0.01)
    assert found["forecast"] == pytest.approx({"brier": 0.04, "log": -math.log(0.8)}, abs=1e-6)
    assert found["persistence"] == pytest.approx({"brier": 0.25, "log": math.log(2)}, abs=1e-6)
    assert found["base_rate"] == pytest.approx({"brier": 1.0, "log": -math.log(0.01)}, abs=1e-6)
    no = scores_of(question, False, 0.01)
    assert no["forecast"] == pytest.approx({"brier": 0.64, "log": -math.log(0.2)}, abs=1e-6)
    rows = [
        {"id": "a", "p": 0.8, "true": True, "scores": found},
        {"id": "b", "p": 0.8, "true": False, "scores": no},
        {"id": "c", "p": 0.03, "true": False, "scores": scores_of({**question, "p": 0.03}, False, 0.01)},
    ]
    means = summary(rows)
    assert (means["settled"], means["yes"]) == (3, 1)
    assert means["forecast"]["brier"] == pytest.approx((0.04 + 0.64 + 0.0009) / 3, abs=1e-6)
    assert means["expected_yes"] == pytest.approx(1.63)
    bins = [(row["questions"], row["mean_p"], row["came_true"]) for row in calibration(rows)]
    assert bins == [(1, 0.03, 0.0), (2, 0.8, 0.5)]
    assert [row["id"] for row in misses(rows)] == ["b"]


def test_calibration_counts_every_settled_question_once(save_run: SaveRun, tmp_path: Path) -> None:
    """Bins, events and misses add up; the worst miss comes first."""
    register(read_run(save_run()), open_panel(), tmp_path / "f", DAY)
    part = report(resolve(tmp_path / "f", open_panel(), DAY))["hindcasts"]
    total = part["all"]["settled"]
    assert sum(row["questions"] for row in part["calibration"]) == total
    assert sum(row["settled"] for row in part["by_event"].values()) == total
    assert total + part["void"] + part["waiting"] == part["questions"]
    worst = [miss["log"] for miss in part["misses"]]
    assert worst == sorted(worst, reverse=True)
    assert min(worst) >= math.log(2) - 1e-6


def test_a_run_from_the_command_line(
    save_run: SaveRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Register, list, settle, verify: each says in words, and in JSON, what it did."""
    monkeypatch.chdir(tmp_path)
    save_run()
    code, out, _ = run(capsys, "forecast", "register", "run")
    assert (code, "are already known to the panel" in out) == (0, True)
    code, out, _ = run(capsys, "forecast", "list", "--json")
    assert json.loads(out)[0]["settled"] == 0
    code, out, _ = run(capsys, "forecast", "list", "--questions")
    assert "On 31 December 2023 a tie of defence (rung 4) between United States and Japan is in force." in out
    code, out, _ = run(capsys, "forecast", "resolve")
    assert out.index("Misses") < out.index("Brier")
    code, out, _ = run(capsys, "forecast", "resolve", "--json")
    assert json.loads(out)["newly_settled"] == 0
    code, out, _ = run(capsys, "forecast", "list")
    assert "0 settled" not in out
    code, out, _ = run(capsys, "forecast", "verify", "--json")
    assert (code, json.loads(out)["lines"]) == (0, 2)
    (record,) = Path("forecasts").glob("toy-latest-????-??-??.json")
    record.write_bytes(record.read_bytes().replace(b'"p": ', b'"p":  ', 1))
    code, out, _ = run(capsys, "forecast", "verify")
    assert (code, "the record was edited" in out) == (3, True)
    code, _, err = run(capsys, "forecast", "resolve")
    assert (code, "Not resolved: the record was edited" in err) == (3, True)


def test_mistakes_are_explained(
    save_run: SaveRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was wrong, where, what to do; no traceback, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    folder = save_run()
    (tmp_path / "empty").mkdir()
    for words, code, says in [
        (["register", "empty"], 2, "empty: There is no answer.json here"),
        (["register", "asai"], 2, "neither the folder of a run nor a scenario"),
        (["list"], 2, "There is no such folder"),
        (["verify", "empty"], 2, "There are no forecasts here"),
        (["resolve", "empty"], 2, "There are no forecasts here"),
        (["list", "empty"], 3, "There is no ledger in this folder"),
        (["register", "run", "--panel", "nowhere"], 3, "There is no panel here"),
    ]:
        met = run(capsys, "forecast", *words)
        assert (met[0], says in met[2], "Traceback" in met[2]) == (code, True, False), (words, met)
    answer = json.loads((folder / "answer.json").read_text())
    (folder / "answer.json").write_text(json.dumps({**answer, "digests": {"panel": "0" * 64}}))
    assert "The run was made on the panel 000000000000" in run(capsys, "forecast", "register", "run")[2]
    (folder / "answer.json").write_text(json.dumps(answer)[:-9])
    assert "damaged or cut short" in run(capsys, "forecast", "register", "run")[2]
    (folder / "answer.json").write_text(json.dumps(answer))
    xr.Dataset({"holds": ("member", [1])}).to_netcdf(folder / "ensemble.nc", engine="h5netcdf")
    met = run(capsys, "forecast", "register", "run")
    assert met[0] == 3
    assert "make it again: counterpoise run toy" in met[2]
    assert not (tmp_path / "forecasts").exists()


def test_a_folder_that_lost_its_ledger_is_refused(save_run: SaveRun, tmp_path: Path) -> None:
    """By registering, settling and listing alike."""
    folder = tmp_path / "f"
    register(read_run(save_run()), open_panel(), folder, DAY)
    (folder / ledger.LEDGER).unlink()
    with pytest.raises(CounterpoiseError, match="There is no ledger"):
        register(read_run(save_run("other", seed=2)), open_panel(), folder, DAY)
    with pytest.raises(CounterpoiseError, match="the ledger is missing"):
        resolve(folder, open_panel(), DAY)
    assert verify(folder, now=DAY).findings[0][1] == "the ledger is missing: nothing here is sealed"


def test_an_older_panel_and_an_early_clock_are_refused(save_run: SaveRun, tmp_path: Path) -> None:
    """A panel older than the record's settles nothing; a clock before the run's knowledge writes nothing."""
    folder = tmp_path / "f"
    register(read_run(save_run()), open_panel(), folder, DAY)
    with pytest.raises(CounterpoiseError, match="the record was made on one of"):
        resolve(folder, open_panel().vintage("2025-03-31"), DAY)
    with pytest.raises(CounterpoiseError, match="Set the clock"):
        register(read_run(tmp_path / "run"), open_panel(), tmp_path / "g", "2019-03-30")


def test_an_unknown_rule_in_a_sealed_record_names_its_question(record: dict[str, Any]) -> None:
    """A record of a later version, say."""
    first = record["questions"][0]
    newer = sealed({**record, "questions": [{**first, "rule": {**first["rule"], "kind": "verdict"}}]})
    with pytest.raises(CounterpoiseError, match="There is no rule of the kind 'verdict'") as met:
        settle(newer, open_panel(), {}, DAY, "x.json")
    assert met.value.where == f"x.json, question {first['id']}"


@pytest.mark.slow
def test_a_real_run_from_a_past_date_is_scored_by_what_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bundled scenario set back to July 2024 foretells 2024 and 2025, and the panel of today settles it."""
    monkeypatch.chdir(tmp_path)
    assert "asia" in available_scenarios()
    text = (PANEL.parent / "scenarios" / "asia.toml").read_text("utf-8")
    for old, new in [
        (r"scenario.start = \d+", "scenario.start = 2023"),
        (r"scenario.name = .*", 'scenario.name = "asia-2023"'),
        (r"scenario.horizon = \d+", "scenario.horizon = 2033"),
        (r"editions.essay = .*", ""),
        (r"editions.latest = .*", "editions.latest = { cutoff = 2024-07-31 }"),
    ]:
        text = re.sub(old, new, text)
    Path("past.toml").write_text(text, encoding="utf-8")
    code, out, err = run(capsys, "forecast", "register", "past.toml", "--members", "20", "--json")
    assert code == 0, err
    code, out, _ = run(capsys, "forecast", "resolve", "--json")
    part = json.loads(out)["hindcasts"]
    assert part["all"]["settled"] > 80
    assert {"burden_rises", "outgrows_patron", "treaty", "deepens", "loosens"} == set(part["by_event"])
    assert part["by_event"]["treaty"]["yes"] == part["by_event"]["treaty"]["settled"]
    assert 0 < part["all"]["forecast"]["brier"] < 0.25
    assert part["misses"], "a forecast of a hundred questions that never missed was told the answers"
    assert run(capsys, "forecast", "verify")[0] == 0


def test_the_bytes_of_a_record_are_its_content(save_run: SaveRun, tmp_path: Path) -> None:
    """People can read it, and what they read is what is sealed."""
    made, path, _ = register(read_run(save_run()), open_panel(), tmp_path / "f", DAY)
    assert path == path_of(tmp_path / "f", made["forecast"])
    assert path.read_bytes() == written(json.loads(path.read_bytes()))
    assert record_of(read_run(tmp_path / "run"), open_panel(), DAY) == made
