"""No year sees its future: not by slips of an index, not through a filled gap, not in a fit."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from tests.backtest.conftest import only

from counterpoise.backtest import Fold, Knowledge, know, task_named
from counterpoise.backtest.contenders import RidgeLogit
from counterpoise.backtest.refit import foretell
from counterpoise.backtest.rows import Rows
from counterpoise.backtest.tasks.dispute_onset import ONSET
from counterpoise.data import Panel
from counterpoise.estimate.history import FIRST_YEAR
from counterpoise.vocabulary import DataError

CUT = 1960


def scrambled(knowledge: Knowledge, after: int) -> Knowledge:
    """The same past with nonsense in every later year of everything but membership and borders.

    Who is a member and who borders whom in a year decides which cases are asked about, so those stay.
    """
    rng = np.random.default_rng(0)
    start = after + 1 - FIRST_YEAR

    def noise(value: np.ndarray) -> np.ndarray:
        out = value.copy()
        shape = out[start:].shape
        if value.dtype == bool:
            out[start:] = rng.random(shape) < 0.5
        else:
            out[start:] = (rng.random(shape) * 50.0).astype(value.dtype)
        return out

    kept = {"codes", "member", "dyads", "contiguity", "major"}
    changed = {}
    for entry in fields(knowledge.history):
        value = getattr(knowledge.history, entry.name)
        if isinstance(value, dict):
            changed[entry.name] = {key: noise(inner) for key, inner in value.items()}
        elif entry.name not in kept:
            changed[entry.name] = noise(value)
    treaties = knowledge.treaties.copy()
    late = treaties["exit_year"].fillna(9999) > after
    treaties.loc[late, "exit_year"] = np.where(rng.random(int(late.sum())) < 0.5, after + 2.0, np.nan)
    return Knowledge(
        replace(knowledge.history, **changed),
        {name: noise(value) for name, value in knowledge.cells.items()},
        {name: noise(value) for name, value in knowledge.pairs.items()},
        treaties,
        noise(knowledge.at_war),
        knowledge.last,
    )


@pytest.mark.parametrize("name", ["initiation-all/1989", "pact-formation/1989", "treaty-termination"])
def test_later_values_change_no_term(europe: Knowledge, name: str) -> None:
    """Terms of the year after the cut, and of all before, are the same whatever came later."""
    task = task_named(name)
    fair = task.build(europe, 1950, CUT + 1)
    other = task.build(scrambled(europe, CUT), 1950, CUT + 1)
    assert len(fair)
    assert np.array_equal(fair.keys, other.keys)
    assert np.array_equal(fair.terms, other.terms)


def assert_same_terms(fair: Rows, other: Rows, year: int) -> None:
    """Cases that both have bear the same terms, and some of them belong to the year."""
    ours, theirs = (
        {tuple(key): row for key, row in zip(rows.keys.tolist(), rows.terms, strict=True)}
        for rows in (fair, other)
    )
    common = ours.keys() & theirs.keys()
    assert any(key[0] == year for key in common)
    assert all(np.array_equal(ours[key], theirs[key]) for key in common)


@pytest.mark.parametrize(
    "name", ["burden-1y", "burden-10y", "graded-up-5y-asia", "exercises-5y-asia", "pact-survival-19y"]
)
def test_later_values_change_no_term_of_windows_and_quantities(knowledge: Knowledge, name: str) -> None:
    """The same where the future decides which cases count: those that count in both worlds bear the same terms."""
    task, cut = task_named(name), 1990
    codes = knowledge.history.codes
    few = only(knowledge, (codes >= 710) & (codes < 800) | np.isin(codes, (2, 200, 220, 365)))
    fair, other = (task.build(known, cut, cut + 1) for known in (few, scrambled(few, cut)))
    assert not np.array_equal(fair.outcome, other.outcome)
    assert_same_terms(fair, other, cut + 1)


def test_later_values_change_no_forecast(europe: Knowledge) -> None:
    """Fit and forecast at an origin are the same, bit for bit, when everything after it is nonsense."""
    task = task_named("initiation-all/1989")
    logit = RidgeLogit("plain", "", task.build(europe, 1950, 1950).names)
    fold = Fold(CUT, CUT + 1, CUT + 1)
    fair = foretell(task, task.build(europe, 1900, CUT + 5), fold, logit)
    other = foretell(task, task.build(scrambled(europe, CUT), 1900, CUT + 5), fold, logit)
    assert np.array_equal(fair, other)


def test_contenders_are_shown_no_outcome_of_what_they_foretell(europe: Knowledge) -> None:
    """What is asked about is blank, and nothing later than the origin is in the past."""
    task = task_named("initiation-all/1989")

    class Spy:
        name, label = "spy", ""

        def forecast(self, past, ahead, cut):  # type: ignore[no-untyped-def]
            assert past.ends.max() <= cut
            assert np.isnan(ahead.outcome).all()
            return np.zeros(len(ahead))

    rows = task.build(europe, 1955, CUT + 1)
    assert not foretell(task, rows, Fold(CUT, CUT + 1, CUT + 1), Spy()).any()


def test_a_vintage_panel_gives_the_same_terms(panel: Panel, knowledge: Knowledge) -> None:
    """A panel that physically ends with 1989 yields the terms of 1990's neighbours, or what it never had."""
    old = know(panel.vintage("1990-12-31", knowable=True))
    whole = ONSET.rows(knowledge, 1989, 1989)
    then = ONSET.rows(old, 1989, 1989)
    assert np.array_equal(whole.keys, then.keys)
    assert np.allclose(whole.terms, then.terms, atol=1e-5)


def test_knowledge_ends_where_it_says(knowledge: Knowledge) -> None:
    """Arrays stop at the year; years outside are refused with the years there are."""
    short = knowledge.until(1950)
    assert len(short.history.polyarchy) == 1950 - FIRST_YEAR + 1
    assert short.treaties["entry_year"].max() <= 1950
    with pytest.raises(DataError, match="1816"):
        short.until(1951)
