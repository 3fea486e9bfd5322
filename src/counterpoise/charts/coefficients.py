"""Coefficients of fits as a reader knows them: proper names, and the unit of each rather than that of its fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["proper"]

_LOGS = "log points per log point"
_GROWTH = {
    "ar1": ("persistence of a year's shock (first-order autoregression)", "share carried over, no unit"),
    "common": ("standard deviation of the year that all states share", "log per year"),
    "degrees": ("tails of the yearly shock (Student's t)", "degrees of freedom"),
    "drift": ("standard deviation of the lasting drift", "log per year"),
    "drift_plain": ("standard deviation of the drift, were shocks not to persist", "log per year"),
    "shock": ("scale of the yearly shock (Student's t)", "log per year"),
}
_BURDEN = {
    "constant": ("constant of the pooled adjustment", "log points"),
    "degrees": ("tails of the pooled shock (Student's t)", "degrees of freedom"),
    "growth": ("growth of output per head, the year before", "log points per log point of growth"),
    "income": ("output per head", _LOGS),
    "lag": ("last year's burden, pooled", "share carried over, no unit"),
    "lag_within": ("last year's burden, within states", "share carried over, no unit"),
    "neighbours": ("burden of the neighbours", _LOGS),
    "own_degrees": ("tails of the shock about a state's own level (Student's t)", "degrees of freedom"),
    "own_scale": ("scale of the shock about a state's own level", "log points"),
    "own_threat": ("hazard of disputes toward the state", _LOGS),
    "patron_burden_asia_pacific": ("burden of the United States, allies in Asia and the Pacific", _LOGS),
    "patron_burden_europe": ("burden of the United States, allies in Europe", _LOGS),
    "polyarchy": ("democracy", "log points per unit of polyarchy"),
    "reversion": ("share of the gap to its own level that a state closes", "per year"),
    "scale": ("scale of the pooled shock (Student's t)", "log points"),
    "war": ("a war the year before", "log points"),
}
_KNOWN = {f"burden.fit.{name}": told for name, told in _BURDEN.items()} | {
    f"growth.fit.{name}{ending}": (f"{words}{where}", unit)
    for name, (words, unit) in _GROWTH.items()
    for ending, where in (("", ""), ("_asia_pacific", ", Asia and the Pacific"))
}


def proper(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A parameter with its own name and unit, where it is a coefficient that its fit names only by a code.

    Args:
        row: As the answer holds it: ``path``, ``label`` and ``unit`` among others.

    >>> told = proper({"path": "growth.fit.degrees", "label": "Growth: degrees", "unit": "log per year"})
    >>> told["label"], told["unit"]
    ("Growth: tails of the yearly shock (Student's t)", 'degrees of freedom')
    """
    known = _KNOWN.get(str(row.get("path")))
    if known is None:
        return row
    family = str(row.get("label")).partition(":")[0]
    return {**row, "label": f"{family}: {known[0]}", "unit": known[1]}
