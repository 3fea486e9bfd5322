"""Facts that any build of the panel must reproduce, each counted or published elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from counterpoise.data import open_panel
from counterpoise.data.sources_ties import directed_dyad_years
from counterpoise.vocabulary import Mask

_CODES = """
    CHN USA JPN KOR TWN PHL AUS IND IDN VNM MYS SGP THA PRK RUS PAK NZL GBR CAN FRA DEU
    MMR KHM LAO BGD LKA NPL MNG BRN PNG
"""
ASIA = _CODES.split()


@pytest.mark.parametrize(
    ("state", "year", "share"),
    [
        ("CHN", 2022, 0.2341),
        ("USA", 2022, 0.1236),
        ("CHN", 2016, 0.2308),
        ("USA", 2016, 0.1333),
        ("USA", 1945, 0.3839),
    ],
)
def test_cinc(state: str, year: int, share: float) -> None:
    """CINC is that of NMC 7."""
    assert open_panel().values("cinc", [state], [year])[0, 0] == pytest.approx(share, abs=5e-5)


def test_cinc_of_2022_sums_to_a_little_over_one() -> None:
    """The shares of 2022 sum to 1.007 in NMC 7 itself: the panel does not hide it."""
    panel = open_panel()
    assert np.nansum(panel.values("cinc", panel.states, [2022])) == pytest.approx(1.007, abs=5e-4)


@pytest.mark.parametrize(
    ("year", "dyads"),
    [
        (1900, 8),
        (1914, 14),
        (1938, 48),
        (1950, 312),
        (1965, 453),
        (1980, 696),
        (1990, 949),
        (2000, 1104),
        (2018, 1707),
    ],
)
def test_defence_pact_dyads(year: int, dyads: int) -> None:
    """Pairs of members with a defence pact in either direction are as many as ATOP 5.1 has."""
    panel = open_panel()
    pact = panel.matrix("defence_pact", panel.states, [year])[0]
    extant = panel.matrix("member_dyad", panel.states, [year])[0] > 0
    assert (((pact + pact.T) > 0) & extant).sum() / 2 == dyads


@pytest.mark.parametrize(
    ("state", "age"),
    [("JPN", 49.8), ("KOR", 45.6), ("TWN", 44.8), ("CHN", 40.1), ("USA", 38.5), ("IND", 28.8)],
)
def test_median_ages_of_2025(state: str, age: float) -> None:
    """Median ages of 2025 are those of World Population Prospects 2024."""
    assert open_panel().values("median_age", [state], [2025])[0, 0] == pytest.approx(age, abs=0.051)


def test_directed_dyad_years() -> None:
    """There are 2,214,930 directed dyad-years from 1816 to 2024."""
    assert directed_dyad_years(open_panel().table("dyads"), 1816, 2024) == 2_214_930


def test_disputes_are_counted_as_published() -> None:
    """GML has 9,284 directed dyad-years of dispute to 2010, and its onsets come in pairs."""
    disputes = open_panel().table("disputes")
    assert len(disputes) == 9_284
    assert disputes["year"].max() == 2010
    assert disputes["onset"].sum() % 2 == 0
    assert 0 < disputes["initiator"].sum() < disputes["onset"].sum() / 2


@pytest.mark.parametrize(
    ("state", "troops"), [("JPN", 53_620), ("KOR", 23_437), ("PHL", 47.5), ("DEU", 34_000)]
)
def test_us_troops_of_2025_are_the_reports(state: str, troops: float) -> None:
    """Troops are the mean of the quarterly reports, once each, under the host's own COW code."""
    assert open_panel().values("us_troops", [state], [2025])[0, 0] == pytest.approx(troops, rel=0.15)


def test_theatres_of_war_are_not_zero() -> None:
    """The reports print 0 for Iraq in 2007 and point elsewhere: 170,000 is taken, and masked imputed."""
    panel = open_panel()
    assert panel.values("us_troops", ["IRQ"], [2007])[0, 0] == pytest.approx(170_000)
    assert panel.masks("us_troops", ["IRQ"], [2007, 2008]).ravel().tolist() == [Mask.IMPUTED, Mask.OBSERVED]


def test_subtotals_are_not_hosts() -> None:
    """The subtotal for the former Soviet Union is not counted with Russia."""
    assert open_panel().values("us_troops", ["RUS"], [1992])[0, 0] == 59


def test_korea_2008_is_not_doubled() -> None:
    """The processed series doubles Korea in 2008; the report says 25,772."""
    assert open_panel().values("us_troops", ["KOR"], [2008])[0, 0] == pytest.approx(25_772)


@pytest.mark.parametrize(
    "variable", ["gdp_market", "gdp_ppp", "population", "working_age", "burden", "milex", "polyarchy"]
)
def test_the_thirty_states_are_whole_from_1990(variable: str) -> None:
    """Every state of the Asian case has every main variable from 1990 (Russia from 1992) to 2024."""
    panel = open_panel()
    values = panel.values(variable, ASIA, range(1990, 2025))
    values[:2, ASIA.index("RUS")] = 0.0
    assert not np.isnan(values).any()


@pytest.mark.parametrize(
    "variable", ["gdp_market", "gdp_ppp", "population", "working_age", "aged", "median_age"]
)
def test_projections_reach_2050(variable: str) -> None:
    """Official projections reach 2050 for all thirty states and are marked as such."""
    panel = open_panel()
    assert not np.isnan(panel.values(variable, ASIA, range(2025, 2051))).any()
    assert (panel.masks(variable, ASIA, range(2025, 2051)) == Mask.PROJECTED).all()


@pytest.mark.parametrize(
    ("state", "market", "ppp"),
    [
        ("USA", 8672, 7793),
        ("CHN", 2083, 3820),
        ("RUS", 747, 2299),
        ("IND", 647, 2336),
        ("JPN", 421, 557),
        ("KOR", 389, 540),
        ("AUS", 270, 254),
        ("TWN", 126, 243),
        ("VNM", 56, 178),
        ("PHL", 43, 107),
        ("IDN", 79, 236),
        ("PRK", 26, 82),
    ],
)
def test_military_stocks_of_2024_agree_with_those_published(state: str, market: float, ppp: float) -> None:
    """Perpetual inventory at a tenth a year gives the published stocks (billions) within a tenth."""
    panel, years = open_panel(), range(1960, 2025)
    flow = panel.values("milex", [state], years)[:, 0]
    output = (panel.values("burden", [state], years) * panel.values("gdp_ppp", [state], years))[:, 0]
    assert _stock(flow) / 1e3 == pytest.approx(market, rel=0.1)
    assert _stock(output) / 1e3 == pytest.approx(ppp, rel=0.1)


def _stock(flow: np.ndarray) -> float:
    stock = np.nan
    for spent in flow:
        stock = spent / 0.1 if np.isnan(stock) else 0.9 * stock + np.nan_to_num(spent)
    return float(stock)


def test_north_korea_spends_about_two_and_a_half_billion() -> None:
    """A fifth of guessed output at Vietnam's price ratio: about 2.5 billion, and masked imputed."""
    panel = open_panel()
    assert panel.values("milex", ["PRK"], [2024])[0, 0] == pytest.approx(2600, rel=0.1)
    assert panel.masks("milex", ["PRK"], [2024])[0, 0] == Mask.IMPUTED


@pytest.mark.parametrize(
    ("state", "year", "warheads"), [("CHN", 2025, 600), ("JPN", 2025, 0), ("USA", 1945, 2), ("ZAF", 2000, 0)]
)
def test_warheads(state: str, year: int, warheads: int) -> None:
    """The list of nuclear-armed states is complete, so a member it does not name has none."""
    panel = open_panel()
    assert panel.values("warheads", [state], [year])[0, 0] == warheads
    assert np.isnan(panel.values("warheads", [state], [2026])[0, 0])


@pytest.mark.parametrize(
    ("variable", "state", "year", "value"),
    [
        ("pwt_hc", "USA", 2019, 3.749),
        ("pwt_hc", "CHN", 2019, 2.699),
        ("pwt_ctfp", "CHN", 2019, 0.403),
        ("pwt_ctfp", "USA", 2019, 1.0),
        ("wdi_researchers", "KOR", 2018, 7980.4),
        ("electric_cars", "CHN", 2023, 8_100_000),
        ("renewables_share", "GBR", 2023, 0.473),
    ],
)
def test_technology(variable: str, state: str, year: int, value: float) -> None:
    """Human capital and productivity are those of the Penn World Table 10.01, the rest as first published."""
    assert open_panel().values(variable, [state], [year])[0, 0] == pytest.approx(value, rel=2e-3)


def test_a_year_without_a_notable_model_is_unknown_and_not_zero() -> None:
    """The list of AI models names only those who had one, and its last, broken year is left out."""
    panel = open_panel()
    assert np.isnan(panel.values("ai_models", ["VNM"], [2023])[0, 0])
    assert np.isnan(panel.values("ai_models", ["USA"], [2025])[0, 0])
    assert (
        panel.values("ai_models", ["USA"], [2023])[0, 0]
        > panel.values("ai_models", ["CHN"], [2023])[0, 0]
        > 0
    )
