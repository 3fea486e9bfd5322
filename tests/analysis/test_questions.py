"""Questions that officials ask, what moved between answers, stored effects, and the evidence of mechanisms."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from counterpoise.analysis.ask import Reply, ask, open_questions, write
from counterpoise.analysis.changes import OUTCOMES, Step, what_moved
from counterpoise.analysis.compare import lived, side
from counterpoise.analysis.effects import assumption_digest, stored_effects
from counterpoise.analysis.evidence import evidence_of, mechanism_names
from counterpoise.cli.app import main
from counterpoise.data import open_panel
from counterpoise.scenario import available_scenarios, load_scenario
from counterpoise.vocabulary import CLAIMS, UnknownNameError

HORIZON, MEMBERS = 2031, 64


@cache
def replies() -> tuple[Reply, ...]:
    """The shortest question, asked of few futures to 2031."""
    return ask("two-crises", members=MEMBERS, horizon=HORIZON)[1]


def answered(edition: str, seed: int = 1) -> dict[str, Any]:
    """As much of an answer as what moved reads, from the same engine."""
    cut = side("asia", edition, open_panel(), HORIZON)
    told = lived(cut, open_panel(), MEMBERS, seed, {}, {}).tellings[0]
    p = {"balance_holds": told.verdict.balance_holds[:, -1].mean(), "ties_survive": told.ties[:, -1].mean()}
    outcomes = {name: {"full": {str(HORIZON): {"p": round(float(value), 4)}}} for name, value in p.items()}
    told_of = {
        "scenario": "asia",
        "edition": edition,
        "seed": seed,
        "members": MEMBERS,
        "horizon": [2025, HORIZON],
    }
    return {**told_of, "outcomes": outcomes, "overrides": {}, "switches": {}, "digests": {}}


@cache
def moved() -> tuple[dict[str, Any], dict[str, Any], int, tuple[Step, ...]]:
    """What moved from the essay edition to the latest."""
    old, new = answered("essay"), answered("latest")
    year, steps = what_moved(old, new, open_panel())
    return old, new, year, steps


def test_every_question_has_options_with_costs_and_sources() -> None:
    """The six questions are there, and each option says what it costs and who says so."""
    assert set(open_questions()) == {
        "taiwan",
        "proliferation",
        "base",
        "tariffs",
        "ten-billion",
        "two-crises",
    }
    for question in open_questions().values():
        for option in question.options:
            assert option.cost, option.label
            assert option.cost_source, option.label
            assert bool(option.scenario) != bool(option.assumptions), option.label
            for row in option.assumptions:
                assert row["why"], option.label
                assert row["source"], option.label
            if option.scenario:
                load_scenario(option.scenario)


def test_two_crises_are_worse_than_one() -> None:
    """A full crisis elsewhere lowers the balance where the patron fights, with a test at the same time or without."""
    elsewhere, test, both = replies()
    assert elsewhere.of("ratio")[1].difference < 0.0
    assert both.of("ratio")[1].difference <= elsewhere.of("ratio")[1].difference + 1e-3
    assert test.option.label.startswith("A test")
    assert all(row.low - row.error <= row.difference <= row.high + row.error for row in both.money)


def test_an_unknown_question_is_told() -> None:
    """The nearest key is offered."""
    with pytest.raises(UnknownNameError) as problem:
        ask("tariff")
    assert "tariffs" in str(problem.value.hint)


def test_causes_add_up_to_the_whole_change() -> None:
    """Facts, releases, luck and version account for all that moved, within the rounding of answers."""
    old, new, year, steps = moved()
    assert year == HORIZON
    for name in OUTCOMES:
        gap = new["outcomes"][name]["full"][str(year)]["p"] - old["outcomes"][name]["full"][str(year)]["p"]
        assert sum(step.moved[name] for step in steps) == pytest.approx(gap, abs=3e-4)
    assert [step.cause.split(":")[0] for step in steps] == ["facts of the scenario", "releases of the panel"]


def test_nothing_moves_between_an_answer_and_itself() -> None:
    """The same question asked twice leaves no step."""
    old = moved()[0]
    assert what_moved(old, old, open_panel())[1] == ()


def test_editions_need_not_have_been_run(capsys: pytest.CaptureFixture[str]) -> None:
    """An edition is asked here and now: the same causes, with their errors, that stored answers have."""
    year, steps = moved()[2:]
    line = f"changes asia@essay asia@latest --members {MEMBERS} --horizon {HORIZON} --json --quiet"
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert not ended.value.code
    told = json.loads(capsys.readouterr().out)
    assert told["year"] == year
    found = told["outcomes"]["balance_holds"]["steps"]
    assert [one["cause"] for one in found] == [
        step.cause for step in steps if "answer and now" not in step.cause
    ]
    assert found[0]["moved"] == pytest.approx(steps[0].moved["balance_holds"], abs=1e-4)


def test_changes_of_no_run_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without an answer, and an answer that is not whole, are told apart."""
    for text, said in ((None, "There is no answer here"), ('{"seed": 1}', "not a whole answer")):
        if text is not None:
            (tmp_path / "answer.json").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit):
            main(["changes", str(tmp_path), str(tmp_path)])
        assert said in capsys.readouterr().err


def test_stored_effects_are_of_the_scenarios_as_they_stand() -> None:
    """Every extension was measured with the assumptions that it has now; else measure them again."""
    held = stored_effects()["scenarios"]
    names = [name for name in available_scenarios() if load_scenario(name).extends]
    assert sorted(held) == sorted(names)
    for name in names:
        assert held[name]["digest"] == assumption_digest(load_scenario(name)), name


SIGNS = {
    "patron-withdrawal": -1,
    "grand-bargain": -1,
    "loss-of-taiwan": -1,
    "challenger-breakthrough": -1,
    "essay-together": -1,
    "two-crises": -1,
    "patron-breakthrough": 1,
    "challenger-crisis": 1,
    "challenger-stagnation": 1,
    "leadership-renewal": 1,
    "tariff-truce": 1,
}
"""Scenarios whose effect on the balance has a sign that no reader would doubt."""


@pytest.mark.parametrize("name", SIGNS)
def test_stored_effects_have_the_signs_that_readers_expect(name: str) -> None:
    """In the middle of the horizon, beyond the simulation error or within it on the right side."""
    rows = stored_effects()["scenarios"][name]["rows"]
    row = next(r for r in rows if (r["kind"], r["key"], r["year"]) == ("outcome", "balance_holds", 2035))
    assert SIGNS[name] * row["difference"] >= 0.0
    assert abs(row["difference"]) <= 1.0


def test_claims_are_measured_all_or_none() -> None:
    """Where the evidence of mechanisms says where claims act, it says so of each."""
    held = stored_effects().get("claims", {})
    assert set(held) in (set(), set(CLAIMS))
    assert all(len(acts["states"]) == 3 and acts["rows"] for acts in held.values())


@pytest.mark.parametrize("name", mechanism_names())
def test_each_mechanism_has_its_evidence(name: str) -> None:
    """An argument, a refutation, parameters that all say where they come from, and a test or a word on why none."""
    found = evidence_of(name)
    assert len(found.argument) > 100
    assert len(found.refuted) > 40
    assert all(row["source"] and row["unit"] and row["grade"] for row in found.parameters)
    assert found.tests or all(claim.backtest for claim in found.claims)


def test_explain_tells_a_claim_of_several_mechanisms() -> None:
    """A claim stands for its mechanism where it has one, and is told otherwise."""
    assert evidence_of("C4").name == "burden"
    with pytest.raises(UnknownNameError) as problem:
        evidence_of("C5")
    assert "patronage" in str(problem.value.hint)


def test_a_reply_is_written_as_it_is_told(tmp_path: Path) -> None:
    """JSON and table hold every number of every option, and say what was asked of what."""
    question = open_questions()["two-crises"]
    about = {"base": "asia", "edition": "latest", "members": MEMBERS, "seed": 1, "digests": {"panel": "x"}}
    write(tmp_path, question, replies(), about)
    told = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert told["asks"] == question.asks
    assert [one["label"] for one in told["options"]] == [option.label for option in question.options]
    assert all(one["cost"] and one["cost_source"] for one in told["options"])
    assert told["options"][0]["assumptions"][0]["date"] == "2028-02-01"
    first = told["options"][0]["rows"][0]
    assert first["difference"] == pytest.approx(replies()[0].rows[0].difference, rel=1e-4)
    numbers = sum(len(one["rows"]) + len(one["money"]) for one in told["options"])
    assert (tmp_path / "answer.csv").read_text(encoding="utf-8").count("\n") == numbers + 1


def test_ask_writes_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--json`` prints the file that lies in ``--out`` and nothing else; the folder holds the table too."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(f"ask two-crises --members {MEMBERS} --horizon {HORIZON} --out here --json --quiet".split())
    assert not ended.value.code
    assert capsys.readouterr().out == (tmp_path / "here" / "answer.json").read_text(encoding="utf-8")
    assert (tmp_path / "here" / "answer.csv").is_file()
