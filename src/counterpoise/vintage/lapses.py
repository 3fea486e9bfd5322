"""How long the pacts of an origin last, pair by pair, by what binds the pair.

Treaties end; what a forecast of pairs needs is how often two allies are allied no longer.  That depends on what binds
them: a bilateral treaty, one of a few members, one of many, or two and more at once, which all have to go.  A member
that leaves is counted as much as a treaty that ends, and treaties made for a war, which end with it, are a kind of
their own.  A pair that another treaty holds in the next year has not lapsed.

The unit is a treaty-year, since the pairs of one treaty share their luck: of all pairs whose largest treaty it is and
who are bound in one way, the share that lapses in the year.  In ninety years to the origin, each counting half as much
as one thirty years younger, a kind with ``T`` treaty-years, whose shares sum to ``e``, has the yearly rate

    ``(e + w r) / (T + w)``,  ``r`` the rate of all kinds but that of war, ``w`` = 10 treaty-years,

with the spread of a Gamma of that shape and exposure.  The half-life is that of seven weightings tried which foretold
the lapses of 1866-1945 best, five years ahead from every fifth year; no later year was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, LAST_PACT_YEAR
from counterpoise.estimate.posterior import DRAWS, generator

if TYPE_CHECKING:
    import pandas as pd

    from counterpoise.data import Panel

__all__ = ["BILATERAL", "FEW", "KINDS", "MANY", "SEVERAL", "WAR", "Lapses", "bound_by", "count_lapses"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = ("a bilateral treaty", "a treaty of few", "a treaty of many", "several treaties", "a treaty of war")
BILATERAL, FEW, MANY, SEVERAL, WAR = range(len(KINDS))

_MANY = 5
"""Members from which a treaty is one of many."""

_YEARS, _HALF_LIFE, _WORTH = 90, 30.0, 10.0


@dataclass(frozen=True, eq=False)
class Lapses:
    """Yearly rates by kind.

    Attributes:
        lapsed: Sum over treaty-years of the share of pairs that lapsed, by weight ``[kind]``.
        treaty_years: How many there were, by weight ``[kind]``.
        origin: Last year known.
    """

    lapsed: Floats
    treaty_years: Floats
    origin: int

    @property
    def shape(self) -> Floats:
        """Lapses counted, with what all kinds add ``[kind]``."""
        peace = np.arange(len(KINDS)) != WAR
        every = (self.lapsed[peace].sum() + 0.5) / (self.treaty_years[peace].sum() + _WORTH)
        return np.asarray(self.lapsed + _WORTH * every)

    @property
    def rate(self) -> Floats:
        """Mean yearly rate ``[kind]``."""
        return np.asarray(self.shape / (self.treaty_years + _WORTH))

    def draws(self, kind: int) -> Floats:
        """Draws of a kind's rate, the same in every run."""
        exposure = self.treaty_years[kind] + _WORTH
        return generator(1, f"lapses {kind} {self.origin}").gamma(self.shape[kind], 1.0 / exposure, DRAWS)


def bound_by(treaties: pd.DataFrame, codes: Sequence[int], year: int) -> tuple[Ints, Ints]:
    """What binds each two states at the end of a year.

    Args:
        treaties: One row per treaty, member and phase.
        codes: COW codes on the state axis.
        year: Year whose end is asked.

    Returns:
        The kind, -1 for pairs without a defence treaty, and the key of the largest treaty ``[state, state]``.
    """
    defence = treaties[treaties["atopid"].isin(treaties.loc[treaties["defence"] == 1, "atopid"])]
    in_force = defence[
        (defence["entry_year"] <= year) & ~(defence["exit_year"].fillna(np.inf) <= year)
    ].drop_duplicates(["atopid", "ccode"])
    place = {int(code): k for k, code in enumerate(codes)}
    shape = (len(codes), len(codes))
    count, size, key = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.full(shape, -1, np.int64)
    war = np.ones(shape, dtype=bool)
    for name, members in in_force.groupby("atopid", sort=True):
        at = [place[int(code)] for code in members["ccode"] if int(code) in place]
        inside = np.zeros(shape, dtype=bool)
        inside[np.ix_(at, at)] = True
        count += inside
        war &= ~inside | bool(members["wartime"].max() > 0)
        larger = inside & (len(members) > size)
        size[larger], key[larger] = len(members), int(str(name))
    single = np.where(size <= _PAIR, BILATERAL, np.where(size < _MANY, FEW, MANY))
    kind = np.where(war, WAR, np.where(count > 1, SEVERAL, single))
    bound = (count > 0) & ~np.eye(len(codes), dtype=bool)
    return np.where(bound, kind, -1), np.where(bound, key, -1)


def count_lapses(panel: Panel, origin: int) -> Lapses:
    """Lapses in the years to an origin, all over the world, the older the lighter.

    Args:
        panel: The past that ends with the origin.
        origin: Last year known.
    """
    codes = [int(code) for code in panel.states]
    last = min(origin, LAST_PACT_YEAR)
    years = list(range(max(FIRST_YEAR, last - _YEARS), last + 1))
    member = np.asarray(panel.values("member", codes, years)) > 0
    lapsed, exposure = np.zeros(len(KINDS)), np.zeros(len(KINDS))
    for year, kind, share in _shares(panel.table("treaties"), codes, years, member):
        weight = 0.5 ** ((last - year) / _HALF_LIFE)
        lapsed[kind] += weight * share
        exposure[kind] += weight
    return Lapses(lapsed, exposure, origin)


def _shares(
    treaties: pd.DataFrame, codes: list[int], years: list[int], member: NDArray[np.bool_]
) -> Iterator[tuple[int, int, float]]:
    """Year, kind and share of lapses of every treaty-year."""
    now = bound_by(treaties, codes, years[0])
    for k, year in enumerate(years[1:], start=1):
        then = bound_by(treaties, codes, year)
        there = member[k - 1] & member[k]
        pairs = np.triu(there[:, None] & there[None, :], 1) & (now[0] >= 0)
        unit = now[1][pairs] * len(KINDS) + now[0][pairs]
        gone = (then[0][pairs] < 0).astype(float)
        names, which = np.unique(unit, return_inverse=True)
        share = np.bincount(which, gone) / np.bincount(which) if len(names) else np.zeros(0)
        for name, gone_by in zip(names, share, strict=True):
            yield year, int(name) % len(KINDS), float(gone_by)
        now = then


_PAIR = 2
