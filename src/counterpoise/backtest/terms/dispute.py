"""Terms of disputes by ordered pair: geography, power, record, company, regimes, and the temper of the times.

Each is ``[source, target]`` and dated the end of the year before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.moment import Moment
from counterpoise.measures.hazard import DISPUTE_COVARIATES, dispute_covariates

__all__ = [
    "COMPANY",
    "DANGEROUS",
    "EQUATION",
    "GEOGRAPHY",
    "LATEST",
    "PERSISTENCE",
    "TEMPER",
    "THREAT",
    "directed",
]

Floats = NDArray[np.floating[Any]]

GEOGRAPHY = ("log_distance", "land_border", "sea_neighbour")
POWER = (
    "source_cinc",
    "target_cinc",
    "cinc_gap",
    "source_major",
    "target_major",
    "major_x_distance",
    "both_major",
)
PERSISTENCE = ("disputes_8y", "log_peace")
INTENT = ("initiated_8y", "suffered_8y", "disputes_8y", "disputes_2y", "log_peace")
STATE = ("source_starts", "target_suffers", "source_disputes", "target_disputes")
REGIME = ("source_polyarchy", "target_polyarchy", "joint_polyarchy", "defence_pact")
THREAT = (*GEOGRAPHY, *POWER, *INTENT, *STATE, *REGIME)
"""EVIDENCE's structured threat, without the list of rivals."""

COMPANY = (
    "shared_adversaries", "enemy_of_ally", "source_disputes_2y", "target_disputes_2y", "source_disputes_20y",
    "target_disputes_20y", "neighbourhood", "distance_x_peace",
)  # fmt: skip
"""Third parties and the two sides' dealings with everybody."""

LATEST = ("source_disputes_2y", "target_disputes_2y", "neighbourhood")

DANGEROUS = ("land_border", "cinc_ratio", "any_major", "defence_pact", "joint_polyarchy", "least_income",
             "least_militarised", "peace_years", "peace_years_2", "peace_years_3")  # fmt: skip
"""The dangerous dyads of Bremer (1992) as panels of pairs teach them, here dated the year before."""

EQUATION = tuple(f"equation:{name}" for name in DISPUTE_COVARIATES)
"""What the simulator's own equation reads."""

TEMPER = ("world_quarrels_8y", "world_quarrels_2y")
"""Log share of relevant pairs that quarrelled of late: an adaptive level, known at the start of the year."""


def directed(moment: Moment, names: Sequence[str]) -> dict[str, Floats]:
    """The terms named, as ``[source, target]``."""
    made = _made(moment)
    shape = moment.memory.peace.shape
    return {name: np.broadcast_to(np.asarray(made[name], dtype=np.float32), shape) for name in names}


def _made(moment: Moment) -> dict[str, Any]:
    return {
        **_standing(moment),
        **_remembered(moment),
        **_company(moment),
        **_dangerous(moment),
        **_equation(moment),
    }


def _standing(moment: Moment) -> dict[str, Any]:
    """Geography, power, regimes and pacts at the end of the year before."""
    h = moment.history
    cinc = np.log(h.cinc[-1] + 1e-5)
    major, polyarchy = 1.0 * h.major[-1], h.polyarchy[-1]
    distance = np.log1p(h.mindist[-1] / 100.0)
    return {
        "log_distance": distance,
        "land_border": h.contiguity[-1] == 1,
        "sea_neighbour": h.contiguity[-1] > 1,
        "source_cinc": cinc[:, None],
        "target_cinc": cinc[None, :],
        "cinc_gap": np.abs(cinc[:, None] - cinc),
        "source_major": major[:, None],
        "target_major": major[None, :],
        "both_major": major[:, None] * major,
        "major_x_distance": major[:, None] * distance,
        "source_polyarchy": polyarchy[:, None],
        "target_polyarchy": polyarchy[None, :],
        "joint_polyarchy": np.minimum(polyarchy[:, None], polyarchy),
        "defence_pact": h.pacts["defence"][-1],
    }


def _remembered(moment: Moment) -> dict[str, Any]:
    """What the two did to one another."""
    memory = moment.memory
    out: dict[str, Any] = {"log_peace": np.log1p(memory.peace)}
    for half in memory.initiated:
        years = f"{half:.0f}y"
        out[f"initiated_{years}"] = np.log1p(4.0 * memory.initiated[half])
        out[f"suffered_{years}"] = np.log1p(4.0 * memory.initiated[half].T)
        out[f"disputes_{years}"] = np.log1p(4.0 * memory.onset[half])
    return out


def _company(moment: Moment) -> dict[str, Any]:
    """Third parties: what the two sides do to everybody, and whom they share."""
    memory, h = moment.memory, moment.history
    starts, suffers = memory.initiated[8.0].sum(axis=1), memory.initiated[8.0].sum(axis=0)
    out: dict[str, Any] = {
        "source_starts": np.log1p(starts)[:, None],
        "target_suffers": np.log1p(suffers)[None, :],
    }
    for half, tail in ((8.0, ""), (2.0, "_2y"), (20.0, "_20y")):
        total = np.log1p(memory.onset[half].sum(axis=1))
        out[f"source_disputes{tail}"], out[f"target_disputes{tail}"] = total[:, None], total[None, :]
    hostile = memory.onset[8.0] / (memory.onset[8.0] + 2.0)
    allied = 1.0 * h.pacts["defence"][-1]
    near = (h.mindist[-1] < 500.0) * 1.0 * h.dyads[-1]
    around = near @ memory.onset[2.0].sum(axis=1) / np.maximum(near.sum(axis=1), 1.0)
    out["shared_adversaries"] = np.log1p(hostile @ hostile)
    out["enemy_of_ally"] = np.log1p(allied @ hostile)
    out["neighbourhood"] = np.log1p(around)[:, None]
    out["distance_x_peace"] = np.log1p(h.mindist[-1] / 100.0) * np.log1p(memory.peace)
    for half, (events, cases) in memory.quarrels.items():
        rate = (events + 1.0) / (cases + 100.0)
        out[f"world_quarrels_{half:.0f}y"] = np.log(rate)
    return out


def _dangerous(moment: Moment) -> dict[str, Any]:
    """Weak links and years of peace."""
    h, cells = moment.history, moment.known.cells
    peace = np.minimum(moment.memory.peace, moment.memory.together)
    cinc, major = h.cinc[-1], h.major[-1]
    income = _known(cells["gdppc_long"][-1])
    armed = _known(cells["nmc_milper"][-1] / np.maximum(cells["nmc_tpop"][-1], 1.0))
    return {
        "cinc_ratio": np.minimum(cinc[:, None], cinc) / (np.maximum(cinc[:, None], cinc) + 1e-9),
        "any_major": major[:, None] | major,
        "least_income": np.minimum(income[:, None], income) / 1000.0,
        "least_militarised": np.minimum(armed[:, None], armed),
        "peace_years": peace,
        "peace_years_2": peace**2 / 100.0,
        "peace_years_3": peace**3 / 10000.0,
    }


def _known(values: Floats) -> Floats:
    """The median of the year's known values where a state's is not."""
    known = values[np.isfinite(values)]
    return np.where(np.isfinite(values), values, np.median(known) if len(known) else 0.0)


def _equation(moment: Moment) -> dict[str, Any]:
    """The covariates of the simulator's equation, from the record it keeps."""
    made = dispute_covariates(moment.history.dispute_moment(moment.year, moment.memory.record))
    return {name: made[..., place] for place, name in enumerate(EQUATION)}
