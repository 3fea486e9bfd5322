"""Futures of which only the outcome is kept: what questions over thousands of variants need, and nothing more.

A lane is one future of one variant: a row of the Model, a set of switches and the number that addresses its luck.
Lanes of different variants share a block and one compiled program, in which they are lived *and judged*; of each
there remain a few bits a year.  So two thousand ensembles cost the time of living them and the memory of one.

The definition is that of :mod:`counterpoise.analysis.verdict`, evaluated in single precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array
from numpy.typing import NDArray

from counterpoise.analysis.verdict import BELIEVED, judge, ties_survive, trailing_mean
from counterpoise.ensemble import block_size, compiled_block
from counterpoise.lanes import lanes
from counterpoise.measuring import measure
from counterpoise.model import Model
from counterpoise.observe.case import Observed
from counterpoise.reading import Reading
from counterpoise.simulate import all_luck, simulate
from counterpoise.switches import Switches, at_present, story
from counterpoise.vocabulary import CLAIMS, Rung
from counterpoise.world import Case, Events, World

__all__ = ["Lanes", "Lives", "Sample", "live", "live_under", "present_levels"]

Bits = NDArray[np.bool_]


@dataclass(frozen=True)
class Lanes:
    """Which futures to live: one entry of each array a lane.

    Attributes:
        row: Row of the Model and of the ruler's draws.
        number: Number of the member, which addresses its luck.
        switches: Claim to its switch, as a share of what the sample has it at; claims that are not named are on.
    """

    row: NDArray[np.int64]
    number: NDArray[np.int64]
    switches: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Sample:
    """Members drawn for one scenario: what lanes pick rows of.

    Attributes:
        observed: The scenario, ready to run.
        model: Parameters with a leading axis of rows, as NumPy arrays.
        threshold: The ruler's b* by row.
        cut: Its c by row.
        seed: Of all luck.
        switches: Claims that the scenario turns down: what is *on* in every lane is at most this.
    """

    observed: Observed
    model: Model
    threshold: NDArray[np.float64]
    cut: NDArray[np.float64]
    seed: int
    switches: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        observed: Observed,
        model: Model,
        draws: Mapping[str, NDArray[np.float64]],
        seed: int,
        switches: Mapping[str, float] | None = None,
    ) -> Sample:
        """The sample of such a Model and the draws that it was made of."""
        held = jax.tree.map(np.asarray, model)
        threshold, cut = (np.asarray(draws[f"verdict.{name}"]) for name in ("threshold", "cut"))
        return cls(observed, held, threshold, cut, seed, dict(switches or {}))

    def __len__(self) -> int:
        return len(self.threshold)


@dataclass(frozen=True)
class Lives:
    """What came of each lane.

    Attributes:
        holds: Whether the balance holds ``[lane, year]``.
        ties: Whether the ties survive ``[lane, year]``.
        theatres: Whether each theatre holds ``[lane, year, theatre]``.
        alliances: Whether each treaty is in force and believed ``[lane, year, ally]``.
    """

    holds: Bits
    ties: Bits
    theatres: Bits
    alliances: Bits

    def at(self, place: int) -> Bits:
        """One year of every lane as one row of bits: holds, ties, both, theatres, alliances ``[lane, outcome]``."""
        holds, ties = self.holds[:, place], self.ties[:, place]
        first = np.stack([holds, ties, holds & ties], axis=1)
        return np.concatenate([first, self.theatres[:, place], self.alliances[:, place]], axis=1)


def live(
    sample: Sample, asked: Lanes, threads: int = 2, done: Callable[[int], None] = lambda count: None
) -> Lives:
    """Live and judge every lane.

    Args:
        sample: Members to pick from.
        asked: Lanes, in any order and number.
        threads: Blocks computed at the same time.
        done: Told how many more lanes are finished.
    """
    width = block_size(len(sample.observed.states))
    starts = range(0, len(asked), width)
    parts: list[Lives] = []
    with ThreadPoolExecutor(threads) as pool:
        for part in pool.map(partial(_block, sample, asked, width), starts):
            parts.append(part)
            done(len(part.holds))
    return Lives(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Lives)))


def live_under(
    sample: Sample,
    sets: Mapping[str, NDArray[np.float32]],
    present: bool = False,
    threads: int = 2,
    done: Callable[[int], None] = lambda count: None,
) -> Lives:
    """Live and judge every member under several sets of switches, with noise that is drawn once for all of them.

    The outcomes are those of :func:`live`; drawing is a good part of a year, so many sets cost less than so many runs.

    Args:
        sample: Members, all of them.
        sets: Claim to its switch by set; as in :class:`Lanes`, claims that are not named are on.
        present: Whether a complication that is off stays at its present level, instead of its declared reference.
        threads: Blocks computed at the same time.
        done: Told how many more futures are finished.

    Returns:
        Futures set by set, the members of each in order.
    """
    several, width = len(next(iter(sets.values()))), block_size(len(sample.observed.states))
    asked = Lanes(np.zeros(several, np.int64), np.zeros(several, np.int64), sets)
    levels = {
        claim: np.broadcast_to(np.asarray(values, np.float32), several).copy()
        for claim, values in _switches(sample, asked, np.arange(several)).items()
    }
    starts = range(0, len(sample), width)
    parts: list[tuple[Bits, ...]] = []
    with ThreadPoolExecutor(threads) as pool:
        for part in pool.map(partial(_block_under, sample, levels, present, width), starts):
            parts.append(part)
            done(several * part[0].shape[1])
    whole = (np.concatenate([part[k] for part in parts], axis=1) for k in range(len(fields(Lives))))
    return Lives(*(bits.reshape(-1, *bits.shape[2:]) for bits in whole))


def _block_under(
    sample: Sample, levels: Mapping[str, NDArray[np.float32]], present: bool, width: int, first: int
) -> tuple[Bits, ...]:
    """One block of members under every set ``[set, member, ...]``, the last member repeated to fill it."""
    end = min(first + width, len(sample))
    row = np.minimum(np.arange(first, first + width), end - 1)
    found = _compiled_under(
        *_picked(sample, row),
        dict(levels),
        present,
        np.uint32(sample.seed),
        row.astype(np.uint32),
    )
    return tuple(np.moveaxis(np.asarray(bits)[..., : end - first], -1, 1) for bits in found)


def _block(sample: Sample, asked: Lanes, width: int, first: int) -> Lives:
    """One block of lanes, the last one repeated to fill it."""
    end = min(first + width, len(asked))
    place = np.minimum(np.arange(first, first + width), end - 1)
    found = _compiled(
        *_picked(sample, asked.row[place]),
        _switches(sample, asked, place),
        jnp.uint32(sample.seed),
        jnp.asarray(asked.number[place], jnp.uint32),
    )
    return Lives(*(np.moveaxis(np.asarray(bits)[..., : end - first], -1, 0) for bits in found))


def _picked(sample: Sample, row: NDArray[np.int64]) -> tuple[Any, ...]:
    """What a program needs of some rows: the case, its ruler, the Model, b* and c."""
    return (
        sample.observed.case,
        _Ruler.of(sample.observed),
        jax.tree.map(lambda leaf: leaf[row], sample.model),
        np.asarray(sample.threshold[row], np.float32),
        np.asarray(sample.cut[row], np.float32),
    )


def _switches(sample: Sample, asked: Lanes, place: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
    """Switches of a block: one number each where all its lanes agree, which is a seventh faster."""
    one = np.ones(1, np.float32)
    found = {
        claim: np.float32(sample.switches.get(claim, 1.0))
        * (asked.switches[claim][place] if claim in asked.switches else one)
        for claim in CLAIMS
    }
    alike = all((values == values[0]).all() for values in found.values())
    if alike:
        return {claim: np.asarray(values[0], np.float32) for claim, values in found.items()}
    return {
        claim: np.broadcast_to(np.asarray(values, np.float32), place.shape) for claim, values in found.items()
    }


class _Ruler(eqx.Module):
    """What the definition needs to know of a scenario."""

    weights: Array
    neighbour: Array
    allies: tuple[int, ...] = eqx.field(static=True)
    core: tuple[int, ...] = eqx.field(static=True)

    @classmethod
    def of(cls, observed: Observed) -> _Ruler:
        return cls(
            jnp.asarray(observed.theatres.weights, jnp.float32),
            jnp.asarray(observed.neighbours, jnp.float32),
            tuple(observed.place(observed.treaty_allies)),
            tuple(observed.treaty_allies.index(ally) for ally in observed.core_allies),
        )


def _lived(
    case: Case,
    ruler: _Ruler,
    model: Model,
    threshold: Array,
    cut: Array,
    switches: dict[str, Array],
    seed: Array,
    number: Array,
) -> tuple[Array, ...]:
    """Bits of a block, lanes last."""

    def one(own: Model, b: Array, c: Array, member: Array, mine: dict[str, Array]) -> tuple[Array, ...]:
        on, keep = {**switches, **mine}, partial(_kept, case, ruler)
        kept = simulate(own, case.setting, case.world, case.forcing, on, seed, member, keep=keep)
        return _judged(kept, ruler, b, c)

    apart = {claim: values for claim, values in switches.items() if values.ndim}
    found: tuple[Array, ...] = lanes(one)(model, threshold, cut, number, apart)
    return found


_compiled = compiled_block(_lived)


def _lived_under(
    case: Case,
    ruler: _Ruler,
    model: Model,
    threshold: Array,
    cut: Array,
    sets: dict[str, Array],
    present: bool,
    seed: Array,
    number: Array,
) -> tuple[Array, ...]:
    """Bits of a block under every set, sets first and members last."""

    def one(own: Model, b: Array, c: Array, member: Array) -> tuple[Array, ...]:
        luck = all_luck(case.setting, case.forcing, seed, member)
        levels = present_levels(case, own) if present else {}
        keep = partial(_kept, case, ruler)

        def under(switches: Switches) -> tuple[Array, ...]:
            on = {**switches, **levels}
            kept = simulate(
                own, case.setting, case.world, case.forcing, on, seed, member, keep=keep, luck=luck
            )
            return _judged(kept, ruler, b, c)

        every: tuple[Array, ...] = jax.lax.map(under, sets)
        return every

    found: tuple[Array, ...] = lanes(one)(model, threshold, cut, number)
    return found


_compiled_under = compiled_block(_lived_under)


def present_levels(case: Case, own: Model) -> Switches:
    """Where complications stand at present: what their switch at 0 leaves under the second reference.

    C4: promises kept as the start year's alarm and leadership have it.  C5: doubt at its long-run mean.  C6: the
    tariffs announced for the first year.  C7: expertise as the present purge leaves it in the end.  C9: the
    distraction of the start.  C1, C2, C3 and C8 have the start year for their declared reference already.
    """
    first = jax.tree.map(lambda series: series[0], case.forcing)
    now = measure(case.world, own, own.forces.reach(case.setting), case.setting, first, story())
    levels = {
        "C4": now.willing,
        "C5": own.patronage.mean,
        "C6": jnp.nan_to_num(first.tariff),
        "C7": -own.capacity.deep * case.setting.purge,
        "C9": case.world.distraction,
    }
    return {at_present(claim): level for claim, level in levels.items()}


def _kept(case: Case, ruler: _Ruler, world: World, reading: Reading, events: Events) -> dict[str, Array]:
    """A year's quantities that the definition reads."""
    allies = jnp.asarray(ruler.allies, jnp.int32)  # a patron may have none
    return {
        "balance": reading.balance,
        "exposure": reading.exposure,
        "tie_patron": jax.nn.sigmoid(world.tie_patron) * (1.0 - reading.fallen),
        "tie_challenger": jnp.maximum(jax.nn.sigmoid(world.tie_challenger), reading.fallen),
        "output": jnp.exp(world.output),
        "commitment": reading.commitment[allies],
        "depth": world.depth[case.setting.patron][allies],
    }


def _judged(kept: Mapping[str, Any], ruler: _Ruler, b: Array, c: Array) -> tuple[Array, ...]:
    """Holds, ties, theatres and alliances of one lane, by year."""
    series = {name: values[None] for name, values in kept.items()}
    verdict = judge(
        ratio=series["balance"],
        theatre_weight=ruler.weights,
        exposure=series["exposure"],
        tie_patron=series["tie_patron"],
        tie_challenger=series["tie_challenger"],
        output=series["output"],
        neighbour=ruler.neighbour,
        threshold=b[None],
        cut=c[None],
    )
    in_force = series["depth"] >= Rung.DEFENCE
    believed = trailing_mean(series["commitment"])
    core = jnp.asarray(ruler.core, jnp.int32)
    ties = ties_survive(in_force[..., core], believed[..., core])
    alliances = in_force & (believed >= BELIEVED)
    return verdict.balance_holds[0], ties[0], verdict.theatres[0], alliances[0]
