"""Power: who has how much, by several named measures that do not agree.

No measure of power is neutral.  In 2022 China's share of the world by CINC is about twice the American one;
by an index of projection (Lee and Thompson) it is about a sixth.  So a measure is chosen by name, never by
default out of sight, and every headline can be run under another one.

The last axis is the state; leading axes (year, member) are free.  A missing value is NaN and never counts as
zero: it leaves world totals and means, and comes back as NaN where nothing is left.

Sources: Singer, Bremer and Stuckey (1972) in Russett (ed.) *Peace, War, and Numbers*, and Singer (1987)
*International Interactions* 14(2) (CINC); Beckley (2018) *International Security* 43(2) (net resources); Lee
and Thompson (2018), power projection index.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from counterpoise.measures._namespace import Array, Scalar, namespace
from counterpoise.vocabulary import CounterpoiseError, UnknownNameError, nearest

__all__ = [
    "MEASURES",
    "Measure",
    "blend_rates",
    "capability",
    "cinc",
    "effective_capability",
    "net_resources",
    "share",
]


def share(values: Array) -> Array:
    """Share of each state in the total of its last axis, missing states left out of the total.

    Args:
        values: A quantity that adds up ``[..., state]``, 0 or more, NaN where missing.

    Returns:
        ``[..., state]``; the states with a value sum to 1.  NaN where missing, and where the total is zero: a
        share of nothing is not zero.

    >>> import numpy as np
    >>> share(np.array([1.0, 3.0, np.nan])).tolist()
    [0.25, 0.75, nan]
    """
    xp = namespace(values)
    known = ~xp.isnan(values)
    total = xp.sum(xp.where(known, values, 0.0), axis=-1, keepdims=True)
    part = xp.where(known, values, 0.0) / xp.where(total > 0, total, 1.0)
    return xp.where(known & (total > 0), part, xp.nan)


def cinc(milex: Array, milper: Array, irst: Array, pec: Array, tpop: Array, upop: Array) -> Array:
    """Composite Index of National Capability: the mean of a state's shares of six world totals.

    ``CINC_i = mean_q share_i(q)`` over the components q that are reported for i.  That is the field's own
    rule for missing components, found by recomputing NMC 7: it returns all 17,121 published values to within
    3e-8, while counting a missing component as zero is off by up to .058 (China in the 1860s).

    Args:
        milex: Military expenditure ``[..., state]`` in any one currency.
        milper: Military personnel.
        irst: Iron and steel production.
        pec: Primary energy consumption.
        tpop: Total population.
        upop: Urban population.

    Returns:
        ``[..., state]`` in [0, 1]; sums to about 1 over a world (exactly 1 where nothing is missing).

    >>> import numpy as np
    >>> half, none = np.array([1.0, 1.0]), np.array([3.0, 1.0])
    >>> cinc(half, half, half, none, none, none).tolist()
    [0.625, 0.375]
    """
    xp = namespace(milex, milper, irst, pec, tpop, upop)
    shares = xp.stack([share(part) for part in (milex, milper, irst, pec, tpop, upop)], axis=-1)
    known = ~xp.isnan(shares)
    count = xp.sum(xp.where(known, 1.0, 0.0), axis=-1)
    total = xp.sum(xp.where(known, shares, 0.0), axis=-1)
    return xp.where(count > 0, total / xp.where(count > 0, count, 1.0), xp.nan)


def net_resources(gdp: Array, gdp_per_head: Array) -> Array:
    """Beckley's net resources: output times output per head, so that mouths to feed do not count as muscle.

    ``GDP x GDP per head``.  Gross measures such as CINC rank a populous poor state above its masters; on 141
    wars this product explains .26 of the variance of outcomes, GDP .12, CINC .07.

    Args:
        gdp: Output ``[..., state]``, any one currency at constant prices.
        gdp_per_head: Output per person, same currency.

    Returns:
        ``[..., state]`` in currency squared per person: use shares or ratios of it.

    >>> float(net_resources(100.0, 2.0))
    200.0
    """
    return gdp * gdp_per_head


def blend_rates(market: Array, ppp: Array, weight: Scalar) -> Array:
    """Geometric mix of a value at market rates and at purchasing power: ``market**(1 - w) ppp**w``.

    Soldiers and steel are bought at home prices, engines and chips at world prices: neither rate is right for
    an army, and the choice doubles China's stock.  The mix lets it be a parameter instead of a habit.

    Args:
        market: Value at market exchange rates ``[...]``, above 0.
        ppp: The same at purchasing power ``[...]``, above 0.
        weight: Weight w of purchasing power, 0 to 1.

    Returns:
        ``[...]`` between the two.

    >>> float(blend_rates(1.0, 4.0, 0.5))
    2.0
    """
    xp = namespace(market, ppp, weight)
    return xp.exp((1.0 - weight) * xp.log(market) + weight * xp.log(ppp))


def effective_capability(stock: Array, technology: Array, beta_q: Scalar, readiness: Array) -> Array:
    """What a military stock is worth in use: ``C = K A**beta_q readiness``.

    Args:
        stock: Military stock K ``[..., state]``, constant dollars.
        technology: Technology level A relative to the frontier, above 0, 1 at the frontier.
        beta_q: Elasticity of quality to technology, 0 or more.
        readiness: Share of the stock that is manned and ready, 0 to 1.

    Returns:
        ``[..., state]`` in the unit of the stock.

    >>> float(effective_capability(100.0, 0.25, 0.5, 0.8))
    40.0
    """
    return stock * technology**beta_q * readiness


class Measure(NamedTuple):
    """A named measure of power.

    Attributes:
        label: What a table or axis calls it.
        unit: Unit of its values.
        inputs: Names of the arrays it is computed from.
        function: The measure itself, called with those inputs by name.
        citation: Who proposed it.
    """

    label: str
    unit: str
    inputs: tuple[str, ...]
    function: Callable[..., Array]
    citation: str


def _itself(**only: Array) -> Array:
    (value,) = only.values()
    return value


MEASURES: dict[str, Measure] = {
    "cinc": Measure(
        "composite index of national capability",
        "share of the world",
        ("milex", "milper", "irst", "pec", "tpop", "upop"),
        cinc,
        "Singer, Bremer and Stuckey (1972)",
    ),
    "net_resources": Measure(
        "net resources",
        "currency squared per person",
        ("gdp", "gdp_per_head"),
        net_resources,
        "Beckley (2018)",
    ),
    "military_stock": Measure(
        "military stock",
        "constant currency",
        ("stock",),
        _itself,
        "perpetual inventory: counterpoise.measures.stock",
    ),
    "power_projection": Measure(
        "power projection index",
        "share of the world",
        ("power_projection",),
        _itself,
        "Lee and Thompson (2018)",
    ),
    "gdp": Measure("gross domestic product", "constant currency", ("gdp",), _itself, "national accounts"),
}
"""Measures of power by name; all increase with power, and only their shares or ratios compare."""


def capability(name: str, **inputs: Array) -> Array:
    """A measure of power, chosen by name.

    Args:
        name: A key of MEASURES.
        inputs: The arrays it needs, by name, ``[..., state]``; see ``MEASURES[name].inputs``.

    Returns:
        ``[..., state]`` in ``MEASURES[name].unit``.

    Raises:
        UnknownNameError: If no measure goes by that name.
        CounterpoiseError: If an input is absent or is not one of the measure's.

    >>> import numpy as np
    >>> share(capability("gdp", gdp=np.array([3.0, 1.0]))).tolist()
    [0.75, 0.25]
    >>> capability("cinq", gdp=1.0)
    Traceback (most recent call last):
    ...
    counterpoise.vocabulary.UnknownNameError: no measure of power is called 'cinq'. Did you mean cinc?
    """
    if name not in MEASURES:
        hint = nearest(name, MEASURES) or f"Choose one of {', '.join(MEASURES)}."
        raise UnknownNameError(f"no measure of power is called '{name}'.", hint=hint)
    measure = MEASURES[name]
    if set(inputs) != set(measure.inputs):
        given = ", ".join(sorted(inputs)) or "nothing"
        raise CounterpoiseError(
            f"the measure '{name}' was given {given}.", hint=f"It needs {', '.join(measure.inputs)}."
        )
    return measure.function(**inputs)
