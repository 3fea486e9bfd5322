"""References: base rates are counted from the panel, honestly small, and wide where cases hang together."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from counterpoise.analysis.chronicle import Chronicle
from counterpoise.analysis.references import (
    _three_of_four,
    base_rates,
    jeffreys,
    pact_survival,
    persistence,
    regions_kept,
    ties_base_rate,
)
from counterpoise.data import open_panel


@cache
def chronicle() -> Chronicle:
    """History, read once."""
    return Chronicle(open_panel())


@given(st.integers(1, 60), st.floats(0.0, 1.0))
def test_the_interval_is_that_of_the_beta(trials: int, share: float) -> None:
    """Jeffreys' interval has the quantiles of its Beta, and holds every share that is not at an end."""
    successes = round(share * trials)
    low, high = jeffreys(successes, trials)
    found = stats.beta.cdf([low, high], successes + 0.5, trials - successes + 0.5)
    np.testing.assert_allclose(found, [0.05, 0.95], atol=1e-6)
    assert 0.0 < low < high < 1.0


@given(st.integers(4, 12), st.data())
def test_three_of_four_is_the_hypergeometric_chance(total: int, data: st.DataObject) -> None:
    """The chance that three of four pacts drawn from a power's live is counted, not approximated."""
    alive = data.draw(st.integers(0, total))
    expected = stats.hypergeom.sf(2, total, alive, 4)
    assert _three_of_four(alive, total) == pytest.approx(expected, abs=1e-12)


def test_persistence_says_the_same_for_every_year() -> None:
    """If nothing changes, 2045 is 2035 is today."""
    found = persistence(np.array([True, True, True, False]), np.array([True] * 4))
    assert found["balance_holds"]["2035"] == found["balance_holds"]["2045"]
    assert found["balance_holds"]["2045"]["p"] == 0.75
    assert found["ties_survive"]["2035"]["p"] == 1.0
    assert found["ties_survive"]["2035"]["high"] is None, "nothing is estimated, so nothing has an interval"


@pytest.mark.parametrize(("horizon", "n", "kept"), [(10, 18, 16), (20, 16, 13)])
def test_regions_that_stayed_undominated(horizon: int, n: int, kept: int) -> None:
    """The windows of history, and the three times a region fell: the Americas to 1900 and 1910, Europe to 1940."""
    windows = regions_kept(chronicle(), horizon)
    assert len(windows) == n
    assert sum(held for *_, held in windows) == kept
    fell = {(key, origin + horizon) for key, origin, held in windows if not held}
    assert fell <= {("americas", 1900), ("americas", 1910), ("europe", 1940)}
    assert ("europe", 1940) in fell


def test_a_dominated_region_opens_no_window() -> None:
    """The Americas after 1900 and Europe in 1940 are not asked whether they stay undominated."""
    opened = {(key, origin) for key, origin, _ in regions_kept(chronicle(), 10)}
    assert ("europe", 1940) not in opened
    assert not [origin for key, origin in opened if key == "americas" and origin >= 1900]


def test_pacts_of_great_powers_that_everybody_knows() -> None:
    """Japan and Korea kept the American pact from 1960 to 1980, Taiwan lost it; the Soviet pacts of 1980 died."""
    alive = {(p.origin, p.power, p.ally): p.alive for p in pact_survival(open_panel(), 20)}
    assert alive[1960, 2, 740]
    assert alive[1960, 2, 732]
    assert not alive[1960, 2, 713]
    assert not any(value for (origin, power, _), value in alive.items() if (origin, power) == (1980, 365))


def test_a_renewal_is_no_end() -> None:
    """The treaty with Japan of 1960 replaced that of 1951: the pair's pact lived through it."""
    alive = {(p.origin, p.power, p.ally): p.alive for p in pact_survival(open_panel(), 10)}
    assert alive[1970, 2, 740]
    treaties = open_panel().table("treaties")
    pair = set(treaties[treaties["ccode"] == 740]["atopid"]) & set(treaties[treaties["ccode"] == 2]["atopid"])
    bilateral = treaties[
        treaties["atopid"].isin(pair) & (treaties["bilateral"] == 1) & (treaties["defence"] == 1)
    ]
    assert bilateral["atopid"].nunique() >= 1


def test_every_window_closes_within_the_record() -> None:
    """ATOP ends in 2018: no pact is said to have survived into years nobody has coded."""
    for horizon in (10, 20):
        assert max(p.origin for p in pact_survival(open_panel(), horizon)) + horizon <= 2018


@pytest.mark.parametrize("horizon", [10, 20])
def test_pacts_that_fall_together_widen_the_interval(horizon: int) -> None:
    """The interval is wider than it would be if every pact were a case of its own."""
    found = ties_base_rate(open_panel(), horizon)
    pacts = pact_survival(open_panel(), horizon)
    assert found["pacts"] == len(pacts)
    assert found["pact_survival"] == pytest.approx(np.mean([p.alive for p in pacts]), abs=1e-4)
    low, high = jeffreys(found["p"] * len(pacts), len(pacts))
    assert found["high"] - found["low"] > 2 * (high - low)


def test_the_answer_gets_base_rates_with_their_counts() -> None:
    """Every base rate carries its n, its words, and an interval that holds its p."""
    found = base_rates(open_panel(), {"2035": 10, "2045": 20})
    for outcome in ("balance_holds", "ties_survive"):
        for year in ("2035", "2045"):
            rate = found[outcome][year]
            assert rate["low"] <= rate["p"] <= rate["high"]
            assert rate["n"] > 0
            assert str(rate["n"]) in rate["what"]
            assert rate["level"] == 0.9
        later, sooner = (found[outcome][year]["p"] for year in ("2045", "2035"))
        assert later <= sooner


def test_the_same_panel_gives_the_same_numbers() -> None:
    """Resampling is addressed: two calls agree to the last digit."""
    assert base_rates(open_panel()) == base_rates(open_panel())
