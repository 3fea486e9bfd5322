"""Repairs: they fill gaps, never change what is observed, and move products only where levels are cited."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import repairs
from counterpoise.data.catalogue import read_toml
from counterpoise.data.harmonise import CELL, interpolate_growth, join, worst
from counterpoise.data.repairs import FIGURES, Book, benchmark
from counterpoise.vocabulary import Mask


def frame(values: dict[int, float], variable: str = "burden", ccode: int = 816) -> pd.DataFrame:
    """Observed cells of one state."""
    rows = [
        (variable, ccode, y, v, int(Mask.OBSERVED), "wdi_military", "2025-07-01") for y, v in values.items()
    ]
    return pd.DataFrame(rows, columns=list(CELL))


def rule(**more: object) -> dict[str, object]:
    """A repair rule for Vietnam's burden."""
    base = {
        "ccode": 816,
        "variable": "burden",
        "source": "wdi_military",
        "basis": "b",
        "why": "w",
        "method": "carry",
    }
    return {**base, **more}


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.integers(1990, 2010), st.floats(0.001, 0.2), min_size=2, max_size=10))
def test_repairs_never_touch_an_observed_cell(values: dict[int, float]) -> None:
    """Whatever a rule proposes, observed cells keep value and mask, and added ones are imputed and logged."""
    book = Book(frame(values))
    years = range(1990, 2011)
    proposal = pd.Series(0.5, index=list(years))
    book.add(rule(), proposal, dict.fromkeys(years, "2025-07-01"))
    got = book.cells.set_index("year")
    for year, value in values.items():
        assert got.loc[year, "value"] == value
        assert got.loc[year, "mask"] == Mask.OBSERVED
    added = got[got["mask"] == Mask.IMPUTED]
    assert len(added) == 21 - len(values) == sum(len(log) for log in book.log)


def test_interpolated_values_lie_between_their_neighbours() -> None:
    """A gap is bridged by a straight line."""
    book = Book(frame({2000: 0.02, 2004: 0.04}))
    got = repairs._interpolate(book, rule(), range(2001, 2004))
    np.testing.assert_allclose(got, [0.025, 0.03, 0.035])


def test_carried_values_are_the_nearest_known() -> None:
    """Carrying goes forward and back, from the nearest year."""
    book = Book(frame({2000: 0.02, 2004: 0.04}))
    assert repairs._carry(book, rule(), [1998, 2006]).tolist() == [0.02, 0.04]


def test_benchmark_hits_the_cited_levels_and_keeps_growth_between_equal_wedges() -> None:
    """In cited years the product is the figure; with one wedge throughout, growth is that of the product."""
    cells = frame({2000: 100.0, 2005: 150.0, 2010: 200.0}, "milex")
    book = Book(cells, figures={(816, "milex"): {2000: 50.0, 2010: 100.0}})
    got = benchmark(book, cells, "milex").set_index("year")["value"]
    assert got[2000] == pytest.approx(50.0)
    assert got[2005] == pytest.approx(75.0)
    assert got[2010] == pytest.approx(100.0)
    assert len(book.log[0]) == 3


def test_benchmark_leaves_uncited_states_alone() -> None:
    """A state without figures keeps the plain product."""
    cells = frame({2000: 100.0}, "milex", ccode=780)
    pd.testing.assert_frame_equal(benchmark(Book(cells), cells, "milex"), cells)


def test_every_cited_figure_has_a_source_and_an_address() -> None:
    """No number without a source: each block of figures names document, address and unit."""
    text = read_toml(FIGURES)
    assert text["figure"]
    for figure in text["figure"]:
        assert figure["source"]
        assert figure["url"].startswith("https://")
        assert figure["unit"]
        assert figure["values"]
    for repair in text["repair"]:
        assert repair["why"]
        assert repair["basis"]
        assert repair["first"] <= repair["last"]


def test_few_figures_are_taken_from_sipri() -> None:
    """Fewer than a hundred single SIPRI figures are cited, far below a tenth of the data set."""
    text = read_toml(FIGURES)
    cited = [len(figure["values"]) for figure in text["figure"] if "SIPRI" in figure["source"]]
    assert 0 < sum(cited) < 100


@settings(deadline=None)
@given(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=5))
def test_the_mask_of_a_product_is_its_worst(masks: list[int]) -> None:
    """A product is observed only if every factor is."""
    got = worst([pd.Series([mask]) for mask in masks])
    assert got.tolist() == [max(masks)]


@settings(deadline=None)
@given(st.floats(1.0, 1e6), st.floats(-0.1, 0.1))
def test_interpolated_growth_is_constant(level: float, rate: float) -> None:
    """Between two steps every year grows alike, and the steps are hit."""
    years, values = interpolate_growth(np.array([2020, 2025]), np.array([level, level * (1 + rate) ** 5]))
    assert years.tolist() == list(range(2020, 2026))
    np.testing.assert_allclose(values[1:] / values[:-1], 1 + rate, rtol=1e-9)


def test_joining_keeps_the_first_of_several() -> None:
    """Of several cells for one place the caller's first choice wins."""
    got = join([frame({2000: 1.0}), frame({2000: 2.0, 2001: 3.0})])
    assert got["value"].tolist() == [1.0, 3.0]
