"""Names in ``where(states=)``: whoever bore them in turn, and which of two lists is meant."""

from __future__ import annotations

import pytest

import counterpoise as cp
from counterpoise.vocabulary import CounterpoiseError


@pytest.mark.parametrize(
    ("name", "years", "system", "codes"),
    [
        ("gw:260", (1950, 2000), "cow", {260: 36, 255: 11}),
        ("gw:678", (1950, 2000), "cow", {678: 41, 679: 11}),
        ("Korea", (1890, 1960), "cow", {730: 16, 732: 12}),
        ("Germany", (1960, 1960), "cow", {260: 1}),
        ("Yemen", (1970, 1970), "cow", {678: 1}),
        ("Germany", (1940, 2000), "gw", {255: 6, 260: 52}),
    ],
)
def test_a_name_means_whoever_bore_it_in_those_years(
    name: str, years: tuple[int, int], system: str, codes: dict[int, int]
) -> None:
    """Germany, Korea and Yemen are several states in turn, by name and by the other list's code."""
    frame = cp.state_years(years=years, system=system).where(states=[name]).to_pandas()
    assert frame.iloc[:, 0].value_counts().to_dict() == codes


@pytest.mark.parametrize(
    ("word", "iso3", "cow"),
    [("AUS", "Australia", "Austria"), ("SWZ", "Eswatini", "Switzerland"), ("SLV", "El Salvador", "Slovenia")],
)
def test_a_word_of_two_lists_is_said_to_be_one(word: str, iso3: str, cow: str) -> None:
    """ISO3 counts before the COW abbreviation, with a warning that names both and the way to the other."""
    unit = cp.state_years(years=(2000, 2000))
    with pytest.warns(UserWarning, match=f"{iso3}.*{cow}.*write cow:{word}"):
        unit.where(states=[word])
    (code,) = unit.where(states=[f"cow:{word}"]).to_pandas().iloc[:, 0]
    assert cp.open_panel().state(int(code)).name == cow


@pytest.mark.parametrize(
    ("code", "years", "system", "now"),
    [(255, (1990, 2000), "gw", 260), (345, (2008, 2012), "gw", 340), (678, (2000, 2005), "cow", 679)],
)
def test_a_code_that_ended_points_to_the_one_that_followed(
    code: int, years: tuple[int, int], system: str, now: int
) -> None:
    """A list that gave a state a new code has no rows under the old one: the error says which is meant."""
    with pytest.raises(CounterpoiseError) as told:
        cp.state_years(years=years, system=system).where(states=[code]).to_pandas()
    assert f"that state is {now} on this list" in str(told.value.hint)
    assert "both" not in str(told.value)


@pytest.mark.parametrize("day", ["2015-01-01", "2019-01-01", "2020-01-01"])
def test_pairs_of_a_vintage_end_with_their_states(day: str) -> None:
    """Whichever of the two lists was published first, no pair outlives the states that are known."""
    panel = cp.open_panel().vintage(day)
    states = cp.state_years(panel=panel, system="gw").to_pandas()["year"].max()
    pairs = cp.dyad_years(panel=panel, system="gw", years=(2005, states)).to_pandas()["year"].max()
    assert pairs == states == cp.dyad_years(panel=panel, system="gw").span.last
