"""What simple rules would have said, written down beside the forecast: persistence and base rate.

Persistence: what is true stays true.  It is granted one chance in a hundred of being wrong, since a zero could not be
scored; where "unchanged" lies on the bound of the question itself (a burden above *or* below today's), it says a half.

Base rate: how often the same question, asked of the same states in earlier years, was answered yes by the end of the
record that was public.  Rungs change seldom and their record is short: there the rate is that of one year, compounded
over the years of the question.  Counts of none are kept from being certainties, ``(k + 1/2) / (n + 1)`` (Jeffreys).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.forecast.rules import RELATIONS, MatrixRule, Rule, TieRule, VariableRule, ties_end
from counterpoise.observe.alignment import depth_at
from counterpoise.vocabulary import Mask

__all__ = ["BaseRate", "References", "jeffreys"]

SURE = 0.99
"""What persistence is granted: a convention, so that it can be scored at all."""

FIRST = 1990
"""First year of the record that base rates read: a convention, the years since the Cold War."""

FIRST_TIES = 2010
"""The table of ties is sourced from this year on."""


@dataclass(frozen=True)
class BaseRate:
    """How often it came true before.

    Attributes:
        p: The chance that follows.
        yes: Windows in which it came true, or years in which a rung changed.
        windows: Windows, or years, that were looked at.
        of: What was counted.
    """

    p: float
    yes: int
    windows: int
    of: str = "windows of the same length"


@dataclass
class References:
    """Persistence and base rates from a panel as it was public, each computed once.

    Attributes:
        panel: Vintage.
        states: ISO3 codes among which the same question is asked.
        year: Year in which the forecast stands.
    """

    panel: Panel
    states: Sequence[str]
    year: int
    _rates: dict[tuple[object, ...], BaseRate] = field(default_factory=dict)
    _ladders: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def persistence(self, rule: Rule, now: float) -> float:
        """What "nothing changes" says.

        Args:
            rule: Of the question.
            now: The quantity that the rule compares, as it stands: a ratio of 1, a rung.
        """
        bound = rule.rung if isinstance(rule, TieRule) else rule.value
        if isinstance(rule, VariableRule) and now == bound and rule.relation in {">", "<"}:
            return 0.5
        return SURE if RELATIONS[rule.relation](now, bound) else round(1.0 - SURE, 4)

    def base_rate(self, rule: Rule) -> BaseRate:
        """How often the same question was answered yes before."""
        bound = (rule.relation, rule.rung if isinstance(rule, TieRule) else rule.value)
        match rule:
            case VariableRule():
                length = rule.year - (rule.since or rule.year)
                return self._kept(
                    (rule.variable, length, rule.against, *bound), lambda: self._of_variable(rule)
                )
            case MatrixRule():
                length = rule.year - rule.first
                return self._kept((rule.matrix, rule.source, length, *bound), lambda: self._of_matrix(rule))
            case TieRule():
                now = self._rung(rule.a, rule.b)
                return self._kept((rule.a, now, rule.year, *bound), lambda: self._of_tie(rule))

    def _kept(self, key: tuple[object, ...], make: Callable[[], BaseRate]) -> BaseRate:
        if key not in self._rates:
            self._rates[key] = make()
        return self._rates[key]

    def _of_variable(self, rule: VariableRule) -> BaseRate:
        """All states, all windows of the same length that end in an observed year."""
        years = list(range(FIRST, self.year + 1))
        codes = self.panel.ccodes(self.states, self.year)
        value = self.panel.values(rule.variable, codes, years)
        value[self.panel.masks(rule.variable, codes, years) != Mask.OBSERVED] = np.nan
        combine = np.divide if rule.by == "ratio" else np.subtract
        if rule.against is not None:
            other = list(self.states).index(rule.against)
            value = np.delete(combine(value, value[:, [other]]), other, axis=1)
        if rule.since is not None:
            length = rule.year - rule.since
            value = combine(value[length:], value[:-length])
        known = ~np.isnan(value)
        return jeffreys(int((RELATIONS[rule.relation](value, rule.value) & known).sum()), int(known.sum()))

    def _of_matrix(self, rule: MatrixRule) -> BaseRate:
        """The same source against each of the states, all spans of the same length."""
        years = list(range(FIRST, self.year + 1))
        codes = self.panel.ccodes([rule.source, *(s for s in self.states if s != rule.source)], self.year)
        value = self.panel.matrix(rule.matrix, codes, years)[:, 0, 1:]
        seen = self.panel.matrix_masks(rule.matrix, codes, years)[:, 0, 1:] == Mask.OBSERVED
        length = rule.year - rule.first + 1
        true = RELATIONS[rule.relation](value, rule.value) & seen
        spans = np.lib.stride_tricks.sliding_window_view(true, length, axis=0).any(axis=-1)
        known = np.lib.stride_tricks.sliding_window_view(seen, length, axis=0).all(axis=-1)
        return jeffreys(int((spans & known).sum()), int(known.sum()))

    def _of_tie(self, rule: TieRule) -> BaseRate:
        """Pairs with the same state on the same rung: how often one year turned yes into no, or no into yes."""
        pole = list(self.states).index(rule.a)
        now = self._rung(rule.a, rule.b)
        last = int(ties_end(self.panel)[:4]) - (ties_end(self.panel)[4:] != "-12-31")
        changes = windows = 0
        true = RELATIONS[rule.relation](now, rule.rung)
        for year in range(FIRST_TIES, last):
            before, after = self._ladder(year)[pole], self._ladder(year + 1)[pole]
            same = (before == now) & (np.arange(len(self.states)) != pole)
            windows += int(same.sum())
            changes += int((same & (RELATIONS[rule.relation](after, rule.rung) != true)).sum())
        years = max(rule.year - self.year, 1)
        stays = (1.0 - jeffreys(changes, windows).p) ** years
        return BaseRate(round(float(stays if true else 1.0 - stays), 4), changes, windows, _YEARS)

    def _rung(self, a: str, b: str) -> float:
        order = list(self.states)
        return float(self._ladder(self.year)[order.index(a), order.index(b)])

    def _ladder(self, year: int) -> NDArray[np.float64]:
        """Rungs at the end of a year, or of the table if that comes first."""
        day = min(f"{year}-12-31", ties_end(self.panel))
        if day not in self._ladders:
            self._ladders[day] = depth_at(self.panel, self.states, day)
        return self._ladders[day]


def jeffreys(yes: int, windows: int) -> BaseRate:
    """A rate that no count makes a certainty.

    >>> jeffreys(0, 9)
    BaseRate(p=0.05, yes=0, windows=9, of='windows of the same length')
    """
    return BaseRate(round((yes + 0.5) / (windows + 1.0), 4), yes, windows)


_YEARS = "changes in pair-years on the same rung, compounded"
