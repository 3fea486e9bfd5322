"""Terms of ties short of a pact: gravity, threat, affinity, pacts, the patron, and who exercises with whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.knowledge import Knowledge
from counterpoise.backtest.moment import Moment

__all__ = [
    "AFFINITY",
    "ASIA",
    "DEPTHS",
    "GEOGRAPHY",
    "GRAVITY",
    "NETWORK",
    "PERSISTENCE",
    "THREAT",
    "TIES",
    "WAVE",
    "asian_pairs",
    "depth",
    "exercised",
    "latest",
    "ties",
]  # fmt: skip

Floats = NDArray[np.floating[Any]]

PATRON, RUSSIA = 2, 365
ASIA = (700, 990)
"""First and last COW code of Asia and the Pacific; the United States and Russia count with them."""

TROOPS = 100.0
"""US troops in a country from which the tie counts as access."""

GEOGRAPHY = ("log_capital", "log_distance", "neighbours")
GRAVITY = (*GEOGRAPHY, "output_sum", "output_gap")
THREAT = ("shared_adversaries", "mutual_disputes")
AFFINITY = ("regime_likeness", "joint_polyarchy", "ideal_gap", "ideal_unknown")
TIES = ("defence_pact", "lesser_pact", "patron", "patron_depth")
NETWORK = ("common_partners", "more_partners", "fewer_partners", "small_exercises")
PERSISTENCE = ("small_exercises",)
WAVE = ("partners_growth", "armed_sum")
DEPTHS = ("depth_1", "depth_2", "depth_3")


def _asian(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """States of Asia and the Pacific, the United States and Russia."""
    return ((codes >= ASIA[0]) & (codes <= ASIA[1])) | (codes == PATRON) | (codes == RUSSIA)


def asian_pairs(knowledge: Knowledge) -> NDArray[np.bool_]:
    """Pairs of such states ``[a, b]``."""
    inside = _asian(knowledge.history.codes)
    return np.asarray(inside[:, None] & inside)


def exercised(exercises: Floats, years: int) -> Floats:
    """Weight of joint exercises in the last years ``[a, b]``; years that nobody coded add nothing."""
    return np.asarray(np.nansum(exercises[-years:], axis=0, dtype=np.float32))


def depth(
    pacts: dict[str, NDArray[np.bool_]], others: dict[str, Floats], troops: Floats, patron: int
) -> NDArray[np.int8]:
    """Depth of each tie at the end of the last year: 0 to 4.

    4 a duty to defend or attack together; 3 at least a hundred US troops; 2 joint exercises of weight 1 in
    three years; 1 a duty to consult, stay neutral or not attack, or any joint exercise.

    Args:
        pacts: ``defence``, ``nonaggression``, ``consultation`` ``[year, a, b]``.
        others: ``offence_pact``, ``neutrality``, ``exercise`` ``[year, a, b]``.
        troops: US troops by country ``[year, state]``.
        patron: Place of the United States.
    """
    weight = exercised(others["exercise"], 3)
    level = np.zeros(weight.shape, dtype=np.int8)
    lesser = pacts["nonaggression"][-1] | pacts["consultation"][-1] | (others["neutrality"][-1] > 0)
    level[lesser | (weight > 0)] = 1
    level[weight >= 1.0 - 1e-4] = 2
    present = np.nan_to_num(troops[-1]) >= TROOPS
    level[patron, present] = np.maximum(level[patron, present], 3)
    level[present, patron] = np.maximum(level[present, patron], 3)
    level[pacts["defence"][-1] | (others["offence_pact"][-1] > 0)] = 4
    np.fill_diagonal(level, 0)
    return level


def ties(moment: Moment, names: Sequence[str]) -> dict[str, Floats]:
    """The terms named, as ``[a, b]``, symmetric."""
    made = {**_standing(moment), **_network(moment)}
    shape = moment.memory.peace.shape
    return {name: np.broadcast_to(np.asarray(made[name], dtype=np.float32), shape) for name in names}


def _standing(moment: Moment) -> dict[str, Any]:
    """Gravity, threat, affinity, pacts."""
    h, known, memory = moment.history, moment.known, moment.memory
    output = np.log(np.maximum(np.nan_to_num(latest(known.cells["gdp_ppp"])), 100.0))
    ideal = latest(known.cells["ideal_point"])
    unknown = ~np.isfinite(ideal)
    ideal = np.where(unknown, -0.3, ideal)
    polyarchy = h.polyarchy[-1]
    hostile = memory.onset[8.0] / (memory.onset[8.0] + 2.0)
    patron = known.place[PATRON]
    levels = depth(h.pacts, known.pairs, known.cells["us_troops"], patron)
    mine = np.arange(len(h.codes)) == patron
    out: dict[str, Any] = {
        "log_capital": np.log1p(h.capital_km[-1]),
        "log_distance": np.log1p(h.mindist[-1] / 100.0),
        "neighbours": h.contiguity[-1] > 0,
        "output_sum": output[:, None] + output,
        "output_gap": np.abs(output[:, None] - output),
        "shared_adversaries": np.log(hostile @ hostile + 0.01),
        "mutual_disputes": np.log1p(4.0 * memory.onset[8.0]),
        "regime_likeness": -np.abs(polyarchy[:, None] - polyarchy),
        "joint_polyarchy": np.minimum(polyarchy[:, None], polyarchy),
        "ideal_gap": np.abs(ideal[:, None] - ideal),
        "ideal_unknown": unknown[:, None] | unknown,
        "defence_pact": h.pacts["defence"][-1],
        "lesser_pact": h.pacts["nonaggression"][-1] | h.pacts["consultation"][-1],
        "patron": mine[:, None] | mine,
        "patron_depth": levels[:, [patron]] + levels[patron],
    }
    for level in (1, 2, 3):
        out[f"depth_{level}"] = levels == level
    return out


def _network(moment: Moment) -> dict[str, Any]:
    """Who exercises with whom, and who has begun to."""
    h, weights = moment.history, moment.known.pairs["exercise"]
    long, short = exercised(weights, 8), exercised(weights, 3)
    partner = 1.0 * (long >= 1.0 - 1e-4)
    many = np.log1p(partner.sum(axis=1))
    recent = np.log1p((short > 0).sum(axis=1))
    armed = np.log(h.cinc[-1] + 1e-5)
    return {
        "common_partners": np.log1p(partner @ partner),
        "more_partners": np.maximum(many[:, None], many),
        "fewer_partners": np.minimum(many[:, None], many),
        "small_exercises": np.log1p(long),
        "partners_growth": recent[:, None] + recent,
        "armed_sum": armed[:, None] + armed,
    }


def latest(values: Floats) -> Floats:
    """The last known value of each state in ten years."""
    out = values[-1].copy()
    for back in range(2, min(11, len(values) + 1)):
        gap = ~np.isfinite(out)
        out[gap] = values[-back][gap]
    return out
