"""The tipping map: the share of futures in which the balance holds, over the gain of balancing and the patron's will.

The gain says how strongly states follow fear and hope (``balancing.gain``): at a low one ties come back to where they
were from any start, at a high one coalitions form or fall in cascades.  The will is the commitment to a treaty that
the patron's doubt comes to in the long run, ``sigmoid(credit - doubt)`` (``patronage.mean``).  Both are held for all
members at the values of a grid, everything else stays drawn, and all cells share their luck.  On the map lies what is
believed of the two: the gain's distribution, and members with their outcome.

Beside it, when: the year in which a future loses the balance, first and for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import equinox as eqx
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from counterpoise.analysis.attribution.parts import Parts
from counterpoise.analysis.lives import Lanes, Lives, Sample, live
from counterpoise.analysis.prepare import Prepared
from counterpoise.model import Model

__all__ = [
    "GAIN",
    "WILL",
    "TimeToTip",
    "TippingMap",
    "contour",
    "held",
    "lost_when",
    "time_to_tip",
    "tipping_map",
]

GAIN, WILL = "balancing.gain", "patronage.mean"

GAINS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
DOUBTS = (-1.5, -0.75, 0.0, 0.6, 1.2, 1.8, 2.4, 3.0)
LEVEL = 0.5
"""Grid of the map, within the ranges of both parameters, and the share at which it tips."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_DRAWN = 400
"""Members that are drawn on the map."""


@dataclass(frozen=True)
class TippingMap:
    """What a figure needs, and a table.

    Attributes:
        year: Year of the verdict.
        members: Futures in each cell.
        gain: Values on the first axis.
        doubt: Long-run doubt on the second axis, logits.
        commitment: Commitment to a treaty that each doubt comes to, at the central credit.
        share: Share that holds ``[doubt][gain]``.
        se: Its standard error ``[doubt][gain]``.
        contour: Points (gain, doubt) at which the share passes one half between neighbouring cells.
        gain_quantiles: Quantile to value of the gain as believed.
        doubt_quantiles: The same of the doubt.
        drawn: Members as (gain, doubt, whether it holds), to be drawn on the map.
    """

    year: str
    members: int
    gain: tuple[float, ...]
    doubt: tuple[float, ...]
    commitment: tuple[float, ...]
    share: tuple[tuple[float, ...], ...]
    se: tuple[tuple[float, ...], ...]
    contour: tuple[tuple[float, float], ...]
    gain_quantiles: Mapping[str, float]
    doubt_quantiles: Mapping[str, float]
    drawn: tuple[tuple[float, float, bool], ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def rows(self) -> Iterator[list[Any]]:
        """One row a cell: gain, doubt, commitment, share, se."""
        for d, doubt in enumerate(self.doubt):
            for g, gain in enumerate(self.gain):
                yield [gain, doubt, self.commitment[d], self.share[d][g], self.se[d][g]]


HEADER = ("gain", "doubt", "commitment", "share_holds", "se")
"""Columns of :meth:`TippingMap.rows`."""


@dataclass(frozen=True)
class TimeToTip:
    """When the balance is lost, over all futures.

    Attributes:
        years: Calendar years.
        lost: Share of futures that have lost it at least once by each year.
        gone: Share that have lost it by each year and do not get it back by the last one.
        regained: Of the futures that ever lost it, the share in which it holds again in the last year.
        median: First year by which half of all futures have lost it for good; None where that never comes.
        quartile: The same for a quarter.
        first: Median first year of loss among those that lose it; None where none does.
    """

    years: tuple[int, ...]
    lost: tuple[float, ...]
    gone: tuple[float, ...]
    regained: float
    median: int | None
    quartile: int | None
    first: int | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def tipping_map(
    ready: Prepared,
    year: str,
    place: int,
    members: int,
    seed: int,
    gains: Sequence[float] = GAINS,
    doubts: Sequence[float] = DOUBTS,
    parts: Parts | None = None,
    threads: int = 2,
    progress: Callable[[float], None] = lambda share: None,
) -> TippingMap:
    """Compute the map.

    Args:
        ready: Parameters and starting World.
        year: Year of the verdict.
        place: Its place on the year axis.
        members: Futures in each cell.
        seed: Of parameters and luck.
        gains: Values of the gain.
        doubts: Values of the long-run doubt.
        parts: Where finished work is kept; nowhere by default.
        threads: Blocks computed at the same time.
        progress: Told the share done.
    """
    kept, finished = parts or Parts(), 0
    total = members * (len(doubts) * len(gains) + 1)

    def done(count: int) -> None:
        nonlocal finished
        finished += count
        progress(finished / total)

    draws = ready.draws(seed, members)
    sample = Sample.of(ready.observed, ready.model(draws), draws, seed, ready.switches)

    def cells(values: Mapping[str, float]) -> NDArray[np.bool_]:
        return _everybody(held(sample, values), threads, done).holds[:, place]

    holds = np.array(
        [
            [
                kept.kept(f"cell-{d:02d}-{g:02d}", partial(cells, {GAIN: gain, WILL: doubt}))
                for g, gain in enumerate(gains)
            ]
            for d, doubt in enumerate(doubts)
        ]
    )
    base = kept.kept("drawn", partial(cells, {}))
    share = holds.mean(-1)
    credit = ready.parameters["patronage.credit"].value
    return TippingMap(
        year=year,
        members=members,
        gain=tuple(gains),
        doubt=tuple(doubts),
        commitment=tuple(round(float(expit(credit - doubt)), 4) for doubt in doubts),
        share=_table(share),
        se=_table(holds.std(-1, ddof=1) / np.sqrt(members)),
        contour=tuple(contour(np.array(gains), np.array(doubts), share)),
        gain_quantiles=_quantiles(draws[GAIN]),
        doubt_quantiles=_quantiles(draws[WILL]),
        drawn=tuple(
            (round(float(x), 4), round(float(y), 4), bool(z))
            for x, y, z in zip(draws[GAIN][:_DRAWN], draws[WILL][:_DRAWN], base[:_DRAWN], strict=True)
        ),
    )


def held(sample: Sample, values: Mapping[str, float]) -> Sample:
    """The sample with parameters of the tree (not of a fit) at one value for every member.

    The ruler's own, ``verdict.threshold`` and ``verdict.cut``, are held in the ruler.
    """
    model, ruler = sample.model, {"verdict.threshold": sample.threshold, "verdict.cut": sample.cut}
    for path, value in values.items():
        if path in ruler:
            ruler[path] = np.full(len(sample), value)
            continue
        model = _at(model, path, value)
    return replace(sample, model=model, threshold=ruler["verdict.threshold"], cut=ruler["verdict.cut"])


def _at(model: Model, path: str, value: float) -> Model:
    mechanism, _, name = path.partition(".")
    leaf = getattr(getattr(model, mechanism), name)
    changed: Model = eqx.tree_at(
        lambda tree: getattr(getattr(tree, mechanism), name), model, np.full_like(leaf, value)
    )
    return changed


def _everybody(sample: Sample, threads: int, done: Callable[[int], None]) -> Lives:
    rows = np.arange(len(sample))
    return live(sample, Lanes(rows, rows), threads, done)


def _table(values: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(round(float(v), 4) for v in row) for row in values)


def _quantiles(values: NDArray[np.float64]) -> dict[str, float]:
    return {f"{q:g}": round(float(np.quantile(values, q)), 4) for q in QUANTILES}


def contour(
    x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64], level: float = LEVEL
) -> list[tuple[float, float]]:
    """Points on the edges of a grid at which a surface passes a level, by linear interpolation, ordered by y, then x.

    Args:
        x: First axis ``[g]``.
        y: Second axis ``[d]``.
        z: Surface ``[d, g]``.
        level: The level.

    >>> contour(np.array([0.0, 1.0]), np.array([0.0, 2.0]), np.array([[1.0, 0.0], [1.0, 1.0]]))
    [(0.5, 0.0), (1.0, 1.0)]
    """
    points = []
    for d, g in np.ndindex(z.shape):
        for across, along in ((1, 0), (0, 1)):
            e, h = d + along, g + across
            if e < z.shape[0] and h < z.shape[1] and (z[d, g] < level) != (z[e, h] < level):
                t = (level - z[d, g]) / (z[e, h] - z[d, g])
                points.append((float(x[g] + t * (x[h] - x[g])), float(y[d] + t * (y[e] - y[d]))))
    return sorted(((round(a, 4), round(b, 4)) for a, b in points), key=lambda p: (p[1], p[0]))


def time_to_tip(holds: NDArray[np.bool_], start: int) -> TimeToTip:
    """When futures lose the balance.

    Args:
        holds: Whether it holds ``[member, year]``.
        start: First year.

    >>> told = time_to_tip(np.array([[True, False, True], [True, False, False], [True, True, True]]), 2025)
    >>> [round(share, 2) for share in told.lost], [round(share, 2) for share in told.gone], told.regained
    ([0.0, 0.67, 0.67], [0.0, 0.33, 0.33], 0.5)
    """
    ever = np.logical_or.accumulate(~holds, axis=1)
    gone = np.logical_and.accumulate(~holds[:, ::-1], axis=1)[:, ::-1]
    lost, lasting = ever.mean(0), gone.mean(0)
    losers = ever[:, -1]
    first = np.argmax(~holds, axis=1)[losers]
    return TimeToTip(
        years=tuple(start + t for t in range(holds.shape[1])),
        lost=tuple(float(v) for v in lost),
        gone=tuple(float(v) for v in lasting),
        regained=float(holds[losers, -1].mean()) if losers.any() else 0.0,
        median=_reached(lasting, 0.5, start),
        quartile=_reached(lasting, 0.25, start),
        first=start + int(np.median(first)) if len(first) else None,
    )


def lost_when(sample: Sample, threads: int = 2) -> TimeToTip:
    """When the sample's futures lose the balance, all claims on."""
    holds = _everybody(sample, threads, lambda count: None).holds
    return time_to_tip(holds, sample.observed.start)


def _reached(share: NDArray[np.float64], level: float, start: int) -> int | None:
    past = np.flatnonzero(share >= level)
    return start + int(past[0]) if len(past) else None
