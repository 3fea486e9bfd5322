"""The benchmark's peers live the same years: NumPy, the compiled engine, C and Mesa."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from benchmarks import agents, fused, pairs

from counterpoise.noise import uniform

STATES, MEMBERS, YEARS = 9, 6, 8


@pytest.fixture(scope="module")
def case() -> pairs.Pairs:
    """A small case."""
    return pairs.made(STATES)


@pytest.fixture(scope="module")
def expected(case: pairs.Pairs) -> list[np.ndarray]:
    """What NumPy makes of it: disputes, rungs, alarm."""
    return pairs.plain(case, pairs.parameters(MEMBERS), YEARS)


def _same(found: list[np.ndarray], expected: list[np.ndarray]) -> None:
    np.testing.assert_array_equal(found[0], expected[0], err_msg="disputes")
    np.testing.assert_array_equal(found[1], expected[1], err_msg="rungs")
    np.testing.assert_allclose(found[2], expected[2], rtol=2e-4, err_msg="alarm")


def test_something_happens_in_the_years_compared(expected: list[np.ndarray]) -> None:
    """Disputes begin, ties move."""
    assert expected[0].sum() > 0
    assert (np.diff(expected[1], axis=1) != 0).any()


def test_the_engine_agrees(case: pairs.Pairs, expected: list[np.ndarray]) -> None:
    """Compiled with members side by side, each event falls alike."""
    found = pairs.compiled(case, YEARS, MEMBERS)(pairs.parameters(MEMBERS))
    _same([np.asarray(series).T for series in found], expected)


@pytest.mark.skipif(fused.compiler() is None, reason="no C compiler here")
def test_c_agrees(case: pairs.Pairs, expected: list[np.ndarray]) -> None:
    """The fused loop in C, with its own hash; it leaves this process its small numbers."""
    _same(fused.fused(case, pairs.parameters(MEMBERS), YEARS), expected)
    assert sys.float_info.min / 2.0 > 0.0


def test_mesa_agrees(case: pairs.Pairs, expected: list[np.ndarray]) -> None:
    """The agents, given the same luck."""
    given = pairs.parameters(MEMBERS)
    for member in range(2):
        year = [pairs.FIRST_YEAR]

        def luck(purpose: str, one: int, other: int, member: int = member, year: list[int] = year) -> float:
            a, b = int(case.code[one]), int(case.code[other])
            ends = (a, b) if purpose == "dispute" else (min(a, b), max(a, b))
            return float(uniform(1, member, year[0], purpose, *ends))

        world = agents.World(case, given, member, luck)
        for _ in range(YEARS):
            world.step()
            year[0] += 1
        found = [np.array([series]) for series in (world.disputes, world.rungs, world.alarm)]
        _same(found, [series[member : member + 1] for series in expected])
