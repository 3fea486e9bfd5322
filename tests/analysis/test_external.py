"""The start year against public indices and surveys: cited figures, ranks, and failures told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from counterpoise.analysis.external import Agreement, agreement, compared, published
from counterpoise.analysis.prepare import Prepared


@pytest.fixture(scope="module")
def found(ready: Prepared) -> dict[str, Agreement]:
    """The default case against all figures."""
    return compared(ready)


def test_every_figure_has_a_source_and_a_state(ready: Prepared) -> None:
    """Each is cited, says what it counts, and is of states that the default case names."""
    for figures in published():
        assert figures.source
        assert figures.note
        assert figures.compared in ("power", "leaning")
        assert set(figures.values) <= set(ready.observed.states)
        assert len(figures.values) >= 8


def test_power_is_ordered_as_others_order_it(found: dict[str, Agreement]) -> None:
    """Two indices that count other things agree on the order, surely more than by chance."""
    for key in ("gfp-2025", "lowy-2024"):
        assert found[key].rho > 0.75
        assert found[key].low > 0.3


def test_alignment_agrees_with_a_public_and_hardly_with_an_elite(found: dict[str, Agreement]) -> None:
    """Pew's publics lean as ties do; of the survey of South-East Asian elites the page admits that they do not."""
    assert found["pew-2024"].low > 0.0
    assert found["iseas-2025"].low < 0.0 < found["iseas-2025"].rho
    page = (Path(__file__).parents[2] / "docs" / "external.md").read_text(encoding="utf-8")
    assert "its interval holds 0" in page


def test_a_survey_agrees_with_itself_only_so_far() -> None:
    """Between two years of the same question lies the most that may be asked of a model."""
    new, old = (next(f.values for f in published() if f.key == key) for key in ("iseas-2025", "iseas-2020"))
    both = [state for state in new if state in old]
    own = agreement(both, np.array([new[s] for s in both]), np.array([old[s] for s in both]))
    assert own.rho == pytest.approx(0.40, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)))
def test_only_ranks_count(order: list[int]) -> None:
    """Any rising change of either side leaves the agreement as it is; turning one side turns its sign."""
    mine, theirs = np.arange(6.0), np.array(order, dtype=float)
    names = list("ABCDEF")
    plain, bent = agreement(names, mine, theirs), agreement(names, np.exp(mine), theirs**3)
    assert bent == plain
    assert agreement(names, -mine, theirs).rho == pytest.approx(-plain.rho)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=9))
@settings(max_examples=25, deadline=None)
def test_the_correlation_is_spearmans(pairs: list[tuple[int, int]]) -> None:
    """Ties share their rank, as SciPy has it."""
    mine, theirs = np.array(pairs, dtype=float).T
    assume(np.ptp(mine) > 0 and np.ptp(theirs) > 0)
    found = agreement([str(k) for k in range(len(pairs))], mine, theirs)
    assert found.rho == pytest.approx(spearmanr(mine, theirs).statistic)
