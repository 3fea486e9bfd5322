"""How often leaders go: yearly odds of exit by regime, regular and irregular (Archigos, to 2015).

Four bins of polyarchy at the end of the year before.  Irregular exits have become rarer, so the odds shipped
are those since 1990: shares fitted to 1995 foretell twice as many as came.  With ``n`` exits in ``T``
state-years the chance is Beta(n + 1/2, T - n + 1/2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import FIRST_YEAR, History
from counterpoise.estimate.logit import EstimationError
from counterpoise.estimate.posterior import DRAWS, Posterior, generator
from counterpoise.estimate.score import record_entry

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["BINS", "KINDS", "LAST", "fit_leaders", "leader_rows", "score_leaders"]

BINS = (0.25, 0.5, 0.75)
"""Edges of the four bins of polyarchy."""

KINDS = ("exit", "regular", "irregular")
LAST = 2015
"""Last year coded by Archigos 4.1."""

Floats = NDArray[np.float64]


def leader_rows(panel: Panel, history: History, first: int = 1946, last: int = LAST) -> dict[str, Floats]:
    """State-years with a coded outcome: ``year``, ``bin``, ``exit``, ``regular``, ``irregular``."""
    years = np.arange(first, last + 1)
    listed = [int(code) for code in history.codes]
    out = np.asarray(panel.values("leader_exit", listed, years.tolist()), dtype=np.float64)
    bad = np.nan_to_num(
        np.asarray(panel.values("leader_exit_irregular", listed, years.tolist()), dtype=np.float64)
    )
    past = slice(first - 1 - FIRST_YEAR, last - FIRST_YEAR)
    regime = np.digitize(history.polyarchy[past], BINS)
    known = np.isfinite(out) & np.asarray(history.member[first - FIRST_YEAR : last + 1 - FIRST_YEAR])
    gone = (out > 0) * 1.0
    table = {
        "year": np.broadcast_to(years[:, None], out.shape),
        "bin": regime,
        "exit": gone,
        "regular": gone * (bad == 0),
        "irregular": gone * (bad > 0),
    }
    return {name: np.asarray(column[known], dtype=np.float64) for name, column in table.items()}


def fit_leaders(rows: dict[str, Floats], since: int = 1990, seed: int = 1) -> Posterior:
    """Posterior of the yearly log-odds ``kind_bin``, bins 0 (least) to 3 (most democratic)."""
    names, events, cases = [], [], []
    for kind in KINDS:
        for regime in range(len(BINS) + 1):
            here = (rows["bin"] == regime) & (rows["year"] >= since)
            names.append(f"{kind}_{regime}")
            events.append(float(rows[kind][here].sum()))
            cases.append(float(here.sum()))
    happened, number = np.array(events), np.array(cases)
    if number.min() == 0:
        raise EstimationError(f"No state-years in {names[int(number.argmin())]}.")
    chance = generator(seed, "leader_exit").beta(happened + 0.5, number - happened + 0.5, (DRAWS, len(names)))
    draws = np.log(chance) - np.log1p(-chance)
    middle = (happened + 0.5) / (number + 1.0)
    variance = 1.0 / (happened + 0.5) + 1.0 / (number - happened + 0.5)
    meta = {
        "specification": (
            "Yearly log-odds that a leader goes, by kind and bin of polyarchy (below .25, .5, .75, above) at "
            "the end of the year before."
        ),
        "sample": {
            "first": since,
            "last": int(rows["year"].max()),
            "rows": int((rows["year"] >= since).sum()),
            "events": int(rows["exit"][rows["year"] >= since].sum()),
            "shares_since_1990": dict(zip(names, happened / number, strict=True)),
            "shares_since_1946": {
                f"{kind}_{regime}": float(rows[kind][rows["bin"] == regime].mean())
                for kind in KINDS
                for regime in range(len(BINS) + 1)
            },
        },
        "seed": seed,
    }
    return Posterior(tuple(names), np.log(middle / (1 - middle)), np.diag(variance), draws, meta)


def score_leaders(rows: dict[str, Floats], cut: int = 1995) -> list[dict[str, Any]]:
    """Scores after ``cut`` of the shares by regime before it, beside the overall share."""
    train, test = rows["year"] <= cut, rows["year"] > cut
    entries = []
    for kind, label in (("exit", "Which leader goes"), ("irregular", "Which leader goes by force")):
        odds = np.zeros(int(test.sum()))
        for regime in range(len(BINS) + 1):
            share = float(rows[kind][train & (rows["bin"] == regime)].mean())
            odds[rows["bin"][test] == regime] = np.log(share / (1 - share))
        base = float(rows[kind][train].mean())
        known = np.full(len(odds), np.log(base / (1 - base)))
        entries.append(
            record_entry(
                label,
                f"{int(rows['year'].min())}-{cut}",
                f"{cut + 1}-{int(rows['year'].max())}",
                rows[kind][test],
                odds,
                "base rate",
                known,
                rows["year"][test],
            )
        )
    return entries
