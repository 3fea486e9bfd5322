"""Alliance obligations by type: what state 1 owes state 2, and what a treaty binds each member to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.rows import Rows
from counterpoise.units.series import Floats, Series, series_plans
from counterpoise.units.site import KINDS, Site

__all__ = ["FAMILY", "OBLIGATIONS", "cells"]

OBLIGATIONS = ("defence", "offence", "neutrality", "nonaggression", "consultation")
_ALIAS = ("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul")
_FORM = (
    "bilateral", "asymmetric", "conditional", "wartime", "names_threat", "threat1", "threat2", "bases",
    "military_aid", "organisation",
)  # fmt: skip
_CODED = {"threat1": "COW code", "threat2": "COW code"}


def cells(site: Site, *, directed: bool) -> Pairs:
    """Pairs with an obligation; undirected, the larger of what either owes the other."""
    table = site.pairs("alliances", (*OBLIGATIONS, "present"))
    if directed:
        return table
    return site.keep("alliances", "either", site.carry, make=lambda: table.either((*OBLIGATIONS, "present")))


def _partners(site: Site, name: str) -> Floats:
    table = cells(site, directed=True)
    return site.summary(table, table.values[name], "sum", "alliances", name)


def _of_members(site: Site, field: str) -> Plan:
    """A field of the treaty table for the member and phase of each row, or the largest over members."""
    table = site.table("treaties")
    first, last = site.window("treaties")
    label = f"{field.replace('_', ' ').capitalize()} (this member and phase)"
    if site.kind == "treaty-years":
        label = f"{field.replace('_', ' ').capitalize()} (of any member)"

    def fill(rows: Rows, out: NDArray[Any]) -> None:
        values = table[field].to_numpy(dtype=np.float64, na_value=np.nan)
        if site.kind == "treaty-members":
            out[:] = values[rows.extra["member"]]
            return
        best = np.full(len(rows), -np.inf)
        assert rows.groups is not None
        mine = values[rows.groups.member]
        known = ~np.isnan(mine)
        np.maximum.at(best, rows.groups.row[known], mine[known])
        best[np.isinf(best)] = np.nan
        out[:] = best

    unit = _CODED.get(field, "0/1" if field in OBLIGATIONS or field == "bilateral" else "ATOP code")
    sources = site.panel.table_sources("treaties")
    return Plan(
        Column(field, label, unit, "float32", max(first, 1816), last, sources, "alliances", whole=True), fill
    )


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    if site.kind.startswith("treaty"):
        return [_of_members(site, field) for field in (*OBLIGATIONS, *_FORM)]
    sources = site.panel.table_sources("alliances")
    if site.dyadic:
        owes = "State 1 owes state 2" if site.directed else "Either owes the other"
        table = partial(cells, site, directed=site.directed)
        links = [Link("alliance", f"{owes} any obligation", "0/1", table)]
        links += [
            Link(name, f"{owes} {name}", "0/1", table, name, alias=alias)
            for name, alias in zip(OBLIGATIONS, _ALIAS, strict=True)
        ]
        return link_plans(site, "alliances", sources, links)
    series = [
        Series(f"{name}_partners", f"States to which it owes {word}", "states", sources,
               partial(_partners, site, value), "whole")
        for name, word, value in (
            ("alliance", "any obligation", "present"), *((one, one, one) for one in OBLIGATIONS)
        )
    ]  # fmt: skip
    return series_plans(site, "alliances", series)


FAMILY = Family(
    "alliances",
    "Alliance obligations (ATOP 5.1)",
    KINDS,
    _plans,
    text="Directed pairs: what state 1 owes state 2 under any treaty in force in the year. A treaty may bind one "
    "side only. Non-directed pairs: 1 where either owes the other (peacesciencer's default as well). States: the "
    "number of states to which each obligation is owed. Treaty-years and treaty-members: the obligations of a "
    "member in its phase, and the form of the treaty. ATOP ends in 2018; later years are missing.",
    peacesciencer="add_atop_alliance()",
)
