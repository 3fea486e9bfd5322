"""Names of states: every code of every state leads back to it, by year where states took turns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.data import open_panel
from counterpoise.data.names import plain
from counterpoise.vocabulary import UnknownNameError

codes = st.sampled_from(open_panel().states)


@settings(deadline=None)
@given(codes)
def test_cow_code_and_abbreviation_round_trip(code: int) -> None:
    """A code, as number, text or prefixed abbreviation, names its own state."""
    panel = open_panel()
    state = panel.state(code)
    assert panel.ccode(code) == panel.ccode(str(code)) == panel.ccode(f"cow:{code}") == code
    assert panel.ccode(f"cow:{state.abbreviation}") == code


@settings(deadline=None)
@given(codes)
def test_iso3_round_trips(code: int) -> None:
    """ISO3, in any case, names its own state."""
    panel = open_panel()
    iso3 = panel.state(code).iso3
    if iso3:
        assert panel.ccode(iso3) == panel.ccode(iso3.lower()) == code


@settings(deadline=None)
@given(codes, st.integers(1816, 2025))
def test_gleditsch_ward_round_trips_by_year(code: int, year: int) -> None:
    """A Gleditsch-Ward code read in its own year leads back to the COW state."""
    panel = open_panel()
    gw = panel.names.gw_code(code, year)
    if gw is not None:
        assert panel.ccode(f"gw:{gw}", year) == code


@settings(deadline=None)
@given(codes)
def test_plain_name_round_trips_in_its_own_time(code: int) -> None:
    """The everyday name, read in a year when the state existed, names it."""
    panel = open_panel()
    state = panel.state(code)
    assert panel.ccode(state.name, state.spells[0][0]) == code


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("Germany", None, 255),
        ("Germany", 1970, 260),
        ("Germany", 1913, 255),
        ("DEU", 1989, 260),
        ("gw:260", 1970, 260),
        ("gw:260", 2000, 255),
        ("gw:255", 1913, 255),
        ("Yemen", None, 679),
        ("Yemen", 1960, 678),
        ("Vietnam", 1965, 816),
        ("South Vietnam", 1965, 817),
        ("gw:817", 1965, 817),
        ("Korea", None, 732),
        ("Korea", 1900, 730),
        ("KOR", None, 732),
        ("ROK", None, 732),
        ("PRK", None, 731),
        ("Taiwan", None, 713),
        ("TWN", None, 713),
        ("USSR", None, 365),
        ("AUS", None, 900),
        ("cow:AUS", None, 305),
        ("Côte d’Ivoire", None, 437),
        ("burma", None, 775),
        ("United States of America", None, 2),
    ],
)
def test_well_known_names(name: str, year: int | None, code: int) -> None:
    """Names whose bearer changed, or which two lists use differently, mean what a reader means."""
    assert open_panel().ccode(name, year) == code


@pytest.mark.parametrize(
    ("name", "hint"), [("JNP", "JPN"), ("Japn", "Japan"), ("Vietnm", "Vietnam"), ("9999", "JPN")]
)
def test_an_unknown_name_is_told_with_the_nearest(name: str, hint: str) -> None:
    """A misspelt state gets the nearest one, or an example of what to write."""
    with pytest.raises(UnknownNameError, match=hint):
        open_panel().ccode(name)


@settings(deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_a_state_or_an_error_for_users(text: str) -> None:
    """No text whatever gives anything but a known code or UnknownNameError."""
    panel = open_panel()
    try:
        found: int | str | None = panel.ccode(text)
    except UnknownNameError as error:
        found = error.hint
    assert found in panel.states or isinstance(found, str)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_plain_spelling_is_stable(text: str) -> None:
    """Plain spelling of a plain spelling is itself."""
    assert plain(plain(text)) == plain(text)
