"""The tables that a builder of panels draws on: counted as published, keyed, explained, and cut by date."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import open_panel
from counterpoise.data.harmonise import expand_years
from counterpoise.data.holdings import TABLES
from counterpoise.data.meaning import check_columns, meaning
from counterpoise.data.sources_ties import directed_dyad_years
from counterpoise.vocabulary import DataError, UnknownNameError

NAMES = sorted(TABLES)
CODED = (-9, -8, -66, -77, -88, -99)
SIGNED = ("power_discrepancy", "spending", "polity2")


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("cow_states", 243),
        ("gw_states", 239),
        ("gml_dyad_disputes", 10_276),
        ("gml_disputes", 2_174),
        ("gml_participants", 5_217),
        ("mid_dyad_disputes", 11_390),
        ("mid_disputes", 2_436),
        ("wars", 1_932),
        ("maoz_wars", 1_364),
        ("civil_wars", 1_361),
        ("crises", 1_065),
        ("crisis_list", 482),
        ("rivalries", 264),
        ("rivalries_2012", 197),
        ("armed_conflicts", 5_652),
        ("conflict_onsets", 10_142),
        ("treaties", 2_510),
        ("leaders", 3_409),
        ("leader_transitions", 14_407),
        ("igo_dyads", 917_695),
        ("trade_dependence", 39_996),
        ("exercise_list", 3_704),
    ],
)
def test_tables_are_as_long_as_published(table: str, rows: int) -> None:
    """Nothing is lost or doubled on the way from the published table."""
    assert len(open_panel().table(table)) == rows


def test_directed_dyad_years_of_both_lists() -> None:
    """2,214,930 directed dyad-years of COW members from 1816 to 2024, 2,599,466 of Gleditsch-Ward's."""
    panel = open_panel()
    assert directed_dyad_years(panel.table("dyads"), 1816, 2024) == 2_214_930
    assert directed_dyad_years(panel.table("gw_dyads"), 1816, 2024) == 2_599_466


def test_alliances_unfold_to_the_published_rows() -> None:
    """ATOP 5.1 has 273,296 directed dyad-years, 1815-2018; in 170 of them nothing is owed in that direction."""
    table = open_panel().table("alliances")
    assert int((table["end"] - table["start"] + 1).sum()) == 273_296 - 170


@pytest.mark.parametrize(
    ("spells", "universe", "false", "code"),
    [
        ("cow_states", "dyads", "false_dyads", "ccode"),
        ("gw_states", "gw_dyads", "gw_false_dyads", "gwcode"),
    ],
)
def test_pairs_follow_from_the_spells(spells: str, universe: str, false: str, code: str) -> None:
    """In every year the pairs are those of members, less the few that never overlapped on a day."""
    panel, first, second = open_panel(), f"{code}1", f"{code}2"
    members = expand_years(panel.table(spells)[[code, "start", "end"]], "start", "end")
    members = members.drop_duplicates([code, "year"])
    pairs = expand_years(panel.table(universe), "start", "end")
    apart = panel.table(false)
    for year in range(1816, 2025):
        codes = sorted(members.loc[members["year"] == year, code])
        here, not_here = pairs[pairs["year"] == year], apart[apart["year"] == year]
        found = set(zip(here[first].tolist(), here[second].tolist(), strict=True))
        never = set(zip(not_here[first].tolist(), not_here[second].tolist(), strict=True))
        assert found == set(combinations(codes, 2)) - never, year
        assert not found & never


def test_spells_agree_with_the_variable() -> None:
    """A state has a spell in a year exactly where ``member`` is 1."""
    panel = open_panel()
    years = range(1816, 2026)
    flag = np.zeros((len(years), len(panel.states)))
    place = {code: column for column, code in enumerate(panel.states)}
    for row in expand_years(panel.table("cow_states"), "start", "end").itertuples(index=False):
        flag[int(row.year) - 1816, place[int(row.ccode)]] = 1.0
    np.testing.assert_array_equal(flag, panel.values("member", panel.states, years))


@pytest.mark.parametrize(
    "table", ["capitals", "cow_states", "gw_capitals", "gw_states", "leaders", "majors", "powers"]
)
def test_open_spells_have_no_last_day(table: str) -> None:
    """The end of a list is no exit: days run forward, and who was there at the end has no last day."""
    frame = open_panel().table(table)
    closed = frame.dropna(subset=["end_date"])
    assert (closed["start_date"] <= closed["end_date"]).all()
    assert (closed["end_date"].dt.year == closed["end"]).all()
    last = frame.loc[frame["end_date"].isna(), "end"]
    assert (last >= frame["end"].max() - (table == "leaders")).all()


def test_codes_lead_from_one_list_to_the_other_and_back() -> None:
    """A COW state-year's Gleditsch-Ward code leads back to it, but for the few that the lists date apart."""
    panel = open_panel()
    there = expand_years(panel.table("cow_to_gw"), "start", "end").dropna()
    back = expand_years(panel.table("gw_to_cow"), "start", "end").dropna()
    both = there.merge(back, on=["gwcode", "year"], suffixes=("", "_back"))
    assert len(both) > 17_000
    assert (both["ccode"] == both["ccode_back"]).mean() > 0.999
    germany = there[(there["ccode"] == 255) & (there["year"] == 2000)]
    assert germany["gwcode"].tolist() == [260]


@pytest.mark.parametrize("prefix", ["gml", "mid"])
def test_dyads_mirror_and_disputes_join(prefix: str) -> None:
    """Each row has its mirror with the sides swapped, and every dispute of a pair is in the list."""
    panel = open_panel()
    rows = panel.table(f"{prefix}_dyad_disputes")
    keys = ["dispnum", "ccode1", "ccode2", "year"]
    swapped = {"ccode1": "ccode2", "ccode2": "ccode1", "sidea1": "sidea2", "sidea2": "sidea1"}
    swapped |= {"hostlev1": "hostlev2", "hostlev2": "hostlev1"}
    mirror = rows.rename(columns=swapped)
    values = ["sidea1", "sidea2", "hostlev1", "hostlev2", "onset"]
    one = rows.sort_values(keys)[keys + values].to_numpy()
    two = mirror.sort_values(keys)[keys + values].to_numpy()
    np.testing.assert_array_equal(one, two)
    listed = panel.table(f"{prefix}_disputes")
    assert set(rows["dispnum"]) == set(listed["dispnum"])
    assert set(listed.loc[listed["endyear"] < listed["styear"], "dispnum"]) <= {4005}
    assert (listed["mindur"] <= listed["maxdur"]).all()


def test_whittled_disputes_are_among_the_rows() -> None:
    """Each dyad-year of the whittled table is a row of the table before whittling, and none is left out."""
    panel = open_panel()
    keys = ["ccode1", "ccode2", "year"]
    every = panel.table("gml_dyad_disputes")
    kept = panel.table("disputes")[[*keys, "dispnum"]]
    assert len(kept.merge(every, on=[*keys, "dispnum"])) == len(kept)
    assert len(every[keys].drop_duplicates()) == len(kept)


def test_participants_are_in_their_disputes() -> None:
    """Each dispute has a participant on either side, and its leaders are leaders that Archigos lists."""
    panel = open_panel()
    people = panel.table("gml_participants")
    sides = people.groupby("dispnum")["sidea"].nunique()
    assert set(sides.index) == set(panel.table("gml_disputes")["dispnum"])
    assert (sides == 2).all()
    known = set(panel.table("leaders")["obsid"])
    assert set(people["obsid_start"].dropna()) <= known


@pytest.mark.parametrize("name", NAMES)
def test_no_code_for_the_unknown_is_left(name: str) -> None:
    """Published codes for unknown or not applicable are missing, not numbers."""
    frame = open_panel().table(name)
    for column in frame.columns.difference(SIGNED):
        if pd.api.types.is_integer_dtype(frame[column]) or column.endswith(("deaths", "death1", "death2")):
            assert not frame[column].isin(CODED).any(), column


@pytest.mark.parametrize("name", [name for name in NAMES if meaning(name).key])
def test_keys_tell_rows_apart(name: str) -> None:
    """No two rows of a table share its key: a join on the key never multiplies rows."""
    frame = open_panel().table(name)
    assert not frame.duplicated(list(meaning(name).key)).any()


@pytest.mark.parametrize("name", open_panel().tables())
def test_every_column_is_explained(name: str) -> None:
    """Each table has a label, says what a row is, and explains every column with a unit."""
    frame = open_panel().table(name)
    told = meaning(name)
    assert told.label
    assert told.row
    for column in frame.columns:
        it = told.column(column)
        assert it.label
        assert it.unit


def test_unexplained_columns_are_told() -> None:
    """A column that the table of meanings lacks, and one that it invents, are both named."""
    with pytest.raises(DataError, match="surprise"):
        check_columns("dyads", ["ccode1", "ccode2", "start", "end", "surprise"])
    with pytest.raises(DataError, match="km"):
        check_columns("mindist", ["ccode1", "ccode2", "start", "end"])
    with pytest.raises(DataError, match="not explained"):
        check_columns("nowhere", ["ccode"])
    with pytest.raises(UnknownNameError, match="Did you mean dyads"):
        meaning("dyad")
    with pytest.raises(UnknownNameError, match="Did you mean km"):
        meaning("mindist").column("kms")


days = st.dates(date(1990, 1, 1), date(2026, 12, 31)).map(date.isoformat)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), days)
def test_vintages_of_tables_hold_nothing_later(name: str, day: str) -> None:
    """A table in a vintage has no row of a year about which its source had not spoken on that day."""
    panel, spec = open_panel(), TABLES[name]
    cut = panel.vintage(day).table(name)
    last = panel._store.last_public(spec.source, day, knowable=False)
    whole = panel.table(name)
    assert len(cut) <= len(whole)
    if spec.time in ("year", "span"):
        start = spec.at or {"year": "year", "span": "start"}[spec.time]
        assert len(cut) == (whole[start] <= last).sum()
        if spec.until and spec.time == "year" and last < spec.last:
            later = ~(cut[spec.until] <= last).fillna(False)
            assert cut.loc[later, list(spec.forgets)].isna().all(axis=None)


@pytest.mark.parametrize("name", NAMES)
def test_a_late_vintage_is_the_whole_table(name: str) -> None:
    """On a day after every release nothing is cut away but a crisis without a year."""
    panel = open_panel()
    whole, cut = panel.table(name), panel.vintage("2026-12-31").table(name)
    if name in ("crises", "crisis_list"):
        whole = whole.dropna(subset=["year"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(cut, whole, check_dtype=False)


@pytest.mark.parametrize(
    "name", ["gml_disputes", "mid_dyad_disputes", "leaders", "igo_dyads", "trade_dependence"]
)
def test_before_its_release_a_table_is_empty(name: str) -> None:
    """The day before a table was first published it has no rows; knowable facts are left."""
    panel = open_panel()
    assert panel.vintage("2000-01-01").table(name).empty
    assert not panel.vintage("2000-01-01", knowable=True).table(name).empty


def test_a_dispute_under_way_has_no_outcome_yet() -> None:
    """For whoever stands in mid-1942 the disputes of the world war have begun and not ended."""
    cut = open_panel().vintage("1942-08-01", knowable=True).table("gml_disputes")
    war = cut[cut["dispnum"] == 258]
    assert war["styear"].tolist() == [1939]
    assert war[["endyear", "fatality", "outcome", "maxdur"]].isna().all(axis=None)


def test_signals_leave_out_what_may_not_be_passed_on() -> None:
    """Arms in the support signals are SIPRI's values: the table has no such column."""
    assert not [name for name in open_panel().table("support_signals") if "arm" in name]


def test_reported_forces_agree_with_the_variable() -> None:
    """The mean over the quarters reported is the variable ``us_troops`` where that is observed."""
    panel = open_panel()
    mean = panel.table("us_forces").groupby(["ccode", "year"])["troops"].mean()
    for code, year in [(740, 2024), (732, 2008), (255, 2010), (220, 1960)]:
        assert panel.values("us_troops", [code], [year])[0, 0] == pytest.approx(mean[code, year])
