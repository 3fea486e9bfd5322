"""Log-odds of disputes, pacts and rungs in plain NumPy, for :mod:`benchmarks.reference`.

The fitted equations, term by term, from the docstrings of :mod:`counterpoise.measures.hazard` and
:mod:`counterpoise.mechanisms.ties`.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

__all__ = ["NEVER", "hazards", "ladder", "logistic", "logit", "outside", "pair", "win"]

NEVER = -30.0


def hazards(
    w: Any, share: np.ndarray, regime: np.ndarray, p: Any, s: Any, on: dict[str, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds of disputes as they are, and the hazard without pacts that fear reads."""
    pact = 1.0 * (w.depth >= 4.0)
    seen, then = _quiet(w.record, s, on["S2"]), _quiet(s.record, s, on["S2"])
    odds = dispute_odds(seen, share, regime, pact, p.assertiveness.coefficients, s)
    feared = SimpleNamespace(**{k: v + on["S5"] * (getattr(seen, k) - v) for k, v in vars(then).items()})
    return odds, logistic(dispute_odds(feared, share, regime, 0.0 * pact, p.assertiveness.coefficients, s))


def dispute_odds(
    record: Any, share: np.ndarray, regime: np.ndarray, pact: np.ndarray, b: np.ndarray, s: Any
) -> np.ndarray:
    """The fitted equation: a constant and 24 terms, rows the source j, columns the target i."""
    share = np.log(share + 1e-5)
    j, i = share[:, :, None], share[:, None, :]
    distance = np.log1p(s.mindist / 100.0)
    major_j, major_i, free_j, free_i = (
        s.major[:, None],
        s.major[None],
        regime[:, :, None],
        regime[:, None, :],
    )
    starts = _saturating(record.initiated.sum(-1) + s.beyond[:, 0], 1.0)
    suffers = _saturating(record.initiated.sum(-2) + s.beyond[:, 1], 1.0)
    quarrels = _saturating(record.onset.sum(-1) + s.beyond[:, 2], 1.0)
    started = _saturating(record.initiated, 2.0)
    terms = (
        distance, s.land, s.sea, j, i, abs(j - i), major_j, major_i, major_j * major_i, major_j * distance,
        j * distance, started, np.swapaxes(started, -1, -2), _saturating(record.onset, 2.0),
        _saturating(record.recent, 2.0), np.log(3.0 + record.peace_years),
        starts[..., :, None], suffers[..., None, :], quarrels[..., :, None], quarrels[..., None, :],
        free_j, free_i, np.minimum(free_j, free_i), pact,
    )  # fmt: skip
    return b[:, 0, None, None] + sum(b[:, k, None, None] * term for k, term in enumerate(terms, start=1))


def pact_odds(w: Any, free: np.ndarray, b: np.ndarray, s: Any, enemies: np.ndarray) -> np.ndarray:
    """The fitted equation of pact formation: a constant and 15 terms, symmetric."""
    hostile = 1.0 * ((w.record.peace_years < 10.0) & (w.record.onset > 0))
    region = np.searchsorted([200, 400, 600, 700], s.code, side="right")
    same = [1.0 * ((region == r)[:, None] & (region == r)[None]) for r in range(5)]
    one, other = free[:, :, None], free[:, None, :]
    terms = (
        np.log1p(s.capital_km), np.maximum(s.land, s.sea), np.log1p(s.mindist / 100.0),
        1.0 * (s.code[:, None] // 100 == s.code[None] // 100), *same, np.log1p(hostile @ hostile + enemies), hostile,
        s.nonaggression, s.consultation, -abs(one - other), np.minimum(one, other),
    )  # fmt: skip
    return b[:, 0, None, None] + sum(b[:, k, None, None] * term for k, term in enumerate(terms, start=1))


def outside(s: Any) -> np.ndarray:
    """Pairs that both lie outside the region, by COW code: Asia and the Pacific from 700."""
    return (s.code < 700)[:, None] & (s.code < 700)[None]


def ladder(
    w: Any, r: Any, start: Any, p: Any, s: Any, now: Any, on: dict[str, float]
) -> tuple[np.ndarray, ...]:
    """Probabilities that a pair climbs or falls a rung this year, and that a climb is a pact."""
    c, u, t = s.challenger, s.patron, p.ties
    gained = on["S4"] * (r.alarm - start.alarm)
    urge = pair(t.common) * np.minimum(gained[:, :, None], gained[:, None, :])
    drawn = w.tie_challenger - s.observed_challenger
    lost = np.maximum(s.observed_patron - w.tie_patron, 0.0)
    strange = np.maximum(lost[:, :, None], lost[:, None, :])
    urge[:, c, :], urge[:, :, c] = drawn, drawn
    strange[:, c, :], strange[:, :, c] = np.maximum(-drawn, 0.0), np.maximum(-drawn, 0.0)
    rung = w.depth.astype(int)
    up = np.stack([t.to_dialogue, t.to_cooperation, t.to_access], -1)[:, 0]
    down = np.stack([t.from_dialogue, t.from_cooperation, t.from_access], -1)[:, 0]
    row = np.arange(len(up))[:, None, None]
    lower = np.where(rung >= 3, NEVER, up[row, np.clip(rung, 0, 2)] + urge)
    fall = down[row, np.clip(rung - 1, 0, 2)] + pair(t.estranged) * strange
    ordinary, patron = t.endings[:, 7, None, None], t.endings[:, 8, None, None]
    side = (np.arange(len(s.code)) == u)[:, None] | (np.arange(len(s.code)) == u)[None]
    rate = np.where(side, ordinary + on["S8"] * (patron - ordinary), ordinary)
    of_many = (rung >= 4) & outside(s)
    ending = np.where(of_many, NEVER, logit(rate))
    fall = np.where(rung >= 4, ending, np.where(rung > 0, fall, NEVER))
    pact = pact_odds(w, r.regime, t.formation, s, now.enemies) + np.log1p(np.exp(lower) + np.exp(fall))
    climb = np.where(rung >= 4, NEVER, np.logaddexp(lower, pact)) - pair(p.capacity.slow * r.short) * side
    gone = r.fallen > 0.5
    climb = np.where(gone[:, :, None] | gone[:, None, :], NEVER, climb)
    climb, fall = np.minimum(climb, 30.0), np.minimum(fall, 30.0)
    whole = 1.0 + np.exp(climb) + np.exp(fall)
    return np.exp(climb) / whole, np.exp(fall) / whole, logistic(pact - lower)


def win(power: np.ndarray, defence: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Contest of what arrives against what meets it: ``P**r / (P**r + D**r)``."""
    return logistic(r * (np.log(power) - np.log(defence)))


def logistic(odds: np.ndarray) -> np.ndarray:
    """Probability with these log-odds."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * odds)))


def logit(chance: np.ndarray) -> np.ndarray:
    """Log-odds of a probability."""
    return np.asarray(np.log(chance) - np.log1p(-chance))


def _quiet(record: Any, s: Any, switch: float) -> Any:
    """The record with the challenger's own initiations counted as far as S2 is on."""
    row = np.where(np.arange(len(s.code)) == s.challenger, switch, 1.0)[:, None]
    return SimpleNamespace(**{**vars(record), "initiated": record.initiated * row})


def _saturating(stock: np.ndarray, half: float) -> np.ndarray:
    return stock / (stock + half)


def pair(value: np.ndarray) -> np.ndarray:
    """One number per member, ready for matrices of pairs."""
    return value[:, :, None]
