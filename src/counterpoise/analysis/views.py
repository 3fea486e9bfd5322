"""The labelled series behind every chart: verdicts of all members, quantiles of states, a few whole futures."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from counterpoise.analysis.dated import EVENTS, dated_views
from counterpoise.analysis.futures import choose, events_of
from counterpoise.analysis.lateral import lateral_views
from counterpoise.analysis.past import Past
from counterpoise.analysis.probability import quantiles
from counterpoise.analysis.stance import stance
from counterpoise.analysis.stories import Story
from counterpoise.data import Panel
from counterpoise.observe.case import Observed
from counterpoise.stances import STANCES

__all__ = ["QUANTILES", "make_views"]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

_BY_STATE = {
    "patron_tie_q": "tie_patron",
    "challenger_tie_q": "tie_challenger",
    "effort_q": "effort",
    "threat_q": "fear",
    "protection_q": "protection",
    "commitment_q": "commitment",
}


def make_views(stories: Mapping[str, Story], observed: Observed, panel: Panel, past: Past) -> xr.Dataset:
    """Collect what the report draws and the files keep.

    Verdicts are kept for every member; states are reduced to quantiles, because a whole ensemble of trajectories
    is large and nobody reads it; three futures are kept whole.
    """
    names = list(stories)
    told = list(stories.values())
    years = np.arange(observed.start, observed.start + told[0].series["balance"].shape[1])
    data: dict[str, object] = {
        "balance_ratio": (("story", "member", "year", "theatre"), _stack(told, "balance")),
        "holds": (("story", "member", "year"), np.stack([s.verdict.balance_holds for s in told])),
        "ties": (("story", "member", "year"), np.stack([s.ties for s in told])),
        "grade": (("story", "member", "year"), np.stack([s.verdict.grade.astype(np.int8) for s in told])),
        "accommodates_share": (
            ("story", "year", "state"),
            np.stack([s.verdict.accommodates.mean(0) for s in told]).astype(np.float32),
        ),
        "stance_share": (("story", "year", "state", "stance"), np.stack([_stance_share(s) for s in told])),
    }
    for view, name in _BY_STATE.items():
        found = np.stack([quantiles(s.series[name], QUANTILES) for s in told])
        data[view] = (("story", "quantile", "year", "state"), found.astype(np.float32))
    full = stories["full"]
    data |= (
        _samples(full, observed, panel) | _history(past) | dated_views(full) | lateral_views(full, observed)
    )
    coordinates = {
        "story": names,
        "year": years,
        "theatre": list(observed.theatres.keys),
        "state": list(observed.states),
        "quantile": list(QUANTILES),
        "stance": list(STANCES),
        "history_year": list(past.years),
        "other": list(observed.states),
        "sample": choose(full),
        "event": list(EVENTS),
    }
    return xr.Dataset(data, coordinates)


def _stack(told: list[Story], name: str) -> NDArray[np.float32]:
    return np.stack([story.series[name] for story in told]).astype(np.float32)


def _stance_share(story: Story) -> NDArray[np.float32]:
    codes = stance(story.series["tie_patron"], story.series["tie_challenger"])
    shares = [(codes == k).mean(axis=0) for k in range(len(STANCES))]
    return np.stack(shares, axis=-1).astype(np.float32)


def _samples(full: Story, observed: Observed, panel: Panel) -> dict[str, object]:
    names = {state: panel.state(state).name for state in observed.states}
    chosen = choose(full)
    events = [json.dumps(events_of(full, observed, names, member)) for member in chosen]
    return {
        "sample_patron_tie": (
            ("sample", "year", "state"),
            full.series["tie_patron"][chosen].astype(np.float32),
        ),
        "sample_balance_ratio": (
            ("sample", "year", "theatre"),
            full.series["balance"][chosen].astype(np.float32),
        ),
        "sample_events": (("sample",), np.array(events, dtype=object)),
    }


def _history(past: Past) -> dict[str, object]:
    return {
        "history_ratio": (("history_year", "theatre"), past.ratio),
        "history_patron_tie": (("history_year", "state"), past.tie_patron),
        "history_challenger_tie": (("history_year", "state"), past.tie_challenger),
        "history_effort": (("history_year", "state"), past.effort),
        "history_effort_imputed": (("history_year", "state"), past.imputed),
        "history_threat": (("history_year", "state"), past.threat),
        "history_protection": (("history_year", "state"), past.protection),
        "history_traced": (("history_year",), past.traced),
        "history_stance": (
            ("history_year", "state"),
            np.asarray(stance(past.tie_patron, past.tie_challenger), dtype=np.int8),
        ),
    }
