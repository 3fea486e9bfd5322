"""Laws of the builder: what holds for any choice of rows and columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.units.conftest import APART, STATES, everything

import counterpoise as cp
from counterpoise.data import open_panel
from counterpoise.units.registry import FAMILIES
from counterpoise.vocabulary import CounterpoiseError, DataError

CODES = open_panel().ccodes(STATES)
DYADIC = [one.name for one in FAMILIES if "dyad-years" in one.kinds and one.name not in APART]
KEYS = ["ccode1", "ccode2", "year"]
SYMMETRIC = [
    "contiguity", "mindist", "capdist", "gml_onset", "gml_ongoing", "cow_ongoing", "war_ongoing", "tss_rivalry",
    "igos_shared", "exercises", "ideal_distance", "alliance_s", "alliance_kappa", "alliance_pi", "gml_ongoing_t",
]  # fmt: skip
spans = st.tuples(st.integers(1816, 2024), st.integers(0, 40)).map(lambda s: (s[0], min(s[0] + s[1], 2024)))
some_states = st.lists(st.sampled_from(CODES), min_size=4, max_size=8, unique=True)


@settings(max_examples=15)
@given(spans)
def test_no_row_is_outside_membership(years: tuple[int, int]) -> None:
    """Every state of a pair is a state of that year, and no pair comes twice."""
    frame = cp.dyad_years(years=years).to_pandas()
    states = cp.state_years(years=years).to_pandas()
    members = set(zip(states["ccode"], states["year"], strict=True))
    for side in ("ccode1", "ccode2"):
        assert set(zip(frame[side], frame["year"], strict=True)) <= members
    assert not frame.duplicated(KEYS).any()
    assert (frame["ccode1"] != frame["ccode2"]).all()
    assert frame["year"].between(*years).all()


@settings(max_examples=10)
@given(some_states, st.lists(st.sampled_from(DYADIC), min_size=1, max_size=4, unique=True), st.randoms())
def test_the_order_of_asking_does_not_matter(states: list[int], names: list[str], random: object) -> None:
    """Columns and values are the same whatever the order of ``add`` and ``where``."""
    shuffled = sorted(names, reverse=True)
    one = cp.dyad_years(years=(1900, 1960)).where(states=states).add(*names)
    two = cp.dyad_years(years=(1900, 1960))
    for name in shuffled:
        two = two.add(name)
    two = two.where(states=states)
    try:
        expected = one.to_pandas()
    except DataError:
        return
    pd.testing.assert_frame_equal(expected, two.to_pandas())


LATER = {"exercises": 40}
"""Families whose list begins late: the same spans of years so much later."""


@pytest.mark.parametrize("name", DYADIC)
def test_joins_never_multiply_rows(name: str) -> None:
    """Adding a family changes no key and no number of rows."""
    later = LATER.get(name, 0)
    unit = cp.dyad_years(years=(1935 + later, 1950 + later)).where(states=STATES)
    with_columns = unit.add(name).to_pandas()
    pd.testing.assert_frame_equal(unit.to_pandas(), with_columns[KEYS], check_column_type=False)
    assert len(with_columns.columns) > 3


@pytest.mark.parametrize("name", DYADIC)
def test_choosing_rows_commutes_with_building(name: str) -> None:
    """Building all and then choosing states and years gives what choosing first gives, to the last bit."""
    shift = LATER.get(name, 0)
    whole = cp.dyad_years(years=(1900 + shift, 1965 + shift)).where(region="europe").add(name).to_pandas()
    states = [220, 255, 365, 300]
    later = whole[
        whole["ccode1"].isin(states) & whole["ccode2"].isin(states) & (whole["year"] >= 1930 + shift)
    ]
    years = (1930 + shift, 1965 + shift)
    first = cp.dyad_years(years=years).where(region="europe", states=states).add(name).to_pandas()
    pd.testing.assert_frame_equal(later.reset_index(drop=True), first, check_categorical=False)


def test_a_non_directed_pair_is_either_direction_of_the_directed_one(dyads: pd.DataFrame) -> None:
    """What is symmetric reads the same from both sides, and once per pair."""
    once = everything(cp.dyad_years(directed=False)).where(states=STATES).to_pandas()
    assert (once["ccode1"] < once["ccode2"]).all()
    assert 2 * len(once) == len(dyads)
    low = dyads[dyads["ccode1"] < dyads["ccode2"]].reset_index(drop=True)
    high = dyads[dyads["ccode1"] > dyads["ccode2"]].sort_values(
        ["ccode2", "ccode1", "year"], ignore_index=True
    )
    for name in SYMMETRIC:
        np.testing.assert_array_equal(once[name], low[name], err_msg=name)
        np.testing.assert_array_equal(low[name], high[name], err_msg=name)
    np.testing.assert_array_equal(once["defence"], np.fmax(low["defence"], high["defence"]))


def test_sides_mirror(dyads: pd.DataFrame) -> None:
    """State 1 of a row is state 2 of its mirror, in every column that has sides."""
    mirror = dyads.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"}).sort_values(
        KEYS, ignore_index=True
    )
    sided = [name[:-1] for name in dyads.columns if name.endswith("1") and name[:-1] + "2" in dyads.columns]
    assert len(sided) > 60
    for name in sided[1:]:
        one = dyads[f"{name}1"].astype(object).where(dyads[f"{name}1"].notna(), None)
        two = mirror[f"{name}2"].astype(object).where(mirror[f"{name}2"].notna(), None)
        assert (one.isna() == two.isna()).all(), name
        assert (one.dropna().to_numpy() == two.dropna().to_numpy()).all(), name


@pytest.mark.parametrize("kind", ["state_years", "dyad_years"])
@pytest.mark.parametrize("carry", [False, True])
def test_outside_its_years_a_column_is_missing(kind: str, carry: bool) -> None:
    """Before the first and after the last year of its passport a column is missing, never zero."""
    unit = everything(getattr(cp, kind)(carry=carry)).where(states=STATES)
    frame = unit.to_pandas()
    limited = 0
    for column in unit.columns:
        outside = ~frame["year"].between(column.first, column.last)
        if column.family != "keys" and outside.any() and column.dtype != "category":
            limited += 1
            assert frame.loc[outside, column.name].isna().all(), column.name
            assert frame.loc[~outside, column.name].notna().any(), column.name
    assert limited > 60


def test_every_column_has_its_passport() -> None:
    """Label, unit, dtype, years and known sources: of every column of every unit of analysis."""
    panel = open_panel()
    units = [cp.state_years(), cp.dyad_years(), cp.leader_years(), cp.dispute_years(), cp.treaty_years(),
             cp.treaty_years(by="member"), cp.dyad_years(system="gw")]  # fmt: skip
    for unit in units:
        seen = set()
        for column in everything(unit).columns:
            assert column.label, column
            assert column.unit, column
            assert column.sources, column
            assert 1816 <= column.first <= column.last, column
            assert all(panel.source(key).citation for key in column.sources)
            assert column.name not in seen
            seen.add(column.name)


def test_dtypes_are_those_of_the_passports(dyads: pd.DataFrame) -> None:
    """The frame says of each column what its passport says, and whole numbers are whole."""
    for name, passport in dyads.attrs["columns"].items():
        assert str(dyads[name].dtype) == passport["dtype"], name
        if passport["whole"]:
            known = dyads[name].dropna().to_numpy()
            assert (known == np.round(known)).all(), name


def test_a_vintage_knows_less() -> None:
    """Built from what contemporaries could know on a day, later years of a column are missing."""
    past = open_panel().vintage("1990-12-31", knowable=True)
    known = cp.state_years(panel=past).add("cinc", "gml_onset").to_pandas()
    now = cp.state_years(years=(1816, 1989)).add("cinc", "gml_onset").to_pandas()
    pd.testing.assert_frame_equal(known, now)
    with pytest.raises(CounterpoiseError, match="1816 to 1989"):
        cp.state_years(panel=past, years=(1985, 1995))
    with pytest.raises(DataError, match=r"vintage.*knowable=True"):
        cp.dispute_years(panel=open_panel().vintage("1999-01-01"))


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_a_vintage_from_before_its_lists_has_the_members_that_were_known(system: str) -> None:
    """Nobody had to wait for a list to know who was a state: members of 2013 were known in the middle of 2014."""
    past = open_panel().vintage("2015-01-01")
    for door in (cp.state_years, cp.dyad_years):
        unit = door(system=system, panel=past)
        now = door(system=system, years=(1816, 2013))
        assert (unit.span.last, len(unit)) == (2013, len(now))
    frame = cp.state_years(system=system, years=(2007, 2013), panel=past).add("cinc").to_pandas()
    known = frame.loc[frame["cinc"].notna(), "year"]
    assert set(known) == {2007}  # the capabilities that were public in 2015 ended there
    assert "as contemporaries could know them" in cp.state_years(years=(2010, 2010), panel=past).codebook()
    assert len(cp.leader_years(system="gw", panel=open_panel().vintage("2020-01-01"))) > 15_000


def test_rows_of_the_other_system_find_cow_codes_by_year() -> None:
    """Germany is 260 for Gleditsch and Ward throughout and 255 for COW after 1990: the crosswalk knows."""
    gw = (
        cp.dyad_years(system="gw", years=(1980, 2000))
        .where(states=[220, "DEU"])
        .add("names", "cinc", "mindist")
    )
    frame = gw.to_pandas().query("gwcode1 == 220 and gwcode2 == 260").set_index("year")
    cow = cp.state_years(years=(1980, 2000)).add("cinc").to_pandas().set_index(["ccode", "year"])["cinc"]
    assert frame["ccode2"].to_dict()[2000] == 255
    assert frame.loc[2000, "cinc2"] == cow[255, 2000]
    assert frame["mindist"].eq(0).all()


def test_a_state_unknown_to_cow_has_nothing_coded_by_cow() -> None:
    """Tibet is on one list and not on the other: its CINC is missing and its disputes are not zero."""
    frame = cp.dyad_years(system="gw", years=(1920, 1940)).add("cinc", "gml_onset", "capdist").to_pandas()
    tibet = frame[frame["gwcode1"] == 711]
    assert len(tibet) > 500
    assert tibet["cinc1"].isna().all()
    assert tibet["gml_onset"].isna().all()
    assert tibet["capdist"].notna().any()
