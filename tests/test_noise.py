"""Noise by address: the same bits everywhere, and statistically as good as dice."""

from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from counterpoise.noise import STEP, bits, code_of, normal, quantise, standard_normal_quantile, uniform

WORDS = ("seed", "member", "year", "mechanism", "source", "target")
BASE = {"seed": 1, "member": 17, "year": 2031, "mechanism": code_of("dispute"), "source": 710, "target": 740}
COUNT = 200_000
COMPILED = jax.jit(lambda words: uniform(*words))
addresses = st.lists(st.integers(min_value=0, max_value=2**32 - 1), min_size=6, max_size=6)


def along(axis: str, start: int = 0, count: int = COUNT, **other: int) -> np.ndarray:
    """Uniforms at neighbouring addresses along one axis."""
    address = {**BASE, **other, axis: np.arange(start, start + count)}
    return uniform(**address).astype(np.float64)


@given(addresses)
def test_numpy_and_jax_give_the_same_bits(address: list[int]) -> None:
    """The host and the compiled version agree bit for bit, for any address."""
    compiled = COMPILED(jnp.asarray(address, dtype=jnp.uint32))
    assert np.asarray(compiled) == uniform(*address)


def test_compiled_batches_give_the_bits_of_single_draws() -> None:
    """Under jit and vmap a member's draws are the ones it has alone on the host."""
    codes = jnp.asarray([2, 710, 740])

    def member(number: jax.Array) -> jax.Array:
        return uniform(5, number, 2040, "tie_up", codes[:, None], codes[None, :])

    batch = np.asarray(jax.jit(jax.vmap(member))(jnp.arange(64)))
    for number, (row, source), (column, target) in itertools.product(
        (0, 63), enumerate((2, 710, 740)), enumerate((2, 710, 740))
    ):
        assert batch[number, row, column] == uniform(5, number, 2040, "tie_up", source, target)


@given(st.integers(1, 40), st.permutations([2, 710, 740, 732]))
def test_a_draw_depends_on_nothing_but_its_address(members: int, codes: list[int]) -> None:
    """Neither the number of members nor the order or presence of other states moves a draw."""
    matrix = uniform(1, np.arange(members)[:, None], 2030, "exit", np.asarray(codes)[None, :])
    assert matrix[members - 1, codes.index(740)] == uniform(1, members - 1, 2030, "exit", 740)


@given(addresses)
def test_uniforms_lie_strictly_inside_the_unit_interval(address: list[int]) -> None:
    """No draw is 0 or 1, so a hazard of 0 never happens, one of 1 always, and logarithms are finite."""
    assert 0.0 < uniform(*address) < 1.0


def test_the_extreme_uniforms_are_exact_in_float32() -> None:
    """All 32 bits clear or set map to 2**-24 and 1 - 2**-24, not to 0 or 1."""
    k = np.asarray([0, 2**23 - 1], dtype=np.uint32)
    assert ((k * 2 + 1).astype(np.float32) * np.float32(2.0**-24)).tolist() == [2.0**-24, 1 - 2.0**-24]


@pytest.mark.parametrize("axis", WORDS)
def test_draws_are_uniform_along_every_axis(axis: str) -> None:
    """A chi-square over 256 cells accepts neighbouring addresses along each axis, high and low bits alike."""
    drawn = along(axis)
    for cells in (np.floor(drawn * 256), np.floor(drawn * 2**23) % 256):
        counts = np.bincount(cells.astype(int), minlength=256)
        assert 1e-4 < stats.chisquare(counts).pvalue < 1 - 1e-4


@pytest.mark.parametrize("axis", WORDS)
@pytest.mark.parametrize("lag", [1, 2, 7, 64, 256])
def test_neighbouring_addresses_are_uncorrelated(axis: str, lag: int) -> None:
    """Serial correlation along each axis is what luck alone gives (within 4 standard errors)."""
    drawn = along(axis)
    assert abs(np.corrcoef(drawn[:-lag], drawn[lag:])[0, 1]) < 4 / np.sqrt(COUNT)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(WORDS, 2)))
def test_draws_fill_the_square_of_any_two_axes(one: str, other: str) -> None:
    """On a grid of two axes both marginal means and the pairs of diagonal neighbours behave like luck."""
    first, second = np.arange(300)[:, None], np.arange(300)[None, :]
    drawn = uniform(**{**BASE, one: first, other: second}).astype(np.float64) - 0.5
    error = np.sqrt(1 / 12 / 300)
    assert np.abs(drawn.mean(axis=0)).max() < 5 * error
    assert np.abs(drawn.mean(axis=1)).max() < 5 * error
    diagonal = (drawn[:-1, :-1] * drawn[1:, 1:]).mean() * 12
    mirrored = (np.triu(drawn, 1) * np.tril(drawn, -1).T).sum() * 12 / (300 * 299 / 2)
    assert abs(diagonal) < 5 / 300
    assert abs(mirrored) < 5 / np.sqrt(300 * 299 / 2)


@pytest.mark.parametrize("axis", WORDS)
def test_flipping_one_bit_of_the_address_flips_half_the_output(axis: str) -> None:
    """Avalanche: each of 32 input bits flips each of 32 output bits with probability one half."""
    value = np.arange(20_000, dtype=np.uint32) * np.uint32(7)
    before = bits(**{**BASE, axis: value})
    for flipped in range(32):
        difference = before ^ bits(**{**BASE, axis: value ^ np.uint32(1 << flipped)})
        rate = np.unpackbits(difference.view(np.uint8).reshape(-1, 4), axis=1).mean(axis=0)
        assert np.abs(rate - 0.5).max() < 5 * 0.5 / np.sqrt(value.size)


def test_seeds_are_independent_streams() -> None:
    """Neighbouring and distant seeds share neither values nor correlation."""
    streams = np.stack([along("member", seed=seed) for seed in (0, 1, 2, 3, 2045, 2**32 - 1)])
    matrix = np.corrcoef(streams) - np.eye(len(streams))
    assert np.abs(matrix).max() < 4.5 / np.sqrt(COUNT)


def test_mechanisms_are_independent_streams() -> None:
    """Two mechanisms of one state and year do not share their luck."""
    names = ("dispute", "tie_up", "tie_down", "exit", "bargain", "growth")
    streams = np.stack([along("member", mechanism=code_of(name)) for name in names])
    assert np.abs(np.corrcoef(streams) - np.eye(len(names))).max() < 4.5 / np.sqrt(COUNT)


def test_a_directed_pair_and_its_mirror_are_two_addresses() -> None:
    """What A draws against B is not what B draws against A."""
    forward, backward = along("member", source=710, target=740), along("member", source=740, target=710)
    assert abs(np.corrcoef(forward, backward)[0, 1]) < 4 / np.sqrt(COUNT)


def test_distinct_addresses_do_not_collide_more_than_chance() -> None:
    """Among 8 million addresses of a run the 32-bit outputs repeat as often as independent draws would."""
    drawn = bits(
        1, np.arange(400)[:, None, None], np.arange(2025, 2045)[None, :, None], "dispute", np.arange(1000)
    )
    repeats = drawn.size - np.unique(drawn).size
    expected = drawn.size**2 / 2**33
    assert abs(repeats - expected) < 6 * np.sqrt(expected)


def test_normals_have_the_moments_and_tails_of_the_normal_law() -> None:
    """Mean 0, variance 1, no skew, no excess kurtosis, and tails of the right weight out to 4 sd."""
    drawn = normal(3, np.arange(1_000_000), 2030, "growth", 740).astype(np.float64)
    root = 1e-3
    assert abs(drawn.mean()) < 4 * root
    assert abs(drawn.var() - 1) < 4 * np.sqrt(2) * root
    assert abs(stats.skew(drawn)) < 4 * np.sqrt(6) * root
    assert abs(stats.kurtosis(drawn)) < 4 * np.sqrt(24) * root
    for edge in (1, 2, 3, 4):
        expected = 2e6 * stats.norm.sf(edge)
        assert abs((np.abs(drawn) > edge).sum() - expected) < 5 * np.sqrt(expected)
    assert stats.kstest(drawn, "norm").pvalue > 1e-4


def test_the_normal_quantile_is_accurate_over_the_whole_grid() -> None:
    """The approximation stays within 2e-6 of the exact quantile at every 101st uniform, tails included."""
    exact = (2 * np.arange(0, 2**23, 101) + 1) * 2.0**-24
    approximate = standard_normal_quantile(exact.astype(np.float32))
    assert np.abs(approximate - special.ndtri(exact)).max() < 2e-6


def test_normals_of_numpy_and_jax_agree_to_the_stated_tolerance() -> None:
    """Logarithms of two libraries move a normal by less than 2e-6."""
    members = np.arange(100_000)
    compiled = jax.jit(lambda m: normal(1, m, 2030, "growth", 740))(jnp.asarray(members))
    assert np.abs(np.asarray(compiled) - normal(1, members, 2030, "growth", 740)).max() < 2e-6


@given(st.floats(0, 1, width=32))
def test_quantised_hazards_are_near_and_on_the_grid(hazard: float) -> None:
    """Rounding moves a hazard by at most half a step and is idempotent; 0 and 1 stay."""
    rounded = quantise(np.float32(hazard))
    assert abs(float(rounded) - hazard) <= STEP / 2
    assert quantise(rounded) == rounded
    assert float(rounded) / STEP == round(float(rounded) / STEP)


def test_a_last_digit_flips_no_draw_away_from_a_rounding_edge() -> None:
    """Hazards one float32 apart give the same event for all but the few astride the middle of a step."""
    hazard = uniform(1, np.arange(50_000), 0, "hazard")
    nudged = np.nextafter(hazard, np.float32(1))
    assert (quantise(hazard) != quantise(nudged)).mean() < 0.1
    drawn = uniform(1, np.arange(50_000), 0, "event")
    assert ((drawn < quantise(hazard)) != (drawn < quantise(nudged))).sum() == 0


def test_events_happen_as_often_as_their_hazard_says() -> None:
    """P(u < p) = p: counts over a million draws lie within 5 standard errors."""
    drawn = along("member", count=1_000_000)
    for hazard in (0.001, 0.05, 0.5, 0.95):
        expected = 1e6 * hazard
        assert abs((drawn < float(quantise(hazard))).sum() - expected) < 5 * np.sqrt(expected * (1 - hazard))


def test_an_address_of_fractions_is_refused() -> None:
    """A year of 2030.5 is a mistake, not a rounding matter."""
    with pytest.raises(TypeError, match="made of integers"):
        uniform(1, 2, 2030.5, "exit")


def test_the_addresses_of_mechanisms_never_move() -> None:
    """Names map to fixed integers, so that a published seed reproduces its futures."""
    assert (code_of("dispute"), code_of("tie_up")) == (1016221703, 3691407739)
    assert bits(1, 2, 3, "dispute", 4, 5) == 1437528514
