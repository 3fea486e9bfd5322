"""Ties as observed: rungs from the dated tie table, and the two ties of every state behind their traces."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.measures.alignment import ITEMS, ItemModel, Tie, alignment_index, tie_items

__all__ = ["VOTES_ANCHOR", "depth_at", "instrument_at", "ties_to"]

VOTES_ANCHOR = 2015
"""Year of the poles' positions in votes, where it is known yet."""

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def depth_at(panel: Panel, states: Sequence[str], day: str) -> Floats:
    """Rung of the deepest tie in force between each two states on a day, symmetric ``[state, state]``.

    Args:
        panel: Vintage that holds the tie table.
        states: ISO3 codes.
        day: ISO date.
    """
    live = _live(panel, day)
    place = {state: k for k, state in enumerate(states)}
    depth = np.zeros((len(states), len(states)))
    for a, b, rung in zip(live["a"], live["b"], live["rung"], strict=True):
        if a in place and b in place:
            i, j = place[a], place[b]
            depth[i, j] = depth[j, i] = max(depth[i, j], float(rung))
    return depth


def instrument_at(panel: Panel, states: Sequence[str], kind: str, day: str) -> Floats:
    """1 where two states share an instrument of a kind in force on a day, symmetric ``[state, state]``.

    Args:
        panel: Vintage that holds the tie table.
        states: ISO3 codes.
        kind: As the table has it: ``technology_pact``, ``trilateral``, ``minilateral``.
        day: ISO date.
    """
    live = _live(panel, day)
    place = {state: k for k, state in enumerate(states)}
    shared = np.zeros((len(states), len(states)))
    for a, b in zip(*(live.loc[live["kind"] == kind, side] for side in ("a", "b")), strict=True):
        if a in place and b in place:
            shared[place[a], place[b]] = shared[place[b], place[a]] = 1.0
    return shared


def _live(panel: Panel, day: str) -> pd.DataFrame:
    """Rows of the tie table that are in force on a day."""
    table = panel.table("ties")
    ends = table["end"].astype("string").fillna("").replace("", _OPEN)
    starts = table["start"].astype("string")
    return table[(starts <= day) & (ends > day)]


@dataclass(frozen=True)
class Traces:
    """What can be seen of states in a year, NaN where it cannot."""

    troops: Floats
    bases: Floats
    ideal_point: Floats


def ties_to(
    panel: Panel,
    states: Sequence[str],
    pole: str,
    role: str,
    year: int,
    depth: Floats,
    anchor_year: int = VOTES_ANCHOR,
) -> Tie:
    """The tie of each state to a pole, measured by the latent-factor model of ``library/alignment.toml``.

    Votes enter as distance to the pole's position in one fixed year, so that the pole's own moves do not pose as
    everybody else's.

    Args:
        panel: Vintage.
        states: ISO3 codes.
        pole: ISO3 code of the pole.
        role: ``patron`` (whose troops and bases are known) or ``challenger``.
        year: Year of the traces; those that end earlier count as missing.
        depth: Rungs at the time ``[state, state]``.
        anchor_year: Year of the pole's position in votes.
    """
    seen = _traces(panel, states, role if pole == _SEEN_ABROAD else "any", year)
    reference = _latest(panel, "ideal_point", [panel.ccode(pole)], anchor_year, _STALE)[0]
    unknown = np.full(len(states), np.nan)
    items = tie_items(
        obligation=unknown,
        troops=seen.troops,
        bases=seen.bases,
        exercises=unknown,
        arms=unknown,
        rung=depth[:, list(states).index(pole)],
        vote_distance=np.abs(seen.ideal_point - reference),
    )
    return alignment_index(items, _item_model(role))


def _traces(panel: Panel, states: Sequence[str], role: str, year: int) -> Traces:
    codes = [panel.ccode(state, year) for state in states]
    unknown = np.full(len(states), np.nan)
    votes = _latest(panel, "ideal_point", codes, year, _STALE)
    if role != "patron":
        return Traces(unknown, unknown, votes)
    sites = panel.table("us_base_sites")
    count = sites[sites["base"] == 1].groupby("ccode").size()
    bases = np.array([float(count.get(code, 0)) for code in codes]) if year >= _SITES_SEEN else unknown
    return Traces(_latest(panel, "us_troops", codes, year, _STALE), bases, votes)


def _latest(panel: Panel, variable: str, codes: Sequence[int], year: int, stale: int) -> Floats:
    """The newest value not older than ``stale`` years; NaN where there is none."""
    values = np.asarray(panel.values(variable, list(codes), list(range(year - stale, year + 1))), dtype=float)
    found = values[0].copy()
    for row in values[1:]:
        found = np.where(np.isnan(row), found, row)
    return found


@cache
def _item_model(role: str) -> ItemModel:
    text = (files("counterpoise") / "library" / "alignment.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)[role]
    blank = {"intercept": 0.0, "loading": 0.0, "noise": 1.0}
    rows = [table.get(item, blank) for item in ITEMS]
    column = {key: np.array([float(row[key]) for row in rows]) for key in blank}
    return ItemModel(
        column["intercept"], column["loading"], column["noise"], table["prior_mean"], table["prior_sd"]
    )


_OPEN = "9999-12-31"

_SEEN_ABROAD = "USA"
"""The one pole whose troops and bases abroad are known."""

_STALE = 2
"""Years for which a trace still says something of the tie."""

_SITES_SEEN = 2010
"""The list of base sites is a cross-section of 2018 and is not carried back further than this."""
