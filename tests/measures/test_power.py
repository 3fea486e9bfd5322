"""Power: shares, CINC as published, and measures chosen by name."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.measures.power import (
    MEASURES,
    blend_rates,
    capability,
    cinc,
    effective_capability,
    net_resources,
    share,
)
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError

amounts = arrays(float, 6, elements=st.floats(0.01, 1e6))
positive = st.floats(0.01, 1e6)
COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")


@given(amounts, positive)
def test_shares_sum_to_one_and_know_no_unit(values: np.ndarray, unit: float) -> None:
    """Shares of a whole sum to one, whatever it is counted in."""
    assert share(values).sum() == pytest.approx(1.0)
    assert share(unit * values) == pytest.approx(share(values))


@given(amounts, st.integers(0, 5))
def test_a_missing_state_leaves_the_total(values: np.ndarray, missing: int) -> None:
    """A missing value is not zero: it stays missing, and the rest share the world among them."""
    values[missing] = np.nan
    shares = share(values)
    assert np.isnan(shares[missing])
    assert np.nansum(shares) == pytest.approx(1.0)


def test_a_share_of_nothing_is_missing() -> None:
    """Where nobody has any, a share has no meaning and is not zero."""
    assert np.isnan(share(np.zeros(3))).all()


@given(arrays(float, (6, 4), elements=st.floats(0.01, 1e6)))
def test_cinc_is_a_share_whatever_the_order_of_components(parts: np.ndarray) -> None:
    """CINC of a complete world sums to one and treats its components alike."""
    index = cinc(*parts)
    assert index.sum() == pytest.approx(1.0)
    assert cinc(*parts[::-1]) == pytest.approx(index)


def test_cinc_averages_over_the_components_reported() -> None:
    """A missing component leaves the mean of that state; counting it as zero would halve this one."""
    even, absent = np.ones(2), np.array([np.nan, 1.0])
    assert cinc(even, even, even, absent, absent, absent).tolist() == [0.5, 0.75]
    assert np.isnan(cinc(*[absent] * 6)[0])


def panel_values(names: tuple[str, ...], years: range) -> list[np.ndarray]:
    """State-year arrays of the bundled panel; skips where it is not built."""
    data = pytest.importorskip("counterpoise.data")
    try:
        panel = data.open_panel()
    except CounterpoiseError as missing:
        pytest.skip(f"no compiled panel: {missing}")
    return [panel.values(name, panel.states, years) for name in names]


def test_cinc_recomputed_equals_cinc_published() -> None:
    """Every published CINC, 1816 on, is the mean of world shares of the components that are reported."""
    years = range(1816, 2023)
    *parts, published = panel_values((*(f"nmc_{name}" for name in COMPONENTS), "cinc"), years)
    known = ~np.isnan(published)
    assert known.sum() > 16_000
    assert np.abs(cinc(*parts) - published)[known].max() < 1e-6


def test_measures_of_power_disagree_about_china() -> None:
    """In 2016 CINC puts China at 1.7 times the United States; net resources put it far below."""
    panel = pytest.importorskip("counterpoise.data")
    index, gdp, people = panel_values(("cinc", "gdp_ppp", "population"), range(2016, 2017))
    states = panel.open_panel().states
    usa, chn = states.index(2), states.index(710)
    net = net_resources(gdp, gdp / people)[0]
    assert index[0, chn] / index[0, usa] == pytest.approx(0.2308 / 0.1333, abs=0.01)
    assert net[chn] < 0.5 * net[usa]


@given(positive, positive, st.floats(0, 1))
def test_blend_lies_between_the_two_rates(market: float, ppp: float, weight: float) -> None:
    """The mix is one rate at each end and between them elsewhere."""
    low, high = sorted((market, ppp))
    assert low * (1 - 1e-9) <= blend_rates(market, ppp, weight) <= high * (1 + 1e-9)
    assert blend_rates(market, ppp, 0.0) == pytest.approx(market)
    assert blend_rates(market, ppp, 1.0) == pytest.approx(ppp)


@given(positive, st.floats(0.01, 1), st.floats(0, 2), st.floats(0, 1))
def test_effective_capability_never_exceeds_the_stock_behind_the_frontier(
    stock: float, technology: float, beta: float, ready: float
) -> None:
    """Older technology and empty barracks only take away; at the frontier and ready, nothing is lost."""
    assert effective_capability(stock, technology, beta, ready) <= stock * (1 + 1e-12)
    assert effective_capability(stock, 1.0, beta, 1.0) == stock


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_rises_with_each_of_its_inputs(name: str) -> None:
    """More of anything a measure counts is never less power by it."""
    base = {key: np.array([2.0, 3.0, 4.0]) for key in MEASURES[name].inputs}
    whole = capability(name, **base)
    for key in base:
        more = capability(name, **{**base, key: base[key] + np.array([1.0, 0.0, 0.0])})
        assert more[0] > whole[0]


def test_unknown_measure_names_the_nearest() -> None:
    """A misspelt measure is answered with the one that was meant."""
    with pytest.raises(UnknownNameError, match="Did you mean net_resources"):
        capability("net_resource", gdp=np.ones(2))
    with pytest.raises(UnknownNameError, match="Choose one of cinc"):
        capability("xyzzy")


def test_wrong_inputs_are_told_what_is_needed() -> None:
    """A measure given the wrong arrays says which it needs."""
    with pytest.raises(CounterpoiseError, match="It needs gdp, gdp_per_head"):
        capability("net_resources", gdp=np.ones(2))


def test_missing_values_raise_no_warning() -> None:
    """NaN passes through quietly: it is information, not an accident."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cinc(*[np.array([np.nan, 1.0, 0.0])] * 6)
