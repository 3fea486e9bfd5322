"""The sampler: it recovers what was planted, survives being killed, and refuses draws that have not converged."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from counterpoise.data import Panel
from counterpoise.estimate.history import History
from counterpoise.estimate.leaders import fit_leaders, leader_rows
from counterpoise.estimate.logit import EstimationError
from counterpoise.estimate.sampling import (
    Chains,
    NotConvergedError,
    check,
    diagnose,
    era_of,
    logit_model,
    sample,
)
from counterpoise.estimate.sampling.calibration import evenness, ranks
from counterpoise.estimate.sampling.chains import resume
from counterpoise.estimate.sampling.equations import EQUATIONS, problem_of
from counterpoise.estimate.sampling.run import natural, stored
from counterpoise.vocabulary import DataError


def _two_terms(rows: int, eras: int) -> tuple[jnp.ndarray, ...]:
    rng = np.random.default_rng(7)
    terms = jnp.asarray(rng.normal(size=(rows, 2)), jnp.float32)
    era = jnp.asarray(np.arange(rows) % eras, jnp.int32)
    return terms, era, jnp.full(rows, 20.0), jnp.zeros(rows)


def test_planted_parameters_fall_evenly_among_their_draws() -> None:
    """Simulation-based calibration, the quick form: every site's ranks are even at the level of one in a thousand."""
    found = ranks(partial(logit_model, eras=1, level=-1.0), _two_terms(30, 1), times=60, seed=1)
    assert set(found) == {"a", "b"}
    for site, rank in found.items():
        assert evenness(rank, 19) > 1e-3, site


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("COUNTERPOISE_SLOW"), reason="set COUNTERPOISE_SLOW to sample")
def test_planted_eras_fall_evenly_among_their_draws() -> None:
    """The same with two eras and the scales that shrink them to one another."""
    found = ranks(partial(logit_model, eras=2, level=-1.0), _two_terms(30, 2), times=60, seed=2)
    assert set(found) == {"a", "b", "d", "tau"}
    for site, rank in found.items():
        assert evenness(rank, 19) > 1e-3, site


def test_calibration_notices_a_sampler_that_is_too_sure() -> None:
    """Ranks of a posterior half as wide as it should be are not even: the test above can fail."""
    rng = np.random.default_rng(0)
    truth = rng.normal(size=400)
    draws = 0.4 * rng.normal(size=(400, 19))
    assert evenness((draws < truth[:, None]).sum(axis=1), 19) < 1e-6


def test_a_killed_chain_goes_on_and_ends_where_it_would_have(tmp_path: Path) -> None:
    """Stopped after any block, with half a file lying about, the draws are those of an unbroken run."""
    terms, era, trials, offset = _two_terms(40, 1)
    events = jnp.asarray(np.random.default_rng(1).binomial(20, 0.3, 40), jnp.float32)
    model, data = partial(logit_model, eras=1, level=-1.0), (terms, era, trials, offset, events)
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
    assert abs(float(whole.draws["b"].mean())) < 0.3


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


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("COUNTERPOISE_SLOW"), reason="set COUNTERPOISE_SLOW to sample")
def test_sampled_leaders_agree_with_the_closed_form(panel: Panel, history: History, tmp_path: Path) -> None:
    """Exits by bin since 1990: NUTS and Beta differ by less than a third of a standard error."""
    problem = problem_of("leader_exit", panel, history, by_era=False)
    made = sample(problem.model, problem.data, tmp_path, warmup=200, draws=300)
    check("leader_exit", made)
    closed = fit_leaders(leader_rows(panel, history))
    for name, draws in natural(problem, made).items():
        at = closed.names.index(name)
        assert abs(draws.mean() - closed.mean[at]) < closed.sd[at] / 3, name
        assert draws.std() == pytest.approx(closed.sd[at], rel=0.25), name
    assert problem.kept == 4
    assert problem.rows == int((leader_rows(panel, history)["year"] >= 1990).sum())


def test_eras_and_unknown_equations() -> None:
    """Breaks lie after 1945 and 1989; a slip is met with the nearest name."""
    assert era_of(np.array([1816, 1945, 1946, 1989, 1990])).tolist() == [0, 0, 1, 1, 2]
    with pytest.raises(DataError, match="pact_formation"):
        problem_of("pact_formatoin", None, None)  # type: ignore[arg-type]


def test_results_that_ship_have_converged() -> None:
    """Every sampled equation that ships says so in numbers, and stands beside the shipped posterior."""
    from importlib.resources import files

    told = stored(Path(str(files("counterpoise") / "library" / "nuts")))
    assert told
    assert set(told) <= set(EQUATIONS)
    for entry in told.values():
        for half in ("alike", "by_era"):
            for numbers in entry[half]["diagnostics"].values():
                assert numbers["r_hat"] <= 1.02
                assert numbers["ess"] >= 100
            assert entry[half]["divergent"] <= 0.005
        assert entry["shipped"]
