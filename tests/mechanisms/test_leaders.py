"""C2 and S8 over many futures: terms end when the law says so, and a treaty of many ends once."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change

from counterpoise.ensemble import Series, run_futures
from counterpoise.model import Model
from counterpoise.observe.case import Observed

MEMBERS = 250
OUTSIDE = ["GBR", "CAN", "FRA", "DEU"]


@pytest.fixture(scope="module")
def futures(asia: Observed, central: Model) -> Series:
    """Futures at the central parameters, with treaties of many ten times as brittle, so that some end."""
    brittle = change(central, ties=change(central.ties, endings=central.ties.endings.at[6].mul(10.0)))
    model = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, (MEMBERS, *leaf.shape)), brittle)
    return run_futures(asia.case, model, {}, seed=5)


@pytest.mark.parametrize(("state", "last"), [("USA", 2029), ("KOR", 2030), ("PHL", 2028), ("FRA", 2027)])
def test_c2_nobody_governs_beyond_the_last_term(
    asia: Observed, futures: Series, state: str, last: int
) -> None:
    """In every future a leader in the last term has gone by the day the next one takes office."""
    gone = futures["exit"][:, : last - asia.start + 1, asia.place([state])[0]]
    assert gone.any(axis=1).all()


def test_c2_a_first_term_may_be_followed_by_a_second(asia: Observed, futures: Series) -> None:
    """Taiwan's president of 2024 may be chosen again in 2028: some are, some are not."""
    gone = futures["exit"][:, 2028 - asia.start, asia.place(["TWN"])[0]]
    assert 0.2 < gone.mean() < 0.8


def test_c2_the_winner_of_november_takes_office_in_january(asia: Observed, futures: Series) -> None:
    """American votes of November change who governs in the year after; few leave in the year itself."""
    exits = futures["exit"][:, :, asia.place(["USA"])[0]].mean(axis=0)
    assert exits[2029 - asia.start] > 0.9
    assert exits[2028 - asia.start] < 0.1


def test_s8_a_treaty_of_many_ends_for_all_or_for_none(asia: Observed, futures: Series) -> None:
    """The patron's allies outside the region lose their treaty in the same year or keep it together."""
    allied = futures["depth_patron"][:, :, asia.place(OUTSIDE)] >= 4
    ended = allied[:, :-1] & ~allied[:, 1:]
    some, every = ended.any(axis=2), ended.all(axis=2)
    first = np.cumsum(some, axis=1) == 1
    assert (some & first).any(), "none ended, so this proves nothing"
    assert np.array_equal(every[some & first], some[some & first])
