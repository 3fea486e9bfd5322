"""Laws of every mechanism, asked of the registry: a mechanism that is not in it does not pass."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests import cases
from tests.mechanisms.kinds import Off, Sign
from tests.mechanisms.registry import LAWS
from tests.mechanisms.small import (
    CHALLENGER,
    DRAWN,
    FRIENDS,
    HISTORY,
    PATRON,
    Found,
    lived,
    parameter,
    setting,
    slopes,
    spanned,
    together,
    world,
)

from counterpoise import mechanisms
from counterpoise.model import Model

KINDS = {kind.name: kind for kind in (getattr(mechanisms, name) for name in mechanisms.__all__)}
SIGNS = [
    pytest.param(name, law, id=f"{name}: {law.says}") for name, laws in LAWS.items() for law in laws.signs
]
OFFS = [
    pytest.param(name, off, id=f"{name}: {'+'.join(off.claims) or 'no'} off")
    for name, laws in LAWS.items()
    for off in laws.off
]
ROUNDING, MOST = 2e-5, 0.9
NONE, SMALL, ALONE = -30.0, 1e-4, 2
AWAY = together(
    world(
        stock=lambda k: k.at[CHALLENGER].add(0.5),
        record=lambda r: r._replace(initiated=r.initiated.at[CHALLENGER, FRIENDS].add(1.0)),
    )
)
"""A World that has left the start year behind."""


@pytest.fixture(scope="module")
def span() -> Model:
    """Members at the ends of every mechanism's range, and members drawn."""
    return spanned()


@pytest.fixture(scope="module")
def plain(span: Model) -> Found:
    """The year as it is, all claims on."""
    return lived(HISTORY, span)


def test_every_mechanism_has_laws() -> None:
    """A mechanism cannot be added without saying what it predicts and what its switch removes."""
    assert set(LAWS) == set(KINDS) == set(Model.__annotations__)
    for name, laws in LAWS.items():
        assert laws.signs, f"{name} predicts nothing"
        claims = {claim for off in laws.off for claim in off.claims}
        owed = {claim for claim in KINDS[name].claims if claim[0] != "V"} - {"S5", "S6"}
        assert claims >= owed or name == "verdict", (
            f"{name}: nothing says what is left with {owed - claims} off"
        )


@pytest.mark.parametrize(("name", "law"), SIGNS)
def test_sign(name: str, law: Sign, span: Model, plain: Found) -> None:
    """It moves the predicted way at every point of the range, and does move where parameters are drawn."""
    before = plain if law.against is None else lived(*law.against(HISTORY, span))
    change = lived(*law.twist(HISTORY, span))[law.moves].astype(float) - before[law.moves]
    change = law.sign * change[(slice(None), *law.at)].reshape(len(change), -1)
    scale = np.abs(plain[law.moves]).max() + 1.0
    wrong = np.flatnonzero(change.min(axis=1) < -ROUNDING * scale)
    assert not len(wrong), f"{law.says}: not so in members {wrong.tolist()}, by {change.min()}"
    assert (change[-DRAWN:].max(axis=1) > 0).mean() > MOST, f"{law.says}: nothing moves"


@pytest.mark.parametrize(("name", "off"), OFFS)
def test_off_leaves_the_reference(name: str, off: Off, span: Model) -> None:
    """With its claims off nothing that is its own matters, to the bit, and the reference is left; on, it does."""
    mine = getattr(span, name)
    order = np.roll(np.arange(len(span.arming.rates)), 1)

    def other(field: str) -> Any:
        value = getattr(mine, field)
        at = jnp.asarray(off.terms or range(value.shape[-1]))
        return value[order] if value.ndim == 1 else value.at[:, at].set(value[order][:, at])

    case, _ = AWAY(HISTORY, span)
    changed = replace(span, **{name: replace(mine, **{field: other(field) for field in off.inert})})
    for switch in (0.0, 1.0) if off.claims else (1.0,):
        claims = dict.fromkeys(off.claims, switch)
        one, two = lived(case, span, **claims), lived(*off.twist(case, changed), **claims)
        differ = [key for key in one if not np.array_equal(one[key], two[key]) and not _told(key, off)]
        if off.claims and switch == 1.0:
            assert differ or not (off.inert or off.told)
            continue
        assert not differ
        for left in off.left:
            value = one[left.name][(slice(None), *left.at)]
            expected = value[:, :1].repeat(value.shape[1], 1) if left.value is None else left.value
            np.testing.assert_array_equal(value, np.broadcast_to(expected, value.shape), err_msg=left.says)


def _told(key: str, off: Off) -> bool:
    return any(key == told or told in key.split(".") for told in off.told)


LIMITS = {
    "no distance": setting(
        mindist=jnp.zeros_like,
        capital_km=jnp.zeros_like,
        host_km=jnp.zeros_like,
        host_point_km=jnp.zeros_like,
        point_km=jnp.zeros_like,
    ),
    "no threat": together(
        world(stock=lambda k: k.at[CHALLENGER].set(NONE), output=lambda y: y.at[CHALLENGER].set(NONE)),
        setting(menace=lambda m: m.at[FRIENDS].set(0.0)),
    ),
    "no partners": together(
        world(stock=lambda k: k.at[PATRON].set(NONE), depth=jnp.zeros_like),
        setting(helper=jnp.zeros_like, coalition=jnp.zeros_like),
    ),
    "alone": world(
        stock=lambda k: jnp.where(jnp.arange(len(k)) == ALONE, k, NONE),
        output=lambda y: jnp.where(jnp.arange(len(y)) == ALONE, y, NONE),
    ),
}


@pytest.fixture(scope="module", params=LIMITS)
def limit(request: pytest.FixtureRequest, span: Model) -> tuple[str, Found]:
    """A year in which something is wholly absent."""
    return request.param, lived(*LIMITS[request.param](HISTORY, span))


@pytest.mark.parametrize("name", LAWS)
def test_limits_are_finite(name: str, limit: tuple[str, Found]) -> None:
    """No distance, no threat, no partners, or one state alone: what a mechanism adds is still a number."""
    where, found = limit
    for key, value in found.items():
        if key.startswith((f"{name}.", f"then.{name}.", "reading.")):
            assert np.isfinite(value).all(), f"{where}: {key}"


def test_limits_mean_what_they_say(limit: tuple[str, Found]) -> None:
    """Without distance all power arrives; without threat nobody fears or balances; without partners nobody helps."""
    where, found = limit
    read = {
        key.removeprefix("reading."): value[:, FRIENDS]
        for key, value in found.items()
        if key.startswith("reading.") and value.ndim > 1
    }
    if where == "no distance":
        np.testing.assert_allclose(read["menace"], found["reading.capability"][:, :1].repeat(5, 1), rtol=1e-5)
    elif where == "no threat":
        assert read["alarm"].max() < SMALL
        assert np.abs(read["pull"]).max() < SMALL
        assert read["protection"].min() > 1.0 - SMALL
    elif where == "no partners":
        assert read["help"].max() < SMALL
        assert found["burden.burden"].shape
    else:
        assert found["reading.help"][:, ALONE].max() < SMALL
        assert found["reading.menace"][:, ALONE].max() < SMALL
        assert np.abs(found["reading.pull"][:, ALONE]).max() < 0.01


@pytest.mark.parametrize("name", LAWS)
def test_relabelling(name: str, span: Model, plain: Found, relabelled: Found) -> None:
    """Listing the states of the region in another order permutes what a mechanism adds and changes no number."""
    for key, value in plain.items():
        if key.startswith((f"{name}.", f"then.{name}.")):
            for axis in range(1, value.ndim):
                if value.shape[axis] == len(ORDER):
                    value = np.take(value, ORDER, axis=axis)
            np.testing.assert_allclose(relabelled[key], value, rtol=2e-4, atol=2e-5, err_msg=key)


@pytest.fixture(scope="module")
def relabelled(span: Model) -> Found:
    """The year with the states of the region in another order."""
    case = cases.relabelled(HISTORY, ORDER)
    return lived(case, span, history=case.world)


ORDER = (0, 1, 5, 3, 6, 2, 4)


@pytest.fixture(scope="module")
def gradient(span: Model) -> Any:
    """Slopes of all that is read and added, by parameter and by stock."""
    return slopes(AWAY(HISTORY, span)[0], span)


@pytest.mark.parametrize("name", LAWS)
def test_gradients_are_finite(name: str, gradient: Any) -> None:
    """Every parameter of a mechanism has a finite slope at every point of the range; some have one that is not 0."""
    by_parameter = {
        field.name: np.asarray(getattr(getattr(gradient[0], name), field.name))
        for field in fields(KINDS[name])
    }
    for field, slope in by_parameter.items():
        assert np.isfinite(slope).all(), f"{name}.{field}"
    if name != "verdict":
        assert any(np.abs(slope[-DRAWN:]).max() > 0 for slope in by_parameter.values()), (
            f"{name}: no slope at all"
        )


def test_gradients_by_stock_are_finite(gradient: Any) -> None:
    """So has every stock of the World."""
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(gradient[1]))


@pytest.fixture(scope="module")
def century(span: Model) -> Found:
    """A hundred years at both ends of every range."""
    return cases.lived(cases.case(years=100), cases.worst(), seed=2)


@pytest.mark.parametrize("name", LAWS)
def test_nothing_runs_away_in_a_hundred_years(name: str, century: Found) -> None:
    """With all parameters of a mechanism low, or all high, every field is finite and can be pictured."""
    at = 2 * list(Model.__annotations__).index(name)
    _bounded({key: value[[at, at + 1]] for key, value in century.items()})


def test_nothing_runs_away_where_parameters_are_drawn(century: Found) -> None:
    """Nor do members whose parameters are drawn from the priors."""
    _bounded({key: value[2 * len(LAWS) :] for key, value in century.items()})


def _bounded(found: Found) -> None:
    for name, values in found.items():
        assert np.isfinite(values).all(), name
    for name, most in {"tie_patron": 100, "tie_challenger": 100, "technology": 25, "burden": 30}.items():
        assert np.abs(found[name]).max() < most, name
    assert found["tariff"].max() < 3
    assert -2.5 < found["expertise"].min() <= found["expertise"].max() <= 1e-6
    assert 0.01 - 1e-6 <= found["polyarchy"].min() <= found["polyarchy"].max() <= 0.95 + 1e-6
    for name in ("commitment", "will", "willing", "opened", "protection", "umbrella"):
        assert -1e-6 <= found[name].min() <= found[name].max() <= 1.0 + 1e-6, name
    for name in ("lost", "armed"):
        assert set(np.unique(found[name])) <= {0.0, 1.0}


GONE = 3
ACTS = ("dispute", "tie_up", "exit", "test", "coerced", "disowned", "extracted", "nuclear", "visit", "whim")


def test_a_lost_state_acts_no_more(span: Model, plain: Found) -> None:
    """It starts no dispute, climbs no rung, changes no leader, builds no weapons, nor does anybody with it."""
    found = lived(*world(lost=lambda now: now.at[GONE].set(1.0))(HISTORY, span))
    for event in ACTS:
        chance, before = found[f"chance.{event}"], plain[f"chance.{event}"]
        assert chance[:, GONE].max() <= SMALL, event
        if chance.ndim == 3:
            assert chance[:, :, GONE].max() <= SMALL, event
        assert before[:, GONE].max() > SMALL, event
    assert (found["reading.capability"][:, GONE] < 2e-3 * plain["reading.capability"][:, GONE]).all()


def test_without_a_challenger_nobody_balances(span: Model) -> None:
    """From the start on there is nobody to fear: no pull, and no tie, rung or budget moves for it."""
    none = LIMITS["no threat"]
    found = lived(*none(HISTORY, span))
    assert np.abs(found["reading.pull"][:, FRIENDS]).max() < SMALL
    stays = lived(*together(none, parameter("balancing.gain", lambda gain: 3.0 * gain))(HISTORY, span))
    np.testing.assert_allclose(stays["reading.pull"][:, FRIENDS], 0.0, atol=SMALL)


def test_beside_a_committed_strong_and_near_patron_nobody_accommodates(span: Model) -> None:
    """Fear drives nobody to the challenger where a sure and strong patron stands next door."""
    near = together(
        world(
            doubt=lambda _: -20.0,
            stock=lambda k: k.at[PATRON].add(4.0),
            misread=jnp.zeros_like,
            distraction=jnp.zeros_like,
        ),
        setting(host_km=jnp.zeros_like, mindist=lambda km: km.at[PATRON].set(0.0)),
    )
    case, model = near(HISTORY, span)
    louder = together(near, AWAY)(HISTORY, span)
    calm, loud = lived(case, model), lived(*louder)
    driven = loud["balancing.tie_challenger"] - calm["balancing.tie_challenger"]
    assert driven[:, FRIENDS].max() < SMALL


def test_without_the_patron_neighbours_do_more(span: Model, plain: Found) -> None:
    """Where its will is gone, every friend that leant on it raises its own effort, at every point of the range."""
    gone = lived(*world(doubt=lambda _: 20.0)(HISTORY, span))
    more = (gone["burden.burden"] - plain["burden.burden"])[:, FRIENDS]
    assert more.min() > -SMALL
    assert (more[-DRAWN:].max(axis=1) > SMALL).all()


def test_more_partners_more_riding(span: Model, plain: Found) -> None:
    """Each further promise from third states lets a state do less, at every point of the range."""
    none, some = (
        lived(*world(depth=lambda d, r=rung: d.at[FRIENDS, 2].set(r).at[2, FRIENDS].set(r))(HISTORY, span))
        for rung in (0.0, 4.0)
    )
    less = (some["burden.burden"] - none["burden.burden"])[:, 2]
    assert less.max() < SMALL
    assert (less[-DRAWN:] < -SMALL).mean() > MOST
