"""Parts of the plain reference: trade, births and soldiers, coercion, what a dispute takes, where a lost state is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.reference_odds import logistic
from counterpoise.noise import quantise

__all__ = ["coerced", "loss", "peopled", "rested", "riding", "spared", "springboard", "started", "traded"]


def peopled(w: Any, p: Any, s: Any, now: Any, on: dict[str, float], lasting: np.ndarray) -> Any:
    """Births unlike the medium projection, who is under arms, and what both do to output."""
    d = p.demography
    births = np.where(np.isfinite(s.births), s.births, d.variants * lasting)
    called = s.enlisted * np.exp(d.manned * (w.burden - s.observed_burden) - now.workers)
    called = np.minimum(called, 0.3)
    idle = np.log1p(-called) - np.log1p(-w.enlisted)
    output = on["C3"] * d.labour * (births * now.births[0] + idle)
    enlisted = w.enlisted + on["C3"] * (called - w.enlisted)
    aged = now.aged + births * now.births[2]
    return SimpleNamespace(
        output=output, enlisted=enlisted, aged=aged, young=w.young + births * now.births[1]
    )


def traded(w: Any, p: Any, s: Any, now: Any, u: int) -> Any:
    """Tariffs, answers and agreements: where they stand after the year, and the output they cost."""
    t = p.trade
    tariff = np.where(np.isfinite(now.tariff), now.tariff, t.lasting * w.tariff)
    opened = np.clip(now.pacts - w.market, -0.1, 0.1)
    since = t.gain[:, :, None] * (w.market + opened - s.market)
    relief = t.worth * t.gain * opened[:, 0]
    answers = np.where(s.adversary > 0, t.answer, t.answer_friend) * tariff
    answered = np.where(np.isfinite(now.retaliation), now.retaliation, answers)
    lost = t.cost * s.trade_patron * (tariff - w.tariff - relief)
    sold = s.trade_sold * (answered - w.retaliation - relief)
    lost[:, [u]] += t.cost * sold.sum(1, keepdims=True)
    return SimpleNamespace(
        tariff=tariff, retaliation=answered, market=w.market + opened, lost=lost,
        borne=tariff - t.worth * since[:, 0], nearer=since[:, 1] - since[:, 0],
    )  # fmt: skip


def riding(effort: np.ndarray, spill_in: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Log effort left to others: eight damped rounds of ``x = effort - sigma W x``, rows of W at most one."""
    weights = spill_in / np.maximum(spill_in.sum(2, keepdims=True), 1.0)
    x = effort
    for _ in range(8):
        x = x + 0.7 * (effort - sigma * (weights @ x[:, :, None])[:, :, 0] - x)
    return x - effort


def rested(w: Any, r: Any, start: Any, s: Any, b: Any) -> np.ndarray:
    """Log effort still due for help that was lost, or to be left undone for help that was gained."""
    now, then = (x.help / (x.capability + x.help + 1e-6) for x in (r, start))
    due = b.reliance * (then - now)
    done = w.burden - s.observed_burden
    left = due - np.clip(done, np.minimum(due, 0.0), np.maximum(due, 0.0))
    left[:, [s.challenger, s.patron]] = 0.0
    left = left * (1.0 - s.adversary)
    return np.asarray(left)


def spared(events: dict[str, np.ndarray], gone: np.ndarray) -> None:
    """States that are lost act no more, and nobody acts on them."""
    for name in ("exit", "test", "disowned", "coerced", "extracted", "nuclear", "visit", "whim"):
        events[name] &= ~gone
    for name in ("dispute", "tie_up", "pact"):
        events[name] &= ~(gone[:, :, None] | gone[:, None, :])


def loss(w: Any, p: Any, s: Any, on: dict[str, float]) -> np.ndarray:
    """Share lost in a lost dispute, capped by the target's own warheads, new ones included."""
    t, warheads = p.threat, s.warheads + on["C5"] * p.proliferation.arsenal * w.armed
    return np.asarray(t.stakes - warheads / (warheads + t.half) * np.maximum(t.stakes - t.cap, 0.0))


def coerced(drawn: np.ndarray, odds: np.ndarray, p: Any, c: int) -> np.ndarray:
    """Whom the challenger coerces short of force."""
    chance = quantise(logistic(odds + p.assertiveness.coerce))
    chance[:, c] = 0.0
    return np.asarray(drawn < chance)


def started(before: np.ndarray, began: np.ndarray, slights: np.ndarray, c: int) -> np.ndarray:
    """The stock of what each state started against each, the challenger's coercion included."""
    after = before * 0.5 ** (1 / 8) + began
    after[:, c] += slights
    return after


def springboard(reach: np.ndarray, fallen: np.ndarray, c: int) -> np.ndarray:
    """Reach, the challenger's from the nearer of its own soil and a lost state's."""
    best = np.maximum(reach[:, c], (fallen[:, :, None] * reach).max(1))
    out = reach.repeat(len(fallen) // len(reach), 0)
    out[:, c] = best
    return out
