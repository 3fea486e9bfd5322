"""Numbers into words: bands, counts, ranges and whole futures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.telling.words import (
    apportion,
    chance_word,
    count,
    day,
    futures,
    join,
    percent,
    points,
    span,
)

PROBABILITIES = st.floats(0, 1)
SHARES = st.lists(st.floats(0, 1e6), min_size=1, max_size=9).filter(lambda row: math.fsum(row) > 1e-3)


@given(SHARES, st.integers(0, 500))
def test_apportion_sums_to_total(shares: list[float], total: int) -> None:
    """Counts sum to the total, whatever the shares."""
    assert sum(apportion(shares, total)) == total


@given(SHARES, st.integers(0, 500))
def test_apportion_stays_within_one_of_the_exact_share(shares: list[float], total: int) -> None:
    """Largest remainders never move a count by one or more (the quota rule)."""
    for share, n in zip(shares, apportion(shares, total), strict=True):
        assert abs(n - share * total / math.fsum(shares)) < 1 + 1e-6


@given(SHARES)
def test_apportion_keeps_order(shares: list[float]) -> None:
    """A larger share never gets fewer."""
    counts = apportion(shares)
    for one, n in zip(shares, counts, strict=True):
        for other, m in zip(shares, counts, strict=True):
            assert n >= m or one <= other * (1 + 1e-9) + 1e-9


@given(PROBABILITIES)
def test_count_is_the_nearest_whole_future_or_a_bound(p: float) -> None:
    """Inside 1 to 99 the count is the rounded probability; outside it is a bound, never 0 or 100."""
    if p < 0.01:
        assert count(p) == "fewer than 1"
    elif p > 0.99:
        assert count(p) == "more than 99"
    else:
        assert abs(int(count(p)) - 100 * p) <= 0.5 + 1e-9
        assert futures(p) == f"{count(p)} of 100"


@given(PROBABILITIES, PROBABILITIES)
def test_a_likelier_event_never_gets_a_weaker_word(p: float, q: float) -> None:
    """Verbal probabilities are in the order of the numbers they go with."""
    order = [
        "Almost no chance", "Very unlikely", "Unlikely", "Roughly even chance", "Likely", "Very likely",
        "Almost certain",
    ]  # fmt: skip
    low, high = sorted((p, q))
    assert order.index(chance_word(low)) <= order.index(chance_word(high))


@pytest.mark.parametrize(
    ("n", "word"),
    [
        (1, "Almost no chance"), (5, "Almost no chance"), (6, "Very unlikely"), (20, "Very unlikely"),
        (21, "Unlikely"), (44, "Unlikely"), (45, "Roughly even chance"), (55, "Roughly even chance"),
        (56, "Likely"), (79, "Likely"), (80, "Very likely"), (94, "Very likely"), (95, "Almost certain"),
        (99, "Almost certain"),
    ],
)  # fmt: skip
def test_words_follow_icd_203(n: int, word: str) -> None:
    """Bands 1-5, 5-20, 20-45, 45-55, 55-80, 80-95, 95-99, with shared borders going outwards."""
    assert chance_word(n / 100) == word


@given(st.integers(0, 100))
def test_word_of_the_opposite_is_the_opposite_word(n: int) -> None:
    """What is likely to hold is unlikely to fail: the bands are symmetric."""
    mirror = {
        "Almost no chance": "Almost certain", "Very unlikely": "Very likely", "Unlikely": "Likely",
        "Roughly even chance": "Roughly even chance",
    }  # fmt: skip
    mirror |= {b: a for a, b in mirror.items()}
    assert chance_word((100 - n) / 100) == mirror[chance_word(n / 100)]


@given(st.floats(-1, 1))
def test_points_carry_their_sign(change: float) -> None:
    """A loss has a minus, a gain a plus, and what rounds to nothing has neither."""
    said = points(change)
    assert abs(float(said.replace("−", "-")) - 100 * change) <= 0.05 + 1e-9
    assert (said[0] == "−") == (round(100 * change, 1) < 0)


def test_span_is_silent_without_an_interval() -> None:
    """No interval is invented for a chance that has none."""
    assert span({"p": 0.5}) is None
    assert span({"p": 0.5, "low": None, "high": 0.6}) is None
    assert span(None) is None
    assert span({"p": 0.5, "low": 0.31, "high": 0.6}, " and ") == "31 and 60"


def test_small_words() -> None:
    """Dates and rows of names read as English."""
    assert day("2026-01-05") == "5 January 2026"
    assert join(["Laos"]) == "Laos"
    assert join([]) == ""
    assert percent(0.005) == 1
