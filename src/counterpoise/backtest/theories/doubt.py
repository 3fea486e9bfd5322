"""How far the trial can be trusted: windows that do not overlap, comparisons made, and what stands after both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from scipy.stats import norm

from counterpoise.backtest.tasks import TASKS
from counterpoise.backtest.theories.declared import Theory

__all__ = ["FEW", "by_chance", "clear", "doubtful", "few", "signed", "standing", "windows"]

FEW = 6
"""Windows that do not overlap, fewer than which no interval over resampled years can be trusted."""

_FALSE = 0.10
_WIDE = 2 * norm.ppf(0.95)


def windows(target: str) -> int:
    """How many windows that do not overlap the years asked about hold.

    >>> windows("dispute-onset/1989"), windows("exercises-5y-asia")
    (21, 2)
    """
    task = TASKS[target]
    fold = task.folds[-1]
    return (fold.last - fold.first + task.window) // task.window


def few(target: str) -> bool:
    """Whether they are too few for an interval."""
    return windows(target) < FEW


def clear(scores: Mapping[str, Any]) -> bool:
    """Whether a gain is clear of zero over resampled years."""
    return bool(scores["high"] < 0 or scores["low"] > 0)


def doubtful(scores: Mapping[str, Any]) -> bool:
    """Whether resampling treaties, where they form or end, leaves zero inside."""
    treaties = scores["treaties"]
    return treaties is not None and bool(treaties[0] <= 0 <= treaties[1])


def signed(number: float) -> str:
    """One decimal with its sign, and none on a nought.

    >>> signed(1.26), signed(-0.04)
    ('+1.3', '0.0')
    """
    text = f"{number:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text


def by_chance(told: Mapping[str, Any]) -> str:
    """How many cells are clear of zero, how many would be by chance, and how many outlive the comparisons made.

    A cell is clear by the same rule as everywhere: its interval over resampled years, and over treaties where they
    form or end, leaves zero out.  The false discovery rate needs more than an interval: among those cells it is held
    at a tenth (Benjamini and Hochberg 1995) by the chances of a normal as wide as the wider interval.
    """
    chances, helps, stands = [], [], []
    for target, _, scores in _cells(told):
        if not few(target):
            chances.append(_chance(scores))
            helps.append(scores["share"] < 0)
            stands.append(clear(scores) and not doubtful(scores))
    chance, better, open_ = np.array(chances), np.array(helps, dtype=bool), np.array(stands, dtype=bool)
    order = np.argsort(chance)
    allowed = chance[order] <= _FALSE * np.arange(1, len(chance) + 1) / len(chance)
    kept = order[: int(np.flatnonzero(allowed).max(initial=-1)) + 1]
    kept = kept[open_[kept]]
    return (
        f"Of {len(chance)} cells held to their signs, with {FEW} windows or more, {int((open_ & better).sum())} "
        f"help and {int((open_ & ~better).sum())} do harm clearly, over years and over treaties, where chance alone "
        f"would leave about {_FALSE / 2 * len(chance):.1f} of each clear over years. Held to a false discovery rate of "
        "a tenth, by the chances of a normal as wide as the wider interval, "
        f"{int(better[kept].sum())} and {int((~better[kept]).sum())} remain."
    )


def standing(told: Mapping[str, Any], theories: Mapping[str, Theory]) -> list[str]:
    """What stands over years, over treaties and with windows enough; and where threat does not."""
    asked = [t for t, entry in told["targets"].items() if "abstained" not in entry and not few(t)]
    tally: dict[str, list[str]] = {name: [] for name in theories}
    silent: list[str] = []
    threat: list[str] = []
    for target, name, scores in _cells(told):
        helps = clear(scores) and scores["share"] < 0
        if target in asked and helps and not doubtful(scores):
            tally[name].append(target)
        if name == "balance_of_threat" and not (helps and not doubtful(scores)):
            silent.append(f"`{target}` ({_gain(told, target, scores)})")
        elif name == "balance_of_threat":
            threat.append(f"`{target}`")
    ranked = sorted((name for name in tally if tally[name]), key=lambda name: -len(tally[name]))
    counts = ", ".join(f"{theories[name].title} {len(tally[name])}" for name in ranked)
    losers = [theories[name].title for name in tally if not tally[name]]
    most = len(tally[ranked[0]]) if ranked else 0
    return [
        f"- *No theory wins everywhere.* Of the {len(asked)} questions with {FEW} windows or more, so many gain "
        f"clearly, over years and over treaties, by a theory held to its signs: {counts or 'none'}"
        f"{'; by none of ' + ', '.join(losers) if losers else ''}."
        f"{' No theory helps with more than half.' if 2 * most <= len(asked) else ''}",
        f"- *Threat* gains clearly, over years and over treaties, on {', '.join(threat) or 'nothing'}. It does not on "
        f"{'; '.join(silent)}: in brackets the gain held to its signs and its 90 % interval over years. Not clear of "
        "zero is not zero: what lies inside the interval is not ruled out.",
        _steadiness(told, theories, tally),
    ]


def _steadiness(
    told: Mapping[str, Any], theories: Mapping[str, Theory], tally: Mapping[str, list[str]]
) -> str:
    """Which of the clear gains were gains before the test years too."""
    steady: list[str] = []
    fleeting: list[str] = []
    for name, targets in tally.items():
        for target in targets:
            shares = [fold["share"] for fold in told["targets"][target]["theories"][name]["earlier"]]
            label = f"{theories[name].title} on `{target}` ({sum(s < 0 for s in shares)} of {len(shares)})"
            (steady if 2 * sum(s < 0 for s in shares) > len(shares) else fleeting).append(label)
    return (
        f"- *Steadiness.* Of the {len(steady) + len(fleeting)} gains counted first, {len(steady)} were gains, left "
        f"free, on most earlier folds too: {', '.join(steady) or 'none'}. The others belong to the test years and may "
        f"not come again: {', '.join(fleeting) or 'none'}."
    )


def _cells(told: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Target, theory and scores held to its signs, of all that were tried."""
    for target, entry in told["targets"].items():
        for name, scores in entry.get("theories", {}).items():
            if "abstains" not in scores:
                yield target, name, scores["held"]


def _chance(scores: Mapping[str, Any]) -> float:
    spans = [
        (scores["low"], scores["high"]),
        *([scores["treaties"]] if scores["treaties"] is not None else []),
    ]
    widest = max(high - low for low, high in spans)
    return 1.0 if widest <= 0 else float(2 * norm.sf(abs(scores["difference"]) * _WIDE / widest))


def _gain(told: Mapping[str, Any], target: str, scores: Mapping[str, Any]) -> str:
    entry = told["targets"][target]
    base = entry["controls"][entry["loss"]]
    span = f"{signed(-100 * scores['high'] / base)} to {signed(-100 * scores['low'] / base)}"
    return f"{signed(-100 * scores['share'])} %, {span}"
