"""The field's plain rivals in ranking pairs: output and distance, known at the origin, and nothing fitted.

*Outputs* ranks a pair by ``log Y_a + log Y_b``, *gravity* by that less ``log km`` between the capitals.  The larger
and nearer two states are, the sooner their tie is thought to deepen, a pact to be made, a dispute to begin, and the
later a tie to loosen or a pact to end.  They give no probabilities, so they are rivals in rank only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.score import area_under_roc, average_precision
from counterpoise.hindcast.forecast import Hindcast

__all__ = ["RIVALS", "better", "gravity", "known_gravity", "leading", "rank_scores"]

Floats = NDArray[np.float64]

RIVALS = ("gravity", "outputs")
"""Rivals that rank; each has ``NAME_ap`` and ``NAME_auc`` beside a forecast's own."""

_PARTING = ("ties loosen", "pacts ended")
_NEAREST = 50.0
"""Capitals nearer than this are as near as this, km."""


def gravity(output: Floats, kilometres: Floats) -> dict[str, Floats]:
    """What each rival ranks pairs by.

    Args:
        output: Log output at the origin ``[state]``.
        kilometres: Distance between capitals, km ``[state, state]``.

    >>> found = gravity(np.log([8.0, 2.0]), np.array([[0.0, 100.0], [100.0, 0.0]]))
    >>> round(float(np.exp(found["outputs"][0, 1])), 6), round(float(np.exp(found["gravity"][0, 1])), 6)
    (16.0, 0.16)
    """
    both = output[:, None] + output[None, :]
    return {"gravity": both - np.log(np.maximum(kilometres, _NEAREST)), "outputs": both}


def known_gravity(hindcast: Hindcast) -> dict[str, Floats]:
    """The same from what a hindcast knew at its origin."""
    output = np.asarray(hindcast.output[:, 0].mean(axis=0), dtype=float)
    return gravity(output, np.asarray(hindcast.observed.case.setting.capital_km, dtype=float))


def rank_scores(
    what: str, rivals: Mapping[str, Floats], rows: NDArray[np.bool_], happened: Floats
) -> dict[str, float | None]:
    """Average precision and ROC area of each rival over some pairs; None without both an event and a non-event.

    Args:
        what: Kind of event; rivals rank those that part from the bottom.
        rivals: By name ``[state, state]``.
        rows: Pairs that are scored ``[state, state]``.
        happened: 1 where it came, of those pairs.
    """
    both = 0 < happened.sum() < len(happened)
    sign = -1.0 if what in _PARTING else 1.0
    found: dict[str, float | None] = {}
    for name in RIVALS:
        rank = sign * rivals[name][rows]
        found[f"{name}_ap"] = round(average_precision(happened, rank), 4) if both else None
        found[f"{name}_auc"] = round(area_under_roc(happened, rank), 4) if both else None
    return found


def leading(row: Mapping[str, Any]) -> list[str]:
    """Rivals that rank the pairs of a row better than the forecast, by either measure.

    >>> leading({"ap": 0.3, "auc": 0.7, "gravity_ap": 0.2, "gravity_auc": 0.8}), leading({"ap": 0.3, "auc": 0.7})
    (['gravity'], [])
    """
    return [
        name
        for name in RIVALS
        if row.get(f"{name}_ap") is not None
        and (row[f"{name}_ap"] > row["ap"] or row[f"{name}_auc"] > row["auc"])
    ]


def better(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where a rival ranks pairs better than the forecast by average precision, or by ROC area alone, in sentences.

    Scores stored before there were rivals in rank say nothing.
    """
    said = []
    for row in rows:
        if leads := leading(row):
            ahead = [f"{name} {row[f'{name}_ap']:.3f} and {row[f'{name}_auc']:.3f}" for name in leads]
            said.append(
                f"{row['year']}: {row['what']}: ranked better (average precision or ROC area) by {', '.join(ahead)}; "
                f"the forecast {row['ap']:.3f} and {row['auc']:.3f}"
            )
    return said
