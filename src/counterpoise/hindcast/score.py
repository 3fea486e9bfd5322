"""Forecast against outcome: verdicts and ties as events, power as quantities, each beside what knows less.

*Persistence* is that nothing moves; *climatology* is the rate at which such pairs of the case moved in as many years
before the origin; a *constant* at the rate that came is known only afterwards and no rival, but the bar of all who
rank.  *Gravity* and *outputs* are rivals in rank (:mod:`counterpoise.hindcast.gravity`).  A horizon is
scored where its record reaches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.backtest.contenders import LEVELS
from counterpoise.backtest.measures import losses
from counterpoise.estimate.history import LAST_DISPUTE_YEAR
from counterpoise.estimate.score import area_under_roc, average_precision
from counterpoise.hindcast.forecast import PACT, Hindcast
from counterpoise.hindcast.gravity import known_gravity, rank_scores
from counterpoise.hindcast.outcome import Outcome
from counterpoise.hindcast.power import bridge, walk
from counterpoise.vintage import VintagePanel
from counterpoise.vintage.ties import depth_then, traces_at

__all__ = [
    "HORIZONS", "burdens", "constant_loss", "event_score", "horizons", "moved", "overlooked", "pairs", "past_rates",
    "score", "surest",
]  # fmt: skip

Floats = NDArray[np.float64]

HORIZONS = (1, 5, 10, 19)
"""Years ahead."""

_FLOOR = 1e-3
"""No probability goes further from its end than one in a thousand: members are finite."""


def score(hindcast: Hindcast, outcome: Outcome, known: VintagePanel) -> dict[str, Any]:
    """All scores of a hindcast, as ``{"verdict": [...], "ties": [...], "power": [...]}``."""
    return {
        "verdict": verdicts(hindcast, outcome),
        "ties": pairs(hindcast, outcome, known),
        "power": powers(hindcast, outcome, known),
    }


def verdicts(hindcast: Hindcast, outcome: Outcome) -> list[dict[str, Any]]:
    """The balance and each theatre at each horizon: probability, how it stood, what happened, Brier and log score."""
    found = []
    labels = hindcast.observed.theatres.labels
    for h in horizons(np.asarray(outcome.holds >= 0)):
        columns = [("balance", "the balance", hindcast.holds[h], outcome.holds[h], outcome.holds[0])]
        columns += [
            (key, labels[key], hindcast.theatres[h, k], outcome.theatres[h, k], outcome.theatres[0, k])
            for k, key in enumerate(hindcast.observed.theatres.keys)
        ]
        for key, label, p, happened, first in columns:
            known = int(happened) >= 0
            chance = float(np.clip(p, _FLOOR, 1.0 - _FLOOR))
            found.append(
                {
                    "horizon": h,
                    "year": hindcast.origin + h,
                    "key": key,
                    "label": label,
                    "p": round(float(p), 4),
                    "before": bool(first) if int(first) >= 0 else None,
                    "happened": bool(happened) if known else None,
                    "brier": round((float(p) - float(happened)) ** 2, 4) if known else None,
                    "log_score": round(-float(np.log(chance if happened else 1.0 - chance)), 4)
                    if known
                    else None,
                }
            )
    return found


def horizons(known: NDArray[np.bool_]) -> tuple[int, ...]:
    """Years ahead that are told: the usual ones, and the last that the record knows where it ends before the last.

    >>> horizons(np.arange(20) < 9)
    (1, 5, 8, 10, 19)
    """
    last = int(np.flatnonzero(known)[-1]) if known.any() else 0
    return tuple(sorted(h for h in {*HORIZONS, last} if 0 < h < len(known)))


def moved(depth: Floats, horizon: int, sign: int) -> Floats:
    """1 where a pair has stood above (sign 1) or below (-1) its first rung within the horizon; NaN unknown."""
    change = sign * (depth[1 : horizon + 1] - depth[0])
    some = (np.nan_to_num(change) > 0).any(axis=0)
    known = np.isfinite(depth[0]) & np.isfinite(depth[horizon])
    return np.where(known, some.astype(float), np.nan)


def pairs(hindcast: Hindcast, outcome: Outcome, known: VintagePanel) -> list[dict[str, Any]]:
    """Ties that deepen and loosen, pacts made and ended, disputes begun, at each horizon.

    A pair at the top rung by a duty to attack together, or by the table, has no pact to make and is none of the
    pairs that may make one.
    """
    upper = np.triu(np.ones(outcome.depth.shape[1:], dtype=bool), 1)
    first = outcome.depth[0]
    allied = outcome.pact[0] > 0
    rivals = known_gravity(hindcast)
    found = []
    for h in horizons(np.asarray(np.isfinite(outcome.depth).any(axis=(1, 2)))):
        later = np.where(np.isfinite(outcome.pact[h]), outcome.pact[h] > 0, np.nan).astype(float)
        before = past_rates(known, hindcast.observed.codes, h)
        kinds = (
            ("ties deepen", hindcast.deepens[h], moved(outcome.depth, h, 1), first < PACT),
            ("ties loosen", hindcast.loosens[h], moved(outcome.depth, h, -1), first > 0),
            ("pacts made", hindcast.pact[h], later, ~allied & ~(first >= PACT)),
            ("pacts ended", 1.0 - hindcast.pact[h], 1.0 - later, allied),
            ("disputes begin", hindcast.onset[h], outcome.onset[h], np.ones_like(allied)),
        )
        for name, p, happened, risk in kinds:
            rows = upper & risk & np.isfinite(happened)
            if rows.sum() < _FEWEST:
                continue
            entry = event_score(p[rows], happened[rows])
            entry["climatology_log_loss"] = constant_loss(happened[rows], before.get(name))
            entry |= rank_scores(name, rivals, rows, happened[rows])
            found.append({"horizon": h, "year": hindcast.origin + h, "what": name, **entry})
    return found


def surest(hindcast: Hindcast, outcome: Outcome) -> list[dict[str, Any]]:
    """The ten pairs surest to move that did not, whatever their probability, by the last year that the record knows."""
    return _named(hindcast, outcome, came=False)


def overlooked(hindcast: Hindcast, outcome: Outcome) -> list[dict[str, Any]]:
    """The ten pairs that were given least and moved all the same, the least first."""
    return _named(hindcast, outcome, came=True)


def _named(hindcast: Hindcast, outcome: Outcome, *, came: bool) -> list[dict[str, Any]]:
    """Pairs furthest from what happened; ``rank`` is the place among all pairs of its kind, the surest being 1."""
    recorded = np.flatnonzero(np.isfinite(outcome.depth).any(axis=(1, 2)))
    h = int(recorded[-1]) if recorded.size else 0
    if h == 0:
        return []
    first, states = outcome.depth[0], hindcast.observed.states
    upper = np.triu(np.ones(first.shape, dtype=bool), 1)
    found: list[dict[str, Any]] = []
    for what, chance, sign, risk in (
        ("deepens", hindcast.deepens[h], 1, first < PACT),
        ("loosens", hindcast.loosens[h], -1, first > 0),
    ):
        happened = moved(outcome.depth, h, sign)
        asked = upper & risk & np.isfinite(happened)
        for a, b in np.argwhere(asked & (happened == float(came))):
            found.append(
                {
                    "horizon": h,
                    "year": hindcast.origin + h,
                    "what": what,
                    "pair": sorted((states[a], states[b])),
                    "p": round(float(chance[a, b]), 4),
                    "rank": int((chance[asked] > chance[a, b]).sum()) + 1,
                    "of": int(asked.sum()),
                }
            )
    found.sort(key=lambda row: ((row["p"] if came else -row["p"]), row["pair"], row["what"]))
    return found[:_NAMED]


def past_rates(known: VintagePanel, codes: tuple[int, ...], horizon: int) -> dict[str, float]:
    """Share of the case's pairs that moved in the years before the origin, as many as lie ahead or as are recorded."""
    traces = traces_at(known.origin)
    last = min(known.origin, traces.last)
    first = max(last - horizon, traces.first + 2)
    if first >= last:
        return {}
    depth = np.stack([depth_then(known, codes, year) for year in (first, last)])
    here = np.asarray(known.values("member", list(codes), [first])[0]) > 0
    pairs = np.triu(np.ones(depth.shape[1:], dtype=bool), 1) & here[:, None] & here[None, :]
    stretch = horizon / (last - first)

    def rate(moved: NDArray[np.bool_], risk: NDArray[np.bool_]) -> float:
        share = (float(moved[pairs & risk].sum()) + 0.5) / (float((pairs & risk).sum()) + 1.0)
        return float(1.0 - (1.0 - share) ** stretch)

    allied = depth >= PACT
    end = min(known.origin, LAST_DISPUTE_YEAR)
    began = known.matrix("dispute_onset", list(codes), list(range(end - horizon + 1, end + 1)))
    quarrel = np.asarray((np.nan_to_num(began) > 0).any(axis=0))
    there = np.asarray(known.values("member", list(codes), [known.origin])[0]) > 0
    both = np.triu(there[:, None] & there[None, :], 1)
    disputes = (float((quarrel | quarrel.T)[both].sum()) + 0.5) / (float(both.sum()) + 1.0)
    return {
        "disputes begin": disputes,
        "ties deepen": rate(depth[1] > depth[0], ~allied[0]),
        "ties loosen": rate(depth[1] < depth[0], depth[0] > 0),
        "pacts made": rate(allied[1], ~allied[0]),
        "pacts ended": rate(~allied[1], allied[0]),
    }


def constant_loss(happened: Floats, rate: float | None) -> float | None:
    """Log loss of a constant probability."""
    if rate is None:
        return None
    return round(float(-np.mean(np.where(happened > 0, np.log(rate), np.log1p(-rate)))), 4)


def event_score(p: Floats, happened: Floats) -> dict[str, Any]:
    """Scores of probabilities of some pairs; ranks need an event and a non-event, and are None without.

    >>> event_score(np.array([0.9, 0.1]), np.array([1.0, 0.0]))["auc"]
    1.0
    """
    chance = np.clip(p, _FLOOR, 1.0 - _FLOOR)
    log_loss = -np.mean(np.where(happened > 0, np.log(chance), np.log1p(-chance)))
    both = 0 < happened.sum() < len(happened)
    rate = float(np.clip(happened.mean(), _FLOOR, 1.0 - _FLOOR))
    still = -np.mean(np.where(happened > 0, np.log(_FLOOR), np.log1p(-_FLOOR)))
    return {
        "n": len(p),
        "events": int(happened.sum()),
        "ap": round(average_precision(happened, p), 4) if both else None,
        "auc": round(area_under_roc(happened, p), 4) if both else None,
        "log_loss": round(float(log_loss), 4),
        "brier": round(float(np.mean((p - happened) ** 2)), 4),
        "foretold": round(float(p.sum()), 1),
        "persistence_log_loss": round(float(still), 4),
        "rate_log_loss": round(float(-rate * np.log(rate) - (1.0 - rate) * np.log1p(-rate)), 4),
    }


def powers(hindcast: Hindcast, outcome: Outcome, known: VintagePanel) -> list[dict[str, Any]]:
    """CINC ratio, stock ratio and burdens: CRPS of the forecast, of a random walk, and of no change."""
    found = []
    for h in horizons(np.isfinite(outcome.cinc_gap)):
        steps = bridge(known, h)
        output = hindcast.output_gap[:, h] - hindcast.output_gap[:, 0]
        spending = hindcast.spending_gap[:, h] - hindcast.spending_gap[:, 0]
        now = float(outcome.cinc_gap[0])
        ours = steps.quantiles(now, output, spending, hindcast.seed)
        entry = _quantity(ours, now + walk(known, h), now, float(outcome.cinc_gap[h]))
        found.append({"horizon": h, "year": hindcast.origin + h, "what": "CINC ratio", "n": 1, **entry})
        stock = np.quantile(hindcast.stock_gap[:, h], LEVELS)
        first = float(outcome.stock_gap[0])
        entry = _quantity(stock, None, first, float(outcome.stock_gap[h]))
        found.append({"horizon": h, "year": hindcast.origin + h, "what": "stock ratio", "n": 1, **entry})
        found.append({"horizon": h, "year": hindcast.origin + h, **burdens(hindcast, outcome, known, h)})
    return found


def burdens(hindcast: Hindcast, outcome: Outcome, known: VintagePanel, h: int) -> dict[str, Any]:
    """Burdens of all states so many years ahead: CRPS of the forecast, of a random walk and of no change."""
    happened, first = np.log(outcome.burden[h]), np.log(outcome.burden[0])
    rows = np.isfinite(happened) & np.isfinite(first)
    if not rows.any():
        return {"what": "burden", "n": 0, "crps": None, "walk": None, "persistence": None, "inside": None}
    ours = np.log(hindcast.effort[h][rows])
    drift = first[rows, None] + walk(known, h, "burden")[None]
    low, high = ours[:, _LOW], ours[:, _HIGH]
    return {
        "what": "burden",
        "n": int(rows.sum()),
        "crps": round(float(losses("quantity", happened[rows], ours).mean()), 4),
        "walk": round(float(losses("quantity", happened[rows], drift).mean()), 4),
        "persistence": round(float(np.abs(happened[rows] - first[rows]).mean()), 4),
        "inside": round(float(((happened[rows] >= low) & (happened[rows] <= high)).mean()), 4),
    }


def _quantity(ours: Floats, drift: Floats | None, now: float, happened: float) -> dict[str, Any]:
    if not np.isfinite(happened):
        return {"median": round(float(np.median(ours)), 4), "happened": None, "crps": None}
    one = np.array([happened])
    return {
        "median": round(float(np.exp(np.median(ours))), 4),
        "low": round(float(np.exp(ours[_LOW])), 4),
        "high": round(float(np.exp(ours[_HIGH])), 4),
        "happened": round(float(np.exp(happened)), 4),
        "crps": round(float(losses("quantity", one, ours[None])[0]), 4),
        "walk": None if drift is None else round(float(losses("quantity", one, drift[None])[0]), 4),
        "persistence": round(abs(happened - now), 4),
        "inside": bool(ours[_LOW] <= happened <= ours[_HIGH]),
    }


_LOW, _HIGH = 2, 47
_FEWEST = 3
"""Places of the 5 % and 95 % quantiles, and the fewest pairs that are scored."""

_NAMED = 10
"""How many pairs are named of those that did not come, and of those that came unforeseen."""
