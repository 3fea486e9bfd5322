"""The board of the rolling hindcasts: the whole simulator against what knows less, failures first.

A loss is the mean over all cases of a kind, pairs or states alike.  A difference from a rival comes with a 90 %
interval over blocks of calendar years as long as the years ahead: windows that overlap, and both regions of a year,
are drawn together.  Where fewer than :data:`FEWEST` blocks are left there is no interval, and the board says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from counterpoise.backtest.measures import widened

__all__ = ["FEWEST", "board", "excess", "failures", "plain_text", "table"]

FEWEST = 3
"""Blocks of years from which an interval is drawn."""

_EVENTS = ("ties deepen", "ties loosen", "pacts made", "pacts ended", "disputes begin", "leaders go")
_QUANTITIES = ("burden", "capability")
_RIVALS = {"log_loss": ("climatology", "persistence"), "crps": ("walk", "persistence")}
_NAMES = {"climatology": "base rate", "walk": "random walk", "persistence": "persistence"}
_DRAWS = 2000
_INLINE = (0.8, 1.25)
"""Foretold over came between which a count is in line, as on the scoreboard."""

_STEP = 5

Row = Mapping[str, Any]


def board(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """One entry for each kind and number of years ahead.

    Args:
        rows: Scores of cases, as :func:`counterpoise.hindcast.rolling.roll` keeps them.

    Returns:
        ``{"what", "horizon", "origins", "blocks", "n", "events", "loss", "rivals": {NAME: {"loss", "difference", "low",
        "high"}}, ...}``, with ``ap``, ``auc`` and ``foretold_over_came`` for events and ``inside`` for quantities.
    """
    found = []
    for what in (*_EVENTS, *_QUANTITIES):
        for horizon in sorted({int(row["horizon"]) for row in rows}):
            here = [row for row in rows if row["what"] == what and row["horizon"] == horizon]
            if here:
                found.append(_entry(what, horizon, here))
    return found


def failures(entries: Sequence[Row]) -> list[str]:
    """Where a rival is better beyond the interval, the worst first, then where it is better at all."""
    told: list[tuple[bool, float, str]] = []
    for entry in entries:
        for name, rival in entry["rivals"].items():
            if rival["difference"] <= 0:
                continue
            sure = rival["low"] is not None and rival["low"] > 0
            share = rival["difference"] / rival["loss"]
            kind = "beyond its interval" if sure else "within its interval"
            kind = kind if rival["low"] is not None else "with too few years for an interval"
            losses = f"{rival['loss']:.3f} against {entry['loss']:.3f}"
            told.append((not sure, -share, f"{_title(entry)}: {_NAMES[name]} is better, {losses}, {kind}."))
    return [sentence for _, _, sentence in sorted(told)]


def excess(entries: Sequence[Row]) -> list[str]:
    """How many times as often each kind of event was foretold as it came, where that is out of line at every horizon.

    >>> told = {"what": "ties loosen", "horizon": 1, "foretold_over_came": 2.9}
    >>> excess([told, {**told, "horizon": 5, "foretold_over_came": 2.3}])[0]
    'Ties loosen: foretold 2.3 to 2.9 times as often as came, 1 to 5 years ahead.'
    """
    said = []
    for what in _EVENTS:
        told = [entry for entry in entries if entry["what"] == what and entry.get("foretold_over_came")]
        ratios = [entry["foretold_over_came"] for entry in told]
        if not ratios or not (min(ratios) > _INLINE[1] or max(ratios) < _INLINE[0]):
            continue
        ahead = [entry["horizon"] for entry in told]
        said.append(
            f"{what.capitalize()}: foretold {min(ratios):.1f} to {max(ratios):.1f} times as often as came, "
            f"{min(ahead)} to {max(ahead)} years ahead."
        )
    return said


def table(entries: Sequence[Row]) -> tuple[Sequence[str], list[Sequence[object]]]:
    """Head and rows of the board, for a page."""
    head = (
        "what", "cases", "loss", "base rate's or walk's", "difference, 90 %", "persistence's", "difference, 90 %",
        "average precision (share)", "ROC area", "foretold / came", "inside 90 %",
    )  # fmt: skip
    lines: list[Sequence[object]] = []
    for entry in entries:
        first, second = (entry["rivals"][name] for name in _RIVALS[entry["measure"]])
        events = "" if entry["events"] is None else f"{entry['events']:,} of "
        share = "" if entry["events"] is None else f" ({entry['events'] / entry['n']:.3f})"
        lines.append(
            (
                _title(entry), f"{events}{entry['n']:,}", _digits(entry["loss"]), _digits(first["loss"]), _span(first),
                _digits(second["loss"]), _span(second), _digits(entry.get("ap")) + (share if entry.get("ap") else ""),
                _digits(entry.get("auc")), _digits(entry.get("foretold_over_came")), _digits(entry.get("inside")),
            )
        )  # fmt: skip
    return head, lines


def plain_text(entries: Sequence[Row]) -> str:
    """The board for a terminal: failures, then a line for each kind and horizon."""
    told = failures(entries)
    lines = [
        "Where the simulator falls short",
        "",
        *(f"  {sentence}" for sentence in [*told, *excess(entries)] or ["nowhere"]),
        "",
    ]
    lines.append(
        f"{'':36}{'cases':>8}{'events':>8}{'loss':>8}{'rival':>8}{'90 %':>18}{'persists':>10}{'90 %':>18}"
    )
    for entry in entries:
        first, second = (entry["rivals"][name] for name in _RIVALS[entry["measure"]])
        events = "" if entry["events"] is None else str(entry["events"])
        lines.append(
            f"{_title(entry):36}{entry['n']:>8}{events:>8}{entry['loss']:>8.3f}{first['loss']:>8.3f}{_span(first):>18}"
            f"{second['loss']:>10.3f}{_span(second):>18}"
        )
    return "\n".join(lines)


def _entry(what: str, horizon: int, rows: Sequence[Row]) -> dict[str, Any]:
    measure = "crps" if what in _QUANTITIES else "log_loss"
    weight = np.array([row["n"] for row in rows], dtype=float)
    ours = np.array([row[measure] for row in rows], dtype=float)
    years = np.array([row["origin"] for row in rows], dtype=np.int64)
    block = widened(years, max(horizon, _STEP))
    entry: dict[str, Any] = {
        "what": what,
        "horizon": horizon,
        "origins": len(np.unique(years)),
        "blocks": len(np.unique(block)),
        "n": int(weight.sum()),
        "events": None,
        "measure": measure,
        "loss": _mean(ours, weight),
        "rivals": {},
    }
    for name in _RIVALS[measure]:
        key = name if measure == "crps" else f"{name}_log_loss"
        known = np.array([key in row for row in rows])
        theirs = np.array([row.get(key, 0.0) for row in rows], dtype=float)[known]
        gain = ours[known] - theirs
        entry["rivals"][name] = {
            "loss": _mean(theirs, weight[known]),
            "difference": _mean(gain, weight[known]),
            **_interval(gain, weight[known], block[known]),
        }
    if measure == "crps":
        return entry | {"inside": _mean(np.array([row["inside"] for row in rows]), weight)}
    events = int(sum(row["events"] for row in rows))
    ranked = [row for row in rows if row.get("ap") is not None]
    for key in ("ap", "auc"):
        if ranked:
            entry[key] = _mean(
                np.array([r[key] for r in ranked]), np.array([r["n"] for r in ranked], dtype=float)
            )
    foretold = float(sum(row["foretold"] for row in rows))
    brier = _mean(np.array([row["brier"] for row in rows]), weight)
    over = round(foretold / events, 3) if events else None
    return entry | {"events": events, "brier": brier, "foretold_over_came": over}


def _interval(gain: Any, weight: Any, block: Any) -> dict[str, float | None]:
    """90 % interval of a weighted mean over blocks of years drawn again."""
    names, which = np.unique(block, return_inverse=True)
    if len(names) < FEWEST:
        return {"low": None, "high": None}
    totals, counts = np.bincount(which, gain * weight), np.bincount(which, weight)
    picks = np.random.default_rng(1).integers(0, len(names), (_DRAWS, len(names)))
    low, high = np.quantile(totals[picks].sum(axis=1) / counts[picks].sum(axis=1), [0.05, 0.95])
    return {"low": round(float(low), 4), "high": round(float(high), 4)}


def _mean(values: Any, weight: Any) -> float:
    return round(float(np.average(values, weights=weight)), 4)


def _title(entry: Row) -> str:
    plural = "year" if entry["horizon"] == 1 else "years"
    return f"{entry['what'].capitalize()}, {entry['horizon']} {plural} ahead"


def _span(rival: Row) -> str:
    return "too few years" if rival["low"] is None else f"{rival['low']:+.3f} to {rival['high']:+.3f}"


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
