"""Similarity of alliance portfolios: S, kappa and pi, of all states of the system in each year.

The portfolio of a state is what it holds with every state of the system: 3 for defence, 2 for neutrality or
non-aggression, 1 for offence or consultation alone, 0 for nothing; a state is its own ally (3).  A tie counts
from both sides where either owes something.

The measures are those of :mod:`counterpoise.measures.similarity`, which see any portfolio; here two centuries
of them are at hand that are almost empty, so the sums over partners run as products of sparse matrices.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def _cubes(site: Site) -> dict[str, NDArray[np.float32]]:
    """Each measure as ``[year, state, state]``, missing outside the years of the alliance list."""

    def make() -> dict[str, NDArray[np.float32]]:
        key, depth = _depth(site)
        time = key % YEARS
        order = np.argsort(time, kind="stable")
        edges = np.searchsorted(time[order], np.arange(YEARS + 1))
        first, last = site.window("alliances")
        count, length = len(site.axis), last - FIRST_YEAR + 1
        cubes = {name: np.full((length, count, count), np.nan, dtype=np.float32) for name in _MEASURES}
        member, weight = site.member, site.cube("cinc")[:, :-1]

        for t in range(max(first - FIRST_YEAR, 0), length):
            mine = order[edges[t] : edges[t + 1]]
            here = np.flatnonzero(member[t])
            place = np.full(count, -1)
            place[here] = np.arange(len(here))
            one, two = (place[side[mine]] for side in (key // YEARS // count, key // YEARS % count))
            both = (one >= 0) & (two >= 0)
            found = of_year(len(here), one[both], two[both], depth[mine][both], weight[t, here])
            for name, values in found.items():
                cubes[name][t][np.ix_(here, here)] = values
        return cubes

    return site.keep("similarity", site.carry, make=make)


def of_year(
    count: int, one: Ints, two: Ints, depth: NDArray[np.floating[Any]], cinc: NDArray[np.floating[Any]]
) -> dict[str, NDArray[np.float64]]:
    """The four measures for all pairs of one year.

    Args:
        count: Number of states.
        one: First state of each tie.
        two: Second state of each tie; ties come from both sides.
        depth: Its depth, 1 to 3.
        cinc: Weight of each state as a partner; NaN weighs nothing.
    """
    from scipy.sparse import csr_array

    own = np.arange(count)
    one, two = np.concatenate([one, own]), np.concatenate([two, own])
    depth = np.concatenate([depth, np.full(count, LEVELS[-1])]).astype(np.float64)
    weight = np.nan_to_num(cinc)

    def products(value: NDArray[Any], partner: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Weighted sums of each row of a sparse matrix, and of the products of each two rows."""
        right = csr_array((value, (one, two)), shape=(count, count))
        left = csr_array((value * partner[two], (one, two)), shape=(count, count))
        return np.bincount(one, value * partner[two], count), (left @ right.T).toarray()

    def s_of(partner: NDArray[Any]) -> NDArray[np.float64]:
        apart = np.zeros((count, count))
        for below, level in pairwise(LEVELS):
            sums, shared = products(1.0 * (depth >= level), partner)
            apart += (level - below) * (sums[:, None] + sums - 2.0 * shared)
        total = partner.sum()
        return np.asarray(
            1.0 - 2.0 * apart / (LEVELS[-1] * total) if total > 0 else np.full_like(apart, np.nan)
        )

    plain = np.ones(count)
    sums, shared = products(depth, plain)
    mean, square = sums / count, np.bincount(one, depth**2, count) / count
    apart = square[:, None] + square - 2.0 * shared / count
    spread = square - mean**2
    kappa = spread[:, None] + spread + (mean[:, None] - mean) ** 2
    pi = square[:, None] + square - 0.5 * (mean[:, None] + mean) ** 2
    return {
        "s": s_of(plain), "s_cinc": s_of(weight),
        "kappa": _beyond_chance(apart, kappa), "pi": _beyond_chance(apart, pi),
    }  # fmt: skip


def _beyond_chance(observed: NDArray[Any], expected: NDArray[Any]) -> NDArray[np.float64]:
    some = expected > _NO_CHANCE
    return np.where(some, 1.0 - observed / np.where(some, expected, 1.0), np.nan)


_NO_CHANCE = 1e-7
"""Expected disagreement below which portfolios do not vary."""


def _fill(site: Site, name: str, rows: Rows, out: NDArray[Any]) -> None:
    cube = _cubes(site)[name]
    one, two = rows.places
    place = (np.minimum(rows.time, len(cube) - 1) * rows.states + one) * rows.states + two
    np.take(cube.ravel(), place, out=out, mode="clip")
    away = rows.outside(FIRST_YEAR, len(cube) - 1 + FIRST_YEAR)
    if away is not None:
        out[away] = np.nan
    if rows.unknown is not None:
        out[rows.unknown] = np.nan


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
