"""Military stock by perpetual inventory: arms outlive the budgets that bought them.

A fleet is the sum of twenty years of spending, so shares of stock move long after shares of spending: in 2024
China spends a third of what the United States spends and owns a quarter of what it owns.

Sources: Goldsmith (1951) "A Perpetual Inventory of National Wealth", *Studies in Income and Wealth* 14 (the
method); OECD (2009) *Measuring Capital*, 2nd ed. (starting value from steady growth).
"""

from __future__ import annotations

from counterpoise.measures._namespace import Array, Scalar, namespace

__all__ = ["GROWTH_YEARS", "military_stock", "next_stock", "starting_stock"]

GROWTH_YEARS = 10
"""Years over which the growth behind the starting value is measured: one odd budget must not set it."""


def next_stock(stock: Array, spending: Array, delta: Scalar) -> Array:
    """Stock at the end of the year: ``K' = (1 - delta) K + m Y``.

    Args:
        stock: Stock K at the end of the year before ``[...]``.
        spending: Military spending of the year ``m Y``, same unit and price base ``[...]``.
        delta: Share of the stock lost each year, 0 to 1.

    Returns:
        ``[...]`` in the unit of the spending.

    >>> next_stock(100.0, 15.0, 0.1)
    105.0
    """
    return (1.0 - delta) * stock + spending


def starting_stock(first: Array, growth: Scalar, delta: Scalar) -> Array:
    """Stock that steady growth of spending would have built: ``m Y / (g + delta)``, g not below zero.

    Args:
        first: First spending that is known ``[...]``.
        growth: Growth g of spending, log points a year; a shrinking budget counts as a steady one.
        delta: Share of the stock lost each year, above 0.

    Returns:
        ``[...]`` in the unit of the spending.

    >>> round(float(starting_stock(13.0, 0.03, 0.1)), 6)
    100.0
    """
    xp = namespace(first, growth, delta)
    return first / (xp.maximum(growth, 0.0) + delta)


def military_stock(spending: Array, delta: Scalar) -> Array:
    """Stocks of all states from their spending, each starting with its first known year.

    The starting stock stands at the beginning of that year; growth is measured over the ten known years that
    follow (or as many as there are).  Spending must be complete from the first known year on: a gap
    afterwards makes the stock unknown from there, because missing is not zero.  Fill gaps before, and say so.

    Args:
        spending: Military spending ``[year, state]``, consecutive years, constant prices; NaN where unknown.
        delta: Share of the stock lost each year, above 0; a number or one per state ``[state]``.

    Returns:
        Stock at the end of each year ``[year, state]``; NaN before the first known year and after a gap.

    >>> import numpy as np
    >>> steady = np.array([[np.nan, 1.0], [10.0, 1.0], [10.0, 1.0]])
    >>> military_stock(steady, 0.1).round(6).tolist()  # a steady budget, a steady stock
    [[nan, 10.0], [100.0, 10.0], [100.0, 10.0]]
    """
    xp = namespace(spending, delta)
    years = spending.shape[0]
    known = ~xp.isnan(spending)
    first = xp.argmax(known, axis=0)
    last = xp.minimum(first + GROWTH_YEARS, years - 1)
    column = xp.arange(spending.shape[1])
    opening, later = spending[first, column], spending[last, column]
    span = xp.maximum(last - first, 1)
    measured = (opening > 0) & (later > 0) & (last > first)
    # divided only where both are above zero: a state that opens with nothing has no growth to measure
    ratio = xp.where(measured, later, 1.0) / xp.where(measured, opening, 1.0)
    growth = xp.where(measured, xp.log(ratio) / span, 0.0)
    stock = starting_stock(opening, growth, delta)
    rows = []
    for year in range(years):
        stock = xp.where(year >= first, next_stock(stock, spending[year], delta), stock)
        rows.append(xp.where((year >= first) & known[first, column], stock, xp.nan))
    return xp.stack(rows)
