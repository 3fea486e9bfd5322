"""Threat to territory, organisations, votes, ethnic groups and terrain: what a state is and belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterpoise.data.cubes import FIRST_YEAR, LAST_YEAR
from counterpoise.units.column import Column, Family, Plan
from counterpoise.units.links import Link, link_plans
from counterpoise.units.pairs import Pairs
from counterpoise.units.rows import YEARS, Rows, positions
from counterpoise.units.series import Floats, Series, of_variable, series_plans
from counterpoise.units.site import KINDS, Site

__all__ = ["GROUPS", "IGOS", "TERRAIN", "THREAT", "VOTES"]

_THREAT = tuple(
    f"territorial_threat{near}{end}" for near in ("", "_near") for end in ("", "_sd", "_low", "_high")
)
_IDEAL = ("ideal_point", "ideal_point_q5", "ideal_point_q95", "ideal_point_all")


def _plain(site: Site, family: str, names: tuple[str, ...], *, additive: bool = False, dtype: str = "", table: str = "",
           alias: Mapping[str, str] | None = None) -> list[Plan]:  # fmt: skip
    known = alias or {}
    series = [
        of_variable(site, name, alias=known.get(name, ""), additive=additive, dtype=dtype, table=table)
        for name in names
    ]
    return series_plans(site, family, series)


def _threat(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    alias = {"territorial_threat": "lterrthreat", "territorial_threat_near": "m_lterrthreat"}
    return _plain(site, "territorial threat", (*_THREAT, "external_threat"), alias=alias)


def igo_cells(site: Site) -> Pairs:
    """Full memberships that two states share, both directions."""
    return site.pairs("igo_dyads", ("shared",), both=True)


def _igos(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    names = ("igo_full", "igo_associate", "igo_observer", "igo_any")
    alias = dict(
        zip(names, ("sum_igo_full", "sum_igo_associate", "sum_igo_observer", "sum_igo_anytype"), strict=True)
    )
    plans = _plain(site, "igos", names, dtype="whole", alias=alias)
    if site.dyadic:
        shared = Link("igos_shared", "Organisations of which both are full members", "organisations",
                      partial(igo_cells, site), "shared", np.nan, alias="dyadigos")  # fmt: skip
        plans += link_plans(site, "igos", site.panel.table_sources("igo_dyads"), [shared])
    return plans


def _votes(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    plans = _plain(site, "votes", _IDEAL, dtype="float32")
    if site.dyadic:
        plans.append(_ideal_distance(site, plans[0].column))
    return plans


def _ideal_distance(site: Site, like: Column) -> Plan:
    def fill(rows: Rows, out: NDArray[Any]) -> None:
        flat = site.cube("ideal_point").ravel()
        out[:] = np.abs(np.take(flat, rows.spots[0]) - np.take(flat, rows.spots[1]))

    label = "Distance between ideal points in the UN General Assembly"
    return Plan(
        Column("ideal_distance", label, like.unit, "float32", like.first, like.last, like.sources, "votes"),
        fill,
    )


def _groups(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    names = (
        "ethnic_fractionalisation", "ethnic_polarisation", "religious_fractionalisation",
        "religious_polarisation", "hief_fractionalisation",
    )  # fmt: skip
    alias = dict(zip(names, ("ethfrac", "ethpol", "relfrac", "relpol", "efindex"), strict=True))
    return _plain(site, "fractionalisation", names, alias=alias, table="gw_groups")


def _ground(site: Site, column: str, own: bool = False) -> Floats:
    """What does not change, in every year."""

    def make() -> Floats:
        code, axis = ("gwcode", site.gw_axis) if own else ("ccode", site.axis)
        table = site.table("terrain").dropna(subset=[code, column])
        cube = np.full((YEARS, len(axis) + 1), np.nan)
        place = positions(table[code].to_numpy(dtype=np.int64), axis)
        cube[:, place[place >= 0]] = table[column].to_numpy(dtype=np.float64)[place >= 0]
        return cube

    return site.keep("terrain", column, own, make=make)


def _terrain(site: Site, options: Mapping[str, Any]) -> list[Plan]:
    sources = site.panel.table_sources("terrain")
    note = "Measured once; given for every year of the states listed, since the ground does not move."
    series = [
        Series(name, label, unit, sources, partial(_ground, site, name), "float32", note, alias=alias, additive=False,
               window=(FIRST_YEAR, LAST_YEAR), native=partial(_ground, site, name, True))
        for name, label, unit, alias in (
            ("ruggedness", "Ruggedness of the terrain", "index", "rugged"),
            ("mountains", "Mountainous share of the territory", "log of per cent", "newlmtnest"),
        )
    ]  # fmt: skip
    return series_plans(site, "terrain", series)


THREAT = Family(
    "territorial threat",
    "External threat (Miller; Leeds and Savun)",
    KINDS,
    _threat,
    text="Latent territorial threat weighted by the distance of capitals, and (`_near`) of territories, with its "
    "spread and 90 per cent interval, to 2010; and external threat by the chance of conflict, to 2015.",
    peacesciencer="add_latent_territorial_threat()",
)
IGOS = Family(
    "igos",
    "Intergovernmental organisations (version 3)",
    KINDS,
    _igos,
    text="Memberships of states by kind, and organisations of which both states of a pair are full members; to 2014.",
    peacesciencer="add_igos()",
)
VOTES = Family(
    "votes",
    "Positions in the UN General Assembly",
    KINDS,
    _votes,
    text="Ideal points from final-passage votes with the 5 and 95 per cent quantiles, ideal points from all votes, "
    "and for pairs the distance. Roll calls are not in the panel, so there is no S of votes.",
)
GROUPS = Family(
    "fractionalisation",
    "Ethnic and religious fractionalisation (CREG, HIEF)",
    KINDS,
    _groups,
    peacesciencer="add_creg_fractionalization()",
)
TERRAIN = Family(
    "terrain",
    "Terrain",
    KINDS,
    _terrain,
    text="Ruggedness (Nunn and Puga) and the logged share of mountains (Gibler and Miller): one figure per state.",
    peacesciencer="add_rugged_terrain()",
)
