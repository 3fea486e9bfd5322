"""What the spread of the answer rests on: variance-based indices, and the values at which a judgement changes it.

The outcome of one future is a function of its parameters, of the luck that it meets, and of the telling (which claims
a rival theory takes to act at all, :mod:`counterpoise.analysis.tellings`).  Its variance is divided by pick-freeze: two
independent samples A and B, and for each group of inputs a third that takes the group from B and the rest from A.  With
``V`` the variance,

    first_g = mean(f(B) (f(AB_g) - f(A))) / V        what is lost if g alone were known,
    total_g = mean((f(A) - f(AB_g))**2) / (2 V)      what is left if all but g were known.

Totals of binary outcomes count what a group does only in company of luck, so they sum to more than one.  SALib computes
both and their error by resampling rows.  From the same pairs comes the slope of the chance in each parameter's prior
standard deviations, ``sum(dz df) / sum(dz**2)``, and from it the value at which the chance would pass one half; those
that are near are verified by a run in which the parameter is held there.

Sources: Sobol (2001), *Mathematics and Computers in Simulation* 55; Saltelli and others (2010), *Computer Physics
Communications* 181, 259-270; Jansen (1999), the same 117; Herman and Usher (2017), *JOSS* 2(9), 97 (SALib).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from counterpoise import noise
from counterpoise.analysis.attribution.parts import Parts
from counterpoise.analysis.levers import rescored, scored
from counterpoise.analysis.lives import Lanes, Sample, live
from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.tellings import rivals
from counterpoise.vocabulary import CounterpoiseError, Grade, extra

__all__ = ["Index", "Judgement", "Sensitivity", "Told", "sensitivity"]

Draws = dict[str, NDArray[np.float64]]
LUCK, TELLING, WORLD = "shocks", "rival theories", "parameters of the world"

_NEAR, _VERIFIED = 3.0, 8
"""Prior standard deviations within which a value counts as plausible, and how many such values are verified."""


@dataclass(frozen=True)
class Index:
    """Indices of one group of inputs, or of one parameter.

    Attributes:
        name: Mechanism, path, or one of ``shocks``, ``rival theories``, ``parameters of the world``.
        first: Share of the variance that knowing it alone removes.
        first_error: 90 per cent error, by resampling rows.
        total: Share that is left while it alone is unknown.
        total_error: 90 per cent error.
    """

    name: str
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True)
class Judgement:
    """What one parameter does to the verdict.

    Attributes:
        path: Of the parameter.
        label: In words.
        grade: ``judgement`` or ``published``.
        unit: Of its value.
        value: Central value.
        slope: Change of the chance per prior standard deviation.
        slope_se: Its standard error.
        flips_at: Value at which the chance would pass one half; None where that is out of its range or beyond three
            standard deviations.
        sds: How many prior standard deviations that is from the median.
        verified: Chance with the parameter held there for all members; None where it was not run.
        verified_se: Its standard error.
    """

    path: str
    label: str
    grade: str
    unit: str
    value: float
    slope: float
    slope_se: float
    flips_at: float | None = None
    sds: float | None = None
    verified: float | None = None
    verified_se: float | None = None


@dataclass(frozen=True)
class Told:
    """The answer as one rival theory would tell it, on the same parameters and luck.

    Attributes:
        key: Of the telling.
        label: In words.
        why: What it takes not to act.
        chance: Of the outcome.
        se: Its standard error.
        difference: Chance less that of the story as told.
        difference_se: Standard error of the difference, paired by row.
    """

    key: str
    label: str
    why: str
    chance: float
    se: float
    difference: float
    difference_se: float


@dataclass(frozen=True)
class Sensitivity:
    """What the spread of one outcome in one year rests on.

    Attributes:
        outcome: Name of the outcome.
        year: Year.
        rows: Rows of A, and of B.
        chance: Of the outcome in A, all tellings mixed.
        split: Parameters of the world, the ruler, shocks, and rival theories.
        mechanisms: By mechanism, the largest total first.
        parameters: Judged and published parameters, the largest total first.
        judgements: The same parameters by what would change the verdict, the nearest first.
        tellings: The answer under each rival theory; all are equally likely in the rows of A.
    """

    outcome: str
    year: str
    rows: int
    chance: float
    split: tuple[Index, ...]
    mechanisms: tuple[Index, ...]
    parameters: tuple[Index, ...]
    judgements: tuple[Judgement, ...]
    tellings: tuple[Told, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class _Design:
    """Samples A and B, and how to live a mixture of them."""

    ready: Prepared
    seed: int
    rows: int
    place: int
    a: Draws
    b: Draws
    threads: int
    done: Callable[[int], None]

    def lived(self, swapped: Iterable[str], luck: bool = False, telling: bool = False) -> NDArray[np.bool_]:
        """Outcome by row where the swapped paths, luck or telling come from B and the rest from A."""
        taken = set(swapped)
        draws = {path: self.b[path] if path in taken else values for path, values in self.a.items()}
        return self.of(draws, luck, telling)

    def of(self, draws: Draws, luck: bool, telling: bool) -> NDArray[np.bool_]:
        """Outcome by row, each under its own telling."""
        told = noise.uniform(self.seed, np.arange(self.rows) + telling * self.rows, 0, "telling")
        known = len(rivals())
        return self._told(draws, luck, np.minimum((np.asarray(told) * known).astype(int), known - 1))

    def under(self, telling: int) -> NDArray[np.bool_]:
        """Outcome by row of A, all under one telling."""
        return self._told(self.a, False, np.full(self.rows, telling))

    def _told(self, draws: Draws, luck: bool, which: NDArray[np.int64]) -> NDArray[np.bool_]:
        ready = self.ready
        sample = Sample.of(ready.observed, ready.model(draws), draws, self.seed, ready.switches)
        rows = np.arange(self.rows)
        number = rows + (2 if luck else 0) * self.rows
        claims = {claim for telling in rivals() for claim in telling.switches}
        levels = {
            claim: np.array([telling.switches.get(claim, 1.0) for telling in rivals()], np.float32)[which]
            for claim in claims
        }
        asked = Lanes(rows, number, levels)
        return live(sample, asked, self.threads, self.done).holds[:, self.place]


def sensitivity(
    ready: Prepared,
    year: str,
    place: int,
    seed: int,
    rows: int = 512,
    parts: Parts | None = None,
    paths: Sequence[str] | None = None,
    threads: int = 2,
    progress: Callable[[float], None] = lambda share: None,
) -> Sensitivity:
    """Divide the spread of the verdict among its causes.

    Args:
        ready: Parameters and starting World.
        year: Year of the verdict.
        place: Its place on the year axis.
        seed: Of parameters and luck.
        rows: Rows of A and of B; the error falls with their root.
        parts: Where finished work is kept; nowhere by default.
        paths: Parameters to take one by one; all judged and published ones that have a spread by default.
        threads: Blocks computed at the same time.
        progress: Told the share done.
    """
    kept, finished = parts or Parts(), 0
    a, b = ready.draws(seed, range(rows)), ready.draws(seed, range(rows, 2 * rows))
    free = [path for path in ready.parameters.paths() if np.ptp(a[path]) > 0]
    chosen = list(paths) if paths is not None else [p for p in free if _weighed(ready, p)]
    groups = _by_mechanism(free)
    total = (2 + 3 + len(groups) + len(chosen) + len(rivals())) * rows

    def done(count: int) -> None:
        nonlocal finished
        finished += count
        progress(min(1.0, finished / total))

    design = _Design(ready, seed, rows, place, a, b, threads, done)

    def lived(name: str, **swap: Any) -> NDArray[np.bool_]:
        return np.asarray(kept.kept(name.replace(" ", "_"), partial(design.lived, **swap)), bool)

    base = lived("A", swapped=())
    other = lived("B", swapped=free, luck=True, telling=True)
    world = [path for path in free if not path.startswith("verdict.")]
    mixed = {
        f"mechanism {name}": lived(f"mechanism {name}", swapped=inside) for name, inside in groups.items()
    }
    split = {
        WORLD: lived(WORLD, swapped=world),
        "ruler": mixed["mechanism verdict"],
        LUCK: lived(LUCK, swapped=(), luck=True),
        TELLING: lived(TELLING, swapped=(), telling=True),
    }
    alone = {path: lived(f"parameter {path}", swapped=[path]) for path in chosen}
    judged = [_judgement(ready, path, base, alone[path], a, b) for path in chosen]
    return Sensitivity(
        outcome="balance_holds",
        year=year,
        rows=rows,
        chance=float(base.mean()),
        split=_indices(base, other, split, seed),
        mechanisms=_largest(_indices(base, other, mixed, seed), "mechanism "),
        parameters=_largest(_indices(base, other, alone, seed)),
        judgements=tuple(_verified(judged, design)),
        tellings=_by_telling(
            [
                np.asarray(kept.kept(f"told-{telling.key}", partial(design.under, place)), bool)
                for place, telling in enumerate(rivals())
            ]
        ),
    )


def _by_telling(outcomes: Sequence[NDArray[np.bool_]]) -> tuple[Told, ...]:
    """Chance under each telling, and how far it is from that of the first, the story as told."""
    root, first = np.sqrt(len(outcomes[0])), outcomes[0].astype(float)
    found = []
    for telling, outcome in zip(rivals(), outcomes, strict=True):
        apart = outcome - first
        errors = (float(values.std(ddof=1) / root) for values in (outcome.astype(float), apart))
        se, difference_se = errors
        found.append(
            Told(
                telling.key,
                telling.title,
                telling.why,
                float(outcome.mean()),
                se,
                float(apart.mean()),
                difference_se,
            )
        )
    return tuple(found)


def _weighed(ready: Prepared, path: str) -> bool:
    return ready.parameters[path].grade in (Grade.JUDGEMENT, Grade.PUBLISHED)


def _by_mechanism(paths: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(path.partition(".")[0], []).append(path)
    return groups


def _indices(
    base: NDArray[np.bool_], other: NDArray[np.bool_], mixed: Mapping[str, NDArray[np.bool_]], seed: int
) -> tuple[Index, ...]:
    """SALib's indices with their 90 per cent errors."""
    try:
        from SALib.analyze import sobol
    except ImportError:
        raise CounterpoiseError(
            "Variance-based indices need SALib.",
            where="sensitivity",
            hint=f"Install it: {extra('sensitivity')}.",
        ) from None
    names = list(mixed)
    if not names or base.all() or not base.any():
        return tuple(Index(name, 0.0, 0.0, 0.0, 0.0) for name in names)
    y = np.stack([base, *mixed.values(), other], axis=1).astype(float).ravel()
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    with np.errstate(all="ignore"):
        found = sobol.analyze(
            problem, y, calc_second_order=False, num_resamples=_RESAMPLES, conf_level=0.9, seed=seed
        )
    columns = (found["S1"], found["S1_conf"], found["ST"], found["ST_conf"])
    return tuple(
        Index(name, *(round(float(v), 4) for v in row)) for name, *row in zip(names, *columns, strict=True)
    )


_RESAMPLES = 200


def _largest(found: Iterable[Index], prefix: str = "") -> tuple[Index, ...]:
    named = [
        Index(i.name.removeprefix(prefix), i.first, i.first_error, i.total, i.total_error) for i in found
    ]
    return tuple(sorted(named, key=lambda index: (-index.total, index.name)))


def _judgement(
    ready: Prepared, path: str, base: NDArray[np.bool_], mixed: NDArray[np.bool_], a: Draws, b: Draws
) -> Judgement:
    """Slope of the chance in prior standard deviations, and where it would pass one half."""
    known = ready.parameters[path]
    step = scored(known, b[path]) - scored(known, a[path])
    change = mixed.astype(float) - base.astype(float)
    slope = float(step @ change / (step @ step))
    residual = change - slope * step
    error = float(np.sqrt((residual**2 * step**2).sum()) / (step @ step))
    chance = float(np.clip(base.mean(), 1e-3, 1.0 - 1e-3))
    sds = flips_at = None
    if abs(slope) > error:
        across = norm.pdf(norm.ppf(chance))
        away = -norm.ppf(chance) * across / slope
        if abs(away) <= _NEAR:
            sds, flips_at = float(away), float(rescored(known, np.array([away]))[0])
    return Judgement(
        path, known.label, known.grade.value, known.unit, known.value, slope, error, flips_at, sds
    )


def _verified(judged: list[Judgement], design: _Design) -> list[Judgement]:
    """The nearest first; the nearest few run with the parameter held at the value."""
    ranked = sorted(judged, key=lambda j: (j.sds is None, abs(j.sds or 0.0), -abs(j.slope)))
    found = []
    for k, judgement in enumerate(ranked):
        if k >= _VERIFIED or judgement.flips_at is None:
            found.append(judgement)
            continue
        held = {**design.a, judgement.path: np.full(design.rows, judgement.flips_at)}
        outcome = design.of(held, luck=False, telling=False)
        error = float(outcome.std(ddof=1) / np.sqrt(len(outcome)))
        given = {**asdict(judgement), "verified": float(outcome.mean()), "verified_se": error}
        found.append(Judgement(**given))
    return found
