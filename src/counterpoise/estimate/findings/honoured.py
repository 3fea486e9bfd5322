"""Whether defence pacts are honoured in war: less after 1945 than before, in the literature.

Berkemeier and Fuhrmann (2018) *Research and Politics* 5(2): alliances honoured in 50 % of wars in which they were
called on, 66 % before 1945 and 22 % after; defence pacts in 41 %.

Here: the first target of a war (Maoz's roles in dyadic wars) calls on its defence treaties in force the year before
(ATOP 5.1).  A treaty is honoured if a member with a duty to defend, that did not fight on the other side, joins the
target's side in any year of the war.  Conditions in the text (an aggressor, a region, a rival) are not read, so calls
that were not due count as broken: levels are far too low, before and after alike, and only the fall can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["Honoured", "honoured_pacts"]

BREAK = 1945


@dataclass(frozen=True)
class Honoured:
    """How often defence treaties were honoured.

    Attributes:
        calls: Treaties called on, before 1946 and after.
        share: Share of them honoured, before 1946 and after.
        fall: Share before less share after, with its 90 % interval over resampled wars.
        whole: Share over all years.
    """

    calls: tuple[int, int]
    share: tuple[float, float]
    fall: tuple[float, float, float]
    whole: float


def honoured_pacts(panel: Panel) -> Honoured:
    """Compute the finding from a panel."""
    calls = np.array(list(_calls(panel)), dtype=np.float64)
    late = calls[:, 1] > BREAK
    share = tuple(float(calls[part, 2].mean()) for part in (~late, late))
    wars = np.unique(calls[:, 0])
    rng = np.random.default_rng(1)
    falls = []
    for _ in range(2000):
        weight = np.bincount(rng.integers(0, len(wars), len(wars)), minlength=len(wars))
        times = weight[np.searchsorted(wars, calls[:, 0])]
        if times[late].sum() and times[~late].sum():
            early, after = (np.average(calls[part, 2], weights=times[part]) for part in (~late, late))
            falls.append(early - after)
    low, high = np.quantile(falls, [0.05, 0.95])
    return Honoured(
        (int((~late).sum()), int(late.sum())),
        (share[0], share[1]),
        (share[0] - share[1], float(low), float(high)),
        float(calls[:, 2].mean()),
    )


def _calls(panel: Panel) -> Any:
    """War, its first year and whether it was honoured, for every treaty called on."""
    wars, treaties = panel.table("maoz_wars"), panel.table("treaties")
    for number, war in wars[wars["role1"].notna()].groupby("warnum", sort=True):
        begun = int(war["styear"].min())
        role = {
            name: set(war.loc[war["role1"] == code, "ccode1"].astype(int)) for name, code in _ROLES.items()
        }
        victims = role["target"] - role["attacker"]
        against = role["attacker"] | role["attacker's"]
        beside = role["target"] | role["target's"]
        force = treaties[
            (treaties["entry_year"] < begun)
            & (treaties["exit_year"].isna() | (treaties["exit_year"] >= begun))
            & (treaties["system_member"] != 0)
        ]
        theirs = force.loc[force["ccode"].isin(victims), "atopid"]
        for _, members in force[force["atopid"].isin(theirs)].groupby("atopid", sort=True):
            inside = {int(code) for code in members["ccode"]}
            bound = {int(code) for code in members.loc[members["defence"] == 1, "ccode"]}
            helpers = bound - victims
            if victims & inside and helpers:
                yield number, begun, float(bool(helpers & beside - against))


_ROLES = {"attacker": 1, "attacker's": 2, "target": 3, "target's": 4}
"""Maoz's roles in a war: first initiator, who joined it, first target, who joined that."""
