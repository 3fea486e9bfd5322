"""Against whom great powers ally: above one third of capabilities, coalitions become likely.

Levy and Thompson (2005) in *Balance of Power: Theory and Practice*, and (2010) *International Security* 35(1): among
European great powers, 1495-1999, balancing coalitions against the leading land power are likely only once it holds more
than a third of the powers' capabilities; not so at sea.

Public part: great powers of Europe by COW since 1816.  In each year the leading power is the one with the largest army
(NMC military personnel), or the largest CINC in the variant.  A coalition forms if, within five years, two or more of
the others conclude a defence or offence treaty with one another that leaves the leader out (ATOP 5.1).  Years overlap,
so intervals resample decades.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, History

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["Threshold", "one_third_threshold"]

LAST = 1990
AHEAD = 5
_THIRD = 1.0 / 3.0


@dataclass(frozen=True)
class Threshold:
    """How often coalitions formed against a leader above and below one third.

    Attributes:
        years: Years below and above.
        share: Share of them followed by a coalition, below and above.
        rise: Share above less share below, with its 90 % interval over resampled decades.
    """

    years: tuple[int, int]
    share: tuple[float, float]
    rise: tuple[float, float, float]


def one_third_threshold(
    panel: Panel, history: History, measure: str = "nmc_milper", first: int = FIRST_YEAR, last: int = LAST
) -> Threshold:
    """Compute the finding from a panel, by ``nmc_milper`` (armies) or ``cinc``."""
    years = np.arange(first, last + 1)
    codes = [int(code) for code in history.codes]
    power = np.asarray(panel.values(measure, codes, years.tolist()), dtype=np.float64)
    europe = (history.codes >= 200) & (history.codes < 400)
    formed = _coalitions(panel)
    above, followed, decade = [], [], []
    for t, year in enumerate(years):
        great = np.flatnonzero(history.major[year - FIRST_YEAR] & europe & np.isfinite(power[t]))
        if len(great) < 3:
            continue
        held = power[t][great] / power[t][great].sum()
        leader = int(history.codes[great[int(held.argmax())]])
        others = {int(history.codes[place]) for place in great} - {leader}
        above.append(held.max() > _THIRD)
        followed.append(
            any(
                year < begun <= year + AHEAD and leader not in members and len(others & members) >= 2
                for begun, members in formed
            )
        )
        decade.append(year // 10)
    return _compared(np.array(above), np.array(followed, dtype=np.float64), np.array(decade))


def _coalitions(panel: Panel) -> list[tuple[int, set[int]]]:
    """First year and members of every treaty with a duty to defend or attack together."""
    table = panel.table("treaties")
    strong = table[(table["defence"] == 1) | (table["offence"] == 1)]
    return [
        (int(members["entry_year"].min()), {int(code) for code in members["ccode"]})
        for _, members in strong.groupby("atopid", sort=True)
    ]


def _compared(
    above: NDArray[np.bool_], followed: NDArray[np.float64], decade: NDArray[np.int64]
) -> Threshold:
    shares = tuple(float(followed[part].mean()) if part.any() else float("nan") for part in (~above, above))
    blocks, rng, rises = np.unique(decade), np.random.default_rng(1), []
    for _ in range(2000):
        weight = np.bincount(rng.integers(0, len(blocks), len(blocks)), minlength=len(blocks))
        times = weight[np.searchsorted(blocks, decade)]
        if times[above].sum() and times[~above].sum():
            after, before = (np.average(followed[part], weights=times[part]) for part in (above, ~above))
            rises.append(float(after - before))
    low, high = np.quantile(rises, [0.05, 0.95]) if rises else (np.nan, np.nan)
    return Threshold(
        (int((~above).sum()), int(above.sum())),
        (shares[0], shares[1]),
        (shares[1] - shares[0], float(low), float(high)),
    )
