"""Similarity of alliance portfolios: S, kappa and pi, of all states of the system in each year.

The portfolio of a state is what it holds with every state of the system: 3 for defence, 2 for neutrality or
non-aggression, 1 for offence or consultation alone, 0 for nothing; a state is its own ally (3).  A tie counts
from both sides where either owes something.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.panel import FIRST_YEAR
from counterpoise.measures.similarity import cohen_kappa, scott_pi, signorino_ritter
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.columns.alliances import cells
from counterpoise.units.rows import YEARS, Rows
from counterpoise.units.site import Site

__all__ = ["FAMILY", "LEVELS"]

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
        member, weight = site.cube("member")[:, :-1] > 0, site.cube("cinc")[:, :-1]

        def one_year(t: int) -> None:
            mine = order[edges[t] : edges[t + 1]]
            whole = np.zeros((count, count), dtype=np.float32)
            whole.ravel()[key[mine] // YEARS] = depth[mine]
            here = np.flatnonzero(member[t])
            found = _of_year(whole[np.ix_(here, here)], weight[t, here])
            for name, values in found.items():
                cubes[name][t][np.ix_(here, here)] = values

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one_year, range(max(first - FIRST_YEAR, 0), length)))
        return cubes

    return site.keep("similarity", site.carry, make=make)


def _of_year(portfolio: NDArray[np.float32], cinc: NDArray[np.floating[Any]]) -> dict[str, NDArray[Any]]:
    np.fill_diagonal(portfolio, LEVELS[-1])
    weight = np.nan_to_num(cinc).astype(np.float32)
    return {
        "s": signorino_ritter(portfolio, LEVELS[-1], levels=LEVELS),
        "s_cinc": signorino_ritter(portfolio, LEVELS[-1], weight, levels=LEVELS),
        "kappa": cohen_kappa(portfolio),
        "pi": scott_pi(portfolio),
    }


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
