"""Terms of defence pacts by pair: nearness, shared adversaries, lesser pacts, regimes, region, and the wave.

Pacts come in waves, signed at conferences of a region: what a region and its states have just done, and which
lesser treaties two states already share, is known at the start of the year.  All terms are symmetric.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.moment import Moment
from counterpoise.measures.hazard import PACT_COVARIATES, REGIONS, pact_covariates, region_of

__all__ = ["COMPACT", "EQUATION", "FIELD", "GEOGRAPHY", "LESSER", "NETWORK", "PERSISTENCE", "REGION", "STATES", "WAVE",
           "symmetric"]  # fmt: skip

Floats = NDArray[np.floating[Any]]

GEOGRAPHY = ("log_capital", "neighbours")
PERSISTENCE = ("allied_before", "log_since_allied")
FIELD = (*GEOGRAPHY, "common_enemies", "recent_dispute")
COMPACT = (*FIELD, "nonaggression", "consultation", "regime_likeness", "joint_polyarchy")
REGION = ("log_distance", "same_century", "same_region", *(f"in_{name}" for name in REGIONS))
LESSER = ("new_lesser_pact", "shared_lesser_treaties", "shared_big_treaty", "neutrality", "offence")
WAVE = ("either_formed", "both_formed", "region_formed", "world_formed")
NETWORK = ("common_allies", "ally_is_neighbour", "more_pacts", "fewer_pacts")
STATES = ("young", "cinc_sum", "cinc_gap", "one_major", "both_polyarchic", "war")


EQUATION = tuple(f"equation:{name}" for name in PACT_COVARIATES)
"""What the simulator's own equation reads."""


def symmetric(moment: Moment, names: Sequence[str]) -> dict[str, Floats]:
    """The terms named, as ``[a, b]``."""
    made = {**_standing(moment), **_lesser(moment), **_wave(moment), **_states(moment)}
    own = pact_covariates(moment.history.pact_moment(moment.year, moment.memory.record))
    made |= {name: own[..., place] for place, name in enumerate(EQUATION)}
    shape = moment.memory.peace.shape
    return {name: np.broadcast_to(np.asarray(made[name], dtype=np.float32), shape) for name in names}


def _standing(moment: Moment) -> dict[str, Any]:
    """Nearness, region, regimes and shared adversaries."""
    h, memory = moment.history, moment.memory
    region, century, polyarchy = region_of(h.codes), h.codes // 100, h.polyarchy[-1]
    hostile = 1.0 * ((memory.enemies < 10.0) & (memory.met > 0))
    out: dict[str, Any] = {
        "log_capital": np.log1p(h.capital_km[-1]),
        "neighbours": h.contiguity[-1] > 0,
        "log_distance": np.log1p(h.mindist[-1] / 100.0),
        "same_century": century[:, None] == century,
        "same_region": region[:, None] == region,
        "common_enemies": np.log1p(hostile @ hostile),
        "recent_dispute": hostile,
        "regime_likeness": -np.abs(polyarchy[:, None] - polyarchy),
        "joint_polyarchy": np.minimum(polyarchy[:, None], polyarchy),
    }
    for place, name in enumerate(REGIONS):
        out[f"in_{name}"] = (region[:, None] == place) & (region == place)
    return out


def _lesser(moment: Moment) -> dict[str, Any]:
    """Lesser pacts, and the treaties that two states share."""
    h, pairs = moment.history, moment.known.pairs
    lesser = h.pacts["nonaggression"] | h.pacts["consultation"]
    before = lesser[-6] if len(lesser) > 5 else np.zeros_like(lesser[-1])
    count, big = _shared_treaties(moment)
    since, ever = _since_allied(h.pacts["defence"])
    return {
        "nonaggression": h.pacts["nonaggression"][-1],
        "consultation": h.pacts["consultation"][-1],
        "neutrality": pairs["neutrality"][-1] > 0,
        "offence": pairs["offence_pact"][-1] > 0,
        "new_lesser_pact": lesser[-1] & ~before,
        "shared_lesser_treaties": np.log1p(count),
        "shared_big_treaty": big,
        "allied_before": ever,
        "log_since_allied": np.where(ever, np.log1p(since), 0.0),
    }


def _shared_treaties(moment: Moment) -> tuple[Floats, NDArray[np.bool_]]:
    """Number of treaties in force that bind both, and whether one of them has more than eight members."""
    known = moment.known
    table, place = known.treaties, known.place
    alive = table[table["exit_year"].isna()]
    size = len(known.history.codes)
    count, big = np.zeros((size, size), dtype=np.float32), np.zeros((size, size), dtype=bool)
    for _, members in alive.groupby("atopid", sort=False):
        at = sorted({place[int(code)] for code in members["ccode"] if int(code) in place})
        block = np.ix_(at, at)
        count[block] += 1.0
        if len(at) > 8:
            big[block] = True
    return count, big


def _since_allied(defence: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """Years since a pact was last in force, and whether one ever was."""
    back = defence[::-1]
    ever = np.asarray(back.any(axis=0))
    return np.asarray(back.argmax(axis=0), dtype=np.float32), ever


def _wave(moment: Moment) -> dict[str, Any]:
    """What the two, their region and the world have signed of late."""
    h, memory = moment.history, moment.memory
    formed = np.log1p(memory.formed)
    region = region_of(h.codes)
    present = h.member[-1] * 1.0
    mean = np.zeros(len(formed))
    for place in range(len(REGIONS)):
        here = region == place
        mean[here] = (memory.formed * present)[here].sum() / max(present[here].sum(), 1.0)
    events, cases = memory.pacts[3.0]
    allied = 1.0 * h.pacts["defence"][-1]
    pacts = np.log1p(allied.sum(axis=1))
    near = 1.0 * (h.mindist[-1] < 1000.0)
    around = allied @ near
    return {
        "either_formed": np.maximum(formed[:, None], formed),
        "both_formed": np.minimum(formed[:, None], formed),
        "region_formed": np.log1p(mean)[:, None] * (region[:, None] == region),
        "world_formed": np.log((events + 1.0) / (cases + 1000.0)),
        "common_allies": np.log1p(allied @ allied),
        "ally_is_neighbour": np.log1p(around + around.T),
        "more_pacts": np.maximum(pacts[:, None], pacts),
        "fewer_pacts": np.minimum(pacts[:, None], pacts),
    }


def _states(moment: Moment) -> dict[str, Any]:
    """Youth, power, regimes and war of the two."""
    h = moment.history
    age = h.member.sum(axis=0)
    cinc = np.log(h.cinc[-1] + 1e-5)
    war = moment.known.at_war[-3:].max(axis=0)
    major = h.major[-1]
    return {
        "young": (age < 6)[:, None] | (age < 6),
        "cinc_sum": cinc[:, None] + cinc,
        "cinc_gap": np.abs(cinc[:, None] - cinc),
        "one_major": major[:, None] ^ major,
        "both_polyarchic": (h.polyarchy[-1] > 0.5)[:, None] & (h.polyarchy[-1] > 0.5),
        "war": np.maximum(war[:, None], war),
    }
