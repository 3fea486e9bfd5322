"""Trade with the two poles: what is bought and sold, which agreements are in force, whose tariffs are announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from counterpoise.data import Panel
from counterpoise.mechanisms.trade import PHASED_IN
from counterpoise.scenario import Scenario
from counterpoise.scenario.facts import Shock

__all__ = ["bought_at", "market_at", "pacts_in", "retaliation_in", "sold_at", "tariffs_in"]

Floats = NDArray[np.float64]


def bought_at(panel: Panel, codes: Sequence[int]) -> Floats:
    """What the patron buys of each state as a share of that state's output; 0 where it is not known."""
    bought, output = (_of_year(panel, name, codes) for name in ("us_goods_imports", "gdp_market"))
    return np.nan_to_num(bought / output)


def sold_at(panel: Panel, codes: Sequence[int], patron: int) -> Floats:
    """What the patron sells to each state as a share of its own output; 0 where it is not known."""
    sold, output = (_of_year(panel, name, codes) for name in ("us_goods_exports", "gdp_market"))
    return np.nan_to_num(sold / output[patron])


def market_at(scenario: Scenario) -> Floats:
    """How far the agreements with patron and challenger had taken effect at the start ``[pole, state]``."""
    start = date(scenario.start, 1, 1)
    return np.array(
        [
            [
                min(max((_linked(scenario, state, pole, start) or 0.0) * PHASED_IN, 0.0), 1.0)
                for state in scenario.states
            ]
            for pole in _poles(scenario)
        ]
    )


def pacts_in(scenario: Scenario, years: Sequence[int]) -> Floats:
    """1 where a state and a pole trade under an agreement in the middle of the year ``[year, pole, state]``."""
    return np.array(
        [
            [
                [_linked(scenario, state, pole, date(year, 7, 1)) is not None for state in scenario.states]
                for pole in _poles(scenario)
            ]
            for year in years
        ],
        dtype=float,
    )


def _poles(scenario: Scenario) -> tuple[str, str]:
    return scenario.roles.patron, scenario.roles.challenger


def _linked(scenario: Scenario, state: str, pole: str, day: date) -> float | None:
    """Years for which the oldest agreement in force on a day has bound a state and a pole; None without any."""
    if state == pole:
        return None
    names = {fact.name for fact in scenario.agreements}
    since = [
        max(first, second)
        for name in names
        if (first := _joined(scenario, name, state, day)) and (second := _joined(scenario, name, pole, day))
    ]
    return (day - min(since)).days / _YEAR if since else None


def _joined(scenario: Scenario, name: str, state: str, day: date) -> date | None:
    """Day from which a state has been in an agreement without leaving it; None where it is not in it on the day."""
    entered = [(f.date, True) for f in scenario.agreements if f.name == name and state in f.members]
    moves = [
        s for s in scenario.happenings if s.moves and s.kind in _MOVES and (s.pact, s.target) == (name, state)
    ]
    entered += [(s.date, s.kind == "pact_joined") for s in moves]
    inside: date | None = None
    for when, joins in sorted(e for e in entered if e[0] <= day):
        inside = (inside or when) if joins else None
    return inside


def tariffs_in(scenario: Scenario, years: Sequence[int]) -> Floats:
    """Announced tariffs as fractions: the mean over the year's days; NaN where nothing is announced.

    A rate without an end is announced for the rest of its year and drifts afterwards; a rate with an end counts
    for its days.  A sector's own rate takes the place of the general one on the part of exports that it covers.
    """
    rate = np.full((len(years), len(scenario.states)), np.nan)
    for t, year in enumerate(years):
        days = _days(year)
        for s, state in enumerate(scenario.states):
            general = _orders(scenario, state, "tariff")
            sector = [order for order in _orders(scenario, state, "tariff_sector") if order.part is not None]
            if not any(order.date.year == year for order in (*general, *sector)):
                continue
            part = np.zeros(len(days))
            for order in sector:
                part[_covered(order, days)] = order.part
            level = (1.0 - part) * _rates(general, days) + part * _rates(sector, days)
            rate[t, s] = level.mean() / _PERCENT
    return rate


def _orders(scenario: Scenario, state: str, kind: str) -> list[Shock]:
    """A state's tariffs of one kind that have a size, in the order in which one replaced the other."""
    found = [s for s in scenario.happenings if s.kind == kind and s.target == state and s.size is not None]
    return sorted(found, key=lambda shock: shock.date)


def _rates(orders: Sequence[Shock], days: Sequence[date]) -> Floats:
    """Rate in force on each day, per cent."""
    level = np.zeros(len(days))
    for order in orders:
        level[_covered(order, days)] = order.size
    return level


def _covered(order: Shock, days: Sequence[date]) -> NDArray[np.bool_]:
    last = order.until or date(order.date.year, 12, 31)
    return np.array([order.date <= day <= last for day in days])


def retaliation_in(scenario: Scenario, years: Sequence[int]) -> Floats:
    """Announced tariffs on the patron's goods as fractions of all of them; NaN where nothing is announced.

    Days and parts count as they do for the patron's own tariffs; an answer with an end is announced up to it.
    """
    rate = np.full((len(years), len(scenario.states)), np.nan)
    for t, year in enumerate(years):
        days = _days(year)
        for s, state in enumerate(scenario.states):
            orders = _orders(scenario, state, "retaliation")
            if not any(order.date.year <= year <= (order.until or order.date).year for order in orders):
                continue
            level = np.zeros(len(days))
            for order in orders:
                level[_covered(order, days)] = (order.size or 0.0) * (
                    1.0 if order.part is None else order.part
                )
            rate[t, s] = level.mean() / _PERCENT
    return rate


def _days(year: int) -> list[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(first + k) for k in range(365)]


def _of_year(panel: Panel, name: str, codes: Sequence[int]) -> Floats:
    return np.asarray(panel.values(name, list(codes), [_TRADE_YEAR])[0], dtype=float)


_TRADE_YEAR = 2024
_PERCENT, _YEAR = 100.0, 365.25

_MOVES = ("pact_joined", "pact_left")
