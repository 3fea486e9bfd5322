"""The sampler: it recovers what was planted, survives being killed, and refuses draws that have not converged."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.estimate.leaders import fit_leaders, leader_rows
from counterpoise.estimate.logit import EstimationError
from counterpoise.sampling import (
    Chains,
    NotConvergedError,
    Source,
    chains,
    check,
    diagnose,
    equation_of,
    era_of,
    sample,
)
from counterpoise.sampling.calibration import calibrate, calibrated, evenness
from counterpoise.sampling.chains import resume
from counterpoise.sampling.equations import EQUATIONS
from counterpoise.sampling.expansion import Table, effective_share, expand, peak, weights
from counterpoise.sampling.listing import listing, mixing
from counterpoise.sampling.models import anchored, event_model, numpyro
from counterpoise.sampling.planted import TRIALS, plant_events
from counterpoise.sampling.problem import eras_of, event_problem, quantity_problem
from counterpoise.sampling.store import sampled_draws, save_draws, stored
from counterpoise.vocabulary import DataError

SLOW = pytest.mark.skipif(not os.environ.get("COUNTERPOISE_SLOW"), reason="set COUNTERPOISE_SLOW to sample")


def _rows(rows: int, eras: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two terms, events that are rare, and an era each."""
    rng = np.random.default_rng(seed)
    terms, era = rng.normal(size=(rows, 2)), (np.arange(rows) % eras).astype(np.int32)
    odds = -3.0 + terms @ np.array([0.8, -0.5]) + 0.3 * era
    return terms, (rng.random(rows) < 1 / (1 + np.exp(-odds))).astype(float), era


def test_planted_eras_fall_evenly_among_their_draws() -> None:
    """Simulation-based calibration, the quick form: every site's ranks are even at the level of one in a thousand."""
    found = calibrate("events, two eras", 20, draws=180)
    assert set(found) == {"theta", "tau"}
    assert min(found.values()) > 1e-3


@pytest.mark.slow
@SLOW
@pytest.mark.parametrize("name", TRIALS)
def test_planted_parameters_of_every_model_fall_evenly(name: str) -> None:
    """The same for every model."""
    assert min(calibrate(name, 60, seed=2).values()) > 1e-3


def test_calibration_notices_a_sampler_that_is_too_sure() -> None:
    """Ranks of a posterior half as wide as it should be are not even: the test above can fail."""
    rng = np.random.default_rng(0)
    truth = rng.normal(size=400)
    draws = 0.4 * rng.normal(size=(400, 19))
    assert evenness((draws < truth[:, None]).sum(axis=1), 19) < 1e-6


def test_stored_calibration_is_even_for_every_model() -> None:
    """Every model was planted, and no site of any gave ranks that chance would hardly give."""
    told = calibrated()
    assert set(told) == set(TRIALS)
    for name, entry in told.items():
        assert entry["times"] >= 100, name
        assert min(entry["evenness"].values()) > 1e-3, name


def test_the_map_to_coefficients_leaves_the_posterior_as_it_is() -> None:
    """Two anchors, one of them poor, give densities of the coefficients that differ by a constant only."""
    rng = np.random.default_rng(5)
    _, (terms, era, trials, events, good) = plant_events(rng, eras=2)
    poor = anchored(np.asarray(good.mode) + 0.3, 0.5 * np.asarray(good.curvature), -1.0, 2.0)
    infer, tau, logs = numpyro().infer.util, np.array([0.2, 0.4]), []
    theta = np.asarray(good.mode) + 0.1 * rng.normal(size=(6, 2, 3))
    for anchor in (good, poor):
        data = (terms, era, trials, events, anchor)

        def place(z: jax.Array, data: tuple = data) -> jax.Array:
            seeded = numpyro().handlers.substitute(event_model, {"z": z, "tau": jnp.asarray(tau)})
            return numpyro().handlers.trace(seeded).get_trace(*data)["theta"]["value"].ravel()

        origin, slope = place(jnp.zeros(6)), jax.jacfwd(place)(jnp.zeros(6))
        found = []
        for point in theta:
            z = jnp.linalg.solve(slope, jnp.asarray(point.ravel()) - origin)
            density = infer.log_density(event_model, data, {}, {"z": z, "tau": jnp.asarray(tau)})[0]
            found.append(float(density) - float(jnp.linalg.slogdet(slope)[1]))
        logs.append(np.array(found))
    assert np.ptp(logs[0]) > 1.0
    np.testing.assert_allclose(logs[0] - logs[0][0], logs[1] - logs[1][0], atol=2e-3)


def test_an_expansion_agrees_with_all_rows_where_draws_fall() -> None:
    """One row in five, weighted, gives the likelihood of all: weights of draws are even, and the peak is flat."""
    terms, events, era = _rows(20_000, 2)
    table = Table(terms, events, np.ones(len(events)), era, np.zeros(2), np.ones(2))
    at = peak(table, -3.0, 2.0)
    found = expand(table, at, np.random.default_rng(0), sample=2_000)
    assert len(found.rows) < len(events) / 4
    assert abs(found.weight.sum() / len(events) - 1.0) < 0.1
    rng = np.random.default_rng(1)
    spread = np.stack([np.linalg.cholesky(np.linalg.inv(part)) for part in found.curvature])
    theta = at + np.einsum("eij,dej->dei", spread, rng.normal(size=(200, 2, 3)))
    assert effective_share(weights(table, found, theta)) > 0.98
    plain = found.__class__(**{**vars(found), "weight": np.ones(len(found.rows))})
    assert effective_share(weights(table, plain, theta)) < effective_share(weights(table, found, theta))


def test_sampled_rows_bend_as_all_rows_do_with_weights_that_are_positive() -> None:
    """Even with a mark that few rows and no event bear; positive weights make the sampled likelihood concave."""
    terms, events, era = _rows(20_000, 1)
    terms = np.column_stack([terms, (np.arange(20_000) % 400 == 0) & (events == 0)]).astype(float)
    table = Table(terms, events, np.ones(len(events)), era, np.zeros(3), np.ones(3))
    at = peak(table, -3.0, 2.0)
    found = expand(table, at, np.random.default_rng(0), sample=1_500)
    assert found.weight.min() > 0
    design = np.column_stack([np.ones(len(found.rows)), terms[found.rows]])
    chance = 1 / (1 + np.exp(-found.base))
    bend = (design * (found.weight * chance * (1 - chance))[:, None]).T @ design
    root = np.linalg.inv(np.linalg.cholesky(found.curvature[0] + np.eye(4)))
    np.testing.assert_allclose(root @ (bend - found.curvature[0]) @ root.T, 0.0, atol=0.01)


def test_a_rare_mark_without_events_is_named_and_held_by_a_weak_prior() -> None:
    """Separated terms are told; the weak prior keeps their log-odds ratio to 2.5, the ridge alone does not."""
    terms, events, _ = _rows(2_000, 1)
    mark = ((np.arange(2_000) % 100 == 0) & (events == 0)).astype(float)
    both = np.column_stack([terms[:, 0], mark])
    held = event_problem("held", ("a", "mark"), both, events, eras_of(np.full(2_000, 2000), False), weak=True)
    free = event_problem("free", ("a", "mark"), both, events, eras_of(np.full(2_000, 2000), False))
    assert held.separated == free.separated == ("mark",)
    one = {"theta": np.array([[[[0.0, 0.0, 1.0]]]])}
    assert held.natural(one)["mark"][0, 0] == pytest.approx(2.5)
    assert free.natural(one)["mark"][0, 0] > 10.0


def test_a_killed_chain_goes_on_and_ends_where_it_would_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after any block, with half a file lying about, the draws are those of an unbroken run."""
    model, data = event_model, plant_events(np.random.default_rng(1), eras=1)[1]
    block: list[Callable[[Any], Any]] = []

    def once(
        kernel: Any, arguments: Any, compiled: Callable[..., Any] = chains._block
    ) -> Callable[[Any], Any]:
        block.extend([] if block else [compiled(kernel, arguments)])
        return block[0]

    monkeypatch.setattr(chains, "_block", once)
    whole = sample(model, data, tmp_path / "whole", chains=1, warmup=50, draws=100)

    def stop(now: int, total: int) -> None:
        if now == 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample(model, data, tmp_path / "killed", chains=1, warmup=50, draws=100, progress=stop)
    (tmp_path / "killed" / "chain-0.part").write_bytes(b"torn")
    seen: list[int] = []
    again = sample(
        model,
        data,
        tmp_path / "killed",
        chains=1,
        warmup=50,
        draws=100,
        progress=lambda now, _: seen.append(now),
    )
    assert seen[0] == 150
    for site, values in whole.draws.items():
        np.testing.assert_array_equal(again.draws[site], values)


def test_a_checkpoint_that_is_torn_or_of_another_model_is_refused(tmp_path: Path) -> None:
    """The error names the file and says to delete it; without a file the start is fresh."""
    file, fresh = tmp_path / "chain-0.npz", (np.zeros(3), np.zeros(2))
    assert resume(file, fresh)[1] == {}
    file.write_bytes(b"torn")
    with pytest.raises(EstimationError, match="cannot be read"):
        resume(file, fresh)
    leaves = {"leaf-000": np.zeros(4), "leaf-001": np.zeros(2)}
    np.savez(file, allow_pickle=False, diverged=np.zeros(0, dtype=bool), **leaves)
    with pytest.raises(EstimationError, match="another model"):
        resume(file, fresh)


def test_draws_that_have_not_converged_are_refused() -> None:
    """Chains in two places, chains that crawl, and divergences, each with its number."""
    rng = np.random.default_rng(0)
    good = rng.normal(size=(2, 500))
    check("good", Chains({"b": good}, 0.0))
    with pytest.raises(NotConvergedError, match="R-hat of b"):
        check("apart", Chains({"b": good + np.array([[0.0], [2.0]])}, 0.0))
    with pytest.raises(NotConvergedError, match="effective sample size of b"):
        check("crawl", Chains({"b": np.cumsum(good, axis=1)}, 0.0))
    with pytest.raises(NotConvergedError, match=r"4\.0% of the draws diverged"):
        check("necks", Chains({"b": good}, 0.04))
    with pytest.raises(NotConvergedError, match="R-hat of c"):
        check("stuck", Chains({"b": good, "c": np.full((2, 500), np.nan)}, 0.0))
    assert diagnose(Chains({"b": good}, 0.0))["b"]["ess"] > 500


def test_too_few_events_are_met_with_their_number() -> None:
    """An equation without events enough, in all or in one era, is an error that counts them."""
    terms, events, _ = _rows(400, 1)
    years = np.where(np.arange(400) < 200, 1980, 2000)
    with pytest.raises(EstimationError, match="3 events in 400 rows are too few"):
        event_problem("few", ("a", "b"), terms, 1.0 * (np.arange(400) < 3), eras_of(years, False))
    events = np.where(years < 1990, 0.0, 1.0 * (np.arange(400) % 5 == 0))
    with pytest.raises(EstimationError, match="0 events 1946-1989 are too few"):
        event_problem("lopsided", ("a", "b"), terms, events, eras_of(years, True))
    with pytest.raises(EstimationError, match="12 rows are too few"):
        quantity_problem(("a", "b"), terms[:12], terms[:12, 0], eras_of(years[:12], False))


def test_draws_are_thinned_stored_whole_and_found_by_name(tmp_path: Path) -> None:
    """At most 400 in single precision; a name or a model that is not there is met with what is."""
    values = np.arange(1000.0).reshape(2, 500)
    save_draws(tmp_path / "leader_exit.npz", {"alike": {"exit_0": values}})
    draws = sampled_draws("leader_exit", "alike", tmp_path)["exit_0"]
    assert draws.dtype == np.float32
    assert draws.shape == (400,)
    assert draws[[0, -1]].tolist() == [0.0, 999.0]
    with pytest.raises(DataError, match="no model by_era"):
        sampled_draws("leader_exit", "by_era", tmp_path)
    with pytest.raises(DataError, match="leader_exit"):
        sampled_draws("leader_exits", "alike", tmp_path)


@pytest.mark.slow
@SLOW
def test_sampled_leaders_agree_with_the_closed_form(panel, tmp_path: Path) -> None:
    """Exits by bin since 1990: NUTS and Beta differ by less than a third of a standard error."""
    source = Source(panel)
    problem = equation_of("leader_exit").lay_out(source, False)
    made = sample(problem.model, problem.data, tmp_path, warmup=200, draws=300)
    check("leader_exit", made)
    closed = fit_leaders(leader_rows(panel, source.history))
    for name, draws in problem.natural(made.draws).items():
        at = closed.names.index(name)
        assert abs(draws.mean() - closed.mean[at]) < closed.sd[at] / 3, name
        assert draws.std() == pytest.approx(closed.sd[at], rel=0.25), name
    assert problem.kept == 4


def test_eras_and_unknown_equations() -> None:
    """Breaks lie after 1945 and 1989; a slip is met with the nearest name."""
    assert era_of(np.array([1816, 1945, 1946, 1989, 1990])).tolist() == [0, 0, 1, 1, 2]
    with pytest.raises(DataError, match="pact_formation"):
        equation_of("pact_formatoin")


def test_results_that_ship_have_converged() -> None:
    """Each equation that ships sampled says how well in numbers, and its draws have the means that are told."""
    told = stored()
    assert set(told) <= set(EQUATIONS)
    assert {EQUATIONS[name].ships for name in told} >= {"dispute_initiation", "pact_formation", "burden"}
    for name, entry in told.items():
        found = mixing(entry)
        assert found["r_hat"] <= 1.02, name
        assert found["ess"] >= 100, name
        assert found["divergent"] <= 0.005, name
        assert entry["shipped"] or EQUATIONS[name].ships is None
        for model in ("alike", "by_era"):
            if model not in entry:
                continue
            assert entry[model].get("effective_share", 1.0) > 0.9, name
            draws = sampled_draws(name, model)
            for term, (mean, sd) in entry[model]["coefficients"].items():
                assert len(draws[term]) == 400
                assert abs(draws[term].mean() - mean) < 0.25 * sd + 1e-6, (name, term)


def test_the_listing_tells_what_is_stored_and_what_is_not(tmp_path: Path) -> None:
    """One line an equation; an empty folder has none of them."""
    assert sum(" yes " in line for line in listing().splitlines()) == len(stored())
    lines = listing(tmp_path).splitlines()
    assert len(lines) == 1 + len(EQUATIONS)
    assert not any(" yes " in line for line in lines)
