"""Similarity of alliance portfolios: S, kappa and pi, of all states of the system in each year.

The portfolio of a state is what it holds with every state of the system: 3 for defence, 2 for neutrality or
non-aggression, 1 for offence or consultation alone, 0 for nothing; a state is its own ally (3).  A tie counts
from both sides where either owes something.

The measures are those of :mod:`counterpoise.measures.similarity`, which see any portfolio; here two centuries
of them are at hand, complete and of four depths, so each year is a few products of matrices that count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.columns.alliances import cells
from counterpoise.units.rows import YEARS, Ints, Rows
from counterpoise.units.site import Site

__all__ = ["FAMILY", "LEVELS", "of_year"]

LEVELS = (0.0, 1.0, 2.0, 3.0)
"""Depths of a tie."""
_MEASURES = ("s", "s_cinc", "kappa", "pi")
_TITLE = {
    "s": "Signorino and Ritter's S of alliance portfolios",
    "s_cinc": "The same, partners weighted by their CINC",
    "kappa": "Cohen's kappa of alliance portfolios",
    "pi": "Scott's pi of alliance portfolios",
}


def _depth(site: Site) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Cells with a tie, from both sides, and its depth."""
    table = cells(site, directed=False)
    owed = {name: table.values[name] > 0 for name in ("defence", "neutrality", "nonaggression")}
    depth = np.where(owed["defence"], 3, np.where(owed["neutrality"] | owed["nonaggression"], 2, 1))
    return table.key, depth.astype(np.float32)


@dataclass(frozen=True)
class _Squares:
    """Each measure of the pairs of states that were members in each year, one year's square after the other.

    Attributes:
        begin: Where the square of a year begins ``[year]``; years outside the alliance list have none.
        rank: Place of a state among the members of a year ``[year, state]``, -1 where it was none.
        size: Members of each year.
        values: The measures, squares laid end to end.
    """

    begin: Ints
    rank: NDArray[np.int16]
    size: Ints
    values: dict[str, NDArray[np.float32]]

    def meet(self, rows: Rows) -> tuple[Ints, Ints]:
        """Where each row finds its value, and the numbers of the rows that find none."""
        time = np.minimum(rows.time, len(self.begin) - 1)
        one, two = (self.rank[time, place] for place in rows.places)
        bad = (one < 0) | (two < 0) | (rows.time >= len(self.begin))
        for place in rows.places:
            bad |= place < 0
        return np.asarray(self.begin[time] + one * self.size[time] + two), np.flatnonzero(bad)


def _squares(site: Site) -> _Squares:
    """The measures of all years of the alliance list."""

    def make() -> _Squares:
        key, depth = _depth(site)
        time = key % YEARS
        order = np.argsort(time, kind="stable")
        edges = np.searchsorted(time[order], np.arange(YEARS + 1))
        first, last = site.window("alliances")
        count, length = len(site.axis), last - FIRST_YEAR + 1
        member, weight = site.member[:length].copy(), site.cube("cinc")[:, :-1]
        member[: max(first - FIRST_YEAR, 0)] = False
        size = member.sum(axis=1)
        rank = np.where(member, np.cumsum(member, axis=1) - 1, -1).astype(np.int16)
        ends = np.cumsum(size**2)
        values = {name: np.empty(ends[-1], dtype=np.float32) for name in _MEASURES}
        one, two = key // YEARS // count, key // YEARS % count
        for t in np.flatnonzero(size):
            mine = order[edges[t] : edges[t + 1]]
            here, there = rank[t, one[mine]], rank[t, two[mine]]
            both = (here >= 0) & (there >= 0)
            found = of_year(size[t], here[both], there[both], depth[mine][both], weight[t, member[t]])
            for name, square in found.items():
                values[name][ends[t] - size[t] ** 2 : ends[t]] = square.ravel()
        return _Squares(ends - size**2, rank, size, values)

    return site.keep("similarity", site.carry, make=make)


def of_year(
    count: int,
    one: NDArray[np.integer[Any]],
    two: NDArray[np.integer[Any]],
    depth: NDArray[np.floating[Any]],
    cinc: NDArray[np.floating[Any]],
) -> dict[str, NDArray[np.floating[Any]]]:
    """The four measures for all pairs of one year.

    Counts of shared ties are whole numbers that float32 holds exactly, so only the sums of CINC need more.

    Args:
        count: Number of states.
        one: First state of each tie.
        two: Second state of each tie; ties come from both sides.
        depth: Its depth, 1 to 3.
        cinc: Weight of each state as a partner; NaN weighs nothing.
    """
    portfolio = np.zeros((count, count), dtype=np.float32)
    portfolio[one, two] = depth
    np.fill_diagonal(portfolio, LEVELS[-1])
    weight = np.nan_to_num(cinc).astype(np.float64)
    plain, weighted = np.zeros((count, count)), np.zeros((count, count))
    for below, level in pairwise(LEVELS):
        deep = (portfolio >= level).astype(np.float32)
        plain += (level - below) * _apart(deep)
        weighted += (level - below) * _apart(deep * np.sqrt(weight))
    shared = (portfolio @ portfolio.T).astype(np.float64)
    mean, square = portfolio.mean(axis=1, dtype=np.float64), shared.diagonal() / count
    apart = square[:, None] + square - 2.0 / count * shared
    spread = square - mean**2
    kappa = spread[:, None] + spread + (mean[:, None] - mean) ** 2
    pi = square[:, None] + square - 0.5 * (mean[:, None] + mean) ** 2
    total = weight.sum()
    return {
        "s": 1.0 - 2.0 / (LEVELS[-1] * count) * plain,
        "s_cinc": 1.0 - 2.0 / (LEVELS[-1] * total) * weighted if total > 0 else np.full_like(plain, np.nan),
        "kappa": _beyond_chance(apart, kappa),
        "pi": _beyond_chance(apart, pi),
    }


def _apart(deep: NDArray[Any]) -> NDArray[Any]:
    """Squared distance of each two rows."""
    shared = deep @ deep.T
    own = shared.diagonal()
    return own[:, None] + own - 2.0 * shared


def _beyond_chance(observed: NDArray[Any], expected: NDArray[Any]) -> NDArray[Any]:
    some = expected > _NO_CHANCE
    return np.where(some, 1.0 - observed / np.where(some, expected, 1.0), np.nan)


_NO_CHANCE = 1e-7
"""Expected disagreement below which portfolios do not vary."""


def _fill(site: Site, name: str, rows: Rows, out: NDArray[Any]) -> None:
    squares = _squares(site)
    cell, away = rows.met(squares)
    np.take(squares.values[name], cell, out=out, mode="clip")
    out[away] = np.nan


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    first, last = site.window("alliances")
    sources = site.panel.table_sources("alliances")
    return [
        Plan(
            Column(
                f"alliance_{name}", _TITLE[name], "-1 to 1", "float32", max(first, FIRST_YEAR), last,
                (*sources, *site.panel.variable("cinc").sources) if name == "s_cinc" else sources, "similarity",
            ),
            partial(_fill, site, name),
        )
        for name in _MEASURES
    ]  # fmt: skip


FAMILY = Family(
    "similarity",
    "Similarity of alliance portfolios (S, kappa, pi)",
    ("dyad-years", "dispute-years"),
    _plans,
    text="Computed here from ATOP. A portfolio is what a state holds with every member of the system: 3 for defence, "
    "2 for neutrality or non-aggression, 1 for offence or consultation alone, 0 for nothing, 3 with itself; a tie "
    "counts from both sides where either owes something. `alliance_s_cinc` weights partners by CINC, and partners "
    "without one do not count.",
    peacesciencer="add_fpsim() (Haege's files, which use other alliance data)",
)
