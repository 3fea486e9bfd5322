"""V1: the verdict rests on each of its three clauses, and falls where one is turned off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from counterpoise.analysis.clauses import CLAUSES, clauses_of, without_clause
from counterpoise.analysis.stories import Story, tell
from counterpoise.data import open_panel
from counterpoise.model import Model
from counterpoise.observe.case import observe
from counterpoise.parameters import ParameterSet
from counterpoise.scenario import load_scenario

YEARS = {"2035": 10, "2045": 20}


@pytest.fixture(scope="module")
def told() -> dict[str, Story]:
    """The full story and the three without a clause, 125 futures each."""
    panel = open_panel()
    scenario = load_scenario("asia", panel).at("latest")
    parameters = ParameterSet.load()
    draws = parameters.draw(1, 125)
    terms = {path: parameters.posteriors[str(fit.posterior)].names for path, fit in parameters.fits.items()}
    model = Model.from_parameters(draws, terms)
    coefficients = parameters.posteriors["dispute_initiation"].draws.mean(axis=0)
    known = panel.vintage(str(scenario.cutoff))
    observed = observe(known, scenario, coefficients, parameters["arming.depreciation"].value)
    stories: dict[str, Any] = {"full": tell(observed, model, draws, {}, 1, chunk=1000)}
    for clause in CLAUSES:
        case, changed = without_clause(clause, observed, model)
        stories[clause] = tell(case, changed, draws, {}, 1, chunk=1000)
    return stories


@pytest.mark.parametrize("clause", CLAUSES)
def test_v1_each_clause_carries_the_verdict(clause: str, told: dict[str, Story]) -> None:
    """Without the patron's interest, the partners' help or their wish the balance holds less often."""
    found = clauses_of(told["full"], {clause: told[clause]}, YEARS)[clause]
    assert found["balance_holds"]["carries"] > 0.1
    assert found["balance_holds"]["carries"] > found["balance_holds"]["error"]


def test_v1_without_interest_no_treaty_is_believed(told: dict[str, Story]) -> None:
    """Treaties may stand, but nobody believes them: the ties do not survive in any future."""
    assert not told["interest"].ties[:, -1].any()
    believed = np.asarray(told["interest"].series["commitment"])
    others = [k for k in range(believed.shape[-1]) if k != 1]
    assert believed[..., others].max() < 1e-3


def test_v1_a_clause_changes_nothing_else(told: dict[str, Story]) -> None:
    """Growth and elections are the same in every future: the stories share their luck."""
    for clause in CLAUSES:
        np.testing.assert_array_equal(told[clause].series["exit"][:, 0], told["full"].series["exit"][:, 0])
        np.testing.assert_allclose(
            told[clause].series["output"][:, 1], told["full"].series["output"][:, 1], rtol=1e-6
        )
