"""Cases by rule: who is challenger, patron and state of a region at any origin, decided by the record and by nobody.

The six hindcasts name their roles by judgement.  A simulator that is scored at every fifth year may not: here one rule,
written before any score was seen, makes the case of a region at any origin from what that origin knew.

* The *challenger* is the region's state with the largest share of world capability (CINC).
* The *patron* is the great power of another region that spends most on arms, shares no land border with the challenger
  and has no defence pact with it.
* *States*: the two, the states of the region's theatres, then those of the region and the great powers by military
  spending, :data:`SIZE` in all, of which output, spending and regime are known.
* *Treaties* are the patron's defence pacts (ATOP) with states of the case; partners of the challenger are its own.

Which places count as theatres is that of the hindcast nearest to the region: it moves alarm a little and no score here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterpoise.observe.technology import newest
from counterpoise.scenario import Scenario, parse_scenario
from counterpoise.theatres import open_theatres
from counterpoise.vintage import VintagePanel
from counterpoise.vocabulary import DataError

__all__ = ["HORIZON", "ORIGINS", "REGIONS", "SIZE", "Region", "case_at"]

ORIGINS = tuple(range(1950, 2011, 5))
"""Origins at which the whole simulator is scored."""

SIZE = 24
"""States of a case, always the same, so that one compiled program serves all."""

HORIZON = 19
"""Years ahead."""


@dataclass(frozen=True)
class Region:
    """A region of the field.

    Attributes:
        label: As a person says it.
        codes: First and last COW code.
        theatres: Bundled file of its theatres, which names the poles that the rule must find.
    """

    label: str
    codes: tuple[int, int]
    theatres: str


REGIONS = {
    "europe": Region("Europe", (200, 399), "coldwar-1947"),
    "asia": Region("Asia and the Pacific", (700, 999), "asia-1999"),
}
"""Regions in which the rule finds the poles of the bundled theatres at every origin since 1950."""


def case_at(known: VintagePanel, region: str) -> Scenario:
    """The case of a region at the origin of a vintage.

    Args:
        known: The past that ends with the origin.
        region: Key of :data:`REGIONS`.

    Raises:
        DataError: The rule finds other poles than the theatres of the region have.
    """
    place, origin = REGIONS[region], known.origin
    codes = np.array([int(code) for code in known.states])
    facts = _facts(known, codes)
    inside = (codes >= place.codes[0]) & (codes <= place.codes[1])
    usable = facts["usable"] > 0
    challenger = int(codes[np.argmax(np.where(inside & usable, facts["cinc"], -1.0))])
    allies = _allies(known, challenger, codes)
    border = np.nan_to_num(known.matrix("contiguity", codes.tolist(), [min(origin, _LAST_BORDER)])[0])
    beside = border[codes == challenger][0] == 1
    abroad = ~inside & usable & (facts["major"] > 0) & ~beside & ~allies
    patron = int(codes[np.argmax(np.where(abroad, facts["milex"], -1.0))])
    theatres = open_theatres(place.theatres)
    found = (known.iso3(challenger), known.iso3(patron))
    if found != (theatres.challenger, theatres.patron):
        raise DataError(
            f"The rule finds {found[0]} and {found[1]} as the poles of {place.label} in {origin}.",
            hint=f"The theatres of {place.theatres} are those of {theatres.challenger} and {theatres.patron}.",
        )
    named = [known.iso3(int(code)) for code in codes]
    own = theatres.own(named).any(axis=1) | theatres.anchors(named).any(axis=1)
    rank = facts["milex"] + 1e15 * own + 1e18 * (codes == patron) + 1e21 * (codes == challenger)
    eligible = usable & (inside | own | (facts["major"] > 0))
    order = [int(k) for k in np.argsort(-rank, kind="stable") if eligible[k]]
    chosen = order[:SIZE]
    states = [named[k] for k in chosen]
    bound = _allies(known, patron, codes)
    return parse_scenario(
        _written(region, origin, states, [named[k] for k in chosen if bound[k]],
                 [named[k] for k in chosen[2:] if inside[k]], [named[k] for k in chosen[2:] if allies[k]])
    ).at("latest")  # fmt: skip


def _facts(known: VintagePanel, codes: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    listed, year = codes.tolist(), [known.origin]
    cells = {
        name: np.asarray(known.values(name, listed, year)[0], dtype=float)
        for name in ("member", "cinc", "major", "milex", "burden", "gdp_long", "pop_long")
    }
    spells = (
        known.table("cow_states").groupby("ccode")["end_date"].apply(lambda ends: bool(ends.isna().any()))
    )
    there = np.array([spells.get(code, False) for code in listed]) & (np.nan_to_num(cells["member"]) > 0)
    usable = there & np.isfinite(newest(known, "polyarchy", listed, known.origin))
    for name in ("cinc", "milex", "burden", "gdp_long", "pop_long"):
        usable &= np.isfinite(cells[name])
    return {name: np.nan_to_num(value) for name, value in cells.items()} | {"usable": usable.astype(float)}


def _allies(known: VintagePanel, state: int, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whom a state has promised to defend, or who has promised it, at the end of the origin."""
    years = [min(known.origin, _LAST_PACT)]
    owed = np.nan_to_num(known.matrix("defence_pact", codes.tolist(), years)[0])
    at = int(np.flatnonzero(codes == state)[0])
    return np.asarray((owed[at] > 0) | (owed[:, at] > 0))


def _written(
    region: str, origin: int, states: list[str], allies: list[str], members: list[str], partners: list[str]
) -> str:
    """The case as a scenario file."""
    place, (challenger, patron) = REGIONS[region], states[:2]
    treaties = [
        f'{{ patron = "{patron}", ally = "{ally}", name = "Defence pact", date = {origin}-12-31, source = "ATOP 5.1" }}'
        for ally in allies
    ]
    return f"""
scenario.name = "{region}-{origin}-by-rule"
scenario.question = "Will the balance of power in {place.label} hold?"
scenario.start = {origin + 1}
scenario.origin = {origin}
scenario.horizon = {origin + 1 + HORIZON}
scenario.theatres = "{place.theatres}"
scenario.unknown = ["C1", "C2", "C3", "C6", "C7", "C9"]
editions.latest = {{ cutoff = {origin}-12-31 }}
roles.challenger = "{challenger}"
roles.patron = "{patron}"
roles.members = {json.dumps(members)}
roles.partners_of_challenger = {json.dumps(partners)}
states = {json.dumps(states)}
treaties = [{", ".join(treaties)}]
"""


_LAST_BORDER, _LAST_PACT = 2016, 2018
"""Last years of contiguity and of defence pacts."""
