"""Laws of simulated futures: independence of how they are computed, switches, relabelling, gradients, memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests import cases

from counterpoise import ensemble
from counterpoise.ensemble import run_futures
from counterpoise.noise import quantise
from counterpoise.simulate import simulate
from counterpoise.switches import story
from counterpoise.vocabulary import CLAIMS
from counterpoise.world import Case

CHALLENGER, PATRON = 0, 1
HOME = (0, 1)
"""Sites of the synthetic case that stand on the patron's own soil."""


def _same(one: dict[str, np.ndarray], other: dict[str, np.ndarray], but: tuple[str, ...] = ()) -> None:
    for name in one:
        if name not in but:
            np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def _with_world(case: Case, **changed: Any) -> Case:
    new = {name: jnp.asarray(value, jnp.float32) for name, value in changed.items()}
    return Case(case.setting, replace(case.world, **new), case.forcing)


def _with_forcing(case: Case, **changed: Any) -> Case:
    new = {name: jnp.asarray(value, jnp.float32) for name, value in changed.items()}
    return Case(case.setting, case.world, replace(case.forcing, **new))


def test_a_future_does_not_depend_on_how_many_run_beside_it() -> None:
    """The first members of a long run are those of a short one, bit for bit."""
    case = cases.case()
    few, many = (run_futures(case, cases.model(members), {}, seed=5) for members in (3, 130))
    _same(few, {name: values[:3] for name, values in many.items()})


@pytest.mark.parametrize(("chunk", "threads"), [(1, 1), (125, 2), (10_000, 4)])
def test_a_future_does_not_depend_on_chunk_or_threads(chunk: int, threads: int) -> None:
    """Chunk size and number of threads change no bit."""
    case, model = cases.case(), cases.model(130)
    _same(run_futures(case, model, {}, seed=5), run_futures(case, model, {}, 5, chunk=chunk, threads=threads))


def test_the_size_of_a_block_moves_last_digits_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members computed sixteen at once live the same events; only float32's last digits may differ."""
    case, model = cases.case(), cases.model(40)
    whole = run_futures(case, model, {}, seed=5)
    monkeypatch.setattr(ensemble, "BLOCK", 16)
    for name, values in run_futures(case, model, {}, seed=5).items():
        if values.dtype.kind == "f":
            np.testing.assert_allclose(values, whole[name], rtol=2e-5, atol=2e-6, err_msg=name)
        else:
            np.testing.assert_array_equal(values, whole[name], err_msg=name)


def test_seeds_differ_and_repeat() -> None:
    """One seed gives the same bits twice; another gives other luck to every member."""
    case, model = cases.case(), cases.model()
    _same(cases.lived(case, model, seed=1), cases.lived(case, model, seed=1))
    one, other = (cases.lived(case, model, seed=seed)["tie_patron"][:, -1] for seed in (1, 2))
    assert (one != other).any(axis=1).all()


@pytest.mark.parametrize("switch", [0.0, 0.5, 1.0])
def test_everything_is_finite(switch: float) -> None:
    """No field, event chance or ratio is NaN or infinite, whatever the switches."""
    found = cases.lived(cases.case(), cases.model(), **dict.fromkeys(CLAIMS, switch))
    for name, values in found.items():
        assert np.isfinite(values).all(), name


def test_relabelling_states_relabels_the_futures() -> None:
    """Listing the states in another order permutes every output and moves no luck: noise is keyed by code."""
    order = (4, 2, 0, 6, 1, 5, 3)
    case, model = cases.case(), cases.model()
    here, there = cases.lived(case, model), cases.lived(cases.relabelled(case, order), model)
    for name, values in here.items():
        for axis in range(2, values.ndim):
            if values.shape[axis] == len(order):
                values = np.take(values, order, axis=axis)
        if values.dtype == bool:
            np.testing.assert_array_equal(values, there[name], err_msg=name)
        else:
            np.testing.assert_allclose(values, there[name], rtol=1e-4, atol=1e-5, err_msg=name)


def test_ties_are_symmetric_and_on_the_ladder() -> None:
    """Rungs are whole numbers from 0 to 4, the same seen from either side."""
    depth = cases.lived(cases.case(), cases.model())["depth"]
    np.testing.assert_array_equal(depth, np.swapaxes(depth, -1, -2))
    assert set(np.unique(depth)) <= {0.0, 1.0, 2.0, 3.0, 4.0}


def test_s1_off_leaves_shares_of_output_and_stock_as_they_are() -> None:
    """Without the rise every state's share of output and of military stock stays that of the start year."""
    found = cases.lived(cases.case(), cases.model(demography__labour=0.0), S1=0.0, C1=0.0, C6=0.0)
    for stock in ("output", "stock"):
        size = np.exp(found[stock].astype(np.float64))
        share = size / size.sum(-1, keepdims=True)
        np.testing.assert_allclose(share, share[:, :1].repeat(share.shape[1], 1), rtol=2e-5)


def test_s2_off_counts_the_challenger_as_never_having_started_a_dispute() -> None:
    """What the challenger began in the past does not move the odds of its disputes."""
    case, model = cases.case(), cases.model()
    record = case.world.record
    busy = record._replace(initiated=record.initiated.at[CHALLENGER].add(3.0))
    loud = Case(case.setting, replace(case.world, record=busy), case.forcing)
    off = [cases.lived(c, model, S2=0.0)["dispute_odds"][:, 0] for c in (case, loud)]
    np.testing.assert_array_equal(*off)
    on = [cases.lived(c, model)["dispute_odds"][:, 0] for c in (case, loud)]
    assert (on[1][:, CHALLENGER, 2:] > on[0][:, CHALLENGER, 2:]).all()


def test_s3_off_keeps_alarm_at_the_start_year() -> None:
    """Fear and alarm stay what they were."""
    found = cases.lived(cases.case(), cases.model(), S3=0.0)
    for name in ("fear", "alarm"):
        np.testing.assert_array_equal(found[name], found[name][:, :1].repeat(len(cases.YEARS), 1))


def test_s4_off_lets_no_threat_move_a_tie() -> None:
    """Ties, rungs and their chances are the same whatever fear and hope would have done."""
    calm, wild = cases.model(), cases.model(balancing__gain=5.0, balancing__yielding=4.0, ties__common=3.0)
    one, other = (cases.lived(cases.case(), model, S4=0.0) for model in (calm, wild))
    _same(one, other, but=("pull",))
    assert (cases.lived(cases.case(), wild)["tie_patron"][:, -1] != one["tie_patron"][:, -1]).any()


def test_s5_off_reads_the_record_of_the_start_year() -> None:
    """What has been recorded since does not move fear; nor does any dispute on the way."""
    case, model = cases.case(), cases.model()
    grown = jax.tree.map(lambda stock: 2.0 * stock, case.world.record)
    later = Case(case.setting, replace(case.world, record=grown), case.forcing)
    off = [cases.lived(c, model, S5=0.0, C4=0.0, C5=0.0)["fear"] for c in (case, later)]
    np.testing.assert_array_equal(*off)
    on = [cases.lived(c, model, C4=0.0)["fear"][:, 0] for c in (case, later)]
    assert (on[0] != on[1]).any()


def test_s6_off_closes_every_foreign_host() -> None:
    """No host is open to the patron; its own soil always is."""
    off, on = (cases.lived(cases.case(), cases.model(), S6=s)["opened"] for s in (0.0, 1.0))
    foreign = [h for h in range(off.shape[-1]) if h not in HOME]
    assert (off[..., foreign] == 0).all()
    assert (off[..., list(HOME)] == 1).all()
    assert (on[..., foreign] > 0).all()


def test_s7_off_leaves_each_state_its_own_fear() -> None:
    """Fear is the weighted latent threat to the state itself."""
    case = cases.case()
    found = cases.lived(case, cases.model(), S7=0.0, C2=0.0)
    own = (np.asarray(case.setting.menace) * found["latent"]).sum(-2)
    np.testing.assert_allclose(found["fear"], own, rtol=1e-5)
    assert (cases.lived(case, cases.model(), C2=0.0)["fear"][:, 0, 2:] > found["fear"][:, 0, 2:]).all()


def test_s8_off_ends_the_patrons_treaties_at_the_ordinary_rate() -> None:
    """A treaty of the patron ends as any other bilateral treaty does."""
    case, model = cases.case(), cases.model()
    off, on = (cases.lived(case, model, S8=s)["chance.tie_down"][:, 0, PATRON, 2] for s in (0.0, 1.0))
    np.testing.assert_allclose(off, quantise(model.ties.endings[:, 7]), atol=2e-6)
    np.testing.assert_allclose(on, quantise(model.ties.endings[:, 8]), atol=2e-6)


def test_c2_off_lets_no_leader_matter() -> None:
    """Other leaders, and more of them, change nothing but who governs."""
    one, other = (
        cases.model(),
        cases.model(leaders__turnover=0.9, leaders__polarisation=3.0, leaders__weight=2.0),
    )
    runs = [cases.lived(cases.case(), model, C2=0.0) for model in (one, other)]
    _same(*runs, but=("orientation", "served", "exit", "chance.exit"))


def test_c3_off_stops_ageing() -> None:
    """Recruits and pensions do nothing, and output grows as if workers per head stayed the same."""
    case = cases.case()
    model = jax.tree.map(lambda leaf: jnp.repeat(leaf[:1], len(leaf), axis=0), cases.model())
    older = _with_forcing(
        case,
        recruits=case.forcing.recruits - 0.3,
        aged=case.forcing.aged + 0.02,
        labour=case.forcing.labour - 0.01,
        growth=case.forcing.growth - 0.01 * model.demography.labour[0],
    )
    young, old = (cases.lived(c, model, C3=0.0) for c in (case, older))
    for name in ("output", "burden", "capability"):
        np.testing.assert_allclose(young[name], old[name], rtol=1e-5, err_msg=name)
    assert (cases.lived(older, model)["burden"][:, -1] < old["burden"][:, -1]).all()


def test_c4_off_keeps_promises_in_full() -> None:
    """Everybody is fully willing and nobody spends less because others spend."""
    found = cases.lived(cases.case(), cases.model(), C4=0.0)
    assert (found["willing"] == 1).all()
    assert (found["riding"] == 0).all()


def test_c5_off_ignores_doubt_and_trust() -> None:
    """Neither doubt nor what past crises taught moves anything but itself."""
    case, model = cases.case(), cases.model()
    shaken = _with_world(case, doubt=2.0, trust=case.world.trust - 3.0)
    sure, unsure = (cases.lived(c, model, C5=0.0) for c in (case, shaken))
    _same(sure, unsure, but=("doubt", "trust"))
    assert (cases.lived(shaken, model)["commitment"][:, 0, 2:] < sure["commitment"][:, 0, 2:]).all()


def test_c6_off_takes_no_notice_of_tariffs() -> None:
    """Tariffs move neither output nor ties; nor does the challenger's market."""
    case, model = cases.case(), cases.model(trade__pull=3.0)
    taxed = _with_forcing(_with_world(case, tariff=case.world.tariff + 0.5), tariff=case.forcing.tariff + 1.0)
    free, bound = cases.lived(case, cases.model(), C6=0.0), cases.lived(taxed, model, C6=0.0)
    _same(free, bound, but=("tariff", "retaliation"))
    assert (cases.lived(taxed, model)["output"][:, 1, 2:] < free["output"][:, 1, 2:]).any()


def test_c9_off_knows_no_other_theatre() -> None:
    """A second crisis changes nothing but its own stock."""
    case, model = cases.case(), cases.model()
    busy = _with_world(case, distraction=2.0)
    calm, crisis = (cases.lived(c, model, C9=0.0) for c in (case, busy))
    _same(calm, crisis, but=("distraction",))
    assert (cases.lived(busy, model)["help"][:, 0, 2:] < calm["help"][:, 0, 2:]).all()


def test_gradient_of_ties_by_gain_is_right() -> None:
    """The mean final tie has a finite, nonzero slope in the gain, that of small differences."""
    case, model = cases.case(), cases.model(1)
    one = jax.tree.map(lambda leaf: leaf[0], model)

    def final(gain: Any) -> Any:
        moved = replace(one, balancing=replace(one.balancing, gain=gain))
        world, _, _ = simulate(
            moved, case.setting, case.world, case.forcing, story(), jnp.uint32(1), jnp.uint32(0)
        )
        return world.tie_patron[-1].mean()

    value = jax.jit(jax.value_and_grad(final), compiler_options={"xla_backend_optimization_level": 0})
    gain, width = jnp.float32(1.0), 5e-3
    slope = float(value(gain)[1])
    difference = float(value(gain + width)[0] - value(gain - width)[0]) / (2 * width)
    assert np.isfinite(slope)
    assert slope != 0
    np.testing.assert_allclose(slope, difference, rtol=0.02, atol=1e-4)


def test_low_gain_forgets_the_start_and_high_gain_need_not() -> None:
    """With a low gain two Worlds that start apart end together; with a high gain they may stay apart."""
    case = cases.case()
    near, far = (_with_world(case, tie_patron=case.setting.observed_patron + shift) for shift in (-3.0, 3.0))

    def gap(gain: float) -> float:
        model = cases.model(balancing__gain=gain, balancing__speed=0.6, threat__reference=1e-4)
        ends = [cases.lived(c, model)["tie_patron"][:, -1, 2:] for c in (near, far)]
        return float(np.abs(ends[0] - ends[1]).mean())

    assert gap(0.01) < 0.02
    assert gap(8.0) > 5 * gap(0.01)
