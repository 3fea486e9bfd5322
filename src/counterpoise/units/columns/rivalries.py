"""Strategic rivalries, in both lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from counterpoise.units.column import Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.series import Floats, Series, series_plans
from counterpoise.units.site import KINDS, Site

__all__ = ["FAMILY", "cells"]

_KINDS = ("positional", "spatial", "ideological", "interventionary")
_LISTS = {
    "tss": ("rivalries", "Thompson, Sakuwa and Suhas 2021", (*_KINDS, "principal")),
    "td": ("rivalries_2012", "Thompson and Dreyer 2012", _KINDS),
}


def cells(site: Site, name: str) -> Pairs:
    """Pairs of rivals by year, both directions."""
    table, _, kinds = _LISTS[name]
    return site.pairs(table, ("present", *kinds), both=True)


def _rivals(site: Site, name: str) -> Floats:
    table = cells(site, name)
    return site.summary(table, table.values["present"], "sum", "rivalries", name)


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    plans: list[Plan] = []
    for name, (table, who, kinds) in _LISTS.items():
        sources = site.panel.table_sources(table)
        if site.dyadic:
            links = [Link(f"{name}_rivalry", f"Strategic rivalry ({who})", "0/1", partial(cells, site, name))]
            links += [
                Link(
                    f"{name}_{kind}",
                    f"{kind.capitalize()} rivalry ({who})",
                    "0/1",
                    partial(cells, site, name),
                    kind,
                )
                for kind in kinds
            ]
            plans += link_plans(site, "rivalries", sources, links)
        else:
            series = Series(f"{name}_rivals", f"Strategic rivals ({who})", "states", sources,
                            partial(_rivals, site, name), "whole")  # fmt: skip
            plans += series_plans(site, "rivalries", [series])
    return plans


FAMILY = Family(
    "rivalries",
    "Strategic rivalries (2021 and 2012 lists)",
    KINDS,
    _plans,
    text="`tss_` is the list of 2021, to 2020; `td_` that of 2012, to 2010. A rivalry may be of several kinds. "
    "Lists of rivals are made with hindsight.",
    peacesciencer="add_strategic_rivalries()",
)
