"""Rival theories: declared to the line, tried alike, credited with what is theirs, and never shown the future."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.backtest.test_leaks import assert_same_terms, scrambled

from counterpoise.backtest import TASKS, Fold, Knowledge
from counterpoise.backtest.clusters import treaty_clusters
from counterpoise.backtest.measures import difference
from counterpoise.backtest.tasks import task_named
from counterpoise.backtest.theories import SHIPPED, TARGETS, load, read_theories, try_target
from counterpoise.backtest.theories.declared import FREE, TheoryError
from counterpoise.backtest.theories.doubt import by_chance, few, standing, windows
from counterpoise.backtest.theories.page import detail, overview, verdicts
from counterpoise.backtest.theories.scene import with_institutions
from counterpoise.backtest.theories.stack import pooled, weights
from counterpoise.backtest.theories.summary import keeper, plain_text
from counterpoise.backtest.theories.targets import lay_out
from counterpoise.backtest.theories.terms import KINDS, TERMS
from counterpoise.cli import main
from counterpoise.data import Panel
from counterpoise.vocabulary import DataError


@pytest.fixture(scope="session")
def small(europe: Knowledge, panel: Panel) -> Knowledge:
    """Europe with the organisations it shares."""
    return with_institutions(europe, panel)


def test_seven_theories_speak_with_three_terms_or_abstain() -> None:
    """Every theory says something of every kind, with as many terms as any other; all terms are somebody's."""
    theories = read_theories()
    assert len(theories) == 7
    for kind in KINDS:
        spoken = [t.expects[kind] for t in theories.values() if not t.expects[kind].abstains]
        assert len(spoken) >= 6
        assert {len(said.signs) for said in spoken} == {FREE}
        assert {term for said in spoken for term in said.signs} == set(TERMS[kind])
    assert set(TARGETS) == set(TASKS)
    for target in TARGETS.values():
        assert target.silent or all(fold.last + 1 <= target.last.first for fold in target.past)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('source_armed = "+"', 'source_armd = "+"', "Did you mean source_armed"),
        ('source_armed = "+"', 'source_armed = "plus"', "'plus' is not a sign"),
        ('source_armed = "+"\n', "", "names 2 terms for disputes"),
        ("[balance_of_threat.disputes]", "[balance_of_threat.dispute]", "Did you mean disputes"),
        ("[balance_of_threat.disputes]", "[balance_of_thread.disputes]", "balance_of_threat says nothing of disputes"),
        ('ties = "It takes', 'burdens = "x"\nties = "It takes', "both speaks of burdens and abstains"),
        ('title = "Buck-passing"', 'titel = "Buck-passing"', "Did you mean title"),
        ('title = "Buck-passing"', 'title = "Buck-passing', "not TOML"),
    ],
)  # fmt: skip
def test_a_slip_in_a_theory_is_met_with_its_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    """File, line, and what was meant."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TheoryError, match=rf"mine\.toml:\d+: .*{said}"):
        read_theories(file)


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("initiation-all/1989", 1960),
        ("pact-formation/1989", 1960),
        ("burden-1y", 1985),
    ],
)
def test_later_values_change_no_term_of_a_theory(small: Knowledge, name: str, cut: int) -> None:
    """Terms of the year after the cut are the same when everything later is nonsense, institutions included."""
    target = TARGETS[name]
    task = replace(target.declared, first=cut, folds=(Fold(cut, cut + 1, cut + 1),))
    asked = _With(replace(target, since=None), task)
    assert_same_terms(lay_out(asked, small), lay_out(asked, scrambled(small, cut)), cut + 1)


class _With:
    """A target of a shorter task."""

    def __init__(self, target: object, task: object) -> None:
        self._target, self.declared, self.last = target, task, task.folds[-1]  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._target, name)


def test_a_theory_that_made_the_events_is_credited_and_others_are_not(small: Knowledge) -> None:
    """Disputes planted by the aggressiveness of a source: threat gains, with the right sign, and gets the weight."""
    target = replace(TARGETS["initiation-all/1989"], since=1955, past=(Fold(1975, 1976, 1989),))
    rows = lay_out(target, small)
    term = rows.column("source_aggressive")
    odds = -5.0 + 1.5 * (term - term.mean()) / term.std()
    planted = (np.random.default_rng(3).random(len(rows)) < 1 / (1 + np.exp(-odds))) * 1.0
    task = replace(target.declared, build=lambda *_, **__: replace(rows, outcome=planted))
    told = try_target(_With(target, task), read_theories(), small)
    threat = told["theories"]["balance_of_threat"]
    assert told["best"] == "balance_of_threat"
    assert threat["high"] < 0
    assert threat["held"]["high"] < 0
    assert threat["signs"]["source_aggressive"]["agrees"]
    assert threat["signs"]["source_aggressive"]["clear"]
    assert max(told["stacked"]["weights"], key=told["stacked"]["weights"].get) == "balance_of_threat"
    assert abs(sum(told["stacked"]["weights"].values()) - 1.0) < 1e-9
    assert told["theories"]["public_goods"]["abstains"]
    others = [other for name, other in told["theories"].items() if name != "balance_of_threat"]
    assert all(threat["share"] < other["share"] for other in others if "share" in other)


def test_weights_find_the_forecast_that_was_right() -> None:
    """Of two sets of quantiles the unbiased one gets nearly all the weight; equal ones share alike."""
    rng = np.random.default_rng(0)
    outcome = rng.normal(size=2000)
    good = np.tile(np.quantile(outcome, np.linspace(0.01, 0.99, 50)), (2000, 1))
    shares = weights("quantity", outcome, [good, good + 1.5])
    assert shares[0] > 0.9
    np.testing.assert_allclose(weights("event", (outcome > 1) * 1.0, [good[:, 0], good[:, 0]]), 0.5)
    np.testing.assert_allclose(pooled("quantity", [good, good], np.array([0.3, 0.7])), good)


def test_pacts_of_one_treaty_are_drawn_together(knowledge: Knowledge) -> None:
    """890 formations after 1989 came of far fewer treaties, so their interval is wider than that of pairs."""
    task = task_named("pact-formation/1989")
    rows = task.tested(knowledge)
    labels = treaty_clusters(task, rows, knowledge)
    assert labels is not None
    made = labels[rows.outcome == 1]
    assert (made > 0).all()
    assert len(np.unique(made)) < 100
    assert (labels[rows.outcome == 0] < 0).all()
    ours, none = np.where(rows.outcome == 1, -3.0, -7.0), np.full(len(rows), -6.3)
    _, low, high = difference("event", rows.outcome, ours, none, labels)
    _, narrow, wide = difference("event", rows.outcome, ours, none, np.arange(len(rows)) // 100)
    assert high - low > 3 * (wide - narrow)
    ending = task_named("treaty-termination")
    assert len(np.unique(treaty_clusters(ending, ending.tested(knowledge), knowledge))) > 50  # type: ignore[arg-type]
    assert treaty_clusters(task_named("burden-1y"), rows, knowledge) is None


def test_an_interrupted_trial_keeps_what_was_done(tmp_path: Path) -> None:
    """A result is made once; under another key it is made again."""
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"n": len(made)}

    assert keeper(tmp_path, "a")("x/y", make) == {"n": 1}
    assert keeper(tmp_path, "a")("x/y", make) == {"n": 1}
    assert keeper(tmp_path, "b")("x/y", make) == {"n": 2}


def test_what_ships_covers_every_target_and_reads_as_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    """The stored trial has every task; table, sentences and details can be written from it."""
    told, theories = load(), read_theories()
    assert tuple(told["targets"]) == tuple(TASKS)
    head, table = overview(told, theories)
    assert len(table) == len(TASKS)
    assert {len(row) for row in table} == {len(head)}
    assert len(verdicts(told, theories)) == len(TASKS)
    assert len(detail(told, theories)) == len(TASKS) - 1
    assert "balance_of_threat"[:16] in plain_text(told)
    with pytest.raises(SystemExit) as left:
        main(["score", "--theories", "burden-1y", "--json"])
    assert left.value.code == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown["targets"]) == ["burden-1y"]
    with pytest.raises(SystemExit):
        main(["score", "--theories", "burden-10y"])
    assert "burden-10y  3 ‡" in capsys.readouterr().out, "the terminal bears the marks of the documentation"


def test_what_stands_is_counted_over_years_treaties_and_comparisons() -> None:
    """Made-up gains: one sure, one that treaties doubt, one of too few windows; only the first is told as a gain."""
    signs = {"low": -0.3, "high": -0.1, "share": -0.2, "difference": -0.2}
    sure, doubted = signs | {"treaties": None}, signs | {"treaties": [-0.5, 0.1]}
    nothing = {"low": -0.1, "high": 0.1, "share": 0.0, "difference": 0.0, "treaties": None}

    def entry(**held: dict[str, Any]) -> dict[str, Any]:
        folds = [{"share": -0.1}, {"share": 0.1}, {"share": -0.2}]
        told = {name: {"held": scores, "earlier": folds} for name, scores in held.items()}
        return {"theories": told, "loss": "log_loss", "controls": {"log_loss": 1.0}}

    told = {
        "targets": {
            "dispute-onset/1989": entry(balance_of_threat=nothing, liberal_glue=sure),
            "pact-formation/1989": entry(balance_of_threat=doubted, liberal_glue=nothing),
            "exercises-5y-asia": entry(balance_of_threat=sure, liberal_glue=sure),
        }
    }
    assert few("exercises-5y-asia")
    assert windows("pact-formation-10y/1989") == 2
    wins, threat, steady = standing(told, read_theories())
    assert "Of the 1 gains counted first, 1 were gains" in steady
    assert "Liberal glue on `dispute-onset/1989` (2 of 3)" in steady
    assert "2 questions" in wins
    assert "Liberal glue 1;" in wins
    assert "Balance of threat 1" not in wins
    assert "`pact-formation/1989` (+20.0 %, +10.0 to +30.0)" in threat
    assert "on nothing" not in threat
    assert by_chance(told).startswith("Of 4 cells")
    assert "1 help and 0 do harm" in by_chance(told)
    assert "about 0.2 of each" in by_chance(told)


def test_the_trial_that_ships_counts_its_gains_by_one_rule() -> None:
    """As many cells help under many comparisons as gains are told theory by theory."""
    told, theories = load(), read_theories()
    gains = re.search(r"Of the (\d+) gains", standing(told, theories)[2])
    helps = re.search(r"(\d+) help", by_chance(told))
    assert gains is not None
    assert helps is not None
    assert gains[1] == helps[1]


def test_the_scores_that_ship_are_consistent() -> None:
    """Gains are differences over the controls' loss, intervals hold them, weights sum to one."""
    for entry in load()["targets"].values():
        if "abstained" in entry:
            continue
        base = entry["controls"][entry["loss"]]
        for scores in (*(t for t in entry["theories"].values() if "share" in t), entry["stacked"]):
            assert scores["difference"] / base == pytest.approx(scores["share"], abs=1e-4)
            assert scores[entry["loss"]] - base == pytest.approx(scores["difference"], abs=2e-5 * base + 1e-9)
            assert scores["low"] <= scores["difference"] <= scores["high"]
        assert sum(entry["stacked"]["weights"].values()) == pytest.approx(1.0, abs=1e-4)


def test_no_stored_trial_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """So is a damaged one."""
    with pytest.raises(DataError, match="No trial"):
        load(tmp_path)
    (tmp_path / "theories.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="damaged"):
        load(tmp_path)
