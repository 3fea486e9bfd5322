"""Which theatres a state belongs to, so that pointing at a state lights its theatres too."""

from __future__ import annotations

from functools import cache

import numpy as np

from counterpoise.scenario import Scenario
from counterpoise.theatres import open_theatres

__all__ = ["theatres_by_state"]


def theatres_by_state(scenario: Scenario) -> dict[str, list[str]]:
    """State to the theatres in which it stands: its own, those it anchors, and those where it counts against.

    The challenger and the patron stand in all of them; what a third state has merely promised to others makes
    their theatre none of its own.

    >>> from counterpoise.scenario import load_scenario
    >>> found = theatres_by_state(load_scenario("asia"))
    >>> found["JPN"], found["PRK"], len(found["USA"])
    (['east_china_sea'], ['korea'], 5)
    """
    return {state: list(keys) for state, keys in _stands(scenario.scenario.theatres, scenario.states)}


@cache
def _stands(region: str, states: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    theatres = open_theatres(region)
    within = theatres.membership > 0
    own, anchors, rival = (
        np.asarray(of(states)) > 0 for of in (theatres.own, theatres.anchors, theatres.rival)
    )
    stands = (own | anchors | rival) @ within
    everywhere = np.array([state == theatres.patron for state in states])
    stands |= everywhere[:, None]
    return tuple(
        (state, tuple(key for key, here in zip(theatres.keys, row, strict=True) if here))
        for state, row in zip(states, stands, strict=True)
    )
