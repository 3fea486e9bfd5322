"""The year of pairs as a plain Mesa model: states are agents, each looks at each other one in turn.

This is how the model would be written with the field's common tool, without tricks: numbers are Python's, luck is
the model's own generator (or given, for the test of agreement).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np

from benchmarks.pairs import NEVER, SCALARS, Pairs
from counterpoise.measures.record import HALF_LIFE

__all__ = ["World"]

SLOW, FAST = (2.0 ** (-1.0 / HALF_LIFE[name]) for name in ("onset", "recent"))

Luck = Callable[[str, int, int], float]


class State(mesa.Agent):
    """A state, with what it remembers of each other one."""

    def __init__(self, model: World, place: int, case: Pairs) -> None:
        super().__init__(model)
        self.place = place
        for name in ("major", "polyarchy", "stakes", "growth", "output"):
            setattr(self, name, float(getattr(case, name)[place]))
        self.code, self.region, self.century = (int(v[place]) for v in (case.code, case.region, case.century))
        for name in ("mindist", "capital_km", "near", "reach", "nonaggression"):
            setattr(self, name, [float(v) for v in getattr(case, name)[place]])
        for name in ("initiated", "onset", "recent", "peace_years", "depth"):
            setattr(self, name, [float(v) for v in getattr(case, name)[place]])

    def look(self) -> None:
        """Sizes, and how far this state quarrels at all."""
        self.size = math.exp(self.output)
        self.starts = _saturating(sum(self.initiated), 1.0)
        self.suffers = _saturating(sum(other.initiated[self.place] for other in self.model.states), 1.0)
        self.quarrels = _saturating(sum(self.onset), 1.0)
        self.hostile = [p < 10.0 and o > 0.0 for p, o in zip(self.peace_years, self.onset, strict=True)]

    def press(self) -> None:
        """Start disputes, and be feared for those one might start."""
        b, p, share = self.model.dispute, self.model.p, self.model.share
        mine = share(self)
        self.began, self.menace = [], []
        for other in self.model.states:
            i, theirs = other.place, share(other)
            far = math.log1p(self.mindist[i] / 100.0)
            odds = (
                b[0] + b[1] * far + b[2] * self.near[i] + b[4] * mine + b[5] * theirs + b[6] * abs(mine - theirs)
                + b[7] * self.major + b[8] * other.major + b[9] * self.major * other.major + b[10] * self.major * far
                + b[11] * mine * far + b[12] * _saturating(self.initiated[i], 2.0)
                + b[13] * _saturating(other.initiated[self.place], 2.0) + b[14] * _saturating(self.onset[i], 2.0)
                + b[15] * _saturating(self.recent[i], 2.0) + b[16] * math.log(3.0 + self.peace_years[i])
                + b[17] * self.starts + b[18] * other.suffers + b[19] * self.quarrels + b[20] * other.quarrels
                + b[21] * self.polyarchy + b[22] * other.polyarchy + b[23] * min(self.polyarchy, other.polyarchy)
                + b[24] * (self.depth[i] >= 4.0)
            )  # fmt: skip
            hazard = _logistic(odds)
            win = _logistic(p["decisiveness"] * (math.log(self.reach[i] * self.size) - math.log(other.size)))
            self.menace.append(0.0 if other is self else hazard * win * other.stakes)
            drawn = self.model.luck("dispute", self.place, i)
            self.began.append(float(other is not self and drawn < _quantised(hazard)))

    def fear(self) -> None:
        """Alarm at what all others might do."""
        total = sum(other.menace[self.place] for other in self.model.states)
        self.alarm = math.log1p(total / self.model.p["reference"])

    def tie(self) -> None:
        """Climb or fall a rung with each other state."""
        g, p = self.model.pact, self.model.p
        self.after = []
        for other in self.model.states:
            i, depth = other.place, self.depth[other.place]
            common = sum(
                1.0 for q, enemy in enumerate(self.hostile) if enemy and self.model.states[q].hostile[i]
            )
            here = [g[5 + r] * (self.region == r and other.region == r) for r in range(5)]
            odds = (
                g[0] + g[1] * math.log1p(self.capital_km[i]) + g[2] * self.near[i]
                + g[3] * math.log1p(self.mindist[i] / 100.0) + g[4] * (self.century == other.century) + sum(here)
                + g[10] * math.log1p(common) + g[11] * self.hostile[i] + g[12] * self.nonaggression[i]
                - g[14] * abs(self.polyarchy - other.polyarchy) + g[15] * min(self.polyarchy, other.polyarchy)
            )  # fmt: skip
            step = p["to_3"] if depth >= 2.0 else p["to_2"] if depth >= 1.0 else p["to_1"]
            lower = step + p["common"] * min(self.alarm, other.alarm)
            climb = NEVER if depth >= 4.0 else odds if depth >= 3.0 else lower
            down = p["from_3"] if depth >= 3.0 else p["from_2"] if depth >= 2.0 else p["from_1"]
            fall = p["ending"] if depth >= 4.0 else down if depth > 0.0 else NEVER
            up, away = math.exp(climb), math.exp(fall)
            whole = 1.0 + up + away
            drawn = self.model.luck("tie", self.place, i)
            rise = other is not self and drawn < _quantised(up / whole)
            drop = other is not self and drawn > 1.0 - _quantised(away / whole)
            self.after.append(min(max(depth + rise - drop * (2.0 if depth >= 4.0 else 1.0), 0.0), 4.0))

    def remember(self) -> None:
        """This year joins the record."""
        for other in self.model.states:
            i = other.place
            either = max(self.began[i], other.began[self.place])
            self.initiated[i] = self.initiated[i] * SLOW + self.began[i]
            self.onset[i] = self.onset[i] * SLOW + either
            self.recent[i] = self.recent[i] * FAST + either
            self.peace_years[i] = (self.peace_years[i] + 1.0) * (1.0 - either)
        self.depth, self.output = self.after, self.output + self.growth


class World(mesa.Model):
    """All states of one member.

    Args:
        case: Geography and start.
        given: Parameters of all members.
        member: Which of them.
        luck: Uniform for a purpose and two places; the model's own generator by default.
    """

    def __init__(
        self, case: Pairs, given: dict[str, np.ndarray], member: int, luck: Luck | None = None
    ) -> None:
        super().__init__(seed=member)
        self.dispute = [float(v) for v in given["dispute"][member]]
        self.pact = [float(v) for v in given["pact"][member]]
        self.p = dict(zip(SCALARS, (float(v) for v in given["one"][member]), strict=True))
        self.given_luck = luck
        self.pairs: dict[tuple[int, int], float] = {}
        self.states = [State(self, place, case) for place in range(len(case.code))]
        self.disputes, self.rungs, self.alarm = [], [], []  # type: list[float], list[float], list[float]

    def luck(self, purpose: str, one: int, other: int) -> float:
        """A uniform number; both sides of a tie see the same."""
        if self.given_luck is not None:
            return self.given_luck(purpose, one, other)
        if purpose == "dispute":
            return self.random.random()
        key = (min(one, other), max(one, other))
        if key not in self.pairs:
            self.pairs[key] = self.random.random()
        return self.pairs[key]

    def share(self, state: Any) -> float:
        """Log share of all output."""
        return self.shares[state.place]

    def step(self) -> None:
        """One year."""
        self.pairs.clear()
        self.agents.do("look")
        whole = sum(state.size for state in self.states)
        self.shares = [math.log(state.size / whole + 1e-5) for state in self.states]
        for act in ("press", "fear", "tie"):
            self.agents.do(act)
        self.disputes.append(sum(sum(state.began) for state in self.states))
        self.rungs.append(sum(sum(state.after) for state in self.states))
        self.alarm.append(sum(state.alarm for state in self.states) / len(self.states))
        self.agents.do("remember")


def _saturating(stock: float, half: float) -> float:
    return stock / (stock + half)


def _logistic(odds: float) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * odds))


def _quantised(chance: float) -> float:
    return round(chance * 2.0**20) * 2.0**-20
