"""Explaining, citing and listing: every number can say where it came from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import open_panel
from counterpoise.data.cite import bibtex
from counterpoise.data.explain import explain
from counterpoise.data.info import info_text
from counterpoise.vocabulary import Mask, UnknownNameError


def test_an_observed_cell() -> None:
    """Japan's spending in 2024: value, mask, sources, parts, day of publication."""
    it = explain(open_panel(), "JPN", "milex", 2024)
    assert it.mask == Mask.OBSERVED
    assert it.value == open_panel().values("milex", ["JPN"], [2024])[0, 0]
    assert {source.key for source in it.sources} == {"wdi_military", "wdi_gdp"}
    assert it.public == "2025-07-01"
    assert [year for year, _, _ in it.neighbours] == [2022, 2023, 2024, 2025, 2026]
    text = it.text()
    for piece in (
        "Japan (740)",
        "observed",
        "million constant 2023 US dollars",
        "World Development Indicators",
        "CC BY",
    ):
        assert piece in text


def test_a_repaired_cell_tells_every_repair() -> None:
    """Taiwan's spending tells how burden and output were filled, and that the product was moved."""
    it = explain(open_panel(), "Taiwan", "milex", 2010)
    assert it.mask == Mask.IMPUTED
    assert {repair.method for repair in it.repairs} == {"figures", "chain", "product", "benchmark"}
    assert "SIPRI" in it.text()


def test_a_missing_cell_is_not_zero() -> None:
    """A missing cell says so."""
    it = explain(open_panel(), "JPN", "cinc", 2023)
    assert it.mask == Mask.MISSING
    assert np.isnan(it.value)
    assert "not zero" in it.text()
    assert it.public == ""


def test_a_projected_cell_names_the_projection() -> None:
    """Output of 2040 is projected on SSP2."""
    it = explain(open_panel(), "CHN", "gdp_market", 2040)
    assert it.mask == Mask.PROJECTED
    assert [source.key for source in it.sources] == ["ssp"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(open_panel().states), st.sampled_from(open_panel().variables()), st.integers(1816, 2050)
)
def test_every_cell_can_be_explained(code: int, variable: str, year: int) -> None:
    """Any cell gives text with its unit; a known one has a source and a date, an imputed one a repair."""
    it = explain(open_panel(), code, variable, year)
    assert it.variable.unit in it.text()
    assert bool(it.mask) == bool(it.sources) == bool(it.public)
    if it.mask == Mask.IMPUTED:
        assert it.repairs


def test_every_imputed_cell_has_a_repair() -> None:
    """No imputed cell goes without a line in the table of repairs."""
    panel = open_panel()
    log = panel.table("repairs")
    for variable in panel.variables():
        years = range(1816, 2051)
        imputed = np.argwhere(panel.masks(variable, panel.states, years) == Mask.IMPUTED)
        places = {(panel.states[column], years[row]) for row, column in imputed}
        rows = log[log["variable"] == variable]
        assert places <= set(zip(rows["ccode"], rows["year"], strict=True)), variable


def test_repairs_say_what_why_and_on_whose_figures() -> None:
    """Each repair has a method, a reason and a source, once per cell and method."""
    log = open_panel().table("repairs")
    assert log[["method", "why", "source"]].map(len).gt(0).all(axis=None)
    assert not log.duplicated(["ccode", "year", "variable", "method"]).any()


def test_citing_everything_and_one_variable() -> None:
    """BibTeX of the panel holds each work once; of one variable, that variable's."""
    panel = open_panel()
    whole = bibtex(panel)
    keys = [line.split("{")[1] for line in whole.splitlines() if line.startswith("@")]
    assert len(keys) == len(set(keys)) > 20
    one = bibtex(panel, ["cinc", "alliances"])
    assert "@article{nmc," in one
    assert "@article{atop," in one
    assert one.count("@") == 2


def test_citing_something_unknown_is_told() -> None:
    """A misspelt variable gets a hint."""
    with pytest.raises(UnknownNameError, match="Did you mean cinc"):
        bibtex(open_panel(), ["cincc"])


def test_the_overview_lists_every_variable_and_table() -> None:
    """The overview names each variable with its unit, and every table."""
    panel = open_panel()
    text = info_text(panel)
    for name in panel.variables():
        assert name in text
        assert panel.variable(name).unit in text
    for name in panel.tables():
        assert name in text


@pytest.mark.parametrize("name", ["milex", "gdp_market", "alliances", "repairs"])
def test_a_page_on_one_variable_or_table(name: str) -> None:
    """A page on one name tells what it holds."""
    text = info_text(open_panel(), name)
    assert name in text
    assert len(text.splitlines()) >= 2


def test_a_page_on_something_unknown_is_told() -> None:
    """A misspelt name gets a hint."""
    with pytest.raises(UnknownNameError, match="Did you mean burden"):
        info_text(open_panel(), "burdn")
