"""History as arrays: the start of every year since 1816 for all states of the Correlates of War system.

What the panel holds as spans and cells is laid out once as ``[year, state]`` and ``[year, state, state]``,
and gaps are settled here and nowhere else, in the open:

* output, CINC and polyarchy are carried forward inside a state's life; a state without any gets the lower
  quartile of that year's states, for those whom nobody measured were small (polyarchy: 0.25);
* contiguity, distance and pacts keep their last known state after their tables end (2016, 2019, 2018);
* distance before its table begins is that of its first year, and failing that the distance of the capitals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.measures.hazard import (
    DisputeMoment,
    PactMoment,
    Record,
    empty_record,
    region_of,
    update_record,
)
from counterpoise.vocabulary import DataError

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["FIRST_YEAR", "LAST_DISPUTE_YEAR", "LAST_PACT_YEAR", "LAST_YEAR", "History", "read_history"]

FIRST_YEAR, LAST_YEAR = 1816, 2024
LAST_DISPUTE_YEAR = 2010
"""Last year coded by Gibler, Miller and Little."""
LAST_PACT_YEAR = 2018
"""Last year coded by ATOP 5.1."""

_NO_REGIME = 0.25
"""Polyarchy of states that V-Dem does not code: the median of coded states since 1816."""
_ACROSS_THE_WORLD = 5000.0
"""Distance in km where neither territories nor capitals are coded (a handful of microstates)."""


@dataclass(frozen=True)
class History:
    """All that the hazards read, by year.

    Attributes:
        codes: COW codes, ascending ``[state]``.
        member: Membership of the state system ``[year, state]``.
        dyads: 1 where both are members ``[year, state, state]``.
        contiguity: COW type, 0 none, 1 land, 2 to 5 across water ``[year, state, state]``.
        mindist: Minimum distance, km ``[year, state, state]``.
        capital_km: Distance between capitals, km ``[year, state, state]``.
        major: Major powers ``[year, state]``.
        output_share: Share of world output ``[year, state]``.
        cinc: Composite Index of National Capability ``[year, state]``.
        polyarchy: V-Dem electoral democracy ``[year, state]``.
        pacts: Name of obligation to symmetric matrix ``[year, state, state]``.
        initiated: Row starts a dispute with column ``[year, state, state]``.
        onset: A dispute between the two begins, symmetric ``[year, state, state]``.
    """

    codes: NDArray[np.int64]
    member: NDArray[np.bool_]
    dyads: NDArray[np.bool_]
    contiguity: NDArray[np.int8]
    mindist: NDArray[np.float32]
    capital_km: NDArray[np.float32]
    major: NDArray[np.bool_]
    output_share: NDArray[np.float64]
    cinc: NDArray[np.float64]
    polyarchy: NDArray[np.float64]
    pacts: dict[str, NDArray[np.bool_]]
    initiated: NDArray[np.bool_]
    onset: NDArray[np.bool_]

    def at_risk(self, year: int) -> NDArray[np.bool_]:
        """Pairs of states that exist in the year and existed the year before."""
        t = year - FIRST_YEAR
        return np.asarray(self.dyads[t] & self.dyads[t - 1])

    def relevant(self, year: int) -> NDArray[np.bool_]:
        """Politically relevant pairs: neighbours by land or sea, or with a major power among them."""
        t = year - FIRST_YEAR
        major = self.major[t]
        return np.asarray((self.contiguity[t] > 0) | major[:, None] | major[None, :])

    def dispute_moment(self, year: int, record: Record, power: str = "output_share") -> DisputeMoment:
        """What was known at the start of ``year`` about who may start a dispute with whom."""
        t = min(year - 1, LAST_YEAR) - FIRST_YEAR
        contiguity = self.contiguity[t]
        return DisputeMoment(
            share=getattr(self, power)[t],
            mindist=self.mindist[t].astype(np.float64),
            land=contiguity == 1,
            sea=contiguity > 1,
            major=self.major[t],
            polyarchy=self.polyarchy[t],
            defence_pact=self.pacts["defence"][t],
            record=record,
        )

    def pact_moment(self, year: int, record: Record) -> PactMoment:
        """What was known at the start of ``year`` about who may conclude a defence pact with whom."""
        t = min(year - 1, LAST_YEAR) - FIRST_YEAR
        return PactMoment(
            capital_km=self.capital_km[t].astype(np.float64),
            mindist=self.mindist[t].astype(np.float64),
            neighbours=self.contiguity[t] > 0,
            nonaggression=self.pacts["nonaggression"][t],
            consultation=self.pacts["consultation"][t],
            polyarchy=self.polyarchy[t],
            region=region_of(self.codes),
            century=self.codes // 100,
            record=record,
        )

    def records(
        self, first: int, last: int, expected: Callable[[DisputeMoment], NDArray[np.float64]] | None = None
    ) -> Iterator[tuple[int, Record]]:
        """Each year from first to last with the record at its start, built up from 1816.

        Args:
            first: First year wanted.
            last: Last year wanted.
            expected: Probability that row starts a dispute with column, given the moment.  Years that nobody
                has coded (after LAST_DISPUTE_YEAR) add these expectations to the record, for missing is not
                zero.  Without it no year after LAST_DISPUTE_YEAR + 1 can be reached.
        """
        record = empty_record(np, len(self.codes))
        for year in range(FIRST_YEAR, last + 1):
            if year >= first:
                yield year, record
            if year == last:
                return
            t = min(year, LAST_YEAR) - FIRST_YEAR
            if year <= LAST_DISPUTE_YEAR:
                record = update_record(record, 1.0 * self.initiated[t], 1.0 * self.onset[t])
            elif expected is not None:
                chance = np.where(self.dyads[t], expected(self.dispute_moment(year, record)), 0.0)
                record = update_record(record, chance, 1.0 - (1.0 - chance) * (1.0 - chance.T))
            else:
                raise DataError(
                    f"Disputes are coded to {LAST_DISPUTE_YEAR}; the record of {year + 1} is unknown.",
                    hint="Give the expected disputes of later years.",
                )


def read_history(panel: Panel) -> History:
    """Lay out a panel as arrays, settling the gaps as the head of this file says."""
    table = panel.table("dyads")
    codes = np.unique(np.concatenate([table["ccode1"].to_numpy(), table["ccode2"].to_numpy()])).astype(
        np.int64
    )
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    listed = [int(code) for code in codes]

    def cells(name: str) -> NDArray[np.float64]:
        return np.asarray(panel.values(name, listed, years.tolist()), dtype=np.float64)

    def matrix(name: str) -> NDArray[np.float32]:
        return np.asarray(panel.matrix(name, listed, years.tolist()), dtype=np.float32)

    dyads = matrix("member_dyad") > 0
    member = np.asarray(dyads.any(axis=2))
    capital = matrix("capital_distance")
    distance = _carry(_carry(matrix("mindist")), backwards=True)
    distance = np.where(np.isnan(distance), capital, distance)
    output = _carry(cells("gdp_long"))
    world = np.nansum(np.where(member, output, np.nan), axis=1, keepdims=True)
    world = np.where(world > 0, world, np.nan)  # a vintage knows no member of later years
    return History(
        codes=codes,
        member=member,
        dyads=dyads,
        contiguity=np.nan_to_num(_carry(matrix("contiguity"))).astype(np.int8),
        mindist=np.nan_to_num(distance, nan=_ACROSS_THE_WORLD),
        capital_km=np.nan_to_num(capital, nan=_ACROSS_THE_WORLD),
        major=np.nan_to_num(_carry(cells("major"))) > 0,
        output_share=_small_where_unknown(output / world, member),
        cinc=_small_where_unknown(_carry(cells("cinc")), member),
        polyarchy=np.nan_to_num(_carry(cells("polyarchy")), nan=_NO_REGIME),
        pacts={
            short: _either(np.nan_to_num(_carry(matrix(name))) > 0)
            for short, name in (
                ("defence", "defence_pact"),
                ("nonaggression", "nonaggression"),
                ("consultation", "consultation"),
            )
        },
        initiated=np.nan_to_num(matrix("dispute_initiated")) > 0,
        onset=_either(np.nan_to_num(matrix("dispute_onset")) > 0),
    )


def _either(matrix: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """True for both directions where it is for one."""
    return np.asarray(matrix | matrix.transpose(0, 2, 1))


def _carry(values: NDArray[Any], *, backwards: bool = False) -> NDArray[Any]:
    """Fill each gap with the last known value along the year axis (the next known one, backwards)."""
    filled = values[::-1].copy() if backwards else values.copy()
    for t in range(1, len(filled)):
        gap = np.isnan(filled[t])
        filled[t][gap] = filled[t - 1][gap]
    return filled[::-1] if backwards else filled


def _small_where_unknown(share: NDArray[np.float64], member: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The lower quartile of the year's members where a member's share is unknown; 0 for non-members."""
    filled = np.zeros_like(share)
    for t in range(len(share)):
        known = share[t][member[t] & np.isfinite(share[t])]
        low = float(np.quantile(known, 0.25)) if len(known) else 0.0
        filled[t] = np.where(member[t], np.where(np.isfinite(share[t]), share[t], low), 0.0)
    return filled
