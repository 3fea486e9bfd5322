"""The answer on a terminal: plain, no wider than asked, and the same numbers as the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.terminal import bar, render

FILES = {"report": Path("counterpoise-asia/report.html"), "answer": Path("counterpoise-asia/answer.json")}


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(10, 200))
def test_a_bar_has_its_width_and_its_mark(p: float, one: float, other: float, width: int) -> None:
    """Any chance, any interval: one O in a line as wide as asked."""
    drawn = bar({"p": p, "low": min(one, other), "high": max(one, other)}, width)
    assert len(drawn) == width
    assert drawn.count("O") == 1


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(answer: dict[str, Any], width: int) -> None:
    """Nothing wraps on the screen it was made for, hostile names included."""
    answer["states"]["JPN"]["name"] = "A" * 150
    answer["tripwires"][0]["label"] = "word " * 40
    said = render(answer, {**FILES, "ensemble": Path("x" * 40) / ("y" * 90)}, 11.2, width)
    assert max(len(line) for line in said.split("\n")) <= width


def test_plain_text_only(answer: dict[str, Any]) -> None:
    """Plain ASCII with this answer: no escape codes, no quotation marks a terminal may not have."""
    assert render(answer, FILES, 11.2).isascii()


def test_the_numbers_are_the_answer_s(answer: dict[str, Any]) -> None:
    """Both outcomes, all four rivals, the yardsticks and the files are there."""
    said = render(answer, FILES, 11.2)
    for words in (
        "LIKELY: 68 of 100", "(90 % credible: 55 to 81)", "81 of 100", "b* 1/3: 83", "PPP: 49",
        "C5 doubt about the patron's will -6.1 +/- 1.0", "counterpoise-asia/report.html",
        "2,000 futures (+/- 1), 11 s",
        "judged 62 %, published 21 %, estimated 17 %",
    ):  # fmt: skip
        assert words in said


def test_an_unknown_cost_is_said_to_be_unknown(answer: dict[str, Any]) -> None:
    """Claims that do not act are named, and get no number."""
    said = render(answer, FILES, 1.0)
    assert "C1, C3, C7, C8: not modelled yet" in said


def test_an_empty_answer_is_survived() -> None:
    """A run that failed half way still prints what it has."""
    assert "not available" in render({}, {}, 0.0)


def test_who_accommodates_is_a_count_of_futures(answer: dict[str, Any]) -> None:
    """Accommodating follows the definition's own probability, not the colour of a stance."""
    for row in answer["states"].values():
        row["p_accommodates"] = {"2045": 0.1}
    answer["states"]["KHM"]["p_accommodates"] = {"2045": 0.93}
    assert "accommodates it, of 100: Cambodia 93\n" in render(answer, FILES, 1.0)


def test_another_horizon_is_answered_to_its_own_year(answer: dict[str, Any]) -> None:
    """A run to 2040 speaks of 2040; nothing is said of a year that nobody simulated."""

    def to_2040(tree: Any) -> Any:
        if isinstance(tree, dict):
            return {"2040" if key == "2045" else key: to_2040(value) for key, value in tree.items()}
        return [to_2040(value) for value in tree] if isinstance(tree, list) else tree

    said = render({**to_2040(answer), "horizon": [2025, 2040]}, FILES, 1.0)
    assert "LIKELY: 68 of 100" in said
    assert "full, 2040" in said
    assert "2045," not in said.replace("seed 2045,", "")


def test_a_changed_run_says_what_was_changed(answer: dict[str, Any]) -> None:
    """A switch or a held parameter stands in the second line, so that no changed run poses as the default."""
    said = render({**answer, "switches": {"C5": 0.0}, "overrides": {"balancing.gain": 0.5}}, FILES, 1.0)
    assert said.split("\n")[1] == "Changed: claims off: C5; balancing.gain at 0.5"


def test_a_world_of_states_still_fits_a_screen(answer: dict[str, Any]) -> None:
    """Long lists name a dozen, count the rest and say where they stand; limits end in the report."""
    one = answer["states"]["JPN"] | {"agreement": {"2035": 0.9, "2045": 0.9}}
    answer["states"] |= {f"X{k:02}": {**one, "name": f"State {k}"} for k in range(80)}
    answer["limits"] = [f"Limit number {k}." for k in range(9)]
    said = " ".join(render(answer, FILES, 1.0).split())
    assert "(states.csv)" in said
    assert "State 79" not in said
    assert "Limit number 3." in said
    assert "and 5 more, in the report" in said
    assert len(render(answer, FILES, 1.0).splitlines()) < 80
