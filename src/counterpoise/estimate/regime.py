"""How regimes move: long stillness and sudden jumps (V-Dem polyarchy since 1950).

A year in which polyarchy moves by more than a tenth is a jump.  By four bins of polyarchy at the end of the year
before, the chance of a jump and its mean are estimated; the spread about that mean is common.  Years without a
jump drift: ``still`` is the yearly standard deviation that gives five still years their spread, so that slow
erosion, whose years resemble one another, is not understated.

Jumps lead away from both ends: closed regimes open when they move at all, democracies fall.  Uncertainty is a
bootstrap over states.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.estimate.history import History
from counterpoise.estimate.leaders import BINS
from counterpoise.estimate.posterior import DRAWS, Posterior, generator
from counterpoise.estimate.score import record_entry

if TYPE_CHECKING:
    from counterpoise.data import Panel

__all__ = ["JUMP", "TERMS", "fit_regime", "regime_rows", "score_regime"]

JUMP = 0.1
"""Change of polyarchy in a year beyond which it is a jump."""

REGIMES = len(BINS) + 1
TERMS = (
    *(f"jump_{k}" for k in range(REGIMES)), *(f"shift_{k}" for k in range(REGIMES)), "size", "still",
)  # fmt: skip
"""Yearly log-odds of a jump and mean of a jump by bin, spread of a jump, yearly spread of still years."""

FIRST, LAST = 1950, 2025
_STILL_YEARS = 5

Floats = NDArray[np.float64]


def regime_rows(panel: Panel, history: History, first: int = FIRST, last: int = LAST) -> dict[str, Floats]:
    """State-years with polyarchy in both: ``year``, ``code``, ``bin`` (before), ``change``, ``five`` (NaN: jumped)."""
    years = list(range(first - 1, last + 1))
    listed = [int(code) for code in history.codes]
    level = np.asarray(panel.values("polyarchy", listed, years), dtype=np.float64)
    change = np.diff(level, axis=0)
    quiet = np.where(np.abs(change) > JUMP, np.nan, change)
    five = np.full_like(change, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(quiet, _STILL_YEARS, axis=0)
    five[_STILL_YEARS - 1 :] = windows.sum(axis=-1)
    table = {
        "year": np.broadcast_to(np.array(years[1:])[:, None], change.shape),
        "code": np.broadcast_to(np.array(listed)[None], change.shape),
        "bin": np.digitize(level[:-1], BINS),
        "change": change,
        "five": five,
    }
    known = np.isfinite(change)
    return {name: np.asarray(column[known], dtype=np.float64) for name, column in table.items()}


def measure(rows: dict[str, Floats], weight: NDArray[Any]) -> Floats:
    """The quantities in the order of TERMS; ``weight`` says how often each row counts."""
    jumped = np.abs(rows["change"]) > JUMP
    chance, shift = np.zeros(REGIMES), np.zeros(REGIMES)
    rest = rows["change"].copy()
    for k in range(REGIMES):
        here = rows["bin"] == k
        jumps, cases = weight[here & jumped].sum() + 0.5, weight[here].sum() + 1.0
        chance[k] = np.log(jumps) - np.log(cases - jumps)
        if weight[here & jumped].sum() > 0:
            shift[k] = np.average(rows["change"][here & jumped], weights=weight[here & jumped])
        rest[here] -= shift[k]
    size = np.sqrt(np.average(rest[jumped] ** 2, weights=weight[jumped]))
    still = np.isfinite(rows["five"])
    spread = np.sqrt(np.average(rows["five"][still] ** 2, weights=weight[still]) / _STILL_YEARS)
    return np.array([*chance, *shift, size, spread])


def fit_regime(rows: dict[str, Floats], seed: int = 1) -> Posterior:
    """Posterior of jumps and drift, by a bootstrap over states."""
    states, which = np.unique(rows["code"], return_inverse=True)
    rng = generator(seed, "regime")
    draws = np.array(
        [
            measure(rows, rng.multinomial(len(states), np.full(len(states), 1 / len(states)))[which] * 1.0)
            for _ in range(DRAWS)
        ]
    )
    jumped = np.abs(rows["change"]) > JUMP
    meta: dict[str, Any] = {
        "specification": (
            "Yearly change of polyarchy: a jump beyond .1 with chance and mean by bin (below .25, .5, .75, above) "
            "and a common spread, otherwise a drift with the spread of five still years; bootstrap over states."
        ),
        "sample": {
            "first": FIRST,
            "last": LAST,
            "rows": len(jumped),
            "events": int(jumped.sum()),
            "states": len(states),
        },
        "seed": seed,
    }
    return Posterior(TERMS, draws.mean(axis=0), np.cov(draws.T), draws, meta)


def score_regime(rows: dict[str, Floats], cut: int = 1999) -> list[dict[str, Any]]:
    """Which regime jumps after ``cut``: chances by bin before it, beside the overall share."""
    train, test = rows["year"] <= cut, rows["year"] > cut
    jumped = (np.abs(rows["change"]) > JUMP).astype(np.float64)
    odds = measure({name: column[train] for name, column in rows.items()}, np.ones(int(train.sum())))[
        :REGIMES
    ]
    base = float(jumped[train].mean())
    return [
        record_entry(
            "Which regime jumps",
            f"{FIRST}-{cut}",
            f"{cut + 1}-{LAST}",
            jumped[test],
            np.asarray(odds[rows["bin"][test].astype(int)], dtype=np.float64),
            "base rate",
            np.full(int(test.sum()), np.log(base / (1 - base)), dtype=np.float64),
            rows["year"][test],
        )
    ]
