"""Coverage of event lists: declared by their makers, not read off the first and the last row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import counterpoise as cp
from counterpoise.data import open_panel
from counterpoise.data.catalogue import entry
from counterpoise.data.holdings import TABLES
from counterpoise.data.longform import cell_frame
from counterpoise.data.meaning import meaning
from counterpoise.data.store import PANEL, Store
from counterpoise.vocabulary import Mask

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


def test_a_year_of_zeros_for_every_state_is_no_year_of_peace() -> None:
    """The source of external threat holds zeros for all in three years, which are missing; it ends in 2007."""
    panel = open_panel()
    it = panel.variable("external_threat")
    assert (it.first, it.last) == (1816, 2007)
    values = panel.values("external_threat", panel.states, range(1816, 2016))
    silent = [1816 + row for row in np.flatnonzero(np.isnan(values).all(axis=1))]
    assert silent == [1919, 1920, *range(2008, 2016)]
    assert (np.nanmax(values[~np.isnan(values).all(axis=1)], axis=1) > 0).all()


def test_observed_polyarchy_is_vdems_alone() -> None:
    """The other source stands behind imputed cells only, and the note says how many."""
    frame = cell_frame(Store(PANEL), {"polyarchy"})
    fitted = frame[frame["source"] == "wgi"]
    assert set(fitted["mask"]) == {int(Mask.IMPUTED)}
    assert set(frame.loc[frame["mask"] == int(Mask.OBSERVED), "source"]) == {"vdem16"}
    assert f"{len(fitted)} imputed cells" in open_panel().variable("polyarchy").note


@pytest.mark.parametrize("name", ["mindist", "gw_mindist"])
def test_distances_keep_two_decimals(name: str) -> None:
    """To 0.01 km, as the table says of itself."""
    km = open_panel().table(name)["km"].to_numpy()
    assert np.allclose(km, km.round(2), rtol=0, atol=1e-9)
    assert not np.allclose(km, km.round(1), rtol=0, atol=1e-3)
    assert "0.01 km" in meaning(name).note
