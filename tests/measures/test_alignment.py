"""Alignment: missing items widen, present items inform, held-out items are predicted by the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.alignment import (
    ITEMS,
    ItemModel,
    alignment_index,
    held_out,
    held_out_skill,
    tie_items,
    tie_strength,
)

COUNT = len(ITEMS)
MODEL = ItemModel(
    np.linspace(-0.5, 0.5, COUNT), np.linspace(0.5, 2.0, COUNT), np.linspace(1.5, 0.4, COUNT), -1.0, 2.0
)
readings = arrays(float, COUNT, elements=st.floats(-5, 5))


@given(readings, st.integers(0, COUNT - 1))
def test_a_missing_item_widens_the_error_and_never_counts_as_zero(items: np.ndarray, gone: int) -> None:
    """Dropping an item is the same as never having had it, and always costs certainty."""
    gap = items.copy()
    gap[gone] = np.nan
    rest = [q for q in range(COUNT) if q != gone]
    without = alignment_index(
        items[rest], MODEL._replace(**{k: getattr(MODEL, k)[rest] for k in MODEL._fields[:3]})
    )
    tie = alignment_index(gap, MODEL)
    assert tie.value == pytest.approx(without.value)
    assert tie.error == pytest.approx(without.error)
    assert tie.error > alignment_index(items, MODEL).error


def test_nothing_seen_is_the_prior() -> None:
    """With every item missing the tie is what was expected before, as wide as before."""
    tie = alignment_index(np.full(COUNT, np.nan), MODEL)
    assert tie.value == pytest.approx(-1.0)
    assert tie.error == pytest.approx(2.0)


@given(readings, st.integers(0, COUNT - 1), st.floats(0.01, 5))
def test_more_of_any_item_is_a_stronger_tie(items: np.ndarray, one: int, more: float) -> None:
    """Every item with a positive loading pulls the tie its way; the error does not depend on what is read."""
    raised = items.copy()
    raised[one] += more
    assert alignment_index(raised, MODEL).value > alignment_index(items, MODEL).value
    assert alignment_index(raised, MODEL).error == alignment_index(items, MODEL).error


def test_known_ties_are_recovered() -> None:
    """From items drawn by the model itself, nine in ten true ties lie within the 90 % interval."""
    rng = np.random.default_rng(7)
    truth = rng.normal(MODEL.prior_mean, MODEL.prior_sd, 4000)
    items = MODEL.intercept + MODEL.loading * truth[:, None] + MODEL.noise * rng.normal(size=(4000, COUNT))
    items[rng.random(items.shape) < 0.3] = np.nan
    tie = alignment_index(items, MODEL)
    covered = np.abs(tie.value - truth) < 1.645 * tie.error
    assert covered.mean() == pytest.approx(0.9, abs=0.02)


@given(readings, st.integers(0, COUNT - 1), st.floats(-9, 9))
def test_an_item_never_enters_its_own_prediction(items: np.ndarray, one: int, value: float) -> None:
    """Changing an item leaves its own prediction and changes the others'."""
    changed = items.copy()
    changed[one] = items[one] + 1.0 + abs(value)
    before, after = held_out(items, MODEL).expected, held_out(changed, MODEL).expected
    assert after[one] == pytest.approx(before[one], abs=1e-9)
    assert (np.delete(after, one) > np.delete(before, one)).all()


def test_held_out_test_tells_a_sign_from_noise() -> None:
    """Items of the tie are predicted by the rest; one that is only noise is not."""
    rng = np.random.default_rng(3)
    model = ItemModel(np.zeros(4), np.ones(4), np.array([0.5, 0.5, 0.5, 0.5]), 0.0, 1.0)
    items = rng.normal(size=(500, 1)) + 0.5 * rng.normal(size=(500, 4))
    items[:, 3] = rng.normal(size=500)
    skill = held_out_skill(items, model)
    assert (skill[:3] > 0.4).all()
    assert skill[3] < 0.0


def test_held_out_prediction_is_calibrated() -> None:
    """Nine in ten items drawn by the model lie within the 90 % interval of their prediction."""
    rng = np.random.default_rng(11)
    truth = rng.normal(MODEL.prior_mean, MODEL.prior_sd, (4000, 1))
    items = MODEL.intercept + MODEL.loading * truth + MODEL.noise * rng.normal(size=(4000, COUNT))
    guess = held_out(items, MODEL)
    covered = np.abs(items - guess.expected) < 1.645 * guess.error
    assert covered.mean(axis=0) == pytest.approx(np.full(COUNT, 0.9), abs=0.02)


@given(arrays(float, COUNT, elements=st.floats(0, 1e5)), st.integers(0, COUNT - 1))
def test_traces_rise_with_the_tie(raw: np.ndarray, one: int) -> None:
    """More of any trace raises its item; distance in votes lowers it."""
    more = raw.copy()
    more[one] += 1.0
    step = tie_items(*more)[one] - tie_items(*raw)[one]
    assert step < 0 if ITEMS[one] == "votes" else step > 0


def test_a_trace_that_is_missing_stays_missing() -> None:
    """No votes for Taiwan: the item is missing, not neutral."""
    assert np.isnan(tie_items(*np.array([0.0] * 6 + [np.nan]))).tolist() == [False] * 6 + [True]


def test_strength_maps_logits_to_shares() -> None:
    """Even odds are half a tie; the ends are never left."""
    assert tie_strength(0.0) == 0.5
    assert 0 <= tie_strength(-50.0) < tie_strength(0.0) < tie_strength(50.0) <= 1
