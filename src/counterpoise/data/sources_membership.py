"""Who is a state, in both lists: spells to the day, pairs, the crosswalk between the codes, and ranks.

A spell that a list leaves open where the list itself ends is no exit: its ``end_date`` is missing and its
``end`` is carried to 2025.
"""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import spans
from counterpoise.data.read import Shelf

__all__ = [
    "CARRIED",
    "cow_states",
    "cow_to_gw",
    "false_dyads",
    "gw_dyads",
    "gw_false_dyads",
    "gw_states",
    "gw_to_cow",
    "majors",
    "powers",
]

CARRIED = 2025
"""Year to which open spells are carried, imputed."""
_UNIVERSE_ENDS = 2024
_NONE = -1


def cow_states(shelf: Shelf) -> pd.DataFrame:
    """Spells of membership in the COW state system, to the day; the list ends on 31 December 2016."""
    raw = shelf.table("cow_states")
    out = pd.DataFrame({"ccode": raw["ccode"], "abbreviation": raw["stateabb"], "name": raw["statenme"]})
    first, last = _days(raw, "st"), _days(raw, "end")
    return out.join(_spell(first, last))


def gw_states(shelf: Shelf) -> pd.DataFrame:
    """Spells of membership in the Gleditsch-Ward list, microstates marked; the list ends in 2020."""
    raw = shelf.table("isard_gw_system")
    names = {"gw_abb": "abbreviation", "gw_name": "name"}
    out = raw[["gwcode", "gw_abb", "gw_name", "microstate"]].rename(columns=names)
    return out.join(_spell(raw["start"], raw["end"]))


def majors(shelf: Shelf) -> pd.DataFrame:
    """Spells of great-power rank (COW); an end in 2016 is where the list ends and is carried to 2025."""
    raw = shelf.table("cow_majors")
    return raw[["ccode"]].join(_spell(_days(raw, "st"), _days(raw, "end")))


def powers(shelf: Shelf) -> pd.DataFrame:
    """Spells of regional and of global power (Maoz 2010); one row per state, rank and spell."""
    raw = shelf.table("maoz_powers")
    parts = []
    for rank, short in (("regional", "reg"), ("global", "glob")):
        known = raw.dropna(subset=[f"{short}stdate"]).reset_index(drop=True)
        spell = _spell(known[f"{short}stdate"], known[f"{short}enddate"])
        parts.append(known[["ccode"]].assign(rank=rank).join(spell))
    return pd.concat(parts, ignore_index=True)


def _days(raw: pd.DataFrame, prefix: str) -> pd.Series:
    """Dates from columns of years, months and days."""
    parts = {part: raw[f"{prefix}{part}"] for part in ("year", "month", "day")}
    days: pd.Series = pd.to_datetime(pd.DataFrame(parts))
    return days


def _spell(first: pd.Series, last: pd.Series) -> pd.DataFrame:
    """Years and days of spells; the latest end is where the list ends, and stands for no end."""
    open_end = last == last.max()
    return pd.DataFrame(
        {
            "start": first.dt.year,
            "end": last.dt.year.where(~open_end, CARRIED),
            "start_date": first.dt.date,
            "end_date": last.dt.date.where(~open_end, None),
        }
    )


def gw_dyads(shelf: Shelf) -> pd.DataFrame:
    """Pairs of Gleditsch-Ward states, lower code first, and the years in which both are members."""
    raw = shelf.table("gw_dyads").rename(columns={"start_year": "start", "end_year": "end"})
    raw["end"] = raw["end"].where(raw["end"] < _UNIVERSE_ENDS, CARRIED)
    return raw[["gwcode1", "gwcode2", "microstate1", "microstate2", "start", "end"]]


def false_dyads(shelf: Shelf) -> pd.DataFrame:
    """COW dyad-years whose two members never overlapped on a day; ``dyads`` already leaves them out."""
    return shelf.table("false_cow_dyads", ["ccode1", "ccode2", "year"])


def gw_false_dyads(shelf: Shelf) -> pd.DataFrame:
    """Gleditsch-Ward dyad-years whose members never overlapped on a day; ``gw_dyads`` leaves them out."""
    return shelf.table("false_gw_dyads", ["gwcode1", "gwcode2", "year"])


def cow_to_gw(shelf: Shelf) -> pd.DataFrame:
    """Each COW state-year with its Gleditsch-Ward code, as spans; missing where that list has none."""
    return _crosswalk(shelf.table("isard_cow_gw_panel"), "ccode", "gwcode")


def gw_to_cow(shelf: Shelf) -> pd.DataFrame:
    """Each Gleditsch-Ward state-year with its COW code, as spans; missing where that list has none."""
    return _crosswalk(shelf.table("isard_gw_cow_panel"), "gwcode", "ccode")


def _crosswalk(raw: pd.DataFrame, spine: str, other: str) -> pd.DataFrame:
    rows = raw.dropna(subset=[spine]).astype({spine: "int64"})
    rows[other] = rows[other].fillna(_NONE).astype("int64")
    out = spans(rows, [spine], [other])
    out[other] = out[other].astype("Int64").where(out[other] != _NONE)
    return out
