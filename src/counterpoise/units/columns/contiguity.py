"""Direct contiguity, by land and across water."""

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

_CODES = "0 none; 1 land; 2 to 5 water of at most 12, 24, 150 and 400 miles. The codes are no scale."


def cells(site: Site) -> Pairs:
    """Contiguous pairs by year; where the type changed within a year, the earlier counts."""
    return site.pairs("contiguity", ("type",))


def _borders(site: Site, land: bool) -> Floats:
    table = cells(site)
    kind = table.values["type"]
    return site.summary(table, 1.0 * ((kind == 1) if land else (kind > 1)), "sum", "borders", land)


def _plans(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    sources = site.panel.table_sources("contiguity")
    if site.dyadic:
        link = Link("contiguity", "Direct contiguity", "type 0 to 5", partial(cells, site), "type", note=_CODES,
                    alias="conttype")  # fmt: skip
        return link_plans(site, "contiguity", sources, [link])
    series = [
        Series(f"{name}_borders", f"Neighbours {how}", "states", sources, partial(_borders, site, land), "whole",
               alias=name)
        for name, how, land in (("land", "by land", True), ("sea", "across water", False))
    ]  # fmt: skip
    return series_plans(site, "contiguity", series)


FAMILY = Family(
    "contiguity",
    "Direct contiguity (COW)",
    KINDS,
    _plans,
    text=f"For pairs, `contiguity`: {_CODES} For states, the number of neighbours. "
    "Where a relation changed within a year the earlier counts. The list ends in 2016.",
    peacesciencer="add_contiguity()",
)
