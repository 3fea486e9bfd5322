"""Bad input: what was wrong, where, and what to write instead; never a number."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import counterpoise as cp
from counterpoise.data import open_panel
from counterpoise.data.store import PANEL
from counterpoise.vocabulary import CounterpoiseError, DataError, UnknownNameError

WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: cp.dyad_years().add("alliance obligations"), "Did you mean"),
    (lambda: cp.dyad_years().add("capabilites"), "Did you mean capabilities?"),
    (lambda: cp.state_years().add("cicn"), "Did you mean cinc?"),
    (lambda: cp.dyad_years().add("gml_onsett"), "Did you mean gml_onset"),
    (lambda: cp.state_years().add("milexx"), "Did you mean"),
    (lambda: cp.state_years().add("similarity"), "belongs to dyad-years"),
    (lambda: cp.dyad_years().add("spells", off="gml_onset"), "Did you mean of?"),
    (lambda: cp.dyad_years().add("spells", of="gml_onse").columns, "Did you mean gml_onset?"),
    (lambda: cp.dyad_years().add("spells", form="cubics").columns, "form='cubic'"),
    (lambda: cp.dyad_years().add("spells", form="spline", knots=(7, 4)).columns, "do not ascend"),
    (lambda: cp.dyad_years().add("disputes", whittle=["fatalities"]).to_pandas(), "Did you mean fatality?"),
    (lambda: cp.dyad_years().add("disputes", source="mic").columns, "gml"),
    (lambda: cp.dyad_years().add("capital distance", day="noon").columns, "day='first'"),
    (
        lambda: cp.state_years().add("armed conflicts", types=["intra-state"]).columns,
        "Did you mean intrastate?",
    ),
    (lambda: cp.dyad_years().add("spells", "cinc", of="gml_onset"), "one family"),
    (lambda: cp.dyad_years().add("disputes").add("disputes", whittle=["onset"]).columns, "asked for twice"),
    (lambda: cp.dyad_years().add("arms transfers").columns, "data add"),
    (lambda: cp.dyad_years(years=(1800, 1900)), "known from 1816 to 2025"),
    (lambda: cp.dyad_years(years=(1990, 1980)), "first and the last"),
    (lambda: cp.treaty_years(years=(1990, 2020)), "known from 1816 to 2018"),
    (
        lambda: cp.dyad_years(years=(1990, 2018)).where("politically relevant"),
        "years=\\(1990, 2016\\), or carry=True",
    ),
    (lambda: cp.dyad_years().where("politcally relevant"), "Did you mean politically relevant?"),
    (lambda: cp.state_years().where("contiguous"), "fits dyad-years"),
    (lambda: cp.dyad_years().where(states=["JNP"]), "Did you mean JPN"),
    (lambda: cp.dyad_years().where(states=["USA"], side="left"), "side='both'"),
    (lambda: cp.dyad_years().where(region="azia_pacific"), "Did you mean asia_pacific?"),
    (lambda: cp.dyad_years(years=(1990, 2000)).where(treaty=3181).to_pandas(), "treaty 3181|No dyad-years"),
    (lambda: cp.dyad_years(years=(1990, 2000)).where(lambda frame: frame["year"]).to_pandas(), "truth value"),
    (lambda: cp.dyad_years(system="cows"), "system='cow' or system='gw'"),
    (lambda: cp.dispute_years(system="gw"), r"no dispute-years of the Gleditsch-Ward.*add\('names'\)"),
    (lambda: cp.treaty_years(system="gw"), "no treaty-years of the Gleditsch-Ward.*by='member'"),
    (lambda: cp.treaty_years(by="member", system="gw"), "no treaty-members of the Gleditsch-Ward"),
    (lambda: cp.dispute_years(system="wg"), "system='cow' or system='gw'"),
    (lambda: cp.dyad_years(years=(2017, 2018)).where("politically relevant"), r"years=\(1816, 2016\)"),
    (lambda: cp.dyad_years(years=(1990, 1991)).where(states="USA").to_pandas(), "name more.*side='either'"),
    (lambda: cp.dispute_years(source="mid"), "'gml' or 'cow'"),
    (lambda: cp.treaty_years(by="party"), "'treaty' or 'member'"),
    (lambda: cp.state_years().codebook("pdf"), "'md' or 'html'"),
    (lambda: cp.state_years(years=(1990, 1990)).to_pandas(names="R"), "peacesciencer"),
    (
        lambda: cp.dyad_years(years=(1990, 1990)).add("disputes").to_pandas(names="peacesciencer"),
        "both be called dispnum.*source='gml'",
    ),
    (
        lambda: cp.state_years(years=(1990, 1990)).add("nmc_milex", "milex").to_pandas(names="peacesciencer"),
        "both be called milex.*Leave one",
    ),
    (lambda: cp.state_years().add("net_resources"), r"computed.*add\('gdp_ppp', 'population'\)"),
    (lambda: cp.state_years().add("irst"), "here it is nmc_irst"),
    (lambda: cp.state_years().add("polity"), r"'polity' for state-years.\s+Did you mean polity2\?"),
    (lambda: cp.dyad_years().where(treaty=999999), "ATOP has no treaty 999999"),
    (
        lambda: cp.dyad_years(years=(1990, 1990)).where(lambda f: f["mindst"] < 5).to_pandas(),
        "column 'mindst'.*Did you mean mindist",
    ),
    (
        lambda: cp.dyad_years(years=(1990, 1990)).where(lambda f: f["mindist"] < 5).to_pandas(),
        r"Add the column first: add\('mindist'\)",
    ),
    (
        lambda: cp.dyad_years(years=(2019, 2022)).add("gml_onset").to_pandas(),
        "'gml_onset' is known from 1816 to 2010, and 2019 to 2022 were asked for.*from 1816 to 2010",
    ),
    (lambda: cp.state_years(years=(1900, 1900)).add("armed conflicts").describe(), "known from 1946"),
    (lambda: cp.dyad_years(years=(2019, 2022)).add("contiguity").columns, "or write carry=True"),
    (lambda: cp.dyad_years().add(None), "None is no name of a column"),  # type: ignore[arg-type]
    (lambda: cp.dyad_years().add(["cinc", 3]), "3 is no name of a column"),  # type: ignore[list-item]
    (lambda: cp.dyad_years().add("others"), "no column or family 'others'"),
    (lambda: cp.dyad_years().where(treaty="nato"), "'nato' is no number of a treaty.*treaty=3180"),
    (
        lambda: cp.dyad_years(years=(1990, 2000)).where(treaty=99999).to_pandas(),
        "no treaty 99999.*treaty=3180",
    ),
    (lambda: cp.dyad_years().where(None), "None is no rule"),  # type: ignore[arg-type]
    (lambda: cp.dyad_years().where(region=5), "no region 5"),  # type: ignore[arg-type]
    (
        lambda: cp.dyad_years(years=(1990, 1990)).where(lambda f: f["cinc1"] > 0.1).to_pandas(),
        "column 'cinc1'.*Add the column first: add\\('cinc'\\)",
    ),
    (lambda: cp.state_years(years=(1990, 1990)).where(lambda f: f.cinc > 0.1).to_pandas(), r"add\('cinc'\)"),
    (lambda: cp.dyad_years().add("contiguity", rule="first").columns, "rule='first listed'"),
    (lambda: cp.dyad_years(directed="no"), "directed=True or directed=False"),  # type: ignore[arg-type]
    (lambda: cp.state_years(carry="yes"), "carry=True or carry=False"),  # type: ignore[arg-type]
    (lambda: cp.state_years(years=(2000.5, 2001)), "are no years"),  # type: ignore[arg-type]
    (lambda: cp.state_years(years="2000 or so"), "are no years"),
    (lambda: cp.state_years(years=2000), "are no years"),  # type: ignore[arg-type]
    (lambda: cp.dyad_years().add("disputes", whittle="onsets").columns, "Did you mean onset?"),
]


@pytest.mark.parametrize(("act", "words"), WRONG)
def test_mistakes_are_told_with_what_to_write_instead(act: Callable[[], object], words: str) -> None:
    """Each mistake raises an error of ours whose text holds the remedy."""
    with pytest.raises(CounterpoiseError, match=words):
        act()


def test_what_is_plainly_meant_is_taken() -> None:
    """Lists of names, years as text, one state, one rule and one treaty as words say the same as the long form."""
    unit = cp.dyad_years(years="2000-2001").add(["cinc", "alliances"])
    assert [column.name for column in unit.columns] == [
        column.name for column in cp.dyad_years(years=(2000, 2001)).add("cinc", "alliances").columns
    ]
    assert len(cp.state_years(years="1990").where(states="USA")) == 1
    nato = cp.treaty_years(years=(1949, 1949))
    assert len(nato.where(treaty="3180")) == len(nato.where(treaty=3180)) == 1
    pair = cp.dyad_years(years=(1860, 1860)).where(states=["FRA", "ITA"])
    one = pair.add("disputes", source="gml", whittle="onset").to_pandas()
    pd.testing.assert_frame_equal(one, pair.add("disputes", source="gml", whittle=["onset"]).to_pandas())


def test_a_window_that_ends_on_the_way_is_noted() -> None:
    """GML ends in 2010: a panel to 2012 is built, and describe() says where the column is missing."""
    unit = cp.dyad_years(years=(2009, 2012)).where(states=["USA", "RUS"]).add("gml_onset", "cinc")
    notes = unit.describe()["note"]
    assert "Missing outside 2009 to 2010, of 2009 to 2012 asked for." in notes["gml_onset"]
    assert "Missing" not in notes["cinc1"]
    assert unit.to_pandas()["gml_onset"].isna().sum() == 4


def test_a_choice_that_leaves_nothing_says_what_was_asked() -> None:
    """West Germany and Germany never met: the error names the conditions and the years."""
    unit = cp.dyad_years(years=(1950, 1960)).where(states=[255, 260])
    with pytest.raises(DataError, match=r"1950 to 1960 .* both among Germany"):
        unit.to_pandas()


def test_a_function_that_leaves_nothing_is_told_too() -> None:
    """The user's own function may leave no row."""
    unit = cp.state_years(years=(1990, 1990)).add("cinc").where(lambda frame: frame["cinc"] > 1)
    with pytest.raises(DataError, match="left"):
        unit.to_pandas()


def test_a_code_of_one_system_only_is_told() -> None:
    """Tibet has a Gleditsch-Ward code and no COW code, and the error says so."""
    with pytest.raises(CounterpoiseError, match="Gleditsch-Ward"):
        cp.dyad_years(system="cow").where(states=["gw:711"])
    for name in ("gw:711", 711, "Tibet"):
        frame = cp.state_years(system="gw", years=(1920, 1930)).where(states=[name]).to_pandas()
        assert set(frame["gwcode"]) == {711}
    with pytest.raises(
        UnknownNameError, match=r"679 is COW's code of Yemen; in the Gleditsch-Ward list it is 678\."
    ):
        cp.state_years(system="gw").where(states=[679])
    with pytest.raises(
        UnknownNameError, match=r"340 is the Gleditsch-Ward code of Serbia; in COW's list it is 345\."
    ):
        cp.state_years().where(states=[340])
    with pytest.raises(CounterpoiseError, match="has the code 999"):
        cp.state_years(system="gw").where(states=[999])


def test_peace_needs_a_known_event() -> None:
    """Years without data on disputes have no years of peace."""
    from counterpoise.units import years_of_peace

    year = pd.Series([2009, 2010, 2011])
    with pytest.raises(DataError, match="missing in 1 rows"):
        years_of_peace(pd.Series([0.0, 0.0, None]), [pd.Series([1, 1, 1])], year)
    with pytest.raises(DataError, match="two rows"):
        years_of_peace(pd.Series([0.0, 0.0]), [pd.Series([1, 1])], pd.Series([2000, 2000]))


def test_a_damaged_panel_is_told_before_anything_is_built(tmp_path: Path) -> None:
    """A file that is cut short is named, with what to do."""
    folder = tmp_path / "panel"
    shutil.copytree(PANEL, folder)
    path = folder / "alliances.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DataError, match=r"alliances\.parquet.*(damaged|cut short)"):
        cp.dyad_years(panel=folder).add("alliances").to_pandas()
    assert open_panel().window("alliances")[1] == 2018
