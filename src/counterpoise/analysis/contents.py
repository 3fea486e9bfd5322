"""Parts of the answer by alliance, theatre and state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.analysis.past import Past
from counterpoise.analysis.probability import frequency, quantiles
from counterpoise.analysis.stance import stance
from counterpoise.analysis.stories import Story, story_chance
from counterpoise.data import Panel
from counterpoise.observe.case import Observed
from counterpoise.stances import SIDES, STANCES, likeliest
from counterpoise.vocabulary import Rung

__all__ = ["alliances_of", "states_of", "theatres_of"]

Years = Mapping[str, int]


def alliances_of(full: Story, observed: Observed, years: Years) -> dict[str, Any]:
    """Chance that each of the patron's treaties is in force and believed."""
    patron = observed.patron
    return {
        f"{patron}-{ally}": {
            year: story_chance(full, lambda s, k=k, place=place: s.alliances[:, place, k])
            for year, place in years.items()
        }
        for k, ally in enumerate(observed.treaty_allies)
    }


def theatres_of(full: Story, observed: Observed, past: Past, years: Years) -> dict[str, Any]:
    """Balance ratio and chance of holding, by theatre."""
    last_observed = str(past.years[-1])
    found = {}
    for k, key in enumerate(observed.theatres.keys):
        ratio = full.series["balance"][..., k]
        first, last = np.median(ratio[:, 0]), np.median(ratio[:, -1])
        found[key] = {
            "label": observed.theatres.labels[key],
            "letter": observed.theatres.letters[key],
            "holds": {
                year: story_chance(full, lambda s, k=k, place=place: s.verdict.theatres[:, place, k])
                for year, place in years.items()
            },
            "ratio": {
                last_observed: round(float(past.ratio[-1, k]), 3),
                **{year: _range(ratio[:, place], 3) for year, place in years.items()},
            },
            "trend": _trend(float(np.log(last / first))),
        }
    return found


def states_of(full: Story, observed: Observed, panel: Panel, years: Years) -> dict[str, Any]:
    """Ties, effort and stance of each state but the two poles."""
    marks = {str(observed.start): 0, **years}
    codes = stance(full.series["tie_patron"], full.series["tie_challenger"])
    ranges = {name: _ranges(full, name, marks, digits) for name, digits in _RANGED.items()}
    threshold, depth = (
        np.asarray(part) for part in (observed.case.setting.threshold, observed.case.world.depth)
    )
    found: dict[str, Any] = {}
    for k, state in enumerate(observed.states):
        if state in (observed.patron, observed.challenger):
            continue
        shares = {year: _shares(codes[:, place, k]) for year, place in marks.items()}
        stances = {year: likeliest(by_stance) for year, by_stance in shares.items()}
        found[state] = {
            "name": panel.state(state).name,
            "patron_tie": ranges["tie_patron"][k],
            "challenger_tie": ranges["tie_challenger"][k],
            "effort": ranges["effort"][k],
            "p_accommodates": {
                year: frequency(full.verdict.accommodates[:, place, k]) for year, place in years.items()
            },
            "p_deepens": {year: _deepened(full, k, place) for year, place in years.items()},
            "p_loosens": {year: _loosened(full, k, place) for year, place in years.items()},
            **(_nuclear(full, k, years) if threshold[k] else {}),
            "rung": int(depth[k, observed.case.setting.patron]),
            "stance": {year: name for year, (name, _) in stances.items()},
            "agreement": {year: stances[year][1] for year in years},
            "sides": {
                year: {
                    side: round(sum(shares[year][name] for name in names), 4) for side, names in SIDES.items()
                }
                for year in years
            },
        }
    return found


def _nuclear(full: Story, k: int, years: Years) -> dict[str, dict[str, float]]:
    """Chance that a state at the threshold has built weapons; states that are far from it have no such entry."""
    return {
        "p_nuclear": {year: frequency(full.series["armed"][:, place, k]) for year, place in years.items()}
    }


def _ranges(full: Story, name: str, marks: Years, digits: int) -> list[dict[str, dict[str, float]]]:
    """Median and range by state and year."""
    values = full.series[name][:, list(marks.values())].astype(float)
    low, median, high = quantiles(values, _LEVELS)
    return [
        {year: _rounded(low[at, k], median[at, k], high[at, k], digits) for at, year in enumerate(marks)}
        for k in range(values.shape[-1])
    ]


def _deepened(full: Story, k: int, place: int) -> float:
    """Share of futures in which a state has newly given the patron access or a treaty (rung 3 or 4)."""
    depth = full.series["depth_patron"][..., k].astype(int)
    return frequency((depth[:, place] > depth[:, 0]) & (depth[:, place] >= Rung.ACCESS))


def _loosened(full: Story, k: int, place: int) -> float:
    """Share of futures in which the tie to the patron has lost rungs since the start."""
    depth = full.series["depth_patron"][..., k].astype(int)
    return frequency(depth[:, place] < depth[:, 0])


def _shares(codes: NDArray[np.int8]) -> dict[str, float]:
    count = np.bincount(codes, minlength=len(STANCES)) / len(codes)
    return {name: round(float(share), 4) for name, share in zip(STANCES, count, strict=True)}


def _range(values: NDArray[Any], digits: int) -> dict[str, float]:
    low, median, high = np.quantile(values.astype(float), _LEVELS)
    return _rounded(low, median, high, digits)


def _rounded(low: float, median: float, high: float, digits: int) -> dict[str, float]:
    return {
        "median": round(float(median), digits),
        "low": round(float(low), digits),
        "high": round(float(high), digits),
    }


def _trend(change: float) -> str:
    if abs(change) < _STEADY:
        return "steady"
    return "rising" if change > 0 else "falling"


_LEVELS = (0.05, 0.5, 0.95)

_RANGED = {"tie_patron": 3, "tie_challenger": 3, "effort": 4}
"""Series of which each state is told its range, and to how many digits."""

_STEADY = 0.05
"""A ratio that moves by less than five per cent over the horizon is steady."""
