"""What great powers do abroad: US forces and building, exercises, signals of support; arms by type."""

from __future__ import annotations

import pandas as pd

from counterpoise.data.harmonise import gw_to_cow, hosts, known
from counterpoise.data.read import Shelf

__all__ = [
    "construction",
    "equipment",
    "exercise_list",
    "exercise_participants",
    "support_signals",
    "us_forces",
]

_SERVICES = ("army", "navy", "marine_corps", "air_force", "coast_guard", "space_force")
_KINDS = ("cpx", "air", "land", "sea", "amphibious", "cyber", "warfighting", "peacekeeping", "humanitarian")
_SIGNALLERS = {"us": 2, "uk": 200, "fra": 220, "rus": 365, "chi": 710}
_SIGNALS = {
    "nukes": "nuclear_weapons",
    "vis": "visit",
    "econaid": "economic_aid",
    "bit": "investment_treaty",
    "pact": "defence_pact",
    "words": "words",
    "ex": "exercise",
    "troops": "troops",
}
"""Arms are left out: they are SIPRI's values, which may not be passed on as a table."""


def us_forces(shelf: Shelf) -> pd.DataFrame:
    """US personnel by host and quarter as reported, 1950-2025: rows of one quarter are summed.

    A year before 2013 has one report.  What a report does not print is missing; subtotals are left out.
    The codes of hosts are recoded by year, as for ``us_troops``.
    """
    parts = [*(f"{name}_ad" for name in _SERVICES), "total_selected_reserve", "total_civilian"]
    raw = shelf.table("us_troops", ["ccode", "year", "quarter", "location", "troops_ad", *parts])
    raw = raw[~raw["location"].str.startswith("Total", na=False)]
    raw = hosts(raw, shelf.table("isard_gw_cow_panel"))
    told = raw.groupby(["ccode", "year", "quarter"], as_index=False)[["troops_ad", *parts]].sum(min_count=1)
    names = {f"{name}_ad": name for name in _SERVICES} | {"troops_ad": "troops"}
    names |= {"total_selected_reserve": "reserve", "total_civilian": "civilians"}
    return told.astype("Int64").rename(columns=names)


def construction(shelf: Shelf) -> pd.DataFrame:
    """US military construction by place and year, 2008-2019; no ``ccode`` where the place is not told."""
    raw = shelf.table("us_construction").rename(columns={"spend_construction": "spending", "lon": "lng"})
    raw = raw.rename(columns={"countryname": "country"})
    raw["ccode"] = known(raw["ccode"]).replace({260: 255})
    return raw[["ccode", "country", "location", "lat", "lng", "year", "spending"]]


def exercise_list(shelf: Shelf) -> pd.DataFrame:
    """Joint military exercises, 1980-2010: 3,704, each with its dates, place and kind.

    Where the rows of one exercise differ, the first counts.
    """
    raw = shelf.table("exercises").drop_duplicates("mmeid")
    out = raw[["mmeid", "year"]].copy()
    out["name"] = raw["ex_name"].where(raw["ex_name"] != "-9")
    out["series"] = raw["series_name"]
    for part in ("s", "e"):
        days = pd.to_numeric(raw[f"{part}_day"], errors="coerce").astype("Int64")
        end = {"s": "start", "e": "end"}[part]
        out[f"{end}_year"], out[f"{end}_month"], out[f"{end}_day"] = (
            raw[f"{part}_year"],
            raw[f"{part}_month"],
            days,
        )
    out["location"], out["lat"], out["lng"] = raw["location"], raw["lat"], raw["lon"]
    out["participants"] = raw["participant_count"]
    return out.join(raw[list(_KINDS)].rename(columns={"cpx": "command_post"}))


def exercise_participants(shelf: Shelf) -> pd.DataFrame:
    """Who took part in which exercise; states without a COW code in that year have none."""
    raw = shelf.table("exercises", ["mmeid", "gwcode", "country", "year"])
    raw["ccode"] = gw_to_cow(raw["gwcode"], raw["year"], shelf.table("isard_gw_cow_panel"))
    raw["gwcode"] = known(raw["gwcode"])
    return raw[raw["country"] != "-9"][["mmeid", "ccode", "gwcode", "country", "year"]].drop_duplicates()


def support_signals(shelf: Shelf) -> pd.DataFrame:
    """Signals of support by five major powers to each state, 1950-2012 (McManus and Nieman 2019).

    One row for each major power, state and year.  A signal that the source codes for other powers only is
    missing.
    """
    raw = shelf.table("support_signals")
    parts = []
    for short, code in _SIGNALLERS.items():
        part = pd.DataFrame({"ccode1": code, "ccode2": raw["ccode"], "year": raw["year"]})
        for column, name in _SIGNALS.items():
            told = f"{short}_{column}" in raw.columns
            part[name] = (
                known(raw[f"{short}_{column}"]) if told else pd.array([None] * len(raw), dtype="Int64")
            )
        parts.append(part[part["ccode2"] != code])
    return pd.concat(parts, ignore_index=True)


def equipment(shelf: Shelf) -> pd.DataFrame:
    """Military equipment by type, 1970-2014 (rDMC): 69 kinds, counts as its author took them down."""
    raw = shelf.table("rdmc").drop(columns=["country", "stateabb"])
    kinds = [name for name in raw.columns if name not in ("ccode", "year")]
    whole = {name: known(raw[name].round()) for name in kinds}
    return raw[["ccode", "year"]].join(pd.DataFrame(whole))
