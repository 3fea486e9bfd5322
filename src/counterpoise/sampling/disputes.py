"""Onset of disputes between politically relevant pairs: the terms of the shipped hazard without a direction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.dispute import FIRST
from counterpoise.estimate.history import FIRST_YEAR, LAST_DISPUTE_YEAR, History
from counterpoise.measures.hazard import DISPUTE_COVARIATES, dispute_covariates

__all__ = ["ONSET_TERMS", "onset_rows"]

_MEANS = {
    "share": "source_share",
    "major": "source_major",
    "major_x_distance": "source_major_x_distance",
    "share_x_distance": "source_share_x_distance",
    "initiated": "initiated_by_source",
    "initiates": "source_initiates",
    "is_initiated_against": "target_is_initiated_against",
    "quarrels": "source_disputes",
    "polyarchy": "source_polyarchy",
}
"""Terms that are means of the two directions."""

_GAPS = {"initiated_gap": "initiated_by_source", "quarrels_gap": "source_disputes"}
"""Terms that are how far the two directions differ."""

_SHARED = (
    "log_distance", "land_border", "sea_neighbour", "share_gap", "both_major", "disputes_8y", "disputes_2y",
    "log_peace_years", "joint_polyarchy", "defence_pact",
)  # fmt: skip

ONSET_TERMS = (*_SHARED, *_MEANS, *_GAPS)
"""Terms of the onset of disputes, in order."""


def onset_rows(
    history: History, first: int = FIRST, last: int = LAST_DISPUTE_YEAR
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Unordered relevant pairs that exist this year and did last year: terms, onsets, years."""
    above = np.triu(np.ones((len(history.codes),) * 2, dtype=bool), 1)
    place = {name: k for k, name in enumerate(DISPUTE_COVARIATES)}
    terms, events, years = [], [], []
    for year, record in history.records(first, last):
        risk = history.at_risk(year) & history.relevant(year) & above
        one = dispute_covariates(history.dispute_moment(year, record))
        two = one.swapaxes(0, 1)[risk]
        one = one[risk]
        columns = [one[:, place[name]] for name in _SHARED]
        columns += [0.5 * (one[:, place[name]] + two[:, place[name]]) for name in _MEANS.values()]
        columns += [np.abs(one[:, place[name]] - two[:, place[name]]) for name in _GAPS.values()]
        terms.append(np.column_stack(columns))
        events.append(1.0 * history.onset[year - FIRST_YEAR][risk])
        years.append(np.full(len(terms[-1]), year, dtype=np.int64))
    return np.concatenate(terms), np.concatenate(events), np.concatenate(years)
