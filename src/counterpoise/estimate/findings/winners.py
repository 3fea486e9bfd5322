"""Who wins wars: output times output per head foretells better than output, and both better than CINC.

Beckley (2018) *International Security* 43(2): gross indicators count what a state has, net ones what it can spare;
in-sample R2 of the initiator's victory .07 (CINC), .12 (GDP), .26 (GDP x GDP per head), the last right in 76 % of 141.

Here: interstate wars of the panel, the two sides as they stood in the first year, each side's share of the two
sides' sum, victory of the side that held the initiator; wars without a winner are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.data import Panel

__all__ = ["MEASURES", "WarWinners", "war_winners"]

MEASURES = ("cinc", "gdp", "net")
"""CINC, output, and output times output per head."""

_WON, _LOST = 1, 2
_LOOK = (-1, 0, 1, 2)
"""Years from the war's first in which a figure is looked for, in order."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WarWinners:
    """How well the initiator side's share foretells its victory.

    Attributes:
        wars: Wars with a winner and figures for both sides.
        won: Share of them that the initiator's side won.
        r2: Measure to in-sample R2 of victory on the share.
        called: Measure to the share of wars won by whoever had more.
        net_over_cinc: R2 of net resources less that of CINC, with its 90 % interval over resampled wars.
    """

    wars: int
    won: float
    r2: dict[str, float]
    called: dict[str, float]
    net_over_cinc: tuple[float, float, float]


def war_winners(panel: Panel) -> WarWinners:
    """Compute the finding from a panel."""
    table, won = _shares(panel)
    pick = np.random.default_rng(1).integers(0, len(won), (2000, len(won)))
    gap = [_r2(table[rows, 2], won[rows]) - _r2(table[rows, 0], won[rows]) for rows in pick]
    low, high = np.nanquantile(gap, [0.05, 0.95])
    return WarWinners(
        len(won),
        float(won.mean()),
        {name: _r2(table[:, k], won) for k, name in enumerate(MEASURES)},
        {name: float(((table[:, k] > 0.5) == (won > 0.5)).mean()) for k, name in enumerate(MEASURES)},
        (_r2(table[:, 2], won) - _r2(table[:, 0], won), float(low), float(high)),
    )


def _shares(panel: Panel) -> tuple[Floats, Floats]:
    """The initiator side's share of each measure ``[war, measure]``, and whether it won."""
    wars = panel.table("wars")
    codes = sorted({int(code) for code in wars["ccode1"]})
    first = int(wars["year"].min()) - 1
    years = list(range(first, int(wars["year"].max()) + 4))
    cinc, gdp, head = (np.asarray(panel.values(n, codes, years)) for n in ("cinc", "gdp_long", "gdppc_long"))
    cubes = np.stack([cinc, gdp, gdp * head])
    rows, won = [], []
    for _, war in wars.groupby("warnum", sort=True):
        begun = int(war["year"].min())
        ours, theirs, outcome = _sides(war[war["year"] == begun])
        if outcome is None:
            continue
        totals = np.array([[_figure(cubes, codes, begun - first, side)] for side in (ours, theirs)])[:, 0]
        with np.errstate(invalid="ignore"):
            share = totals[0] / totals.sum(axis=0)
        if np.isfinite(share).all():
            rows.append(share)
            won.append(outcome)
    return np.array(rows), np.array(won, dtype=np.float64)


def _sides(war: pd.DataFrame) -> tuple[list[int], list[int], bool | None]:
    """States on the initiator's side, those on the other, and whether the first won; None where nobody did."""
    side = dict(zip(war["ccode1"].astype(int), war["sidea1"].astype(int), strict=True))
    begins = war[war["initiator1"] == 1]
    if begins.empty:
        return [], [], None
    own = int(begins["sidea1"].iloc[0])
    ends = set(war.loc[war["sidea1"] == own, "outcome1"].dropna().astype(int))
    outcome = True if _WON in ends else False if _LOST in ends else None
    return [c for c, s in side.items() if s == own], [c for c, s in side.items() if s != own], outcome


def _figure(cubes: Floats, codes: list[int], year: int, side: list[int]) -> Floats:
    """Sum of each measure over a side, from the first year that knows it; NaN where no state is known."""
    total = np.full(len(cubes), np.nan)
    for code in side:
        place = codes.index(code)
        for measure, cube in enumerate(cubes):
            near = [cube[year + back, place] for back in _LOOK if 0 <= year + back < cube.shape[0]]
            known = [value for value in near if np.isfinite(value)]
            if known:
                total[measure] = np.nansum([total[measure], known[0]])
    return total


def _r2(share: Floats, won: Floats) -> float:
    return float(np.corrcoef(share, won)[0, 1] ** 2)
