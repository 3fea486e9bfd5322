"""C8, affinity: likeness is relative and small, regimes drift and jump, and dictatorships kept their treaties."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change, put

from counterpoise.data import open_panel
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.switches import story
from counterpoise.world import World

Ask = Callable[..., Any]
Read = Callable[..., Reading]
Future = Callable[..., World]

DECADES = {"KOR": (1961, 1987), "PHL": (1972, 1986), "TWN": (1955, 1978)}
"""Dictatorships under American treaties: from the coup, from martial law, and until the treaty was given notice."""


def ruled(asia: Observed, **regimes: float) -> World:
    """The World with other regimes."""
    polyarchy = asia.case.world.polyarchy
    for state, value in regimes.items():
        polyarchy = polyarchy.at[asia.place([state])[0]].set(value)
    return change(asia.case.world, polyarchy=polyarchy)


@pytest.mark.parametrize("state", DECADES)
def test_c8_american_treaties_outlived_dictatorship(state: str) -> None:
    """The falsification test: through the dictatorship the pact stood in every year, at a regime distance above .4."""
    panel = open_panel()
    first, last = DECADES[state]
    years = list(range(first, last + 1))
    pact = np.asarray(panel.matrix("defence_pact", panel.ccodes(["USA", state]), years))
    regimes = np.asarray(panel.values("polyarchy", panel.ccodes(["USA", state]), years))
    assert np.all(np.maximum(pact[:, 0, 1], pact[:, 1, 0]) == 1.0)
    assert np.all(regimes[:, 0] - regimes[:, 1] > 0.3)
    assert (regimes[:, 0] - regimes[:, 1]).mean() > 0.4


def test_c8_the_model_would_have_kept_them_too(
    asia: Observed, central: Model, read: Read, over_prior: Ask
) -> None:
    """Were the three dictatorships again, no draw of the prior would unmake belief in the treaties."""
    again = ruled(asia, KOR=0.2, PHL=0.15, TWN=0.1)
    at = asia.place(["KOR", "PHL"])
    for mechanism in over_prior("affinity")[:-2]:
        model = change(central, affinity=mechanism)
        kept = np.asarray(read(model, again).commitment)[at]
        assert np.all(kept > 0.4)
        assert np.all(kept > 0.6 * np.asarray(read(model).commitment)[at])


def test_c8_the_patrons_drift_thins_the_glue(
    asia: Observed, central: Model, read: Read, moment: Ask, luck: Ask, over_prior: Ask
) -> None:
    """A patron less like its friends loses their ties and its own will to fight; autocracies do not mind."""
    drifted = ruled(asia, USA=0.4)
    friends, others = asia.place(["JPN", "AUS", "GBR", "TWN"]), asia.place(["VNM", "PRK", "LAO"])
    likeness = np.asarray(read(central, drifted).likeness)
    assert np.all(likeness[friends] < -0.2)
    assert np.all(likeness[others] > 0.0)
    for mechanism in over_prior("affinity"):
        moved = mechanism.change(moment(central, drifted), luck()).increments
        assert np.all(np.asarray(moved["tie_patron"])[friends] <= 0.0)
        np.testing.assert_allclose(moved["tie_patron"], -np.asarray(moved["tie_challenger"]))
        model = change(central, affinity=mechanism)
        assert np.all(
            np.asarray(read(model, drifted).will)[friends] <= np.asarray(read(model).will)[friends] + 1e-7
        )


def test_c8_likeness_is_relative(asia: Observed, central: Model, read: Read) -> None:
    """Nothing is gained where patron and challenger are alike, and the poles have no likeness to gain."""
    same = ruled(asia, USA=0.5, CHN=0.5)
    at = asia.place(["JPN", "VNM"])
    start = np.asarray(asia.case.setting.polyarchy)
    c, u = asia.case.setting.challenger, asia.case.setting.patron
    expected = -(abs(start - start[c]) - abs(start - start[u]))
    likeness = np.asarray(read(central, same).likeness)
    np.testing.assert_allclose(likeness[at], expected[at], atol=1e-6)
    assert likeness[c] == likeness[u] == 0.0


def test_c8_off_keeps_the_regimes_of_the_start_year(
    asia: Observed, central: Model, read: Read, future: Future
) -> None:
    """With C8 off no regime but the start year's is read, by likeness, disputes, pacts or exits."""
    other = ruled(asia, USA=0.2, KOR=0.1, CHN=0.8)
    for name in ("dispute_odds", "commitment", "balance", "regime", "likeness"):
        here, there = (getattr(read(central, world, C8=0.0), name) for world in (other, None))
        np.testing.assert_array_equal(here, there)
    here, there = future(central, other, C8=0.0), future(central, C8=0.0)
    for name in ("tie_patron", "orientation", "depth", "trust"):
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


def test_c8_regimes_jump_as_seldom_as_they_did(asia: Observed, central: Model, future: Future) -> None:
    """About three state-years in a hundred jump, democracies hardly ever, and all stay in range."""
    regimes = np.asarray(future(central).polyarchy)
    move = np.abs(np.diff(regimes, axis=1))[:, 1:]
    assert 0.015 < (move > 0.1).mean() < 0.06
    democracies = asia.place(["JPN", "AUS", "GBR", "DEU", "NZL"])
    assert (move[:, :8][..., democracies] > 0.1).mean() < 0.02
    assert regimes.min() >= 0.01 - 1e-6
    assert regimes.max() <= 0.95 + 1e-6


def test_c8_an_observed_regime_takes_the_place_of_a_drawn_one(
    asia: Observed, central: Model, future: Future
) -> None:
    """The latest edition knows the regimes of 2025: in every future the patron ends that year at .735."""
    patron = asia.case.setting.patron
    regimes = np.asarray(future(central).polyarchy)[:, 1, patron]
    known = float(asia.case.forcing.polyarchy[0, patron])
    assert known == pytest.approx(0.735, abs=5e-4)
    np.testing.assert_allclose(regimes, known, rtol=1e-5)
    assert float(asia.case.setting.polyarchy[patron]) == pytest.approx(0.843, abs=5e-4)


def test_no_glue_no_bond_leaves_only_the_estimated_terms(asia: Observed, central: Model, read: Read) -> None:
    """With glue and bond at zero regimes still act through disputes, and not on commitment."""
    bare = put(central, "affinity", glue=0.0, bond=0.0)
    drifted = ruled(asia, USA=0.2)
    np.testing.assert_array_equal(read(bare, drifted).will, read(bare).will)
    assert np.any(np.asarray(read(bare, drifted).dispute_odds) != np.asarray(read(bare).dispute_odds))
    assert float(story()["C8"]) == 1.0
    assert jnp.isfinite(read(bare, drifted).balance).all()
