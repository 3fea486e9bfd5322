"""The emulator separates luck from ignorance, on ensembles whose truth is known."""

import numpy as np
import pytest
from scipy.special import expit

from counterpoise.analysis.emulator import Emulator, emulate, scores, spread_by


def planted(members: int, slope: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes whose log-odds are ``slope`` times the first of twenty scores."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((members, 20))
    chance = expit(0.5 + slope * z[:, 0])
    return rng.random(members) < chance, z, chance


def test_pure_luck_leaves_a_narrow_range():
    """Where parameters do nothing the range of the chance is a few points, not what noise would draw."""
    outcome, z, _ = planted(2000, 0.0)
    low, high = emulate(outcome, z).interval()
    assert high - low < 0.08
    assert emulate(outcome, z).luck > 0.97


@pytest.mark.parametrize("slope", [0.7, 1.5, 3.0])
def test_known_range_is_recovered(slope: float):
    """Where one parameter matters the range is close to the true one and never wider by much."""
    outcome, z, chance = planted(4000, slope)
    low, high = emulate(outcome, z).interval()
    truth = np.quantile(chance, [0.05, 0.95])
    assert low == pytest.approx(truth[0], abs=0.06)
    assert high == pytest.approx(truth[1], abs=0.06)


def test_spread_goes_to_the_parameter_that_acts():
    """The share of spread belongs to the group of the parameter that moves the outcome."""
    outcome, z, _ = planted(4000, 1.5)
    shares = spread_by(emulate(outcome, z), ["judgement"] + ["estimated"] * 19)
    assert shares["judgement"] > 0.95
    assert sum(shares.values()) == pytest.approx(1.0)


def test_mean_chance_is_the_frequency():
    """The emulator moves probability between members but not the answer itself."""
    outcome, z, _ = planted(3000, 1.0)
    assert emulate(outcome, z).chance.mean() == pytest.approx(outcome.mean(), abs=2e-3)


def test_unanimous_futures_have_no_range():
    """If every future agrees there is nothing to attribute."""
    emulator = emulate(np.ones(500, dtype=bool), np.random.default_rng(1).standard_normal((500, 3)))
    assert emulator.interval() == (1.0, 1.0)
    assert spread_by(emulator, ["a", "b", "c"]) == {}


def test_scores_ignore_monotone_changes_of_unit():
    """Logs or rescaling change no score."""
    x = np.random.default_rng(2).lognormal(size=200)
    np.testing.assert_allclose(scores({"p": x}, ["p"]), scores({"p": np.log(x) * 3 + 7}, ["p"]))


def test_luck_of_a_certain_emulator_is_bounded():
    """Luck is a share: between 0 and 1 whatever the chances."""
    assert Emulator(np.array([0.0, 1.0]), np.zeros(1)).luck == 0.0
