"""Explaining a pair, and who else reports a cell."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import open_panel
from counterpoise.data.elsewhere import COMPARISONS, reports
from counterpoise.data.explain import explain
from counterpoise.data.explain_pair import explain_pair, split_pair
from counterpoise.tomlfile import read_toml
from counterpoise.vocabulary import CounterpoiseError, DataError, Mask, UnknownNameError

PANEL = open_panel()


def test_a_pact_one_way_only() -> None:
    """Since 1951 the United States owe Japan defence, and not the reverse; ATOP is named, 2018 is its end."""
    it = explain_pair(PANEL, "USA", "JPN", "defence_pact", 2010)
    assert (it.value, it.reverse, it.mask) == (1.0, 0.0, Mask.OBSERVED)
    assert it.changes[-1] == (1951, 1.0)
    assert it.window == (1815, 2018)
    assert it.sources[0].key == "atop"
    assert [year for year, _, _ in it.neighbours] == [2008, 2009, 2010, 2011, 2012]
    for piece in ("United States (2) to Japan (740)", "the other way 0", "version 5.1"):
        assert piece in it.text()


def test_after_its_source_a_pair_is_unknown() -> None:
    """A pact in 2019 is missing, not zero, and the text says so."""
    it = explain_pair(PANEL, "USA", "JPN", "defence_pact", 2019)
    assert it.mask == Mask.MISSING
    assert np.isnan(it.value)
    assert "not zero" in it.text()
    assert it.public == ""


def test_a_carried_year_is_imputed() -> None:
    """Contiguity of 2020 is carried from 2016."""
    assert explain_pair(PANEL, "CHN", "IND", "contiguity", 2020).mask == Mask.IMPUTED


def test_two_lists_of_disputes_disagree_in_the_open() -> None:
    """Both lists are shown beside each other, each with its version and its window."""
    it = explain_pair(PANEL, "CHN", "JPN", "dispute_onset", 2012)
    said = {report.table: report for report in it.elsewhere}
    assert not said["disputes"].covered
    assert said["mid_dyad_disputes"].covered
    assert said["mid_dyad_disputes"].source == "mid_dyad_disputes 5.0"
    assert "covers 1816 to 2010" in it.text()


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(PANEL.matrices()),
    st.lists(
        st.sampled_from([2, 200, 220, 255, 365, 710, 713, 740, 750]), min_size=2, max_size=2, unique=True
    ),
    st.integers(1816, 2050),
)
def test_any_pair_can_be_explained(matrix: str, pair: list[int], year: int) -> None:
    """Value and reverse are the matrix's; the JSON holds what the text holds."""
    it = explain_pair(PANEL, *pair, matrix, year)
    expected = PANEL.matrix(matrix, pair, [year])[0]
    np.testing.assert_array_equal([it.value, it.reverse], [expected[0, 1], expected[1, 0]])
    told = json.loads(it.json())
    assert told["mask"] == it.mask.name.lower()
    assert (told["value"] is None) == bool(np.isnan(it.value))
    assert it.text()


@pytest.mark.parametrize(
    ("one", "two", "matrix", "year", "says"),
    [
        ("USA", "USA", "defence_pact", 2010, "no pair with itself"),
        ("USA", "JNP", "defence_pact", 2010, "No state is called 'JNP'"),
        ("USA", "JPN", "defense_pact", 2010, "Did you mean defence_pact"),
        ("USA", "JPN", "defence_pact", 1700, "outside the panel. Write a year from 1816 to 2050"),
    ],
)
def test_a_mistaken_pair_is_told(one: str, two: str, matrix: str, year: int, says: str) -> None:
    """What is wrong, and the nearest name or the window."""
    with pytest.raises((CounterpoiseError, UnknownNameError)) as told:
        explain_pair(PANEL, one, two, matrix, year)
    assert says in str(told.value)


def test_a_hyphen_in_a_name_is_no_pair() -> None:
    """Guinea-Bissau is one state."""
    assert split_pair("Guinea-Bissau", PANEL, 2010) is None
    assert split_pair("JPN", PANEL, 2010) is None
    assert split_pair("2-740", PANEL, 2010) == (2, 740)


def test_gross_net_and_projected_power_differ() -> None:
    """In 2016 the United States rank second by CINC, first by net resources and by power projection."""
    said = {it.variable: it for it in explain(PANEL, "USA", "cinc", 2016).elsewhere}
    assert (said["cinc"].rank, said["net_resources"].rank, said["power_projection"].rank) == (2, 1, 1)
    assert said["cinc"].share < said["net_resources"].share < said["power_projection"].share


def test_levels_compare_where_units_agree() -> None:
    """Japan's population: the ratio of each source to the cell is near one; of output no more than a rank is safe."""
    people = explain(PANEL, "JPN", "population", 2010).elsewhere
    assert people[0].ratio == 1.0
    assert all(abs(it.ratio - 1) < 0.02 for it in people)
    assert len(people) >= 3
    text = explain(PANEL, "JPN", "gdp_ppp", 2010).text()
    assert "Different prices" in text
    assert "rank 4 of" in text


def test_a_variable_that_stands_alone_has_nobody_beside_it() -> None:
    """No group, no comparison."""
    assert explain(PANEL, "JPN", "median_age", 2010).elsewhere == ()


def test_missing_elsewhere_is_not_zero() -> None:
    """Power projection of Indonesia is unknown: no value, no rank, no share."""
    said = {it.variable: it for it in reports(PANEL, "cinc", PANEL.ccode("IDN"), 2010)}
    it = said["power_projection"]
    assert (it.mask, it.rank) == (Mask.MISSING, 0)
    assert np.isnan(it.value)
    assert np.isnan(it.share)


def test_before_and_after_reach_over_a_gap() -> None:
    """CINC of Japan in 2023 is missing: the last known year is told, and the window."""
    it = explain(PANEL, "JPN", "cinc", 2023)
    assert it.before is not None
    assert it.before[0] == 2022
    assert it.after is None
    assert "from 1816 to 2022" in it.text()


def test_the_json_of_a_cell_is_complete() -> None:
    """Value, mask, version, repairs, neighbours and comparisons; missing numbers are null."""
    told = json.loads(explain(PANEL, "JPN", "milex", 2024).json())
    assert told["mask"] == "observed"
    assert told["sources"][0]["version"]
    assert told["repairs"][0]["method"] == "benchmark"
    assert told["neighbours"][4] == [2026, None, "missing"]
    assert {it["variable"] for it in told["elsewhere"]} == {"milex", "nmc_milex"}


def test_every_comparison_names_what_there_is_or_can_be_added() -> None:
    """Members are variables of the panel, computed here, or of a table that a user may add."""
    from counterpoise.data.layouts import layouts

    book = read_toml(COMPARISONS, DataError).data
    own = {str(one["name"]) for it in layouts().values() for one in it.variables}
    for group in book["state"].values():
        assert set(group["members"]) <= {*PANEL.variables(), *own, "net_resources"}
    tables = {str(it.table["name"]) for it in layouts().values() if it.table}
    for group in book["pair"].values():
        assert set(group["matrices"]) <= set(PANEL.matrices())
        for name, columns in group["tables"].items():
            assert name in (*PANEL.tables(), *tables)
            assert name in tables or set(columns) <= set(PANEL.table(name).columns)
    assert {name for group in book["pair"].values() for name in group["matrices"]} == set(PANEL.matrices())
