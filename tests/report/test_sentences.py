"""The sentences of an answer say its numbers and no others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.telling import sentences
from counterpoise.telling.words import percent

INSIDE = st.floats(0.01, 0.99)


def answer_of(p: float, low: float, high: float, ties: float = 0.5) -> dict[str, Any]:
    """An answer with a balance and ties in 2045."""
    return {
        "outcomes": {
            "balance_holds": {"full": {"2045": {"p": p, "low": low, "high": high}}},
            "ties_survive": {"full": {"2045": {"p": ties, "low": ties / 2, "high": ties}}},
        }
    }


@given(st.tuples(INSIDE, INSIDE, INSIDE).map(sorted), INSIDE)
def test_numbers_in_the_sentence_are_the_answer_s(ends: list[float], ties: float) -> None:
    """Every number said is a number of the answer, in whole futures, in order."""
    low, p, high = ends
    said = sentences.answer_sentence(answer_of(p, low, high, ties))
    numbers = [int(n) for n in re.findall(r"\d+", said)]
    whole = [percent(v) for v in (p, low, high, ties, ties / 2, ties)]
    assert numbers == [whole[0], 100, whole[1], whole[2], whole[3], 100, whole[4], whole[5]]


@pytest.mark.parametrize(("p", "said"), [(0.004, "fewer than 1 in 100"), (0.997, "more than 99 in 100")])
def test_extremes_are_bounds(p: float, said: str) -> None:
    """Nothing is impossible or certain in a hundred futures."""
    assert said in sentences.balance_sentence(answer_of(p, 0.0, 1.0))


def test_judgement_is_said_above_half() -> None:
    """More than half judged: the sentence says so; half or unknown: it does not."""
    assert "62\N{NO-BREAK SPACE}%" in sentences.judgement_sentence({"judgement_share": 0.62})
    assert sentences.judgement_sentence({"judgement_share": 0.5}) == ""
    unsure = sentences.judgement_sentence({"judgement_share": 0.62, "grade_errors": {"judgement": 0.08}})
    assert unsure.startswith("Much of the range, 62\N{NO-BREAK SPACE}% ± 13 (90 %), rests on")
    assert sentences.judgement_sentence({}) == ""


@pytest.mark.parametrize(
    ("ties", "many"), [(0.8, "more"), (0.515, "about as many"), (0.485, "about as many"), (0.2, "fewer")]
)
def test_alliances_are_compared_with_the_balance(ties: float, many: str) -> None:
    """Two outcomes, counted over futures: no order in time is claimed, nor a gap within the simulation error."""
    answer = answer_of(0.5, 0.4, 0.6, ties)
    for name in ("balance_holds", "ties_survive"):
        answer["outcomes"][name]["full"]["2045"]["mc_error"] = 0.015
    said = sentences.ties_sentence(answer)
    assert said.startswith(f"The alliances survive in {many} futures: ")
    assert "first" not in said


def test_costs_are_costs_in_this_model(answer: dict[str, Any]) -> None:
    """A complication costs futures in this model; it never "causes" anything."""
    said = sentences.cost_phrase("C5", -0.061) + sentences.complication_sentence(answer)
    assert "costs 6.1 futures in 100 in this model" in said
    assert "cost 18.4 futures in 100 in this model" in said
    assert "cause" not in said


def test_misses_come_first(answer: dict[str, Any]) -> None:
    """A task no better than its reference is named; a tie is not a win."""
    said = sentences.record_sentence(answer)
    assert said.startswith("Not better than simpler rules: defence pacts form (against base rate)")
    assert "1 of 2" in said
    assert "untested" in sentences.record_sentence({})


def test_one_miss_makes_its_kind_a_miss() -> None:
    """Better against an easy reference does not hide a loss against a hard one."""
    easy = {"label": "Pacts, all", "ap": 0.2, "ap_reference": 0.1, "reference": "base rate"}
    hard = {"label": "Pacts, near", "ap": 0.2, "ap_reference": 0.3, "reference": "geography"}
    burden = {"label": "Burden, 5 years", "crps": 0.2, "crps_reference": 0.3, "ap": None}
    said = sentences.record_sentence({"record": {"tasks": [easy, hard, burden]}})
    assert "pacts (against geography)" in said
    assert "Better on 1 of 2 kinds" in said


def test_an_unknown_cost_is_not_a_cost_of_zero(answer: dict[str, Any]) -> None:
    """Null costs are listed apart, and never among the costs."""
    assert sentences.unmodelled(answer) == ["C1", "C3", "C7", "C8"]
    assert [claim for claim, _, _ in sentences.costliest(answer)] == ["C5", "C6", "C4", "C2", "C9"]


def test_an_empty_answer_says_that_it_is_empty() -> None:
    """No number, no claim."""
    assert "no answer" in sentences.answer_sentence({})
