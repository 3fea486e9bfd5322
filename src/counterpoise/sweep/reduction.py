"""What is kept of a chunk: counts, which add up to the same total in any order, and a sample of members in full.

Quantiles come from histograms with fixed bins.  The true quantile of the members lies in the bin that is reported,
so the error of its midpoint is at most half a bin: :attr:`Scale.error`, which for a logarithmic scale is relative.
What lies outside the bins is known by its side alone: a quantile there is minus or plus infinity, never an end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.stories import Story

__all__ = ["BINS", "QUANTITIES", "Reduction", "Scale", "interval", "quantile", "tally"]

BINS = 512
"""Bins of every histogram; two more count what lies outside."""

Counts = NDArray[np.int64]
Tally = NDArray[Any]
"""Counts of whole numbers, in as few bits as a chunk needs and in 64 over all of them."""


@dataclass(frozen=True)
class Scale:
    """The fixed bins of one quantity.

    Attributes:
        low: Lower end of the first bin.
        high: Upper end of the last.
        log: Whether bins are even in the logarithm.
    """

    low: float
    high: float
    log: bool = False

    @property
    def error(self) -> float:
        """Largest error of a quantile: absolute, or relative where the scale is logarithmic.

        >>> Scale(0.0, 1.0).error, round(Scale(1e-3, 1e3, log=True).error, 4)
        (0.0009765625, 0.0136)
        """
        half = (self._at(self.high) - self._at(self.low)) / BINS / 2.0
        return math.expm1(half) if self.log else half

    def bins(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """Bin of each value: 0 below the scale or not a number, BINS + 1 above its end; both ends are inside.

        >>> Scale(0.0, 1.0).bins(np.array([-0.1, 0.0, 1.0, 1.1])).tolist()
        [0, 1, 512, 513]
        """
        x = np.asarray(values)
        low, high = np.array([self.low, self.high], dtype=x.dtype)  # as near as the values can come to them
        with np.errstate(divide="ignore", invalid="ignore"):
            y = np.log(x, dtype=np.float64) if self.log else x.astype(np.float64)
            place = (y - self._at(self.low)) * (BINS / (self._at(self.high) - self._at(self.low)))
        inside = np.clip(np.nan_to_num(np.floor(place), nan=0.0), 0, BINS - 1).astype(np.int64) + 1
        return np.where(x > high, BINS + 1, np.where(x >= low, inside, 0))

    def middle(self, bins: NDArray[np.int64]) -> NDArray[np.float64]:
        """Midpoint of each bin; minus or plus infinity for what lies outside."""
        x = (self._edge(bins) + self._edge(bins + 1)) / 2.0
        return self._back(x)

    def span(self, bins: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper edge of each bin, infinite to the outer side of what lies outside."""
        return self._back(self._edge(bins)), self._back(self._edge(bins + 1))

    def _at(self, value: float) -> float:
        return math.log(value) if self.log else value

    def _edge(self, number: NDArray[np.int64]) -> NDArray[np.float64]:
        """On the scale of the bins: minus infinity, the lower ends of the bins, the end of the last, infinity."""
        step = (self._at(self.high) - self._at(self.low)) / BINS
        inside = self._at(self.low) + step * (number - 1)
        return np.where(number < 1, -np.inf, np.where(number > BINS + 1, np.inf, inside))

    def _back(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(np.isfinite(x), np.exp(x), x) if self.log else x


_SHARE = Scale(0.0, 1.0)
QUANTITIES: Mapping[str, Scale] = {
    "balance": Scale(1e-3, 1e3, log=True),
    "exposure": Scale(1e-3, 1e3, log=True),
    "tie_patron": _SHARE,
    "tie_challenger": _SHARE,
    "commitment": _SHARE,
    "protection": _SHARE,
    "effort": Scale(1e-4, 1.0, log=True),
    "output": Scale(1e2, 1e9, log=True),
    "fear": Scale(1e-8, 1.0, log=True),
    "orientation": Scale(-1.0, 1.0),
}
"""Series of the ensemble whose distribution is kept, by year and place, with their bins."""

GRADES, _TIES = 4, 4
"""Grades of the region; in a verdict's code the survival of the ties adds as much."""


@dataclass
class Reduction:
    """Counts over some members; the sum of two is that of all their members.

    Attributes:
        members: How many.
        verdict: Members by year and code: grade 0 to 3, plus 4 where the ties survive ``[year, code]``.
        events: Members for whom something holds, by name ``[year, place]``.
        histograms: Members by quantity ``[year, place, bin]``.
        kind: Type of their counts: a world to 2100 has seventy million bins, so the smallest that holds all members.
    """

    members: int = 0
    verdict: Counts | None = None
    events: dict[str, Counts] = field(default_factory=dict)
    histograms: dict[str, Tally] = field(default_factory=dict)
    kind: Any = np.uint32

    def add(self, other: Reduction) -> None:
        """Count another's members too."""
        self.members += other.members
        if other.verdict is not None:
            self.verdict = other.verdict.copy() if self.verdict is None else self.verdict + other.verdict
        for mine, more in ((self.events, other.events), (self.histograms, other.histograms)):
            for name, counts in more.items():
                if name in mine:
                    mine[name] += counts
                else:
                    mine[name] = counts.copy()

    def count(self, story: Story) -> NDArray[np.uint8]:
        """Count a story's members too, and return the verdict code of each ``[member, year]``.

        Histograms grow in their place, a year at a time: of 200 states and 75 years each has seven million bins.
        """
        ties = np.asarray(story.ties).astype(np.uint8)
        code = np.asarray(story.verdict.grade).astype(np.uint8) + _TIES * ties
        events = {
            "theatre_holds": story.verdict.theatres,
            "accommodates": story.verdict.accommodates,
            "alliance": story.alliances,
            "dispute": story.series["dispute"],
            "exit": story.series["exit"],
            "bargain": story.series["bargain"][..., None],
        }
        verdict = np.zeros((code.shape[1], 1, GRADES + _TIES), dtype=np.int64)
        tally(verdict, code[..., None].astype(np.int64))
        self.add(Reduction(len(code), verdict[:, 0], {name: _counted(held) for name, held in events.items()}))
        for name, scale in QUANTITIES.items():
            if name in story.series:
                bins = scale.bins(story.series[name])
                shape = (*bins.shape[1:], BINS + 2)
                tally(self.histograms.setdefault(name, np.zeros(shape, dtype=self.kind)), bins)
        return code


def quantile(counts: Tally, scale: Scale, q: float) -> NDArray[np.float64]:
    """The value at or below which a share q of the members lies, within :attr:`Scale.error`.

    Args:
        counts: Histogram ``[year, place, bin]``.
        scale: Its bins.
        q: Share, 0 to 1.

    Returns:
        ``[year, place]``; minus infinity where the quantile lies below the first bin, infinity above the last.
    """
    return scale.middle(ranked(counts, [max(1, math.ceil(q * _members(counts)))])[0])


def interval(
    counts: Tally, scale: Scale, q: float, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the quantile of endlessly many members lies, whatever their distribution.

    Between two of the ordered members: those whose ranks the count of members below it, binomial with n and q, leaves
    out with ``(1 - level) / 2`` to each side (David and Nagaraja, Order Statistics, 2003, section 7.1).
    Of their bins the outer edges are taken, so that the error of the bins is inside.

    Args:
        counts: Histogram ``[year, place, bin]``.
        scale: Its bins.
        q: Share, 0 to 1.
        level: Chance of holding it, at least.

    Returns:
        Lower and upper bound ``[year, place]``, infinite where so few members have no bound.
    """
    from scipy.stats import binom  # slow to import, and a worker needs none of it

    n, tail = _members(counts), (1.0 - level) / 2.0
    first, last = int(binom.ppf(tail, n, q)), int(binom.ppf(1.0 - tail, n, q)) + 1
    below, above = ranked(counts, [max(1, first), min(n, last)])
    lower, upper = scale.span(below)[0], scale.span(above)[1]
    return (
        lower if first >= 1 else np.full_like(lower, -np.inf),
        upper if last <= n else np.full_like(upper, np.inf),
    )


def ranked(counts: Tally, ranks: Sequence[int]) -> NDArray[np.int64]:
    """Bin of the member of each rank, from 1 for the lowest ``[rank, year, place]``."""
    years = []
    for year in counts:
        below = year.cumsum(-1)
        years.append([(below < rank).sum(-1) for rank in ranks])
    return np.array(years).swapaxes(0, 1)


def _members(counts: Tally) -> int:
    return int(counts.reshape(-1, counts.shape[-1])[0].sum())


def tally(histogram: Tally, bins: NDArray[np.int64]) -> None:
    """Count members in the bins where they fall: ``[member, year, place]`` into ``[year, place, bin]``."""
    places, size = histogram.shape[1:]
    cell = np.arange(places) * size
    for year, counts in enumerate(histogram):
        found = np.bincount((bins[:, year] + cell).ravel(), minlength=places * size)
        counts += found.reshape(places, size).astype(histogram.dtype)


def _counted(happened: Any) -> Counts:
    return np.asarray(happened).astype(np.int64).sum(0)
