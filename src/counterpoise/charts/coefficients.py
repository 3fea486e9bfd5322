"""Coefficients of fits as a reader knows them: proper names, and the unit of each rather than that of its fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["proper"]

Told = tuple[str, str]
"""A name in words, and a unit."""

_LOGS = "log points per log point"
_ODDS = "log-odds"
_HALF = "log-odds from none to many"
_DEMOCRACY = "log-odds per unit of polyarchy"
_BINS = (
    "under autocracy (polyarchy below 0.25)",
    "between 0.25 and 0.5 of polyarchy",
    "between 0.5 and 0.75 of polyarchy",
    "under democracy (polyarchy above 0.75)",
)
"""The four bins of V-Dem's electoral democracy by which leaders go and regimes move."""

_GROWTH: dict[str, Told] = {
    "ar1": ("persistence of a year's shock (first-order autoregression)", "share carried over, no unit"),
    "common": ("standard deviation of the year that all states share", "log per year"),
    "degrees": ("tails of the yearly shock (Student's t)", "degrees of freedom"),
    "drift": ("standard deviation of the lasting drift", "log per year"),
    "drift_plain": ("standard deviation of the drift, were shocks not to persist", "log per year"),
    "shock": ("scale of the yearly shock (Student's t)", "log per year"),
}
_BURDEN: dict[str, Told] = {
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
    "patron_burden_asia_pacific": (
        "burden of the patron (in the fit, the United States), allies in Asia and the Pacific",
        _LOGS,
    ),
    "patron_burden_europe": ("burden of the patron (in the fit, the United States), allies in Europe", _LOGS),
    "polyarchy": ("democracy", "log points per unit of polyarchy"),
    "reversion": ("share of the gap to its own level that a state closes", "per year"),
    "scale": ("scale of the pooled shock (Student's t)", "log points"),
    "war": ("a war the year before", "log points"),
}
_TECHNOLOGY: dict[str, Told] = {
    "catchup": ("share of the gap to the United States that is closed", "per year"),
    "noise": ("standard deviation of a year's change", "log points per year"),
    "talent": ("schooling against that of the United States", "log points per year per log point"),
}
_DISPUTE: dict[str, Told] = {
    "intercept": ("constant", _ODDS),
    "log_distance": ("distance between the two territories", "log-odds per log of distance"),
    "land_border": ("a shared land border", _ODDS),
    "sea_neighbour": ("neighbours across at most 400 miles of water", _ODDS),
    "source_share": ("share of world output, of the one that starts", "log-odds per log point"),
    "target_share": ("share of world output, of the other", "log-odds per log point"),
    "share_gap": ("gap between the two shares of output", "log-odds per log point"),
    "source_major": ("the one that starts is a major power", _ODDS),
    "target_major": ("the other is a major power", _ODDS),
    "both_major": ("both are major powers", _ODDS),
    "source_major_x_distance": ("what distance costs a major power less", "log-odds per log of distance"),
    "source_share_x_distance": (
        "what distance costs a larger economy less",
        "log-odds per log point and log of distance",
    ),
    "initiated_by_source": ("disputes that it started with the other, half-life 8 years", _HALF),
    "initiated_by_target": ("disputes that the other started with it, half-life 8 years", _HALF),
    "disputes_8y": ("disputes between the two, half-life 8 years", _HALF),
    "disputes_2y": ("disputes between the two, half-life 2 years", _HALF),
    "log_peace_years": ("years of peace between the two", "log-odds per log of years"),
    "source_initiates": ("how often it starts disputes with anybody", _HALF),
    "target_is_initiated_against": ("how often anybody starts disputes with the other", _HALF),
    "source_disputes": ("how often it is in disputes with anybody", _HALF),
    "target_disputes": ("how often the other is in disputes with anybody", _HALF),
    "source_polyarchy": ("democracy of the one that starts", _DEMOCRACY),
    "target_polyarchy": ("democracy of the other", _DEMOCRACY),
    "joint_polyarchy": ("democracy of the less democratic of the two", _DEMOCRACY),
    "defence_pact": ("a defence pact between the two", _ODDS),
}
_PACT: dict[str, Told] = {
    "intercept": ("constant", _ODDS),
    "log_capital_distance": ("distance between the capitals", "log-odds per log of distance"),
    "neighbours": ("neighbours by land or across at most 400 miles of water", _ODDS),
    "log_distance": ("distance between the two territories", "log-odds per log of distance"),
    "same_century": ("country codes of one hundred (a subregion)", _ODDS),
    "in_americas": ("both in the Americas", _ODDS),
    "in_europe": ("both in Europe", _ODDS),
    "in_africa": ("both in Africa", _ODDS),
    "in_middle_east": ("both in the Middle East", _ODDS),
    "in_asia_pacific": ("both in Asia and the Pacific", _ODDS),
    "common_enemies": (
        "adversaries in common, disputes of ten years",
        "log-odds per log of one and their number",
    ),
    "recent_dispute": ("a dispute between the two in ten years", _ODDS),
    "nonaggression": ("a non-aggression pact in force", _ODDS),
    "consultation": ("a consultation pact in force", _ODDS),
    "regime_likeness": ("likeness of regimes", _DEMOCRACY),
    "joint_polyarchy": ("democracy of the less democratic of the two", _DEMOCRACY),
}
_ENDINGS: dict[str, Told] = {
    f"{first}_{last}_{form}": (f"{form} treaties, {first} to {last}", "endings per treaty and year")
    for first, last in ((1816, 1913), (1914, 1945), (1946, 1989), (1990, 2018))
    for form in ("bilateral", "multilateral")
} | {"patron_asia": ("treaties of the United States in Asia since 1946", "endings per treaty and year")}
_LEADERS: dict[str, Told] = {
    f"{kind}_{k}": (f"{words} {where}", "log-odds per year")
    for kind, words in (("exit", "any exit"), ("regular", "regular exit"), ("irregular", "irregular exit"))
    for k, where in enumerate(_BINS)
}
_REGIMES: dict[str, Told] = {
    **{
        f"jump_{k}": (f"a jump by more than 0.1 {where}", "log-odds per year")
        for k, where in enumerate(_BINS)
    },
    **{f"shift_{k}": (f"mean of a jump {where}", "polyarchy") for k, where in enumerate(_BINS)},
    "size": ("standard deviation of a jump", "polyarchy"),
    "still": ("standard deviation of a year without a jump", "polyarchy"),
}
_FITS: dict[str, dict[str, Told]] = {
    "affinity.fit": _REGIMES,
    "assertiveness.coefficients": _DISPUTE,
    "burden.fit": _BURDEN,
    "growth.fit": _GROWTH
    | {
        f"{name}_asia_pacific": (f"{words}, Asia and the Pacific", unit)
        for name, (words, unit) in _GROWTH.items()
    },
    "leaders.exits": _LEADERS,
    "technology.fit": _TECHNOLOGY,
    "ties.endings": _ENDINGS,
    "ties.formation": _PACT,
}


_THEN: dict[str, dict[str, Told]] = {
    "ties.endings": {
        "1990_2018_multilateral": ("pairs that a treaty of many binds", "lapses per pair and year"),
        "1990_2018_bilateral": ("pairs that a bilateral treaty binds", "lapses per pair and year"),
        "patron_asia": ("the patron’s own treaties", "endings per treaty and year"),
    }
}
"""What stands in the place of a coefficient where an origin fitted another quantity."""


def proper(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A parameter with its own name and unit, where it is a coefficient that its fit names only by a code.

    In a case of the past (a row that says ``until``) the fit has no eras and no Asia of its own, and is named so.

    Args:
        row: As the answer holds it: ``path``, ``label`` and ``unit`` among others.

    >>> told = proper({"path": "growth.fit.degrees", "label": "Growth: degrees", "unit": "log per year"})
    >>> told["label"], told["unit"]
    ("Growth: tails of the yearly shock (Student's t)", 'degrees of freedom')
    >>> proper({"path": "leaders.exits.irregular_3", "label": "Leader exit: irregular 3"})["label"]
    'Leader exit: irregular exit under democracy (polyarchy above 0.75)'
    >>> row = {"path": "ties.endings.1990_2018_bilateral", "label": "Treaty termination: 1990", "until": 1933}
    >>> proper(row)["label"]
    'Treaty termination: pairs that a bilateral treaty binds'
    """
    fit, _, name = str(row.get("path")).rpartition(".")
    known = _FITS.get(fit, {}).get(name)
    if known is None:
        return row
    family = str(row.get("label")).partition(":")[0]
    words, told = known
    if row.get("until") is not None:
        words, told = _THEN.get(fit, {}).get(
            name, (words.replace("Asia and the Pacific", "the region"), told)
        )
    return {**row, "label": f"{family}: {words}", "unit": told}
