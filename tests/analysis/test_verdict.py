"""The verdict: its grades partition what can happen, its means and weights behave, and its words are its numbers."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.analysis import verdict as ruler
from counterpoise.analysis.verdict import (
    DEFINITION,
    THRESHOLDS,
    Grade4,
    accommodates,
    five_year_geometric_mean,
    grade,
    importance,
    judge,
    subdued_shares,
    theatres_hold,
    ties_survive,
    trailing_mean,
)
from counterpoise.parameters import ParameterSet
from counterpoise.theatres import open_theatres

UNHURRIED = settings(deadline=None)
"""Compilation and a busy machine are no failure of a law."""

SHARE = st.floats(0.0, 1.0)
RATIO = st.floats(0.01, 20.0)
MEMBERS, YEARS, THEATRES, STATES = 2, 7, 5, 6
WEIGHTS = np.array([0.2, 0.3, 0.2, 0.15, 0.15])


@st.composite
def futures(draw: Any) -> dict[str, Any]:
    """Two futures of seven years, five theatres and six states."""
    shape = (MEMBERS, YEARS, STATES)
    return {
        "ratio": draw(arrays(float, (MEMBERS, YEARS, THEATRES), elements=RATIO)),
        "theatre_weight": WEIGHTS,
        "exposure": draw(arrays(float, shape, elements=RATIO)),
        "tie_patron": draw(arrays(float, shape, elements=SHARE)),
        "tie_challenger": draw(arrays(float, shape, elements=SHARE)),
        "output": draw(arrays(float, shape, elements=st.floats(0.1, 100.0))),
        "neighbour": np.array([0.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        "threshold": draw(arrays(float, MEMBERS, elements=st.floats(0.2, 1.5))),
        "cut": draw(arrays(float, MEMBERS, elements=st.floats(0.3, 0.7))),
    }


@UNHURRIED
@given(futures())
def test_every_future_has_exactly_one_grade_and_it_is_the_first_that_applies(future: dict[str, Any]) -> None:
    """The four grades partition all futures, and each is what the definition says in words."""
    found = judge(**future)
    b = future["threshold"][:, None]
    exposure = five_year_geometric_mean(future["exposure"])
    weight = importance(future["output"], future["neighbour"])
    standing = ((weight > 0) & ~found.accommodates & (exposure >= b[..., None])).any(axis=-1)
    sphere = (found.accommodated >= 1 / 3 - 1e-6) & (found.subdued >= 0.5 - 1e-6)
    lost = (found.theatres * WEIGHTS).sum(axis=-1) < 0.5 - 1e-6
    expected = np.where(~standing, 3, np.where(sphere, 2, np.where(lost, 1, 0)))
    assert (found.grade == expected).all()
    assert (found.balance_holds == (found.grade == Grade4.CONTESTED)).all()


@UNHURRIED
@given(futures(), st.floats(1.0, 3.0))
def test_a_stronger_coalition_never_loses_the_balance(future: dict[str, Any], times: float) -> None:
    """Multiplying every ratio by more than one never worsens the grade."""
    stronger = {**future, "ratio": times * future["ratio"], "exposure": times * future["exposure"]}
    assert (judge(**stronger).grade <= judge(**future).grade).all()


@UNHURRIED
@given(futures(), st.floats(1.0, 3.0))
def test_a_stricter_threshold_never_saves_the_balance(future: dict[str, Any], times: float) -> None:
    """Asking for more power never makes a theatre hold that did not, nor a grade better."""
    strict = {**future, "threshold": times * future["threshold"]}
    assert (judge(**strict).theatres <= judge(**future).theatres).all()
    assert (judge(**strict).grade >= judge(**future).grade).all()


@UNHURRIED
@given(futures(), st.floats(0.0, 0.3))
def test_a_higher_cut_never_adds_an_accommodating_state(future: dict[str, Any], more: float) -> None:
    """The higher the tie that counts as accommodation, the fewer states show it."""
    higher = {**future, "cut": future["cut"] + more}
    assert (judge(**higher).accommodates <= judge(**future).accommodates).all()
    assert (judge(**higher).accommodated <= judge(**future).accommodated + 1e-12).all()


@UNHURRIED
@given(futures())
def test_each_member_is_judged_by_its_own_ruler(future: dict[str, Any]) -> None:
    """Judging two futures at once gives what judging each by itself gives."""
    both = judge(**future)
    for member in range(MEMBERS):
        shared = ("theatre_weight", "neighbour")
        alone = judge(**{k: v if k in shared else v[member : member + 1] for k, v in future.items()})
        assert (both.grade[member] == alone.grade[0]).all()


@UNHURRIED
@given(futures(), st.permutations(range(STATES)))
def test_the_order_of_states_does_not_matter(future: dict[str, Any], order: list[int]) -> None:
    """States may be listed in any order."""
    names = ("exposure", "tie_patron", "tie_challenger", "output")
    mixed = {**future, **{k: future[k][..., order] for k in names}, "neighbour": future["neighbour"][order]}
    assert (judge(**mixed).grade == judge(**future).grade).all()


def test_jax_judges_as_numpy_does() -> None:
    """The same function grades simulated arrays, compiled."""
    rng = np.random.default_rng(3)
    shape = (MEMBERS, YEARS, STATES)
    future = {
        "ratio": rng.lognormal(-0.5, 0.5, (MEMBERS, YEARS, THEATRES)),
        "theatre_weight": WEIGHTS,
        "exposure": rng.lognormal(-0.5, 0.5, shape),
        "tie_patron": rng.uniform(size=shape),
        "tie_challenger": rng.uniform(size=shape),
        "output": rng.lognormal(size=shape),
        "neighbour": np.array([0.0, 1, 1, 1, 1, 1]),
        "threshold": np.array([0.4, 0.6]),
        "cut": np.array([0.45, 0.55]),
    }
    compiled = jax.jit(judge)(**{k: jnp.asarray(v) for k, v in future.items()})
    assert (np.asarray(compiled.grade) == judge(**future).grade).all()


@pytest.mark.parametrize(
    ("holding", "accommodating", "exposure", "expected"),
    [
        ([True] * 5, [0, 0, 0, 0], [2.0, 1.0, 0.9, 0.1], Grade4.CONTESTED),
        ([True, True, False, False, False], [0, 0, 0, 0], [2.0] * 4, Grade4.CONTESTED),
        ([True, False, True, False, False], [0, 0, 0, 0], [2.0] * 4, Grade4.PRIMACY),
        ([True] * 5, [1, 1, 0, 0], [0.1, 0.1, 2.0, 2.0], Grade4.SPHERE),
        ([True] * 5, [1, 0, 0, 0], [0.1, 0.1, 0.1, 2.0], Grade4.CONTESTED),
        ([False] * 5, [1, 1, 0, 0], [0.1, 0.1, 2.0, 2.0], Grade4.SPHERE),
        ([True] * 5, [0, 0, 0, 0], [0.4, 0.3, 0.2, 0.1], Grade4.HEGEMONY),
        ([True] * 5, [1, 1, 1, 1], [2.0] * 4, Grade4.HEGEMONY),
    ],
)
def test_grades_of_plain_cases(
    holding: list[bool], accommodating: list[int], exposure: list[float], expected: Grade4
) -> None:
    """Half of the weight of theatres keeps a region contested; a third bound and half subdued make a sphere."""
    weight = np.full(4, 0.25)
    code = grade(np.array(holding), WEIGHTS, np.array(accommodating, bool), np.array(exposure), weight)
    assert Grade4(int(code)) == expected


def test_being_exposed_is_not_submitting() -> None:
    """Neighbours that are outgunned but bend to nobody make no sphere, however many (Vietnam's case)."""
    exposure, weight = np.array([2.0, 0.2, 0.2, 0.2]), np.full(4, 0.25)
    nobody = np.zeros(4, bool)
    share, subdued = subdued_shares(nobody, exposure, weight)
    assert (share, subdued) == (0.0, 0.75)
    assert int(grade(np.ones(5, bool), WEIGHTS, nobody, exposure, weight)) == Grade4.CONTESTED


def test_a_lead_over_the_other_tie_is_not_enough() -> None:
    """A state tied to nobody does not accommodate because it drifted a little (y .35, x .10)."""
    assert not accommodates(np.array([0.10]), np.array([0.35])).any()
    assert accommodates(np.array([0.10]), np.array([0.55])).all()
    assert not accommodates(np.array([0.45]), np.array([0.55])).any()


@UNHURRIED
@given(arrays(float, (3, 8), elements=RATIO), st.integers(1, 6))
def test_a_trailing_mean_lies_between_what_it_averages(values: np.ndarray, window: int) -> None:
    """Each mean is over the year and those before it, never over the future."""
    mean = trailing_mean(values, window)
    for year in range(values.shape[1]):
        seen = values[:, max(0, year - window + 1) : year + 1]
        np.testing.assert_allclose(mean[:, year], seen.mean(axis=1), rtol=1e-9)


def test_the_geometric_mean_takes_ratios_as_ratios() -> None:
    """Half and double average to parity; a zero or an unknown within five years is not averaged away."""
    ratio = np.array([[0.5, 2.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0], [np.nan, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]])
    mean = five_year_geometric_mean(ratio)
    np.testing.assert_allclose(mean[0, :2], [0.5, 1.0])
    assert mean[0, 2:7].tolist() == [0.0] * 5
    assert mean[0, 7] == pytest.approx(1.0)
    assert np.isnan(mean[1]).tolist() == [True] * 5 + [False] * 3


@UNHURRIED
@given(arrays(float, 8, elements=st.floats(0.01, 1e4)))
def test_weights_sum_to_one_and_none_exceeds_a_fifth(size: np.ndarray) -> None:
    """Neighbours weigh by the root of their size, capped, in the order of their size."""
    weight = importance(size, np.array([0.0] + [1.0] * 7))
    assert weight[0] == 0.0
    assert weight.sum() == pytest.approx(1.0)
    assert weight.max() <= 0.2 + 1e-9
    order = np.argsort(size[1:])
    assert (np.diff(weight[1:][order]) >= -1e-9).all()


def test_weights_are_the_same_where_nothing_can_stop_early() -> None:
    """NumPy stops once nothing exceeds the cap; traced code goes through all rounds and finds the same."""
    size = np.random.default_rng(1).lognormal(0.0, 2.0, (500, 9)).astype(np.float32)
    traced = importance(jnp.asarray(size), jnp.ones(9))
    np.testing.assert_allclose(importance(size, np.ones(9, np.float32)), traced, atol=1e-6)


def test_below_the_cap_weights_are_roots() -> None:
    """Where nobody exceeds a fifth, a state of four times the output counts twice."""
    weight = importance(np.array([4.0, *([1.0] * 12)]), np.ones(13))
    assert weight[0] == pytest.approx(2 * weight[1])


def test_few_neighbours_share_equally_rather_than_not_at_all() -> None:
    """Three neighbours cannot weigh a fifth each: the cap gives way to equal weights."""
    np.testing.assert_allclose(importance(np.array([9.0, 4.0, 1.0]), np.ones(3)), np.full(3, 1 / 3))


def test_three_of_four_treaties_in_force_and_believed() -> None:
    """Two may not fail, whether by lapsing or by not being believed."""
    kappa = np.array([[0.8, 0.8, 0.8, 0.1], [0.8, 0.8, 0.39, 0.39], [0.8, 0.8, 0.8, 0.8]])
    force = np.array([[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 0]], bool)
    assert ties_survive(force, kappa).tolist() == [True, False, False]


def test_a_theatre_holds_at_the_threshold_itself() -> None:
    """At least b* is enough."""
    assert theatres_hold(np.array([0.5, 0.4999]), 0.5).tolist() == [True, False]


def test_the_words_state_the_numbers_of_the_code() -> None:
    """Whoever changes a threshold, a weight or a prior must change the sentence that states it."""
    words = " ".join(DEFINITION.split())
    assert (ruler.WINDOW, ruler.MARGIN, ruler.CAP, ruler.BELIEVED, ruler.TREATIES_NEEDED) == (
        5,
        0.2,
        0.2,
        0.4,
        3,
    )
    assert pytest.approx(1 / 3) == ruler.ACCOMMODATED_SHARE
    assert (ruler.SUBDUED_SHARE, ruler.HELD_SHARE) == (0.5, 0.5)
    for phrase in (
        "that year and the four before",
        "at least .2 above",
        "none more than a fifth",
        "a third of the weight accommodate and neighbours with half",
        "less than half of the weight hold",
        "at least three of the four treaties",
        "commitment of .4 or more",
        "b* = 1/3, 1/2 and 1",
    ):
        assert phrase in words
    for weight in open_theatres().weights:
        assert f"{weight:.2f}".lstrip("0") in words


def test_the_priors_are_those_the_words_state() -> None:
    """b* has median 1/2 and 90 % of its draws from .28 to .89; c has median 1/2; both are judgements."""
    parameters = ParameterSet.load()
    threshold, cut = parameters["verdict.threshold"], parameters["verdict.cut"]
    assert threshold.prior is not None
    assert cut.prior is not None
    found = threshold.prior.quantile(np.array([0.05, 0.5, 0.95]))
    np.testing.assert_allclose(found, [0.28, 0.5, 0.89], atol=0.005)
    assert cut.prior.quantile(np.array([0.5]))[0] == pytest.approx(0.5)
    assert {threshold.grade.value, cut.grade.value} == {"judgement"}
    assert list(THRESHOLDS) == ["1/3", "1/2", "1"]
