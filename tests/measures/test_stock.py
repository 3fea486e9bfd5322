"""Military stocks: laws of perpetual inventory, and stocks of twelve states that any build must give."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.raw import SOURCES, needs_sources

from counterpoise.data import open_panel
from counterpoise.measures.stock import military_stock, next_stock, starting_stock

UNHURRIED = settings(deadline=None)
"""Compilation and a busy machine are no failure of a law."""

SPENDING = st.lists(st.floats(0.01, 1e3), min_size=2, max_size=30)

YEARS = (2000, 2010, 2024)
MARKET = {
    "USA": (6217, 7800, 8672),
    "CHN": (256, 705, 2083),
    "RUS": (349, 385, 747),
    "IND": (213, 360, 647),
    "JPN": (331, 364, 421),
    "KOR": (165, 239, 389),
    "AUS": (137, 180, 270),
    "TWN": (113, 109, 126),
    "VNM": (12, 22, 56),
    "PHL": (23, 26, 43),
    "IDN": (27, 34, 79),
    "PRK": (28, 27, 26),
}
"""Billion constant 2023 US dollars, delta .1, from SIPRI's release of 2025."""

PURCHASING_POWER = {
    "USA": (5034, 6697, 7793),
    "CHN": (663, 1452, 3820),
    "RUS": (1112, 1334, 2299),
    "IND": (660, 1147, 2336),
    "JPN": (390, 452, 557),
    "KOR": (238, 325, 540),
    "AUS": (131, 173, 254),
    "TWN": (122, 142, 243),
    "VNM": (64, 91, 178),
    "PHL": (59, 63, 107),
    "IDN": (130, 125, 236),
    "PRK": (86, 85, 82),
}
"""Billion 2021 international dollars: burden times output."""


def panel_stocks(market: bool) -> dict[str, np.ndarray]:
    """Stocks of the twelve states in billions by year of YEARS, from the bundled panel."""
    panel, years = open_panel(), range(1960, 2025)
    states = list(MARKET)
    if market:
        spending = panel.values("milex", states, years)
    else:
        spending = panel.values("burden", states, years) * panel.values("gdp_ppp", states, years)
    stock = military_stock(spending, 0.1) / 1e3
    return {s: stock[[y - 1960 for y in YEARS], k] for k, s in enumerate(states)}


@UNHURRIED
@given(st.floats(0.1, 1e3), st.floats(0.02, 0.3), st.integers(2, 30))
def test_a_steady_budget_keeps_a_steady_stock(budget: float, delta: float, years: int) -> None:
    """Spending that never changes has built ``budget / delta`` and holds it there."""
    stock = military_stock(np.full((years, 1), budget), delta)
    np.testing.assert_allclose(stock, budget / delta, rtol=1e-9)


@UNHURRIED
@given(SPENDING, st.floats(0.02, 0.3), st.floats(0.1, 1e3))
def test_the_unit_of_money_passes_through(spending: list[float], delta: float, unit: float) -> None:
    """Stocks in another currency are the stocks in that currency: the measure is linear in its unit."""
    series = np.array(spending)[:, None]
    np.testing.assert_allclose(
        military_stock(unit * series, delta), unit * military_stock(series, delta), rtol=1e-9
    )


@UNHURRIED
@given(SPENDING, st.floats(0.02, 0.3), st.integers(0, 29), st.floats(0.1, 100))
def test_more_spending_after_the_start_never_means_less_stock(
    spending: list[float], delta: float, year: int, more: float
) -> None:
    """Raising one budget outside the years that set the starting growth lifts every later stock."""
    series = np.array(spending)[:, None]
    if year % len(spending) in (0, min(10, len(spending) - 1)):
        return
    richer = series.copy()
    richer[year % len(spending)] += more
    assert (military_stock(richer, delta) >= military_stock(series, delta)).all()


def test_growth_makes_a_smaller_start_than_its_budget_alone_would() -> None:
    """Among two states with one budget, the one whose budget has grown owns less from the past."""
    assert starting_stock(10.0, 0.05, 0.1) < starting_stock(10.0, 0.0, 0.1)


def test_before_the_first_figure_and_after_a_gap_the_stock_is_unknown() -> None:
    """Missing spending is never taken for zero spending."""
    series = np.array([[np.nan], [1.0], [1.0], [np.nan], [1.0]])
    stock = military_stock(series, 0.1)[:, 0]
    assert np.isnan(stock).tolist() == [True, False, False, True, True]


def test_a_state_without_any_figure_has_an_unknown_stock() -> None:
    """A column of missing spending stays missing and disturbs no other."""
    stock = military_stock(np.array([[np.nan, 2.0], [np.nan, 2.0]]), 0.1)
    assert np.isnan(stock[:, 0]).all()
    assert np.allclose(stock[:, 1], 20.0)


def test_a_first_budget_of_nothing_has_no_growth_and_raises_no_alarm() -> None:
    """A state whose record opens with zero spending starts without a stock, and nothing is divided by its zero."""
    series = np.array([[0.0, 2.0], [1.0, 2.0], [1.0, 0.0]])
    with np.errstate(all="raise"):
        stock = military_stock(series, 0.1)
    assert stock[:, 0].tolist() == pytest.approx([0.0, 1.0, 1.9])
    assert np.isfinite(stock).all()


def test_jax_and_numpy_agree() -> None:
    """The simulator's arrays give what history's arrays give."""
    series = np.array([[3.0, 1.0], [4.0, 2.0], [5.0, 2.0]])
    np.testing.assert_allclose(
        np.asarray(military_stock(jnp.asarray(series), 0.1)), military_stock(series, 0.1), rtol=1e-5
    )
    assert float(next_stock(jnp.array(100.0), 15.0, 0.1)) == pytest.approx(105.0)


@pytest.mark.parametrize("state", list(MARKET))
def test_stocks_at_market_rates_from_the_bundled_panel(state: str) -> None:
    """Open data give SIPRI's stocks of 2000, 2010 and 2024 within a tenth."""
    np.testing.assert_allclose(panel_stocks(market=True)[state], MARKET[state], rtol=0.1)


@pytest.mark.parametrize("state", list(PURCHASING_POWER))
def test_stocks_at_purchasing_power_from_the_bundled_panel(state: str) -> None:
    """Burden times output in international dollars gives the published stocks within a tenth."""
    np.testing.assert_allclose(panel_stocks(market=False)[state], PURCHASING_POWER[state], rtol=0.1)


@pytest.mark.parametrize(
    ("market", "expected"), [(True, (0.041, 0.090, 0.240)), (False, (0.132, 0.217, 0.490))]
)
def test_china_relative_to_the_united_states(market: bool, expected: tuple[float, ...]) -> None:
    """China owns .24 of American arms at market rates in 2024 and .49 at purchasing power."""
    stocks = panel_stocks(market)
    np.testing.assert_allclose(stocks["CHN"] / stocks["USA"], expected, rtol=0.1)


@pytest.mark.sources
@needs_sources
@pytest.mark.parametrize("state", [s for s in MARKET if s not in ("PRK", "VNM")])
def test_stocks_from_sipri_itself(state: str) -> None:
    """SIPRI's own constant-dollar series gives its stocks to the billion (two per cent for the smallest)."""
    import duckdb

    rows = duckdb.execute(
        "select year, milex_constant_2023_musd from read_parquet(?) where iso3 = ? order by year",
        [str(SOURCES / "sipri_milex.parquet"), state],
    ).fetchall()
    series = np.array([np.nan if value is None else value for _, value in rows])
    known = np.flatnonzero(~np.isnan(series))
    filled = np.interp(np.arange(len(series)), known, series[known])
    filled[: known[0]] = np.nan
    stock = military_stock(filled[:, None], 0.1)[:, 0] / 1e3
    index = {year: k for k, (year, _) in enumerate(rows)}
    np.testing.assert_allclose([stock[index[y]] for y in YEARS], MARKET[state], rtol=0.02)
