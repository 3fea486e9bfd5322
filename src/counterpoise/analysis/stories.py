"""The stories that are told of one scenario: the full one, the simple one, and the full one with a claim left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.dated import dated
from counterpoise.analysis.probability import chance
from counterpoise.analysis.verdict import (
    BELIEVED,
    Verdict,
    judge,
    ties_survive,
    trailing_mean,
    treaties_needed,
)
from counterpoise.claims import complications
from counterpoise.ensemble import Series, run_futures
from counterpoise.model import Model
from counterpoise.observe.case import Observed

__all__ = ["Retold", "Story", "left_out", "other_rulers", "retold", "simple_story", "story_chance", "tell"]

Draws = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Retold:
    """What came of the same members with other luck, and other rulers laid to them.

    Attributes:
        verdict: Grades and theatres, (member, year, ...).
        ties: Whether the ties survive (member, year).
        alliances: Whether each treaty is in force and believed (member, year, ally).
        same_ruler: Whether the balance holds by each member's own ruler (member, year).
        dated: What the world will settle (member, year, state, event).
    """

    verdict: Verdict
    ties: NDArray[np.bool_]
    alliances: NDArray[np.bool_]
    same_ruler: NDArray[np.bool_]
    dated: NDArray[np.bool_]


@dataclass(frozen=True)
class Story:
    """One story's futures and what the definition says of them.

    Attributes:
        series: What happened, (member, year, ...).
        verdict: Grades and theatres, (member, year, ...).
        ties: Whether the ties survive (member, year).
        alliances: Whether each treaty is in force and believed (member, year, ally).
        dated: What the world will settle (member, year, state, event).
        again: The same members told again, once or more; empty where the story was told once.
    """

    series: Series
    verdict: Verdict
    ties: NDArray[np.bool_]
    alliances: NDArray[np.bool_]
    dated: NDArray[np.bool_]
    again: tuple[Retold, ...] = ()

    def told_again(self, of: Callable[[Story | Retold], NDArray[np.bool_]]) -> NDArray[np.bool_] | None:
        """An outcome of the other tellings ``[telling, member]``, None where there are none."""
        return np.stack([of(telling) for telling in self.again]) if self.again else None


def simple_story() -> dict[str, float]:
    """Switches of the simple story: every complication at its declared reference."""
    return dict.fromkeys(complications(), 0.0)


def left_out(claim: str) -> dict[str, float]:
    """Switches of the full story without one claim."""
    return {claim: 0.0}


def tell(
    observed: Observed,
    model: Model,
    draws: Draws,
    switches: Mapping[str, float],
    seed: int,
    *,
    chunk: int,
    done: Callable[[int], None] | None = None,
    threads: int = 2,
    first: int = 0,
) -> Story:
    """Run a story and judge it.

    Args:
        observed: The scenario, ready to run.
        model: Parameters with a leading axis of members.
        draws: The same parameters by path, for the ruler.
        switches: Claims that are not fully on.
        seed: Of the run.
        chunk: Members in flight.
        done: Told how many members are finished.
        threads: Blocks computed at the same time.
        first: Number of the first member.
    """
    series = run_futures(
        observed.case, model, switches, seed, chunk=chunk, threads=threads, done=done, first=first
    )
    members = len(series["balance"])
    own = {path: values[:members] for path, values in draws.items()}
    return judged(series, observed, own, threads=threads)


def other_rulers(draws: Draws, telling: int) -> dict[str, NDArray[np.float64]]:
    """The same parameters with the rulers handed on to the next members, so that tellings share the world alone.

    >>> import numpy as np
    >>> drawn = {"verdict.threshold": np.array([1.0, 2.0, 3.0]), "arming.rates": np.array([1.0, 2.0, 3.0])}
    >>> {path: values.tolist() for path, values in other_rulers(drawn, 1).items()}
    {'verdict.threshold': [3.0, 1.0, 2.0], 'arming.rates': [1.0, 2.0, 3.0]}
    """
    return {
        path: np.roll(values, telling) if path.startswith("verdict.") else values
        for path, values in draws.items()
    }


def retold(story: Story, observed: Observed, draws: Draws, telling: int) -> Retold:
    """A telling by other rulers, and by its own; its series are let go."""
    other = judged(story.series, observed, other_rulers(draws, telling))
    return Retold(other.verdict, other.ties, other.alliances, story.verdict.balance_holds, story.dated)


def judged(
    series: Series, observed: Observed, draws: Draws, threshold: float | None = None, threads: int = 1
) -> Story:
    """What the definition says of a series, at each member's own ruler or at one threshold for all.

    Members are judged apart from one another, so they may be in several threads.
    """
    members = len(series["balance"])
    if threads == 1 or members < _WORTH_PARTING:
        return _judged(series, observed, draws, threshold)
    edges = np.linspace(0, members, threads + 1).astype(int)

    def part(rows: slice) -> Story:
        some, own = ({name: values[rows] for name, values in kept.items()} for kept in (series, draws))
        return _judged(some, observed, own, threshold)

    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(part, map(slice, edges[:-1], edges[1:])))
    verdict = Verdict(*(np.concatenate(values) for values in zip(*(p.verdict for p in parts), strict=True)))
    ties, alliances, settled = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("ties", "alliances", "dated")
    )
    return Story(series, verdict, ties, alliances, settled)


def _judged(series: Series, observed: Observed, draws: Draws, threshold: float | None) -> Story:
    b = np.asarray(draws["verdict.threshold"]) if threshold is None else threshold
    verdict = judge(
        ratio=series["balance"],
        theatre_weight=observed.theatres.weights,
        exposure=series["exposure"],
        tie_patron=series["tie_patron"],
        tie_challenger=series["tie_challenger"],
        output=series["output"],
        neighbour=observed.neighbours,
        threshold=b,
        cut=np.asarray(draws["verdict.cut"]),
    )
    allies = observed.place(observed.treaty_allies)
    in_force = series["depth_patron"][..., allies] >= _TREATY
    believed = trailing_mean(series["commitment"][..., allies])
    core = [observed.treaty_allies.index(ally) for ally in observed.core_allies]
    return Story(
        series,
        Verdict(*(np.asarray(part) for part in verdict)),
        np.asarray(ties_survive(in_force[..., core], believed[..., core], needed=treaties_needed(len(core)))),
        np.asarray(in_force & (believed >= BELIEVED)),
        dated(series, *observed.place([observed.challenger, observed.patron])),
    )


def story_chance(story: Story, of: Callable[[Story | Retold], NDArray[np.bool_]]) -> dict[str, float]:
    """Probability of an outcome in a story, with its range over the tellings of the same members."""
    return chance(of(story), story.told_again(of))


_TREATY, _WORTH_PARTING = 4, 256
