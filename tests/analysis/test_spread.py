"""Spread and range are recovered on ensembles whose truth is known, with as many parameters as the model has."""

import numpy as np
import pytest
from scipy.special import expit

from counterpoise.analysis.probability import between_parameters, chance
from counterpoise.analysis.spread import errors_of, scores, shares_of, spread_and_without, spread_of

PARAMETERS = 120


def planted(members: int, slopes: np.ndarray, tellings: int = 2, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Futures told several times, their scores, and the chance that each one's parameters give."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((members, len(slopes)))
    truth = expit(0.7 + z @ slopes)
    return rng.random((tellings, members)) < truth, z, truth


def many(width: float, seed: int = 3) -> np.ndarray:
    """Slopes of many parameters that together spread the log-odds by ``width``."""
    slopes = np.random.default_rng(seed).exponential(size=PARAMETERS)
    return slopes * width / np.sqrt((slopes**2).sum())


@pytest.mark.parametrize("width", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("members", [500, 2000, 8000])
def test_range_of_many_small_causes_is_recovered(width: float, members: int) -> None:
    """With 120 parameters, none of them large, the range is the true one whatever the number of futures."""
    ends = []
    for seed in range(12):
        told, _, truth = planted(members, many(width), seed=seed)
        found = chance(told[0], told[1:])
        ends.append((found["low"], found["high"], *np.quantile(truth, [0.05, 0.95])))
    low, high, true_low, true_high = np.mean(ends, axis=0)
    room = 0.06 if members == 500 else 0.04
    assert low == pytest.approx(true_low, abs=room)
    assert high == pytest.approx(true_high, abs=room)


def test_range_does_not_grow_with_the_number_of_futures() -> None:
    """Four times the futures: the same range, up to its error."""
    widths = []
    for members in (1000, 4000):
        found = [
            chance(told[0], told[1:])
            for told in (planted(members, many(1.0), seed=seed)[0] for seed in range(12))
        ]
        widths.append(np.mean([f["high"] - f["low"] for f in found]))
    assert widths[0] == pytest.approx(widths[1], rel=0.12)


def test_pure_luck_leaves_a_narrow_range() -> None:
    """Where parameters do nothing the range is a few points of simulation error."""
    widths = []
    for seed in range(12):
        told, _, _ = planted(2000, np.zeros(PARAMETERS), seed=seed)
        found = chance(told[0], told[1:])
        widths.append(found["high"] - found["low"])
    assert np.median(widths) < 0.12


def test_variance_between_parameters_is_unbiased() -> None:
    """The covariance of two tellings is the variance of the chance."""
    found, true = [], []
    for seed in range(40):
        told, _, truth = planted(1000, many(1.0), tellings=3, seed=seed)
        found.append(between_parameters(told.astype(float)))
        true.append(truth.var())
    assert np.mean(found) == pytest.approx(np.mean(true), abs=3 * np.std(found) / np.sqrt(40))


def test_more_tellings_help_a_small_ensemble() -> None:
    """Fifty futures told sixteen times give nearly the range of thousands told twice."""
    ends = []
    for seed in range(30):
        told, _, _ = planted(50, many(1.5), tellings=16, seed=seed)
        ends.append([chance(told[0], told[1:])[key] for key in ("low", "high")])
    _, _, truth = planted(20000, many(1.5))
    low, high = np.mean(ends, axis=0)
    assert low <= np.quantile(truth, 0.05) + 0.05
    assert high >= np.quantile(truth, 0.95) - 0.05


def test_the_number_itself_lies_inside_its_range() -> None:
    """Whatever the futures, low <= p <= high, within 0 and 1."""
    rng = np.random.default_rng(1)
    for members in (1, 2, 7, 40, 300):
        for p in (0.0, 0.02, 0.5, 1.0):
            told = rng.random((3, members)) < p
            found = chance(told[0], told[1:])
            assert 0.0 <= found["low"] <= found["p"] <= found["high"] <= 1.0


def test_spread_goes_to_the_parameter_that_acts() -> None:
    """Ninety-nine idle parameters do not outweigh one that matters."""
    slopes = np.zeros(100)
    slopes[0] = 1.0
    told, z, _ = planted(4000, slopes)
    shares = shares_of(spread_of(told[0], told[1], z), ["judgement"] + ["estimated"] * 99)
    assert shares["judgement"] > 0.9
    assert sum(shares.values()) == pytest.approx(1.0)


def test_idle_groups_get_their_due_on_average() -> None:
    """Half the spread to each of two groups of unlike size, on average; ensembles differ by the error that is told."""
    slopes, group = np.array([0.6, *np.full(81, 0.6 / 9)]), ["one"] + ["many"] * 81
    found, errors = [], []
    for seed in range(12):
        told, z, _ = planted(2000, slopes, seed=seed)
        spread, without = spread_and_without(told[0], told[1], z)
        shares = shares_of(spread, group)
        found.append(shares["one"])
        errors.append(errors_of(without, group, shares)["one"])
    assert np.mean(found) == pytest.approx(0.5, abs=0.08)
    assert np.std(found) / 2 < np.mean(errors) < 2 * np.std(found)


def test_unanimous_futures_have_nothing_to_divide() -> None:
    """If every future agrees there is nothing to attribute, and the answer says so by saying nothing."""
    agreed = np.ones(500, dtype=bool)
    spread = spread_of(agreed, agreed, np.random.default_rng(1).standard_normal((500, 3)))
    assert shares_of(spread, ["a", "b", "c"]) == {}


def test_scores_ignore_monotone_changes_of_unit() -> None:
    """Logs or rescaling change no score."""
    x = np.random.default_rng(2).lognormal(size=200)
    np.testing.assert_allclose(scores({"p": x}, ["p"]), scores({"p": np.log(x) * 3 + 7}, ["p"]))
