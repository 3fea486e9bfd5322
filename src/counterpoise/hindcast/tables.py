"""The tidy tables of a hindcast: probabilities by pair and by state, scores, and the whole as one file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.backtest.contenders import LEVELS
from counterpoise.csvfile import RFC_4180, write_csv
from counterpoise.hindcast.forecast import STATE_LEVELS, Hindcast
from counterpoise.stances import STANCES

__all__ = ["DYADS", "dyad_rows", "state_rows", "write_dyads", "write_tables"]

DYADS = ("iso3_a", "iso3_b", "year", "p_deepens", "p_loosens")
"""Columns of dyads.csv."""


def dyad_rows(hindcast: Hindcast) -> Iterator[tuple[str, str, int, float, float]]:
    """Every pair once (by code, in alphabetical order) in every year after the origin.

    ``p_deepens`` is the probability that at the end of that year, or of an earlier one since the origin, the pair
    has stood at least a rung above where it stood at the end of the origin; ``p_loosens`` the same for below.
    Neither is ever 0 or 1: of ``n`` futures in ``k`` of which it happened, ``(k + 1/2) / (n + 1)`` is told, since a
    finite number of futures can rule nothing out (Jeffreys' rule).
    """
    states = hindcast.observed.states
    order = sorted(range(len(states)), key=lambda k: states[k])
    for k, year in enumerate(hindcast.years):
        if k == 0:
            continue
        for place, a in enumerate(order):
            for b in order[place + 1 :]:
                up, down = (_open(p[k, a, b], hindcast.members) for p in (hindcast.deepens, hindcast.loosens))
                yield states[a], states[b], year, up, down


def _open(share: float, members: int) -> float:
    return round((float(share) * members + 0.5) / (members + 1), 5)


def state_columns() -> list[str]:
    """Columns of states.csv."""
    quantiles = [f"q{round(100 * level):02d}" for level in STATE_LEVELS]
    ties = [f"{tie}_{q}" for tie in ("patron_tie", "challenger_tie", "effort") for q in quantiles]
    return ["iso3", "year", "p_accommodates", *(f"p_{stance}" for stance in STANCES), *ties]


def state_rows(hindcast: Hindcast) -> Iterator[list[str | int | float]]:
    """Every state in every year after the origin: stance, ties (0 to 1) and effort (share of output)."""
    marks = [int(np.argmin(np.abs(LEVELS - level))) for level in STATE_LEVELS]
    for k, year in enumerate(hindcast.years):
        if k == 0:
            continue
        for s, state in enumerate(hindcast.observed.states):
            numbers = [hindcast.accommodates[k, s], *hindcast.stances[k, s], *hindcast.patron_tie[k, s]]
            numbers += [*hindcast.challenger_tie[k, s], *hindcast.effort[k, s, marks]]
            yield [state, year, *(round(float(number), 5) for number in numbers)]


def write_tables(hindcast: Hindcast, document: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Write dyads.csv, states.csv, scores.csv and hindcast.json into a folder."""
    scores = [
        (group, row["horizon"], row["year"], row.get("what") or row["key"], measure, value)
        for group, rows in document["scores"].items()
        for row in rows
        for measure, value in row.items()
        if measure not in ("horizon", "year", "what", "key", "label")
    ]
    paths = {
        "dyads": write_dyads(hindcast, folder),
        "states": write_csv(folder / "states.csv", state_columns(), state_rows(hindcast), RFC_4180),
        "scores": write_csv(
            folder / "scores.csv", ("group", "horizon", "year", "what", "measure", "value"), scores, RFC_4180
        ),
        "hindcast": folder / "hindcast.json",
    }
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    paths["hindcast"].write_text(text + "\n", encoding="utf-8")
    return paths


def write_dyads(hindcast: Hindcast, folder: Path) -> Path:
    """Write dyads.csv into a folder."""
    return write_csv(folder / "dyads.csv", DYADS, dyad_rows(hindcast), RFC_4180)
