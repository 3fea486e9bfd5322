"""Wars other than COW's interstate list: within states, by directed pair (Maoz), and UCDP's conflicts."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import known
from counterpoise.data.read import Shelf

__all__ = ["armed_conflicts", "civil_wars", "conflict_onsets", "maoz_wars"]

_NOT_APPLICABLE, _UNKNOWN = -8, -9
_MISPRINTED = {19118: 1918}
"""Italy against Bulgaria in the First World War: the source ends it in the year 19118."""


def civil_wars(shelf: Shelf) -> pd.DataFrame:
    """Wars within states by year and pair of sides (COW 4.1, which covers 1816-2007).

    A war that lasted beyond the coverage keeps its rows of 2008.  ``ccodea`` and ``ccodeb`` are missing
    where a side is no state; deaths are missing where unknown.
    """
    raw = shelf.table("cow_civil_wars")
    names = {"warnum": "warnum", "year": "year", "cowintraonset": "onset", "cowintraongoing": "ongoing"}
    names |= {name: name for name in ("resume_combat", "primary_state", "intnl", "outcome", "ongo2007")}
    names |= {name: name for name in ("ccodea", "ccodeb", "sideadeaths", "sidebdeaths")}
    out = pd.DataFrame(
        {name: known(raw[column], _NOT_APPLICABLE, _UNKNOWN) for column, name in names.items()}
    )
    for name in ("sidea", "sideb"):
        out[name] = raw[name].where(~raw[name].isin(["-8", "-9"]))
    return out.assign(warname=raw["warname"], wartype=raw["wartype"])


def maoz_wars(shelf: Shelf) -> pd.DataFrame:
    """Interstate wars by directed pair and year (Maoz and others 2019, who cover 1816-2010), with roles and deaths."""
    raw = shelf.table("maoz_wars")
    names = {
        "warnum": "warnum", "disno": "dispnum", "statea": "ccode1", "stateb": "ccode2", "year": "year",
        "warstrtyr": "styear", "warstrtmnth": "stmon", "warstrtday": "stday",
        "warendyr": "endyear", "warendmnth": "endmon", "warenday": "endday",
        "warolea": "role1", "waroleb": "role2", "wardyadrolea": "dyad_role1", "wardyadroleb": "dyad_role2",
        "outcomea": "outcome", "batdtha": "batdeath1", "batdthb": "batdeath2", "batdths": "batdeaths",
        "durindx": "war_year",
    }  # fmt: skip
    out = pd.DataFrame({name: known(raw[column]) for column, name in names.items()})
    out["stmon"] = out["stmon"].where(out["stmon"] <= 12)
    out["endyear"] = out["endyear"].replace(_MISPRINTED)
    return out


def armed_conflicts(shelf: Shelf) -> pd.DataFrame:
    """Armed conflicts by year, 1946-2024 (UCDP/PRIO 25.1), under Gleditsch-Ward codes.

    A row is a conflict, year and set of parties: the second codes hold one supporter each, so a conflict
    with several supporters has several rows in a year.
    """
    raw = shelf.table("ucdp")
    names = {
        "conflict_id": "conflict_id", "year": "year", "gwno_a": "gwcode_a", "gwno_a_2nd": "gwcode_a_second",
        "gwno_b": "gwcode_b", "gwno_b_2nd": "gwcode_b_second", "intensity_level": "intensity",
        "start_prec": "start_precision", "start_prec2": "episode_precision", "ep_end": "episode_ends",
    }  # fmt: skip
    out = pd.DataFrame({name: known(raw[column]) for column, name in names.items()})
    out["incompatibility"] = raw["incompatibility"]
    out["type"] = raw["type_of_conflict"].replace({"II": "internationalised intrastate"})
    for column, name in (
        ("start_date", "start_date"),
        ("start_date2", "episode_start"),
        ("ep_end_date", "episode_end"),
    ):
        out[name] = raw[column].dt.date.where(raw[column].notna(), None)
    return out


def conflict_onsets(shelf: Shelf) -> pd.DataFrame:
    """Onsets of armed conflict within states by Gleditsch-Ward state-year, 1946-2017 (UCDP 19.1)."""
    raw = shelf.table("ucdp_onsets").rename(columns={"sumnewconf": "new_conflicts"})
    return raw.rename(columns={f"sumonset{gap}": f"onsets_{gap}" for gap in (1, 2, 3, 5, 10)})
