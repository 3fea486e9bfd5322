"""Chains that can be killed: every block of draws is written whole, and a chain goes on from its last block.

A chain is NUTS (Hoffman and Gelman 2014) stepped in blocks; after each the sampler's whole state and the draws so far
replace the checkpoint in one move.  Draws are only given out once they pass: split R-hat and bulk effective sample size
(Vehtari and others 2021), and no divergence beyond a few in a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.logit import EstimationError
from counterpoise.sampling.models import numpyro

__all__ = ["Chains", "NotConvergedError", "check", "diagnose", "resume", "sample"]

BLOCK = 50
"""Iterations between checkpoints."""

_CAREFUL = 0.9
"""Acceptance aimed at."""

RHAT, ESS, DIVERGENT = 1.02, 100.0, 0.005
"""Largest split R-hat, least bulk effective sample size of any coefficient, largest share of divergences."""

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


class NotConvergedError(EstimationError):
    """Chains whose draws may not be used."""


@dataclass(frozen=True)
class Chains:
    """Draws of a model.

    Attributes:
        draws: Site to ``[chain, draw, ...]``, constrained.
        divergent: Share of divergent iterations after warm-up.
    """

    draws: dict[str, Floats]
    divergent: float


def sample(
    model: Callable[..., None],
    data: tuple[Any, ...],
    place: Path,
    *,
    chains: int = 2,
    warmup: int = 300,
    draws: int = 500,
    seed: int = 1,
    dense: bool = False,
    progress: Progress | None = None,
) -> Chains:
    """Sample a model, going on from whatever checkpoints lie in ``place``.

    Args:
        model: A NumPyro model.
        data: Its arguments.
        place: Folder of checkpoints, one file a chain; for other data or settings use another folder.
        chains: Number of chains, one after the other.
        warmup: Iterations of adaptation.
        draws: Iterations kept of each chain.
        seed: Of all chains.
        dense: Whether adaptation learns how coordinates hang together, not only their scales.
        progress: Called with iterations done and wanted, over all chains.
    """
    pyro = numpyro()
    place.mkdir(parents=True, exist_ok=True)
    kernel = pyro.infer.NUTS(model, target_accept_prob=_CAREFUL, dense_mass=dense)
    total, kept, gone = chains * (warmup + draws), [], []
    step: Callable[[Any], Any] | None = None
    for chain in range(chains):
        key = jax.random.PRNGKey(seed * 1000 + chain)
        state = kernel.init(key, warmup, None, model_args=data, model_kwargs={})
        step = step or _block(kernel, data)
        state, found, diverged = resume(place / f"chain-{chain}.npz", state)
        while int(state.i) < warmup + draws:
            state, made, bad = step(state)
            found = {
                name: np.concatenate([found[name], value]) if name in found else value
                for name, value in _numpy(made).items()
            }
            diverged = np.concatenate([diverged, np.asarray(bad)])
            _keep(place / f"chain-{chain}.npz", state, found, diverged)
            if progress is not None:
                progress(chain * (warmup + draws) + int(state.i), total)
        free = {name: value[warmup : warmup + draws] for name, value in found.items()}
        kept.append(_numpy(jax.vmap(kernel.postprocess_fn(data, {}))(free)))
        gone.append(diverged[warmup : warmup + draws])
    return Chains({name: np.stack([c[name] for c in kept]) for name in kept[0]}, float(np.mean(gone)))


def diagnose(chains: Chains) -> dict[str, dict[str, float]]:
    """Worst split R-hat and least bulk effective sample size of each site.

    >>> rng = np.random.default_rng(0)
    >>> good = diagnose(Chains({"b": rng.normal(size=(2, 400))}, 0.0))["b"]
    >>> good["r_hat"] < 1.02 and good["ess"] > 500
    True
    """
    pyro = numpyro()
    told = {}
    for name, values in chains.draws.items():
        with np.errstate(invalid="ignore", divide="ignore"):
            rhat = np.asarray(pyro.diagnostics.split_gelman_rubin(values))
            ess = np.asarray(pyro.diagnostics.effective_sample_size(values))
        told[name] = {"r_hat": float(np.max(rhat)), "ess": float(np.min(ess))}
    return told


def check(name: str, chains: Chains) -> dict[str, dict[str, float]]:
    """The diagnostics, if they pass.

    Raises:
        NotConvergedError: They do not; it says which site, by how much, and what to do.
    """
    told = diagnose(chains)
    worst = max(told, key=lambda site: told[site]["r_hat"] if np.isfinite(told[site]["r_hat"]) else np.inf)
    fewest = min(told, key=lambda site: told[site]["ess"] if np.isfinite(told[site]["ess"]) else -np.inf)
    trouble = []
    if not told[worst]["r_hat"] <= RHAT:
        trouble.append(f"split R-hat of {worst} is {told[worst]['r_hat']:.3f} (at most {RHAT})")
    if not told[fewest]["ess"] >= ESS:
        trouble.append(f"effective sample size of {fewest} is {told[fewest]['ess']:.0f} (at least {ESS:.0f})")
    if chains.divergent > DIVERGENT:
        trouble.append(f"{chains.divergent:.1%} of the draws diverged (at most {DIVERGENT:.1%})")
    if trouble:
        raise NotConvergedError(
            f"{name} has not converged: {'; '.join(trouble)}. Earlier draws are kept.",
            hint="Ask for more draws (--draws) or a longer warm-up (--warmup).",
        )
    return told


def _block(kernel: Any, data: tuple[Any, ...]) -> Callable[[Any], Any]:
    """A compiled block of iterations, giving the state, unconstrained draws and divergences."""

    def one(state: Any, _: None, arguments: tuple[Any, ...]) -> Any:
        after = kernel.sample(state, arguments, {})
        return after, (after.z, after.diverging)

    @jax.jit
    def run(state: Any, arguments: tuple[Any, ...]) -> Any:
        return jax.lax.scan(partial(one, arguments=arguments), state, None, length=BLOCK)

    def step(state: Any) -> Any:
        after, (made, bad) = run(state, data)
        return after, made, bad

    return step


def _numpy(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {name: np.asarray(value) for name, value in tree.items()}


def _keep(path: Path, state: Any, found: Mapping[str, Any], diverged: Any) -> None:
    """Replace the checkpoint in one move."""
    leaves = {f"leaf-{k:03d}": np.asarray(leaf) for k, leaf in enumerate(jax.tree.leaves(state))}
    sites = {f"site-{name}": value for name, value in found.items()}
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, diverged=diverged, **leaves, **sites)
    part.replace(path)


def resume(path: Path, fresh: Any) -> tuple[Any, dict[str, Any], Any]:
    """The state and draws of a checkpoint, or a fresh start.

    Raises:
        EstimationError: The checkpoint is damaged or of another model.
    """
    if not path.is_file():
        return fresh, {}, np.zeros(0, dtype=bool)
    leaves, structure = jax.tree.flatten(fresh)
    try:
        with np.load(path) as stored:
            old = [jax.numpy.asarray(stored[f"leaf-{k:03d}"]) for k in range(len(leaves))]
            found = {name[5:]: stored[name] for name in stored.files if name.startswith("site-")}
            diverged = stored["diverged"]
    except (OSError, ValueError, KeyError) as error:
        raise EstimationError(
            "A checkpoint cannot be read.", where=str(path), hint="Delete it to start that chain anew."
        ) from error
    if any(a.shape != np.shape(b) for a, b in zip(old, leaves, strict=True)):
        raise EstimationError(
            "A checkpoint belongs to another model.",
            where=str(path),
            hint="Delete it to start that chain anew.",
        )
    return jax.tree.unflatten(structure, old), found, diverged
