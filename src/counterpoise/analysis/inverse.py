"""What would flip the verdict: the smallest plausible changes, several of them, each verified.

The chance of the outcome passes one half when its probit passes 0.  How far each lever moves the chance in one
plausible step (:mod:`counterpoise.analysis.levers`) is measured on common luck; the smallest change of several levers
together then points along their slopes, ``d = gap * s / (s @ s)``.  That is a guess, since the model is not linear: the
step along d is lengthened or shortened, each time by a run, until the verdict has flipped by as little as can be told.
What is reported is a run, with its interval, never the guess.

Different solutions use different levers: each judgement or policy that does it alone, the best few together, policies
alone, and the best few of those that no other solution has used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from counterpoise.analysis.attribution.parts import Parts
from counterpoise.analysis.levers import POLICIES, moved, rescored, scored
from counterpoise.analysis.lives import Lanes, Lives, Sample, live
from counterpoise.analysis.prepare import Prepared
from counterpoise.analysis.probability import Z90
from counterpoise.observe.case import Observed
from counterpoise.vocabulary import CounterpoiseError, Grade, nearest

__all__ = ["Lever", "Reversal", "Solution", "reversal", "target_of"]

Bits = NDArray[np.bool_]

PLAUSIBLE = 3.0
"""Steps beyond which a change is not called plausible."""

_SURE = 2.0
"""Standard errors from zero at which a lever counts."""

_TOGETHER, _ALONE, _TRIES = 4, 4, 6


@dataclass(frozen=True)
class Lever:
    """What moves, in one solution.

    Attributes:
        name: Path of a parameter, or name of a policy.
        label: In words.
        kind: ``judgement``, ``published`` or ``policy``.
        steps: Prior standard deviations, or units of the policy.
        before: Median of the parameter; 0 for a policy.
        after: The median as moved; the policy's change in its unit.
        unit: Of before and after.
    """

    name: str
    label: str
    kind: str
    steps: float
    before: float
    after: float
    unit: str


@dataclass(frozen=True)
class Solution:
    """One change that flips the verdict, or comes nearest to it.

    Attributes:
        levers: What moves.
        size: Length of the change in plausible steps.
        chance: Of the outcome with it.
        low: Lower end of its 90 per cent simulation interval.
        high: Upper end.
        difference: Paired change of the chance.
        error: Its 90 per cent error.
        flipped: Whether the chance is on the other side of one half.
        sure: Whether the whole interval is.
    """

    levers: tuple[Lever, ...]
    size: float
    chance: float
    low: float
    high: float
    difference: float
    error: float
    flipped: bool
    sure: bool


@dataclass(frozen=True)
class Reversal:
    """All solutions for one outcome.

    Attributes:
        target: ``balance_holds``, ``ties_survive``, ``theatre:KEY`` or ``alliance:ISO3``.
        year: Year.
        want: ``holds`` or ``fails``.
        members: Futures in each run.
        chance: As it is.
        solutions: The smallest first; those that flip it before those that do not.
        runs: Paired runs that were made.
    """

    target: str
    year: str
    want: str
    members: int
    chance: float
    solutions: tuple[Solution, ...]
    runs: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def target_of(ready: Prepared, theatre: str | None, pair: str | None) -> str:
    """The outcome that is asked for.

    Raises:
        CounterpoiseError: For a theatre or an alliance that the scenario does not know, or for both at once.

    >>> target_of(None, None, None)
    'balance_holds'
    """
    if theatre and pair:
        raise CounterpoiseError(
            "A theatre and an alliance were both asked for.", where="--pair", hint="Ask for one at a time."
        )
    if theatre:
        keys = ready.observed.theatres.keys
        if theatre not in keys:
            hint = nearest(theatre, keys) or f"Theatres are {', '.join(keys)}."
            raise CounterpoiseError(f"There is no theatre {theatre}.", where="--theatre", hint=hint)
        return f"theatre:{theatre}"
    if pair:
        allies, patron = ready.observed.treaty_allies, ready.observed.patron
        ends = [end.strip().upper() for end in pair.split("-")]
        found = [end for end in ends if end in allies]
        if len(ends) != 2 or patron not in ends or not found:
            known = ", ".join(f"{ally}-{patron}" for ally in allies)
            raise CounterpoiseError(
                f"{pair} is no alliance of this scenario.", where="--pair", hint=f"Alliances are {known}."
            )
        return f"alliance:{found[0]}"
    return "balance_holds"


def reversal(
    ready: Prepared,
    target: str,
    year: str,
    place: int,
    members: int,
    seed: int,
    want: str | None = None,
    parts: Parts | None = None,
    paths: Sequence[str] | None = None,
    threads: int = 2,
    progress: Callable[[float], None] = lambda share: None,
) -> Reversal:
    """Find what would flip an outcome.

    Args:
        ready: Parameters and starting World.
        target: From :func:`target_of`, or ``ties_survive``.
        year: Year of the verdict.
        place: Its place on the year axis.
        members: Futures in each run.
        seed: Of parameters and luck.
        want: ``holds`` or ``fails``; the opposite of what is more likely by default.
        parts: Where finished slopes are kept; nowhere by default.
        paths: Parameters to try; all judged and published ones outside the ruler by default.
        threads: Blocks computed at the same time.
        progress: Told the share done.
    """
    run = _Runs(ready, target, place, members, seed, threads)
    base = run.outcome({})
    now = float(base.mean())
    asked = want or ("fails" if now >= _HALF else "holds")
    if (now >= _HALF) == (asked == "holds"):
        verb = "holds" if asked == "holds" else "fails"
        raise CounterpoiseError(
            f"It {verb} already, in {100 * (now if asked == 'holds' else 1 - now):.0f} of 100 futures.",
            where="--want",
            hint=f"Ask for --want {'fails' if asked == 'holds' else 'holds'}.",
        )
    slopes = _slopes(run, base, paths, parts or Parts(), progress)
    solutions = []
    for number, names in enumerate(_sets(slopes)):
        solutions.append(_along(run, base, slopes, names, asked))
        progress(0.8 + 0.2 * (number + 1) / (2 * _ALONE + 3))
    ranked = sorted(solutions, key=lambda s: (not s.flipped, s.size))
    return Reversal(target, year, asked, members, now, tuple(ranked), run.count)


_HALF = 0.5


class _Runs:
    """Paired runs: the same members and luck, with levers moved."""

    def __init__(
        self, ready: Prepared, target: str, place: int, members: int, seed: int, threads: int
    ) -> None:
        self.ready, self.target, self.place, self.seed = ready, target, place, seed
        self.members, self.threads, self.count = members, threads, 0
        self.draws = ready.draws(seed, members)
        self.others = ready.draws(seed, range(members, 2 * members))

    def outcome(self, steps: Mapping[str, float]) -> Bits:
        """Whether the target comes about, with levers moved by so many steps."""
        draws, observed = dict(self.draws), self.ready.observed
        for name, amount in steps.items():
            if name in POLICIES:
                observed = POLICIES[name].change(observed, amount)
            else:
                draws[name] = moved(self.ready.parameters[name], draws[name], amount)
        return self._read(observed, draws)

    def swapped(self, path: str) -> Bits:
        """Whether it does, with one parameter of other members."""
        draws = {**self.draws, path: self.others[path]}
        return self._read(self.ready.observed, draws)

    def _read(self, observed: Observed, draws: Mapping[str, NDArray[np.float64]]) -> Bits:
        sample = Sample.of(observed, self.ready.model(draws), draws, self.seed, self.ready.switches)
        rows = np.arange(self.members)
        self.count += 1
        return _outcome(live(sample, Lanes(rows, rows), self.threads), self.target, self.place, self.ready)


def _outcome(lives: Lives, target: str, place: int, ready: Prepared) -> Bits:
    kind, _, name = target.partition(":")
    if kind == "theatre":
        return lives.theatres[:, place, list(ready.observed.theatres.keys).index(name)]
    if kind == "alliance":
        return lives.alliances[:, place, ready.observed.treaty_allies.index(name)]
    return (lives.ties if target == "ties_survive" else lives.holds)[:, place]


def _slopes(
    run: _Runs, base: Bits, paths: Sequence[str] | None, kept: Parts, progress: Callable[[float], None]
) -> dict[str, tuple[float, float]]:
    """Change of the chance in one step of each lever, with its standard error."""
    parameters = run.ready.parameters
    chosen = paths if paths is not None else [p for p in parameters.paths() if _movable(run, p)]
    found = {}
    for number, path in enumerate(chosen):
        change = kept.kept(f"swap-{path}", partial(run.swapped, path)).astype(float) - base
        known = parameters[path]
        step = scored(known, run.others[path]) - scored(known, run.draws[path])
        slope = float(step @ change / (step @ step))
        error = float(np.sqrt((((change - slope * step) * step) ** 2).sum()) / (step @ step))
        found[path] = (slope, error)
        progress(0.75 * (number + 1) / (len(chosen) + len(POLICIES)))
    for name in POLICIES:
        up, down = (
            kept.kept(f"step-{name}-{way:+d}", partial(run.outcome, {name: float(way)})).astype(float)
            for way in (1, -1)
        )
        change = (up - down) / 2.0
        found[name] = (float(change.mean()), float(change.std(ddof=1) / np.sqrt(len(change))))
    return found


def _movable(run: _Runs, path: str) -> bool:
    known = run.ready.parameters[path]
    weighed = known.grade in (Grade.JUDGEMENT, Grade.PUBLISHED) and known.prior is not None
    return weighed and not path.startswith("verdict.")


def _sets(slopes: Mapping[str, tuple[float, float]]) -> list[tuple[str, ...]]:
    """Which levers to move together, each set different from the others."""
    sure = [n for n, (slope, error) in slopes.items() if abs(slope) > _SURE * error and slope != 0.0]
    ranked = sorted(sure, key=lambda name: -abs(slopes[name][0]))
    policies = [name for name in ranked if name in POLICIES]
    judged = [name for name in ranked if name not in POLICIES]
    alone = (*judged[:_ALONE], *policies[:_ALONE])
    wanted: list[tuple[str, ...]] = [(name,) for name in alone]
    wanted += [tuple(ranked[:_TOGETHER]), tuple(policies[:_TOGETHER])]
    used = {name for names in wanted for name in names}
    wanted.append(tuple([name for name in judged if name not in used][:_TOGETHER]))
    return [names for names in dict.fromkeys(wanted) if names]


def _along(
    run: _Runs, base: Bits, slopes: Mapping[str, tuple[float, float]], names: tuple[str, ...], want: str
) -> Solution:
    """The smallest step along the levers' slopes that flips the outcome, found by runs."""
    slope = np.array([slopes[name][0] for name in names])
    way = (1.0 if want == "holds" else -1.0) * slope / np.linalg.norm(slope)
    probit = float(norm.ppf(np.clip(base.mean(), _LEAST, 1.0 - _LEAST)))
    length = min(abs(probit) * norm.pdf(probit) / float(np.linalg.norm(slope)), PLAUSIBLE)
    room = [POLICIES[n].most / abs(w) for n, w in zip(names, way, strict=True) if n in POLICIES and w]
    most = min([PLAUSIBLE, *room])
    inside, outside = 0.0, most
    best = _tried(run, base, names, way * most, want)
    if not best.flipped:
        return best
    step = min(max(length, 0.1), most)
    for _ in range(_TRIES):
        found = _tried(run, base, names, way * step, want)
        if found.flipped:
            best, outside = found, step
        else:
            inside = step
        if outside - inside < _CLOSE:
            break
        step = (inside + outside) / 2.0
    return best


_LEAST, _CLOSE = 0.002, 0.08


def _tried(run: _Runs, base: Bits, names: tuple[str, ...], steps: NDArray[np.float64], want: str) -> Solution:
    """One paired run."""
    amounts = dict(zip(names, (float(step) for step in steps), strict=True))
    after = run.outcome(amounts)
    change = after.astype(float) - base
    chance, members = float(after.mean()), len(after)
    spread = Z90 * float(np.sqrt(max(chance * (1.0 - chance), 1.0 / members) / members))
    low, high = max(0.0, chance - spread), min(1.0, chance + spread)
    return Solution(
        levers=tuple(_lever(run, name, amount) for name, amount in amounts.items()),
        size=float(np.linalg.norm(steps)),
        chance=chance,
        low=low,
        high=high,
        difference=float(change.mean()),
        error=Z90 * float(change.std(ddof=1)) / float(np.sqrt(members)),
        flipped=chance >= _HALF if want == "holds" else chance < _HALF,
        sure=low >= _HALF if want == "holds" else high < _HALF,
    )


def _lever(run: _Runs, name: str, steps: float) -> Lever:
    if name in POLICIES:
        policy = POLICIES[name]
        return Lever(name, policy.label, "policy", steps, 0.0, policy.size * steps, policy.unit)
    known = run.ready.parameters[name]
    before, after = (float(rescored(known, np.array([score]))[0]) for score in (0.0, steps))
    return Lever(name, known.label, known.grade.value, steps, before, after, known.unit)
