"""Every claim that acts has the sign it predicts, and nothing of it is left when its switch is off."""

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests.mechanisms.changing import change, put

from counterpoise.mechanisms.burden import TERMS
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.world import World

Read = Callable[..., Reading]
Future = Callable[..., World]


def mean(values: Any) -> float:
    """Mean as a Python number."""
    return float(np.asarray(values, dtype=float).mean())


def stronger(asia: Observed, state: str, factor: float) -> World:
    """The World with one state's arms multiplied."""
    world = asia.case.world
    at = asia.place([state])[0]
    return change(world, stock=world.stock.at[at].add(np.log(factor)))


def test_s1_a_stronger_challenger_lowers_every_theatre(asia: Observed, central: Model, read: Read):
    """More arms for the challenger lower the balance ratio everywhere."""
    ratio = read(central, stronger(asia, asia.challenger, 1.5)).balance / read(central).balance
    assert np.all(np.asarray(ratio) < 1.0)


def test_s1_off_keeps_the_shares_of_the_start_year(asia: Observed, central: Model, future: Future):
    """With S1 off, and nothing of policy, trade or people on output, shares of output and arms stay in every future."""
    worlds = future(put(central, "demography", labour=0.0), S1=0.0, C1=0.0, C3=1.0, C6=0.0)
    for stock in (worlds.output, worlds.stock):
        share = jax.nn.softmax(stock, axis=-1)
        np.testing.assert_allclose(share[:, -1], share[:, 0], rtol=2e-3)


def test_s2_pressing_claims_makes_disputes(asia: Observed, central: Model, read: Read):
    """The challenger's record raises the hazard of its disputes; with S2 off it counts as empty."""
    row = asia.case.setting.challenger
    neighbours = asia.place(["JPN", "TWN", "IND", "VNM"])
    on, off = read(central).dispute_odds[row], read(central, S2=0.0).dispute_odds[row]
    assert np.all(np.asarray(on - off)[neighbours] > 0)
    quiet = change(
        asia.case.world,
        record=asia.case.world.record._replace(initiated=asia.case.world.record.initiated.at[row].set(0.0)),
    )
    np.testing.assert_allclose(read(central, quiet, S2=0.0).dispute_odds[row], off, rtol=1e-5)


@pytest.mark.parametrize("state", ["JPN", "KOR", "AUS"])
def test_s3_more_threat_draws_protected_states_to_the_patron(
    state: str, asia: Observed, central: Model, read: Read
):
    """Where help is credible, alarm pulls towards it; with S3 off alarm stays at the start year's."""
    at = asia.place([state])[0]
    world = asia.case.world
    louder = change(
        world,
        record=world.record._replace(
            initiated=world.record.initiated.at[asia.case.setting.challenger, at].add(3.0)
        ),
    )
    assert read(central, louder).fear[at] > read(central).fear[at]
    np.testing.assert_allclose(read(central, louder, S3=0.0).fear, read(central, S3=0.0).fear, rtol=1e-5)


def test_s3_pull_rises_then_falls_in_the_challengers_power(asia: Observed, central: Model, read: Read):
    """As the challenger grows, the pull to balance on Japan rises, then falls, once."""
    at = asia.place(["JPN"])[0]
    factors = np.exp(np.linspace(-4, 4, 17))
    pull = np.array([float(read(central, stronger(asia, asia.challenger, f)).pull[at]) for f in factors])
    top = int(pull.argmax())
    assert 0 < top < len(pull) - 1
    assert np.all(np.diff(pull[: top + 1]) > 0)
    assert np.all(np.diff(pull[top:]) < 0)


def test_s3_more_help_never_lowers_the_pull(asia: Observed, central: Model, read: Read):
    """A stronger patron pulls every other state at least as much."""
    others = asia.place([state for state in asia.states if state not in (asia.patron, asia.challenger)])
    gained = read(central, stronger(asia, asia.patron, 2.0)).pull - read(central).pull
    assert np.all(np.asarray(gained)[others] >= -1e-6)


def test_s4_alarm_deepens_the_coalition(asia: Observed, central: Model, future: Future):
    """With a high gain and strong help, ties to the patron rise with the challenger's arms; with S4 off they do not."""
    loud = put(central, "balancing", gain=4.0, neutral=0.2, drift=0.0)
    louder = stronger(asia, asia.challenger, 1.6)
    at = asia.place(["JPN", "AUS"])
    with_claim = future(loud, louder).tie_patron[..., at] - future(loud).tie_patron[..., at]
    without = future(loud, louder, S4=0.0).tie_patron[..., at] - future(loud, S4=0.0).tie_patron[..., at]
    assert mean(np.abs(np.asarray(with_claim[:, -1]))) > 0.05
    assert mean(np.abs(np.asarray(without[:, -1]))) < 0.02


def test_s5_aggression_feeds_opposition(asia: Observed, central: Model, read: Read):
    """A dispute raises its target's fear; with S5 off fear goes on reading the record of the start year."""
    world, row = asia.case.world, asia.case.setting.challenger
    at = asia.place(["PHL"])[0]
    after = change(
        world,
        record=world.record._replace(
            initiated=world.record.initiated.at[row, at].add(2.0),
            onset=world.record.onset.at[row, at].add(2.0),
        ),
    )
    assert read(central, after).fear[at] > 1.02 * read(central).fear[at]
    np.testing.assert_allclose(read(central, after, S5=0.0).fear, read(central, S5=0.0).fear, rtol=1e-5)


def test_s6_bases_shorten_the_patrons_distance(asia: Observed, central: Model, read: Read):
    """Closing the hosts lowers every theatre in which the patron fights; with S6 off no host is open."""
    open_, closed = read(central), read(central, S6=0.0)
    foreign = np.asarray(asia.case.setting.host_state) != asia.case.setting.patron
    assert np.all(np.asarray(closed.opened)[foreign] == 0.0)
    assert np.all(np.asarray(open_.balance) > np.asarray(closed.balance))


def test_s6_one_more_host_helps_and_the_first_does_not_carry_all(asia: Observed, central: Model, read: Read):
    """Opening one host raises the ratio by less than opening all."""
    shut = change(asia.case.world, access=jnp.full_like(asia.case.world.access, -20.0))
    one = change(asia.case.world, access=shut.access.at[4].set(0.0))
    none, some, all_ = (np.asarray(read(central, w).balance) for w in (shut, one, asia.case.world))
    assert np.all(none <= some + 1e-6)
    assert np.all(some < all_)
    assert some.mean() > none.mean()


def test_s7_taiwans_danger_is_japans(asia: Observed, central: Model, read: Read):
    """Fear for Taiwan adds to Japan's; with S7 off each state fears for itself alone."""
    japan, taiwan = asia.place(["JPN", "TWN"])
    world, row = asia.case.world, asia.case.setting.challenger
    danger = change(
        world, record=world.record._replace(initiated=world.record.initiated.at[row, taiwan].add(5.0))
    )
    assert read(central, danger).fear[japan] > read(central).fear[japan]
    alone = read(central, S7=0.0)
    own = (asia.case.setting.menace * alone.latent).sum(0)
    np.testing.assert_allclose(alone.fear, own, rtol=1e-5)


def test_s8_structure_makes_treaties_last(asia: Observed, central: Model, future: Future):
    """With S8 off the patron's treaties end at the rate of others, so fewer are left."""
    allies = asia.place(asia.treaty_allies)
    patron = asia.case.setting.patron
    with_claim = future(central).depth[:, -1, patron][:, allies] >= 4
    without = future(central, S8=0.0).depth[:, -1, patron][:, allies] >= 4
    assert mean(with_claim) > mean(without) + 0.1


def test_c2_leaders_move_ties_and_can_bring_an_ally_back(asia: Observed, central: Model, future: Future):
    """An estranged leader lowers the tie and a friendly one raises it; with C2 off neither does."""
    at = asia.place(["KOR"])[0]
    world = asia.case.world
    calm = put(central, "balancing", drift=0.0)
    away = change(world, orientation=world.orientation.at[at].set(-1.0))
    back = change(world, orientation=world.orientation.at[at].set(1.0))
    low, mid, high = (mean(future(calm, w).tie_patron[:, 3, at]) for w in (away, world, back))
    assert low < mid < high
    off = [mean(future(calm, w, C2=0.0).tie_patron[:, 3, at]) for w in (away, back)]
    assert off[0] == pytest.approx(off[1], abs=1e-5)


def test_c3_ageing_slows_growth_and_off_freezes_age(asia: Observed, central: Model, future: Future):
    """An ageing society grows more slowly than with its age structure frozen; a younging one faster."""
    model = put(central, "demography", variants=0.0, manned=0.0)
    with_claim, frozen = future(model).output, future(model, C3=0.0).output
    gap = np.asarray(with_claim - frozen)[:, -1].mean(0)
    labour = np.asarray(asia.case.forcing.labour)[:-1].sum(0)
    assert gap[asia.place(["CHN", "KOR"])].max() < -0.05
    np.testing.assert_allclose(gap, float(central.demography.labour) * labour, atol=1e-2)


def test_c4_leadership_earns_willingness(asia: Observed, central: Model, read: Read):
    """Sharing of risk lowers the balance, leadership restores some of it; with C4 off promises are kept in full."""
    world, patron = asia.case.world, asia.case.setting.patron
    led = change(world, burden=world.burden.at[patron].add(0.5))
    assert np.all(np.asarray(read(central, C4=0.0).willing) == 1.0)
    assert np.all(np.asarray(read(central).balance) < np.asarray(read(central, C4=0.0).balance))
    assert np.all(np.asarray(read(central, led).willing) > np.asarray(read(central).willing))


def test_c4_riding_follows_sigma(asia: Observed, central: Model, read: Read):
    """A patron that does more lets allies do less where sigma is positive; with C4 off nobody rides."""
    world, patron = asia.case.world, asia.case.setting.patron
    at = asia.place(["JPN", "KOR", "AUS"])
    led = change(world, burden=world.burden.at[patron].add(0.5))
    riders = change(
        central,
        burden=change(
            central.burden, fit=central.burden.fit.at[TERMS.index("patron_burden_asia_pacific")].set(-0.3)
        ),
    )
    assert np.all(np.asarray(read(riders, led).riding)[at] < 0.0)
    assert np.all(np.asarray(read(riders, led, C4=0.0).riding) == 0.0)


def test_c5_doubt_lowers_commitment(asia: Observed, central: Model, read: Read):
    """Doubt lowers every partner's belief, trust raises it; with C5 off neither does."""
    world = asia.case.world
    doubted = change(world, doubt=jnp.asarray(1.0))
    trusted = change(world, trust=jnp.full_like(world.trust, 0.5))
    allies = asia.place(asia.treaty_allies)
    plain = np.asarray(read(central).commitment)[allies]
    assert np.all(np.asarray(read(central, doubted).commitment)[allies] < plain)
    assert np.all(np.asarray(read(central, trusted).commitment)[allies] > plain)
    np.testing.assert_allclose(
        read(central, doubted, C5=0.0).commitment, read(central, trusted, C5=0.0).commitment
    )


def test_c6_tariffs_cost_output_and_goodwill(asia: Observed, central: Model, future: Future):
    """A tariff on one ally lowers its output and its tie; with C6 off it does neither."""
    at = asia.place(["KOR"])[0]
    calm = put(central, "balancing", drift=0.0)
    free = eqx.tree_at(lambda f: f.tariff, asia.case.forcing, jnp.zeros_like(asia.case.forcing.tariff))
    taxed = eqx.tree_at(lambda f: f.tariff, free, free.tariff.at[:, at].set(0.25))
    for name in ("output", "tie_patron"):
        hit = mean(getattr(future(calm, forcing=taxed), name)[:, 5, at])
        spared = mean(getattr(future(calm, forcing=free), name)[:, 5, at])
        assert hit < spared - 1e-3
        off = [mean(getattr(future(calm, forcing=f, C6=0.0), name)[:, 5, at]) for f in (taxed, free)]
        assert off[0] == pytest.approx(off[1], abs=1e-5)


def test_c9_distraction_takes_force_and_will(asia: Observed, central: Model, read: Read):
    """A crisis elsewhere lowers balance and commitment; with C9 off it does neither."""
    busy = change(asia.case.world, distraction=jnp.asarray(1.0))
    free = change(asia.case.world, distraction=jnp.asarray(0.0))
    assert np.all(np.asarray(read(central, busy).balance) < np.asarray(read(central, free).balance))
    allies = asia.place(asia.treaty_allies)
    assert np.all(
        np.asarray(read(central, busy).commitment)[allies]
        < np.asarray(read(central, free).commitment)[allies]
    )
    np.testing.assert_allclose(
        read(central, busy, C9=0.0).balance, read(central, free, C9=0.0).balance, rtol=1e-6
    )


def test_no_start_decides_the_outcome_unless_the_gain_says_so(asia: Observed, central: Model, future: Future):
    """At a low gain two opposite starts end in the same place; at a very high one they stay further apart."""
    world = asia.case.world
    members = asia.place([state for state in asia.states if state not in (asia.patron, asia.challenger)])
    low_start = change(world, tie_patron=world.tie_patron - 2.0)
    high_start = change(world, tie_patron=world.tie_patron + 2.0)

    def apart(gain: float) -> float:
        model = put(central, "balancing", gain=gain, drift=0.0, speed=0.4)
        gap = future(model, high_start).tie_patron - future(model, low_start).tie_patron
        return mean(np.asarray(gap)[:, -1][:, members])

    assert apart(0.1) < 0.02
    assert apart(8.0) > 2.0 * apart(0.1)
