"""What would move a state: where it stands at the end, in the futures in which a thing stood high and stood low before.

Members are sorted by what stood ten years before the end (where the run is shorter, in the start year), and the upper
third is held against the lower one; of what most futures never see, such as a dispute, those that saw any against those
that saw none.  The measure is the *lean*, tie to the patron less tie to the challenger, so that a state that never
changes sides can be read as well.  A difference is told where it is clear of its simulation error for all the things
looked at together (Bonferroni, 90 per cent).

It is an association among futures and no effect: what stands high in a future often stands high with other things.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from counterpoise.analysis.probability import LEVEL
from counterpoise.analysis.stance import stance
from counterpoise.analysis.stories import Story
from counterpoise.analysis.watch import AHEAD, recent
from counterpoise.observe.case import Observed
from counterpoise.stances import SIDES, STANCES

__all__ = ["CANDIDATES", "movers_of", "with_movers"]

Floats = NDArray[np.float64]

CANDIDATES = {
    "fear": "fear of the challenger",
    "commitment": "belief that the patron would fight for it",
    "exposure": "strength of its side at its borders, over the challenger's",
    "orientation": "leaders who lean to the patron",
    "dispute": "disputes of the challenger with it in the five years before",
    "tariff": "the patron's tariff on it",
    "output": "the challenger's output over the patron's",
    "regime_patron": "democracy in the patron",
    "force_here": "the patron's force that is free for the region",
}
"""What is looked at, by its name in the series, in words."""

_MOST = 3
_FEWEST = 30
"""Futures in a third below which nothing is claimed."""


def with_movers(states: Mapping[str, Any], full: Story, observed: Observed) -> dict[str, Any]:
    """The states of an answer, each with its ``movers``.

    Args:
        states: By code, as the answer tells them.
        full: The full story.
        observed: Names of its axes.
    """
    return {
        code: {**row, "movers": movers_of(full, observed, observed.states.index(code))}
        for code, row in states.items()
    }


def movers_of(full: Story, observed: Observed, k: int) -> list[dict[str, Any]]:
    """The things that part a state's futures most, the strongest first, at most three.

    Args:
        full: The full story.
        observed: Names of its axes.
        k: Place of the state.

    Returns:
        Rows with ``key``, ``label``, ``year`` in which it was read, ``kind`` (``thirds`` or ``any``), ``lean`` (change
        of tie to the patron less tie to the challenger, high less low) with its ``error`` (90 per cent, all candidates
        together), and shares of futures by side where it stood ``high`` and ``low``.
    """
    series = full.series
    place = max(0, series["balance"].shape[1] - 1 - AHEAD)
    lean = np.asarray(series["tie_patron"][:, -1, k] - series["tie_challenger"][:, -1, k], float)
    codes = stance(series["tie_patron"][:, -1, k], series["tie_challenger"][:, -1, k])
    found = []
    for key, values in _levels(full, observed, k, place).items():
        kind, high, low = _parted(values)
        if min(high.sum(), low.sum()) < _FEWEST:
            continue
        change = float(lean[high].mean() - lean[low].mean())
        error = _Z * float(np.hypot(*(lean[part].std(ddof=1) / np.sqrt(part.sum()) for part in (high, low))))
        if abs(change) > error:
            found.append(
                {
                    "key": key,
                    "label": CANDIDATES[key],
                    "year": str(observed.start + place),
                    "kind": kind,
                    "lean": round(change, 3),
                    "error": round(error, 3),
                    "high": _sides(codes[high]),
                    "low": _sides(codes[low]),
                }
            )
    return sorted(found, key=lambda row: (-abs(float(str(row["lean"]))), str(row["key"])))[:_MOST]


def _levels(full: Story, observed: Observed, k: int, place: int) -> Mapping[str, Floats]:
    """Each candidate as it stood in a year, by member."""
    series, setting = full.series, observed.case.setting
    levels = {
        name: series[name][:, place, k]
        for name in ("fear", "commitment", "exposure", "orientation", "tariff")
    }
    levels |= {name: series[name][:, place] for name in ("regime_patron", "force_here")}
    levels["dispute"] = recent(series["dispute"][..., k])[:, place]
    output = series["output"][:, place]
    levels["output"] = output[:, setting.challenger] / output[:, setting.patron]
    return {name: np.asarray(levels[name], float) for name in CANDIDATES}


def _parted(values: Floats) -> tuple[str, NDArray[np.bool_], NDArray[np.bool_]]:
    """Upper and lower third; where a third ends inside a tie, those above the least value and those at it.

    >>> kind, high, low = _parted(np.array([0.0, 0.0, 0.0, 1.0]))
    >>> kind, high.tolist(), low.tolist()
    ('any', [False, False, False, True], [True, True, True, False])
    """
    first, second = np.quantile(values, [1 / 3, 2 / 3])
    if first < second:
        return "thirds", values >= second, values <= first
    return "any", values > values.min(), values <= values.min()


def _sides(codes: NDArray[np.int8]) -> dict[str, float]:
    count = np.bincount(codes, minlength=len(STANCES)) / len(codes)
    share = dict(zip(STANCES, count, strict=True))
    return {side: round(float(sum(share[name] for name in names)), 4) for side, names in SIDES.items()}


_Z = float(norm.ppf(1.0 - (1.0 - LEVEL) / 2.0 / len(CANDIDATES)))
"""Standard errors that leave one false alarm in ten runs through all candidates."""
