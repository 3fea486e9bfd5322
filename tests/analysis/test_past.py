"""The observed years: the same measures as the simulated ones, and gaps where no source reaches."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from counterpoise.analysis.past import FIRST_YEAR, SINCE, Past, measure_past
from counterpoise.analysis.prepare import Prepared
from counterpoise.data import Panel, open_panel
from counterpoise.observe.alignment import depth_at
from counterpoise.scenario import load_scenario


@pytest.fixture(scope="module")
def known() -> Panel:
    """What the latest edition may know."""
    panel = open_panel()
    return panel.vintage(str(load_scenario("asia", panel).at("latest").cutoff))


@pytest.fixture(scope="module")
def past(ready: Prepared, known: Panel) -> Past:
    """The default scenario's observed years."""
    return measure_past(ready.observed, known, ready.parameters)


def test_the_record_runs_from_1990_to_the_start(past: Past, ready: Prepared) -> None:
    """Every year from 1990 is there, and exactly those before the table of ties are marked as traced."""
    assert past.years == tuple(range(SINCE, ready.observed.start))
    assert [year for year, mark in zip(past.years, past.traced, strict=True) if mark] == list(
        range(SINCE, FIRST_YEAR)
    )
    assert 0.5 < past.alike < 1.0


def test_the_last_observed_year_is_where_the_futures_begin(past: Past, ready: Prepared, known: Panel) -> None:
    """Ties and effort of the last year are the first World's, but for ties that have moved since."""
    observed, setting = ready.observed, ready.observed.case.setting
    then = depth_at(known, observed.states, f"{past.years[-1]}-12-31")
    moved = then != np.asarray(observed.case.world.depth)
    for role, values, start in (
        (observed.patron, past.tie_patron[-1], setting.observed_patron),
        (observed.challenger, past.tie_challenger[-1], setting.observed_challenger),
    ):
        still = ~moved[observed.states.index(role)]
        assert still.mean() > 0.9
        np.testing.assert_allclose(values[still], expit(np.asarray(start))[still], rtol=1e-4)
    seen = np.fmax(past.effort[-1], past.imputed[-1])
    np.testing.assert_allclose(seen, np.exp(np.asarray(setting.observed_burden)), rtol=1e-5)


def test_missing_is_never_zero(past: Past, known: Panel, ready: Prepared) -> None:
    """A year in which the spending of one state is unknown has no ratio, threat or protection of anybody."""
    spending = np.asarray(known.values("milex", list(ready.observed.codes), list(past.years)), dtype=float)
    unknown = np.isnan(spending).any(axis=1)
    assert unknown.any()
    for values in (past.ratio, past.threat, past.protection):
        assert np.isnan(values[unknown]).all()
        assert (values[~unknown] > 0).all()


def test_a_filled_gap_is_never_an_observation(past: Past) -> None:
    """No cell is both observed and filled."""
    assert not (np.isfinite(past.effort) & np.isfinite(past.imputed)).any()
    assert np.isfinite(past.imputed).any()
