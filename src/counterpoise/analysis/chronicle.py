"""Two centuries read through the definition of the verdict, with the little that is known of all of them.

Military spending (NMC) gives stocks, the distance between territories (CShapes) their reach, defence pacts
(ATOP) who helps whom, and membership and disputes who ceased to exist under whose guns.  A neighbour
accommodates if the challenger occupied it, rules it as a colony, or if it has a pact with the challenger and
none with a great power that is the challenger's rival or senior.  Theatres cannot be drawn for 1900, so primacy
cannot be told.

Sources: Singer, Bremer and Stuckey (1972) and NMC 7 (spending, CINC); Schvitz and others (2022), *Journal of
Conflict Resolution* 66(1) (distance); Leeds and others (2002), *International Interactions* 28(3) (pacts);
Gibler, Miller and Little (2016), *International Studies Quarterly* 60(4) (disputes).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.territories import with_territories
from counterpoise.analysis.verdict import THRESHOLD, Grade4, grade, importance, subdued_shares
from counterpoise.measures.balance import point_balance
from counterpoise.measures.projection import loss_of_strength

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["Case", "Chronicle", "Evidence", "Region", "discounted_shares", "reach_scale"]

Values = NDArray[np.float64]

MEMORY_YEARS, WEAR = 20, 0.1
"""Years of spending that make a stock, and what is lost of it each year."""

THETA = 0.45
"""Exponent of the loss of strength, as in the forecast."""

OCCUPIED_YEARS = 4
"""Years for which a state that was destroyed still counts as a neighbour, occupied."""

_DISTANCES = (1886, 2019)
_PACTS_END = 2018
_SPENDING_END = 2022


@dataclass(frozen=True)
class Region:
    """A part of the world, by ranges of COW codes.

    Attributes:
        key: Short name.
        label: Plain name.
        codes: First and last code of each range.
    """

    key: str
    label: str
    codes: tuple[tuple[int, int], ...]

    def __contains__(self, ccode: object) -> bool:
        return any(first <= int(str(ccode)) <= last for first, last in self.codes)


@dataclass(frozen=True)
class Case:
    """A challenger in its region in one year, graded.

    Attributes:
        challenger: COW code.
        region: Where.
        year: When.
        grade: Hegemony, sphere or contested; primacy cannot be told.
        accommodated: Share of neighbours' weight that accommodates, A.
        subdued: Share that accommodates or stands below b*, S.
        top: Largest balance ratio of a neighbour that does not accommodate; NaN where all do.
        neighbours: Number of neighbours.
        unknown: Neighbours left out because their power is unknown.
    """

    challenger: int
    region: Region
    year: int
    grade: Grade4
    accommodated: float
    subdued: float
    top: float
    neighbours: int
    unknown: tuple[int, ...]

    @property
    def dominant(self) -> bool:
        """Whether it is a sphere or hegemony."""
        return self.grade >= Grade4.SPHERE


@dataclass(frozen=True)
class Evidence:
    """What a grade rests on.

    Attributes:
        weight: Weight of each neighbour.
        yielding: Whether it accommodates.
        exposure: Its balance ratio.
        unknown: Neighbours left out.
    """

    weight: Values
    yielding: NDArray[np.bool_]
    exposure: Values
    unknown: tuple[int, ...]


def reach_scale(year: int) -> float:
    """Distance scale d0 of the loss of strength, km: it grows as transport gets cheaper.

    250 before 1919, 375 to 1945, 500 since: a judgement after Markowitz and Fariss (2018), who find that the
    price of distance has fallen.

    >>> [reach_scale(year) for year in (1913, 1938, 2024)]
    [250.0, 375.0, 500.0]
    """
    return 250.0 if year < 1919 else 375.0 if year <= 1945 else 500.0


def discounted_shares(
    spending: Values, member: Values, years: int = MEMORY_YEARS, wear: float = WEAR
) -> Values:
    """Military stock as discounted shares of the world's spending: ``K_t = sum_a (1 - wear)**a s_{t-a}``.

    Shares, because nominal series in pounds and dollars cannot be added over years.  Years in which a state
    did not exist count as nothing bought; years in which it existed and its spending is unknown count as its
    own average of the known years in the window, and a state without any is unknown.

    Args:
        spending: Nominal spending ``[year, state]``, NaN where unknown.
        member: 1 where the state existed ``[year, state]``.
        years: Length of the window.
        wear: Share of the stock lost each year.

    Returns:
        ``[year, state]``; NaN where unknown.

    >>> import numpy as np
    >>> discounted_shares(np.array([[1.0, 3.0], [2.0, 2.0]]), np.ones((2, 2)), years=2, wear=0.5).tolist()
    [[0.25, 0.75], [0.625, 0.875]]
    """
    here = member > 0
    known = here & ~np.isnan(spending)
    filled = np.where(known, spending, 0.0)
    total = filled.sum(axis=1, keepdims=True)
    share = filled / np.where(total > 0, total, 1.0)
    bought, seen, lived = (np.zeros_like(share) for _ in range(3))
    for back in range(min(years, len(share))):
        weight, until = (1.0 - wear) ** back, len(share) - back
        bought[back:] += weight * share[:until]
        seen[back:] += weight * known[:until]
        lived[back:] += weight * here[:until]
    return np.where(seen > 0, bought * lived / np.where(seen > 0, seen, 1.0), np.nan)


class Chronicle:
    """What the label test reads from the panel, year by year.

    Args:
        panel: Panel of observed facts.
        power: ``stock`` (discounted spending) or ``cinc``.
    """

    def __init__(self, panel: Panel, power: str = "stock") -> None:
        self.panel, self.power = panel, power
        self.codes = np.array(panel.states)
        self.years = np.arange(1816, 2026)
        self._kept: dict[tuple[int, str, int, float], Evidence] = {}

    @cached_property
    def member(self) -> Values:
        """1 where a state existed ``[year, state]``."""
        return self.panel.values("member", self.codes.tolist(), self.years.tolist())

    @cached_property
    def cinc(self) -> Values:
        """Composite capability, the last known carried on after the series ends."""
        return self._carried(self.panel.values("cinc", self.codes.tolist(), self.years.tolist()))

    @cached_property
    def people(self) -> Values:
        """Population, millions, the last known carried on after the series ends."""
        return self._carried(self.panel.values("nmc_tpop", self.codes.tolist(), self.years.tolist())) / 1e3

    @cached_property
    def strength(self) -> Values:
        """Power of the chosen kind ``[year, state]``."""
        if self.power == "cinc":
            return self.cinc
        spending = self.panel.values("nmc_milex", self.codes.tolist(), self.years.tolist())
        return self._carried(discounted_shares(spending, self.member))

    @cached_property
    def majors(self) -> Values:
        """1 where a state was a great power ``[year, state]``."""
        return self.panel.values("major", self.codes.tolist(), self.years.tolist())

    @cached_property
    def _disputes(self) -> frozenset[tuple[int, int, int]]:
        table = self.panel.table("disputes")[["ccode1", "ccode2", "year"]]
        return frozenset(table.itertuples(index=False, name=None))

    def grade(
        self, challenger: int, region: Region, year: int, threshold: float = THRESHOLD, theta: float = THETA
    ) -> Case:
        """Grade a challenger in its region in a year.

        Args:
            challenger: COW code.
            region: Where its neighbours are.
            year: When; pacts after 2018 are those of 2018, spending after 2022 that of 2022.
            threshold: b*.
            theta: Exponent of the loss of strength.
        """
        found = self.evidence(challenger, region, year, theta)
        weight, yielding, exposure = found.weight, found.yielding, found.exposure
        share, subdued = subdued_shares(yielding, exposure, weight, threshold)
        nothing = np.zeros(0)
        code = int(grade(nothing > 0, nothing, yielding, exposure, weight, threshold))
        top = float(exposure[~yielding].max()) if (~yielding).any() else float("nan")
        return Case(
            challenger,
            region,
            year,
            Grade4(code),
            float(share),
            float(subdued),
            top,
            len(weight),
            found.unknown,
        )

    def evidence(self, challenger: int, region: Region, year: int, theta: float = THETA) -> Evidence:
        """What a grade rests on; kept, so that many thresholds cost one reading."""
        key = (challenger, region.key, year, theta)
        if key not in self._kept:
            self._kept[key] = self._evidence(challenger, region, year, theta)
        return self._kept[key]

    def _evidence(self, challenger: int, region: Region, year: int, theta: float) -> Evidence:
        lost = self._occupied(challenger, region, year)
        alive = [c for c in self._alive(year) if c in region and c != challenger and c not in lost]
        ratio = dict(zip(alive, self._ratios(challenger, alive, year, theta), strict=True))
        size = {c: self._at(self.cinc, year, c) for c in alive}
        size |= {c: self._at(self.cinc, last, c) for c, last in lost.items()}
        people = {c: self._at(self.people, year, c) for c in alive}
        world = float(np.nansum(self.people[year - self.years[0]]))
        size, ruled = with_territories(size, challenger, year, region, people, world)
        bound = {*lost, *ruled, *self._clients(challenger, alive, year)}
        ratio |= dict.fromkeys(bound, 0.0)  # a ratio means nothing for those who have yielded
        unknown = tuple(c for c in size if np.isnan(size[c]) or np.isnan(ratio[c]))
        known = [c for c in size if c not in unknown]
        weight = importance(np.array([size[c] for c in known]), np.ones(len(known)), cap=1.0)
        yielding = np.array([c in bound for c in known], dtype=bool)
        return Evidence(np.asarray(weight), yielding, np.array([ratio[c] for c in known]), unknown)

    def great_powers(self, year: int) -> list[int]:
        """Great powers of the year (COW), by code."""
        return [int(c) for c in self.codes[self.majors[year - self.years[0]] > 0]]

    def stronger(self, first: int, second: int, year: int) -> bool:
        """Whether the first state has more power than the second; False where either is unknown."""
        return self._at(self.strength, year, first) > self._at(self.strength, year, second)

    def challengers(self, region: Region, year: int) -> list[int]:
        """Who might dominate the region, by a rule that needs no hindsight.

        Every great power at home in it, and its strongest state where that is not one (the United States in
        1890), except those allied to a stronger great power from outside: who is protected does not dominate.
        """
        codes, pacts = self._pacts(year)
        place = {c: k for k, c in enumerate(codes)}
        great = [c for c in self.great_powers(year) if c in place]
        here = [c for c in codes if c in region and not np.isnan(self._at(self.strength, year, c))]
        strongest = [max(here, key=lambda c: self._at(self.strength, year, c))] if here else []
        return [
            c
            for c in sorted({*(k for k in great if k in region), *strongest})
            if not any(
                pacts[place[c], place[k]] and k not in region and self.stronger(k, c, year) for k in great
            )
        ]

    def dominated(
        self, region: Region, year: int, threshold: float = THRESHOLD, fewest: int = 3
    ) -> bool | None:
        """Whether any challenger dominates the region; None with fewer neighbours than ``fewest``.

        Args:
            region: Where.
            year: When.
            threshold: b*.
            fewest: Neighbours whose power must be known.
        """
        cases = [self.grade(c, region, year, threshold) for c in self.challengers(region, year)]
        cases = [case for case in cases if case.neighbours >= fewest]
        return any(case.dominant for case in cases) if cases else None

    def _carried(self, values: Values) -> Values:
        out = values.copy()
        out[self.years > _SPENDING_END] = values[self.years == _SPENDING_END]
        return out

    def _at(self, values: Values, year: int, ccode: int) -> float:
        return float(values[year - self.years[0], np.searchsorted(self.codes, ccode)])

    def _alive(self, year: int) -> list[int]:
        """States that were there in the year and not destroyed in it."""
        row = min(year + 1, int(self.years[-1])) - self.years[0]
        standing = (self.member[year - self.years[0]] > 0) & (self.member[row] > 0)
        return [int(c) for c in self.codes[standing]]

    def _occupied(self, challenger: int, region: Region, year: int) -> dict[int, int]:
        """States of the region that ended lately in a year of dispute with the challenger, and that year."""
        alive = set(self._alive(year))
        lost: dict[int, int] = {}
        for last in range(year - OCCUPIED_YEARS, year + 1):
            for column in np.flatnonzero(self.member[last - self.years[0]] > 0):
                code = int(self.codes[column])
                ended = self.member[last + 1 - self.years[0], column] < 1
                quarrel = {(challenger, code, last), (code, challenger, last)} & self._disputes
                if code in region and ended and code not in alive and quarrel:
                    lost[code] = last
        return lost

    def _clients(self, challenger: int, alive: Sequence[int], year: int) -> set[int]:
        """Neighbours bound to the challenger alone.

        They have a pact with it and none with a great power that is its rival (not its ally) or its senior
        (its ally, and stronger): Norway's pact with Britain in 1950 is not accommodation of Britain.
        """
        codes, pacts = self._pacts(year)
        place = {c: k for k, c in enumerate(codes)}
        foe = place[challenger]
        others = [
            place[c]
            for c in self.great_powers(year)
            if c in place
            and (not pacts[foe, place[c]] or self.stronger(c, challenger, year))
            and c != challenger
        ]
        return {
            c
            for c in alive
            if pacts[foe, place[c]] and not any(pacts[k, place[c]] for k in others if k != place[c])
        }

    def _pacts(self, year: int) -> tuple[list[int], NDArray[np.bool_]]:
        codes = self._alive(year)
        owed = _matrix(self.panel, "defence_pact", tuple(codes), min(year, _PACTS_END))
        return codes, np.nan_to_num(np.maximum(owed, owed.T)) > 0

    def _ratios(self, challenger: int, targets: Sequence[int], year: int, theta: float) -> Values:
        """Own power and that of allies over the challenger's, at each target's border.

        Allies that also have a pact with the challenger bring nothing: nobody counts on both sides.
        """
        codes, pacts = self._pacts(year)
        place = {c: k for k, c in enumerate(codes)}
        here, foe = [place[c] for c in targets], place[challenger]
        force = np.array([self._at(self.strength, year, c) for c in codes])
        arriving = force[:, None] * loss_of_strength(self._distances(codes, year), reach_scale(year), theta)
        owed = _matrix(self.panel, "defence_pact", tuple(codes), min(year, _PACTS_END))
        free = ~pacts[foe] & (np.arange(len(codes)) != foe)
        third = np.where(free[:, None] & (owed > 0) & ~np.isnan(arriving), 1.0, 0.0)
        rival = np.zeros_like(third)
        rival[foe] = 1.0
        nobody = np.zeros(len(codes))
        ratio = point_balance(arriving, nobody, nobody, np.eye(len(codes)), third, rival, nobody)
        return np.asarray(ratio[here])

    def _distances(self, codes: Sequence[int], year: int) -> Values:
        """Minimum distance, km; a state too young for the table takes that of the next years."""
        first = min(max(year, _DISTANCES[0]), _DISTANCES[1])
        km = _matrix(self.panel, "mindist", tuple(codes), first).copy()
        for later in range(first + 1, min(first + 3, _DISTANCES[1] + 1)):
            if not np.isnan(km[~np.eye(len(codes), dtype=bool)]).any():
                break
            km = np.where(np.isnan(km), _matrix(self.panel, "mindist", tuple(codes), later), km)
        np.fill_diagonal(km, 0.0)
        return km


@cache
def _matrix(panel: Panel, name: str, codes: tuple[int, ...], year: int) -> Values:
    return np.asarray(panel.matrix(name, list(codes), [year])[0])
