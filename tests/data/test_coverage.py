"""Coverage of event lists: declared by their makers, not read off the first and the last row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import counterpoise as cp
from counterpoise.data import open_panel
from counterpoise.data.catalogue import entry
from counterpoise.data.holdings import TABLES
from counterpoise.data.meaning import meaning

COVERED = {
    "armed_conflicts": (1946, 2024),
    "arms_races": (1816, 1993),
    "civil_wars": (1816, 2007),
    "conflict_onsets": (1946, 2017),
    "crises": (1918, 2016),
    "crisis_list": (1918, 2016),
    "disputes": (1816, 2010),
    "exercise_list": (1980, 2010),
    "exercise_participants": (1980, 2010),
    "exercises": (1980, 2010),
    "gml_disputes": (1816, 2010),
    "gml_dyad_disputes": (1816, 2010),
    "gml_participants": (1816, 2010),
    "leader_transitions": (1870, 2015),
    "maoz_wars": (1816, 2010),
    "mid_disputes": (1816, 2014),
    "mid_dyad_disputes": (1816, 2014),
    "rivalries": (1494, 2020),
    "rivalries_2012": (1494, 2010),
    "support_signals": (1950, 2012),
    "us_construction": (2008, 2019),
    "wars": (1816, 2007),
}
"""Years that the makers of each list say they cover."""
QUIET = {"wars", "maoz_wars", "arms_races"}
"""Lists of rare events, which may be empty for years within their coverage."""
FLAGS = {
    "wars": {"war_onset": "wars", "war_ongoing": "wars"},
    "civil wars": {"civil_war_onset": "civil_wars", "civil_war_ongoing": "civil_wars"},
    "crises": {"crisis_onset": "crises", "crisis_ongoing": "crises"},
}
"""State-year columns of each family, and the list they are made of."""


@pytest.mark.parametrize("name", sorted(COVERED))
def test_the_window_is_the_declared_coverage(name: str) -> None:
    """The panel speaks of exactly the years that the makers cover, and so does the catalogue."""
    assert open_panel().window(name) == (*COVERED[name], COVERED[name][1])
    source = entry(TABLES[name].source).source
    assert (source.first, source.last) == COVERED[name]


@pytest.mark.parametrize("name", sorted(set(COVERED) - QUIET))
def test_the_last_year_of_a_window_is_no_empty_one(name: str) -> None:
    """A list that is never silent before is not nearly silent in the last year that it claims to cover."""
    table, spec = open_panel().table(name), TABLES[name]
    start = table[spec.at or ("start" if spec.time == "span" else "year")].astype("float64")
    end = table["end"].astype("float64") if spec.time == "span" else start
    alive = [int(((start <= year) & (end >= year)).sum()) for year in range(spec.last - 10, spec.last + 1)]
    assert alive[-1] >= 0.2 * np.median(alive[:-1])


@pytest.mark.parametrize(("family", "column"), [(one, name) for one in FLAGS for name in FLAGS[one]])
def test_flags_are_known_in_the_coverage_and_nowhere_else(family: str, column: str) -> None:
    """A state-year flag is known in every covered year, whether or not anything happened, and in no other."""
    frame = cp.state_years(years=(1816, 2020)).add(family).to_pandas()
    first, last = COVERED[FLAGS[family][column]]
    known = frame.groupby("year")[column].apply(lambda values: values.notna().mean())
    assert (known.loc[first:last] == 1).all()
    assert (known.drop(index=range(first, last + 1)) == 0).all()


def test_a_row_after_the_coverage_is_kept_and_not_counted() -> None:
    """The Somali war has rows of 2008: the table holds them, the flag of that year is unknown."""
    rows = open_panel().table("civil_wars")
    assert set(rows.loc[rows["year"] == 2008, "warname"]) == {"Third Somalia"}
    frame = cp.state_years(years=(2007, 2008)).add("civil wars").to_pandas().set_index("year")
    assert frame.loc[2007, "civil_war_ongoing"].sum() > 0
    assert pd.isna(frame.loc[2008, "civil_war_ongoing"]).all()
    assert "2008" in meaning("civil_wars").note


def test_quiet_years_inside_the_coverage_are_zeros() -> None:
    """No state fought an interstate war in 1816 or, by COW, in 2007: that is known."""
    frame = cp.state_years(years=(1816, 2008)).add("wars").to_pandas().set_index("year")
    for year in (1816, 1822, 2004, 2007):
        assert (frame.loc[year, "war_ongoing"] == 0).all()
    assert frame.loc[2008, "war_ongoing"].isna().all()
