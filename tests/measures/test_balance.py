"""Balance by theatre: laws for any numbers, and the table of ratios that the bundled panel must give."""

from __future__ import annotations

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from counterpoise.data import open_panel
from counterpoise.measures.balance import (
    at_points,
    point_balance,
    theatre_balance,
    theatre_mean,
    third_weight,
)
from counterpoise.measures.stock import military_stock
from counterpoise.theatres import open_theatres

UNHURRIED = settings(deadline=None)
"""Compilation and a busy machine are no failure of a law."""

STATES, POINTS = 5, 3
SHARE = st.floats(0.0, 1.0)
POSITIVE = st.floats(0.05, 20.0)
MEMBERSHIP = np.array([[0.5, 0.0], [0.5, 0.0], [0.0, 1.0]])


@st.composite
def situations(draw: Any) -> dict[str, np.ndarray]:
    """Five states, three points: the first is the target, the second the challenger, the rest third."""
    own, rival = np.zeros((STATES, POINTS)), np.zeros((STATES, POINTS))
    own[0], rival[1] = 1.0, 1.0
    third = draw(arrays(float, (STATES, POINTS), elements=SHARE))
    third[:2] = 0.0
    return {
        "force": draw(arrays(float, (STATES, POINTS), elements=POSITIVE)),
        "patron": draw(arrays(float, POINTS, elements=POSITIVE)),
        "commitment": draw(arrays(float, POINTS, elements=SHARE)),
        "own": own,
        "third": third,
        "rival": rival,
        "patron_share": draw(arrays(float, POINTS, elements=SHARE)),
        "membership": MEMBERSHIP,
    }


def raised(situation: dict[str, np.ndarray], key: str, row: Any, by: float) -> dict[str, np.ndarray]:
    """The situation with one entry raised."""
    more = situation[key].copy()
    more[row] += by
    return {**situation, key: more}


@UNHURRIED
@given(situations(), st.integers(0, POINTS - 1), st.floats(0.01, 1.0))
def test_more_commitment_never_lowers_a_ratio(
    situation: dict[str, np.ndarray], point: int, more: float
) -> None:
    """B rises with kappa."""
    before = theatre_balance(**situation)
    assert (theatre_balance(**raised(situation, "commitment", point, more)) >= before * (1 - 1e-12)).all()


@UNHURRIED
@given(situations(), st.sampled_from([0, 2, 3, 4]), st.floats(0.01, 10.0))
def test_more_own_or_partner_force_never_lowers_a_ratio(
    situation: dict[str, np.ndarray], state: int, more: float
) -> None:
    """Help is help, whoever brings it."""
    before = theatre_balance(**situation)
    assert (theatre_balance(**raised(situation, "force", state, more)) >= before * (1 - 1e-12)).all()


@UNHURRIED
@given(situations(), st.floats(0.01, 10.0))
def test_more_force_of_the_challenger_never_raises_a_ratio(
    situation: dict[str, np.ndarray], more: float
) -> None:
    """B falls as the challenger arms."""
    before = theatre_balance(**situation)
    assert (theatre_balance(**raised(situation, "force", 1, more)) <= before * (1 + 1e-12)).all()


@UNHURRIED
@given(situations(), st.floats(1e-3, 1e3))
def test_the_unit_of_force_does_not_matter(situation: dict[str, np.ndarray], unit: float) -> None:
    """Multiplying every stock by one number leaves every ratio as it is."""
    scaled = {**situation, "force": unit * situation["force"], "patron": unit * situation["patron"]}
    np.testing.assert_allclose(theatre_balance(**scaled), theatre_balance(**situation), rtol=1e-9)


@UNHURRIED
@given(situations(), st.permutations(range(STATES)))
def test_the_order_of_states_does_not_matter(situation: dict[str, np.ndarray], order: list[int]) -> None:
    """States may be listed in any order."""
    mixed = {**situation, **{key: situation[key][order] for key in ("force", "own", "third", "rival")}}
    np.testing.assert_allclose(theatre_balance(**mixed), theatre_balance(**situation), rtol=1e-9)


@UNHURRIED
@given(situations())
def test_a_theatre_lies_between_its_points(situation: dict[str, np.ndarray]) -> None:
    """The mean of two points is between them; a theatre of one point is that point."""
    points = point_balance(**{k: v for k, v in situation.items() if k != "membership"})
    mean = theatre_mean(points, MEMBERSHIP)
    assert points[:2].min() * (1 - 1e-9) <= mean[0] <= points[:2].max() * (1 + 1e-9)
    assert mean[1] == pytest.approx(points[2])


@UNHURRIED
@given(situations())
def test_jax_numpy_and_leading_axes_agree(situation: dict[str, np.ndarray]) -> None:
    """One call over members gives what one call per member gives, in either array library."""
    alone = theatre_balance(**situation)
    many = {
        k: np.stack([v, v]) if k in ("force", "patron", "commitment") else v for k, v in situation.items()
    }
    np.testing.assert_allclose(theatre_balance(**many)[1], alone, rtol=1e-12)
    traced = jax.jit(theatre_balance)(**{k: jnp.asarray(v) for k, v in many.items()})
    np.testing.assert_allclose(np.asarray(traced)[0], alone, rtol=1e-4)


def test_an_unknown_state_that_counts_makes_the_ratio_unknown() -> None:
    """Missing is not zero where it matters, and does not matter where its weight is zero."""
    force = np.array([[1.0], [np.nan], [2.0]])
    own, rival, nobody = (np.array([[a], [b], [c]]) for a, b, c in ((1, 0, 0), (0, 0, 1), (0, 0, 0)))
    ask = {"patron": np.zeros(1), "commitment": np.zeros(1), "patron_share": np.ones(1)}
    left_out = point_balance(force, own=own, third=nobody, rival=rival, **ask)
    counted = point_balance(force, own=own, third=np.array([[0], [1], [0]]), rival=rival, **ask)
    assert left_out.tolist() == [0.5]
    assert np.isnan(counted).all()
    assert np.isnan(theatre_mean(counted, np.ones((1, 1)))).all()


def test_one_lost_point_loses_the_theatre_and_no_opposition_is_infinite() -> None:
    """A ratio of zero is not averaged away; where nobody stands against, the ratio is infinite."""
    assert theatre_mean(np.array([0.0, 100.0]), np.full((2, 1), 0.5)).tolist() == [0.0]
    assert theatre_mean(np.array([1.0, np.inf]), np.full((2, 1), 0.5)).tolist() == [np.inf]


def test_gradients_are_finite_where_a_ratio_is_zero() -> None:
    """A state with nothing left still has a slope that can be computed."""

    def total(commitment: Any) -> Any:
        force, nobody = jnp.array([[0.0], [1.0]]), jnp.zeros((2, 1))
        own, rival = jnp.array([[1.0], [0.0]]), jnp.array([[0.0], [1.0]])
        ones = jnp.ones(1)
        return theatre_balance(force, ones, commitment, own, nobody, rival, ones, jnp.ones((1, 1))).sum()

    assert np.isfinite(np.asarray(jax.grad(total)(jnp.zeros(1)))).all()


def test_a_promise_grows_with_the_square_of_its_rung() -> None:
    """Half of an ally's force, an eighth from a partner at rung 2, nothing without a tie."""
    np.testing.assert_allclose(third_weight(np.array([0.0, 2.0, 4.0])), [0.0, 0.125, 0.5])


# ---- the table, market and purchasing power, at kappa 1, .7, .3 and 0 ----------------------

KAPPA = (1.0, 0.7, 0.3, 0.0)
TABLE = {
    ("korea", "market"): ((11.9, 8.97, 5.05, 2.11), (6.13, 4.61, 2.60, 1.09), (2.51, 1.92, 1.13, 0.54)),
    ("korea", "ppp"): ((3.94, 3.06, 1.89, 1.01), (2.65, 2.05, 1.25, 0.65), (1.33, 1.05, 0.67, 0.39)),
    ("east_china_sea", "market"): (
        (13.7, 10.5, 6.14, 2.89),
        (6.44, 4.87, 2.79, 1.23),
        (2.48, 1.89, 1.12, 0.53),
    ),
    ("east_china_sea", "ppp"): ((4.68, 3.68, 2.35, 1.35), (2.90, 2.27, 1.42, 0.78), (1.38, 1.10, 0.72, 0.44)),
    ("south_china_sea", "market"): (
        (15.2, 11.3, 6.13, 2.25),
        (6.97, 5.18, 2.78, 0.98),
        (2.64, 1.99, 1.11, 0.46),
    ),
    ("south_china_sea", "ppp"): (
        (5.38, 4.17, 2.56, 1.35),
        (3.27, 2.52, 1.52, 0.77),
        (1.51, 1.19, 0.76, 0.43),
    ),
    ("himalaya", "market"): ((6.68, 5.52, 3.98, 2.82), (3.44, 2.85, 2.05, 1.45), (1.46, 1.25, 0.97, 0.76)),
    ("himalaya", "ppp"): ((2.94, 2.62, 2.19, 1.86), (2.21, 1.97, 1.66, 1.43), (1.37, 1.27, 1.14, 1.04)),
    ("wider_pacific", "market"): (
        (20.4, 15.1, 8.06, 2.77),
        (9.25, 6.83, 3.61, 1.19),
        (3.57, 2.67, 1.45, 0.54),
    ),
    ("wider_pacific", "ppp"): ((6.84, 5.19, 2.98, 1.33), (4.11, 3.10, 1.76, 0.75), (1.90, 1.45, 0.86, 0.41)),
}
"""Theatre and rates to ratios in 2000, 2010, 2024: calculated apart, on SIPRI's figures, without the gate."""

ASIA = [
    "CHN", "USA", "JPN", "KOR", "TWN", "PHL", "AUS", "IND", "IDN", "VNM", "MYS", "SGP", "THA", "PRK", "RUS",
    "PAK", "NZL", "GBR", "CAN", "FRA", "DEU", "BRN", "PNG",
]  # fmt: skip


@cache
def stocks(rates: str) -> dict[int, np.ndarray]:
    """Stocks of the states of the table by year, from the bundled panel; single missing years are bridged."""
    panel, years = open_panel(), range(1960, 2025)
    spending = panel.values("milex", ASIA, years)
    if rates == "ppp":
        spending = panel.values("burden", ASIA, years) * panel.values("gdp_ppp", ASIA, years)
    for column in spending.T:
        known = np.flatnonzero(~np.isnan(column))
        column[known[0] :] = np.interp(np.arange(known[0], len(column)), known, column[known])
    stock = military_stock(spending, 0.1)
    return {year: stock[year - 1960] for year in (2000, 2010, 2024)}


def homes() -> dict[str, tuple[float, float]]:
    """Capitals of today."""
    panel = open_panel()
    table = panel.table("capitals").sort_values("end").groupby("ccode").last()
    return {s: tuple(table.loc[panel.ccode(s), ["lat", "lng"]].astype(float)) for s in ASIA}


@cache
def ratios(rates: str) -> np.ndarray:
    """Balance ratios ``[theatre, year, kappa]`` from the bundled panel."""
    theatres = open_theatres()
    arrives = theatres.reach(ASIA, homes(), 500.0, 0.45)
    third = third_weight(theatres.rungs(ASIA), theatres.promise)[:, None] * theatres.coalition(ASIA)
    found = np.empty((len(theatres.keys), 3, len(KAPPA)))
    for row, stock in enumerate(stocks(rates).values()):
        force = stock[:, None] * arrives
        for column, kappa in enumerate(KAPPA):
            found[:, row, column] = theatre_balance(
                force,
                force[ASIA.index("USA")],
                np.full(len(theatres.points), kappa),
                theatres.own(ASIA),
                third,
                theatres.rival(ASIA),
                theatres.patron_share,
                theatres.membership,
            )
    return found


@pytest.mark.parametrize(("theatre", "rates"), list(TABLE))
def test_the_table_of_ratios(theatre: str, rates: str) -> None:
    """Every ratio of 2000, 2010 and 2024 at four levels of commitment is reproduced within a tenth."""
    found = ratios(rates)[open_theatres().keys.index(theatre)]
    np.testing.assert_allclose(found, TABLE[theatre, rates], rtol=0.1)


def test_a_quarter_of_american_power_counts_at_taipei() -> None:
    """The gradient leaves the patron a voice: .26 of its power at Taipei, not .002."""
    theatres = open_theatres()
    share = theatres.reach(["USA"], homes(), 500.0, 0.45)[0, theatres.points.index("Taipei")]
    steep = theatres.reach(["USA"], homes(), 50.0, 1.5)[0, theatres.points.index("Taipei")]
    assert 0.05 < share < 0.5
    assert share == pytest.approx(0.263, rel=0.05)
    assert steep < 0.005


def test_only_the_himalaya_hardly_depends_on_the_patron() -> None:
    """Without the patron India keeps half of its ratio of 2024; every other theatre loses three quarters."""
    kept = ratios("market")[:, -1, -1] / ratios("market")[:, -1, 0]
    for theatre, share in zip(open_theatres().keys, kept, strict=True):
        assert share > 0.5 if theatre == "himalaya" else share < 0.25


def test_one_distance_stands_for_several_sites() -> None:
    """The equivalent distance gives back the reach it was made from, and hardly moves with the gradient."""
    theatres = open_theatres()
    for theta in (0.25, 0.45, 1.0):
        km = theatres.equivalent_km(["CHN"], homes(), 500.0, theta)
        back = (1 + km / 500.0) ** -theta
        np.testing.assert_allclose(back, theatres.reach(["CHN"], homes(), 500.0, theta), rtol=1e-9)
    gentle, steep = (theatres.equivalent_km(["CHN"], homes(), 500.0, t)[0, 1] for t in (0.25, 1.0))
    assert abs(gentle / steep - 1) < 0.05


def test_kappa_is_that_of_the_state_whose_treaty_covers_the_point() -> None:
    """The Senkakus hang on Japan's treaty, Taipei on Taiwan's, Guam on nobody's but the patron's own."""
    states = ["USA", "JPN", "TWN", "KOR", "PHL", "IND", "AUS"]
    theatres = open_theatres()
    kappa = at_points(np.array([1.0, 0.9, 0.5, 0.8, 0.7, 0.1, 0.85]), theatres.anchors(states))
    found = dict(zip(theatres.points, kappa.tolist(), strict=True))
    assert (found["Senkakus"], found["Taipei"], found["Guam"]) == (0.9, 0.5, 1.0)
