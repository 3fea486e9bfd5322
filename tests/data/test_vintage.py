"""Vintages: nothing that was not public on the date survives, and nothing that was is lost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import open_panel
from counterpoise.vocabulary import DataError, Mask

YEARS = range(1816, 2051)
ESSAY = "2025-03-31"
days = st.dates(date(1950, 1, 1), date(2026, 12, 31)).map(date.isoformat)
variables = st.sampled_from(open_panel().variables())


@settings(max_examples=25, deadline=None)
@given(variables, days)
def test_a_vintage_never_leaks(variable: str, day: str) -> None:
    """Every cell that is left was public on the day, or is a projection from cells that were."""
    panel = open_panel()
    cut = panel.vintage(day)
    masks = cut.masks(variable, panel.states, YEARS)
    for row, column in np.argwhere((masks > 0) & (masks != Mask.PROJECTED))[::97]:
        assert cut.public(variable, panel.states[column], YEARS[row]) <= day
    if (masks == Mask.PROJECTED).any():
        assert min(panel.source(key).released for key in ("ssp", "wpp", "demography")) <= day


@settings(max_examples=25, deadline=None)
@given(variables, days, days)
def test_later_vintages_only_add_observations(variable: str, one: str, two: str) -> None:
    """What was public on a day is still there, with the same value, on every later day."""
    panel = open_panel()
    early, late = sorted((one, two))
    first, second = panel.vintage(early), panel.vintage(late)
    kept = first.masks(variable, panel.states, YEARS)
    kept = (kept > 0) & (kept != Mask.PROJECTED)
    before = first.values(variable, panel.states, YEARS)[kept]
    np.testing.assert_array_equal(before, second.values(variable, panel.states, YEARS)[kept])


@pytest.mark.parametrize("variable", open_panel().variables())
def test_the_newest_vintage_is_the_whole_panel(variable: str) -> None:
    """Cut at the day of its newest number, the panel loses nothing."""
    panel = open_panel()
    newest = panel.vintage(panel.released)
    np.testing.assert_array_equal(
        panel.masks(variable, panel.states, YEARS), newest.masks(variable, panel.states, YEARS)
    )
    np.testing.assert_allclose(
        panel.values(variable, panel.states, YEARS), newest.values(variable, panel.states, YEARS), rtol=1e-8
    )


def test_the_essay_edition_knows_2023_and_not_2024() -> None:
    """On 31 March 2025 output and burdens of 2023 are public, those of 2024 are not."""
    panel = open_panel().vintage(ESSAY)
    for variable in ("gdp_market", "gdp_ppp", "burden", "milex"):
        masks = panel.masks(variable, ["JPN", "USA", "CHN"], [2023, 2024])
        assert (masks[0] == Mask.OBSERVED).all()
        assert not (masks[1] == Mask.OBSERVED).any()
    assert np.isnan(panel.values("ideal_point", ["JPN"], [2024])[0, 0])
    assert not np.isnan(panel.values("us_troops", ["JPN"], [2024])[0, 0])
    assert np.isnan(panel.values("us_troops", ["JPN"], [2025])[0, 0])
    assert not np.isnan(panel.values("polyarchy", ["JPN"], [2024])[0, 0])


def test_projections_of_a_vintage_start_from_its_own_last_observation() -> None:
    """In the essay edition 2024 is 2023 grown by SSP2, not the figure published in July 2025."""
    panel = open_panel()
    cut = panel.vintage(ESSAY)
    path = panel.values("gdp_ssp2", ["CHN"], [2023, 2024])[:, 0]
    value = cut.values("gdp_market", ["CHN"], [2023, 2024])[:, 0]
    assert value[1] == pytest.approx(value[0] * path[1] / path[0])
    assert value[1] != panel.values("gdp_market", ["CHN"], [2024])[0, 0]


def test_before_the_projections_appeared_there_are_none() -> None:
    """In 2023 neither SSP 3.1 nor WPP 2024 was out."""
    panel = open_panel().vintage("2023-12-31")
    for variable in ("gdp_ppp", "population", "gdp_ssp2"):
        assert np.isnan(panel.values(variable, ["JPN"], [2030])[0, 0])


def test_events_after_the_date_are_gone() -> None:
    """The events of the essay edition end in March 2025."""
    panel = open_panel()
    assert panel.vintage(ESSAY).table("events")["date"].max() <= ESSAY
    assert len(panel.vintage(ESSAY).table("events")) < len(panel.table("events"))


def test_repairs_follow_their_cells() -> None:
    """A vintage lists only repairs of cells that it keeps."""
    log = open_panel().vintage(ESSAY).table("repairs")
    assert log.loc[log["variable"] == "burden", "year"].max() == 2023


def test_treaties_of_a_vintage_forget_later_ends() -> None:
    """A treaty that ended after the day is still in force, and nobody knows how it will end."""
    panel = open_panel()
    cut = panel.vintage("1960-06-30", knowable=True).table("treaties")
    assert cut["entry_year"].max() <= 1959
    assert cut["exit_year"].max() <= 1959
    seato = cut[cut["atopid"] == 3260]
    assert (seato["in_force_at_end"] == 1).all()
    assert seato["exit"].isna().all()


def test_knowable_vintages_serve_hindcasts() -> None:
    """For 1905 nothing is published, yet contemporaries knew 1903; with ``knowable`` that is what is left."""
    panel = open_panel()
    assert np.isnan(panel.vintage("1905-01-01").values("cinc", ["GBR"], [1900])[0, 0])
    then = panel.vintage("1905-01-01", knowable=True)
    assert not np.isnan(then.values("cinc", ["GBR"], [1903])[0, 0])
    assert np.isnan(then.values("cinc", ["GBR"], [1904, 1905, 1950])).all()
    pact = then.matrix("defence_pact", ["GBR", "JPN"], [1903, 1904])
    assert pact[0, 0, 1] == 1
    assert np.isnan(pact[1]).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(1820, 2024), variables)
def test_knowable_vintages_hold_no_later_year(year: int, variable: str) -> None:
    """With ``knowable`` no cell of the year itself or later is left."""
    panel = open_panel().vintage(f"{year}-01-01", knowable=True)
    later = range(year + 1, 2051)
    assert np.isnan(panel.values(variable, panel.states, later)).all()


def test_a_vintage_of_a_vintage_is_the_earlier() -> None:
    """Cutting twice gives the earlier day, in either order."""
    panel = open_panel()
    assert panel.vintage("2020-01-01").vintage(ESSAY).cut == "2020-01-01"
    assert panel.vintage(ESSAY).vintage("2020-01-01").cut == "2020-01-01"


@pytest.mark.parametrize("text", ["yesterday", "2025-3-1", "2025-02-30", ""])
def test_a_wrong_date_is_told(text: str) -> None:
    """A date that is none gives an error with an example."""
    with pytest.raises(DataError, match="2025-03-31"):
        open_panel().vintage(text)
