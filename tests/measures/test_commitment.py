"""Commitment: named terms that each move belief their own way, and doubt that need not lower it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterpoise.measures.commitment import (
    CommitmentTerms,
    believed,
    commitment,
    log_odds,
    umbrella,
    worth,
)

logit = st.floats(-6, 6)
every_term = st.builds(CommitmentTerms, *[logit] * len(CommitmentTerms._fields))


@given(every_term, st.sampled_from(CommitmentTerms._fields), st.floats(0.01, 3))
def test_every_term_raises_belief(terms: CommitmentTerms, name: str, more: float) -> None:
    """Each term is signed so that more of it is more commitment, and belief stays a probability."""
    raised = terms._replace(**{name: getattr(terms, name) + more})
    assert 0 <= commitment(terms) <= commitment(raised) <= 1


@given(every_term)
def test_terms_add_in_logits(terms: CommitmentTerms) -> None:
    """The log-odds are the plain sum of what is named: nothing else moves belief."""
    kappa = commitment(terms)
    assert log_odds(terms) == pytest.approx(sum(terms))
    assert kappa == pytest.approx(1 / (1 + np.exp(-sum(terms))))


@given(every_term, st.sampled_from(CommitmentTerms._fields))
def test_worth_has_the_sign_of_its_term(terms: CommitmentTerms, name: str) -> None:
    """A term that counts against commitment is worth less than nothing; one at zero is worth nothing."""
    assert getattr(worth(terms), name) * getattr(terms, name) >= 0
    assert getattr(worth(terms._replace(**{name: 0.0})), name) == 0


@given(logit, st.floats(0, 5), st.floats(0, 5))
def test_doubt_moves_belief_to_one_half(mean: float, less: float, more: float) -> None:
    """Not knowing lowers high hopes and raises low ones, and never takes belief across one half."""
    less, more = sorted((less, more))
    near, far = believed(mean, more), believed(mean, less)
    assert abs(near - 0.5) <= abs(far - 0.5) + 1e-12
    assert (near - 0.5) * mean >= 0


@pytest.mark.parametrize("deviation", [0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("mean", [-3.0, -1.0, 0.0, 2.0, 5.0])
def test_believed_is_close_to_the_exact_average(mean: float, deviation: float) -> None:
    """The closed form is within .02 of the average of the sigmoid over a normal distribution."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    exact = (weights / (1 + np.exp(-(mean + deviation * nodes)))).sum() / weights.sum()
    assert believed(mean, deviation) == pytest.approx(exact, abs=0.02)


def test_partners_on_an_array() -> None:
    """Terms of the patron broadcast against terms of each partner."""
    terms = CommitmentTerms(1.0, depth=np.array([0.0, -1.0]), distraction=-1.0)
    assert commitment(terms) == pytest.approx([0.5, 1 / (1 + np.e)])


def test_an_umbrella_needs_both_word_and_will() -> None:
    """A treaty nobody believes and a will without a tie protect alike: not at all."""
    assert umbrella(0.0, 4.0) == 0.0
    assert umbrella(0.9, 0.0) == 0.0
    assert umbrella(0.9, 4.0) == 0.9
