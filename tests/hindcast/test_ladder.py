"""Which pairs climb and fall in a hindcast: calibrated on planted data, and by the past alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterpoise.draws import Draws, draw_lasting
from counterpoise.mechanisms import Ties
from counterpoise.vintage import VintagePanel
from counterpoise.vintage.calibration import LUCK, SLOPE, SPREAD, Fold, calibrate, chance
from counterpoise.vintage.inclination import CLIMB, FALL, Past, first_moves, incline
from counterpoise.vintage.lapses import BILATERAL, FEW, MANY, SEVERAL, WAR, Lapses, bound_by, count_lapses
from counterpoise.vintage.ties import split

NAMES = ("depth_1", "depth_2", "depth_3", "term")


def lived(rng: np.random.Generator, log_odds: np.ndarray, years: int) -> tuple[np.ndarray, np.ndarray]:
    """Years watched and whether the last brought a move, at constant yearly log-odds."""
    first = rng.geometric(1.0 / (1.0 + np.exp(-log_odds)))
    return np.minimum(first, years).astype(float), (first <= years).astype(float)


def planted(seed: int, shift: float, slope: float, spread: float, pairs: int = 6000) -> Fold:
    """A forecast whose faults are known."""
    rng = np.random.default_rng(seed)
    beyond = rng.normal(0.0, 1.5, pairs)
    truth = -3.5 + shift + slope * beyond + spread * rng.normal(size=pairs)
    return Fold(np.full(pairs, -3.5), beyond, *lived(rng, truth, 10))


@pytest.mark.parametrize(("shift", "slope", "spread"), [(0.0, 1.0, 0.7), (0.8, 0.4, 1.2), (-0.5, 0.0, 0.3)])
def test_planted_faults_of_forecasts_are_found(shift: float, slope: float, spread: float) -> None:
    """Shift, slope and lasting spread of pairs are recovered, and an era that is like the others adds no luck."""
    found = calibrate([planted(seed, shift, slope, spread) for seed in range(3)])
    assert found.shift == pytest.approx(shift, abs=0.15)
    assert found.slope == pytest.approx(slope, abs=0.1)
    assert found.spread == pytest.approx(spread, abs=0.25)
    assert found.luck < LUCK


def test_a_planted_weight_beside_the_logit_is_found_and_an_idle_one_is_not() -> None:
    """Moves that follow a term the logit knows nothing of give it its weight, and one that tells nothing none."""
    rng = np.random.default_rng(3)
    terms = rng.normal(size=(20_000, 2))
    odds = -3.0 + 0.8 * terms[:, 0]
    years = rng.geometric(1.0 / (1.0 + np.exp(-odds)))
    fold = Fold(
        np.full(len(odds), -3.0), np.zeros(len(odds)), np.minimum(years, 10.0), (years <= 10) * 1.0, terms
    )
    found = calibrate([fold])
    assert found.weights == pytest.approx((0.8, 0.0), abs=0.06)
    assert calibrate([]).weights == ()


def test_a_calibrated_chance_is_kept_one_five_and_ten_years_ahead() -> None:
    """Foretold and come agree at every horizon for pairs like those from which the calibration was learnt."""
    found = calibrate([planted(seed, 0.5, 0.5, 1.0) for seed in range(3)])
    fresh = planted(9, 0.5, 0.5, 1.0, 40_000)
    odds = fresh.rung + found.shift + found.slope * fresh.beyond
    for years in (1, 5, 10):
        came = (fresh.moved > 0) & (fresh.years <= years)
        assert chance(odds, found.spread, years).sum() == pytest.approx(came.sum(), rel=0.08)


def test_without_checked_forecasts_half_is_believed_and_a_worthless_one_not_at_all() -> None:
    """No fold leaves the prior; a forecast that ranks the wrong way round is not turned about, but left."""
    none = calibrate([])
    assert (none.shift, none.slope, none.luck) == (0.0, SLOPE, pytest.approx(LUCK))
    assert none.spread == pytest.approx(SPREAD)
    assert calibrate([planted(1, 0.0, -0.8, 0.5)]).slope == 0.0


@given(st.floats(-9.0, 2.0), st.floats(0.0, 3.0), st.floats(0.0, 2.5))
@settings(max_examples=40, deadline=None)
def test_chances_grow_with_years_and_odds_but_less_where_pairs_differ(
    odds: float, more: float, spread: float
) -> None:
    """Monotone in years and in log-odds; never above what the first year's chance would make of the years."""
    at = np.array([odds])
    chances = [float(chance(at, spread, years)[0]) for years in (1, 5, 10, 19)]
    assert all(a <= b + 1e-12 for a, b in pairwise(chances))
    assert float(chance(at + more, spread, 5)[0]) >= chances[1] - 1e-12
    assert chances[2] <= 1.0 - (1.0 - chances[0]) ** 10 + 1e-9


def record(seed: int = 0, years: range = range(1950, 2001), pairs: int = 500) -> Past:
    """A ladder on which one term says who climbs and its opposite who falls."""
    rng = np.random.default_rng(seed)
    term = rng.normal(size=pairs)
    level = np.zeros(pairs, dtype=np.int8)
    levels, terms = {}, {}
    for year in years:
        levels[year] = level.copy()
        depths = [level == k for k in (1, 2, 3)]
        terms[year] = np.column_stack([*depths, term]).astype(np.float32)
        up = rng.random(pairs) < 1.0 / (1.0 + np.exp(4.0 - 1.2 * term))
        down = rng.random(pairs) < 1.0 / (1.0 + np.exp(3.0 + 1.2 * term))
        level = np.where(up & (level < 3), level + 1, np.where(down & (level > 0), level - 1, level)).astype(
            np.int8
        )
    alive = dict.fromkeys(years, np.ones(pairs, dtype=bool))
    return Past(levels, alive, terms, NAMES, years[-1])


@pytest.mark.parametrize("sign", [CLIMB, FALL])
def test_the_logit_ranks_pairs_by_what_moved_them(sign: int) -> None:
    """Pairs whom the planted term moves are inclined to, at nearly the planted slope, climbing and falling."""
    past = record()
    found = incline(past, sign)
    here = past.levels[past.last]
    term = past.terms[past.last][:, 3]
    for rung in (1, 2):
        slope = np.polyfit(term[here == rung], found.yearly[here == rung], 1)[0]
        assert 0.6 * 1.2 < sign * slope < 1.6 * 1.2
    assert found.calibration.slope > 0.6


@pytest.mark.parametrize("sign", [CLIMB, FALL])
def test_a_changed_future_changes_no_inclination(sign: int) -> None:
    """Years after the last are not read: other levels and terms behind it leave every pair alone."""
    past = record()
    cut = 1985
    other = {y: (level if y <= cut else 3 - level).astype(np.int8) for y, level in past.levels.items()}
    terms = {y: (term if y <= cut else term + 7.0) for y, term in past.terms.items()}
    ours, theirs = (
        incline(replace(past, last=cut), sign),
        incline(replace(past, levels=other, terms=terms, last=cut), sign),
    )
    assert np.array_equal(ours.yearly, theirs.yearly)
    assert ours.calibration == theirs.calibration
    seen = incline(replace(past, levels=other, terms=terms), sign)
    assert not np.array_equal(incline(past, sign).yearly, seen.yearly)


def test_a_pair_is_watched_to_its_first_move_its_pact_or_its_end() -> None:
    """Moves are first passages: a pact ends the watch of a climb, a state's end that of either."""
    path = np.array(
        [[0, 0, 1, 0], [0, 4, 4, 4], [2, 1, 2, 2], [1, 1, 1, 1], [3, 3, 3, 4], [4, 4, 2, 2]], dtype=np.int8
    )
    levels = {year: path[:, k] for k, year in enumerate(range(1990, 1994))}
    alive = {year: np.array([True, True, True, year < 1992, True, True]) for year in levels}
    past = Past(levels, alive, {}, (), 1993)
    years, moved = first_moves(past, 1990, CLIMB, 10)
    assert years.tolist() == [2, 0, 3, 1, 0, 0]
    assert moved.tolist() == [True, False, False, False, False, False]
    years, moved = first_moves(past, 1990, FALL, 10)
    assert years.tolist() == [0, 0, 1, 1, 3, 0]
    assert moved.tolist() == [False, False, True, False, False, False]


@given(st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_rates_and_what_pairs_have_beyond_them_make_their_odds(seed: int) -> None:
    """Splitting loses nothing: rate of the rung plus own is the pair's log-odds, where the move can be made."""
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(0, 5, (6, 6)), 1).astype(float)
    odds = np.triu(rng.normal(-4.0, 3.0, (6, 6)), 1)
    depth, yearly = upper + upper.T, odds + odds.T
    rates, own = split(yearly, rng.normal(size=5), depth, (1, 2, 3))
    at = np.isin(depth, (1, 2, 3))
    assert np.allclose((rates[np.clip(depth - 1, 0, 2).astype(int)] + own)[at], yearly[at])
    assert (own[~at] == 0).all()
    assert ((rates >= -9.0) & (rates <= -1.0)).all()


def test_what_futures_give_a_pair_for_good_is_shared_by_the_ties_of_a_state() -> None:
    """A standard normal for each pair, the same both ways; ties that share a state move together, others do not."""
    code = jnp.array([2, 365, 710, 740])
    drawn = jax.vmap(lambda member: draw_lasting(jnp.uint32(1), member, code))(
        jnp.arange(4000, dtype=jnp.uint32)
    )
    empty = jnp.zeros(0)
    own = np.asarray(
        jax.vmap(lambda u: Ties._own(Draws(empty, empty, empty, empty, u, empty), "ties climbing"))(drawn)
    )
    assert np.array_equal(own, own.transpose(0, 2, 1))
    assert own[:, 0, 1].std() == pytest.approx(1.0, abs=0.05)
    assert np.corrcoef(own[:, 0, 1], own[:, 0, 2])[0, 1] == pytest.approx(0.5, abs=0.05)
    assert abs(np.corrcoef(own[:, 0, 1], own[:, 2, 3])[0, 1]) < 0.05


def treaty(key: int, codes: list[int], begin: int, end: float, war: int = 0) -> list[dict[str, float]]:
    """Rows of a defence treaty."""
    common = {"atopid": key, "entry_year": begin, "exit_year": end, "defence": 1, "wartime": war}
    return [{**common, "ccode": code} for code in codes]


TREATIES = pd.DataFrame(
    [
        *treaty(1, [2, 200, 220, 210, 20], 1949, np.nan),
        *treaty(2, [200, 220], 1947, np.nan),
        *treaty(3, [2, 740], 1951, 1960),
        *treaty(4, [740, 732, 710], 1955, np.nan),
        *treaty(5, [365, 710], 1941, 1945, war=1),
    ]
)


def test_what_binds_a_pair_is_read_from_its_treaties() -> None:
    """Bilateral, few, many, several at once, of war, or nothing; symmetric, and over when the treaty is."""
    codes = [2, 200, 220, 740, 732, 365, 710]
    kind, key = bound_by(TREATIES, codes, 1955)
    at = {(a, b): int(kind[codes.index(a), codes.index(b)]) for a in codes for b in codes}
    assert at[2, 200] == MANY
    assert at[200, 220] == SEVERAL
    assert at[2, 740] == BILATERAL
    assert at[740, 732] == FEW
    assert at[365, 710] == -1
    assert np.array_equal(kind, kind.T)
    assert key[codes.index(200), codes.index(220)] == 1
    before, after = bound_by(TREATIES, codes, 1944)[0], bound_by(TREATIES, codes, 1960)[0]
    assert before[codes.index(365), codes.index(710)] == WAR
    assert after[codes.index(2), codes.index(740)] == -1


def test_rates_of_lapse_lie_between_those_of_their_kind_and_of_all() -> None:
    """What was never tried has the rate of all kinds; much of a kind has its own."""
    few = Lapses(np.array([0.0, 0, 0, 0, 0]), np.array([0.0, 0, 0, 0, 0]), 1990)
    assert np.ptp(few.rate) == pytest.approx(0.0)
    many = Lapses(np.array([40.0, 0, 2, 1, 30]), np.array([1000.0, 0, 400, 400, 40]), 1990)
    assert many.rate[BILATERAL] == pytest.approx(0.04, rel=0.05)
    assert many.rate[SEVERAL] < many.rate[MANY] < many.rate[FEW] < many.rate[BILATERAL]
    assert many.draws(MANY).mean() == pytest.approx(many.rate[MANY], rel=0.1)


def test_lapses_of_a_real_past_are_those_to_the_origin(known: VintagePanel) -> None:
    """By 1890 bilateral treaties had lapsed oftener than pairs bound by several; nothing later is counted."""
    found = count_lapses(known, known.origin)
    again = count_lapses(VintagePanel(known, 1895), known.origin)
    assert found.rate[BILATERAL] > found.rate[SEVERAL] > 0
    assert np.array_equal(found.treaty_years, again.treaty_years)
    assert np.array_equal(found.lapsed, again.lapsed)
